"""The waiting time that a platform asks for with a refusal, made sane."""

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

SHORTEST_WAIT = 1.0
"""Seconds. Both platforms count in whole seconds, so 0 means "not yet"."""
LONGEST_WAIT = 3600.0
"""Seconds. The longest limit of either platform is Teams' 1,800 in an hour; what asks for more is asked again."""
WAIT_UNSAID = 5.0
"""Seconds, where the header is missing or cannot be read."""


def retry_after_seconds(header: str | None, now: datetime) -> float:
    """Seconds to wait for a `Retry-After` (RFC 9110 10.2.3: seconds or an HTTP date), between the bounds above.

    `now` is the system's UTC time, which a date is measured against. Anything unreadable waits `WAIT_UNSAID`.
    """
    text = (header or "").strip()
    seconds = _number(text)
    if seconds is None:
        seconds = _until(text, now)
    if seconds is None:
        return WAIT_UNSAID
    return min(max(seconds, SHORTEST_WAIT), LONGEST_WAIT)


def _number(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return None if math.isnan(seconds) or seconds < 0 else seconds


def _until(text: str, now: datetime) -> float | None:
    try:
        then = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    # A date with the zone -0000 is read as naive; it is UTC.
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    try:
        return (then - now).total_seconds()
    except OverflowError:
        return None
