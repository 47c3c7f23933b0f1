"""What the weekly digest tells, and which story is the one of a week."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.store.back import cheers_by
from bot.capabilities.shoutouts.store.tables import Recipient, Shoutout, StoryOfTheWeek
from bot.people.model import AuditEntry, Membership, Person, PersonState, Side, SideState, Team
from bot.people.viewpoint import Figure
from bot.storage.sessions import one_by_one

SENT = "send_digest"
"""The action of the audit trail that says that a digest was sent."""


CHOOSING = 0x57021
"""PostgreSQL's number for the lock of who decides on the story of a week; any constant of our own."""


@dataclass(frozen=True)
class Told:
    """A shoutout of a week: which sides, people and teams it names openly, and how many cheer."""

    shoutout: Shoutout
    sides: frozenset[int]
    people: frozenset[int]
    teams: frozenset[int]
    cheers: int


async def posted_between(session: AsyncSession, since: datetime, until: datetime) -> Sequence[Told]:
    """What was posted in a time and names somebody openly, the most cheered first; who sees it is the viewpoint's.

    What names nobody any more, since they were erased, is left out.
    """
    query = select(Shoutout).where(
        Shoutout.state == ShoutoutState.POSTED, Shoutout.posted_at > since, Shoutout.posted_at <= until
    )
    found = {one.id: one for one in await session.scalars(query)}
    rows = await session.scalars(
        select(Recipient).where(Recipient.shoutout_id.in_(sorted(found)), Recipient.privately.is_(False))
    )
    named: dict[int, list[Recipient]] = {}
    for row in rows:
        named.setdefault(row.shoutout_id, []).append(row)
    cheers = await cheers_by(session, found)
    told = [
        Told(
            found[one],
            frozenset(row.side_id for row in of),
            frozenset(row.person_id for row in of if row.person_id is not None),
            frozenset(row.team_id for row in of if row.team_id is not None),
            cheers.get(one, 0),
        )
        for one, of in named.items()
        if any(row.person_id is not None or row.whole_team for row in of)
    ]
    return sorted(told, key=lambda one: (-one.cheers, -one.shoutout.id))


async def named_before(session: AsyncSession, person_ids: Collection[int], instant: datetime) -> Collection[int]:
    """Those of these people whom a shoutout that still stands had named openly by then."""
    rows = await session.scalars(
        select(Recipient.person_id)
        .join(Shoutout, Shoutout.id == Recipient.shoutout_id)
        .where(
            Recipient.person_id.in_(sorted(person_ids)),
            Recipient.privately.is_(False),
            Shoutout.state == ShoutoutState.POSTED,
            Shoutout.posted_at <= instant,
        )
        .distinct()
    )
    return {one for one in rows if one is not None}


async def coverage_by_side(session: AsyncSession, since: datetime, now: datetime) -> Mapping[int, Figure]:
    """How many people of each side have been named since then, out of those who are there; it names nobody."""
    named = exists().where(
        Recipient.person_id == Person.id,
        Recipient.shoutout_id == Shoutout.id,
        Shoutout.state == ShoutoutState.POSTED,
        Shoutout.posted_at >= since,
    )
    member = exists().where(
        Membership.person_id == Person.id, Membership.until.is_(None), Membership.confirmed.is_(True)
    )
    here = or_(Person.away_until.is_(None), Person.away_until <= now)
    rows = await session.execute(
        select(Person.side_id, named, func.count())
        .where(Person.state == PersonState.ACTIVE, member, here)
        .group_by(Person.side_id, named)
    )
    figures: dict[int, Figure] = {}
    for side_id, is_named, number in rows:
        figures[side_id] = figures.get(side_id, Figure(0, 0)) + Figure(number if is_named else 0, number)
    return figures


async def chosen_story(session: AsyncSession, week: date) -> Shoutout | None:
    """The shoutout chosen for a week; none once it is withdrawn or taken down."""
    return await session.scalar(
        select(Shoutout)
        .join(StoryOfTheWeek, StoryOfTheWeek.shoutout_id == Shoutout.id)
        .where(StoryOfTheWeek.week == week, Shoutout.state == ShoutoutState.POSTED)
    )


