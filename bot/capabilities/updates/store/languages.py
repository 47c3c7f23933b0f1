"""The texts of an update in its languages: as they stand, as a correction will have them, and who reads which."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.capabilities.updates.store.knowledge import keep_further
from bot.capabilities.updates.store.tables import CorrectionDraft, Update, UpdateText
from bot.chat import languages
from bot.people.access import Actor
from bot.people.model import Team
from bot.storage.tables import Base


@dataclass(frozen=True)
class Words:
    """What an update says in one language; `note` what its last correction has changed."""

    locale: str
    title: str
    changed: str
    tell_customers: str
    note: str = ""

    def says_the_same(self, other: "Words") -> bool:
        """Whether both say the same, whatever is noted about it and however a platform writes the ends of lines."""
        mine, theirs = (
            [text.replace("\r\n", "\n").strip() for text in (one.title, one.changed, one.tell_customers)]
            for one in (self, other)
        )
        return mine == theirs


class CorrectionText(Base):
    """What a correction that is being written will say in a further language; without a title, that it is taken out.

    `version` is the version on which it was typed: on top of another one it has to be looked at again.
    """

    __tablename__ = "correction_text"
    __table_args__ = (
        ForeignKeyConstraint(
            ["update_id", "person_id"], ["correction_draft.update_id", "correction_draft.person_id"], ondelete="CASCADE"
        ),
    )
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    locale: Mapped[str] = mapped_column(String(16), primary_key=True)
    version: Mapped[int]
    title: Mapped[str]
    changed: Mapped[str]
    tell_customers: Mapped[str]
    note: Mapped[str]


# --- as they stand ----------------------------------------------------------------------------------------------------


async def texts_of(session: AsyncSession, known: Update) -> Mapping[str, Words]:
    """What the present version says, by language."""
    return await _texts(session, known, known.version)


async def _texts(session: AsyncSession, known: Update, version: int) -> dict[str, Words]:
    rows = await session.scalars(
        select(UpdateText)
        .where(UpdateText.update_id == known.id, UpdateText.version == version)
        .order_by(UpdateText.locale)
    )
    return {row.locale: Words(row.locale, row.title, row.changed, row.tell_customers, row.note) for row in rows}


async def left_behind(session: AsyncSession, known: Update) -> frozenset[str]:
    """The languages of earlier versions that no correction has reached since."""
    if known.version == 1:
        return frozenset()
    earlier = await session.scalars(
        select(UpdateText.locale).where(UpdateText.update_id == known.id, UpdateText.version < known.version).distinct()
    )
    present = await session.scalars(
        select(UpdateText.locale).where(UpdateText.update_id == known.id, UpdateText.version == known.version)
    )
    return frozenset(earlier) - frozenset(present)


async def overtaken(session: AsyncSession, known: Update) -> frozenset[str]:
    """The languages whose text was written before the first one was last changed."""
    first = await session.get_one(UpdateText, (known.id, known.version, known.locale))
    older = await session.scalars(
        select(UpdateText.locale).where(
            UpdateText.update_id == known.id, UpdateText.version == known.version, UpdateText.at < first.at
        )
    )
    return frozenset(older)


async def newest(session: AsyncSession, known: Update, locale: str) -> Words | None:
    """What an update has said last in a language; None if it never was in it."""
    row = await session.scalar(
        select(UpdateText)
        .where(UpdateText.update_id == known.id, UpdateText.locale == locale)
        .order_by(UpdateText.version.desc())
        .limit(1)
    )
    return Words(row.locale, row.title, row.changed, row.tell_customers, row.note) if row else None


async def keep(session: AsyncSession, known: Update, words: Words, by_id: int, now: datetime) -> None:
    """Keeps what the present version says in a language."""
    await session.merge(
        UpdateText(
            update_id=known.id,
            version=known.version,
            locale=words.locale,
            title=words.title,
            changed=words.changed,
            tell_customers=words.tell_customers,
            by_id=by_id,
            at=now,
            note=words.note,
        )
    )
    await session.flush()


async def take_out(session: AsyncSession, known: Update, locale: str) -> bool:
    """Has the present version not say anything in a language any more; False if it did not, or was written in it.

    Nor does its knowledge check.
    """
    if locale == known.locale:
        return False
    await keep_further(session, known, locale, {})
    gone = await session.execute(
        delete(UpdateText)
        .where(UpdateText.update_id == known.id, UpdateText.version == known.version, UpdateText.locale == locale)
        .returning(UpdateText.locale)
    )
    return bool(gone.all())


async def written_in(session: AsyncSession, known: Update, locale: str) -> bool:
    """Says which language a draft is written in; False if there is a further text in that one."""
    if locale == known.locale:
        return True
    if await session.get(UpdateText, (known.id, known.version, locale)) is not None:
        return False
    text = await session.get_one(UpdateText, (known.id, known.version, known.locale))
    words = Words(locale, text.title, text.changed, text.tell_customers)
    by_id, at = text.by_id, text.at
    await session.delete(text)
    await session.flush()
    known.locale = locale
    session.add(
        UpdateText(
            update_id=known.id,
            version=known.version,
            locale=locale,
            title=words.title,
            changed=words.changed,
            tell_customers=words.tell_customers,
            by_id=by_id,
            at=at,
        )
    )
    await session.flush()
    return True


async def language_of(session: AsyncSession, actor: Actor) -> str:
    """The language in which somebody writes, as long as they do not say: their team's."""
    team = await session.get(Team, actor.team_ids[0]) if actor.team_ids else None
    return languages.nearest(team.locale) if team else languages.FIRST


# --- as a correction will have them -----------------------------------------------------------------------------------


async def typed(session: AsyncSession, draft: CorrectionDraft) -> Mapping[str, Words]:
    """What somebody has typed in further languages for a correction, on whatever version."""
    return {one.locale: words for one, words in await _typed(session, draft)}


async def typed_on(session: AsyncSession, draft: CorrectionDraft, version: int) -> Mapping[str, Words]:
    """The same, as far as it was typed on this version: on top of another one it has to be looked at again."""
    return {one.locale: words for one, words in await _typed(session, draft) if one.version == version}


async def _typed(session: AsyncSession, draft: CorrectionDraft) -> list[tuple[CorrectionText, Words]]:
    rows = await session.scalars(
        select(CorrectionText)
        .where(CorrectionText.update_id == draft.update_id, CorrectionText.person_id == draft.person_id)
        .order_by(CorrectionText.locale)
        .execution_options(populate_existing=True)
    )
    return [(row, Words(row.locale, row.title, row.changed, row.tell_customers, row.note)) for row in rows]


async def keep_typed(session: AsyncSession, draft: CorrectionDraft, words: Words, version: int) -> None:
    """Keeps what somebody has typed in a further language; what is previewed afterwards is another correction."""
    await session.merge(
        CorrectionText(
            update_id=draft.update_id,
            person_id=draft.person_id,
            locale=words.locale,
            version=version,
            title=words.title,
            changed=words.changed,
            tell_customers=words.tell_customers,
            note=words.note,
        )
    )
    draft.revision += 1
    await session.flush()
