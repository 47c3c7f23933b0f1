"""What became of the prompts of a run: who was not reached after all."""

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.kinds import Path
from bot.capabilities.checkins.store.tables import Asked, Group
from bot.capabilities.checkins.subjects import CHANNEL, GROUP, PROMPT
from bot.delivery.rows import UNSYNCED
from bot.delivery.tables import Copy, Delivery, Operation, State, TargetKind
from bot.people.model import ChatIdentity

MAY_BE_THERE = (State.SENT, State.SENDING, State.UNKNOWN)


async def forget_unreached(session: AsyncSession, run_id: int) -> None:
    """Has those count as not asked whose prompt failed, was given up, or was held back until the run was over."""
    there = exists(
        select(Delivery.id).where(
            Delivery.copy_id == Copy.id,
            Delivery.operation == Operation.POST,
            or_(Delivery.state.in_(MAY_BE_THERE), Delivery.unconfirmed),
        )
    )
    directly = exists(
        select(Copy.id)
        .join(ChatIdentity, and_(Copy.target_kind == TargetKind.PERSON, ChatIdentity.id == Copy.target_id))
        .where(
            Copy.subject_kind == GROUP,
            Copy.subject_id == Asked.group_id,
            Copy.slot == PROMPT,
            ChatIdentity.person_id == Asked.person_id,
            there,
        )
    )
    by_button = exists(
        select(Copy.id).where(
            Copy.subject_kind == GROUP,
            Copy.subject_id.in_(select(Group.id).where(Group.run_id == run_id)),
            Copy.slot == CHANNEL,
            Copy.target_kind == TargetKind.CHANNEL,
            Copy.target_id == Asked.channel_id,
            there,
        )
    )
    await session.execute(
        update(Asked)
        .where(
            Asked.run_id == run_id,
            Asked.person_id.is_not(None),
            Asked.asked_at.is_not(None),
            Asked.answered_at.is_(None),
            Asked.took_part.is_(False),
            or_(
                and_(Asked.path == Path.DIRECT, ~directly),
                and_(Asked.path == Path.CHANNEL, ~by_button),
            ),
        )
        .values(asked_at=None, ask_at=None, remind_at=None),
        execution_options=UNSYNCED,
    )
