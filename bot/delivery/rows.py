"""Rows written in bulk: what is there already stays, on both databases."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar, cast

from sqlalchemy import CursorResult, Delete, Update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.tables import Operation
from bot.storage.columns import new_public_id
from bot.storage.tables import Base

T = TypeVar("T")

UNSYNCED: Mapping[str, Any] = MappingProxyType({"synchronize_session": False})
"""For changes in bulk: rows that the session happens to know are read again by whoever needs them."""

AT_ONCE = 5000
"""Values of one `IN (…)`: both databases take 32,766 and 32,767 parameters in a statement."""


def insert_for(session: AsyncSession, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT of the session's own dialect, which alone knows ON CONFLICT."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(Base.metadata.tables[table.__tablename__])
    return sqlite.insert(Base.metadata.tables[table.__tablename__])


async def insert_new(session: AsyncSession, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns; those that clash with a unique key are left out."""
    if rows:
        await session.execute(insert_for(session, table).on_conflict_do_nothing(), list(rows))


def slices(values: Sequence[T]) -> list[Sequence[T]]:
    """The values in pieces that fit into one statement."""
    return [values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE)]


def new_delivery(
    kind: str, subject_id: int, slot: str, operation: Operation, revision: int, now: datetime
) -> dict[str, Any]:
    """The columns that every new delivery begins with, but for whose it is."""
    return {
        "public_id": new_public_id(),
        "subject_kind": kind,
        "subject_id": subject_id,
        "slot": slot,
        "operation": operation,
        "revision": revision,
        "attempts": 0,
        "cause": "",
        "detail": "",
        "unconfirmed": False,
        "epoch": 0,
        "created_at": now,
    }


async def rows_hit(session: AsyncSession, *statements: Update | Delete) -> int:
    """Changes or deletes, in that order, rows that nothing in the session holds; says how many they were."""
    found = [await session.execute(statement, execution_options=UNSYNCED) for statement in statements]
    return sum(cast("CursorResult[Any]", one).rowcount for one in found)
