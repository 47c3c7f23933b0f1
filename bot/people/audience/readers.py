"""The people who are expected to read, and who of them is at work."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people.audience.resolved import Reader
from bot.people.calendars import NO_ZONE
from bot.people.days_off import known_days
from bot.people.model import HAVE_LEFT, Membership, Person, PersonState, Side, SideState, Team
from bot.people.reachability import Reach, reaches
from bot.people.rotas.reading import rotas
from schedules.calendar import NO_ROTA, on_shift

NO_TEAM = 0
"""The team of a reader who is in none."""


async def everybody(session: AsyncSession, now: datetime) -> tuple[Reader, ...]:
    """All people of all teams at `now`, each once, without sides that are paused or leaving."""
    teams = await session.scalars(
        select(Team)
        .join(Side, Side.id == Team.side_id)
        .where(Team.archived.is_(False), Side.state == SideState.ACTIVE)
        .order_by(Team.id)
    )
    return await readers_in(session, teams.all(), now, now)


async def readers_called(session: AsyncSession, person_ids: Collection[int], now: datetime) -> tuple[Reader, ...]:
    """These people as they are at `now`, each once; those in no team, or of a side that is paused, are absent."""
    wanted = sorted(set(person_ids))
    teams = await session.scalars(
        select(Team)
        .join(Side, Side.id == Team.side_id)
        .where(
            Team.archived.is_(False),
            Side.state == SideState.ACTIVE,
            Team.id.in_(select(Membership.team_id).where(Membership.person_id.in_(wanted), Membership.until.is_(None))),
        )
        .order_by(Team.id)
    )
    return await readers_in(session, teams.all(), now, now, wanted)


async def anybody_called(session: AsyncSession, person_ids: Collection[int], now: datetime) -> tuple[Reader, ...]:
    """The same with those who are in no team (`NO_TEAM`), of whom nobody knows when they work."""
    in_teams = await readers_called(session, person_ids, now)
    others = await session.scalars(
        select(Person)
        .join(Side, Side.id == Person.side_id)
        .where(
            Person.id.in_(sorted(set(person_ids) - {one.person_id for one in in_teams})),
            Person.state == PersonState.ACTIVE,
            Side.state == SideState.ACTIVE,
        )
        .order_by(Person.id)
    )
    found = others.all()
    ways = await reaches(session, [one.id for one in found])
    return (*in_teams, *(_in_no_team(one, ways.get(one.id, ()), now) for one in found))


def _in_no_team(person: Person, identities: Sequence[Reach], now: datetime) -> Reader:
    return Reader(
        person_id=person.id,
        team_id=NO_TEAM,
        side_id=person.side_id,
        name=person.name,
        identities=tuple(identities),
        provisional=False,
        away=person.away_until is not None and person.away_until > now,
        away_until=person.away_until,
        zone=person.zone or NO_ZONE,
        locale=person.locale or "en",
        working_hours="",
        country="",
        region="",
    )


@dataclass(frozen=True)
class OnShift:
    """Who is at work: `rung` can be messaged directly, each with the one identity to do it through; `unreached` cannot.

    The unreached have no identity, no installation through which they were met, or the last message was refused.
    """

    rung: tuple[Reader, ...]
    unreached: tuple[Reader, ...]


def on_shift_now(readers: Sequence[Reader], now: datetime) -> OnShift:
    """Those of the readers who are at work at `now`: the only ones who may be rung.

    Whose hours nobody knows is not at work, nor who is away.
    """
    at_work: dict[object, bool] = {}
    rung, unreached = [], []
    for reader in readers:
        pattern = reader.pattern
        if pattern not in at_work:
            hours = reader.hours
            at_work[pattern] = hours is not None and on_shift(hours, now)
        if reader.away or not at_work[pattern]:
            continue
        if reader.identities and reader.identities[0].takes_direct:
            rung.append(replace(reader, identities=reader.identities[:1]))
        else:
            unreached.append(reader)
    return OnShift(tuple(rung), tuple(unreached))


async def readers_in(
    session: AsyncSession,
    teams: Sequence[Team],
    now: datetime,
    since: datetime,
    called: Collection[int] | None = None,
) -> tuple[Reader, ...]:
    """Everybody in these teams (of `called`, where that is given), in one of them each.

    Plain columns, since they may be thousands.
    """
    by_id = {team.id: team for team in teams}
    rows = await session.execute(
        select(
            Membership.team_id,
            Membership.confirmed,
            Person.id,
            Person.side_id,
            Person.name,
            Person.state,
            Person.away_until,
            Person.zone,
            Person.locale,
            Person.working_hours,
        )
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.team_id.in_(by_id),
            Membership.until.is_(None),
            Person.state.not_in(HAVE_LEFT),
            *([Person.id.in_(called)] if called is not None else []),
        )
        .order_by(Person.id, Membership.confirmed.desc(), Membership.since, Membership.id)
    )
    own = await known_days(session)
    own_days = {team.id: own.of(team.id, team.side_id) for team in teams}
    readers: dict[int, Reader] = {}
    for team_id, confirmed, person_id, side_id, name, state, away_until, zone, locale, hours in rows:
        if person_id in readers:
            continue
        team = by_id[team_id]
        readers[person_id] = Reader(
            person_id=person_id,
            team_id=team_id,
            side_id=side_id,
            name=name,
            identities=(),
            provisional=state is PersonState.PROVISIONAL or not confirmed,
            away=away_until is not None and away_until > now,
            away_until=away_until,
            zone=zone or team.zone,
            locale=locale or team.locale,
            working_hours=hours or team.working_hours,
            country=team.country,
            region=team.region,
            own_days=own_days[team_id],
        )
    reachable = await reaches(session, readers)
    of_their_own = await rotas(session, readers, since)
    return tuple(
        replace(
            reader,
            identities=reachable.get(reader.person_id, ()),
            rota=of_their_own.get(reader.person_id, NO_ROTA),
        )
        for reader in readers.values()
    )
