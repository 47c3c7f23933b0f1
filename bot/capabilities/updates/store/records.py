"""What is kept about people, and for how long."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.updates.store.approvals import erase_approvals_of, export_approvals
from bot.capabilities.updates.store.catching_up import LastShift
from bot.capabilities.updates.store.correction_requests import erase_requests_of, export_requests
from bot.capabilities.updates.store.knowledge import erase_answers_of, export_answers, forget_checks
from bot.capabilities.updates.store.languages import typed
from bot.capabilities.updates.store.planned_round_ups import export_round_ups
from bot.capabilities.updates.store.planning import UpdatePlan
from bot.capabilities.updates.store.question_records import erase_questions_of, export_questions, forget_questions
from bot.capabilities.updates.store.readers import noted_by_reader
from bot.capabilities.updates.store.reminders import Reminded
from bot.capabilities.updates.store.report_records import erase_reports_of, export_reports, forget_reports
from bot.capabilities.updates.store.reuse_records import erase_reuse_of, export_reuse, forget_reuse
from bot.capabilities.updates.store.search import UpdateSearch
from bot.capabilities.updates.store.tables import (
    Acknowledgement,
    CorrectionAnswerer,
    CorrectionDraft,
    ExpectedReader,
    Update,
    UpdateState,
    UpdateText,
)

CONTENT_KEPT = timedelta(days=90)
"""How long the text of an update is kept after it was withdrawn, and a draft after it was last saved."""


async def export_person(session: AsyncSession, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Updates a person wrote or owns, corrected or withdrew, those they noted, their questions and reports."""
    written = await session.execute(
        select(Update, UpdateText)
        .join(UpdateText, and_(UpdateText.update_id == Update.id, UpdateText.version == Update.version))
        .where(or_(Update.author_id == person_id, Update.owner_id == person_id))
        .order_by(Update.id, UpdateText.locale)
    )
    noted = await session.execute(
        select(Update.public_id, Acknowledgement.version, Acknowledgement.at, Acknowledgement.platform)
        .join(Update, Update.id == Acknowledgement.update_id)
        .where(Acknowledgement.person_id == person_id)
        .order_by(Acknowledgement.at)
    )
    reminded = await session.execute(
        select(Update.public_id, Reminded.version, Reminded.at)
        .join(Update, Update.id == Reminded.update_id)
        .where(Reminded.person_id == person_id)
        .order_by(Reminded.at)
    )
    corrected = await session.execute(
        select(Update.public_id, UpdateText.version, UpdateText.at, UpdateText.note)
        .join(Update, Update.id == UpdateText.update_id)
        .where(UpdateText.by_id == person_id, UpdateText.version > 1)
        .order_by(UpdateText.at)
    )
    drafts = await session.execute(
        select(Update.public_id, CorrectionDraft)
        .join(Update, Update.id == CorrectionDraft.update_id)
        .where(CorrectionDraft.person_id == person_id)
        .order_by(Update.id)
    )
    planned = await session.execute(
        select(Update.public_id, UpdatePlan)
        .join(Update, Update.id == UpdatePlan.update_id)
        .where(Update.author_id == person_id)
        .order_by(Update.id)
    )
    withdrawn = await session.execute(
        select(Update.public_id, Update.withdrawn_at, Update.withdrawn_because)
        .where(Update.withdrawn_by_id == person_id)
        .order_by(Update.id)
    )
    return {
        "updates": [
            {
                "id": row.public_id,
                "state": str(row.state),
                "version": row.version,
                "language": text.locale,
                "title": text.title,
                "changed": text.changed,
                "tell_customers": text.tell_customers,
                "published_at": row.published_at.isoformat() if row.published_at else "",
            }
            for row, text in written
        ],
        "updates_corrected": [
            {"update": public_id, "version": version, "at": at.isoformat() if at else "", "note": note}
            for public_id, version, at, note in corrected
        ],
        "corrections_being_written": [
            {
                "update": public_id,
                "saved_at": draft.saved_at.isoformat(),
                "title": draft.title,
                "changed": draft.changed,
                "tell_customers": draft.tell_customers,
                "until_answered": draft.until_answered,
                "note": draft.note,
                "other_languages": [
                    {"language": words.locale, "title": words.title, "changed": words.changed, "note": words.note}
                    | {"tell_customers": words.tell_customers}
                    for words in (await typed(session, draft)).values()
                ],
            }
            for public_id, draft in drafts
        ],
        "updates_planned": [
            {
                "update": public_id,
                "way": str(plan.way),
                "at": plan.at.isoformat() if plan.at else "",
                "day": plan.day.isoformat() if plan.day else "",
                "zone": plan.zone,
            }
            for public_id, plan in planned
        ],
        "updates_withdrawn": [
            {"update": public_id, "at": at.isoformat() if at else "", "reason": reason}
            for public_id, at, reason in withdrawn
        ],
        "updates_noted": [
            {"update": public_id, "version": version, "at": at.isoformat(), "platform": platform}
            for public_id, version, at, platform in noted
        ],
        "updates_catch_up": [
            {
                "automatic": shift.automatic,
                "shift_started": shift.started.isoformat() if shift.started else "",
                "shift_ended": shift.ended.isoformat() if shift.ended else "",
            }
            for shift in [await session.get(LastShift, person_id)]
            if shift is not None
        ],
        "updates_reminded": [
            {"update": public_id, "version": version, "at": at.isoformat()} for public_id, version, at in reminded
        ],
        **await export_round_ups(session, person_id),
        **await export_questions(session, person_id),
        **await export_answers(session, person_id),
        **await export_reports(session, person_id),
        **await export_reuse(session, person_id),
        **await export_approvals(session, person_id),
        **await export_requests(session, person_id),
    }


