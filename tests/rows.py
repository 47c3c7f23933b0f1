"""All that a database tells whoever reads the whole of it."""

from sqlalchemy import select, text

from bot.migrations import all_metadata
from bot.storage.sessions import Database

Rows = dict[str, list[str]]


async def all_rows(database: Database) -> Rows:
    """All rows of all tables as text, with what the database itself notes of each: where it is and who wrote it."""
    found: Rows = {}
    async with database.read() as session:
        for name, table in all_metadata().tables.items():
            without = table.dialect_options["sqlite"]["with_rowid"] is False
            hidden = "xmin, ctid" if database.is_postgresql else "" if without else "rowid"
            rows = await session.execute(select(table, *([text(hidden)] if hidden else [])))
            found[name] = sorted(map(repr, rows))
    return found


def changed(after: Rows, before: Rows) -> list[str]:
    """The tables in which a row came, went, moved or was written again."""
    return [name for name in after if after[name] != before[name]]
