"""What is kept of people who reported faults and decided about them, and for how long."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.updates.store.report_tables import Report, ReportDesk, ReportState, Sighting
from bot.capabilities.updates.store.tables import Update


async def export_reports(session: AsyncSession, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """What a person reported, and what they decided."""
    reported = await session.execute(
        select(Report, Sighting, Update.public_id)
        .join(Sighting, Sighting.report_id == Report.id)
        .outerjoin(Update, Update.id == Report.update_id)
        .where(Sighting.person_id == person_id)
        .order_by(Sighting.id)
    )
    decided = await session.execute(
        select(Report, Update.public_id)
        .outerjoin(Update, Update.id == Report.update_id)
        .where(Report.decided_by == person_id)
        .order_by(Report.id)
    )
    return {
        "faults_reported": [
            {
                "update": of_update or "",
                "at": sighting.at.isoformat(),
                "text": sighting.text,
                "customers": str(sighting.customers or ""),
                "ticket": sighting.ticket_url,
                "state": str(report.state),
                "decision": report.sentence,
            }
            for report, sighting, of_update in reported
        ],
        "faults_decided": [
            {
                "update": of_update or "",
                "at": report.decided_at.isoformat() if report.decided_at else "",
                "state": str(report.state),
                "decision": report.sentence,
            }
            for report, of_update in decided
        ],
    }


async def erase_reports_of(session: AsyncSession, person_id: int) -> None:
    """Takes a person out. What they reported stays as a count; where nobody's words are left, it is closed.

    What they had to decide has nobody until it is due, and then finds somebody else.
    """
    theirs = select(Sighting.report_id).where(Sighting.person_id == person_id)
    reports = (await session.scalars(theirs)).all()
    await session.execute(
        update(Sighting).where(Sighting.person_id == person_id).values(person_id=None, text="", ticket_url="")
    )
    told = select(Sighting.report_id).where(Sighting.text != "")
    await session.execute(
        update(Report)
        .where(Report.id.in_(reports), Report.state == ReportState.OPEN, Report.id.not_in(told))
        .values(state=ReportState.CLOSED, due_at=None)
    )
    await session.execute(
        update(Report).where(Report.holder_id == person_id).values(holder_id=None, desk=ReportDesk.NOBODY)
    )
    await session.execute(update(Report).where(Report.decided_by == person_id).values(decided_by=None))


async def forget_reports(session: AsyncSession, before: datetime) -> int:
    """Empties what was decided or closed before an instant; says how much."""
    over = select(Report.id).where(Report.state != ReportState.OPEN, Report.decided_at < before)
    texts = await session.execute(
        update(Sighting)
        .where(Sighting.report_id.in_(over), or_(Sighting.text != "", Sighting.ticket_url != ""))
        .values(text="", ticket_url="")
        .returning(Sighting.id)
    )
    sentences = await session.execute(
        update(Report).where(Report.id.in_(over), Report.sentence != "").values(sentence="").returning(Report.id)
    )
    return len(texts.all()) + len(sentences.all())
