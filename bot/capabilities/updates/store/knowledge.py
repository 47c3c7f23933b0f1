"""Knowledge checks as rows: the questions of an update, and how each person answered them.

Whoever answers is held by person and question alone: not which wrong answer was chosen, and not how often.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, Text, UniqueConstraint, case, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.capabilities.updates.store.tables import Update
from bot.storage.columns import Json, Key, UtcDateTime
from bot.storage.tables import Base


@dataclass(frozen=True)
class CheckQuestion:
    """One question: its answers in their order, the place of the right one (from 0), and the line that says so.

    As somebody reads it, `language` is the one that it is in where that is not the first, or where theirs is `missing`.
    """

    text: str
    answers: tuple[str, ...]
    right: int
    line: str
    language: str = ""
    missing: str = ""


@dataclass(frozen=True)
class QuestionWords:
    """What a question says in a further language, its answers in the same order."""

    text: str
    answers: tuple[str, ...]
    line: str


FurtherCheck = Mapping[str, Mapping[int, QuestionWords]]
"""What the questions of an update say in its further languages: by language, then by number."""


class KnowledgeQuestion(Base):
    """A question that *Got it* asks about an update; `number` counts from 1."""

    __tablename__ = "knowledge_question"
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    answers: Mapped[list[str]] = mapped_column(Json)
    right: Mapped[int]
    line: Mapped[str] = mapped_column(Text)


class KnowledgeText(Base):
    """What a question says in a further language of its update."""

    __tablename__ = "knowledge_text"
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    locale: Mapped[str] = mapped_column(String(16), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    answers: Mapped[list[str]] = mapped_column(Json)
    line: Mapped[str] = mapped_column(Text)


class KnowledgeAnswer(Base):
    """How one person did with one question: whether at first, and since when, they had it right.

    `version` is the one that asked for *Got it*, so that asking anew asks the questions anew. Erased people stay
    without a person, as a count.
    """

    __tablename__ = "knowledge_answer"
    __table_args__ = (
        UniqueConstraint("update_id", "version", "number", "person_id"),
        Index("ix_knowledge_answer_person", "person_id"),
    )
    id: Mapped[Key]
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"))
    version: Mapped[int]
    number: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    right_at_first: Mapped[bool]
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    right_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


async def check_of(session: AsyncSession, known: Update) -> tuple[CheckQuestion, ...]:
    """The questions of an update in their order; empty for one without a check."""
    rows = await session.execute(
        select(KnowledgeQuestion.text, KnowledgeQuestion.answers, KnowledgeQuestion.right, KnowledgeQuestion.line)
        .where(KnowledgeQuestion.update_id == known.id)
        .order_by(KnowledgeQuestion.number)
    )
    return tuple(CheckQuestion(text, tuple(answers), right, line) for text, answers, right, line in rows)


async def keep_check(session: AsyncSession, known: Update, questions: Sequence[CheckQuestion]) -> None:
    """Puts these questions in place of those there are; none takes the check away, with what was answered.

    A question that asks the same keeps what it says in further languages, wherever it stands now.
    """
    before = {one: number for number, one in enumerate(map(_asks, await check_of(session, known)), 1)}
    further = await further_of(session, known)
    await session.execute(delete(KnowledgeText).where(KnowledgeText.update_id == known.id))
    await session.execute(delete(KnowledgeQuestion).where(KnowledgeQuestion.update_id == known.id))
    await session.execute(delete(KnowledgeAnswer).where(KnowledgeAnswer.update_id == known.id))
    session.add_all(
        KnowledgeQuestion(
            update_id=known.id,
            number=number,
            text=one.text,
            answers=list(one.answers),
            right=one.right,
            line=one.line,
        )
        for number, one in enumerate(questions, 1)
    )
    await session.flush()
    places = {before[asks]: number for number, one in enumerate(questions, 1) if (asks := _asks(one)) in before}
    for locale, by_number in further.items():
        moved = {places[number]: words for number, words in by_number.items() if number in places}
        await keep_further(session, known, locale, moved)


def _asks(question: CheckQuestion) -> tuple[str, tuple[str, ...], int]:
    return question.text, question.answers, question.right


async def further_of(session: AsyncSession, known: Update) -> FurtherCheck:
    """What its questions say in further languages, as far as that was given."""
    rows = await session.scalars(
        select(KnowledgeText)
        .where(KnowledgeText.update_id == known.id)
        .order_by(KnowledgeText.locale, KnowledgeText.number)
        .execution_options(populate_existing=True)
    )
    found: dict[str, dict[int, QuestionWords]] = {}
    for row in rows:
        found.setdefault(row.locale, {})[row.number] = QuestionWords(row.text, tuple(row.answers), row.line)
    return found


async def keep_further(session: AsyncSession, known: Update, locale: str, words: Mapping[int, QuestionWords]) -> None:
    """Puts this in place of what its questions say in a further language; without any they are read in the first."""
    await session.execute(
        delete(KnowledgeText).where(KnowledgeText.update_id == known.id, KnowledgeText.locale == locale)
    )
    session.add_all(
        KnowledgeText(
            update_id=known.id,
            number=number,
            locale=locale,
            text=one.text,
            answers=list(one.answers),
            line=one.line,
        )
        for number, one in words.items()
    )
    await session.flush()


async def answered_right(session: AsyncSession, known: Update, person_id: int) -> frozenset[int]:
    """The numbers of the questions that somebody has right, of what was asked last."""
    found = await session.scalars(
        select(KnowledgeAnswer.number).where(*_theirs(known, person_id), KnowledgeAnswer.right_at.is_not(None))
    )
    return frozenset(found)


async def keep_answer(
    session: AsyncSession, known: Update, number: int, person_id: int, side_id: int, *, right: bool, now: datetime
) -> bool:
    """Keeps an answer; true for somebody's first to this question. Whoever has it right keeps it right."""
    theirs = (*_theirs(known, person_id), KnowledgeAnswer.number == number)
    if await session.scalar(select(KnowledgeAnswer.id).where(*theirs)) is None:
        try:
            async with session.begin_nested():
                session.add(
                    KnowledgeAnswer(
                        update_id=known.id,
                        version=known.asked,
                        number=number,
                        person_id=person_id,
                        side_id=side_id,
                        right_at_first=right,
                        first_at=now,
                        right_at=now if right else None,
                    )
                )
        except IntegrityError:
            if await session.scalar(select(KnowledgeAnswer.id).where(*theirs)) is None:
                raise
        else:
            return True
    if right:
        await session.execute(
            update(KnowledgeAnswer).where(*theirs, KnowledgeAnswer.right_at.is_(None)).values(right_at=now)
        )
    return False


