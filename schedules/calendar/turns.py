"""Times of day that take turns, so that a meeting of many zones is not always in the night of the same people."""

import re
from collections.abc import Sequence
from datetime import time

from schedules.calendar.wall import InvalidCalendar

LONGEST_TIMES = 40
"""Characters of what somebody writes."""

MOST_TURNS = 3
"""Times that can take turns; with more nobody remembers when it is next."""

_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")


def read_times(text: str) -> tuple[time, ...]:
    """The times that somebody wrote, one or several with commas between them; raises `InvalidCalendar`."""
    found = []
    for word in text.replace(";", ",").split(","):
        read = _TIME.fullmatch(word.strip())
        if read is None:
            raise InvalidCalendar("Write the time like 10:00, or several that take turns like 10:00, 17:00.")
        hours, minutes = int(read[1]), int(read[2])
        if hours > 23 or minutes > 59:
            raise InvalidCalendar(f"There is no time {word.strip()}. Write one from 00:00 to 23:59.")
        found.append(time(hours, minutes))
    if len(found) > MOST_TURNS:
        raise InvalidCalendar(f"At most {MOST_TURNS} times take turns. Leave some out.")
    if len(set(found)) < len(found):
        raise InvalidCalendar("A time stands there twice. Write each once.")
    return tuple(found)


def format_times(times: Sequence[time]) -> str:
    """How `read_times` reads them back."""
    return ", ".join(f"{one:%H:%M}" for one in times)
