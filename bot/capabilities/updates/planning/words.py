"""When an update goes out, in words: in the reader's own time first, then in the teams'."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.capabilities.updates.planning.rules import Intent, Mistake, Timetable, Turn
from bot.capabilities.updates.store.planning import ClockChange, PlanWay
from bot.chat.message import MomentStyle
from bot.chat.texts import Texts

MOST_PLACES = 8
"""Places or times that are named; the others are counted."""


@dataclass(frozen=True)
class Plan:
    """A plan with its timetable, as it is told."""

    intent: Intent
    table: Timetable


def city(zone: str) -> str:
    """What people call a zone: its place."""
    return zone.rpartition("/")[2].replace("_", " ")


def at_your_time(at: datetime, t: Texts, zone: str) -> str:
    """An instant in full words: “Tuesday, 24 November at 09:00 your time”."""
    day = t.weekday(at.astimezone(ZoneInfo(zone)).date())
    return t("{day} at {time} your time", day=day, time=t.moment(at, zone, MomentStyle.TIME))


def told(plan: Plan, t: Texts, zone: str) -> list[str]:
    """A plan in one or several lines, the first of which says it all where it is one moment."""
    turns = list(plan.table.turns.values())
    match plan.intent.way:
        case PlanWay.MOMENT:
            lines = [_moment(plan.table.first, turns, t, zone)]
        case PlanWay.MORNINGS:
            lines = [t("In each team's own morning:"), *_each(plan.table, t, zone)]
        case PlanWay.SHIFTS:
            lines = [t("At the start of each team's next shift:"), *_each(plan.table, t, zone)]
        case _:
            assert_never(plan.intent.way)
    return [*lines, *_notes(plan, t)]


def head(plan: Plan, t: Texts, zone: str) -> str:
    """The same in one line: when it begins."""
    first = at_your_time(plan.table.first, t, zone)
    match plan.intent.way:
        case PlanWay.MOMENT:
            return t("Planned for {moment}", moment=first)
        case PlanWay.MORNINGS:
            return t("Planned for each team's own morning, the first of them {moment}", moment=first)
        case PlanWay.SHIFTS:
            return t("Planned for the start of each team's next shift, the first of them {moment}", moment=first)
    assert_never(plan.intent.way)


def _moment(at: datetime, turns: list[Turn], t: Texts, zone: str) -> str:
    said = at_your_time(at, t, zone)
    here = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    elsewhere = Counter((turn.local, turn.zone) for turn in turns if turn.local != here)
    if not elsewhere:
        return said
    places = [_there(local, place, count, here, t) for (local, place), count in elsewhere.most_common(MOST_PLACES)]
    if more := len(elsewhere) - len(places):
        places.append(t.n("and {n} more place", "and {n} more places", more))
    return t("{said} ({places})", said=said, places="; ".join(places))


def _there(local: datetime, zone: str, teams: int, here: datetime, t: Texts) -> str:
    time = f"{local:%H:%M}" if local.date() == here.date() else t.moment(local.replace(tzinfo=ZoneInfo(zone)), zone)
    return t.n("{time} in {city}, {n} team", "{time} in {city}, {n} teams", teams, time=time, city=city(zone))


def _each(table: Timetable, t: Texts, zone: str) -> list[str]:
    """A line for each time, the earliest first."""
    times = Counter((turn.at, turn.zone) for turn in table.turns.values())
    if not times:
        return [at_your_time(table.first, t, zone)]
    lines = []
    for (at, place), teams in sorted(times.items())[:MOST_PLACES]:
        count = t.n("{n} team", "{n} teams", teams)
        there = t.moment(at, place, MomentStyle.TIME)
        moment = at_your_time(at, t, zone)
        lines.append(t("{time} in {city}, {teams}: {moment}", time=there, city=city(place), teams=count, moment=moment))
    if more := len(times) - len(lines):
        lines.append(t.n("and {n} more time", "and {n} more times", more))
    return lines


def _notes(plan: Plan, t: Texts) -> list[str]:
    """What is different from what one would expect."""
    table, turns = plan.table, plan.table.turns.values()
    notes = list(dict.fromkeys(_clocks(turn, t) for turn in turns if turn.clocks is not ClockChange.NONE))
    if plan.intent.way is PlanWay.MOMENT:
        assert plan.intent.at is not None
        local = plan.intent.at.astimezone(ZoneInfo(plan.intent.zone)).replace(tzinfo=None)
        moment = Turn(plan.intent.at, local, plan.intent.zone, plan.intent.clocks)
        return [_clocks(moment, t)] if plan.intent.clocks is not ClockChange.NONE else []
    if other := sum(turn.other_day for turn in turns):
        text = t.n(
            "{n} team does not work on that day and gets it when it next does.",
            "{n} teams do not work on that day and get it when they next do.",
            other,
        )
        notes.append(text)
    if guessed := sum(not turn.by_hours for turn in turns):
        text = t.n(
            "Of {n} team nobody knows when it begins work, or it never stops: it gets it at the usual hour.",
            "Of {n} teams nobody knows when they begin work, or they never stop: they get it at the usual hour.",
            guessed,
        )
        notes.append(text)
    if early := sum(turn.at > table.teams[team] for team, turn in table.turns.items()):
        text = t.n(
            "{n} team shares a channel with one whose turn is earlier, and has it from then on.",
            "{n} teams share a channel with one whose turn is earlier, and have it from then on.",
            early,
        )
        notes.append(text)
    return notes


def _clocks(turn: Turn, t: Texts) -> str:
    actual = t.moment(turn.at, turn.zone, MomentStyle.TIME)
    match turn.clocks:
        case ClockChange.SKIPPED:
            return t(
                "That day the clocks in {city} go forward, so it is {time} there.", city=city(turn.zone), time=actual
            )
        case ClockChange.REPEATED:
            return t(
                "That day the clocks in {city} show {time} twice. It goes out the first time.",
                city=city(turn.zone),
                time=actual,
            )
        case ClockChange.NONE:
            return ""
    assert_never(turn.clocks)


def mistaken(mistake: Mistake, t: Texts) -> str:
    """What is said at the field in which a time was typed."""
    match mistake:
        case Mistake.EMPTY:
            return t("Write when: a day and a time, such as 24 Nov 09:00 or tomorrow 14:30.")
        case Mistake.NOT_UNDERSTOOD:
            return t("This is not understood. Write it like 24 Nov 09:00, tomorrow 14:30 or monday 8:00.")
        case Mistake.NO_SUCH_DAY:
            return t("There is no such day. Write one like 24 Nov.")
        case Mistake.PAST:
            return t("This is over. Write a time that is still to come.")
        case Mistake.TOO_FAR:
            return t("This is too far ahead. Plan it within the next 180 days.")
        case Mistake.NO_TIME:
            return t("Write the time too, such as 24 Nov 09:00.")
        case Mistake.ONLY_A_DAY:
            return t("Write the day alone, such as 24 Nov: the time is each team's own morning.")
    assert_never(mistake)
