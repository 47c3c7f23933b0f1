"""Receipts: what became of everything that was promised, truthfully."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.channels import written
from bot.delivery.outbox import CARD, Subject
from bot.delivery.pace import Priority
from bot.delivery.tables import Copy, Delivery, Lane, Operation, State, TargetKind
from bot.people.model import Channel, ChatIdentity, Person
from bot.ports import Cause


@dataclass(frozen=True)
class ReceiptLine:
    """One delivery. Ids are public; `channel` is the channel's name, or for a direct message the person's.

    `lane_id` tells which of them share a pace.
    """

    delivery_id: str
    copy_public_id: str
    operation: Operation
    platform: str
    channel: str
    conversation: str
    side_id: int | None
    state: State
    unconfirmed: bool
    cause: Cause | None
    detail: str
    attempts: int
    released_at: datetime | None
    sent_at: datetime | None
    lane_id: int = 0

    @property
    def written(self) -> str:
        """The channel as people of its platform write it."""
        return written(self.platform, self.channel)

    @property
    def delivered(self) -> bool:
        """It is there, once."""
        return self.state is State.SENT and not self.unconfirmed

    @property
    def failed(self) -> bool:
        """It is not there, and will not be until somebody acts."""
        if self.unconfirmed:
            return False
        return self.state is State.FAILED or (self.state is State.HELD and self.cause is not None)

    @property
    def doubtful(self) -> bool:
        """It may be there twice, or not at all, and nothing will tell by itself."""
        return self.unconfirmed and self.state in (State.SENT, State.UNKNOWN, State.FAILED, State.HELD)


@dataclass(frozen=True)
class Receipt:
    """The lines of a subject; `promised == delivered + failed + unconfirmed` once nothing is pending."""

    lines: tuple[ReceiptLine, ...]

    @property
    def promised(self) -> int:
        """Everything that was to be done and was not given up before it began."""
        return sum(line.state is not State.CANCELLED for line in self.lines)

    @property
    def delivered(self) -> int:
        return self._count(lambda line: line.delivered)

    @property
    def failed(self) -> int:
        return self._count(lambda line: line.failed)

    @property
    def unconfirmed(self) -> int:
        return self._count(lambda line: line.doubtful)

    @property
    def pending(self) -> int:
        """What is still under way or held back."""
        return self.promised - self.delivered - self.failed - self.unconfirmed

    @property
    def first_to_last(self) -> float | None:
        """Seconds between the first and the last delivery; None before there is one."""
        times = self._times()
        return (max(times) - min(times)).total_seconds() if times else None

    @property
    def between_sides(self) -> float | None:
        """Seconds between the median deliveries of the earliest and the latest side; None with fewer than two sides."""
        medians = [
            median(at.timestamp() for at in times) for part in self.by_side().values() if (times := part._times())
        ]
        return max(medians) - min(medians) if len(medians) > 1 else None

    def by_side(self) -> dict[int | None, "Receipt"]:
        """The same for each side alone."""
        sides = dict.fromkeys(line.side_id for line in self.lines)
        return {side: Receipt(tuple(line for line in self.lines if line.side_id == side)) for side in sides}

    def _count(self, which: Callable[[ReceiptLine], bool]) -> int:
        return sum(which(line) for line in self.lines)

    def _times(self) -> list[datetime]:
        return [line.sent_at for line in self.lines if line.sent_at and line.delivered]


async def receipt(
    session: AsyncSession, subject: Subject, *, slot: str = CARD, operation: Operation = Operation.POST
) -> Receipt:
    """The receipt of one slot's posts (or edits, or deletions) of a subject, in the order they were made."""
    rows = await _rows(session, subject, slot, Delivery.operation == operation)
    return Receipt(tuple(_line(row, row.state) for row in rows))


async def changes(session: AsyncSession, subject: Subject, *, slot: str = CARD) -> Receipt:
    """What became of the newest change that somebody made to the copies of a slot; one line for each copy.

    A post that took a change with it counts as well, unless it failed: then there is nothing that could be outdated.
    Redrawn counts are no change.
    """
    edited = (Delivery.operation == Operation.EDIT) & (Delivery.priority < Priority.REMIND) & Copy.address.is_not(None)
    posted = (Delivery.operation == Operation.POST) & (Delivery.revision > 1)
    posted &= Delivery.state.not_in([State.FAILED, State.CANCELLED])
    newest: dict[str, Any] = {}
    for row in await _rows(session, subject, slot, edited | posted):
        known = newest.get(row.copy_public_id)
        if known is None or known.revision <= row.revision:
            newest[row.copy_public_id] = row
    return Receipt(
        tuple(_line(row, State.SENT if row.present_revision >= row.revision else row.state) for row in newest.values())
    )


async def _rows(session: AsyncSession, subject: Subject, slot: str, which: ColumnElement[bool]) -> Sequence[Any]:
    rows = await session.execute(
        select(
            Delivery.public_id,
            Copy.public_id.label("copy_public_id"),
            Copy.present_revision,
            Delivery.operation,
            Delivery.revision,
            Lane.platform,
            Channel.name,
            Channel.external_id,
            Person.name.label("person"),
            Delivery.conversation,
            Copy.side_id,
            Delivery.state,
            Delivery.unconfirmed,
            Delivery.cause,
            Delivery.detail,
            Delivery.attempts,
            Delivery.released_at,
            Delivery.sent_at,
            Delivery.lane_id,
        )
        .join(Copy, Copy.id == Delivery.copy_id)
        .join(Lane, Lane.id == Delivery.lane_id)
        .outerjoin(Channel, (Copy.target_kind == TargetKind.CHANNEL) & (Channel.id == Copy.target_id))
        .outerjoin(ChatIdentity, (Copy.target_kind == TargetKind.PERSON) & (ChatIdentity.id == Copy.target_id))
        .outerjoin(Person, Person.id == ChatIdentity.person_id)
        .where(
            Delivery.subject_kind == subject.kind,
            Delivery.subject_id == subject.id,
            Delivery.slot == slot,
            which,
        )
        .order_by(Delivery.id)
    )
    return rows.all()


def _line(row: Any, state: State) -> ReceiptLine:
    return ReceiptLine(
        delivery_id=row.public_id,
        copy_public_id=row.copy_public_id,
        operation=row.operation,
        platform=row.platform,
        channel=row.name or row.external_id or row.person or row.conversation,
        conversation=row.conversation,
        side_id=row.side_id,
        state=state,
        unconfirmed=row.unconfirmed,
        cause=Cause(row.cause) if row.cause else None,
        detail=row.detail,
        attempts=row.attempts,
        released_at=row.released_at,
        sent_at=row.sent_at,
        lane_id=row.lane_id,
    )
