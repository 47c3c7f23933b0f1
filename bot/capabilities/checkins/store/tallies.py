"""Counts what was answered, by group: never who, and nothing finer than a group.

What has closed is counted once and kept, so that looking at it, and at what it was in earlier runs, reads few rows.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, insert, literal, literal_column, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.kinds import Mode, RunState
from bot.capabilities.checkins.store.tables import Answer, Asked, Ballot, Checkin, Count, Group, Run, Voter
from bot.people.access import Actor
from bot.people.model import Role, Team


@dataclass(frozen=True)
class Counted:
    """So many people of a group chose this value at this place of a run; or what stands at `TOOK_PART`, or `WROTE`."""

    run_id: int
    place: int
    group_id: int
    value: int
    people: int


@dataclass(frozen=True)
class TakingPart:
    """Of a group so many were reached, and so many of these answered anything."""

    reached: int
    answered: int


TOOK_PART, REACHED, ANSWERED = 0, 0, 1
"""At the place 0 of a count stands who takes part, by these values."""

WROTE = -1
"""The value that stands for having written something."""


async def keep(session: AsyncSession, run: Run) -> None:
    """Counts what came of a run; call it once, when it has closed and nothing changes any more."""
    table = Ballot if run.mode is Mode.ANONYMOUS else Answer
    columns = ["run_id", "place", "group_id", "value", "people"]
    chosen = (
        select(table.run_id, table.place, table.group_id, table.value, func.count())
        .where(table.run_id == run.id, table.value.is_not(None))
        .group_by(table.run_id, table.place, table.group_id, table.value)
    )
    wrote = (
        select(table.run_id, table.place, table.group_id, literal(WROTE), func.count())
        .where(table.run_id == run.id, _has_words(table))
        .group_by(table.run_id, table.place, table.group_id)
    )
    for one in (chosen, wrote):
        await session.execute(insert(Count).from_select(columns, one))
    part = await taking_part(session, run)
    rows = [
        {"run_id": run.id, "place": TOOK_PART, "group_id": group_id, "value": value, "people": people}
        for group_id, one in part.items()
        for value, people in ((REACHED, one.reached), (ANSWERED, one.answered))
    ]
    if rows:
        await session.execute(insert(Count), rows)


async def counted(session: AsyncSession, run_ids: Collection[int]) -> Sequence[Counted]:
    """What was kept of these runs."""
    rows = await session.execute(
        select(Count.run_id, Count.place, Count.group_id, Count.value, Count.people).where(
            Count.run_id.in_(sorted(run_ids))
        )
    )
    return [Counted(*row) for row in rows]


async def words(session: AsyncSession, run: Run, place: int, group_ids: Collection[int]) -> list[str]:
    """What people of these groups wrote at a place, in no order that says anything."""
    table = Ballot if run.mode is Mode.ANONYMOUS else Answer
    rows = await session.scalars(
        select(table.text)
        .where(
            table.run_id == run.id,
            table.place == place,
            table.group_id.in_(sorted(group_ids)),
            _has_words(table),
        )
        .order_by(table.text)
    )
    return list(rows)


async def taking_part(session: AsyncSession, run: Run) -> Mapping[int, TakingPart]:
    """By group; of an anonymous run from `Voter`, which says of nobody that it was they."""
    there = or_(Asked.asked_at.is_not(None), Asked.answered_at.is_not(None), Asked.took_part)
    reached = await session.execute(
        select(Asked.group_id, func.count(), func.count(Asked.answered_at))
        .where(Asked.run_id == run.id, there)
        .group_by(Asked.group_id)
    )
    found = {group_id: TakingPart(people, answered) for group_id, people, answered in reached}
    if run.mode is Mode.ANONYMOUS:
        voters = await session.execute(
            select(Voter.group_id, func.count()).where(Voter.run_id == run.id).group_by(Voter.group_id)
        )
        answered = {group_id: people for group_id, people in voters}  # noqa: C416 - a row is not known to be a pair
        found = {group_id: TakingPart(one.reached, answered.get(group_id, 0)) for group_id, one in found.items()}
    return found


async def took_part(session: AsyncSession, run: Run) -> Mapping[int, TakingPart]:
    """The same of a run that has closed, as it was kept."""
    rows = await session.execute(
        select(Count.group_id, Count.value, Count.people).where(Count.run_id == run.id, Count.place == TOOK_PART)
    )
    found: dict[int, dict[int, int]] = {}
    for group_id, value, people in rows:
        found.setdefault(group_id, {})[value] = people
    return {group_id: TakingPart(one.get(REACHED, 0), one.get(ANSWERED, 0)) for group_id, one in found.items()}


async def runs_before(session: AsyncSession, run: Run, *, at_most: int) -> Sequence[Run]:
    """The runs of the same check-in that closed before this one was, the oldest first."""
    rows = await session.scalars(
        select(Run)
        .where(
            Run.checkin_id == run.checkin_id,
            Run.state == RunState.CLOSED,
            Run.original_date < run.original_date,
        )
        .order_by(Run.original_date.desc())
        .limit(at_most)
    )
    return rows.all()[::-1]


async def latest_runs(
    session: AsyncSession, actor: Actor, named: str, *, at_most: int
) -> Sequence[tuple[Run, Checkin]]:
    """The latest runs of which somebody may be shown anything, of check-ins with this in their names.

    It leaves out whatever is surely not theirs; for the caller to look at each.
    """
    names = await session.execute(select(Checkin.id, Checkin.name).where(_likely(actor)))
    # Neither database folds the letters of every language alike.
    wanted = [checkin_id for checkin_id, name in names if named in name.casefold()]
    rows = await session.execute(
        select(Run, Checkin)
        .join(Checkin, Checkin.id == Run.checkin_id)
        .where(Run.state.in_((RunState.OPEN, RunState.CLOSED)), Checkin.id.in_(wanted))
        .order_by(Run.at.desc(), Run.id.desc())
        .limit(at_most)
    )
    return [(run, checkin) for run, checkin in rows]


def _likely(actor: Actor) -> ColumnElement[bool]:
    """The check-ins that somebody set up, manages people of, or led a team of."""
    own = Checkin.author_id == actor.person_id
    if actor.is_internal and actor.may_somewhere(Role.MANAGER):
        return true()
    runs = select(Run.checkin_id)
    led = runs.join(Group, Group.run_id == Run.id).where(Group.lead_id == actor.person_id)
    if not actor.may(Role.MANAGER, actor.side_id):
        return or_(own, Checkin.id.in_(led))
    asked = runs.join(Asked, Asked.run_id == Run.id).where(Asked.side_id == actor.side_id)
    return or_(own, Checkin.id.in_(led), Checkin.id.in_(asked))


async def sides_of_groups(session: AsyncSession, run_ids: Collection[int]) -> Mapping[int, int | None]:
    """The side of each group of these runs, by inside id; None where it has people of several."""
    rows = await session.execute(select(Group.id, Group.side_id).where(Group.run_id.in_(sorted(run_ids))))
    return {group_id: side_id for group_id, side_id in rows}  # noqa: C416 - a row is not known to be a pair


async def teams_asked(session: AsyncSession, run_id: int) -> dict[int, int]:
    """The teams of whoever is asked in a run, with their sides, by inside id."""
    rows = await session.execute(select(Asked.team_id, Asked.side_id).where(Asked.run_id == run_id).distinct())
    return {team_id: side_id for team_id, side_id in rows}  # noqa: C416 - a row is not known to be a pair


async def asks_side(session: AsyncSession, run_id: int, side_id: int) -> bool:
    """Whether anybody of a side is asked in a run."""
    found = await session.scalar(select(Asked.id).where(Asked.run_id == run_id, Asked.side_id == side_id).limit(1))
    return found is not None


async def team_names(session: AsyncSession, team_ids: Collection[int]) -> Mapping[int, str]:
    """What teams are called, by inside id."""
    rows = await session.execute(select(Team.id, Team.name).where(Team.id.in_(sorted(set(team_ids)))))
    return {row.id: row.name for row in rows}


def _has_words(table: type[Answer] | type[Ballot]) -> ColumnElement[bool]:
    """As the index on it says it."""
    return table.text != literal_column("''")
