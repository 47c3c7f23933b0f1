"""The tables of faults that agents report: the report that same ones are joined to, and who has seen it."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.columns import Key, PublicId
from bot.storage.tables import Base

MARK_BYTES = 8
MARK_LENGTH = 11
"""Characters of that many bytes in URL-safe base64 without padding: half of a public id."""


class ReportState(StrEnum):
    """`closed`: nobody decides it any more, because its update was withdrawn or nobody's words are left."""

    OPEN = "open"
    KNOWN_ISSUE = "known_issue"
    HANDLED = "handled"
    NO_FAULT = "no_fault"
    CLOSED = "closed"


class ReportDesk(StrEnum):
    """As what somebody has a report to decide, in the order in which it goes on."""

    OWNER = "owner"
    LEAD = "lead"
    MANAGER = "manager"
    ADMIN = "admin"
    NOBODY = "nobody"


class Customers(StrEnum):
    """How many customers say so."""

    ONE = "1"
    FEW = "2-5"
    SEVERAL = "6-20"
    MANY = "21"

    @property
    def least(self) -> int:
        return int(self.value.partition("-")[0])


@dataclass(frozen=True)
class Seer:
    """Somebody who has seen a fault; `name` is empty once they are erased."""

    name: str
    side_id: int


def new_mark() -> str:
    return secrets.token_urlsafe(MARK_BYTES)


class Report(Base):
    """A fault that one or several agents have reported, about an update or (`update_id` unset) about none.

    `turn` counts those who had it to decide, `step` the works put down for it; whoever has it now does so from
    `begins_at` on, until `due_at`. The public id of a draft that is to make it a known issue ends in `mark`, so that
    opening its form writes nothing; `issue_id` is the update that was published from one. Rows stay when their texts
    go, as counts.
    """

    __tablename__ = "fault_report"
    __table_args__ = (
        Index("ix_fault_report_update", "update_id", "state"),
        Index("ix_fault_report_holder", "holder_id", "state"),
    )
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    mark: Mapped[str] = mapped_column(String(MARK_LENGTH), unique=True, default=new_mark)
    update_id: Mapped[int | None] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"))
    opened_at: Mapped[datetime]
    state: Mapped[ReportState] = mapped_column(default=ReportState.OPEN)
    desk: Mapped[ReportDesk] = mapped_column(default=ReportDesk.NOBODY)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    turn: Mapped[int] = mapped_column(default=0)
    step: Mapped[int] = mapped_column(default=0)
    begins_at: Mapped[datetime | None] = mapped_column(default=None)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    sentence: Mapped[str] = mapped_column(default="")
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("product_update.id"), default=None, index=True)

    @property
    def is_open(self) -> bool:
        return self.state is ReportState.OPEN


class Sighting(Base):
    """One person's part in a report: what customers told them, how many, and where it is written down.

    Who pressed *This one too* has said no more than that. `side_id` is theirs, `platform` the one they reported on.
    """

    __tablename__ = "fault_sighting"
    __table_args__ = (
        UniqueConstraint("report_id", "person_id"),
        Index("ix_fault_sighting_person", "person_id"),
    )
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    report_id: Mapped[int] = mapped_column(ForeignKey("fault_report.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    platform: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(default="")
    customers: Mapped[Customers | None] = mapped_column(default=None)
    ticket_url: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
