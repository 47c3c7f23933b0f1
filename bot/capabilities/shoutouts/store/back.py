"""Looking back: the walls of stories, within what whoever looks may see."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.store.tables import Cheer, Recipient, Shoutout
from bot.people.access import Actor, Scope
from bot.people.model import Membership, Person, PersonState, Team


@dataclass(frozen=True)
class Sight:
    """What an actor may see of shoutouts: of their own all, of others' what names nobody behind a wall.

    `scope` are the sides whose people they know by name; `audiences` those that their side is in. `whole`: internal
    people see every shoutout.
    """

    actor: Actor
    scope: Scope
    audiences: frozenset[int] = frozenset()
    whole: bool = False

    @property
    def led(self) -> list[int]:
        """The teams whose people's private shoutouts they see."""
        return [] if self.actor.provisional else sorted(self.actor.led_team_ids)

    def own(self) -> ColumnElement[bool]:
        """A recipient's row that is of the actor, or of a team that they were in, or of somebody whom they lead."""
        mine = or_(Recipient.person_id == self.actor.person_id, with_their_team(self.actor.person_id))
        return or_(mine, Recipient.team_id.in_(self.led))

    def seen(self) -> ColumnElement[bool]:
        """A posted shoutout that they may see."""
        posted = Shoutout.state == ShoutoutState.POSTED
        if self.whole:
            return posted
        of_it = Recipient.shoutout_id == Shoutout.id
        concerns = exists().where(
            of_it, Recipient.side_id == self.actor.side_id, or_(Recipient.privately.is_(False), self.own())
        )
        strangers = exists().where(
            of_it,
            Recipient.privately.is_(False),
            ~self.scope.where(Recipient.side_id),
            or_(Recipient.person_id.is_not(None), Recipient.whole_team),
        )
        shared = and_(Shoutout.audience_id.in_(sorted(self.audiences)), ~strangers)
        return and_(posted, or_(Shoutout.giver_id == self.actor.person_id, concerns, shared))


def with_their_team(person_id: int) -> ColumnElement[bool]:
    """A row that thanks a whole team in which somebody was when it was posted, as its lead has confirmed."""
    posted = aliased(Shoutout)
    return and_(
        Recipient.whole_team,
        Recipient.team_id.in_(select(Membership.team_id).where(Membership.person_id == person_id)),
        exists().where(
            Membership.person_id == person_id,
            Membership.team_id == Recipient.team_id,
            Membership.confirmed,
            posted.id == Recipient.shoutout_id,
            Membership.since <= posted.posted_at,
            or_(Membership.until.is_(None), Membership.until > posted.posted_at),
        ),
    )


async def whole_teams_with(
    session: AsyncSession, person_id: int, shoutout_ids: Collection[int]
) -> Mapping[int, Collection[int]]:
    """The whole teams that shoutouts thank and in which somebody was then, by shoutout."""
    rows = await session.execute(
        select(Recipient.shoutout_id, Recipient.team_id).where(
            Recipient.shoutout_id.in_(sorted(shoutout_ids)), with_their_team(person_id)
        )
    )
    found: dict[int, set[int]] = {}
    for shoutout_id, team_id in rows:
        if team_id is not None:
            found.setdefault(shoutout_id, set()).add(team_id)
    return found


@dataclass(frozen=True)
class Wall:
    """Whose stories: of one person, with those of the teams in which they were; of a team; or those a person gave."""

    person_id: int | None = None
    team_id: int | None = None
    giver_id: int | None = None


def _of(wall: Wall, sight: Sight) -> list[ColumnElement[bool]]:
    if wall.giver_id is not None:
        # Whom somebody has thanked privately, they know.
        return [Shoutout.giver_id == wall.giver_id, sight.seen()]
    ways = [Recipient.team_id == wall.team_id]
    if wall.person_id is not None:
        ways = [Recipient.person_id == wall.person_id, with_their_team(wall.person_id)]
    readable = (sight.scope.where(Recipient.side_id), or_(Recipient.privately.is_(False), sight.own()))
    # One statement for each, so that each finds its rows by an index.
    named = [Shoutout.id.in_(select(Recipient.shoutout_id).where(whose, *readable)) for whose in ways]
    return [or_(*named), sight.seen()]


async def stories(session: AsyncSession, sight: Sight, wall: Wall, *, after: int, at_most: int) -> Sequence[Shoutout]:
    """The shoutouts of a wall that an actor may see, the newest first, `after` so many."""
    query = select(Shoutout).where(*_of(wall, sight))
    rows = await session.scalars(
        query.order_by(Shoutout.posted_at.desc(), Shoutout.id.desc()).offset(after).limit(at_most)
    )
    return rows.all()


async def count(session: AsyncSession, sight: Sight, wall: Wall, since: datetime | None = None) -> int:
    """How many there are on a wall for an actor, or since an instant."""
    query = select(func.count(Shoutout.id)).where(*_of(wall, sight))
    if since is not None:
        query = query.where(Shoutout.posted_at >= since)
    return await session.scalar(query) or 0


async def person_seen(session: AsyncSession, scope: Scope, public_id: str) -> Person | None:
    """Somebody within scope whose wall can be looked at, also who has left."""
    return await session.scalar(
        select(Person).where(
            Person.public_id == public_id, scope.where(Person.side_id), Person.state != PersonState.ERASED
        )
    )


async def team_seen(session: AsyncSession, scope: Scope, public_id: str) -> Team | None:
    """A team within scope."""
    return await session.scalar(select(Team).where(Team.public_id == public_id, scope.where(Team.side_id)))


async def teams_seen(session: AsyncSession, scope: Scope, name: str) -> Sequence[Team]:
    """The teams within scope of that name, whatever the case of its letters."""
    rows = await session.scalars(
        select(Team)
        .where(func.lower(Team.name) == name.strip().lower(), scope.where(Team.side_id), Team.archived.is_(False))
        .order_by(Team.id)
    )
    return rows.all()


async def teams_of(session: AsyncSession, actor: Actor) -> Sequence[Team]:
    """The teams that an actor leads, and those that they belong to as somebody has confirmed; without any, those whose
    channels they are in, unless they were told not to belong to them."""
    rows = await session.execute(
        select(Team, Membership.confirmed, Membership.declined)
        .outerjoin(
            Membership,
            and_(Membership.team_id == Team.id, Membership.person_id == actor.person_id, Membership.until.is_(None)),
        )
        .where(Team.id.in_({*actor.led_team_ids, *actor.team_ids}), Team.archived.is_(False))
        .order_by(Team.name, Team.id)
    )
    found = rows.all()
    own = [team for team, confirmed, _ in found if confirmed or team.id in actor.led_team_ids]
    return own or [team for team, _, declined in found if not declined]


async def cheers_by(session: AsyncSession, shoutout_ids: Collection[int]) -> Mapping[int, int]:
    """How many cheers each of these shoutouts has; who may see that is for the viewpoint."""
    rows = await session.execute(
        select(Cheer.shoutout_id, func.count())
        .where(Cheer.shoutout_id.in_(sorted(shoutout_ids)))
        .group_by(Cheer.shoutout_id)
    )
    return {shoutout_id: number for shoutout_id, number in rows}  # noqa: C416 - a row is not known to be a pair
