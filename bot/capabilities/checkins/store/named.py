"""What was answered with a name, for those who may see whose it is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.store.tables import Answer, Asked, Group, Run
from bot.people.access import Actor, Scope
from bot.people.model import Grant, Person, PersonState, Role, Side, SideKind, Team

HERE = (PersonState.ACTIVE, PersonState.PROVISIONAL)


@dataclass(frozen=True)
class Names:
    """Whose answers somebody sees with names: of whoever was asked as one of these sides, and of these groups.

    Never of somebody who by now belongs to a side beyond `within`.
    """

    sides: Scope
    groups: frozenset[int]
    within: Scope

    def __bool__(self) -> bool:
        return self.sides.sides is None or bool(self.sides.sides or self.groups)


NOBODYS = Names(Scope(frozenset()), frozenset(), Scope(frozenset()))


@dataclass(frozen=True)
class Named:
    """What somebody answered to one question with their name."""

    place: int
    person_id: int
    public_id: str
    name: str
    side_id: int
    side_name: str
    value: int | None
    text: str


async def answers_named(
    session: AsyncSession, run_id: int, names: Names, *, place: int | None = None, person_id: int | None = None
) -> Sequence[Named]:
    """What was answered in a run (at a place, by a person), the lowest first; who has left or was erased is absent.

    So is what was passed over.
    """
    if not names:
        return ()
    query = (
        select(Answer.place, Person, Side.name, Answer.value, Answer.text)
        .join(Asked, (Asked.run_id == Answer.run_id) & (Asked.person_id == Answer.person_id))
        .join(Person, Person.id == Answer.person_id)
        .join(Side, Side.id == Person.side_id)
        .where(
            Answer.run_id == run_id,
            or_(Answer.value.is_not(None), Answer.text != ""),
            or_(names.sides.where(Asked.side_id), Answer.group_id.in_(sorted(names.groups))),
            names.within.where(Person.side_id),
            Person.state.in_(HERE),
        )
        .order_by(Answer.place, Answer.value, Person.name, Person.id)
    )
    if place is not None:
        query = query.where(Answer.place == place)
    if person_id is not None:
        query = query.where(Answer.person_id == person_id)
    found = [
        Named(at, person.id, person.public_id, person.name, person.side_id, side, value, text)
        for at, person, side, value, text in await session.execute(query)
    ]
    # One database sorts what has no value first, the other last.
    return sorted(found, key=lambda one: (one.place, one.value is None))


async def person_numbered(session: AsyncSession, public_id: str) -> int | None:
    """The inside id of whom a button names; whoever asks checks what may be known of them."""
    return await session.scalar(select(Person.id).where(Person.public_id == public_id))


async def here(session: AsyncSession, person_ids: Collection[int]) -> Sequence[int]:
    """Those of them who have not left."""
    rows = await session.scalars(
        select(Person.id).where(Person.id.in_(sorted(person_ids)), Person.state == PersonState.ACTIVE)
    )
    return rows.all()


async def managers_of(session: AsyncSession, side_id: int) -> set[int]:
    """Whoever manages a side; where nobody does, whoever manages the whole organisation. By inside id."""
    rows = await session.execute(
        select(Grant.person_id, Grant.side_id).where(
            Grant.role.in_((Role.MANAGER, Role.ADMIN)), or_(Grant.side_id == side_id, Grant.side_id.is_(None))
        )
    )
    found = [(person_id, of_side) for person_id, of_side in rows]
    return {one for one, of_side in found if of_side is not None} or {one for one, _ in found}


async def leads_of(session: AsyncSession, team_ids: Collection[int]) -> dict[int, int]:
    """Who leads each of these teams, by inside id: their own people, and internal ones."""
    rows = await session.execute(
        select(Team.id, Person.id)
        .join(Person, Person.id == Team.lead_id)
        .join(Side, Side.id == Person.side_id)
        .where(
            Team.id.in_(sorted(set(team_ids))),
            Person.state == PersonState.ACTIVE,
            or_(Person.side_id == Team.side_id, Side.kind == SideKind.INTERNAL),
        )
    )
    return {team_id: person_id for team_id, person_id in rows}  # noqa: C416 - a row is not known to be a pair


async def led_groups(session: AsyncSession, checkin_id: int, actor: Actor) -> frozenset[int]:
    """The groups of a check-in's runs whose answers somebody sees as their lead: they led them then, and do now."""
    if not actor.led_team_ids or actor.provisional:
        return frozenset()
    rows = await session.scalars(
        select(Group.id)
        .join(Run, Run.id == Group.run_id)
        .join(Team, Team.id == Group.team_id)
        .where(
            Run.checkin_id == checkin_id,
            Run.mode == Mode.NAMED,
            Group.lead_id == actor.person_id,
            Group.team_id.in_(actor.led_team_ids),
            actor.scope.where(Team.side_id),
        )
    )
    return frozenset(rows)


async def leads_in(session: AsyncSession, run_id: int) -> frozenset[int]:
    """Who led the teams of a run with names when it was frozen, by inside id."""
    rows = await session.scalars(select(Group.lead_id).where(Group.run_id == run_id, Group.lead_id.is_not(None)))
    return frozenset(one for one in rows if one is not None)
