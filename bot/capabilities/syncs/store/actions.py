"""Finds the actions of syncs."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.syncs.kinds import ActionState, SyncState
from bot.capabilities.syncs.store.tables import Action, Meeting, Sync, SyncTeam
from bot.due.tables import DueState, DueWork
from bot.people.model import HAVE_LEFT, Membership, Person
from bot.storage.columns import PUBLIC_ID_LENGTH
from bot.storage.locking import locked

_SOONEST = (Action.due_on.is_(None), Action.due_on, Action.id)


async def open_actions(session: AsyncSession, sync: Sync) -> Sequence[Action]:
    """The actions of a sync that nobody has ended, those due first at the front; each viewpoint sees some of them."""
    rows = await session.scalars(
        select(Action).where(Action.sync_id == sync.id, Action.state == ActionState.OPEN).order_by(*_SOONEST)
    )
    return rows.all()


async def actions_of_meeting(session: AsyncSession, meeting: Meeting) -> Sequence[Action]:
    """What was agreed in a meeting, but for what was taken back."""
    taken_back = and_(Action.state == ActionState.DROPPED, Action.ended_because == "")
    rows = await session.scalars(select(Action).where(Action.meeting_id == meeting.id, ~taken_back).order_by(Action.id))
    return rows.all()


async def action_called(session: AsyncSession, public_id: str, *, lock: bool = False) -> Action | None:
    """An action by the id that buttons carry; locked where it is about to be changed."""
    return await session.scalar(locked(select(Action).where(Action.public_id == public_id), lock))


async def action_locked(session: AsyncSession, action_id: int) -> Action | None:
    """The same by its inside id, locked."""
    return await session.scalar(locked(select(Action).where(Action.id == action_id)))


async def add(session: AsyncSession, action: Action) -> bool:
    """Keeps an action under the id that its form was opened with; False if it is there already, or forged."""
    if len(action.public_id) != PUBLIC_ID_LENGTH or await action_called(session, action.public_id) is not None:
        return False
    session.add(action)
    await session.flush()
    return True


async def actions_owned(session: AsyncSession, person_ids: Collection[int]) -> Sequence[tuple[Action, Sync]]:
    """What these people still have to do, of all syncs, those due first at the front."""
    rows = await session.execute(
        select(Action, Sync)
        .join(Sync, Sync.id == Action.sync_id)
        .where(Action.owner_id.in_(sorted(set(person_ids))), Action.state == ActionState.OPEN)
        .order_by(*_SOONEST)
    )
    return [(action, sync) for action, sync in rows]


async def ended_by(session: AsyncSession, person_id: int, since: datetime) -> Sequence[Action]:
    """What somebody ended since then, the latest first; not what they wrote down themselves and took back."""
    rows = await session.scalars(
        select(Action)
        .where(
            Action.ended_by_id == person_id,
            Action.ended_at > since,
            or_(Action.state == ActionState.DONE, Action.ended_because != ""),
        )
        .order_by(Action.ended_at.desc(), Action.id)
    )
    return rows.all()


async def orphaned(session: AsyncSession) -> Sequence[int]:
    """Open actions, by inside id, whose owner has left or was erased."""
    rows = await session.scalars(
        select(Action.id)
        .outerjoin(Person, Person.id == Action.owner_id)
        .where(
            Action.state == ActionState.OPEN,
            or_(Action.owner_id.is_(None), Person.state.in_(HAVE_LEFT)),
        )
        .order_by(Action.id)
    )
    return rows.all()


async def people_led(session: AsyncSession, team_ids: Collection[int], but: int) -> Sequence[int]:
    """Everybody in these teams now, by inside id, without `but`."""
    rows = await session.scalars(
        select(Membership.person_id)
        .where(Membership.team_id.in_(sorted(set(team_ids))), Membership.until.is_(None), Membership.person_id != but)
        .distinct()
    )
    return rows.all()


async def syncs_of_teams(session: AsyncSession, team_ids: Collection[int]) -> Sequence[Sync]:
    """Active syncs for which one of these teams was chosen, or that have an audience, whose teams may be more."""
    chosen = select(SyncTeam.sync_id).where(SyncTeam.team_id.in_(sorted(set(team_ids))))
    rows = await session.scalars(
        select(Sync)
        .where(Sync.state == SyncState.ACTIVE, or_(Sync.id.in_(chosen), Sync.audience_id.is_not(None)))
        .order_by(Sync.name, Sync.id)
    )
    return rows.all()


async def facilitates_latest(session: AsyncSession, sync_id: int) -> int | None:
    """Who facilitates the latest meeting of a sync that has begun or is being prepared, by inside id."""
    return await session.scalar(
        select(Meeting.facilitator_id).where(Meeting.sync_id == sync_id).order_by(Meeting.original_date.desc()).limit(1)
    )


async def meetings_showing(session: AsyncSession, action: Action) -> Sequence[Meeting]:
    """The meetings whose messages show an action: the one in which it was agreed, and the latest of its sync."""
    latest = select(Meeting.id).where(Meeting.sync_id == action.sync_id).order_by(Meeting.original_date.desc()).limit(1)
    rows = await session.scalars(
        select(Meeting)
        .where(or_(Meeting.id == action.meeting_id, Meeting.id == latest.scalar_subquery()))
        .order_by(Meeting.id)
    )
    return rows.all()


async def told_since(
    session: AsyncSession, kind: str, action: Action, slots: Collection[str], since: datetime
) -> Collection[int]:
    """Who was told of an action in their own hours since then, or is to be: work of a kind that has one of these slots.

    By inside id; whoever was at work when it was added is not among them.
    """
    rows = await session.scalars(select(DueWork).where(DueWork.kind == kind, DueWork.owner_id == action.id))
    return {
        int(one.for_whom)
        for one in rows
        if one.data.get("slot") in slots
        and (
            one.state is DueState.WAITING
            or (one.state is DueState.DONE and one.done_at is not None and one.done_at > since)
        )
    }
