"""Who has a report to decide, from when on, and by when.

The clock runs in plain time, since customers wait at night as well: it begins once somebody has the report, and who is
at work comes before who is not. Where nobody is at work, it begins with the shift that begins first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.capabilities.updates.questions.holding import begins
from bot.capabilities.updates.reports.settings import report_owner, report_path, report_within
from bot.capabilities.updates.store import Update
from bot.capabilities.updates.store import answerers as people
from bot.capabilities.updates.store.answerers import Answerer
from bot.capabilities.updates.store.report_tables import Report, ReportDesk
from bot.people import sides
from bot.people.model import Role
from bot.storage.sessions import Session

ORDER = (ReportDesk.OWNER, ReportDesk.LEAD, ReportDesk.MANAGER, ReportDesk.ADMIN)

PATHS = {
    "lead_then_admins": (ReportDesk.LEAD, ReportDesk.ADMIN),
    "lead_then_managers_then_admins": (ReportDesk.LEAD, ReportDesk.MANAGER, ReportDesk.ADMIN),
    "managers_then_admins": (ReportDesk.MANAGER, ReportDesk.ADMIN),
    "admins": (ReportDesk.ADMIN,),
}
"""Whom a report goes on to after the owner, by the organisation's choice."""

LOOKED_AT_AGAIN = timedelta(days=1)
"""After which a report that has come to the end of its path is looked at again: whoever has it may have left."""


@dataclass(frozen=True)
class Turn:
    """Whose turn it is to decide; nobody's where nobody can be messaged, and then it is tried again at `due_at`."""

    desk: ReportDesk
    holder: Answerer | None
    begins_at: datetime
    due_at: datetime


async def owner_of(session: Session, known: Update | None) -> int | None:
    """Who decides at first: the update's owner; for no update whom the organisation has set; None for the admins."""
    return known.owner_id if known else await report_owner(session)


async def desks_after(session: Session, known: Update | None, desk: ReportDesk) -> tuple[ReportDesk, ...]:
    """Whom a report goes on to after this desk, in order; for nobody's desk the whole path."""
    owned = await owner_of(session, known) is not None
    path = PATHS[await report_path(session)]
    whole = (ReportDesk.OWNER, *path) if owned else (ReportDesk.ADMIN,)
    if desk is ReportDesk.NOBODY:
        return whole
    return tuple(one for one in whole if ORDER.index(one) > ORDER.index(desk))


async def next_turn(
    session: Session, known: Update | None, after: ReportDesk, now: datetime, *, without: int | None = None
) -> Turn | None:
    """Whose turn it is after a desk, `without` whoever has it; None if nobody further on can be messaged."""
    line = [(desk, await _people_at(session, known, desk)) for desk in await desks_after(session, known, after)]
    found = await people.answerers(session, [one for _, ids in line for one in ids], now)
    able = [
        (desk, found[one], begins(found[one].hours, now))
        for desk, ids in line
        for one in ids
        if one in found and found[one].present and found[one].reach and one != without
    ]
    if not able:
        return None
    desk, holder, start = min(able, key=lambda one: max(one[2], now))
    return Turn(desk, holder, start, start + await report_within(session))


async def first_turn(session: Session, known: Update | None, now: datetime) -> Turn:
    """Whose turn it is at first, or again where whoever had it is gone."""
    found = await next_turn(session, known, ReportDesk.NOBODY, now)
    return found or Turn(ReportDesk.NOBODY, None, now, now + await report_within(session))


async def goes_on_to(session: Session, known: Update | None, report: Report) -> tuple[ReportDesk, ...]:
    """Whom a report goes on to if it is not decided in time: the desks at which there is somebody else."""
    further = await desks_after(session, known, report.desk)
    return tuple([desk for desk in further if set(await _people_at(session, known, desk)) - {report.holder_id}])


async def holder_of(session: Session, report: Report, now: datetime) -> Answerer | None:
    """Whoever has a report, as they are now."""
    if report.holder_id is None:
        return None
    return (await people.answerers(session, [report.holder_id], now)).get(report.holder_id)


async def can_decide(session: Session, report: Report, now: datetime) -> bool:
    """Whether whoever has a report is there and can be messaged."""
    holder = await holder_of(session, report, now)
    return holder is not None and holder.present and holder.reach is not None


async def sides_on_path(session: Session, known: Update | None, now: datetime) -> frozenset[int]:
    """The sides of all who may come to read a report's words."""
    desks = await desks_after(session, known, ReportDesk.NOBODY)
    ids = [one for desk in desks for one in await _people_at(session, known, desk)]
    return frozenset(one.side_id for one in (await people.answerers(session, ids, now)).values())


async def _people_at(session: Session, known: Update | None, desk: ReportDesk) -> Sequence[int]:
    owner = await owner_of(session, known)
    if desk is ReportDesk.OWNER:
        return [owner] if owner is not None else []
    if desk is ReportDesk.LEAD:
        return await people.leads_of(session, owner) if owner is not None else []
    role = Role.MANAGER if desk is ReportDesk.MANAGER else Role.ADMIN
    return await people.with_role(session, role, await _side(session, owner))


async def _side(session: Session, owner: int | None) -> int:
    """The side whose managers and admins are meant: the owner's, else the internal one."""
    if owner is None:
        internal = await sides.internal_side(session)
        return internal.id if internal else 0
    return await people.side_of(session, owner)
