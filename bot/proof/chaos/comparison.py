"""The calendar laid beside the oracle: which occurrences it loses, doubles, or has at another wall-clock time."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, time
from itertools import takewhile

from bot.proof.chaos.scan import FIRST, LAST, Clock, Words
from schedules.calendar import Occurrence, Recurrence, occurrences

Calendar = Callable[[Recurrence], list[Occurrence]]

BEGINNING = datetime.combine(FIRST, time(), UTC)


def calendar(recurrence: Recurrence) -> list[Occurrence]:
    """What the calendar says of the ten years."""
    return list(takewhile(lambda one: one.original_date < LAST, occurrences(recurrence, BEGINNING)))


def compare(words: Words, clock: Clock, said: Calendar = calendar) -> Counter[str]:
    """Counts of what was `right`, `lost`, `doubled`, at a `wrong time`; and of `leapt`, which clocks never showed."""
    counted: Counter[str] = Counter()
    found = said(Recurrence(words.rule, words.starts, words.at, clock.name))
    dates = Counter(one.original_date for one in found)
    wanted = {day: clock.when(day, words.at) for day in words.dates}
    counted["lost"] = len(wanted.keys() - dates.keys())
    counted["doubled"] = len(found) - len(dates) + len(dates.keys() - wanted.keys())
    for one in found:
        if day := wanted.get(one.original_date):
            counted["right" if one.instant == day else "wrong time"] += 1
            counted["leapt"] += clock.leapt(one.original_date, words.at)
    return counted
