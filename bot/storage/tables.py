"""What all tables share: the metadata with its names for constraints, and the declarative base."""

from datetime import date, datetime, time
from enum import Enum as PythonEnum
from enum import StrEnum
from typing import Any

from sqlalchemy import Date, Enum, MetaData, Text, Time
from sqlalchemy.orm import DeclarativeBase

from bot.storage.columns import BigInt, Json, UtcDateTime

LONGEST_WORD = 40
"""Characters. Room for the longest word of any enumeration, so that a new word needs no migration."""

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""SQLite names no constraint by itself, and a migration can only change what has a name."""


def _words(kind: type[PythonEnum]) -> list[str]:
    return [str(word.value) for word in kind]


class Base(DeclarativeBase):
    """All mapped tables. `Mapped[...]` alone gives the column type: instants in UTC, words as text, JSON for dicts."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy as the class is made
        int: BigInt,
        str: Text(),
        date: Date(),
        time: Time(),
        datetime: UtcDateTime(),
        dict[str, Any]: Json,
        list[Any]: Json,
        list[str]: Json,
        StrEnum: Enum(StrEnum, native_enum=False, length=LONGEST_WORD, values_callable=_words, validate_strings=True),
    }
