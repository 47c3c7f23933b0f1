"""Two records that are one person: what is kept of updates about the one becomes the other's."""

from typing import Any

from sqlalchemy import and_, delete, exists, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.capabilities.updates.store.approvals import Approval, AskedApprover
from bot.capabilities.updates.store.beginnings import Beginning
from bot.capabilities.updates.store.catching_up import LastShift
from bot.capabilities.updates.store.correction_requests import CorrectionApprover, CorrectionRequest
from bot.capabilities.updates.store.handovers import Handover
from bot.capabilities.updates.store.knowledge import KnowledgeAnswer
from bot.capabilities.updates.store.languages import CorrectionText
from bot.capabilities.updates.store.planned_round_ups import PlannedRoundUp
from bot.capabilities.updates.store.question_tables import NamedAnswerer, Question, QuestionOffer
from bot.capabilities.updates.store.reminders import Reminded
from bot.capabilities.updates.store.report_tables import Report, Sighting
from bot.capabilities.updates.store.tables import (
    Acknowledgement,
    CorrectionAnswerer,
    CorrectionDraft,
    ExpectedReader,
    Update,
    UpdateText,
)
from bot.people.merging import Reference, move_all, move_one_each

NAMED = (
    Update.author_id,
    Update.owner_id,
    Update.withdrawn_by_id,
    UpdateText.by_id,
    Approval.decided_by,
    Handover.from_id,
    Handover.to_id,
    Beginning.person_id,
    PlannedRoundUp.author_id,
    Question.asker_id,
    Question.holder_id,
    Question.answered_by,
    Report.holder_id,
    Report.decided_by,
)
"""Columns that name a person, as many times as there are."""

ONCE: tuple[tuple[Reference, ...], ...] = (
    (ExpectedReader.person_id, ExpectedReader.update_id, ExpectedReader.version),
    (Acknowledgement.person_id, Acknowledgement.update_id, Acknowledgement.version),
    (KnowledgeAnswer.person_id, KnowledgeAnswer.update_id, KnowledgeAnswer.version, KnowledgeAnswer.number),
    (Reminded.person_id, Reminded.update_id, Reminded.version),
    (AskedApprover.person_id, AskedApprover.update_id),
    (CorrectionApprover.person_id, CorrectionApprover.request_id),
    (NamedAnswerer.person_id, NamedAnswerer.update_id),
    (QuestionOffer.person_id, QuestionOffer.update_id),
    (CorrectionAnswerer.answerer_id, CorrectionAnswerer.update_id, CorrectionAnswerer.person_id),
    (Sighting.person_id, Sighting.report_id),
    (LastShift.person_id,),
)
"""Columns that name a person once for each of the values that follow."""

_OF_CORRECTIONS = (CorrectionAnswerer, CorrectionText, CorrectionRequest)
"""What belongs to somebody's correction of an update, and is found by both."""


async def merge_person(session: AsyncSession, source: int, target: int) -> None:
    """Moves what is kept of one person (inside id) to another; where both have it, they are counted once."""
    await _join(session, source, target)
    await _move_corrections(session, source, target)
    for column in NAMED:
        await move_all(session, column, source, target)
    for column, *same in ONCE:
        await move_one_each(session, column, source, target, *same)
    await _count_among_expected(session, target)


async def _join(session: AsyncSession, source: int, target: int) -> None:
    """Has the rows that stay say what the ones that go know better."""
    for mine, theirs in await _both(session, ONCE[0], source, target):
        if mine.provisional and not theirs.provisional:
            mine.provisional, mine.team_id = False, theirs.team_id
    for mine, theirs in await _both(session, ONCE[1], source, target):
        mine.at = min(mine.at, theirs.at)
    for mine, theirs in await _both(session, ONCE[2], source, target):
        if theirs.first_at < mine.first_at:
            mine.first_at, mine.right_at_first = theirs.first_at, theirs.right_at_first
        mine.right_at = min((at for at in (mine.right_at, theirs.right_at) if at), default=None)
    for mine, theirs in await _both(session, (Sighting.person_id, Sighting.report_id), source, target):
        if not mine.text:
            mine.text, mine.customers, mine.ticket_url = theirs.text, theirs.customers, theirs.ticket_url
    for mine, theirs in await _both(session, (LastShift.person_id,), source, target):
        mine.automatic = mine.automatic and theirs.automatic
        if theirs.started and (mine.started is None or theirs.started > mine.started):
            mine.since, mine.started, mine.ended = theirs.since, theirs.started, theirs.ended
    await session.flush()


async def _both(session: AsyncSession, once: tuple[Reference, ...], source: int, target: int) -> list[tuple[Any, Any]]:
    """What there is for both: the row that stays, with the one that goes."""
    column, *same = once
    mine, theirs = aliased(column.class_), aliased(column.class_)
    alike = and_(
        getattr(theirs, column.key) == source, *[getattr(theirs, one.key) == getattr(mine, one.key) for one in same]
    )
    rows = await session.execute(select(mine, theirs).join(theirs, alike).where(getattr(mine, column.key) == target))
    return [(row[0], row[1]) for row in rows]


async def _move_corrections(session: AsyncSession, source: int, target: int) -> None:
    """Has what one was typing be the other's; where both correct the same update, the other's stays."""
    own = select(CorrectionDraft.update_id).where(CorrectionDraft.person_id == target).scalar_subquery()
    for kind in (*_OF_CORRECTIONS, CorrectionDraft):
        await session.execute(delete(kind).where(kind.person_id == source, kind.update_id.in_(own)))
    names = [column.key for column in CorrectionDraft.__table__.columns]
    copied = [literal(target) if name == "person_id" else getattr(CorrectionDraft, name) for name in names]
    await session.execute(
        insert(CorrectionDraft).from_select(names, select(*copied).where(CorrectionDraft.person_id == source))
    )
    for kind in _OF_CORRECTIONS:
        await session.execute(update(kind).where(kind.person_id == source).values(person_id=target))
    await session.execute(delete(CorrectionDraft).where(CorrectionDraft.person_id == source))


async def _count_among_expected(session: AsyncSession, person_id: int) -> None:
    """What the one noted and the other was asked is noted by somebody of whom it was asked."""
    asked = exists().where(
        ExpectedReader.update_id == Acknowledgement.update_id,
        ExpectedReader.version == Acknowledgement.version,
        ExpectedReader.person_id == person_id,
        ExpectedReader.provisional.is_(False),
    )
    await session.execute(
        update(Acknowledgement)
        .where(Acknowledgement.person_id == person_id, Acknowledgement.expected.is_(False), asked)
        .values(expected=True)
        .execution_options(synchronize_session=False)
    )
