"""The tables of delivery: content, copies, deliveries (outbox and receipt in one), lanes, pauses, budgets."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, UniqueConstraint, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.delivery.pace.rules import Priority
from bot.storage.columns import Json, Key, PublicId
from bot.storage.tables import Base


class Operation(StrEnum):
    POST = "post"
    EDIT = "edit"
    DELETE = "delete"


class State(StrEnum):
    """`held → waiting → sending → sent | unknown | failed | cancelled`.

    `held` with a cause was stopped and goes on once somebody has acted; `unknown` with `finished_at` stays so.
    """

    HELD = "held"
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    CANCELLED = "cancelled"


_OPEN = "delivery.state IN ('waiting', 'sending', 'unknown') AND delivery.finished_at IS NULL"
_OPEN_IN_INDEX = text(_OPEN.replace("delivery.", ""))

_REPLY = text("parent_id IS NOT NULL")

OPEN: ColumnElement[bool] = literal_column(f"({_OPEN})")
"""Deliveries that the sender still has work with; spelled out, since partial indexes are matched by their words."""


class TargetKind(StrEnum):
    """What a copy is addressed to: a row of `channel`, or a row of `chat_identity` (a direct message)."""

    CHANNEL = "channel"
    PERSON = "person"


class Policy(StrEnum):
    """What becomes of a post that may have happened and cannot be looked up.

    `at_least_once` posts again and says so; `at_most_once` leaves it; `ask` leaves it until its author decides.
    """

    AT_LEAST_ONCE = "at_least_once"
    AT_MOST_ONCE = "at_most_once"
    ASK = "ask"


class Content(Base):
    """A neutral message as JSON, once per distinct text (locale, viewpoint); frozen."""

    __tablename__ = "content"
    id: Mapped[Key]
    message: Mapped[str]
    created_at: Mapped[datetime]


class Copy(Base):
    """One message that exists or shall exist. `address` is the platform's, once it was posted.

    `content_id` and `wanted_revision` say what it shall show, `present_revision` what it shows now (0: nothing yet).
    """

    __tablename__ = "copy"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "slot", "target_kind", "target_id"),
        Index("ix_copy_target", "target_kind", "target_id"),
        Index("ix_copy_parent", "parent_id", sqlite_where=_REPLY, postgresql_where=_REPLY),
    )
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    slot: Mapped[str] = mapped_column(String(80), default="card")
    target_kind: Mapped[TargetKind]
    target_id: Mapped[int]
    side_id: Mapped[int | None] = mapped_column(ForeignKey("side.id"), default=None)
    viewpoint: Mapped[list[int]] = mapped_column(Json, default=list)
    locale: Mapped[str] = mapped_column(String(16), default="en")
    lane_id: Mapped[int] = mapped_column(ForeignKey("lane.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("copy.id"), default=None)
    present_revision: Mapped[int] = mapped_column(default=0)
    wanted_revision: Mapped[int] = mapped_column(default=1)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    address: Mapped[dict[str, Any] | None] = mapped_column(Json, default=None)
    content_id: Mapped[int] = mapped_column(ForeignKey("content.id"))


class Delivery(Base):
    """One operation on one copy: the outbox row and, afterwards, its receipt.

    `conversation` names the channel or person within the lane, `position` interleaves the sides of one release,
    `epoch` is the lane's when it was sent, `unconfirmed` says that it may have happened twice or not at all.
    `not_before` is when it may be tried again or looked up; of a post that was not tried yet, when its turn comes.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("copy_id", "operation", "revision"),
        Index(
            "ix_delivery_open",
            "lane_id",
            "priority",
            "released_at",
            "position",
            "id",
            sqlite_where=_OPEN_IN_INDEX,
            postgresql_where=_OPEN_IN_INDEX,
        ),
        Index("ix_delivery_subject", "subject_kind", "subject_id", "slot"),
    )
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    copy_id: Mapped[int] = mapped_column(ForeignKey("copy.id"))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    slot: Mapped[str] = mapped_column(String(80), default="card")
    operation: Mapped[Operation]
    revision: Mapped[int] = mapped_column(default=1)
    content_id: Mapped[int | None] = mapped_column(ForeignKey("content.id"), default=None)
    lane_id: Mapped[int] = mapped_column(ForeignKey("lane.id"))
    conversation: Mapped[str] = mapped_column(String(200))
    priority: Mapped[int] = mapped_column(default=Priority.PUBLISH)
    position: Mapped[int] = mapped_column(default=0)
    state: Mapped[State] = mapped_column(default=State.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    cause: Mapped[str] = mapped_column(String(40), default="")
    detail: Mapped[str] = mapped_column(String(200), default="")
    unconfirmed: Mapped[bool] = mapped_column(default=False)
    epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    released_at: Mapped[datetime | None] = mapped_column(default=None)
    not_before: Mapped[datetime | None] = mapped_column(default=None)
    sending_at: Mapped[datetime | None] = mapped_column(default=None)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)


OWNER_LENGTH = 64


class Lane(Base):
    """One installation's way out. Whoever owns it alone drains it, until `lease_until`; `epoch` guards receipts.

    `halted` is the cause that stops everything on it; `policy` is what the installation chose, if it did.
    """

    __tablename__ = "lane"
    __table_args__ = (UniqueConstraint("platform", "installation_key"),)
    id: Mapped[Key]
    platform: Mapped[str] = mapped_column(String(16))
    installation_key: Mapped[str] = mapped_column(String(200))
    owner: Mapped[str] = mapped_column(String(OWNER_LENGTH), default="")
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    epoch: Mapped[int] = mapped_column(default=0)
    pace: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    halted: Mapped[str] = mapped_column(String(40), default="")
    policy: Mapped[Policy | None] = mapped_column(default=None)


class Pause(Base):
    """A pause that the platform asked for: of a lane, a method or a conversation, until an instant."""

    __tablename__ = "pause"
    lane_id: Mapped[int] = mapped_column(ForeignKey("lane.id"), primary_key=True)
    scope: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    until: Mapped[datetime]


class Stale(Base):
    """A subject whose figures changed; its copies are redrawn with what pace is left over.

    `marks` counts the changes and `drawn` is the count that the copies show, so that a change which commits while
    they are being redrawn is not lost.
    """

    __tablename__ = "stale"
    subject_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    marks: Mapped[int] = mapped_column(default=1)
    drawn: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]


class BudgetSpent(Base):
    """How many direct messages a person got in the shift that began at `shift_start`."""

    __tablename__ = "budget_spent"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    shift_start: Mapped[datetime] = mapped_column(primary_key=True)
    messages: Mapped[int] = mapped_column(default=0)


class CatchUpItem(Base):
    """What a person was spared above the budget; it joins their next catch-up."""

    __tablename__ = "catch_up_item"
    __table_args__ = (UniqueConstraint("person_id", "subject_kind", "subject_id", "slot"),)
    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    slot: Mapped[str] = mapped_column(String(80))
    spared_at: Mapped[datetime]
    shown_at: Mapped[datetime | None] = mapped_column(default=None)


class InboxEntry(Base):
    """A request that had an effect, by the platform's id of it; commits with the effect, kept a day."""

    __tablename__ = "inbox"
    platform: Mapped[str] = mapped_column(String(16), primary_key=True)
    request_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    received_at: Mapped[datetime] = mapped_column(index=True)