def _theirs(known: Update, person_id: int) -> tuple[Any, ...]:
    return (
        KnowledgeAnswer.update_id == known.id,
        KnowledgeAnswer.version == known.asked,
        KnowledgeAnswer.person_id == person_id,
    )


@dataclass(frozen=True)
class AtFirst:
    """How many people of a side have answered a question of a version, and how many were wrong at first."""

    version: int
    number: int
    side_id: int
    answered: int
    wrong: int


async def at_first(session: AsyncSession, known: Update) -> Sequence[AtFirst]:
    """Of all versions that asked; who may see which of it is for the caller to ask."""
    wrong = func.sum(case((KnowledgeAnswer.right_at_first.is_(False), 1), else_=0))
    keys = (KnowledgeAnswer.version, KnowledgeAnswer.number, KnowledgeAnswer.side_id)
    rows = await session.execute(
        select(*keys, func.count(), wrong).where(KnowledgeAnswer.update_id == known.id).group_by(*keys).order_by(*keys)
    )
    return [AtFirst(version, number, side, count, int(failed)) for version, number, side, count, failed in rows]


async def export_answers(session: AsyncSession, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """How somebody did with the questions they were asked."""
    rows = await session.execute(
        select(Update.public_id, KnowledgeAnswer)
        .join(Update, Update.id == KnowledgeAnswer.update_id)
        .where(KnowledgeAnswer.person_id == person_id)
        .order_by(KnowledgeAnswer.first_at, KnowledgeAnswer.id)
    )
    return {
        "updates_knowledge_checks": [
            {
                "update": public_id,
                "version": row.version,
                "question": row.number,
                "right_at_first": row.right_at_first,
                "first_at": row.first_at.isoformat(),
                "right_at": row.right_at.isoformat() if row.right_at else "",
            }
            for public_id, row in rows
        ]
    }


async def erase_answers_of(session: AsyncSession, person_id: int) -> None:
    """Leaves what somebody answered as a count."""
    await session.execute(update(KnowledgeAnswer).where(KnowledgeAnswer.person_id == person_id).values(person_id=None))


async def forget_checks(session: AsyncSession, withdrawn: Select[int]) -> None:
    """Deletes the checks of the updates that this select names: without its questions a figure says nothing."""
    for table in (KnowledgeQuestion, KnowledgeText, KnowledgeAnswer):
        await session.execute(delete(table).where(table.update_id.in_(withdrawn)))
