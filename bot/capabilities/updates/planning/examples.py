"""Every message and form of planned updates with invented data."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.capabilities.updates.messages import Facts
from bot.capabilities.updates.planning import messages
from bot.capabilities.updates.planning.calendar import Entry, busy_week, calendar_message
from bot.capabilities.updates.planning.forms import AT_ONCE, Chosen, plan_form
from bot.capabilities.updates.planning.going_out import GO_ON
from bot.capabilities.updates.planning.messages import Planned, where_line
from bot.capabilities.updates.planning.rules import Intent, Timetable, Turn
from bot.capabilities.updates.planning.upcoming import Upcoming
from bot.capabilities.updates.planning.warnings import Busy, Night, busy_told, night_told
from bot.capabilities.updates.planning.words import Plan
from bot.capabilities.updates.receipt import Going, receipt_message
from bot.capabilities.updates.roundups.planned import named, plan_buttons
from bot.capabilities.updates.store.planning import ClockChange, PlanWay
from bot.capability import Example
from bot.chat.message import Button, Tone
from bot.chat.texts import Texts
from bot.people.viewpoint import Viewpoint

ZONE = "Europe/London"
ZONES = (ZONE, "Asia/Manila", "Africa/Cairo", "UTC")
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PLACES = (("Europe/London", 0), ("Asia/Manila", 8), ("Africa/Cairo", 2))
WRITE = "updates.write"
LONG = "Refunds " * 18 + "now"


def at_a_time() -> Plan:
    """At nine in London, which is in the afternoon for three teams in Manila."""
    of = [PLACES[number % 2 if number < 5 else 2] for number in range(7)]
    turns = {
        number: Turn(TUESDAY, TUESDAY.replace(tzinfo=None) + timedelta(hours=ahead), zone)
        for number, (zone, ahead) in enumerate(of)
    }
    table = Timetable({1: TUESDAY}, dict.fromkeys(turns, TUESDAY), turns)
    return Plan(Intent(PlanWay.MOMENT, TUESDAY, None, ZONE), table)


def mornings(teams: int = 3) -> Plan:
    """At nine of each team's own clock."""
    turns = {}
    for number in range(teams):
        zone, ahead = PLACES[number % 3]
        local = datetime.combine(date(2026, 11, 24), time(6 + number // 3, 30))
        turns[number] = Turn(
            local.replace(tzinfo=UTC) - timedelta(hours=ahead),
            local,
            zone,
            ClockChange.SKIPPED if number == 5 else ClockChange.REPEATED if number == 7 else ClockChange.NONE,
            by_hours=number % 4 != 3,
            other_day=number % 5 == 4,
        )
    channels = {number: turn.at for number, turn in turns.items()}
    return Plan(Intent(PlanWay.MORNINGS, None, date(2026, 11, 24), ZONE), Timetable(channels, channels, turns))


def shifts() -> Plan:
    plan = mornings(1)
    return replace(plan, intent=Intent(PlanWay.SHIFTS, TUESDAY, None, ZONE))


def clock_change() -> Plan:
    """At a time that the clocks skip."""
    at = datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    intent = Intent(PlanWay.MOMENT, at, None, ZONE, ClockChange.SKIPPED)
    return Plan(intent, Timetable({1: at}, {}, {}))


def examples(facts: Facts, going: Going, viewpoint: Viewpoint, t: Texts) -> Iterator[Example]:
    """All of them; the preview with a plan stands beside the other previews."""
    yield from _forms(t)
    yield from _letters(facts, t)
    yield from _lists(facts, t)
    for name, at in (("in each team's morning", TUESDAY + timedelta(days=1)), ("stopped", None)):
        little = replace(going, upcoming=Upcoming(at, ZONE, dict.fromkeys(going.sides, 2), at_once=at is not None))
        yield Example(f"receipt, {name}", receipt_message(little, viewpoint, t))


def _forms(t: Texts) -> Iterator[Example]:
    yield Example("plan, at once", plan_form(Chosen(AT_ONCE, "", ZONE), ZONES, t, object_id="draft", move=False))
    moment = Chosen(PlanWay.MOMENT, "2026-11-24 09:00", ZONE)
    yield Example("plan, to move", plan_form(moment, ZONES, t, object_id="planned", move=True))


def _letters(facts: Facts, t: Texts) -> Iterator[Example]:
    public_id, title = facts.public_id, facts.title
    go_on = Button(t("Go on writing"), GO_ON, public_id, Tone.PRIMARY, opens_form=True)
    plans = {
        "at a time": at_a_time(),
        "each morning": mornings(),
        "each morning, many teams": mornings(40),
        "each shift": shifts(),
        "when the clocks change": clock_change(),
    }
    for name, plan in plans.items():
        yield Example(f"planned, {name}", messages.planned_letter(public_id, title, plan, t, ZONE))
        yield Example(f"planned, {name}, answer", messages.planned_answer(plan, t, ZONE))
    yield Example("planned, long title", messages.planned_letter(public_id, LONG, at_a_time(), t, "Asia/Manila"))
    yield Example("planned, went out", messages.gone_letter(title, TUESDAY, t, ZONE))
    yield Example("planned, went out without a side", messages.gone_letter(title, TUESDAY, t, ZONE, ("Lumenara",)))
    yield Example("planned, cancelled", messages.cancelled_letter(title, go_on, t))
    yield Example("planned, late", messages.late_letter(title, TUESDAY, timedelta(minutes=42), t, ZONE))
    yield Example("planned, too late", messages.too_late_letter(title, TUESDAY, go_on, t, ZONE))
    why = t("You may not publish to this audience. Ask an admin for the right to publish.")
    yield Example("planned, held up", messages.held_up_letter(title, why, go_on, t))
    yield Example("planned, author gone", messages.inherited_letter(title, "Ines Okafor", go_on, t))
    unclaimed = messages.unclaimed_letter(title, "Ines Okafor", "Everyone", go_on, t)
    yield Example("planned, author gone and nobody may publish it", unclaimed)
    for name, can in (("Ada Lindqvist", True), ("", True), ("", False)):
        who = messages.who_can(name, t, anybody=can)
        stopped = messages.stopped_letter(public_id, title, why, 5, t, instead=who)
        yield Example(f"planned, stopped, {name or ('somebody' if can else 'nobody')} can", stopped)
    approval = messages.to_be_approved_now("Everyone", t)
    stopped = messages.stopped_letter(public_id, title, approval, 5, t, instead=messages.nobody_approves(t))
    yield Example("planned, stopped, nobody can approve it", stopped)
    reasons = {
        "to who can": t("{who}, who planned it, may no longer publish there.", who="Ines Okafor"),
        "after an outage": messages.too_late(TUESDAY, t, ZONE),
        "wanted before": messages.deadline_is_over(TUESDAY, t, ZONE),
        "for an approval": approval,
    }
    for when, reason in reasons.items():
        yield Example(f"planned, stopped, {when}", messages.stopped_letter(public_id, title, reason, 5, t))


def _calendar(facts: Facts, write: Button, t: Texts) -> Iterator[Example]:
    first, second = TUESDAY.date(), TUESDAY.date() + timedelta(days=8)
    night = night_told(Night(12, 2), t)
    entries = (
        Entry(first, "09:00", facts.title, "Everyone", 14, movable=facts.public_id),
        Entry(first, "22:30", LONG, "Refund teams · 返金 · استرداد", 1, night=night, movable="a" * 22),
        Entry(second, "01:00", "The help line opens at 7", "Everyone", 5, by_turns=True),
        Entry(second, "09:00", facts.title, "Everyone", 14, night=night, in_round_up=True),
    )
    week = busy_week(Busy(1, first - timedelta(days=1), 7, 5), "Everyone", t)
    yield Example("calendar", calendar_message(entries, False, (week,), write, t))
    full = tuple(
        replace(entries[number % 4], day=first + timedelta(days=number), movable=f"{number:022}")
        for number in range(20)
    )
    yield Example("calendar, twenty of more", calendar_message(full, True, (week,) * 4, write, t))
    yield Example("calendar, nothing planned", calendar_message((), False, (), write, t))
    told = [busy_told(Busy(1, first, 7, 5), t), night]
    yield Example("planned, with warnings", messages.planned_answer(at_a_time(), t, ZONE, told))


def _lists(facts: Facts, t: Texts) -> Iterator[Example]:
    write = Button(t("Write an update"), WRITE, tone=Tone.PRIMARY, opens_form=True)
    when = t("{day} at {time} your time", day=t.weekday(TUESDAY.date()), time="09:00")
    items = (
        Planned(facts.public_id, facts.title, "Everyone", when, 14),
        Planned("other", LONG, "Refund teams · 返金 · استرداد", when, 1),
        Planned("begun", "The help line opens at 7", "Everyone", when, 5, begun=True),
        Planned(
            "round-up",
            named(2, t),
            "",
            when,
            0,
            together=tuple(f"{one} · {where_line('Everyone', 14, t)}" for one in (facts.title, LONG)),
            buttons=plan_buttons("round-up", t),
        ),
    )
    yield Example("planned updates", messages.planned_list(items, False, write, t))
    yield Example("planned updates, ten of more", messages.planned_list((items * 3)[:10], True, write, t))
    yield Example("planned updates, none", messages.planned_list((), False, write, t))
    yield from _calendar(facts, write, t)
