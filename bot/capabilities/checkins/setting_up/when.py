"""When a check-in is asked, as somebody types it: now, on a day, on a rhythm, or whenever somebody has it asked."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.capabilities.checkins.setting_up.templates import BY_HAND, NOW
from bot.capabilities.checkins.setting_up.typed import Typed
from bot.capability import Acting
from bot.due.deciding import Ruling
from bot.due.tables import Rhythm
from bot.due.words import typed_rule, typed_times
from schedules.calendar import (
    ONCE,
    InvalidCalendar,
    Said,
    check_ahead,
    instant_of,
    read_date,
    read_rule,
    read_times,
)


@dataclass(frozen=True)
class When:
    """`ruling` on a day or on a rhythm; without one it is asked by hand, `now` for the first time."""

    ruling: Ruling | None
    now: bool = False


def typed_when(rhythm: Rhythm | None) -> str:
    """A rhythm as `read_when` reads it."""
    return BY_HAND if rhythm is None else typed_rule(rhythm)


def read_when(
    acting: Acting, typed: Typed, rhythm: Rhythm | None, *, changes: bool, wrong: dict[str, str]
) -> When | None:
    """What was typed, by the clock of whoever acts; `rhythm` is the present one. Notes what is wrong, by field."""
    t = acting.t
    words = " ".join(typed.when.casefold().split()).rstrip(".!")
    if words in (NOW, BY_HAND):
        if rhythm is not None:
            says = "It has its own days. Skip or pause it, or press “Send now” to have it asked besides."
            wrong["when"] = t(says)
        elif words == NOW and changes:
            wrong["when"] = t("To have it asked now, press “Send now”. Here, leave it at “{words}”.", words=BY_HAND)
        return When(None, now=words == NOW)
    zone = rhythm.zone if rhythm is not None else acting.zone
    at = _time(typed.at, wrong)
    said = _said(typed.when, acting, rhythm, zone, wrong)
    if at is None or said is None:
        return None
    starts = said.starts or (rhythm.starts if rhythm is not None else _today(acting, zone))
    ruling = Ruling(said.rule, starts, at, zone)
    unchanged = rhythm is not None and Ruling.of(rhythm) == ruling
    if said.rule == ONCE and not unchanged and instant_of(datetime.combine(starts, at), ZoneInfo(zone)) <= acting.now:
        wrong["when"] = t("That time has passed. Choose a later one, or write “{words}”.", words=NOW)
    return When(ruling)


def _said(typed: str, acting: Acting, rhythm: Rhythm | None, zone: str, wrong: dict[str, str]) -> Said | None:
    """The rule that was typed; the present one keeps the day from which on it holds."""
    if rhythm is not None and typed == typed_when(rhythm):
        return Said(rhythm.rule, rhythm.starts)
    today = _today(acting, zone)
    day = read_date(typed.strip().lower().removeprefix("on ").removeprefix("once on "), today)
    try:
        if day is None:
            return read_rule(typed, today)
        check_ahead(day, today)
        return Said(ONCE, day)
    except InvalidCalendar as problem:
        t = acting.t
        says = "{what} Or write a day like “24 November”, or “{now}”."
        wrong["when"] = t(says, what=str(problem), now=NOW)
        return None


def _time(typed: str, wrong: dict[str, str]) -> time | None:
    try:
        times = read_times(typed)
        if len(times) > 1:
            raise InvalidCalendar("Write one time, like 10:00: everybody is asked at that time of their own day.")
        return times[0]
    except InvalidCalendar as problem:
        wrong["at"] = str(problem)
        return None


def _today(acting: Acting, zone: str) -> date:
    return acting.now.astimezone(ZoneInfo(zone)).date()


def present_at(rhythm: Rhythm | None, usual: str) -> str:
    """The present time as it is typed."""
    return typed_times(rhythm) if rhythm is not None else usual
