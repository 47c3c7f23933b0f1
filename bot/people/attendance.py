"""Keeping the roster with the channels: who is met in a linked channel joins its team, who leaves it goes.

Platforms are asked before: everything here takes what they have said.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.inbound import Identity
from bot.people import directory, roster, sides
from bot.people.model import Channel, ChannelTeam, ChatIdentity, Membership, Person, PersonState, Side, SideState, Team
from bot.people.viewpoint import STRANGERS
from bot.ports import MemberFacts


@dataclass(frozen=True)
class Reading:
    """What came of reading a channel's members.

    `unplaced` are people of a side that has several teams in the channel, so that nobody knows which is theirs;
    `guests` are guests whom only an import can place; `strangers` come from unlinked homes, of which the admins have
    not heard yet of `new_homes` (platform and home).
    """

    joined: int = 0
    left: int = 0
    unplaced: int = 0
    guests: int = 0
    strangers: int = 0
    new_homes: tuple[tuple[str, str], ...] = ()


async def read_channel(
    session: AsyncSession, channel: Channel, members: Sequence[MemberFacts], now: datetime
) -> Reading:
    """Bring the roster to what a channel's complete list of members says.

    Members of a linked team's side join that team, provisional until its lead confirms them. Those who came by this
    channel and are no longer in it leave the team; who was imported stays.
    """
    people = [facts for facts in members if not facts.is_bot]
    present = [facts.identity for facts in people if not facts.deactivated]
    reading = await _meet(session, channel, people, now, seen=set())
    gone = await _no_longer_in(session, channel, set(present))
    return replace(reading, left=sum([await _leave(session, membership, now) for membership in gone]))


async def people_joined(
    session: AsyncSession, channel: Channel, members: Sequence[MemberFacts], now: datetime
) -> Reading:
    """People joined a channel."""
    people = [facts for facts in members if not facts.is_bot]
    return await _meet(session, channel, people, now, seen=set(channel.seen_sides))


async def people_left(session: AsyncSession, channel: Channel, identities: Collection[Identity], now: datetime) -> int:
    """People left a channel: out of the team into which it had brought them; tells how many."""
    left = 0
    for identity in identities:
        row = await _row(session, identity)
        if row is not None:
            for membership in await roster.open_memberships(session, row.person_id):
                if membership.channel_id == channel.id:
                    left += await _leave(session, membership, now)
    return left


async def person_changed(
    session: AsyncSession, identity: Identity, facts: MemberFacts | None, now: datetime, *, deactivated: bool
) -> None:
    """A platform has changed or deactivated a user. Whose last identity is gone has left.

    Of people whom their lead has confirmed only what is still empty is filled in.
    """
    row = await _row(session, identity)
    if row is None:
        return
    person = await session.get_one(Person, row.person_id)
    row.deactivated = deactivated
    await session.flush()
    if deactivated:
        if all(each.deactivated for each in await roster.identities_of(session, person.id)):
            await roster.leave_unasked(session, person, now)
        return
    await roster.come_back(session, person)
    if facts is not None:
        provisional = person.state is PersonState.PROVISIONAL
        for name in ("name", "zone", "locale"):
            told = getattr(facts, name)
            if told and (provisional or not getattr(person, name)):
                setattr(person, name, told)
        await session.flush()


async def _meet(
    session: AsyncSession, channel: Channel, people: Iterable[MemberFacts], now: datetime, *, seen: set[int]
) -> Reading:
    teams = (
        await session.scalars(
            select(Team)
            .join(ChannelTeam, ChannelTeam.team_id == Team.id)
            .where(ChannelTeam.channel_id == channel.id, Team.archived.is_(False))
            .order_by(Team.id)
        )
    ).all()
    counted = {"joined": 0, "unplaced": 0, "guests": 0, "strangers": 0}
    new_homes: list[tuple[str, str]] = []
    for facts in people:
        if facts.deactivated:
            await person_changed(session, facts.identity, facts, now, deactivated=True)
            continue
        person = await _person(session, channel, facts, teams, now)
        if isinstance(person, Person):
            seen.add(person.side_id)
            outcome = await _place(session, channel, person, teams, now)
        elif isinstance(person, Side):
            seen.add(person.id)
            continue
        else:
            seen.add(STRANGERS)
            outcome = "guests" if facts.is_guest else "strangers"
            home = (facts.identity.platform, facts.identity.home)
            if not facts.is_guest and await sides.side_of_home(session, *home) is None:
                new_homes += [home] if await sides.note_stranger(session, *home, now) else []
        if outcome:
            counted[outcome] += 1
    channel.seen_sides = sorted(seen)
    await session.flush()
    return Reading(**counted, new_homes=tuple(new_homes))


async def _person(
    session: AsyncSession, channel: Channel, facts: MemberFacts, teams: Sequence[Team], now: datetime
) -> Person | Side | None:
    """Whom the facts speak of, taken up if a team here is theirs; a visitor's side; None for somebody of no side."""
    row = await _row(session, facts.identity)
    if row is not None:
        if row.deactivated:
            await person_changed(session, facts.identity, facts, now, deactivated=False)
        person = await session.get_one(Person, row.person_id)
        await roster.come_back(session, person)
        row.installation_key = row.installation_key or channel.installation_key
        return person
    side = await _side(session, facts, teams)
    told = await directory.person_told(session, facts.identity, facts, side, now, guest=facts.is_guest)
    if told is None:
        if side is None or side.state in (SideState.LEAVING, SideState.GONE):
            return None
        if not any(team.side_id == side.id for team in teams):
            return side
        told = await directory.new_person(session, facts.identity, facts, side, now, guest=facts.is_guest)
    told.installation_key = channel.installation_key
    return await session.get_one(Person, told.person_id)


