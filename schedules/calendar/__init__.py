"""Pure time rules: wall clocks, public holidays, working hours and recurrence, as instants in UTC.

A leaf: it reads no clock and imports nothing of Instep.
"""

from schedules.calendar.beginnings import Beginning, morning, next_beginning
from schedules.calendar.days_off import DaysOff, HasDaysOff, JointDaysOff, NamedDays
from schedules.calendar.hours import (
    Stint,
    WorkingHours,
    acknowledge_by,
    current_shift,
    has_worked,
    next_shift,
    on_shift,
    remind_at,
    shifts,
)
from schedules.calendar.hours_text import format_days_off, format_stints, parse_dates, parse_stints, read_working_hours
from schedules.calendar.recurrence import (
    FARTHEST_MOVE,
    ClockRepeated,
    ClockSkipped,
    HolidayMoved,
    HolidayRule,
    HolidaySkipped,
    Occurrence,
    Reason,
    Recurrence,
    comes_daily,
    occurrences,
    occurrences_from,
    period,
)
from schedules.calendar.rota import NO_ROTA, Covered, Rota, Shift
from schedules.calendar.rule_text import LONGEST_RULE, ONCE, Said, check_ahead, format_rule, read_rule
from schedules.calendar.turns import LONGEST_TIMES, MOST_TURNS, format_times, read_times
from schedules.calendar.until_text import LONGEST_UNTIL, UntilProblem, read_date, read_until, read_when
from schedules.calendar.wall import InvalidCalendar, Reading, instant_of, read_clock, zone_named

__all__ = [
    "FARTHEST_MOVE",
    "LONGEST_RULE",
    "LONGEST_TIMES",
    "LONGEST_UNTIL",
    "MOST_TURNS",
    "NO_ROTA",
    "ONCE",
    "Beginning",
    "ClockRepeated",
    "ClockSkipped",
    "Covered",
    "DaysOff",
    "HasDaysOff",
    "HolidayMoved",
    "HolidayRule",
    "HolidaySkipped",
    "InvalidCalendar",
    "JointDaysOff",
    "NamedDays",
    "Occurrence",
    "Reading",
    "Reason",
    "Recurrence",
    "Rota",
    "Said",
    "Shift",
    "Stint",
    "UntilProblem",
    "WorkingHours",
    "acknowledge_by",
    "check_ahead",
    "comes_daily",
    "current_shift",
    "format_days_off",
    "format_rule",
    "format_stints",
    "format_times",
    "has_worked",
    "instant_of",
    "morning",
    "next_beginning",
    "next_shift",
    "occurrences",
    "occurrences_from",
    "on_shift",
    "parse_dates",
    "parse_stints",
    "period",
    "read_clock",
    "read_date",
    "read_rule",
    "read_times",
    "read_until",
    "read_when",
    "read_working_hours",
    "remind_at",
    "shifts",
    "zone_named",
]
