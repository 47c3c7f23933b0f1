"""The roster: who is in which team now, whom their lead has confirmed, and the figures that come of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people import access, audit
from bot.people.access import Actor, Scope
from bot.people.model import HAVE_LEFT, ChatIdentity, Grant, Membership, Person, PersonState, Side, SideState, Team
from bot.people.refusal import Refused

ADDED = "add_person"
"""The action of somebody who adds a colleague by name."""


@dataclass(frozen=True)
class Member:
    """A person in a team now."""

    person_id: int
    public_id: str
    name: str
    provisional: bool
    away: bool


@dataclass(frozen=True)
class Headcount:
    """A team's people: `people` are those who count ("of 34"), confirmed and not away; the others stand apart."""

    team_id: int
    people: int
    provisional: int
    away: int


async def members_of(session: AsyncSession, scope: Scope, team_id: int, now: datetime) -> Sequence[Member]:
    """Who is in a team now, if it is within scope, by name."""
    found = await _members(session, scope, [team_id], now)
    return sorted((member for _, member in found), key=lambda member: (member.name.casefold(), member.person_id))


async def headcounts(
    session: AsyncSession, scope: Scope, team_ids: Collection[int], now: datetime
) -> Sequence[Headcount]:
    """The figures of these teams, of those within scope."""
    within = select(Team.id).where(Team.id.in_(team_ids), scope.where(Team.side_id)).order_by(Team.id)
    by_team: dict[int, list[Member]] = {team_id: [] for team_id in await session.scalars(within)}
    for team_id, member in await _members(session, scope, by_team, now):
        by_team[team_id].append(member)
    return [
        Headcount(
            team_id,
            people=sum(not member.provisional and not member.away for member in members),
            provisional=sum(member.provisional for member in members),
            away=sum(member.away and not member.provisional for member in members),
        )
        for team_id, members in by_team.items()
    ]


async def confirm(
    session: AsyncSession, actor: Actor | None, team: Team, person_ids: Collection[int] | None, now: datetime
) -> int:
    """Confirm provisional people of a team, or all of them (None); tells how many that were. Raises Refused."""
    access.require(actor, access.may_lead_team, team.id, team.side_id)
    confirmed = 0
    for membership, person in await _unconfirmed(session, team, person_ids):
        membership.confirmed = True
        if person.state is PersonState.PROVISIONAL:
            person.state = PersonState.ACTIVE
        confirmed += 1
    await session.flush()
    await audit.record(session, actor, "confirm_people", "team", team.public_id, at=now, people=confirmed)
    return confirmed


async def decline(
    session: AsyncSession, actor: Actor | None, team: Team, person_ids: Collection[int], now: datetime
) -> int:
    """Say that provisional people do not belong to a team; the next reading of its channel does not bring them back."""
    access.require(actor, access.may_lead_team, team.id, team.side_id)
    declined = 0
    for membership, _ in await _unconfirmed(session, team, person_ids):
        membership.declined = True
        membership.until = now
        declined += 1
    await session.flush()
    await audit.record(session, actor, "decline_people", "team", team.public_id, at=now, people=declined)
    return declined


async def set_away(
    session: AsyncSession, actor: Actor | None, person: Person, until: datetime | None, now: datetime
) -> None:
    """Keep until when somebody is away, or that they are back (None): then that they were away until now.

    Anybody may say it of themselves, a lead of their team's people, a manager of their side's. Raises Refused.
    """
    await require_to_say_when(session, actor, person)
    was_away = person.away_until is not None and person.away_until > now
    person.away_until = until or (now if was_away else person.away_until)
    await session.flush()
    await audit.record(session, actor, "set_away", "person", person.public_id, at=now)


async def require_to_say_when(session: AsyncSession, actor: Actor | None, person: Person) -> None:
    """Raises Refused for whoever may not say when somebody is away or on shift: see `set_away`."""
    if actor is not None and actor.person_id != person.id:
        led = {one.team_id for one in await open_memberships(session, person.id)} & set(actor.led_team_ids)
        if actor.provisional or not led:
            access.require(actor, access.may_manage_people, person.side_id)


async def leave(session: AsyncSession, actor: Actor | None, person: Person, now: datetime) -> None:
    """Somebody has left: out of all teams and without rights, while what they did stays counted. Raises Refused."""
    access.require(actor, access.may_manage_people, person.side_id)
    await leave_unasked(session, person, now)
    await audit.record(session, actor, "leave", "person", person.public_id, at=now)


async def leave_unasked(session: AsyncSession, person: Person, now: datetime) -> None:
    """What `leave` does, where a platform has said that the person is gone."""
    for membership in await open_memberships(session, person.id):
        membership.until = now
    for team in await session.scalars(select(Team).where(Team.lead_id == person.id)):
        team.lead_id = None
    await session.execute(delete(Grant).where(Grant.person_id == person.id))
    if person.state is not PersonState.ERASED:
        person.state = PersonState.LEFT
        person.left_at = now
    await session.flush()


