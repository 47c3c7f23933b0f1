"""The table of due work, everything that has a time; and rhythms, from which work recurs."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.columns import Key, PublicId
from bot.storage.tables import Base
from schedules.calendar import HolidayRule

ONE_OFF = date(1, 1, 1)
"""`original_date` of work that does not recur."""


TROUBLE_LENGTH = 200
"""Characters of what is kept of a rhythm's trouble."""


class DueState(StrEnum):
    """`missed` came too late to be of use; `reason` says so, and the owner of a rhythm is told once."""

    WAITING = "waiting"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"


class DueWork(Base):
    """One piece of work at one time. A one-off has its subject as owner and slot = purpose and revision.

    `due_at` is when it is due by the calendar and never changes by itself; `retry_at` is when it is looked at next, on
    the same clock: `due_at` at first, later after a failure.
    """

    __tablename__ = "due"
    __table_args__ = (
        UniqueConstraint("kind", "owner_id", "original_date", "slot", "for_whom"),
        Index(
            "ix_due_waiting",
            "retry_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )
    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(60))
    owner_id: Mapped[int]
    original_date: Mapped[date] = mapped_column(default=ONE_OFF)
    slot: Mapped[str] = mapped_column(String(60), default="")
    for_whom: Mapped[str] = mapped_column(String(60), default="all")
    due_at: Mapped[datetime]
    state: Mapped[DueState] = mapped_column(default=DueState.WAITING)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(String(200), default="")
    told: Mapped[bool] = mapped_column(default=False)


class Whose(StrEnum):
    """Whose clocks a rhythm goes by: one instant for all, or the local time of each team or each person."""

    ALL = "all"
    TEAM = "team"
    PERSON = "person"


class Rhythm(Base):
    """Something that recurs, as data: `rule` is an RRULE of whole days from `starts` on, at the local time `at`.

    `turns` are further times, with commas between them, that take turns with `at` from period to period.
    `kind` says what it is, `subject_id` which one, by its inside key; `zone` holds for `Whose.ALL` alone. `any_counts`:
    the holiday rule acts where one of several teams is off, else where all are. Occurrences with an original date up to
    `settled` (and all before `paused_until`) are never opened again. `next_at` is when the next one is to be opened,
    None where none is to come; `since` is when the present rule was decided. `trouble` says why it could not be laid
    out when it was last looked at; it is tried again. `revision` goes up with every decision, for calendars.
    """

    __tablename__ = "rhythm"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        Index(
            "ix_rhythm_next",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
    )
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    kind: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int] = mapped_column(default=0)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    rule: Mapped[str] = mapped_column(String(200))
    starts: Mapped[date]
    at: Mapped[time]
    turns: Mapped[str] = mapped_column(String(40), default="")
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    whose: Mapped[Whose] = mapped_column(default=Whose.ALL)
    on_holiday: Mapped[HolidayRule] = mapped_column(default=HolidayRule.RUN)
    any_counts: Mapped[bool] = mapped_column(default=False)
    paused_until: Mapped[date | None] = mapped_column(default=None)
    ended: Mapped[bool] = mapped_column(default=False)
    settled: Mapped[date] = mapped_column(default=ONE_OFF)
    since: Mapped[datetime]
    trouble: Mapped[str] = mapped_column(String(TROUBLE_LENGTH), default="")
    revision: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None] = mapped_column(default=None)


class RhythmChange(Base):
    """One occurrence that is skipped, or moved to another local date and time (`to`, naive)."""

    __tablename__ = "rhythm_change"
    __table_args__ = (UniqueConstraint("rhythm_id", "original_date"),)
    id: Mapped[Key]
    rhythm_id: Mapped[int] = mapped_column(ForeignKey("rhythm.id", ondelete="CASCADE"))
    original_date: Mapped[date]
    to_date: Mapped[date | None] = mapped_column(default=None)
    to_time: Mapped[time | None] = mapped_column(default=None)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    changed_at: Mapped[datetime]
