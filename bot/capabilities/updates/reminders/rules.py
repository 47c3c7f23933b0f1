"""When an update is wanted from whom: each person's own deadline, when they are reminded, and how they stand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from schedules.calendar import WorkingHours, acknowledge_by, has_worked, remind_at

BY_HAND_EVERY = timedelta(hours=4)
"""Between two reminders of the same update by hand."""


class Standing(StrEnum):
    """How somebody stands who has not noted an update: `not_on_shift` has not been at work since it came."""

    NOT_ON_SHIFT = "not_on_shift"
    IN_TIME = "in_time"
    MISSING = "missing"


@dataclass(frozen=True)
class Wanted:
    """What an update asks: since when, the author's own time if any, and how early it reminds (None: never)."""

    since: datetime
    by: datetime | None
    before: timedelta | None

    def since_for(self, back_since: datetime | None) -> datetime:
        """Since when it is asked of somebody who was away until `back_since`."""
        return self.since if back_since is None else max(self.since, back_since)

    def deadline(self, hours: WorkingHours | None, back_since: datetime | None = None) -> datetime | None:
        """Until when somebody has time; None where neither their hours nor the author gives a time."""
        if hours is None:
            return self.by
        return acknowledge_by(hours, self.since_for(back_since), self.by)

    def reminder(self, hours: WorkingHours | None, back_since: datetime | None = None) -> datetime | None:
        """When somebody is reminded; None if never. Whose hours nobody knows is never known to be at work."""
        deadline = self.deadline(hours, back_since)
        if hours is None or deadline is None or self.before is None:
            return None
        return remind_at(hours, self.since_for(back_since), deadline, self.before)

    def standing(self, hours: WorkingHours | None, now: datetime, back_since: datetime | None = None) -> Standing:
        """How somebody stands at `now` who has not noted it."""
        if hours is not None and not has_worked(hours, self.since_for(back_since), now):
            return Standing.NOT_ON_SHIFT
        deadline = self.deadline(hours, back_since)
        return Standing.MISSING if deadline is not None and deadline <= now else Standing.IN_TIME
