"""What may wait for people who leave: who was told of what, and who was to be told; for telling others instead."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.capabilities.shoutouts.kinds import ShoutoutState, StoryState
from bot.capabilities.shoutouts.store.tables import SUBJECT, CustomerStory, Shoutout
from bot.delivery.outbox import Subject
from bot.delivery.tables import CatchUpItem, Copy, TargetKind
from bot.due.tables import DueState, DueWork
from bot.people.model import ChatIdentity, Membership, Person, PersonState, Team


@dataclass(frozen=True)
class Addressed:
    """Whom messages about something were for.

    `told` have one, or read of it in a catch-up; `spared` are to read of it in their next one; `waiting` are told when
    their day begins; `planned` are all for whom that was ever put down.
    """

    told: frozenset[int]
    spared: frozenset[int]
    waiting: frozenset[int]
    planned: frozenset[int]

    @property
    def served(self) -> frozenset[int]:
        """Who needs no further message."""
        return self.told | self.spared | self.waiting

    @property
    def unserved(self) -> frozenset[int]:
        """Who was to be told, and has not been so far."""
        return (self.planned | self.spared) - self.told


async def addressed(session: AsyncSession, subject: Subject, slots: Collection[str], job: str) -> Addressed:
    """Whom messages in such slots were for, or in those that follow them, and the work of this kind."""
    copies = await session.scalars(
        select(ChatIdentity.person_id)
        .join(Copy, and_(Copy.target_id == ChatIdentity.id, Copy.target_kind == TargetKind.PERSON))
        .where(Copy.subject_kind == subject.kind, Copy.subject_id == subject.id, _within(Copy.slot, slots))
    )
    items = await session.execute(
        select(CatchUpItem.person_id, CatchUpItem.shown_at).where(
            CatchUpItem.subject_kind == subject.kind,
            CatchUpItem.subject_id == subject.id,
            _within(CatchUpItem.slot, slots),
        )
    )
    work = await session.execute(
        select(DueWork.for_whom, DueWork.state).where(DueWork.kind == job, DueWork.owner_id == subject.id)
    )
    held_back, planned = items.all(), work.all()
    return Addressed(
        told=frozenset(copies) | {one for one, shown_at in held_back if shown_at is not None},
        spared=frozenset(one for one, shown_at in held_back if shown_at is None),
        waiting=frozenset(int(one) for one, state in planned if state == DueState.WAITING),
        planned=frozenset(int(one) for one, _ in planned),
    )


def _within(column: InstrumentedAttribute[str], slots: Collection[str]) -> ColumnElement[bool]:
    return or_(*[(column == slot) | column.startswith(f"{slot}.", autoescape=True) for slot in slots])


async def shoutouts_awaited(session: AsyncSession, job: str, since: datetime) -> Sequence[Shoutout]:
    """Those posted since then of which somebody was not told at once."""
    later = select(DueWork.owner_id).where(DueWork.kind == job)
    spared = select(CatchUpItem.subject_id).where(CatchUpItem.subject_kind == SUBJECT, CatchUpItem.shown_at.is_(None))
    rows = await session.scalars(
        select(Shoutout)
        .where(
            Shoutout.state == ShoutoutState.POSTED,
            Shoutout.posted_at >= since,
            Shoutout.id.in_(later) | Shoutout.id.in_(spared),
        )
        .order_by(Shoutout.id)
    )
    return rows.all()


async def stories_left(session: AsyncSession) -> Sequence[CustomerStory]:
    """Those that wait for a word, and whose first asked no longer leads whom they praise."""
    leads = exists().where(
        Person.id == CustomerStory.lead_id,
        Person.state == PersonState.ACTIVE,
        Team.lead_id == Person.id,
        Team.archived.is_(False),
        Membership.team_id == Team.id,
        Membership.person_id == CustomerStory.person_id,
        Membership.until.is_(None),
    )
    rows = await session.scalars(
        select(CustomerStory).where(CustomerStory.state == StoryState.OFFERED, ~leads).order_by(CustomerStory.id)
    )
    return rows.all()
