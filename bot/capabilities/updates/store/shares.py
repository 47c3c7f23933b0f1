"""Who has noted an update, by version, side and team, and how long that took."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.updates.store.readers import is_here, noted_by_reader
from bot.capabilities.updates.store.reminders import Asking
from bot.capabilities.updates.store.tables import Acknowledgement, ExpectedReader, Update
from bot.people.model import Person, Team


@dataclass(frozen=True)
class TeamShare:
    """How many of a team are expected to note a version and have."""

    version: int
    side_id: int
    team_id: int
    team: str
    expected: int
    noted: int
    provisional: int


@dataclass(frozen=True)
class NotedAt:
    """One acknowledgement, without whose it is; `since` where it was asked of them later than of the first."""

    version: int
    side_id: int
    expected: bool
    at: datetime
    since: datetime | None


@dataclass(frozen=True)
class Named:
    """A person who is expected to note a version, and when they did."""

    version: int
    side_id: int
    team_id: int
    team: str
    name: str
    provisional: bool
    at: datetime | None


async def team_shares(session: AsyncSession, known: Update, now: datetime) -> Sequence[TeamShare]:
    """By version and team, of the people frozen at publication; without those who left or are away and have not."""
    noted = or_(ExpectedReader.person_id.is_(None), noted_by_reader())
    rows = await session.execute(
        select(
            ExpectedReader.version,
            ExpectedReader.side_id,
            ExpectedReader.team_id,
            Team.name,
            ExpectedReader.provisional,
            noted,
            func.count(),
        )
        .join(Team, Team.id == ExpectedReader.team_id)
        .outerjoin(Person, Person.id == ExpectedReader.person_id)
        .where(ExpectedReader.update_id == known.id, or_(noted, is_here(now)))
        .group_by(
            ExpectedReader.version,
            ExpectedReader.side_id,
            ExpectedReader.team_id,
            Team.name,
            ExpectedReader.provisional,
            noted,
        )
    )
    counts: dict[tuple[int, int, int, str], list[int]] = {}
    for version, side_id, team_id, team, provisional, has_noted, count in rows:
        expected, done, others = counts.setdefault((version, side_id, team_id, team), [0, 0, 0])
        counts[version, side_id, team_id, team] = [
            expected + (0 if provisional else count),
            done + (count if has_noted and not provisional else 0),
            others + (count if provisional else 0),
        ]
    return [TeamShare(*key, *count) for key, count in sorted(counts.items())]


async def noted_times(session: AsyncSession, known: Update) -> Sequence[NotedAt]:
    """When each acknowledgement of each version came, in their order."""
    rows = await session.execute(
        select(
            Acknowledgement.version,
            Acknowledgement.side_id,
            Acknowledgement.expected,
            Acknowledgement.at,
            ExpectedReader.since,
        )
        .outerjoin(
            ExpectedReader,
            and_(
                ExpectedReader.update_id == Acknowledgement.update_id,
                ExpectedReader.version == Acknowledgement.version,
                ExpectedReader.person_id == Acknowledgement.person_id,
            ),
        )
        .where(Acknowledgement.update_id == known.id)
        .order_by(Acknowledgement.at, Acknowledgement.id)
    )
    return [NotedAt(*row) for row in rows]


async def asked_at(session: AsyncSession, known: Update) -> Mapping[int, datetime]:
    """Since when each version has asked for *Got it*."""
    rows = await session.execute(select(Asking.version, Asking.since).where(Asking.update_id == known.id))
    return {version: since for version, since in rows}  # noqa: C416 - a row is not known to be a pair


async def named_readers(session: AsyncSession, known: Update, team_ids: Collection[int]) -> Sequence[Named]:
    """By name, the people of these teams who are expected, for whoever may see them; who left or is away too."""
    rows = await session.execute(
        select(
            ExpectedReader.version,
            ExpectedReader.side_id,
            ExpectedReader.team_id,
            Team.name,
            Person.name,
            ExpectedReader.provisional,
            Acknowledgement.at,
        )
        .join(Team, Team.id == ExpectedReader.team_id)
        .join(Person, Person.id == ExpectedReader.person_id)
        .outerjoin(
            Acknowledgement,
            and_(
                Acknowledgement.update_id == ExpectedReader.update_id,
                Acknowledgement.version == ExpectedReader.version,
                Acknowledgement.person_id == ExpectedReader.person_id,
            ),
        )
        .where(ExpectedReader.update_id == known.id, ExpectedReader.team_id.in_(sorted(team_ids)))
        .order_by(ExpectedReader.version, Team.name, func.lower(Person.name), Person.id)
    )
    return [Named(*row) for row in rows]


async def half_noted_at(
    session: AsyncSession, known: Update, version: int, expected: Mapping[int, int]
) -> datetime | None:
    """When half of the expected people of these sides (so many, by side) had noted a version; None if not yet."""
    wanted = (sum(expected.values()) + 1) // 2
    if not wanted:
        return None
    return await session.scalar(
        select(Acknowledgement.at)
        .where(
            Acknowledgement.update_id == known.id,
            Acknowledgement.version == version,
            Acknowledgement.expected.is_(True),
            Acknowledgement.side_id.in_(sorted(expected)),
        )
        .order_by(Acknowledgement.at, Acknowledgement.id)
        .offset(wanted - 1)
        .limit(1)
    )
