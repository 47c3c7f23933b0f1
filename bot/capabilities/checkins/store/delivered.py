"""What became of the prompts of a run: who was not reached after all, for now or for good."""

from collections.abc import Collection, Sequence

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.kinds import Path
from bot.capabilities.checkins.store.tables import Asked, Group
from bot.capabilities.checkins.subjects import CHANNEL, GROUP, PROMPT
from bot.delivery.rows import UNSYNCED
from bot.delivery.tables import Copy, Delivery, Operation, State, TargetKind
from bot.people.model import ChatIdentity
from bot.ports import Cause

MAY_BE_THERE = (State.SENT, State.SENDING, State.UNKNOWN)
NOT_KNOWN_YET = (State.HELD, State.WAITING, State.SENDING, State.UNKNOWN)


async def refused_for_good(session: AsyncSession, run_id: int) -> Sequence[tuple[Asked, Copy]]:
    """Who was asked in a message of their own that their platform refuses, and has not answered; with that message.

    Nobody is among them of whom another one may be there: they could answer both.
    """
    posts = (
        select(Asked.id, Copy.id, Delivery.state, Delivery.cause, Delivery.unconfirmed)
        .join(ChatIdentity, ChatIdentity.person_id == Asked.person_id)
        .join(Copy, and_(Copy.target_kind == TargetKind.PERSON, Copy.target_id == ChatIdentity.id))
        .join(Delivery, and_(Delivery.copy_id == Copy.id, Delivery.operation == Operation.POST))
        .where(
            Asked.run_id == run_id,
            Asked.path == Path.DIRECT,
            Asked.answered_at.is_(None),
            Copy.subject_kind == GROUP,
            Copy.subject_id == Asked.group_id,
            Copy.slot == PROMPT,
            Delivery.state != State.CANCELLED,
        )
        .order_by(Asked.id, Copy.id)
    )
    refused: dict[int, int] = {}
    others: set[int] = set()
    for asked_id, copy_id, state, cause, unconfirmed in await session.execute(posts):
        if state is State.FAILED and cause == Cause.PERSON_UNREACHABLE and not unconfirmed:
            refused[asked_id] = copy_id
        else:
            others.add(asked_id)
    chosen = {one: copy_id for one, copy_id in refused.items() if one not in others}
    asked = select(Asked).where(Asked.id.in_(chosen)).order_by(Asked.id)
    copies = await session.scalars(select(Copy).where(Copy.id.in_(chosen.values())))
    by_id = {one.id: one for one in copies}
    rows = await session.scalars(asked.execution_options(populate_existing=True))
    return [(row, by_id[chosen[row.id]]) for row in rows]


async def given_up(session: AsyncSession, run_id: int, person_ids: Collection[int]) -> set[int]:
    """The chat identities of these people, by inside id, whose prompt in a run was taken back as refused."""
    theirs = select(ChatIdentity.id).where(ChatIdentity.person_id.in_(sorted(person_ids)))
    found = await session.scalars(
        select(Copy.target_id).where(
            Copy.target_kind == TargetKind.PERSON,
            Copy.target_id.in_(theirs),
            Copy.subject_kind == GROUP,
            Copy.subject_id.in_(select(Group.id).where(Group.run_id == run_id)),
            Copy.slot == PROMPT,
            Copy.withdrawn,
        )
    )
    return set(found)


async def any_not_known_yet(session: AsyncSession, run_id: int) -> bool:
    """Whether it is still open of a prompt whether it arrives."""
    query = select(Delivery.id).where(
        Delivery.subject_kind == GROUP,
        Delivery.subject_id.in_(select(Group.id).where(Group.run_id == run_id)),
        Delivery.slot == PROMPT,
        Delivery.operation == Operation.POST,
        Delivery.state.in_(NOT_KNOWN_YET),
    )
    return await session.scalar(query.limit(1)) is not None


async def forget_unreached(session: AsyncSession, run_id: int) -> None:
    """Has those count as not asked whose prompt failed, was given up, or was held back until the run was over."""
    groups = select(Group.id).where(Group.run_id == run_id)
    there = (
        select(Copy.target_id)
        .join(Delivery, Delivery.copy_id == Copy.id)
        .where(
            Copy.subject_kind == GROUP,
            Copy.subject_id.in_(groups),
            Delivery.operation == Operation.POST,
            or_(Delivery.state.in_(MAY_BE_THERE), Delivery.unconfirmed),
        )
    )
    identities = there.where(Copy.slot == PROMPT, Copy.target_kind == TargetKind.PERSON)
    directly = select(ChatIdentity.person_id).where(ChatIdentity.id.in_(identities))
    by_button = there.where(Copy.slot == CHANNEL, Copy.target_kind == TargetKind.CHANNEL)
    await session.execute(
        update(Asked)
        .where(
            Asked.run_id == run_id,
            Asked.person_id.is_not(None),
            Asked.asked_at.is_not(None),
            Asked.answered_at.is_(None),
            Asked.took_part.is_(False),
            or_(
                and_(Asked.path == Path.DIRECT, Asked.person_id.not_in(directly)),
                and_(Asked.path == Path.CHANNEL, Asked.channel_id.not_in(by_button)),
            ),
        )
        .values(asked_at=None, ask_at=None, remind_at=None),
        execution_options=UNSYNCED,
    )
