"""Which weeks digests are of, and which of them may tell of a shoutout."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

COVERS = timedelta(days=7)
"""What a digest tells of."""


def week_of(day: date) -> date:
    """The Monday of the week in which most of what a digest of that day tells of happened.

    It goes by the day alone: by the hour, two digests a week apart would be of one week where the clocks change between
    them, and the second would be taken for the first.
    """
    middle = date(day.year, day.month, day.day) - timedelta(days=3)
    return middle - timedelta(days=middle.weekday())


def weeks_telling_of(posted_at: datetime) -> Sequence[date]:
    """The weeks (their Mondays) whose digests tell of what was posted then."""
    # A day more at both ends: the local day of a digest may not be the one in UTC.
    return sorted({week_of(posted_at + timedelta(days=ahead)) for ahead in range(-1, COVERS.days + 2)})
