"""People as syncs name them, and who takes part."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.syncs.naming import Named
from bot.capabilities.syncs.unnamed import NOBODY, Names, names_of
from bot.chat.inbound import Identity
from bot.people.model import HAVE_LEFT, ChatIdentity, Grant, Membership, Person, PersonState, Role, Side, SideKind, Team
from bot.people.reachability import reaches


async def people_named(session: AsyncSession, person_ids: Collection[int | None]) -> Mapping[int, Named]:
    """These people by inside id, for messages that are composed for a viewpoint; who was erased is absent."""
    wanted = sorted({one for one in person_ids if one is not None})
    if not wanted:
        return {}
    rows = await session.execute(
        select(Person, Side.name)
        .join(Side, Side.id == Person.side_id)
        .where(Person.id.in_(wanted), Person.state != PersonState.ERASED)
        .order_by(Person.id)
    )
    reachable = await reaches(session, wanted)
    return {
        person.id: Named(
            person.id,
            person.public_id,
            person.name,
            person.side_id,
            side,
            person.state not in HAVE_LEFT,
            tuple(one.identity for one in reachable.get(person.id, ())),
        )
        for person, side in rows
    }


async def names_known(session: AsyncSession) -> Names:
    """The names of all people, to leave those out of texts that their readers may not know; read once a transaction.

    With one partner there is nobody to leave out: it knows its own people and the organisation's.
    """
    if Names not in session.info:
        rows = await session.execute(select(Side.id, Side.name).where(Side.kind == SideKind.PARTNER))
        partners = {row.id: row.name for row in rows}
        people = await session.execute(select(Person.side_id, Person.name).where(Person.state != PersonState.ERASED))
        known = names_of(((row.side_id, row.name) for row in people), partners) if len(partners) > 1 else NOBODY
        session.info[Names] = known
    found: Names = session.info[Names]
    return found


async def person_called(session: AsyncSession, public_id: str) -> Person | None:
    """Somebody by the id that a form carries, unless they have left."""
    return await session.scalar(select(Person).where(Person.public_id == public_id, Person.state.not_in(HAVE_LEFT)))


async def person_met(session: AsyncSession, identity: Identity) -> Person | None:
    """Who a chat identity is, unless nobody was met by it, or they have left."""
    return await session.scalar(
        select(Person)
        .join(ChatIdentity, ChatIdentity.person_id == Person.id)
        .where(
            ChatIdentity.platform == identity.platform,
            ChatIdentity.home == identity.home,
            ChatIdentity.user_id == identity.user_id,
            Person.state.not_in(HAVE_LEFT),
        )
    )


async def sides_of_teams(session: AsyncSession, team_ids: Collection[int]) -> Mapping[int, int]:
    """The side of each of these teams."""
    rows = await session.execute(
        select(Team.id, Team.side_id).where(Team.id.in_(sorted(set(team_ids))), Team.archived.is_(False))
    )
    return {team_id: side_id for team_id, side_id in rows}  # noqa: C416 - a row is not known to be a pair


async def side_names(session: AsyncSession, side_ids: Collection[int]) -> Mapping[int, str]:
    """What these sides are called, in their order; which of them may be read is for the viewpoint to say."""
    rows = await session.execute(select(Side.id, Side.name).where(Side.id.in_(sorted(set(side_ids)))).order_by(Side.id))
    return {side_id: name for side_id, name in rows}  # noqa: C416 - a row is not known to be a pair


async def is_in_teams(session: AsyncSession, person_id: int, team_ids: Collection[int]) -> bool:
    """Whether somebody is in one of these teams now, or leads it."""
    led = select(Team.id).where(Team.id.in_(sorted(team_ids)), Team.lead_id == person_id)
    in_it = select(Membership.id).where(
        Membership.person_id == person_id, Membership.until.is_(None), Membership.team_id.in_(sorted(team_ids))
    )
    return await session.scalar(led.limit(1)) is not None or await session.scalar(in_it.limit(1)) is not None


async def people_in_teams(session: AsyncSession, team_ids: Collection[int]) -> frozenset[int]:
    """Everybody in these teams now, by inside id, and those who lead them."""
    wanted = sorted(set(team_ids))
    members = await session.scalars(
        select(Membership.person_id).where(Membership.team_id.in_(wanted), Membership.until.is_(None))
    )
    leads = await session.scalars(select(Team.lead_id).where(Team.id.in_(wanted), Team.lead_id.is_not(None)))
    return frozenset(members) | frozenset(one for one in leads if one is not None)


async def leads_of(session: AsyncSession, team_ids: Collection[int]) -> Sequence[int]:
    """Who leads these teams, by inside id, each once."""
    rows = await session.scalars(
        select(Team.lead_id)
        .where(Team.id.in_(sorted(set(team_ids))), Team.lead_id.is_not(None), Team.archived.is_(False))
        .order_by(Team.id)
    )
    return list(dict.fromkeys(one for one in rows if one is not None))


async def managers_of(session: AsyncSession, side_ids: Collection[int]) -> Sequence[int]:
    """The managers and admins of the organisation and of these sides, by inside id."""
    rows = await session.scalars(
        select(Person.id)
        .join(Grant, Grant.person_id == Person.id)
        .where(
            Person.state == PersonState.ACTIVE,
            Grant.role.in_((Role.ADMIN, Role.MANAGER)),
            or_(Grant.side_id.is_(None), Grant.side_id.in_(sorted(set(side_ids)))),
        )
        .distinct()
        .order_by(Person.id)
    )
    return rows.all()


async def lead_of_person(session: AsyncSession, person_id: int) -> int | None:
    """Who leads the team somebody is in, or was in last; not they themselves."""
    return await session.scalar(
        select(Team.lead_id)
        .join(Membership, Membership.team_id == Team.id)
        .where(
            Membership.person_id == person_id,
            Membership.declined.is_(False),
            Team.archived.is_(False),
            Team.lead_id.is_not(None),
            Team.lead_id != person_id,
        )
        .order_by(Membership.until.is_not(None), Membership.until.desc(), Membership.since, Membership.id)
        .limit(1)
    )


async def away_at(session: AsyncSession, person_ids: Collection[int | None], instant: datetime) -> frozenset[int]:
    """Who of these people was said to be away then, as far as it is known now."""
    wanted = sorted({one for one in person_ids if one is not None})
    rows = await session.scalars(select(Person.id).where(Person.id.in_(wanted), Person.away_until > instant))
    return frozenset(rows)
