"""People as shoutouts name them: what they and their employer allow of their name, and where they can be reached."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.shoutouts.facts import Named
from bot.capabilities.shoutouts.kinds import Naming
from bot.capabilities.shoutouts.naming import strictest
from bot.capabilities.shoutouts.store.tables import RecognitionChoice, SideNaming
from bot.chat.inbound import Identity
from bot.people.access import Scope
from bot.people.days_off import Known, known_days
from bot.people.folding import folded
from bot.people.model import (
    HAVE_LEFT,
    ChatIdentity,
    DeskIdentity,
    Membership,
    Person,
    PersonState,
    Side,
    SideState,
    Team,
)
from bot.people.reachability import reaches
from bot.people.rotas.reading import rotas
from bot.people.shifts import hours_of
from schedules.calendar import NO_ROTA, Rota, on_shift

InTeam = tuple[int, int | None]
"""A person, and the team in which they are named; without one it is the first that they are in."""

AT_ONCE = 400
"""People read in one statement, so that others get their turn between."""

_OVER = (SideState.LEAVING, SideState.GONE)

NOBODY = Named(side_id=0, name="")
"""Stands for somebody who was erased."""


async def people_named(session: AsyncSession, person_ids: Collection[int], now: datetime) -> Mapping[int, Named]:
    """These people as they may be named at `now`, by inside id; for messages that are composed for a viewpoint.

    The team is the first that they are in. Who was erased is absent.
    """
    found = await people_in_teams(session, [(one, None) for one in person_ids], now)
    return {person_id: named for (person_id, _), named in found.items()}


async def people_in_teams(session: AsyncSession, wanted: Collection[InTeam], now: datetime) -> Mapping[InTeam, Named]:
    """People as they may be named at `now` in the teams of then; for messages that are composed for a viewpoint.

    Who was erased is absent.
    """
    teams: dict[int, set[int | None]] = {}
    for person_id, team_id in wanted:
        teams.setdefault(person_id, set()).add(team_id)
    people: dict[InTeam, Named] = {}
    ids = sorted(teams)
    for start in range(0, len(ids), AT_ONCE):
        people |= await _in_teams(session, ids[start : start + AT_ONCE], teams, now)
    return people


_PEOPLE = (
    select(Person, Side.name, Side.state, RecognitionChoice, SideNaming.naming)
    .join(Side, Side.id == Person.side_id)
    .outerjoin(RecognitionChoice, RecognitionChoice.person_id == Person.id)
    .outerjoin(SideNaming, SideNaming.side_id == Person.side_id)
    .where(Person.id.in_(bindparam("people", expanding=True)), Person.state != PersonState.ERASED)
)

_MEMBERS = (
    select(Membership.person_id, Team)
    .join(Team, Team.id == Membership.team_id)
    .where(Membership.person_id.in_(bindparam("people", expanding=True)), Membership.until.is_(None))
    .order_by(Membership.confirmed.desc(), Membership.since, Membership.id)
)

_ALIASES = (
    select(DeskIdentity.person_id, DeskIdentity.alias)
    .where(DeskIdentity.person_id.in_(bindparam("people", expanding=True)), DeskIdentity.alias != "")
    .order_by(DeskIdentity.id.desc())
)


async def _in_teams(
    session: AsyncSession,
    person_ids: Sequence[int],
    teams: Mapping[int, Set[int | None]],
    now: datetime,
) -> Mapping[InTeam, Named]:
    rows = await session.execute(_PEOPLE, {"people": person_ids})
    found = rows.all()
    ids = [person.id for person, *_ in found]
    first, by_id = await _present_teams(session, ids)
    by_id |= await _teams_called(session, {one for each in ids for one in teams[each] if one} - by_id.keys())
    reachable = await reaches(session, ids)
    aliases = await _aliases(session, ids)
    people: dict[InTeam, Named] = {}
    own_days = await known_days(session)
    of_their_own = await rotas(session, ids, now)
    at_work: dict[object, bool] = {}
    for person, side_name, state, choice, allowed in found:
        ways = reachable.get(person.id, ())
        named = Named(
            side_id=person.side_id,
            name=person.name,
            person_id=person.id,
            public_id=person.public_id,
            alias=person.alias or aliases.get(person.id, ""),
            side_name=side_name,
            naming=strictest(choice.naming if choice else Naming.FULL, allowed or Naming.FULL),
            identities=tuple(one.identity for one in ways),
            privately=choice is not None and choice.privately,
            gone=person.state in HAVE_LEFT or state in _OVER,
            paused=state is SideState.PAUSED,
        )
        for team_id in teams[person.id]:
            team = by_id.get(team_id or 0) or first.get(person.id)
            rota = of_their_own.get(person.id, NO_ROTA)
            quiet = _is_quiet(person, team, own_days, rota, now, at_work)
            people[person.id, team_id] = replace(
                named,
                team_name=team.name if team else "",
                quiet=quiet,
                # Who is in no team is told nothing.
                reached=team is not None and bool(ways) and ways[0].takes_direct,
            )
    return people


def _is_quiet(
    person: Person, team: Team | None, own_days: Known, rota: Rota, now: datetime, at_work: dict[object, bool]
) -> bool:
    """Whether nothing rings them now; `at_work` keeps what was found for the same hours, which whole teams share."""
    if person.away_until is not None and person.away_until > now:
        return True
    key = (
        person.working_hours or (team.working_hours if team else ""),
        person.zone or (team.zone if team else "UTC"),
        team.country if team else "",
        team.region if team else "",
        own_days.of(team.id if team else None, person.side_id),
        rota,
    )
    if key not in at_work:
        hours = hours_of(*key)
        at_work[key] = hours is not None and on_shift(hours, now)
    return not at_work[key]


async def teams_named(session: AsyncSession, team_ids: Collection[int]) -> Mapping[int, Named]:
    """These teams as they may be named, by inside id; for messages that are composed for a viewpoint."""
    if not team_ids:
        return {}
    rows = await session.execute(
        select(Team, Side.name, Side.state)
        .join(Side, Side.id == Team.side_id)
        .where(Team.id.in_(sorted(set(team_ids))))
    )
    return {
        team.id: Named(
            side_id=team.side_id,
            name=team.name,
            team_id=team.id,
            public_id=team.public_id,
            side_name=side,
            team_name=team.name,
            whole_team=True,
            gone=team.archived or state in _OVER,
            paused=state is SideState.PAUSED,
        )
        for team, side, state in rows
    }


async def present_team(session: AsyncSession, person_id: int) -> int | None:
    """The team that a person is in, the one they have been in longest if there are several; for keeping it."""
    return await session.scalar(
        select(Membership.team_id)
        .where(Membership.person_id == person_id, Membership.until.is_(None))
        .order_by(Membership.confirmed.desc(), Membership.since, Membership.id)
        .limit(1)
    )


async def people_met(session: AsyncSession, identities: Collection[Identity]) -> Mapping[Identity, Person]:
    """Who these chat identities are, as far as they were met and have not left; who may be named is for the asker."""
    rows = await session.execute(
        select(ChatIdentity, Person)
        .join(Person, Person.id == ChatIdentity.person_id)
        .where(
            ChatIdentity.user_id.in_(sorted({one.user_id for one in identities})),
            Person.state.not_in(HAVE_LEFT),
        )
    )
    found = {Identity(row.platform, row.home, row.user_id): person for row, person in rows}
    return {one: found[one] for one in identities if one in found}


async def has_people(session: AsyncSession, team_id: int) -> bool:
    """Whether anybody is in a team now."""
    query = select(Membership.id).where(Membership.team_id == team_id, Membership.until.is_(None)).limit(1)
    return await session.scalar(query) is not None


async def people_chosen(session: AsyncSession, scope: Scope, public_ids: Collection[str]) -> Mapping[str, Person]:
    """Those of these people (public ids) who are within scope and have not left, by public id."""
    rows = await session.scalars(
        select(Person).where(
            Person.public_id.in_(sorted(set(public_ids))),
            scope.where(Person.side_id),
            Person.state.not_in(HAVE_LEFT),
        )
    )
    return {person.public_id: person for person in rows}


async def teams_chosen(session: AsyncSession, scope: Scope, public_ids: Collection[str]) -> Mapping[str, Team]:
    """Those of these teams (public ids) that are within scope, by public id."""
    rows = await session.scalars(
        select(Team).where(
            Team.public_id.in_(sorted(set(public_ids))), scope.where(Team.side_id), Team.archived.is_(False)
        )
    )
    return {team.public_id: team for team in rows}


async def teams_within(session: AsyncSession, scope: Scope, most: int) -> list[int]:
    """Teams within scope, by name, for choosing without typing."""
    query = (
        select(Team.id)
        .join(Side, Side.id == Team.side_id)
        .where(scope.where(Team.side_id), Team.archived.is_(False), Side.state.not_in(_OVER))
    )
    return list(await session.scalars(query.order_by(Team.found_by, Team.id).limit(most)))


async def people_alike(
    session: AsyncSession, scope: Scope, side_id: int, name: str, email: str, most: int
) -> Sequence[Person]:
    """The people of a side within scope with this e-mail, or called so, whatever accents, case and order of words."""
    words = folded(name).split()
    called = and_(*((Person.found_by + " ").contains(f" {word} ") for word in words))
    rows = await session.scalars(
        select(Person)
        .where(scope.where(Person.side_id), Person.side_id == side_id)
        .where(Person.state.not_in(HAVE_LEFT))
        .where(or_(called, and_(Person.email == email.lower(), Person.email != "")))
        .order_by(Person.id)
    )
    found = [
        one
        for one in rows
        if (email and one.email == email.lower())
        or set(words) in (set(folded(one.name).split()), set(folded(one.alias).split()))
    ]
    return found[:most]


async def is_taken(session: AsyncSession, scope: Scope, side_id: int, email: str) -> bool:
    """Whether somebody of a side within scope has this e-mail, or had it until they left."""
    query = select(Person.id).where(scope.where(Person.side_id), Person.side_id == side_id)
    return await session.scalar(query.where(Person.email == email.lower()).limit(1)) is not None


async def _present_teams(
    session: AsyncSession, person_ids: Collection[int]
) -> tuple[Mapping[int, Team], dict[int, Team]]:
    """The first team that each of them is in, and all that they are in, by inside id."""
    if not person_ids:
        return {}, {}
    rows = await session.execute(_MEMBERS, {"people": person_ids})
    first: dict[int, Team] = {}
    by_id: dict[int, Team] = {}
    for person_id, team in rows:
        by_id[team.id] = team
        first.setdefault(person_id, team)
    return first, by_id


async def _teams_called(session: AsyncSession, team_ids: Collection[int]) -> Mapping[int, Team]:
    if not team_ids:
        return {}
    return {team.id: team for team in await session.scalars(select(Team).where(Team.id.in_(sorted(team_ids))))}


async def _aliases(session: AsyncSession, person_ids: Collection[int]) -> Mapping[int, str]:
    rows = await session.execute(_ALIASES, {"people": person_ids})
    return {row.person_id: row.alias for row in rows}