async def story_by_now(session: AsyncSession, week: date, since: datetime) -> Shoutout | None:
    """The story of a week; without one, what somebody chose for the week before of what was posted after `since`.

    Early in a week, most of what a digest would tell of is of the week before, so what is chosen then is of that one.
    """
    chosen = await chosen_story(session, week)
    if chosen is not None:
        return chosen
    return await session.scalar(
        select(Shoutout)
        .join(StoryOfTheWeek, StoryOfTheWeek.shoutout_id == Shoutout.id)
        .where(
            StoryOfTheWeek.week == week - timedelta(days=7),
            StoryOfTheWeek.chosen_by_id.is_not(None),
            Shoutout.state == ShoutoutState.POSTED,
            Shoutout.posted_at > since,
        )
    )


async def story_held(session: AsyncSession, week: date, since: datetime) -> Shoutout | None:
    """The same, which nobody else changes until this is over; for whoever is about to change it."""
    await one_by_one(session, CHOOSING)
    return await story_by_now(session, week, since)


async def side_that_chose(session: AsyncSession, week: date, shoutout_id: int) -> int | None:
    """The side of whoever made it the story of this week or the one before; None where that were cheers."""
    return await session.scalar(
        select(Person.side_id)
        .select_from(StoryOfTheWeek)
        .outerjoin(Person, Person.id == StoryOfTheWeek.chosen_by_id)
        .where(StoryOfTheWeek.week.in_((week, week - timedelta(days=7))), StoryOfTheWeek.shoutout_id == shoutout_id)
        .order_by(StoryOfTheWeek.week.desc())
        .limit(1)
    )


async def take_story_back(session: AsyncSession, week: date, shoutout_id: int) -> None:
    """Makes it the story of neither this week nor the one before."""
    weeks = (week, week - timedelta(days=7))
    await session.execute(
        delete(StoryOfTheWeek).where(StoryOfTheWeek.week.in_(weeks), StoryOfTheWeek.shoutout_id == shoutout_id)
    )


async def choose_story(
    session: AsyncSession, week: date, shoutout_id: int, chosen_by_id: int | None, now: datetime
) -> None:
    """Makes it the story of a week, in the place of another one; whoever chose the same before stays who chose it."""
    row = await session.get(StoryOfTheWeek, week)
    if row is None:
        session.add(StoryOfTheWeek(week=week, shoutout_id=shoutout_id, chosen_by_id=chosen_by_id, chosen_at=now))
    elif row.shoutout_id != shoutout_id or row.chosen_by_id is None:
        row.shoutout_id, row.chosen_by_id, row.chosen_at = shoutout_id, chosen_by_id, now
    await session.flush()


@dataclass(frozen=True)
class Sent:
    """A digest that was sent to these sides, by somebody (inside id) or (None) by itself."""

    at: datetime
    by_id: int | None
    sides: frozenset[int]


async def sent_in(session: AsyncSession, week: date) -> Sequence[Sent]:
    """The digests of a week that were sent, the oldest first; for those who may send one."""
    rows = await session.scalars(
        select(AuditEntry)
        .where(AuditEntry.action == SENT, AuditEntry.object_id == week.isoformat())
        .order_by(AuditEntry.id)
    )
    return [Sent(row.at, row.actor_id, frozenset(row.detail["sides"])) for row in rows]


async def leads(session: AsyncSession) -> Mapping[int, Collection[tuple[int, str]]]:
    """The leads of all teams, each with side and zone of those they lead; for telling each of their own people."""
    rows = await session.execute(
        select(Team.lead_id, Team.side_id, Team.zone)
        .join(Side, Side.id == Team.side_id)
        .where(Team.lead_id.is_not(None), Team.archived.is_(False), Side.state == SideState.ACTIVE)
        .order_by(Team.id)
    )
    found: dict[int, set[tuple[int, str]]] = {}
    for lead_id, side_id, zone in rows:
        if lead_id is not None:
            found.setdefault(lead_id, set()).add((side_id, zone))
    return found


async def teams(session: AsyncSession) -> Sequence[int]:
    """All teams, by inside id."""
    return (await session.scalars(select(Team.id).where(Team.archived.is_(False)).order_by(Team.id))).all()


async def teams_led(session: AsyncSession, lead_id: int) -> frozenset[int]:
    """The teams of a lead."""
    rows = await session.scalars(select(Team.id).where(Team.lead_id == lead_id, Team.archived.is_(False)))
    return frozenset(rows)
