"""Drafts as they are saved, and updates by their author."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    delete,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.updates.store.tables import Update, UpdateState, UpdateText
from bot.chat import languages
from bot.storage.columns import PUBLIC_ID_LENGTH
from bot.storage.locking import locked


@dataclass(frozen=True)
class Draft:
    """What an author has typed, checked."""

    title: str
    changed: str
    audience_id: int
    owner_id: int
    tell_customers: str = ""
    effective_from: datetime | None = None
    urgent: bool = False
    acknowledge_by: datetime | None = None
    playbook_url: str = ""
    remind_before: int | None = None


async def save_draft(
    session: AsyncSession, public_id: str, author_id: int, draft: Draft, locale: str, now: datetime
) -> Update | None:
    """Keeps a draft under the id that its form was opened with; None if that id is published or somebody else's.

    None as well for an id that is none of ours, which a forged form may carry.

    It is locked, so that nothing is kept while somebody else lets it go out.
    """
    kept = await by_public_id(session, public_id, lock=True)
    if kept is None:
        if len(public_id) != PUBLIC_ID_LENGTH:
            return None
        kept = Update(public_id=public_id, author_id=author_id, locale=locale, revision=0)
        session.add(kept)
    elif kept.author_id != author_id or kept.state is not UpdateState.DRAFT:
        return None
    kept.owner_id = draft.owner_id
    kept.audience_id = draft.audience_id
    kept.urgent = draft.urgent
    kept.effective_from = draft.effective_from
    kept.acknowledge_by = draft.acknowledge_by
    kept.playbook_url = draft.playbook_url
    kept.remind_before = draft.remind_before
    kept.revision += 1
    kept.saved_at = now
    await session.flush()
    text = await session.get(UpdateText, (kept.id, kept.version, kept.locale))
    if text is None:
        text = UpdateText(update_id=kept.id, version=kept.version, locale=kept.locale)
        session.add(text)
    if (text.title, text.changed, text.tell_customers) != (draft.title, draft.changed, draft.tell_customers):
        text.title, text.changed, text.tell_customers = draft.title, draft.changed, draft.tell_customers
        text.by_id, text.at = author_id, now
    await session.flush()
    return kept


async def by_public_id(session: AsyncSession, public_id: str, *, lock: bool = False) -> Update | None:
    """An update by the id that buttons and links carry; whether it may be seen is for the caller to ask.

    With `lock` nobody else changes it until this transaction ends.
    """
    return await session.scalar(locked(select(Update).where(Update.public_id == public_id), lock))


async def text_of(session: AsyncSession, known: Update, locale: str) -> UpdateText:
    """The words of the current version in the language of a locale, else in the one that it was written in."""
    found = await _text_of(session, known, locale)
    if found is None:
        return await session.get_one(UpdateText, (known.id, known.version, known.locale))
    return found


async def _text_of(session: AsyncSession, known: Update, locale: str) -> UpdateText | None:
    """As `text_of`; None once its texts are deleted."""
    there = await session.scalars(
        select(UpdateText.locale).where(UpdateText.update_id == known.id, UpdateText.version == known.version)
    )
    theirs = languages.best(there.all(), locale) or known.locale
    return await session.get(UpdateText, (known.id, known.version, theirs))


async def title_of(session: AsyncSession, known: Update, locale: str) -> str:
    """The title of the current version, as `text_of`; empty once its texts are deleted."""
    words = await _text_of(session, known, locale)
    return words.title if words else ""


async def is_kept(session: AsyncSession, known: Update) -> bool:
    """Whether there are still words: those of a withdrawn update are kept for a while only."""
    return await session.get(UpdateText, (known.id, known.version, known.locale)) is not None


async def delete_draft(session: AsyncSession, known: Update) -> None:
    """Deletes a draft with all that belongs to it."""
    await session.execute(delete(UpdateText).where(UpdateText.update_id == known.id))
    await session.execute(delete(Update).where(Update.id == known.id, Update.state == UpdateState.DRAFT))


async def written_by(session: AsyncSession, author_id: int, *, at_most: int) -> Sequence[Update]:
    """An author's updates that were published, the newest first; withdrawn ones as long as their text is kept."""
    kept = select(UpdateText.update_id).where(UpdateText.update_id == Update.id).exists()
    found = await session.scalars(
        select(Update)
        .where(Update.author_id == author_id, Update.state.in_((UpdateState.PUBLISHED, UpdateState.WITHDRAWN)), kept)
        .order_by(Update.published_at.desc(), Update.id.desc())
        .limit(at_most)
    )
    return found.all()


async def drafts_of(session: AsyncSession, author_id: int, *, at_most: int) -> Sequence[Update]:
    """An author's drafts, the one saved last first."""
    found = await session.scalars(
        select(Update)
        .where(Update.author_id == author_id, Update.state == UpdateState.DRAFT)
        .order_by(Update.saved_at.desc(), Update.id.desc())
        .limit(at_most)
    )
    return found.all()
