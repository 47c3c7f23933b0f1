"""Which weeks digests are of, and which of them may tell of a shoutout."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

COVERS = timedelta(days=7)
"""What a digest tells of."""


def week_of(instant: datetime) -> date:
    """The Monday of the week in which most of what a digest of that instant tells of happened."""
    middle = (instant - COVERS / 2).date()
    return middle - timedelta(days=middle.weekday())


def weeks_telling_of(posted_at: datetime) -> Sequence[date]:
    """The weeks (their Mondays) whose digests tell of what was posted then."""
    return sorted({week_of(posted_at), week_of(posted_at + COVERS)})
