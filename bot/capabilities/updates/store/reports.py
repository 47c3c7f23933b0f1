"""Reports of faults as they are made, joined, found and decided."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.updates.store.report_tables import (
    MARK_LENGTH,
    Customers,
    Report,
    ReportDesk,
    ReportState,
    Seer,
    Sighting,
)
from bot.capabilities.updates.store.tables import Update, UpdateState
from bot.delivery.tables import Copy
from bot.people.model import Person, Side, SideKind
from bot.storage.columns import PUBLIC_ID_LENGTH, new_public_id
from bot.storage.locking import locked

REPORT = "fault_report"
"""The kind of subject of the messages to those who decide a report."""

HOLDER = "holder."
"""How the slots of those messages begin; the number of their turn follows."""

MOST_COMPARED = 1000
"""Sightings among which similar ones are looked for, the newest first."""

MOST_CREDITED = 3
"""People who are named as the first who saw a fault."""


@dataclass(frozen=True)
class Figures:
    """How many people of each side have a report, how many customers at least told them so, and since when."""

    people: Mapping[int, int]
    customers: Mapping[int, int]


# --- reporting --------------------------------------------------------------------------------------------------------


async def one_by_one(session: AsyncSession, update_id: str) -> None:
    """Has whoever reports about the same update (empty: none) wait for another, so that the second sees the first.

    Called before anything is read, and before a report is locked, as whoever withdraws the update does. *Got it* is not
    held up: what refers to the row may be written meanwhile.
    """
    if update_id:
        query = select(Update.id).where(Update.public_id == update_id).with_for_update(key_share=True)
    else:
        query = select(Side.id).where(Side.kind == SideKind.INTERNAL).with_for_update(key_share=True)
    await session.execute(query)


async def report_by_id(session: AsyncSession, public_id: str, *, lock: bool = False) -> Report | None:
    """A report by the id that its buttons carry; whether it may be seen is for the caller to ask."""
    return await session.scalar(locked(select(Report).where(Report.public_id == public_id), lock))


async def sighting_by_id(session: AsyncSession, public_id: str) -> Sighting | None:
    """A sighting by the id that its form was opened with."""
    return await session.scalar(select(Sighting).where(Sighting.public_id == public_id))


async def lock_report_of(session: AsyncSession, sighting: Sighting) -> Report | None:
    """The report that a sighting is part of, locked, after its update."""
    about = await session.scalar(
        select(Update.public_id).join(Report, Report.update_id == Update.id).where(Report.id == sighting.report_id)
    )
    await one_by_one(session, about or "")
    await session.refresh(sighting)
    return await session.get(Report, sighting.report_id, with_for_update=True, populate_existing=True)


async def sighting_of(session: AsyncSession, report: Report, person_id: int) -> Sighting | None:
    """A person's own part in a report."""
    return await session.scalar(
        select(Sighting).where(Sighting.report_id == report.id, Sighting.person_id == person_id)
    )


async def open_report(session: AsyncSession, known: Update | None, now: datetime) -> Report:
    """Begins a report that nobody is in yet."""
    report = Report(update_id=known.id if known else None, opened_at=now)
    session.add(report)
    await session.flush()
    return report


async def join(session: AsyncSession, report: Report, sighting: Sighting) -> bool:
    """Adds somebody to a report; False if they are in it already, and then what they say now takes its place."""
    mine = await sighting_of(session, report, sighting.person_id) if sighting.person_id is not None else None
    if mine is None:
        sighting.report_id = report.id
        try:
            async with session.begin_nested():
                session.add(sighting)
                await session.flush()
        except IntegrityError:
            # The same person's other request was first.
            if sighting.person_id is None or (mine := await sighting_of(session, report, sighting.person_id)) is None:
                raise
        else:
            return True
    if sighting.text:
        mine.text, mine.customers, mine.ticket_url = sighting.text, sighting.customers, sighting.ticket_url
        await session.flush()
    return False


async def set_apart(session: AsyncSession, sighting: Sighting, known: Update | None, now: datetime) -> Report:
    """Makes a report of its own out of a sighting that was joined to another one."""
    report = await open_report(session, known, now)
    sighting.report_id = report.id
    await session.flush()
    return report


