"""Rotation of the secret key: sealing anew, with the newest key, whatever the database holds sealed."""

from sqlalchemy import MetaData, Text, cast, select, type_coerce, update

from bot.storage.sealing import Sealed
from bot.storage.sessions import Database


async def reseal(database: Database, metadata: MetaData) -> int:
    """Seal every sealed value of these tables with the newest key, in one transaction, and give their number.

    Raises SealingError, and changes nothing, if one of them opens with none of the keys.
    """
    count = 0
    async with database.write() as session:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if not isinstance(column.type, Sealed):
                    continue
                key = list(table.primary_key)
                stored = await session.execute(select(type_coerce(column, Text), *key).where(column.is_not(None)))
                for sealed, *values in stored.all():
                    fresh = database.keyring.reseal(column.type.purpose, sealed)
                    row = [part == value for part, value in zip(key, values, strict=True)]
                    await session.execute(update(table).where(*row).values({column: cast(fresh, Text)}))
                    count += 1
    return count
