"""What is said of any rhythm: when it is, what becomes of it on days off, and why one is not where its rule has it."""

from datetime import date
from zoneinfo import ZoneInfo

from bot.chat.texts import Texts
from bot.due.deciding import FOR_GOOD
from bot.due.rhythms import ByHand, Upcoming
from bot.due.tables import Rhythm, Whose
from schedules.calendar import (
    ONCE,
    ClockRepeated,
    ClockSkipped,
    HolidayMoved,
    HolidayRule,
    HolidaySkipped,
    JointDaysOff,
    format_rule,
    format_times,
    read_times,
)


def rule_in_words(rhythm: Rhythm, t: Texts, whose: Whose | None = None) -> str:
    """When it recurs, in a line: “every Tuesday at 10:00 (Europe/London)”; `whose` time, if not as it says."""
    rule, at = format_rule(rhythm.rule), times_in_words(rhythm, t)
    if rhythm.rule == ONCE:
        rule = t("once, on {day}", day=t.weekday(rhythm.starts))
    # As it is typed its last day is one of digits.
    plain, ends, last = rule.rpartition(" until ")
    if ends:
        rule = f"{plain}{ends}{t.day(date.fromisoformat(last))}"
    match whose or rhythm.whose:
        case Whose.ALL:
            return t("{rule} at {time} ({zone})", rule=rule, time=at, zone=rhythm.zone)
        case Whose.TEAM:
            return t("{rule} at {time} of each team's own time", rule=rule, time=at)
        case Whose.PERSON:
            return t("{rule} at {time} of each person's own time", rule=rule, time=at)


def times_in_words(rhythm: Rhythm, t: Texts) -> str:
    """At which time, or at which ones in turn: “10:00 and 17:00 in turn”."""
    times = typed_times(rhythm).split(", ")
    return t("{times} in turn", times=t.names(times)) if len(times) > 1 else times[0]


def typed_rule(rhythm: Rhythm) -> str:
    """Its rule as it is typed into the form: “on 2026-11-24” for what comes once."""
    return f"on {rhythm.starts.isoformat()}" if rhythm.rule == ONCE else format_rule(rhythm.rule)


def typed_times(rhythm: Rhythm) -> str:
    """The same as it is typed into the form."""
    return format_times((rhythm.at, *(read_times(rhythm.turns) if rhythm.turns else ())))


def paused_line(rhythm: Rhythm, t: Texts) -> str:
    """Until when it is paused."""
    if rhythm.paused_until is None or rhythm.paused_until == FOR_GOOD:
        return t("Paused until somebody resumes it.")
    return t("Paused: it goes on from {day}.", day=t.day(rhythm.paused_until))


def holiday_line(rhythm: Rhythm, t: Texts) -> str:
    """What becomes of it on days off."""
    match rhythm.on_holiday:
        case HolidayRule.RUN:
            return t("On days off it takes place all the same.")
        case HolidayRule.SKIP:
            what = t("it is left out")
        case HolidayRule.NEXT_WORKING_DAY:
            what = t("it moves to the next working day")
        case HolidayRule.PREVIOUS_WORKING_DAY:
            what = t("it moves to the working day before")
    if rhythm.whose is not Whose.ALL:
        return t("On a team's day off {what}.", what=what)
    if rhythm.any_counts:
        return t("Where one of the teams has a day off, {what}.", what=what)
    return t("Where all teams have a day off, {what}.", what=what)


def reasons(one: Upcoming, t: Texts) -> list[str]:
    """Why an occurrence is not where the plain rule has it, and who will be missing."""
    said = [_reason(one, each, t) for each in one.reasons]
    days_off = one.party.days_off
    if one.instant and isinstance(days_off, JointDaysOff):
        local = one.instant.astimezone(ZoneInfo(one.party.zone)).date()
        said += [t("{team} is off: {holiday}", team=team, holiday=name) for team, name in days_off.missing(local)]
    return said


def _reason(one: Upcoming, reason: object, t: Texts) -> str:
    match reason:
        case ClockSkipped(wanted):
            return t(
                "the clocks leave {time} out that night, so it is at the first minute after", time=f"{wanted:%H:%M}"
            )
        case ClockRepeated(wanted):
            return t("the clocks show {time} twice that night, and the first counts", time=f"{wanted:%H:%M}")
        case HolidayMoved(holiday, _):
            return t("moved from {day}: {holiday}", day=t.weekday(one.original_date), holiday=holiday)
        case HolidaySkipped(holiday):
            return t("left out: {holiday}", holiday=holiday)
        case ByHand(None):
            return t("left out by hand")
        case ByHand():
            return t("moved by hand from {day}", day=t.weekday(one.original_date))
    raise TypeError(f"no words for {reason!r}")
