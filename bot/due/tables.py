"""The table of due work: everything that has a time."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.columns import Key
from bot.storage.tables import Base

ONE_OFF = date(1, 1, 1)
"""`original_date` of work that does not recur."""


class DueState(StrEnum):
    """`missed` ran too late to be of use; `reason` says so and is shown."""

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
