"""Reminding as it is kept: since when an update asks, who was reminded, and who has still to note it, by team."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.capabilities.updates.store.readers import is_here, noted_by_reader
from bot.capabilities.updates.store.tables import ExpectedReader, Update
from bot.people.days_off import known_days
from bot.people.model import Person, Team
from bot.people.rotas.reading import keepers, rotas
from bot.storage.columns import UtcDateTime
from bot.storage.locking import locked
from bot.storage.tables import Base
from schedules.calendar import NO_ROTA, NamedDays, Rota


class Asking(Base):
    """A version that asks for *Got it*: since when, how many minutes before the deadline it reminds, and by hand when.

    `before` 0 reminds nobody by itself; `by_hand` counts the times that the author has pressed *Remind*.
    """

    __tablename__ = "asking"
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    before: Mapped[int]
    by_hand: Mapped[int] = mapped_column(default=0)
    by_hand_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Reminded(Base):
    """A person who was reminded of a version, once by itself; `at` is the last time, by itself or by hand."""

    __tablename__ = "reminded"
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


async def begin_asking(session: AsyncSession, known: Update, before: int, now: datetime) -> None:
    """Keeps since when the present version asks."""
    session.add(Asking(update_id=known.id, version=known.asked, since=now, before=before))
    await session.flush()


async def asking(session: AsyncSession, known: Update, *, lock: bool = False) -> Asking | None:
    """How the present version asks; None for a draft. With `lock` nobody else changes it meanwhile."""
    return await session.scalar(
        locked(select(Asking).where(Asking.update_id == known.id, Asking.version == known.asked), lock)
    )


async def reminded(session: AsyncSession, known: Update) -> frozenset[int]:
    """Who was reminded of the present version."""
    found = await session.scalars(
        select(Reminded.person_id).where(Reminded.update_id == known.id, Reminded.version == known.asked)
    )
    return frozenset(found)


async def was_reminded(session: AsyncSession, known: Update, person_id: int) -> bool:
    """Whether one person was."""
    return await session.get(Reminded, (known.id, known.asked, person_id)) is not None


async def was_any_reminded(session: AsyncSession, known: Update, person_ids: Collection[int]) -> bool:
    """Whether one of these people was."""
    reminded = select(Reminded.person_id).where(
        Reminded.update_id == known.id, Reminded.version == known.asked, Reminded.person_id.in_(sorted(person_ids))
    )
    return await session.scalar(reminded.limit(1)) is not None


async def note_reminded(session: AsyncSession, known: Update, person_ids: Collection[int], now: datetime) -> None:
    """Keeps that these people were reminded."""
    before = {
        row.person_id: row
        for row in await session.scalars(
            select(Reminded).where(Reminded.update_id == known.id, Reminded.version == known.asked)
        )
    }
    for person_id in sorted(set(person_ids)):
        if person_id in before:
            before[person_id].at = now
        else:
            session.add(Reminded(update_id=known.id, version=known.asked, person_id=person_id, at=now))
    await session.flush()


@dataclass(frozen=True)
class OpenGroup:
    """So many people of one team, with the same hours, who have not noted it; one alone who has a rota.

    `back_since` where they were away, or were asked later than others.

    `provisional` people are not among them, nor who is away now.
    """

    team_id: int
    side_id: int
    working_hours: str
    zone: str
    country: str
    region: str
    own_days: tuple[NamedDays, ...]
    rota: Rota
    back_since: datetime | None
    people: int


def later_of(first: datetime | None, second: datetime | None) -> datetime | None:
    """The later of two instants, either of which there may not be."""
    return max((one for one in (first, second) if one is not None), default=None)


async def open_groups(session: AsyncSession, known: Update, since: datetime, now: datetime) -> Sequence[OpenGroup]:
    """The people who are expected, are here and have not noted it; grouped, since they may be thousands.

    Their shifts are reckoned with from `since` on.
    """
    alone = keepers()
    columns = (
        ExpectedReader.team_id,
        ExpectedReader.side_id,
        Person.working_hours,
        Person.zone,
        Team.working_hours,
        Team.zone,
        Team.country,
        Team.region,
        Person.away_until,
        ExpectedReader.since,
        alone.c.person_id,
    )
    rows = await session.execute(
        select(*columns, func.count())
        .join(Person, Person.id == ExpectedReader.person_id)
        .join(Team, Team.id == ExpectedReader.team_id)
        .outerjoin(alone, alone.c.person_id == Person.id)
        .where(_asked_of(known), ExpectedReader.provisional.is_(False), ~noted_by_reader(), is_here(now))
        .group_by(*columns)
    )
    found = rows.all()
    own_days = await known_days(session)
    of_their_own = await rotas(session, [row[-2] for row in found if row[-2]], since)
    return [
        OpenGroup(
            team_id,
            side_id,
            own or teams,
            own_zone or zone,
            country,
            region,
            own_days.of(team_id, side_id),
            of_their_own.get(person_id, NO_ROTA),
            later_of(back, asked),
            people,
        )
        for team_id, side_id, own, own_zone, teams, zone, country, region, back, asked, person_id, people in found
    ]


@dataclass(frozen=True)
class TeamShare:
    """How many of a team have noted it, of those expected."""

    team_id: int
    name: str
    side_id: int
    noted: int
    expected: int


async def team_shares(session: AsyncSession, known: Update, now: datetime) -> Sequence[TeamShare]:
    """The share of each team, by name; without who left or is away and has not noted it."""
    noted = noted_by_reader()
    rows = await session.execute(
        select(Team.id, Team.name, ExpectedReader.side_id, noted, func.count())
        .select_from(ExpectedReader)
        .join(Team, Team.id == ExpectedReader.team_id)
        .join(Person, Person.id == ExpectedReader.person_id)
        .where(_asked_of(known), ExpectedReader.provisional.is_(False), or_(noted, is_here(now)))
        .group_by(Team.id, Team.name, ExpectedReader.side_id, noted)
        .order_by(func.lower(Team.name), Team.id)
    )
    found: dict[int, TeamShare] = {}
    for team_id, name, side_id, done, people in rows:
        so_far = found.get(team_id) or TeamShare(team_id, name, side_id, 0, 0)
        found[team_id] = TeamShare(
            team_id, name, side_id, so_far.noted + (people if done else 0), so_far.expected + people
        )
    return list(found.values())


def _asked_of(known: Update) -> ColumnElement[bool]:
    return and_(ExpectedReader.update_id == known.id, ExpectedReader.version == known.asked)
