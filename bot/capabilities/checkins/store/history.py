"""Who was asked together in earlier runs: what a new run must not differ from by a few people."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.kinds import Mode, RunState
from bot.capabilities.checkins.protecting.grouping import Earlier
from bot.capabilities.checkins.questions import Question, read
from bot.capabilities.checkins.store.tables import Asked, Run

SHOWN = (RunState.PREPARED, RunState.OPEN, RunState.CLOSED)
"""Runs of which anything was, or may still be, shown."""

READ_AT_ONCE = 20
"""Runs whose people are read in one statement."""


async def earlier_runs(session: AsyncSession, questions: Sequence[Question]) -> Sequence[Earlier]:
    """The anonymous runs that asked one of these questions, whichever check-in it stood in, the oldest first."""
    asked = {one.fingerprint() for one in questions}
    rows = await session.execute(
        select(Run.id, Run.threshold, Run.questions)
        .where(Run.mode == Mode.ANONYMOUS, Run.state.in_(SHOWN))
        .order_by(Run.at, Run.id)
    )
    thresholds = {
        run_id: threshold
        for run_id, threshold, stored in rows
        if not asked.isdisjoint(one.fingerprint() for one in read(stored))
    }
    groups = await _groups(session, list(thresholds))
    return [Earlier(groups.get(run_id, ()), threshold) for run_id, threshold in thresholds.items()]


async def _groups(session: AsyncSession, run_ids: Sequence[int]) -> dict[int, tuple[frozenset[int], ...]]:
    """The ids of the people of each group; erased people stand in it under ids that nobody has."""
    found: dict[int, dict[int, set[int]]] = {}
    for start in range(0, len(run_ids), READ_AT_ONCE):
        people = await session.execute(
            select(Asked.run_id, Asked.group_id, Asked.person_id, Asked.id)
            .where(Asked.run_id.in_(run_ids[start : start + READ_AT_ONCE]))
            .order_by(Asked.run_id, Asked.group_id)
        )
        for run_id, group_id, person_id, row_id in people:
            of_run = found.setdefault(run_id, {})
            of_run.setdefault(group_id, set()).add(person_id if person_id is not None else -row_id)
    return {run_id: tuple(map(frozenset, groups.values())) for run_id, groups in found.items()}
