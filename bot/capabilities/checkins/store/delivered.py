"""What became of the prompts of a run: who was not reached after all."""

from sqlalchemy import and_, or_, select, update
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
