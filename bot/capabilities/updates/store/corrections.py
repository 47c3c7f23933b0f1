"""Corrections and withdrawals as rows: what is being typed, the new version, and the copies that must follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.updates.store.languages import Words, keep, take_out, texts_of
from bot.capabilities.updates.store.questions import answerers_named, keep_guidance, until_answered
from bot.capabilities.updates.store.tables import (
    SUBJECT,
    Acknowledgement,
    CorrectionAnswerer,
    CorrectionDraft,
    ExpectedReader,
    Update,
    UpdateState,
    UpdateText,
)
from bot.delivery.tables import Copy, Delivery, Lane, Operation, State, TargetKind
from bot.people.model import ChatIdentity, Membership, Person, Team


@dataclass(frozen=True)
class Said:
    """What an update says, as far as it can be corrected. `answerers` are people's keys in their order."""

    title: str
    changed: str
    tell_customers: str
    effective_from: datetime | None
    acknowledge_by: datetime | None
    playbook_url: str
    remind_before: int | None = None
    until_answered: str = ""
    answerers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Way:
    """Where a copy goes out: the lane whose pace it shares, and its platform.

    `arrives` is False for what could not be posted: it will not be there until somebody acts.
    """

    lane_id: int
    platform: str
    arrives: bool


@dataclass(frozen=True)
class Addressee:
    """Whom a direct message is for: side and zone, and since when they have noted what was asked last."""

    side_id: int
    zone: str
    noted: datetime | None


async def said(session: AsyncSession, known: Update) -> Said:
    """What it says now, in the locale that it was written in."""
    words = await session.get_one(UpdateText, (known.id, known.version, known.locale))
    return Said(
        words.title,
        words.changed,
        words.tell_customers,
        known.effective_from,
        known.acknowledge_by,
        known.playbook_url,
        known.remind_before,
        await until_answered(session, known),
        tuple(await answerers_named(session, known)),
    )


async def said_in(session: AsyncSession, draft: CorrectionDraft) -> Said:
    """What the update shall say."""
    named = await session.scalars(
        select(CorrectionAnswerer.answerer_id)
        .where(CorrectionAnswerer.update_id == draft.update_id, CorrectionAnswerer.person_id == draft.person_id)
        .order_by(CorrectionAnswerer.answerer_id)
    )
    return Said(
        draft.title,
        draft.changed,
        draft.tell_customers,
        draft.effective_from,
        draft.acknowledge_by,
        draft.playbook_url,
        draft.remind_before,
        draft.until_answered,
        tuple(named),
    )


async def words_of_version(session: AsyncSession, known: Update, version: int) -> UpdateText | None:
    """The words of an earlier version, in the locale that it was written in."""
    return await session.get(UpdateText, (known.id, version, known.locale))


async def correction_draft(session: AsyncSession, known: Update, person_id: int) -> CorrectionDraft | None:
    """What somebody has typed to correct an update and not sent off yet."""
    return await session.get(CorrectionDraft, (known.id, person_id), populate_existing=True)


async def save_correction(
    session: AsyncSession,
    known: Update,
    person_id: int,
    typed: Said,
    note: str,
    asks: bool,
    base: str,
    now: datetime,
    *,
    drops_check: bool = False,
) -> CorrectionDraft:
    """Keeps what somebody has typed."""
    draft = await correction_draft(session, known, person_id)
    if draft is None:
        draft = CorrectionDraft(update_id=known.id, person_id=person_id, revision=0)
        session.add(draft)
    draft.title, draft.changed, draft.tell_customers = typed.title, typed.changed, typed.tell_customers
    draft.effective_from, draft.acknowledge_by = typed.effective_from, typed.acknowledge_by
    draft.playbook_url, draft.note, draft.asks, draft.base = typed.playbook_url, note, asks, base
    draft.remind_before, draft.until_answered = typed.remind_before, typed.until_answered
    draft.drops_check = drops_check
    draft.revision += 1
    draft.saved_at = now
    await session.flush()
    mine = (CorrectionAnswerer.update_id == known.id, CorrectionAnswerer.person_id == person_id)
    await session.execute(delete(CorrectionAnswerer).where(*mine))
    session.add_all(
        CorrectionAnswerer(update_id=known.id, person_id=person_id, answerer_id=one) for one in typed.answerers
    )
    await session.flush()
    return draft


