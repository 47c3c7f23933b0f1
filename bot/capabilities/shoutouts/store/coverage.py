"""Coverage: who of a lead's people has not been named, and how much each side is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.store.tables import Recipient, Shoutout
from bot.people.access import Scope
from bot.people.model import Membership, Person, PersonState, Side, Team


@dataclass(frozen=True)
class Member:
    """Somebody of a lead's teams: since when they are in it, and when they were last named (never: None)."""

    person_id: int
    public_id: str
    name: str
    team: str
    provisional: bool
    away_until: datetime | None
    since: datetime
    last: datetime | None

    @property
    def without_since(self) -> datetime:
        """Since when nobody has named them there."""
        return max(self.last, self.since) if self.last else self.since


async def members_led(session: AsyncSession, lead_id: int) -> Sequence[Member]:
    """The people of the teams that somebody leads, each once, without the lead; for that lead alone."""
    rows = await session.execute(
        select(Person, Team.name, Membership.confirmed, Membership.since)
        .join(Membership, Membership.person_id == Person.id)
        .join(Team, Team.id == Membership.team_id)
        .where(
            Team.lead_id == lead_id,
            Team.archived.is_(False),
            Person.side_id == Team.side_id,
            Membership.until.is_(None),
            Membership.declined.is_(False),
            Person.id != lead_id,
            Person.state.in_((PersonState.ACTIVE, PersonState.PROVISIONAL)),
        )
        .order_by(Membership.since, Person.id)
    )
    found = {person.id: (person, team, confirmed, since) for person, team, confirmed, since in reversed(rows.all())}
    named = await session.execute(
        select(Recipient.person_id, func.max(Shoutout.posted_at))
        .join(Shoutout, Shoutout.id == Recipient.shoutout_id)
        .where(Recipient.person_id.in_(sorted(found)), Shoutout.state == ShoutoutState.POSTED)
        .group_by(Recipient.person_id)
    )
    last = {person_id: at for person_id, at in named}  # noqa: C416 - a row is not known to be a pair
    return [
        Member(
            person_id=person.id,
            public_id=person.public_id,
            name=person.name,
            team=team,
            provisional=person.state is PersonState.PROVISIONAL or not confirmed,
            away_until=person.away_until,
            since=since,
            last=last.get(person.id),
        )
        for person, team, confirmed, since in found.values()
    ]


@dataclass(frozen=True)
class SideFigures:
    """How often people of a side were named, by value too, out of how many people; whole teams are counted apart."""

    side_id: int
    name: str
    people: int
    named: int
    whole_teams: int = 0
    values: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Crossing:
    """Of so many shoutouts that were given, how many named somebody of another side than the giver's."""

    across: int
    given: int


async def by_side(session: AsyncSession, scope: Scope, since: datetime) -> Sequence[SideFigures]:
    """The figures of each side within scope since an instant."""
    people = await session.execute(
        select(Person.side_id, func.count(Person.id.distinct()))
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Person.state == PersonState.ACTIVE,
            Membership.until.is_(None),
            Membership.confirmed.is_(True),
            scope.where(Person.side_id),
        )
        .group_by(Person.side_id)
    )
    posted = (Shoutout.state == ShoutoutState.POSTED, Shoutout.posted_at >= since, scope.where(Recipient.side_id))
    named = await session.execute(
        select(Recipient.side_id, Recipient.whole_team, func.count())
        .join(Shoutout, Shoutout.id == Recipient.shoutout_id)
        .where(*posted)
        .group_by(Recipient.side_id, Recipient.whole_team)
    )
    values = await session.execute(
        select(Recipient.side_id, Shoutout.value, func.count(Shoutout.id.distinct()))
        .join(Shoutout, Shoutout.id == Recipient.shoutout_id)
        .where(*posted)
        .group_by(Recipient.side_id, Shoutout.value)
    )
    heads = {side_id: number for side_id, number in people}  # noqa: C416 - a row is not known to be a pair
    counts = {(side_id, whole): number for side_id, whole, number in named}
    of_values: dict[int, dict[str, int]] = {}
    for side_id, value, number in values:
        of_values.setdefault(side_id, {})[value] = number
    sides = await session.execute(select(Side.id, Side.name).where(scope.where(Side.id)).order_by(Side.kind, Side.name))
    return [
        SideFigures(
            side_id,
            name,
            heads.get(side_id, 0),
            counts.get((side_id, False), 0),
            counts.get((side_id, True), 0),
            of_values.get(side_id, {}),
        )
        for side_id, name in sides
        if heads.get(side_id) or side_id in of_values
    ]


async def crossing(session: AsyncSession, scope: Scope, since: datetime) -> Crossing:
    """How much recognition that sides within scope have given since an instant crosses to another side."""
    given = (
        Shoutout.state == ShoutoutState.POSTED,
        Shoutout.posted_at >= since,
        scope.where(Shoutout.giver_side_id),
    )
    elsewhere = exists().where(Recipient.shoutout_id == Shoutout.id, Recipient.side_id != Shoutout.giver_side_id)
    total = await session.scalar(select(func.count(Shoutout.id)).where(*given))
    across = await session.scalar(select(func.count(Shoutout.id)).where(*given, elsewhere))
    return Crossing(across or 0, total or 0)
