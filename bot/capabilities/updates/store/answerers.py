"""The people who may be asked to answer: when they work, and whether they can be messaged."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people.days_off import Known, known_days
from bot.people.model import HAVE_LEFT, Grant, Membership, Person, Role, Side, SideState, Team
from bot.people.reachability import Reach, reaches
from bot.people.rotas.reading import rotas
from bot.people.shifts import hours_of
from schedules.calendar import NO_ROTA, Rota, WorkingHours


@dataclass(frozen=True)
class Answerer:
    """Somebody who could answer. `hours` is None where nobody knows when they work.

    `present`: they neither left nor are away. `reach` is the identity through which to message them, if any takes it.
    """

    person_id: int
    side_id: int
    name: str
    zone: str
    locale: str
    hours: WorkingHours | None
    present: bool
    reach: Reach | None


async def answerers(session: AsyncSession, person_ids: Collection[int], now: datetime) -> Mapping[int, Answerer]:
    """These people as they are at `now`; for work that the author of an update has put into their hands."""
    wanted = sorted(set(person_ids))
    rows = await session.execute(
        select(Person, Side.state, Team)
        .join(Side, Side.id == Person.side_id)
        .outerjoin(Membership, (Membership.person_id == Person.id) & Membership.until.is_(None))
        .outerjoin(Team, (Team.id == Membership.team_id) & Team.archived.is_(False))
        .where(Person.id.in_(wanted))
        .order_by(Person.id, Team.id.is_(None), Membership.confirmed.desc(), Membership.since, Membership.id)
    )
    reachable = await reaches(session, wanted)
    own_days = await known_days(session)
    of_their_own = await rotas(session, wanted, now)
    found: dict[int, Answerer] = {}
    for person, side_state, team in rows:
        if person.id not in found:
            ways = reachable.get(person.id, ())
            found[person.id] = Answerer(
                person_id=person.id,
                side_id=person.side_id,
                name=person.name,
                zone=person.zone or (team.zone if team else "UTC"),
                locale=person.locale or (team.locale if team else "en"),
                hours=_hours(person, team, own_days, of_their_own.get(person.id, NO_ROTA)),
                present=_is_present(person, now) and side_state is SideState.ACTIVE,
                reach=next((way for way in ways if way.takes_direct), None),
            )
    return found


def _is_present(person: Person, now: datetime) -> bool:
    away = person.away_until is not None and person.away_until > now
    return person.state not in HAVE_LEFT and not away


def _hours(person: Person, team: Team | None, own_days: Known, rota: Rota) -> WorkingHours | None:
    text = person.working_hours or (team.working_hours if team else "")
    zone = person.zone or (team.zone if team else "UTC")
    own = own_days.of(team.id if team else None, person.side_id)
    return hours_of(text, zone, team.country if team else "", team.region if team else "", own, rota)


async def sides_of(session: AsyncSession, person_ids: Collection[int]) -> Mapping[int, int]:
    """The side of each of these people, by which a scope tells whether they may be named."""
    rows = await session.execute(select(Person.id, Person.side_id).where(Person.id.in_(sorted(set(person_ids)))))
    return {row.id: row.side_id for row in rows}


async def leads_of(session: AsyncSession, person_id: int) -> Sequence[int]:
    """The leads of the teams that somebody is in, or was in last if they are in none any more."""
    rows = await session.execute(
        select(Team.lead_id, Membership.until)
        .join(Membership, Membership.team_id == Team.id)
        .where(Membership.person_id == person_id, Team.lead_id.is_not(None), Team.archived.is_(False))
        .order_by(Membership.until.desc(), Membership.since, Team.id)
    )
    found = [(lead, until) for lead, until in rows if lead is not None and lead != person_id]
    now_in = [lead for lead, until in found if until is None]
    return list(dict.fromkeys(now_in or [lead for lead, _ in found[:1]]))


async def managers_for(session: AsyncSession, side_id: int) -> Sequence[int]:
    """Managers of a side and of the organisation, and after them its admins."""
    rows = await session.execute(
        select(Grant.person_id, Grant.role)
        .where(Grant.role.in_([Role.MANAGER, Role.ADMIN]), or_(Grant.side_id.is_(None), Grant.side_id == side_id))
        .order_by(Grant.id)
    )
    found = sorted(rows, key=lambda row: row[1] is not Role.MANAGER)
    return list(dict.fromkeys(person_id for person_id, _ in found))


async def with_role(session: AsyncSession, role: Role, side_id: int) -> Sequence[int]:
    """Those who were granted a role within a side or for the organisation, the oldest grant first."""
    found = await session.scalars(
        select(Grant.person_id)
        .where(Grant.role == role, or_(Grant.side_id.is_(None), Grant.side_id == side_id))
        .order_by(Grant.id)
    )
    return list(dict.fromkeys(found))


async def side_of(session: AsyncSession, person_id: int) -> int:
    """The side of somebody into whose hands work is put."""
    return (await session.get_one(Person, person_id)).side_id
