"""Column types and kinds of column that every table uses."""

import secrets
from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator

PUBLIC_ID_BYTES = 16
"""128 bits: not to be guessed."""

PUBLIC_ID_LENGTH = 22
"""Characters of such an id in URL-safe base64 without padding."""


def new_public_id() -> str:
    """A random id for what leaves the database (buttons, links, API); it says nothing about time or order.

    None begins with a hyphen, by which a command would take it for an option, and a spreadsheet for a formula.
    """
    while (made := secrets.token_urlsafe(PUBLIC_ID_BYTES)).startswith("-"):
        pass
    return made


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: any aware datetime goes in, UTC comes out; raises ValueError for a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None or value.utcoffset() is None:
            raise ValueError(f"a naive datetime cannot be stored: {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        assert isinstance(value, datetime)
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON value; replace it as a whole, since changes inside are not noticed."""

BigInt = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits on both databases; SQLite numbers rows by itself only in a column of type INTEGER."""

Key = Annotated[int, mapped_column(BigInt, primary_key=True)]
"""The inside key of a row; never leaves the database."""

PublicId = Annotated[str, mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=new_public_id)]
"""The id under which the outside knows a row."""
