"""Requests that another author approves a correction, which waits as its author left it until then."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.capabilities.updates.store.tables import CorrectionDraft, Update, UpdateState
from bot.people.access import Actor
from bot.storage.columns import Key, PublicId
from bot.storage.tables import Base


class CorrectionRequest(Base):
    """The request about one correction of an update, by whoever (`person_id`) writes it; it goes with its draft.

    Only the `revision` for which it was asked may be approved: whoever changes it has to ask again.
    """

    __tablename__ = "correction_request"
    __table_args__ = (
        ForeignKeyConstraint(
            ["update_id", "person_id"], ["correction_draft.update_id", "correction_draft.person_id"], ondelete="CASCADE"
        ),
        UniqueConstraint("update_id", "person_id"),
    )
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    update_id: Mapped[int]
    person_id: Mapped[int]
    revision: Mapped[int]
    asked_at: Mapped[datetime]


class CorrectionApprover(Base):
    """Somebody who was asked to approve a correction."""

    __tablename__ = "correction_approver"
    request_id: Mapped[int] = mapped_column(ForeignKey("correction_request.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


async def ask_to_correct(
    session: AsyncSession, draft: CorrectionDraft, approver_ids: Collection[int], now: datetime
) -> CorrectionRequest:
    """Keeps that these people are asked about a correction as it is now, in place of who was asked before."""
    found = await request_about(session, draft)
    if found is None:
        found = CorrectionRequest(update_id=draft.update_id, person_id=draft.person_id)
        session.add(found)
    found.revision, found.asked_at = draft.revision, now
    await session.flush()
    await session.execute(delete(CorrectionApprover).where(CorrectionApprover.request_id == found.id))
    session.add_all(CorrectionApprover(request_id=found.id, person_id=one) for one in sorted(set(approver_ids)))
    await session.flush()
    return found


async def request_about(session: AsyncSession, draft: CorrectionDraft) -> CorrectionRequest | None:
    """What was asked about a correction, if anything was."""
    return await session.scalar(
        select(CorrectionRequest).where(
            CorrectionRequest.update_id == draft.update_id, CorrectionRequest.person_id == draft.person_id
        )
    )


async def request_by_id(
    session: AsyncSession, public_id: str
) -> tuple[Update, CorrectionDraft, CorrectionRequest] | None:
    """A request with the correction that it is about, and the update that this corrects."""
    rows = await session.execute(
        select(Update, CorrectionDraft, CorrectionRequest)
        .join(CorrectionRequest, CorrectionRequest.update_id == Update.id)
        .join(CorrectionDraft, _about_it())
        .where(CorrectionRequest.public_id == public_id)
        .execution_options(populate_existing=True)
    )
    row = rows.one_or_none()
    return None if row is None else (row[0], row[1], row[2])


async def end_request(session: AsyncSession, request: CorrectionRequest) -> None:
    """Nobody is asked any more; what was typed stays."""
    await session.delete(request)
    await session.flush()


async def asked_to_correct(session: AsyncSession, request: CorrectionRequest) -> Sequence[int]:
    """Who was asked."""
    found = await session.scalars(
        select(CorrectionApprover.person_id)
        .where(CorrectionApprover.request_id == request.id)
        .order_by(CorrectionApprover.person_id)
    )
    return found.all()


async def corrections_to_approve(
    session: AsyncSession, actor: Actor
) -> Sequence[tuple[Update, CorrectionDraft, CorrectionRequest]]:
    """The corrections about which this person was asked and that are as they were then, the longest first."""
    rows = await session.execute(
        select(Update, CorrectionDraft, CorrectionRequest)
        .join(CorrectionRequest, CorrectionRequest.update_id == Update.id)
        .join(CorrectionDraft, _about_it())
        .join(CorrectionApprover, CorrectionApprover.request_id == CorrectionRequest.id)
        .where(
            CorrectionApprover.person_id == actor.person_id,
            CorrectionRequest.person_id != actor.person_id,
            CorrectionRequest.revision == CorrectionDraft.revision,
            Update.state == UpdateState.PUBLISHED,
        )
        .order_by(CorrectionRequest.asked_at, CorrectionRequest.id)
    )
    return [(known, draft, request) for known, draft, request in rows]


def _about_it() -> Any:
    return and_(
        CorrectionDraft.update_id == CorrectionRequest.update_id,
        CorrectionDraft.person_id == CorrectionRequest.person_id,
    )


async def export_requests(session: AsyncSession, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The corrections that a person was asked to approve."""
    asked = await session.execute(
        select(Update.public_id, CorrectionRequest.asked_at)
        .join(CorrectionRequest, CorrectionRequest.update_id == Update.id)
        .join(CorrectionApprover, CorrectionApprover.request_id == CorrectionRequest.id)
        .where(CorrectionApprover.person_id == person_id)
        .order_by(CorrectionRequest.asked_at)
    )
    return {"corrections_to_approve": [{"update": public_id, "at": at.isoformat()} for public_id, at in asked]}


async def erase_requests_of(session: AsyncSession, person_id: int) -> None:
    """Takes a person out of those who are asked; what they asked themselves goes with their corrections."""
    await session.execute(delete(CorrectionApprover).where(CorrectionApprover.person_id == person_id))