async def told_about(session: AsyncSession, known: Update | None) -> Sequence[tuple[Report, Sighting]]:
    """The newest words of open reports about an update, or about none; which may be shown is for the caller to ask."""
    about = Report.update_id == known.id if known else Report.update_id.is_(None)
    rows = await session.execute(
        select(Report, Sighting)
        .join(Sighting, Sighting.report_id == Report.id)
        .where(about, Report.state == ReportState.OPEN, Sighting.text != "")
        .order_by(Sighting.id.desc())
        .limit(MOST_COMPARED)
    )
    return [(report, sighting) for report, sighting in rows]


async def figures_of(session: AsyncSession, report: Report) -> Figures:
    """Who has a report, counted by side."""
    rows = await session.execute(
        select(Sighting.side_id, Sighting.customers, func.count())
        .where(Sighting.report_id == report.id)
        .group_by(Sighting.side_id, Sighting.customers)
    )
    people: dict[int, int] = {}
    customers: dict[int, int] = {}
    for side_id, said, count in rows:
        people[side_id] = people.get(side_id, 0) + count
        customers[side_id] = customers.get(side_id, 0) + count * (Customers(said).least if said else 0)
    return Figures(people, customers)


async def first_words(session: AsyncSession, report: Report, *, at_most: int) -> Sequence[Sighting]:
    """What was said first in a report."""
    found = await session.scalars(
        select(Sighting)
        .where(Sighting.report_id == report.id, Sighting.text != "")
        .order_by(Sighting.id)
        .limit(at_most)
    )
    return found.all()


async def sightings_of(session: AsyncSession, report: Report) -> Sequence[Sighting]:
    """Everybody's part in a report, the first one first."""
    found = await session.scalars(select(Sighting).where(Sighting.report_id == report.id).order_by(Sighting.id))
    return found.all()


async def reporters(session: AsyncSession, report: Report) -> Sequence[Seer]:
    """Everybody in a report who is still known."""
    rows = await session.execute(
        select(Person.name, Person.side_id)
        .join(Sighting, Sighting.person_id == Person.id)
        .where(Sighting.report_id == report.id)
        .order_by(Sighting.id)
    )
    return [Seer(name, side_id) for name, side_id in rows]


# --- deciding ---------------------------------------------------------------------------------------------------------


async def settle(
    session: AsyncSession,
    report: Report,
    state: ReportState,
    by: int,
    now: datetime,
    *,
    sentence: str = "",
    issue: Update | None = None,
) -> bool:
    """Keeps what became of an open report; False if somebody was first, and then nothing changes."""
    settled = await session.scalar(
        update(Report)
        .where(Report.id == report.id, Report.state == ReportState.OPEN)
        .values(
            state=state,
            sentence=sentence,
            decided_by=by,
            decided_at=now,
            due_at=None,
            issue_id=issue.id if issue else None,
        )
        .returning(Report.id)
    )
    await session.refresh(report)
    return settled is not None


async def close_about(session: AsyncSession, known: Update, now: datetime) -> Sequence[Report]:
    """Closes what is still open about an update that is withdrawn; gives what it closed."""
    closed = await session.scalars(
        update(Report)
        .where(Report.update_id == known.id, Report.state == ReportState.OPEN)
        .values(state=ReportState.CLOSED, decided_at=now, due_at=None)
        .returning(Report.id)
    )
    found = await session.scalars(
        select(Report).where(Report.id.in_(closed.all())).order_by(Report.id).execution_options(populate_existing=True)
    )
    return found.all()


async def holder_copies(session: AsyncSession, reports: Collection[Report]) -> Sequence[Copy]:
    """The direct messages to those who have or had these reports to decide."""
    found = await session.scalars(
        select(Copy)
        .where(
            Copy.subject_kind == REPORT,
            Copy.subject_id.in_(sorted(report.id for report in reports)),
            Copy.slot.startswith(HOLDER),
            Copy.withdrawn.is_(False),
        )
        .order_by(Copy.id)
        .execution_options(populate_existing=True)
    )
    return found.all()


# --- known issues -----------------------------------------------------------------------------------------------------


def id_for_issue(report: Report) -> str:
    """An id for the draft of an update that makes this report a known issue."""
    return new_public_id()[:-MARK_LENGTH] + report.mark


