"""Runs as rows: who is asked and what is due, found and locked; every run is locked before its work is closed.

The locks let others write rows that refer to the run meanwhile: whoever answers locks its group instead.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.kinds import CheckinState, Path, RunState
from bot.capabilities.checkins.store.checkins import CHECKIN
from bot.capabilities.checkins.store.tables import Answer, Asked, Ballot, Checkin, Group, Run, Voter
from bot.capabilities.checkins.subjects import GROUP
from bot.delivery.tables import Copy, TargetKind
from bot.due.tables import DueState, DueWork, Rhythm
from bot.people.access import Scope
from bot.people.model import Team

UNFINISHED = (RunState.PREPARED, RunState.OPEN)


async def checkin_locked(session: AsyncSession, checkin_id: int) -> Checkin:
    """A check-in, so that no other process prepares a run of it meanwhile."""
    found = await session.scalars(
        select(Checkin)
        .where(Checkin.id == checkin_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return found.one()


async def asked_after(session: AsyncSession, occasion: str, occasion_id: int) -> Sequence[Checkin]:
    """The check-ins that are asked of whoever was part of an occasion, each time it is over; in no rhythm of theirs.

    Locked together, since one after the other is frozen, and nobody else freezes any meanwhile.
    """
    own = select(Rhythm.id).where(Rhythm.kind == CHECKIN, Rhythm.subject_id == Checkin.id).exists()
    rows = await session.scalars(
        select(Checkin)
        .where(Checkin.occasion == occasion, Checkin.occasion_id == occasion_id)
        .where(Checkin.state == CheckinState.ACTIVE, ~own)
        .order_by(Checkin.id)
        .with_for_update(key_share=True)
    )
    return rows.all()


async def run_locked(session: AsyncSession, run_id: int) -> Run | None:
    """A run by its inside id, so that nothing else is done with it meanwhile."""
    return await session.scalar(
        select(Run).where(Run.id == run_id).with_for_update(key_share=True).execution_options(populate_existing=True)
    )


async def unfinished(session: AsyncSession, checkin_id: int) -> Sequence[Run]:
    """The runs of a check-in that are not over, locked, and those that were withdrawn; the oldest first."""
    rows = await session.scalars(
        select(Run)
        .where(Run.checkin_id == checkin_id, Run.state.in_((*UNFINISHED, RunState.WITHDRAWN)))
        .order_by(Run.original_date, Run.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def latest_before(session: AsyncSession, run: Run) -> Run | None:
    """The run of the same check-in before this one."""
    return await session.scalar(
        select(Run)
        .where(Run.checkin_id == run.checkin_id, Run.original_date < run.original_date)
        .order_by(Run.original_date.desc())
        .limit(1)
    )


async def open_runs(session: AsyncSession) -> Sequence[Run]:
    """All runs that can be answered now."""
    rows = await session.scalars(select(Run).where(Run.state == RunState.OPEN).order_by(Run.id))
    return rows.all()


# --- occurrences ------------------------------------------------------------------------------------------------------


async def occurrence(session: AsyncSession, rhythm_id: int, original_date: date) -> DueWork | None:
    """The row of an occurrence: when it is, and what became of it; None for one that was not opened."""
    return await session.scalar(
        select(DueWork).where(
            DueWork.kind == CHECKIN, DueWork.owner_id == rhythm_id, DueWork.original_date == original_date
        )
    )


async def occurrence_of(session: AsyncSession, run: Run) -> DueWork | None:
    """The same of a run; None for one that was asked at once, beside its rhythm."""
    rhythm_id = await session.scalar(
        select(Rhythm.id).where(Rhythm.kind == CHECKIN, Rhythm.subject_id == run.checkin_id)
    )
    return None if rhythm_id is None else await occurrence(session, rhythm_id, run.original_date)


async def miss(session: AsyncSession, row: DueWork, now: datetime, reason: str) -> None:
    """Notes that an occurrence was missed, to be told to the owner of its rhythm."""
    row.state, row.done_at, row.reason = DueState.MISSED, now, reason
    await session.flush()


# --- who is asked -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Called:
    """Somebody to be asked in a run; `channel_id` where a button there is their way."""

    person_id: int
    team_id: int
    side_id: int
    ask_at: datetime
    channel_id: int | None = None

    @property
    def path(self) -> Path:
        return Path.DIRECT if self.channel_id is None else Path.CHANNEL


async def write_asked(session: AsyncSession, run: Run, called: Iterable[Called], group_of: Mapping[int, int]) -> None:
    """Writes down who is asked, in an order that says nothing: by their inside ids."""
    rows = [
        {
            "run_id": run.id,
            "person_id": one.person_id,
            "group_id": group_of[one.person_id],
            "team_id": one.team_id,
            "side_id": one.side_id,
            "path": one.path,
            "channel_id": one.channel_id,
            "ask_at": one.ask_at,
            "put_off": False,
            "took_part": False,
        }
        for one in sorted(called, key=lambda one: one.person_id)
    ]
    if rows:
        await session.execute(insert(Asked), rows)


async def due_to_ask(session: AsyncSession, run_id: int, now: datetime, at_most: int) -> Sequence[Asked]:
    """Who is to be asked by `now` and was not yet, team by team; call it with the run locked."""
    chosen = (Asked.asked_at.is_(None), Asked.ask_at <= now, Asked.person_id.is_not(None))
    return await _page(session, run_id, chosen, at_most)


async def due_to_remind(session: AsyncSession, run_id: int, now: datetime, at_most: int) -> Sequence[Asked]:
    """Who is to be reminded by `now`, team by team; call it with the run locked."""
    return await _page(session, run_id, (Asked.remind_at <= now, Asked.person_id.is_not(None)), at_most)


async def not_asked_yet(session: AsyncSession, run_id: int) -> Sequence[Asked]:
    """Who was not asked so far, those too with whom it did not come to that."""
    return await _page(session, run_id, (Asked.asked_at.is_(None), Asked.person_id.is_not(None)), None)


async def anybody_asked(session: AsyncSession, run_id: int) -> bool:
    """Whether anybody was asked."""
    query = select(Asked.id).where(Asked.run_id == run_id, Asked.asked_at.is_not(None)).limit(1)
    return await session.scalar(query) is not None


async def asks_at(session: AsyncSession, run_id: int) -> Sequence[datetime]:
    """The instants at which people of a run are still to be asked, in order."""
    rows = await session.scalars(
        select(Asked.ask_at)
        .where(Asked.run_id == run_id, Asked.asked_at.is_(None), Asked.ask_at.is_not(None))
        .distinct()
        .order_by(Asked.ask_at)
    )
    return [one for one in rows if one is not None]


async def people_asked(session: AsyncSession, scope: Scope, run_id: int) -> int:
    """How many people within scope a run is frozen for."""
    asked = select(func.count()).select_from(Asked).join(Team, Team.id == Asked.team_id)
    return await session.scalar(asked.where(Asked.run_id == run_id, scope.where(Team.side_id))) or 0


async def asked_in_channel(session: AsyncSession, run_id: int, channel_id: int) -> int:
    """How many people are asked by the button in a channel."""
    found = await session.scalar(select(func.count()).where(Asked.run_id == run_id, Asked.channel_id == channel_id))
    return found or 0


async def channels_with(session: AsyncSession, group_ids: Collection[int], slot: str) -> set[int]:
    """The channels that have a message of this slot about any of these groups already, by inside id."""
    rows = await session.scalars(
        select(Copy.target_id).where(
            Copy.subject_kind == GROUP,
            Copy.subject_id.in_(sorted(group_ids)),
            Copy.slot == slot,
            Copy.target_kind == TargetKind.CHANNEL,
        )
    )
    return set(rows)


async def copies_in_channels(
    session: AsyncSession, run_id: int, channel_ids: Collection[int | None], slot: str
) -> Sequence[Copy]:
    """The messages of this slot about any group of a run in these channels."""
    rows = await session.scalars(
        select(Copy)
        .where(
            Copy.subject_kind == GROUP,
            Copy.subject_id.in_(select(Group.id).where(Group.run_id == run_id)),
            Copy.slot == slot,
            Copy.target_kind == TargetKind.CHANNEL,
            Copy.target_id.in_(channel_ids),
        )
        .order_by(Copy.id)
    )
    return rows.all()


async def _page(
    session: AsyncSession, run_id: int, chosen: Sequence[ColumnElement[bool]], at_most: int | None
) -> Sequence[Asked]:
    rows = await session.scalars(
        select(Asked)
        .where(Asked.run_id == run_id, *chosen)
        .order_by(Asked.team_id, Asked.id)
        .limit(at_most)
        .execution_options(populate_existing=True)
    )
    return rows.all()


# --- taking back ------------------------------------------------------------------------------------------------------


async def delete_answers(session: AsyncSession, run_id: int) -> None:
    """Deletes all that was answered in a run."""
    for table in (Answer, Ballot, Voter):
        await session.execute(
            delete(table).where(table.run_id == run_id), execution_options={"synchronize_session": False}
        )
