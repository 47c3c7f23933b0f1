"""Sealing anew: every sealed column, found by its type, with the newest key."""

from sqlalchemy import Column, Table, Text, select, type_coerce, update

from bot.storage.sealing import Sealed
from bot.storage.sessions import Database
from bot.storage.tables import Base


async def reseal_all(database: Database) -> int:
    """Seals every stored secret with the newest key, in one transaction; says how many there are.

    Raises SealingError, with nothing changed, if one of them cannot be opened with any key.
    """
    count = 0
    async with database.write() as session:
        for table, column in _sealed_columns():
            keys = list(table.primary_key.columns)
            kind = column.type
            assert isinstance(kind, Sealed)
            rows = (await session.execute(select(*keys, type_coerce(column, Text).label("sealed")))).all()
            for *key, sealed in rows:
                if sealed is None:
                    continue
                anew = database.keyring.reseal(kind.purpose, sealed)
                await session.execute(
                    update(table)
                    .where(*(own == value for own, value in zip(keys, key, strict=True)))
                    .values({column: type_coerce(anew, Text)})
                )
                count += 1
    return count


def _sealed_columns() -> list[tuple[Table, Column[str]]]:
    return [
        (table, column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Sealed)
    ]