async def correct(
    session: AsyncSession,
    known: Update,
    said: Said,
    texts: Mapping[str, Words],
    by_id: int,
    now: datetime,
    *,
    asks: bool,
) -> None:
    """Makes the next version of this, with these texts by language; the versions before stay."""
    known.version += 1
    known.effective_from, known.acknowledge_by = said.effective_from, said.acknowledge_by
    known.playbook_url = said.playbook_url
    if asks:
        known.asked = known.version
        known.unreached = {}
    await adjust(session, known, said, texts, by_id, now)


async def adjust(
    session: AsyncSession, known: Update, said: Said, texts: Mapping[str, Words], by_id: int, now: datetime
) -> None:
    """Takes over the texts, and what no reader sees, under the version that there is."""
    present = await texts_of(session, known)
    for words in texts.values():
        if present.get(words.locale) != words:
            await keep(session, known, words, by_id, now)
    for language in present.keys() - texts.keys():
        await take_out(session, known, language)
    known.remind_before = said.remind_before
    await keep_guidance(session, known, said.until_answered, said.answerers)


async def forget_correction(session: AsyncSession, draft: CorrectionDraft) -> None:
    """Forgets what somebody had typed."""
    await session.delete(draft)
    await session.flush()


async def withdraw(session: AsyncSession, known: Update, person_id: int, reason: str, now: datetime) -> None:
    """The update no longer holds; what was being typed to correct it goes."""
    known.state = UpdateState.WITHDRAWN
    known.withdrawn_at, known.withdrawn_by_id, known.withdrawn_because = now, person_id, reason
    await session.execute(delete(CorrectionDraft).where(CorrectionDraft.update_id == known.id))
    await session.flush()


async def teams_asked(session: AsyncSession, known: Update) -> frozenset[int]:
    """The teams whose people were asked for *Got it* last."""
    found = await session.scalars(
        select(ExpectedReader.team_id)
        .where(ExpectedReader.update_id == known.id, ExpectedReader.version == known.asked)
        .distinct()
    )
    return frozenset(found)


async def ways_of(session: AsyncSession, known: Update) -> Mapping[int, Way]:
    """How each copy of an update goes out, by the copy."""
    stopped = or_(
        Delivery.state.in_([State.FAILED, State.CANCELLED]), and_(Delivery.state == State.HELD, Delivery.cause != "")
    )
    rows = await session.execute(
        select(Copy.id, Lane.id, Lane.platform, and_(stopped, ~Delivery.unconfirmed))
        .join(Lane, Lane.id == Copy.lane_id)
        .join(Delivery, and_(Delivery.copy_id == Copy.id, Delivery.operation == Operation.POST))
        .where(Copy.subject_kind == SUBJECT, Copy.subject_id == known.id)
    )
    return {copy_id: Way(lane_id, platform, not stopped) for copy_id, lane_id, platform, stopped in rows}


async def addressees(session: AsyncSession, known: Update) -> Mapping[int, Addressee]:
    """Who got direct messages about an update, by their chat identity."""
    of_team = (
        select(Team.zone)
        .join(Membership, Membership.team_id == Team.id)
        .where(Membership.person_id == Person.id, Membership.until.is_(None), Team.archived.is_(False))
        .order_by(Membership.since, Team.id)
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )
    noted = and_(
        Acknowledgement.update_id == known.id,
        Acknowledgement.version == known.asked,
        Acknowledgement.person_id == Person.id,
    )
    about = and_(
        Copy.subject_kind == SUBJECT,
        Copy.subject_id == known.id,
        Copy.target_kind == TargetKind.PERSON,
        Copy.target_id == ChatIdentity.id,
    )
    rows = await session.execute(
        select(ChatIdentity.id, Person.side_id, Person.zone, of_team, Acknowledgement.at)
        .join(Copy, about)
        .join(Person, Person.id == ChatIdentity.person_id)
        .outerjoin(Acknowledgement, noted)
    )
    return {identity_id: Addressee(side_id, own or team or "UTC", at) for identity_id, side_id, own, team, at in rows}
