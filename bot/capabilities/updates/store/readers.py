"""Who is expected to read an update, who has noted it, and what waits for whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.updates.store.tables import (
    Acknowledgement,
    ExpectedReader,
    Update,
    UpdateState,
)
from bot.delivery.rows import insert_for, insert_new
from bot.people.audience import Reader
from bot.people.model import Person, PersonState
from bot.storage.columns import UtcDateTime


@dataclass(frozen=True)
class Readers:
    """The readers of one side: so many of the expected have noted it, and so many others (provisional, visitors)."""

    expected: int = 0
    noted: int = 0
    provisional: int = 0
    others: int = 0


@dataclass(frozen=True)
class Noted:
    """When a person noted a version, and whether this press was the one that counted."""

    at: datetime
    now: bool


async def expect(session: AsyncSession, known: Update, readers: Sequence[Reader]) -> None:
    """Freezes whom *Got it* is asked of from now on."""
    await _expect(session, known, readers, None)


async def expect_more(session: AsyncSession, known: Update, readers: Sequence[Reader], since: datetime) -> None:
    """Asks further people for *Got it* from `since` on; who is asked already stays as they are."""
    await _expect(session, known, readers, since)


async def _expect(session: AsyncSession, known: Update, readers: Sequence[Reader], since: datetime | None) -> None:
    """All at once, since they may be thousands."""
    rows = [
        {
            "update_id": known.id,
            "version": known.asked,
            "person_id": reader.person_id,
            "team_id": reader.team_id,
            "side_id": reader.side_id,
            "provisional": reader.provisional,
            "since": since,
        }
        for reader in readers
    ]
    await session.flush()
    await insert_new(session, ExpectedReader, rows)


async def acknowledge(
    session: AsyncSession, known: Update, person_id: int, side_id: int, platform: str, now: datetime
) -> Noted:
    """Counts a person once for what was asked last, whatever is pressed twice or on two platforms at once."""
    expected = exists().where(
        ExpectedReader.update_id == known.id,
        ExpectedReader.version == known.asked,
        ExpectedReader.person_id == person_id,
        ExpectedReader.provisional.is_(False),
    )
    noting = insert_for(session, Acknowledgement).values(
        update_id=known.id,
        version=known.asked,
        person_id=person_id,
        side_id=side_id,
        expected=expected,
        at=now,
        platform=platform,
    )
    once = noting.on_conflict_do_nothing().returning(Acknowledgement.id)
    while await session.scalar(once) is None:
        # What stands in the way may be gone by the time it is looked at, such as when a person is erased.
        if (earlier := await noted_at(session, known, person_id)) is not None:
            return Noted(earlier, now=False)
    return Noted(now, now=True)


async def acknowledge_together(
    session: AsyncSession, known: Update, person_ids: Collection[int], platform: str, now: datetime
) -> frozenset[int]:
    """Counts those of them who were asked for *Got it* and had not pressed it yet; gives who they are."""
    asked = (
        select(
            literal(known.id),
            literal(known.asked),
            Person.id,
            Person.side_id,
            ~ExpectedReader.provisional,
            literal(now, UtcDateTime),
            literal(platform),
        )
        .join(ExpectedReader, ExpectedReader.person_id == Person.id)
        .where(
            Person.id.in_(sorted(person_ids)),
            ExpectedReader.update_id == known.id,
            ExpectedReader.version == known.asked,
        )
        # In one order, so that two processes in which the same people press never wait for each other.
        .order_by(Person.id)
    )
    columns = ("update_id", "version", "person_id", "side_id", "expected", "at", "platform")
    noting = insert_for(session, Acknowledgement).from_select(columns, asked).on_conflict_do_nothing()
    return frozenset(await session.scalars(noting.returning(Acknowledgement.person_id)))


async def noted_at(session: AsyncSession, known: Update, person_id: int) -> datetime | None:
    """When a person noted what was asked last; None if they have not."""
    return await session.scalar(
        select(Acknowledgement.at).where(
            Acknowledgement.update_id == known.id,
            Acknowledgement.version == known.asked,
            Acknowledgement.person_id == person_id,
        )
    )


def noted_by_reader() -> ColumnElement[bool]:
    return exists().where(
        Acknowledgement.update_id == ExpectedReader.update_id,
        Acknowledgement.version == ExpectedReader.version,
        Acknowledgement.person_id == ExpectedReader.person_id,
    )


def is_here(now: datetime) -> ColumnElement[bool]:
    """A person who neither left nor is away."""
    return and_(
        Person.state.in_((PersonState.ACTIVE, PersonState.PROVISIONAL)),
        or_(Person.away_until.is_(None), Person.away_until <= now),
    )


async def readers_by_side(session: AsyncSession, known: Update, now: datetime) -> Mapping[int, Readers]:
    """How many of each side are expected and have noted what was asked last.

    Expected are the confirmed people frozen at publication, without those who left or are away and have not noted it.
    """
    of_version = and_(ExpectedReader.update_id == known.id, ExpectedReader.version == known.asked)
    waited_for = or_(ExpectedReader.person_id.is_(None), noted_by_reader(), is_here(now))
    readers = await session.execute(
        select(ExpectedReader.side_id, ExpectedReader.provisional, func.count())
        .outerjoin(Person, Person.id == ExpectedReader.person_id)
        .where(of_version, waited_for)
        .group_by(ExpectedReader.side_id, ExpectedReader.provisional)
    )
    noted = await session.execute(
        select(Acknowledgement.side_id, Acknowledgement.expected, func.count())
        .where(Acknowledgement.update_id == known.id, Acknowledgement.version == known.asked)
        .group_by(Acknowledgement.side_id, Acknowledgement.expected)
    )
    expected: dict[tuple[int, bool], int] = {(side, bool(flag)): count for side, flag, count in readers}
    done: dict[tuple[int, bool], int] = {(side, bool(flag)): count for side, flag, count in noted}
    sides = sorted({side for side, _ in expected} | {side for side, _ in done})
    return {
        side: Readers(
            expected=expected.get((side, False), 0),
            noted=done.get((side, True), 0),
            provisional=expected.get((side, True), 0),
            others=done.get((side, False), 0),
        )
        for side in sides
    }


async def still_to_note(session: AsyncSession, known: Update, now: datetime) -> Mapping[int, int]:
    """The teams of the people who are here and have not noted what was asked last, by person."""
    rows = await session.execute(
        select(ExpectedReader.person_id, ExpectedReader.team_id)
        .join(Person, Person.id == ExpectedReader.person_id)
        .where(
            ExpectedReader.update_id == known.id,
            ExpectedReader.version == known.asked,
            ~noted_by_reader(),
            is_here(now),
        )
        .order_by(ExpectedReader.person_id)
    )
    return {person_id: team_id for person_id, team_id in rows if person_id is not None}


def _waiting(person_id: int) -> ColumnElement[bool]:
    """A published update of which a person is an expected reader who has not noted it."""
    reads = (
        select(ExpectedReader.id)
        .where(
            ExpectedReader.update_id == Update.id,
            ExpectedReader.version == Update.asked,
            ExpectedReader.person_id == person_id,
        )
        .exists()
    )
    return and_(Update.state == UpdateState.PUBLISHED, reads, ~noted_by(person_id))


def noted_by(person_id: int) -> ColumnElement[bool]:
    return exists().where(
        Acknowledgement.update_id == Update.id,
        Acknowledgement.version == Update.asked,
        Acknowledgement.person_id == person_id,
    )


async def waiting_for(session: AsyncSession, person_id: int, *, at_most: int) -> Sequence[Update]:
    """Updates that a person was expected to read and has not noted: urgent ones first, then the newest."""
    found = await session.scalars(
        select(Update)
        .where(_waiting(person_id))
        .order_by(Update.urgent.desc(), Update.published_at.desc(), Update.id.desc())
        .limit(at_most)
    )
    return found.all()


async def count_waiting_for(session: AsyncSession, person_id: int) -> int:
    """How many updates wait for a person."""
    return await session.scalar(select(func.count()).select_from(Update).where(_waiting(person_id))) or 0