async def come_back(session: AsyncSession, person: Person) -> None:
    """Somebody who had left is there again, and provisional until their lead confirms them."""
    if person.state is PersonState.LEFT:
        person.state = PersonState.PROVISIONAL
        person.left_at = None
        await session.flush()


async def enter(
    session: AsyncSession,
    person: Person,
    team: Team,
    now: datetime,
    *,
    confirmed: bool,
    channel_id: int | None = None,
) -> bool:
    """Put a person into a team of their own side; tells whether that changed anything.

    Whom the lead has declined is not put there by a channel, and whom the lead confirmed once stays confirmed on
    coming back. Raises Refused for a team of another side.
    """
    if person.side_id != team.side_id:
        raise Refused(f"{person.name} is of another side than {team.name} and cannot join it.")
    earlier = (
        await session.scalars(
            select(Membership)
            .where(Membership.person_id == person.id, Membership.team_id == team.id)
            .order_by(Membership.id)
        )
    ).all()
    present = next((membership for membership in earlier if membership.until is None), None)
    if present is not None:
        changed = confirmed and not present.confirmed
        present.confirmed = present.confirmed or confirmed
        await session.flush()
        return changed
    known = standing(
        confirmed=confirmed,
        confirmed_before=any(membership.confirmed for membership in earlier),
        declined=bool(earlier) and earlier[-1].declined,
    )
    if known is None:
        return False
    session.add(Membership(team_id=team.id, person_id=person.id, confirmed=known, since=now, channel_id=channel_id))
    await session.flush()
    return True


async def add(
    session: AsyncSession, actor: Actor, team: Team, public_id: str, name: str, email: str, now: datetime
) -> Person:
    """Somebody whom nobody has met in a channel, as who acts names them: provisional until the team's lead confirms.

    Internal people may add to every team, others to those of their own side. Raises Refused, also for the team of a
    side that is leaving.
    """
    side = await session.get_one(Side, team.side_id)
    if not actor.scope.covers(side.id) or side.state in (SideState.LEAVING, SideState.GONE):
        raise Refused(f"Nobody can be added to {team.name}.")
    person = Person(public_id=public_id, side_id=side.id, name=name, email=email.lower(), created_at=now)
    person.state = PersonState.PROVISIONAL
    session.add(person)
    await session.flush()
    await enter(session, person, team, now, confirmed=False)
    await audit.record(session, actor, ADDED, "person", person.public_id, at=now, team=team.public_id)
    return person


def standing(*, confirmed: bool, confirmed_before: bool, declined: bool) -> bool | None:
    """Whether somebody who comes into a team counts as confirmed; None if they stay out, as the lead said last."""
    if declined and not confirmed:
        return None
    return confirmed or confirmed_before


async def open_memberships(session: AsyncSession, person_id: int) -> Sequence[Membership]:
    """The teams that a person is in now; for work that access has allowed."""
    query = select(Membership).where(Membership.person_id == person_id, Membership.until.is_(None))
    return (await session.scalars(query.order_by(Membership.id))).all()


async def identities_of(session: AsyncSession, person_id: int) -> Sequence[ChatIdentity]:
    """A person's chat identities; for work that access has allowed."""
    query = select(ChatIdentity).where(ChatIdentity.person_id == person_id)
    return (await session.scalars(query.order_by(ChatIdentity.id))).all()


async def _members(
    session: AsyncSession, scope: Scope, team_ids: Collection[int], now: datetime
) -> list[tuple[int, Member]]:
    rows = await session.execute(
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.team_id.in_(team_ids), Membership.until.is_(None))
        .where(Person.state.not_in(HAVE_LEFT), scope.where(Person.side_id))
        .order_by(Membership.id)
    )
    return [
        (
            membership.team_id,
            Member(
                person.id,
                person.public_id,
                person.name,
                provisional=person.state is PersonState.PROVISIONAL or not membership.confirmed,
                away=person.away_until is not None and person.away_until > now,
            ),
        )
        for membership, person in rows
    ]


async def _unconfirmed(
    session: AsyncSession, team: Team, person_ids: Collection[int] | None
) -> list[tuple[Membership, Person]]:
    query = (
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.team_id == team.id, Membership.until.is_(None), Person.state.not_in(HAVE_LEFT))
        .where(Membership.confirmed.is_(False) | (Person.state == PersonState.PROVISIONAL))
    )
    if person_ids is not None:
        query = query.where(Person.id.in_(person_ids))
    return [(membership, person) for membership, person in await session.execute(query.order_by(Membership.id))]


async def set_language(session: AsyncSession, actor: Actor, team: Team, language: str, now: datetime) -> bool:
    """What a team reads from now on; False if it reads that already. Raises Refused for whoever does not lead it."""
    access.require(actor, access.may_lead_team, team.id, team.side_id)
    before = team.locale
    if before == language:
        return False
    team.locale = language
    await audit.record(session, actor, "set_team_language", "team", team.public_id, at=now, before=before, now=language)
    await session.flush()
    return True
