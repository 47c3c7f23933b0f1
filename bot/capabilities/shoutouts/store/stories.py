"""What became of what customers said, and who decides about it."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.shoutouts.kinds import ShoutoutState, StoryState
from bot.capabilities.shoutouts.store.tables import CustomerStory, Shoutout
from bot.people.access import Actor, Scope
from bot.people.model import Grant, Membership, Person, PersonState, Role, Side, SideKind, SideState, Team
from bot.storage.locking import locked

MOST_ASKED = 5
"""Managers who are asked where an agent has no lead."""


_OPEN = (StoryState.UNMATCHED, StoryState.OFFERED)


async def story_called(session: AsyncSession, public_id: str, *, lock: bool = False) -> CustomerStory | None:
    """A story by the id that buttons carry; who may see it is for the caller."""
    return await session.scalar(locked(select(CustomerStory).where(CustomerStory.public_id == public_id), lock))


async def teams_of(session: AsyncSession, person_id: int) -> Sequence[int]:
    """The teams that a person is in now."""
    rows = await session.scalars(
        select(Membership.team_id)
        .where(Membership.person_id == person_id, Membership.until.is_(None))
        .order_by(Membership.team_id)
    )
    return rows.all()


async def present_leads(session: AsyncSession, person_id: int) -> Sequence[int]:
    """Who leads the teams that a person is in now, but for themselves and leads who have left."""
    rows = await session.scalars(
        select(Person.id)
        .join(Team, Team.lead_id == Person.id)
        .join(Membership, Membership.team_id == Team.id)
        .where(
            Membership.person_id == person_id,
            Membership.until.is_(None),
            Team.archived.is_(False),
            Person.state == PersonState.ACTIVE,
            Person.id != person_id,
        )
        .order_by(Membership.since, Membership.id)
    )
    return list(dict.fromkeys(rows))


async def managers_of(session: AsyncSession, side_id: int | None) -> Sequence[int]:
    """The managers of a side, or (None) of the organisation, at most `MOST_ASKED`, those longest in charge first."""
    internal = select(Side.id).where(Side.kind == SideKind.INTERNAL)
    within: ColumnElement[bool] = Grant.side_id == side_id
    if side_id is None:
        within = or_(Grant.side_id.is_(None), Grant.side_id.in_(internal)) & Person.side_id.in_(internal)
    rows = await session.scalars(
        select(Grant.person_id)
        .join(Person, Person.id == Grant.person_id)
        .join(Side, Side.id == Person.side_id)
        .where(
            Grant.role.in_((Role.MANAGER, Role.ADMIN)),
            within,
            Person.state == PersonState.ACTIVE,
            Side.state == SideState.ACTIVE,
        )
        .order_by(Grant.id)
    )
    return list(dict.fromkeys(rows))[:MOST_ASKED]


async def undecided(
    session: AsyncSession, actor: Actor, *, unmatched: bool, at_most: int, after: int = 0
) -> tuple[Sequence[CustomerStory], int]:
    """Stories that wait for this person's word, the oldest first, from the one `after` so many, and how many there are.

    Those of the people whom they lead or manage, never one that praises themselves; with `unmatched` also those of
    which nobody knows whom they praise.
    """
    theirs: ColumnElement[bool] = CustomerStory.person_id.in_(
        select(Membership.person_id).where(Membership.team_id.in_(actor.led_team_ids), Membership.until.is_(None))
    )
    if not actor.may(Role.LEAD):
        sides = [side for _, side in actor.roles if side is not None and actor.may(Role.LEAD, side)]
        theirs |= CustomerStory.side_id.in_(sorted(sides))
    else:
        theirs |= CustomerStory.side_id.is_not(None)
    wanted: ColumnElement[bool] = (
        (CustomerStory.state == StoryState.OFFERED) & theirs & (CustomerStory.person_id != actor.person_id)
    )
    if unmatched:
        wanted |= CustomerStory.state == StoryState.UNMATCHED
    count = await session.scalar(select(func.count()).select_from(CustomerStory).where(wanted)) or 0
    rows = await session.scalars(
        select(CustomerStory)
        .where(wanted)
        .order_by(CustomerStory.came_at, CustomerStory.id)
        .limit(at_most)
        .offset(after)
    )
    return rows.all(), count


async def said_by(session: AsyncSession, person_id: int, *, at_most: int) -> Sequence[CustomerStory]:
    """Stories of which this person has said whom they praise, and on which nobody has decided; the newest first."""
    rows = await session.scalars(
        select(CustomerStory)
        .where(CustomerStory.state == StoryState.OFFERED, CustomerStory.matched_by_id == person_id)
        .order_by(CustomerStory.came_at.desc(), CustomerStory.id.desc())
        .limit(at_most)
    )
    return rows.all()


async def waiting(session: AsyncSession, scope: Scope) -> Sequence[CustomerStory]:
    """All that nobody has decided on within scope, the oldest first; what praises nobody known is for all sides."""
    theirs: ColumnElement[bool] = CustomerStory.side_id.is_(None)
    if scope.sides is None:
        theirs |= CustomerStory.side_id.is_not(None)
    else:
        theirs |= CustomerStory.side_id.in_(sorted(scope.sides))
    query = select(CustomerStory).where(CustomerStory.state.in_(_OPEN), theirs)
    return (await session.scalars(query.order_by(CustomerStory.came_at, CustomerStory.id))).all()


async def alike(session: AsyncSession, from_side_id: int, system: str, agent_id: str) -> Sequence[CustomerStory]:
    """Further stories that praise whoever a side's help desk calls that, and of whom nobody knew who it is; locked."""
    query = select(CustomerStory).where(
        CustomerStory.state == StoryState.UNMATCHED,
        CustomerStory.from_side_id == from_side_id,
        CustomerStory.system == system,
        (CustomerStory.agent_id == agent_id) | ((CustomerStory.agent_id == "") & (CustomerStory.login == agent_id)),
    )
    return (await session.scalars(query.order_by(CustomerStory.id).with_for_update())).all()


async def draft_of(session: AsyncSession, story_id: int, giver_id: int) -> Shoutout | None:
    """What somebody has begun to make of a story."""
    return await session.scalar(
        select(Shoutout)
        .where(Shoutout.story_id == story_id, Shoutout.giver_id == giver_id, Shoutout.state == ShoutoutState.DRAFT)
        .order_by(Shoutout.id.desc())
        .limit(1)
    )
