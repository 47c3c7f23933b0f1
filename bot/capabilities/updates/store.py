"""What is kept of updates: their texts by version and locale, who was expected to read them, and who has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.delivery.tables import Copy, Delivery, TargetKind
from bot.people.model import Person, PersonState
from bot.storage.columns import Key, PublicId, UtcDateTime
from bot.storage.tables import Base

SUBJECT = "update"
"""The kind of subject that an update's cards are copies of."""

CONTENT_KEPT = timedelta(days=90)
"""How long the text of an update is kept after it was withdrawn, and a draft after it was last saved."""

MOST_CARDS = 100
"""Cards of a channel among which the one of a thread is looked for."""


class UpdateState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Update(Base):
    """A product change that agents must know. `locale` is the one it was written in.

    `revision` counts the saves of a draft, so that only what was previewed is published. `effective_from` unset means
    the moment of publication; `acknowledge_by` unset means each person's next shift.
    """

    __tablename__ = "product_update"
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    audience_id: Mapped[int] = mapped_column(ForeignKey("audience.id"))
    state: Mapped[UpdateState] = mapped_column(default=UpdateState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    urgent: Mapped[bool] = mapped_column(default=False)
    effective_from: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    acknowledge_by: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    playbook_url: Mapped[str] = mapped_column(Text, default="")
    locale: Mapped[str] = mapped_column(String(16), default="en")
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class UpdateText(Base):
    """The words of one version in one locale; `changed` is Markdown as it was typed."""

    __tablename__ = "update_text"
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    locale: Mapped[str] = mapped_column(String(16), primary_key=True)
    title: Mapped[str]
    changed: Mapped[str]
    tell_customers: Mapped[str] = mapped_column(default="")


class ExpectedReader(Base):
    """A person who was in the audience when a version was published.

    Erased people who had acknowledged it stay without a person, as a count.
    """

    __tablename__ = "expected_reader"
    __table_args__ = (
        UniqueConstraint("update_id", "version", "person_id"),
        Index("ix_expected_reader_person", "person_id"),
    )
    id: Mapped[Key]
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"))
    version: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    provisional: Mapped[bool] = mapped_column(default=False)


class Acknowledgement(Base):
    """One person's *Got it*, once per version. `expected`: counted among those it was asked of."""

    __tablename__ = "acknowledgement"
    __table_args__ = (
        UniqueConstraint("update_id", "version", "person_id"),
        Index("ix_acknowledgement_person", "person_id"),
    )
    id: Mapped[Key]
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"))
    version: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    expected: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    platform: Mapped[str] = mapped_column(String(16))


# --- drafts -----------------------------------------------------------------------------------------------------------


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


async def save_draft(
    session: AsyncSession, public_id: str, author_id: int, draft: Draft, locale: str, now: datetime
) -> Update | None:
    """Keeps a draft under the id that its form was opened with; None if that id is published or somebody else's."""
    kept = await by_public_id(session, public_id)
    if kept is None:
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
    kept.revision += 1
    kept.saved_at = now
    await session.flush()
    text = await session.get(UpdateText, (kept.id, kept.version, kept.locale))
    if text is None:
        text = UpdateText(update_id=kept.id, version=kept.version, locale=kept.locale)
        session.add(text)
    text.title, text.changed, text.tell_customers = draft.title, draft.changed, draft.tell_customers
    await session.flush()
    return kept


async def by_public_id(session: AsyncSession, public_id: str, *, lock: bool = False) -> Update | None:
    """An update by the id that buttons and links carry; whether it may be seen is for the caller to ask.

    With `lock` nobody else changes it until this transaction ends.
    """
    query = select(Update).where(Update.public_id == public_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return await session.scalar(query)


async def text_of(session: AsyncSession, known: Update, locale: str) -> UpdateText:
    """The words of the current version, in `locale` if there are any, else in the locale it was written in."""
    wanted = await session.get(UpdateText, (known.id, known.version, locale))
    if wanted is not None:
        return wanted
    return await session.get_one(UpdateText, (known.id, known.version, known.locale))


async def written_by(session: AsyncSession, author_id: int, *, at_most: int) -> Sequence[Update]:
    """An author's published updates, the newest first."""
    found = await session.scalars(
        select(Update)
        .where(Update.author_id == author_id, Update.state == UpdateState.PUBLISHED)
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


# --- readers ----------------------------------------------------------------------------------------------------------


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


async def acknowledge(
    session: AsyncSession, known: Update, person_id: int, side_id: int, platform: str, now: datetime
) -> Noted:
    """Counts a person once for the current version, whatever is pressed twice or on two platforms at once."""
    earlier = await noted_at(session, known, person_id)
    if earlier is not None:
        return Noted(earlier, now=False)
    expected = await session.scalar(
        select(ExpectedReader.id).where(
            ExpectedReader.update_id == known.id,
            ExpectedReader.version == known.version,
            ExpectedReader.person_id == person_id,
            ExpectedReader.provisional.is_(False),
        )
    )
    try:
        async with session.begin_nested():
            session.add(
                Acknowledgement(
                    update_id=known.id,
                    version=known.version,
                    person_id=person_id,
                    side_id=side_id,
                    expected=expected is not None,
                    at=now,
                    platform=platform,
                )
            )
    except IntegrityError:
        earlier = await noted_at(session, known, person_id)
        if earlier is None:
            raise
        return Noted(earlier, now=False)
    return Noted(now, now=True)


async def noted_at(session: AsyncSession, known: Update, person_id: int) -> datetime | None:
    """When a person noted the current version; None if they have not."""
    return await session.scalar(
        select(Acknowledgement.at).where(
            Acknowledgement.update_id == known.id,
            Acknowledgement.version == known.version,
            Acknowledgement.person_id == person_id,
        )
    )


def _noted_by_reader() -> ColumnElement[bool]:
    return exists().where(
        Acknowledgement.update_id == ExpectedReader.update_id,
        Acknowledgement.version == ExpectedReader.version,
        Acknowledgement.person_id == ExpectedReader.person_id,
    )


def _is_here(now: datetime) -> ColumnElement[bool]:
    """A person who neither left nor is away."""
    return and_(
        Person.state.in_((PersonState.ACTIVE, PersonState.PROVISIONAL)),
        or_(Person.away_until.is_(None), Person.away_until <= now),
    )


async def readers_by_side(session: AsyncSession, known: Update, now: datetime) -> Mapping[int, Readers]:
    """How many of each side are expected and have noted the current version.

    Expected are the confirmed people frozen at publication, without those who left or are away and have not noted it.
    """
    of_version = and_(ExpectedReader.update_id == known.id, ExpectedReader.version == known.version)
    waited_for = or_(ExpectedReader.person_id.is_(None), _noted_by_reader(), _is_here(now))
    readers = await session.execute(
        select(ExpectedReader.side_id, ExpectedReader.provisional, func.count())
        .outerjoin(Person, Person.id == ExpectedReader.person_id)
        .where(of_version, waited_for)
        .group_by(ExpectedReader.side_id, ExpectedReader.provisional)
    )
    noted = await session.execute(
        select(Acknowledgement.side_id, Acknowledgement.expected, func.count())
        .where(Acknowledgement.update_id == known.id, Acknowledgement.version == known.version)
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
    """The teams of the people who are here and have not noted the current version, by person."""
    rows = await session.execute(
        select(ExpectedReader.person_id, ExpectedReader.team_id)
        .join(Person, Person.id == ExpectedReader.person_id)
        .where(
            ExpectedReader.update_id == known.id,
            ExpectedReader.version == known.version,
            ~_noted_by_reader(),
            _is_here(now),
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
            ExpectedReader.version == Update.version,
            ExpectedReader.person_id == person_id,
        )
        .exists()
    )
    return and_(Update.state == UpdateState.PUBLISHED, reads, ~_noted_by(person_id))


def _noted_by(person_id: int) -> ColumnElement[bool]:
    return exists().where(
        Acknowledgement.update_id == Update.id,
        Acknowledgement.version == Update.version,
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


def _cards_in(channel_id: int) -> ColumnElement[bool]:
    return and_(
        Copy.subject_kind == SUBJECT,
        Copy.subject_id == Update.id,
        Copy.target_kind == TargetKind.CHANNEL,
        Copy.target_id == channel_id,
    )


async def newest_in_channel(session: AsyncSession, channel_id: int, person_id: int) -> Update | None:
    """The newest update in a channel that a person has not noted."""
    return await session.scalar(
        select(Update)
        .join(Copy, _cards_in(channel_id))
        .where(Update.state == UpdateState.PUBLISHED, ~_noted_by(person_id))
        .order_by(Update.published_at.desc(), Update.id.desc())
        .limit(1)
    )


async def channels_of(session: AsyncSession, known: Update) -> Sequence[int]:
    """The channels that hold a card of an update."""
    found = await session.scalars(
        select(Copy.target_id).where(
            Copy.subject_kind == SUBJECT, Copy.subject_id == known.id, Copy.target_kind == TargetKind.CHANNEL
        )
    )
    return found.all()


async def newest_cards(session: AsyncSession, channel_id: int) -> Sequence[tuple[Update, Mapping[str, Any]]]:
    """The newest cards in a channel with the platform's address of each; who is there has them before their eyes."""
    rows = await session.execute(
        select(Update, Copy.address)
        .join(Copy, _cards_in(channel_id))
        .where(Copy.address.is_not(None))
        .order_by(Update.published_at.desc(), Update.id.desc())
        .limit(MOST_CARDS)
    )
    return [(known, address) for known, address in rows if address is not None]


async def of_delivery(session: AsyncSession, delivery_id: str) -> Update | None:
    """The update whose card a delivery was to bring; whether it may be seen is for the caller to ask."""
    return await session.scalar(
        select(Update)
        .join(Delivery, and_(Delivery.subject_kind == SUBJECT, Delivery.subject_id == Update.id))
        .where(Delivery.public_id == delivery_id)
    )


async def sides_reached(session: AsyncSession, known: Update) -> frozenset[int]:
    """The sides to which an update was published: of its expected readers, and of all who read its channels."""
    readers = await session.scalars(
        select(ExpectedReader.side_id).where(ExpectedReader.update_id == known.id).distinct()
    )
    viewpoints = await session.scalars(
        select(Copy.viewpoint).where(Copy.subject_kind == SUBJECT, Copy.subject_id == known.id)
    )
    return frozenset(readers) | {side for viewpoint in viewpoints for side in viewpoint}


# --- people's data ----------------------------------------------------------------------------------------------------


async def export_person(session: AsyncSession, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Updates a person wrote or owns, and those they noted."""
    written = await session.execute(
        select(Update, UpdateText)
        .join(UpdateText, and_(UpdateText.update_id == Update.id, UpdateText.version == Update.version))
        .where(or_(Update.author_id == person_id, Update.owner_id == person_id))
        .order_by(Update.id)
    )
    noted = await session.execute(
        select(Update.public_id, Acknowledgement.version, Acknowledgement.at, Acknowledgement.platform)
        .join(Update, Update.id == Acknowledgement.update_id)
        .where(Acknowledgement.person_id == person_id)
        .order_by(Acknowledgement.at)
    )
    return {
        "updates": [
            {
                "id": row.public_id,
                "state": str(row.state),
                "version": row.version,
                "title": text.title,
                "changed": text.changed,
                "tell_customers": text.tell_customers,
                "published_at": row.published_at.isoformat() if row.published_at else "",
            }
            for row, text in written
        ],
        "updates_noted": [
            {"update": public_id, "version": version, "at": at.isoformat(), "platform": platform}
            for public_id, version, at, platform in noted
        ],
    }


async def erase_person(session: AsyncSession, person_id: int) -> None:
    """Takes a person out; who had noted a version stays as a count. Drafts go, published updates are the company's."""
    await session.execute(delete(ExpectedReader).where(ExpectedReader.person_id == person_id, ~_noted_by_reader()))
    for table in (ExpectedReader, Acknowledgement):
        await session.execute(update(table).where(table.person_id == person_id).values(person_id=None))
    await _delete_updates(session, and_(Update.author_id == person_id, Update.state == UpdateState.DRAFT))


async def delete_expired(session: AsyncSession, now: datetime) -> int:
    """Deletes the texts of what was withdrawn, and drafts that nobody saved since, `CONTENT_KEPT` before `now`."""
    withdrawn = select(Update.id).where(Update.withdrawn_at < now - CONTENT_KEPT)
    texts = await session.execute(
        delete(UpdateText).where(UpdateText.update_id.in_(withdrawn)).returning(UpdateText.update_id)
    )
    drafts = await _delete_updates(
        session, and_(Update.state == UpdateState.DRAFT, Update.saved_at < now - CONTENT_KEPT)
    )
    return len(texts.all()) + drafts


async def _delete_updates(session: AsyncSession, which: ColumnElement[bool]) -> int:
    await session.execute(delete(UpdateText).where(UpdateText.update_id.in_(select(Update.id).where(which))))
    gone = await session.execute(delete(Update).where(which).returning(Update.id))
    return len(gone.all())