async def _side(session: AsyncSession, facts: MemberFacts, teams: Sequence[Team]) -> Side | None:
    """The side of somebody new: of their home; of a guest, the one partner whose channel this is, until confirmed."""
    if not facts.is_guest:
        return await sides.side_of_home(session, facts.identity.platform, facts.identity.home)
    of_teams = {team.side_id for team in teams}
    internal = await sides.internal_side(session)
    if len(of_teams) != 1 or internal is None or of_teams == {internal.id}:
        return None
    return await session.get_one(Side, of_teams.pop())


async def _place(
    session: AsyncSession, channel: Channel, person: Person, teams: Sequence[Team], now: datetime
) -> str | None:
    theirs = [team for team in teams if team.side_id == person.side_id]
    if not theirs:
        return None
    if len(theirs) > 1:
        member_of = {membership.team_id for membership in await roster.open_memberships(session, person.id)}
        return None if any(team.id in member_of for team in theirs) else "unplaced"
    changed = await roster.enter(session, person, theirs[0], now, confirmed=False, channel_id=channel.id)
    return "joined" if changed else None


async def _no_longer_in(session: AsyncSession, channel: Channel, present: set[Identity]) -> list[Membership]:
    """The memberships that this channel brought, of people none of whose identities is in it now."""
    rows = await session.execute(
        select(Membership, ChatIdentity)
        .join(ChatIdentity, ChatIdentity.person_id == Membership.person_id)
        .where(Membership.channel_id == channel.id, Membership.until.is_(None))
    )
    brought: dict[int, tuple[Membership, set[Identity]]] = {}
    for membership, row in rows:
        brought.setdefault(membership.id, (membership, set()))[1].add(Identity(row.platform, row.home, row.user_id))
    return [membership for membership, identities in brought.values() if not identities & present]


async def _leave(session: AsyncSession, membership: Membership, now: datetime) -> bool:
    if membership.until is not None:
        return False
    membership.until = now
    await session.flush()
    return True


async def _row(session: AsyncSession, identity: Identity) -> ChatIdentity | None:
    return await session.scalar(
        select(ChatIdentity).where(
            ChatIdentity.platform == identity.platform,
            ChatIdentity.home == identity.home,
            ChatIdentity.user_id == identity.user_id,
        )
    )
