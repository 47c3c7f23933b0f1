"""Column types, on both databases and over any value."""

import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.storage.columns import PUBLIC_ID_LENGTH, Key, PublicId, UtcDateTime, new_public_id
from bot.storage.errors import SealingError
from bot.storage.sealing import Keyring, Sealed
from bot.storage.sessions import Database
from bot.storage.tables import Base

OLD, NEW = secrets.token_urlsafe(), secrets.token_urlsafe()
NOON = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)


class Mood(StrEnum):
    FINE = "just-fine"
    TIRED = "tired"


class Tables(DeclarativeBase):
    type_annotation_map = Base.type_annotation_map


class Note(Tables):
    __tablename__ = "note"
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    at: Mapped[datetime | None]
    mood: Mapped[Mood | None]
    data: Mapped[dict[str, Any] | None]
    secret: Mapped[str | None] = mapped_column(Sealed("note"))


@pytest.fixture
async def notes(empty_database_url: str) -> AsyncIterator[Database]:
    async with Database(empty_database_url, Keyring([OLD])) as database:
        async with database.write() as session:
            await (await session.connection()).run_sync(Tables.metadata.create_all)
        yield database


async def keep(database: Database, **values: Any) -> Note:
    """Store a note and read it back in another session."""
    async with database.write() as session:
        session.add(Note(**values))
    async with database.read() as session:
        return (await session.scalars(select(Note))).one()


async def raw(database: Database, column: str) -> Any:
    async with database.read() as session:
        return await session.scalar(text(f"SELECT {column} FROM note"))


async def test_an_instant_comes_back_in_utc_to_the_microsecond(notes: Database) -> None:
    note = await keep(notes, at=NOON.astimezone(timezone(timedelta(hours=8))))
    assert note.at == NOON and note.at.utcoffset() == timedelta()


async def test_instants_compare_in_the_database_as_they_do_outside(notes: Database) -> None:
    await keep(notes, at=NOON)
    later = (NOON + timedelta(microseconds=1)).astimezone(timezone(timedelta(hours=-11)))
    async with notes.read() as session:
        assert await session.scalar(select(Note.id).where(Note.at < later))
        assert not await session.scalar(select(Note.id).where(Note.at >= later))


async def test_a_naive_instant_is_refused(notes: Database) -> None:
    with pytest.raises(StatementError, match="naive"):
        await keep(notes, at=NOON.replace(tzinfo=None))


async def test_words_and_json_are_stored_as_they_are_spelled(notes: Database) -> None:
    note = await keep(notes, mood=Mood.FINE, data={"b": ["ü", 1], "a": None})
    assert note.mood is Mood.FINE and note.data == {"a": None, "b": ["ü", 1]}
    assert await raw(notes, "mood") == "just-fine"
    if not notes.is_postgresql:
        assert await raw(notes, "data") == '{"a":null,"b":["ü",1]}'


async def test_nothing_is_stored_as_null(notes: Database) -> None:
    note = await keep(notes)
    assert (note.at, note.mood, note.data, note.secret) == (None, None, None, None)
    assert await raw(notes, "count(at) + count(mood) + count(data) + count(secret)") == 0


async def test_a_sealed_column_shows_nothing_to_who_reads_the_database(notes: Database) -> None:
    note = await keep(notes, secret="xoxb-canary")
    assert note.secret == "xoxb-canary"
    assert "canary" not in await raw(notes, "secret")


async def test_a_key_is_replaced_by_putting_the_new_one_in_front(notes: Database) -> None:
    await keep(notes, secret="xoxb-canary")
    async with Database(notes.url, Keyring([NEW, OLD])) as database, database.read() as session:
        assert (await session.scalars(select(Note))).one().secret == "xoxb-canary"
    async with Database(notes.url, Keyring([NEW])) as database, database.read() as session:
        with pytest.raises(SealingError, match=r"^A stored secret cannot be opened"):
            (await session.scalars(select(Note))).one()


def test_resealing_moves_a_secret_to_the_newest_key() -> None:
    sealed = Keyring([OLD]).seal("note", "hush")
    moved = Keyring([NEW, OLD]).reseal("note", sealed)
    assert Keyring([NEW]).unseal("note", moved) == "hush"


def test_what_is_sealed_for_one_purpose_opens_for_no_other() -> None:
    keyring = Keyring([NEW])
    with pytest.raises(SealingError):
        keyring.unseal("other", keyring.seal("note", "hush"))
    assert keyring.derived("note") != keyring.derived("other") and len(keyring.derived("note")[0]) == 32


def test_without_a_key_nothing_is_sealed() -> None:
    with pytest.raises(SealingError, match="INSTEP_SECRET_KEY is missing"):
        Keyring([]).seal("note", "hush")


@given(some.text(some.characters(codec="utf-8")))
def test_any_text_survives_sealing(secret: str) -> None:
    keyring = Keyring([NEW])
    assert keyring.unseal("note", keyring.seal("note", secret)) == secret


@given(some.datetimes(timezones=some.timezones()))
def test_any_aware_instant_is_bound_in_utc(instant: datetime) -> None:
    try:
        expected = instant.astimezone(UTC)
    except OverflowError:
        return
    dialect: Any = None
    bound = UtcDateTime().process_bind_param(instant, dialect)
    assert bound == expected and bound.tzinfo is UTC


def test_public_ids_are_random_short_and_fit_a_url_and_a_command() -> None:
    ids = [new_public_id() for _ in range(1000)]
    assert len(set(ids)) == 1000 and ids != sorted(ids)
    assert all(len(i) == PUBLIC_ID_LENGTH and i.replace("-", "").replace("_", "").isalnum() for i in ids)
    assert not any(i.startswith("-") for i in ids), "a command would take it for an option"
