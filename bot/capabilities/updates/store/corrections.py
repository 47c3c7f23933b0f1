"""Corrections and withdrawals as rows: what is being typed, the new version, and the copies that must follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.updates.store.tables import (
    SUBJECT,
    Acknowledgement,
    CorrectionDraft,
    ExpectedReader,
    Update,
    UpdateState,
    UpdateText,
)
from bot.delivery.tables import Copy, Lane, TargetKind
from bot.people.model import ChatIdentity, Membership, Person, Team


@dataclass(frozen=True)
class Said:
    """What an update says, as far as it can be corrected."""

    title: str
    changed: str
    tell_customers: str
    effective_from: datetime | None
    acknowledge_by: datetime | None
    playbook_url: str


@dataclass(frozen=True)
class Way:
    """Where a copy goes out: the lane whose pace it shares, and its platform."""

    lane_id: int
    platform: str


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
    )


async def words_of_version(session: AsyncSession, known: Update, version: int) -> UpdateText | None:
    """The words of an earlier version, in the locale that it was written in."""
    return await session.get(UpdateText, (known.id, version, known.locale))


async def correction_draft(session: AsyncSession, known: Update, person_id: int) -> CorrectionDraft | None:
    """What somebody has typed to correct an update and not sent off yet."""
    return await session.get(CorrectionDraft, (known.id, person_id), populate_existing=True)


async def save_correction(
    session: AsyncSession, known: Update, person_id: int, typed: Said, note: str, asks: bool, base: str, now: datetime
) -> CorrectionDraft:
    """Keeps what somebody has typed."""
    draft = await correction_draft(session, known, person_id)
    if draft is None:
        draft = CorrectionDraft(update_id=known.id, person_id=person_id, revision=0)
        session.add(draft)
    draft.title, draft.changed, draft.tell_customers = typed.title, typed.changed, typed.tell_customers
    draft.effective_from, draft.acknowledge_by = typed.effective_from, typed.acknowledge_by
    draft.playbook_url, draft.note, draft.asks, draft.base = typed.playbook_url, note, asks, base
    draft.revision += 1
    draft.saved_at = now
    await session.flush()
    return draft


async def correct(session: AsyncSession, known: Update, draft: CorrectionDraft, now: datetime) -> None:
    """Makes the draft the next version, whether it is kept or was made just now; the versions before stay."""
    known.version += 1
    known.effective_from, known.acknowledge_by = draft.effective_from, draft.acknowledge_by
    known.playbook_url = draft.playbook_url
    session.add(
        UpdateText(
            update_id=known.id,
            version=known.version,
            locale=known.locale,
            title=draft.title,
            changed=draft.changed,
            tell_customers=draft.tell_customers,
            by_id=draft.person_id,
            at=now,
            note=draft.note,
        )
    )
    if draft.asks:
        known.asked = known.version
        known.unreached = {}
    await session.flush()


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
    rows = await session.execute(
        select(Copy.id, Lane.id, Lane.platform)
        .join(Lane, Lane.id == Copy.lane_id)
        .where(Copy.subject_kind == SUBJECT, Copy.subject_id == known.id)
    )
    return {copy_id: Way(lane_id, platform) for copy_id, lane_id, platform in rows}


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
