"""Rows by the thousand: asked for in pieces, and written in statements that take many."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from bot.people.model import Channel, Team
from bot.people.reachability import AT_ONCE

Value = TypeVar("Value", int, str)

CHANGEABLE: Mapping[type, Sequence[str]] = {
    Team: ("name", "zone", "country", "region", "locale", "working_hours", "archived", "lead_id", "home_channel_id"),
    Channel: ("name", "agreed_homes"),
}
"""What an import may change of the teams and channels that are stored already."""


def slices(values: Iterable[Value]) -> Iterator[Sequence[Value]]:
    """The values, each once, in pieces that one statement takes."""
    wanted = sorted(set(values))
    for start in range(0, len(wanted), AT_ONCE):
        yield wanted[start : start + AT_ONCE]


async def insert_rows(session: AsyncSession, kind: type, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store rows that all have the same columns."""
    if rows:
        await session.execute(insert(kind), rows)


async def update_rows(session: AsyncSession, kind: type, rows: Sequence[Mapping[str, Any]]) -> None:
    """Change rows, named by their `id`, in the same columns, one after the other."""
    if rows:
        await session.execute(update(kind), rows)


async def insert_new(session: AsyncSession, kind: type[Team] | type[Channel], new: Sequence[Team | Channel]) -> None:
    """Store new teams or channels, made alike and never added to the session, and give them their keys.

    A flush would take a statement for each of them on SQLite, to be told its key.
    """
    if not new:
        return
    by_public_id = {each.public_id: each for each in new}
    columns = [each.key for each in kind.__mapper__.column_attrs if each.key in vars(new[0])]
    rows = [{name: getattr(each, name) for name in columns} for each in new]
    for public_id, key in await session.execute(insert(kind).returning(kind.public_id, kind.id), rows):
        by_public_id[public_id].id = key


async def flush_alike(session: AsyncSession) -> None:
    """Flush so that all changed rows of a kind go in one statement, whichever of their columns have changed."""
    for changed in list(session.dirty):
        if session.is_modified(changed):
            for column in CHANGEABLE.get(type(changed), ()):
                flag_modified(changed, column)
    await session.flush()
