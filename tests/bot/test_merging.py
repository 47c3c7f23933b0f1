"""A merge reaches every table that names a person, also those that are made later."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Any

import pytest
from sqlalchemy import Column, Table, UniqueConstraint, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from bot.assemble.offers import all_offers
from bot.people import merging
from bot.people.model import Person, PersonState
from bot.storage.columns import UtcDateTime
from bot.storage.tables import Base

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
KEPT, GONE = 1, 2


def naming_people() -> set[Column[Any]]:
    """Every column that names a person, by itself or through another one that does."""
    all_offers()
    found: set[Column[Any]] = {Person.__table__.c.id}
    columns = [column for table in Base.metadata.tables.values() for column in table.columns]
    while more := {one for one in columns if any(key.column in found for key in one.foreign_keys)} - found:
        found |= more
    return found - {Person.__table__.c.id}


def row(table: Table, named: set[Column[Any]], person_id: int) -> dict[str, Any]:
    """A row that names a person in every column that can, and has nothing that it need not have."""
    keys = [table.primary_key, *(one for one in table.constraints if isinstance(one, UniqueConstraint))]
    with_people = {column for key in keys if named & set(key.columns) for column in key.columns}
    return {
        column.name: person_id if column in named else _value(column, 0 if column in with_people else person_id)
        for column in table.columns
        if column in named
        or not (column is table.autoincrement_column or column.nullable or column.default is not None)
    }


def _value(column: Column[Any], which: int) -> Any:
    if isinstance(column.type, UtcDateTime):
        return NOW
    kind = column.type.python_type
    if issubclass(kind, Enum):
        return next(iter(kind))
    if issubclass(kind, str):
        return f"{which}"
    day = NOW.date() + timedelta(days=which)
    return {datetime: NOW, date: day, time: NOW.time(), int: which, bool: False, bytes: b""}.get(kind, {})


@pytest.fixture
async def without_foreign_keys() -> AsyncIterator[AsyncSession]:
    """All tables, in which a row needs nothing but itself."""
    engine = create_async_engine("sqlite+aiosqlite://")
    try:
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        async with AsyncSession(engine) as session:
            yield session
    finally:
        await engine.dispose()


@pytest.mark.parametrize("both", [False, True])
async def test_whatever_names_one_record_names_the_other_after_they_were_joined(
    without_foreign_keys: AsyncSession, both: bool
) -> None:
    session, named = without_foreign_keys, naming_people()
    people = [Person(id=one, side_id=1, name="Ada", state=PersonState.ACTIVE, created_at=NOW) for one in (KEPT, GONE)]
    session.add_all(people)
    await session.flush()
    for table in {column.table for column in named}:
        for person_id in (KEPT, GONE) if both else (GONE,):
            await session.execute(insert(table).values(row(table, named, person_id)))
    await merging.merge(session, None, *people, NOW, all_offers().moves())
    for column in named:
        left = await session.scalar(select(func.count()).select_from(column.table).where(column == GONE))
        assert left == 0, f"{column} still names the record that is gone"
        kept = await session.scalar(select(func.count()).select_from(column.table).where(column == KEPT))
        assert kept, f"{column} does not name the record that was kept"