async def made_by(session: AsyncSession, draft: Update, *, lock: bool = False) -> Report | None:
    """The open report that publishing this draft would make a known issue."""
    return await session.scalar(
        locked(
            select(Report).where(Report.mark == draft.public_id[-MARK_LENGTH:], Report.state == ReportState.OPEN), lock
        )
    )


async def credited(session: AsyncSession, known: Update) -> tuple[Seer, ...]:
    """Those who first saw the fault that an update tells of, or a draft is about to; nobody for most updates."""
    report = Report.mark == known.public_id[-MARK_LENGTH:]
    if not known.unpublished:
        report = Report.issue_id == known.id
    rows = await session.execute(
        select(Person.name, Sighting.side_id)
        .select_from(Report)
        .join(Sighting, Sighting.report_id == Report.id)
        .outerjoin(Person, Person.id == Sighting.person_id)
        .where(report, Report.state.in_([ReportState.OPEN, ReportState.KNOWN_ISSUE]))
        .order_by(Sighting.id)
        .limit(MOST_CREDITED)
    )
    return tuple([Seer(name or "", side_id) for name, side_id in rows])


async def drafts_for(session: AsyncSession, report: Report) -> Sequence[Update]:
    """The drafts that were begun to make a report a known issue, the one saved last first."""
    found = await session.scalars(
        select(Update)
        .where(
            func.substr(Update.public_id, PUBLIC_ID_LENGTH - MARK_LENGTH + 1) == report.mark,
            Update.state == UpdateState.DRAFT,
        )
        .order_by(Update.saved_at.desc(), Update.id.desc())
    )
    return found.all()


# --- lists ------------------------------------------------------------------------------------------------------------


def _open_and_begun(now: datetime) -> ColumnElement[bool]:
    return and_(Report.state == ReportState.OPEN, or_(Report.begins_at.is_(None), Report.begins_at <= now))


async def held_by(session: AsyncSession, person_id: int, now: datetime, *, at_most: int) -> Sequence[Report]:
    """What waits for somebody's decision, the one that is due first above all."""
    found = await session.scalars(
        select(Report)
        .where(Report.holder_id == person_id, _open_and_begun(now))
        .order_by(Report.due_at.is_(None), Report.due_at, Report.id)
        .limit(at_most)
    )
    return found.all()


async def count_held_by(session: AsyncSession, person_id: int, now: datetime) -> int:
    """How many reports wait for somebody's decision."""
    query = select(func.count()).where(Report.holder_id == person_id, _open_and_begun(now))
    return await session.scalar(query) or 0


def _concern(person_id: int, *, also_nobodys: bool) -> ColumnElement[bool]:
    """Open reports that somebody has to decide, those about updates they wrote or own, and if asked nobody's."""
    theirs = select(Update.id).where(or_(Update.author_id == person_id, Update.owner_id == person_id))
    which = [Report.holder_id == person_id, Report.update_id.in_(theirs)]
    if also_nobodys:
        which.append(Report.desk == ReportDesk.NOBODY)
    return and_(Report.state == ReportState.OPEN, or_(*which))


async def concerning(
    session: AsyncSession, person_id: int, *, also_nobodys: bool, skip: int, at_most: int
) -> Sequence[Report]:
    """Open reports that concern an author, owner or holder, by when they are to be decided."""
    found = await session.scalars(
        select(Report)
        .where(_concern(person_id, also_nobodys=also_nobodys))
        .order_by(Report.due_at.is_(None), Report.due_at, Report.id)
        .offset(skip)
        .limit(at_most)
    )
    return found.all()


async def count_concerning(session: AsyncSession, person_id: int, *, also_nobodys: bool) -> int:
    """How many open reports concern somebody."""
    query = select(func.count()).where(_concern(person_id, also_nobodys=also_nobodys))
    return await session.scalar(query) or 0


async def sighted_by(session: AsyncSession, person_id: int, *, at_most: int) -> Sequence[tuple[Report, Sighting]]:
    """What somebody reported themselves, the newest first."""
    rows = await session.execute(
        select(Report, Sighting)
        .join(Sighting, Sighting.report_id == Report.id)
        .where(Sighting.person_id == person_id)
        .order_by(Sighting.id.desc())
        .limit(at_most)
    )
    return [(report, sighting) for report, sighting in rows]
