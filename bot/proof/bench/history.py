"""A long life in a minute: closed deliveries in bulk, made by the database itself out of one that was sent."""

# ruff: noqa: S608 - statements are made of the names of our own tables and columns, and of numbers

from collections.abc import Mapping

from bot.delivery.tables import Copy, Delivery
from bot.storage.sessions import Database, Session
from bot.storage.tables import Base

KIND = "history"
"""The kind of the subjects that they are of; nothing composes or shows it."""

PER_COPY = 10
"""Deliveries of one copy: a post and its edits."""

COPIES_AT_ONCE = 20_000
"""In one transaction."""

NEWEST = "SELECT max(id) FROM delivery WHERE state = 'sent'"


async def add_closed(database: Database, count: int) -> None:
    """Add so many closed deliveries like the newest that was sent, in its lane, and let the database take stock."""
    copies = count // PER_COPY
    for start in range(0, copies, COPIES_AT_ONCE):
        async with database.write() as session:
            await _add(session, start + 1, min(start + COPIES_AT_ONCE, copies))
    async with database.write() as session:
        await _execute(session, "ANALYZE")


async def _add(session: Session, first: int, last: int) -> None:
    numbers = f"WITH RECURSIVE numbers(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM numbers WHERE i < {last})"
    about = {"subject_kind": f"'{KIND}'", "subject_id": "i", "public_id": f"'{KIND}' || i"}
    columns, values = _cloned(Copy, about)
    await _execute(
        session,
        f"{numbers} INSERT INTO copy ({columns}) SELECT {values} FROM numbers, copy AS source "
        f"WHERE source.id = (SELECT copy_id FROM delivery WHERE id = ({NEWEST}))",
    )
    numbers = f"WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < {PER_COPY})"
    one = {
        "copy_id": "copy.id", "revision": "i", "subject_kind": "copy.subject_kind", "subject_id": "copy.subject_id",
        "public_id": "copy.public_id || '-' || i",
    }  # fmt: skip
    columns, values = _cloned(Delivery, one)
    await _execute(
        session,
        f"{numbers} INSERT INTO delivery ({columns}) SELECT {values} FROM numbers, delivery AS source, copy "
        f"WHERE source.id = ({NEWEST}) AND copy.subject_kind = '{KIND}' "
        f"AND copy.subject_id BETWEEN {first} AND {last}",
    )


def _cloned(table: type[Base], different: Mapping[str, str]) -> tuple[str, str]:
    """All columns but the key, and their values: the source's, except for those that are different."""
    names = [column.name for column in table.__table__.columns if column.name != "id"]
    return ", ".join(names), ", ".join(different.get(name, f"source.{name}") for name in names)


async def _execute(session: Session, statement: str) -> None:
    await (await session.connection()).exec_driver_sql(statement)