async def erase_person(session: AsyncSession, person_id: int) -> None:
    """Takes a person out; who had noted a version stays as a count. Drafts go; what was published is the company's,
    templates are their side's.
    """
    await session.execute(delete(ExpectedReader).where(ExpectedReader.person_id == person_id, ~noted_by_reader()))
    await session.execute(delete(LastShift).where(LastShift.person_id == person_id))
    await session.execute(delete(Reminded).where(Reminded.person_id == person_id))
    for table in (ExpectedReader, Acknowledgement):
        await session.execute(update(table).where(table.person_id == person_id).values(person_id=None))
    await erase_questions_of(session, person_id)
    await erase_reports_of(session, person_id)
    await session.execute(delete(CorrectionAnswerer).where(CorrectionAnswerer.answerer_id == person_id))
    await erase_answers_of(session, person_id)
    await erase_reuse_of(session, person_id)
    await erase_approvals_of(session, person_id)
    await erase_requests_of(session, person_id)
    await session.execute(delete(CorrectionDraft).where(CorrectionDraft.person_id == person_id))
    await session.execute(update(UpdateText).where(UpdateText.by_id == person_id).values(by_id=None))
    await session.execute(update(Update).where(Update.withdrawn_by_id == person_id).values(withdrawn_by_id=None))
    await _delete_updates(session, and_(Update.author_id == person_id, Update.state == UpdateState.DRAFT))


async def delete_expired(session: AsyncSession, now: datetime) -> int:
    """Deletes the texts of what was withdrawn, and drafts that nobody saved since, `CONTENT_KEPT` before `now`."""
    before = now - CONTENT_KEPT
    withdrawn = select(Update.id).where(Update.withdrawn_at < before)
    await session.execute(
        update(Update).where(Update.withdrawn_at < before, Update.withdrawn_because != "").values(withdrawn_because="")
    )
    texts = await session.execute(
        delete(UpdateText).where(UpdateText.update_id.in_(withdrawn)).returning(UpdateText.update_id)
    )
    await forget_checks(session, withdrawn)
    await session.execute(delete(UpdateSearch).where(UpdateSearch.update_id.in_(withdrawn)))
    corrections = await session.execute(
        delete(CorrectionDraft).where(CorrectionDraft.saved_at < before).returning(CorrectionDraft.update_id)
    )
    drafts = await _delete_updates(session, and_(Update.state == UpdateState.DRAFT, Update.saved_at < before))
    forgotten = await forget_questions(session, before) + await forget_reports(session, before)
    forgotten += await forget_reuse(session, before)
    return len(texts.all()) + len(corrections.all()) + drafts + forgotten


async def _delete_updates(session: AsyncSession, which: ColumnElement[bool]) -> int:
    await session.execute(delete(UpdateText).where(UpdateText.update_id.in_(select(Update.id).where(which))))
    gone = await session.execute(delete(Update).where(which).returning(Update.id))
    return len(gone.all())
