"""What speaks against a time: people whose night it is, and teams that get more than the organisation wants."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.capabilities.updates.planning.rules import Timetable
from bot.capabilities.updates.planning.words import Plan
from bot.capabilities.updates.settings import most_per_week
from bot.capabilities.updates.store import Update
from bot.capabilities.updates.store.calendar import sent_between, teams_in
from bot.capability import Acting
from bot.chat.texts import Texts
from bot.people.audience import Reader, Resolved
from schedules.calendar import instant_of, on_shift, zone_named

NIGHT = (time(22), time(6))
"""Between these local times somebody who is not at work is asleep, as far as one can know."""

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Night:
    """So many people, in so many teams, whose night it is."""

    people: int
    teams: int


def night_of(audiences: Sequence[Resolved], table: Timetable, viewer_side: int) -> Night:
    """Whose night it is when their turn comes: by the hours that are known, of sides whose figures may be seen."""
    asleep: dict[tuple[object, ...], bool] = {}
    sleeping: dict[int, int] = {}
    for resolved in audiences:
        own = resolved.viewpoint_of(viewer_side)
        for reader in resolved.expected():
            at = table.teams.get(reader.team_id)
            if at is None or not own.sees_figures_of(reader.side_id):
                continue
            key = (reader.pattern, at)
            if key not in asleep:
                asleep[key] = _sleeps(reader, at)
            if asleep[key]:
                sleeping[reader.person_id] = reader.team_id
    return Night(len(sleeping), len(set(sleeping.values())))


def _sleeps(reader: Reader, at: datetime) -> bool:
    hours = reader.hours
    if hours is None or on_shift(hours, at):
        return False
    local = at.astimezone(ZoneInfo(hours.zone)).time()
    return local >= NIGHT[0] or local < NIGHT[1]


def night_told(night: Night, t: Texts) -> str:
    teams = t.n("{n} team", "{n} teams", night.teams)
    return t.n(
        "It is night then for {n} person in {teams}.",
        "It is night then for {n} people in {teams}.",
        night.people,
        teams=teams,
    )


def week_of(at: datetime, zone: str) -> date:
    """The Monday of the week in which an instant lies."""
    day = at.astimezone(ZoneInfo(zone)).date()
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class Busy:
    """The busiest team of an audience gets so many updates in a week, of which the organisation wants `most`."""

    audience_id: int
    monday: date
    updates: int
    most: int


async def busy(acting: Acting, wanted: Sequence[tuple[int, date]], *, besides: Sequence[Update] = ()) -> Sequence[Busy]:
    """Where an audience gets too many in a week; `besides` are further ones that go out in each of these weeks."""
    most = await most_per_week(acting.session)
    if not most or not wanted:
        return ()
    zone = zone_named(acting.zone)
    mondays = [monday for _, monday in wanted]
    since = instant_of(datetime.combine(min(mondays), time()), zone)
    until = instant_of(datetime.combine(max(mondays) + WEEK, time()), zone)
    sent = await sent_between(acting.session, acting.actor, since, until)
    audiences = {one for one, _ in wanted} | {one.audience_id for one in sent} | {one.audience_id for one in besides}
    teams = await teams_in(acting.session, audiences)
    further = {one.id for one in besides}
    found = []
    for audience_id, monday in dict.fromkeys(wanted):
        counts: Counter[int] = Counter()
        for one in sent:
            if week_of(one.at, acting.zone) == monday and one.update_id not in further:
                counts.update(teams[one.audience_id] & teams[audience_id])
        for more in besides:
            counts.update(teams[more.audience_id] & teams[audience_id])
        busiest = max(counts.values(), default=0)
        if busiest > most:
            found.append(Busy(audience_id, monday, busiest, most))
    return found


def busy_told(one: Busy, t: Texts) -> str:
    return t.n(
        "With this a team gets {n} update in the week from {monday}. The organisation wants no more than {most}.",
        "With this a team gets {n} updates in the week from {monday}. The organisation wants no more than {most}.",
        one.updates,
        monday=t.weekday(one.monday),
        most=one.most,
    )


async def warnings(acting: Acting, known: Sequence[Update], plan: Plan, audiences: Sequence[Resolved]) -> list[str]:
    """What to think of before planning one update, or several together, so."""
    t = acting.t
    night = night_of(audiences, plan.table, acting.actor.side_id)
    said = [night_told(night, t)] if night.people else []
    return [*said, *await busy_warnings(acting, known, plan.table.first)]


async def busy_warnings(acting: Acting, known: Sequence[Update], at: datetime) -> list[str]:
    """Which team gets the most too many in the week of an instant, if any does, once these go out then."""
    week = week_of(at, acting.zone)
    found = await busy(acting, [(one.audience_id, week) for one in known], besides=known)
    return [busy_told(max(found, key=lambda one: one.updates), acting.t)] if found else []
