"""Whom feedback names: who wrote it, got it, passes it on, or leads who got it; each query is for one of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.store.feedback import COUNTED, last_had
from bot.capabilities.checkins.store.feedback_tables import Feedback, FeedbackQuiet
from bot.people.access import Scope
from bot.people.model import Grant, Membership, Person, PersonState, Role, Side, SideKind, Team

HERE = (PersonState.ACTIVE, PersonState.PROVISIONAL)


@dataclass(frozen=True)
class Someone:
    """Somebody whom feedback names; `here`: they have neither left nor been erased."""

    person_id: int
    public_id: str
    name: str
    side_id: int
    side_name: str
    internal: bool
    here: bool
    provisional: bool


@dataclass(frozen=True)
class Member:
    """Somebody of a lead's teams: since when they are in it, and when they last had feedback (never: None)."""

    person_id: int
    public_id: str
    name: str
    team: str
    away_until: datetime | None
    since: datetime
    last: datetime | None


@dataclass(frozen=True)
class SideShare:
    """Of so many people of a side, how many had feedback since an instant."""

    side_id: int
    name: str
    people: int
    had: int


async def people(session: AsyncSession, person_ids: Collection[int | None]) -> Mapping[int, Someone]:
    """These people by inside id; for somebody who wrote to them, was written to by them, or leads them."""
    wanted = sorted({one for one in person_ids if one is not None})
    rows = await session.execute(
        select(Person, Side).join(Side, Side.id == Person.side_id).where(Person.id.in_(wanted)).order_by(Person.id)
    )
    return {
        person.id: Someone(
            person.id,
            person.public_id,
            person.name,
            person.side_id,
            side.name,
            side.kind is SideKind.INTERNAL,
            person.state in HERE,
            person.state is PersonState.PROVISIONAL,
        )
        for person, side in rows
        if person.state is not PersonState.ERASED
    }


async def person_called(session: AsyncSession, public_id: str) -> Someone | None:
    """Somebody by the id that a form or button carries; whoever asks checks whether they may be written to."""
    person_id = await session.scalar(select(Person.id).where(Person.public_id == public_id))
    return (await people(session, [person_id])).get(person_id) if person_id is not None else None


async def members_led(session: AsyncSession, lead_id: int) -> Sequence[Member]:
    """The confirmed people of the teams that somebody leads, each once, without the lead; for that lead alone."""
    rows = await session.execute(
        select(Person, Team.name, Membership.since)
        .join(Membership, Membership.person_id == Person.id)
        .join(Team, Team.id == Membership.team_id)
        .where(
            Team.lead_id == lead_id,
            Team.archived.is_(False),
            Person.side_id == Team.side_id,
            Membership.until.is_(None),
            Membership.declined.is_(False),
            Membership.confirmed.is_(True),
            Person.id != lead_id,
            Person.state == PersonState.ACTIVE,
        )
        .order_by(Membership.since, Person.id)
    )
    found = {person.id: (person, team, since) for person, team, since in reversed(rows.all())}
    last = await last_had(session, list(found))
    return [
        Member(person.id, person.public_id, person.name, team, person.away_until, since, last.get(person.id))
        for person, team, since in found.values()
    ]


async def by_side(session: AsyncSession, scope: Scope, since: datetime) -> Sequence[SideShare]:
    """How many of each side within scope had feedback since then, the internal side first; never what it said."""
    confirmed = select(Membership.person_id).where(Membership.until.is_(None), Membership.confirmed.is_(True))
    had = (
        select(Feedback.id)
        .where(Feedback.person_id == Person.id, Feedback.state.in_(COUNTED), Feedback.at >= since)
        .correlate(Person)
        .exists()
    )
    rows = await session.execute(
        select(Side.id, Side.name, Side.kind, func.count(Person.id), func.count(Person.id).filter(had))
        .join(Person, Person.side_id == Side.id)
        .where(scope.where(Side.id), Person.state == PersonState.ACTIVE, Person.id.in_(confirmed))
        .group_by(Side.id, Side.name, Side.kind)
        .order_by(Side.name, Side.id)
    )
    found = [(kind, SideShare(side_id, name, people, had)) for side_id, name, kind, people, had in rows]
    return [share for kind, share in sorted(found, key=lambda one: one[0] is not SideKind.INTERNAL)]


async def passers_of(session: AsyncSession, person: Someone) -> Sequence[int]:
    """Who passes feedback of another company on to somebody: the leads of their teams, else the side's managers."""
    leads = await session.scalars(
        select(Team.lead_id)
        .join(Membership, Membership.team_id == Team.id)
        .where(
            Membership.person_id == person.person_id,
            Membership.until.is_(None),
            Team.side_id == person.side_id,
            Team.archived.is_(False),
            Team.lead_id.is_not(None),
            Team.lead_id != person.person_id,
        )
        .order_by(Membership.since, Team.id)
    )
    found = [one for one in dict.fromkeys(leads) if one is not None]
    if found:
        return found[:1]
    managers = await session.scalars(
        select(Grant.person_id)
        .join(Person, Person.id == Grant.person_id)
        .where(
            Grant.role.in_((Role.MANAGER, Role.ADMIN)),
            Grant.side_id == person.side_id,
            Grant.person_id != person.person_id,
            Person.state == PersonState.ACTIVE,
        )
        .order_by(Grant.person_id)
    )
    return list(dict.fromkeys(managers))[:1]


async def leads_in(session: AsyncSession, zone: str) -> Sequence[int]:
    """The leads of teams in a zone who have not asked for quiet; for work that no person asked for."""
    quiet = select(FeedbackQuiet.person_id)
    rows = await session.scalars(
        select(Team.lead_id)
        .join(Person, Person.id == Team.lead_id)
        .where(Team.zone == zone, Team.archived.is_(False), Person.state == PersonState.ACTIVE)
        .where(Team.lead_id.not_in(quiet))
        .order_by(Team.lead_id)
    )
    return [one for one in dict.fromkeys(rows) if one is not None]


async def led_teams(session: AsyncSession) -> Sequence[int]:
    """All teams that somebody leads, by inside id; for work that no person asked for."""
    rows = await session.scalars(select(Team.id).where(Team.lead_id.is_not(None), Team.archived.is_(False)))
    return rows.all()
