"""What is said about shifts and days off, with example data."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from bot.capabilities.setup.messages import days_off, shifts
from bot.capabilities.setup.messages.shifts import ShiftsView
from bot.capabilities.setup.views import ChoiceView
from bot.capability import Example
from bot.chat.message import say
from bot.chat.texts import Texts
from bot.people.days_off import Kept
from bot.people.rotas.keeping import Source
from schedules.calendar import NamedDays, Shift

_START = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
_SHIFT = Shift(_START, _START + timedelta(hours=8))
_NEXT = tuple(Shift(_START + timedelta(days=day), _START + timedelta(days=day, hours=8)) for day in range(1, 5))
_SOURCE = Source(date(2026, 11, 23), date(2026, 11, 29), "week-48.csv", _START)
_MOVE = Kept("days-move", NamedDays(date(2026, 12, 24), date(2026, 12, 27), "Winter break"), "Harborline", 2, None)
_FOUNDING = Kept("days-founding", NamedDays(date(2027, 3, 1), date(2027, 3, 1), "創立記念日 🎉"), "", None, None)
_WHOSE = (ChoiceView("side-harborline", "Harborline", ""), ChoiceView("team-night", "Night shift", "Harborline"))


def time_examples(t: Texts) -> Sequence[Example]:
    """One's own shifts, and the organisation's days off."""
    zone = "Asia/Manila"
    return (
        Example(
            "my shifts, from a rota",
            shifts.my_shifts(t, ShiftsView(zone, True, None, following=_NEXT, sources=(_SOURCE,))),
        ),
        Example("my shifts, on until", shifts.my_shifts(t, ShiftsView(zone, True, _SHIFT, True, _NEXT[:1]))),
        Example("my shifts, the next one", shifts.my_shifts(t, ShiftsView(zone, True, following=_NEXT[:1]))),
        Example("my shifts, none to come", shifts.my_shifts(t, ShiftsView(zone, True))),
        Example("my shifts, not known", shifts.my_shifts(t, ShiftsView(zone, False))),
        Example("form, on until", shifts.on_form(t)),
        Example("on until, kept", shifts.on_until(t, _SHIFT.end, zone)),
        Example("form, on until, to a lead", shifts.on_form(t, leads=True)),
        Example("on until, kept of somebody else", shifts.on_until(t, _SHIFT.end, zone, "Tala Maliwanag", "p1")),
        Example("on until, too long", say(shifts.too_long(t), locale=t.locale)),
        Example("on until, taken back", say(shifts.not_on(t, was=True), locale=t.locale)),
        Example("days off", days_off.listed(t, (_MOVE, _FOUNDING), may_change=True, may_remove=True)),
        Example("days off, 200", days_off.listed(t, (_MOVE,) * 200, may_change=False, may_remove=False)),
        Example("no days off", days_off.listed(t, (), may_change=True, may_remove=False)),
        Example("form, add days off", days_off.add_form(t, _WHOSE, everybody=True)),
        Example("form, take days off away", days_off.remove_form(t, (_MOVE, _FOUNDING))),
        Example("days off added", days_off.added(t, _FOUNDING)),
        Example("days off taken away", days_off.removed(t, _MOVE.days, _MOVE.public_id)),
        Example("days off back", say(days_off.back(t, _MOVE.days), locale=t.locale)),
    )
