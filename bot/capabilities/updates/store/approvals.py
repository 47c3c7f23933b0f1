"""Requests that another author approves a draft: who was asked, and what became of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.capabilities.updates.store.tables import Update, UpdateState
from bot.people.access import Actor
from bot.people.model import Grant, Person, Role
from bot.storage.columns import Json
from bot.storage.tables import Base


class ApprovalState(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    SENT_BACK = "sent_back"


class Approval(Base):
    """The request about one draft. `round` goes up when it is asked again after it was sent back.

    `revision` is that of the draft when it was asked for, or approved: only that one may be published. `publishes`:
    approving lets it go out at once. `before` is what those who were asked have been shown or told of last, by which
    they see what was changed since; it is empty once it is approved.
    """

    __tablename__ = "update_approval"
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"), primary_key=True)
    round: Mapped[int] = mapped_column(default=1)
    state: Mapped[ApprovalState] = mapped_column(default=ApprovalState.OPEN)
    revision: Mapped[int]
    publishes: Mapped[bool]
    before: Mapped[dict[str, Any]] = mapped_column(Json)
    asked_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="")


class AskedApprover(Base):
    """Somebody who was asked to approve a draft."""

    __tablename__ = "update_approver"
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


async def approval_of(session: AsyncSession, known: Update) -> Approval | None:
    """What was asked about a draft, if anything was."""
    return await session.get(Approval, known.id, populate_existing=True)


async def approver_of(session: AsyncSession, known: Update) -> tuple[str, int] | None:
    """Who approved what was published, and their side; None if nobody did, or if they were erased."""
    found = await session.execute(
        select(Person.name, Person.side_id)
        .join(Approval, Approval.decided_by == Person.id)
        .where(Approval.update_id == known.id, Approval.state == ApprovalState.APPROVED)
    )
    row = found.one_or_none()
    return None if row is None else (row.name, row.side_id)


async def ask_approval(
    session: AsyncSession,
    known: Update,
    approver_ids: Collection[int],
    before: Mapping[str, Any],
    now: datetime,
    *,
    publishes: bool,
) -> Approval:
    """Keeps a request; asking again while one is open adds further people, and after it was sent back begins anew.

    What those who were asked have seen stays what their difference begins from.
    """
    row = await approval_of(session, known)
    if row is not None and row.state is ApprovalState.APPROVED:
        await end_approval(session, known)
        row = None
    if row is None:
        row = Approval(update_id=known.id, round=1, before=dict(before))
        session.add(row)
    elif row.state is ApprovalState.SENT_BACK:
        row.round += 1
        await session.execute(delete(AskedApprover).where(AskedApprover.update_id == known.id))
    row.state, row.revision, row.publishes, row.asked_at = ApprovalState.OPEN, known.revision, publishes, now
    row.decided_by, row.decided_at, row.reason = None, None, ""
    await session.flush()
    already = await asked_approvers(session, known)
    new = sorted(set(approver_ids) - set(already))
    session.add_all(AskedApprover(update_id=known.id, person_id=one) for one in new)
    await session.flush()
    return row


async def decide_approval(
    session: AsyncSession,
    known: Update,
    row: Approval,
    state: ApprovalState,
    decided_by: int,
    before: Mapping[str, Any],
    now: datetime,
    reason: str = "",
) -> None:
    """Keeps what somebody has decided about the draft as it is now."""
    row.state, row.revision, row.before = state, known.revision, dict(before)
    row.decided_by, row.decided_at, row.reason = decided_by, now, reason
    await session.flush()


async def end_approval(session: AsyncSession, known: Update) -> None:
    """Forgets what was asked about a draft."""
    await session.execute(delete(AskedApprover).where(AskedApprover.update_id == known.id))
    await session.execute(delete(Approval).where(Approval.update_id == known.id))


async def asked_approvers(session: AsyncSession, known: Update) -> Sequence[int]:
    """Who was asked."""
    found = await session.scalars(
        select(AskedApprover.person_id).where(AskedApprover.update_id == known.id).order_by(AskedApprover.person_id)
    )
    return found.all()


async def waiting_to_approve(session: AsyncSession, actor: Actor) -> Sequence[Update]:
    """The drafts about which this person was asked and nobody has decided, the longest first."""
    theirs = (
        AskedApprover.person_id == actor.person_id,
        Approval.state == ApprovalState.OPEN,
        Update.state == UpdateState.DRAFT,
        Update.author_id != actor.person_id,
    )
    query = (
        select(Update)
        .join(Approval, Approval.update_id == Update.id)
        .join(AskedApprover, AskedApprover.update_id == Update.id)
        .where(*theirs)
    )
    return (await session.scalars(query.order_by(Approval.asked_at, Update.id))).all()


async def publishers(session: AsyncSession, side_ids: Collection[int]) -> Sequence[int]:
    """Who was given a right that may let them publish to these sides; whether it does is for access to say."""
    found = await session.scalars(
        select(Grant.person_id)
        .where(
            Grant.role.in_([Role.AUTHOR, Role.MANAGER, Role.ADMIN]),
            or_(Grant.side_id.is_(None), Grant.side_id.in_(sorted(side_ids))),
        )
        .distinct()
        .order_by(Grant.person_id)
    )
    return found.all()


async def export_approvals(session: AsyncSession, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The drafts that a person was asked to approve, and those that they decided about."""
    asked = await session.execute(
        select(Update.public_id, Approval.asked_at)
        .join(Approval, Approval.update_id == Update.id)
        .join(AskedApprover, AskedApprover.update_id == Update.id)
        .where(AskedApprover.person_id == person_id)
        .order_by(Approval.asked_at)
    )
    decided = await session.execute(
        select(Update.public_id, Approval)
        .join(Approval, Approval.update_id == Update.id)
        .where(Approval.decided_by == person_id)
        .order_by(Approval.decided_at)
    )
    return {
        "approvals_asked": [{"update": public_id, "at": at.isoformat()} for public_id, at in asked],
        "approvals_decided": [
            {
                "update": public_id,
                "at": row.decided_at.isoformat() if row.decided_at else "",
                "decision": str(row.state),
                "reason": row.reason,
            }
            for public_id, row in decided
        ],
    }


async def erase_approvals_of(session: AsyncSession, person_id: int) -> None:
    """Takes a person out; what they approved stays approved."""
    await session.execute(delete(AskedApprover).where(AskedApprover.person_id == person_id))
    await session.execute(update(Approval).where(Approval.decided_by == person_id).values(decided_by=None))
