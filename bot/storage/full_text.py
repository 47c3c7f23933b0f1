"""Full text: words as both databases find them, and the index over a column of words, FTS5 or GIN."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Table,
    cast,
    column,
    event,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession

LONGEST_WORD = 40
"""Characters of a word that are kept; PostgreSQL holds 2,046 bytes in one."""

MOST_WORDS = 12
"""Words of a question that are looked for; more than that nobody means."""

INDEXED = "full_text"
"""Under this, a table's `info` names its column of words and its key."""

_WRITTEN_WITHOUT_SPACES = "\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_WRITTEN_WITHOUT_SPACES}]|[^\W_{_WRITTEN_WITHOUT_SPACES}]+")


def words_of(said: str) -> list[str]:
    """The words of a text in their order: letters and figures alone, without case and accents.

    Chinese and Japanese are taken sign by sign, since nothing stands between their words.
    """
    decomposed = unicodedata.normalize("NFKD", said).casefold()
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return [word[:LONGEST_WORD] for word in _WORD.findall(unicodedata.normalize("NFKC", plain))]


def create(connection: Connection, name: str, words: str, key: str) -> None:
    """Make the index over a table's column of words, which are separated by spaces; it follows the table by itself."""
    for statement in _statements(connection.dialect.name, name, words, key):
        connection.execute(text(statement))


def _statements(dialect: str, name: str, words: str, key: str) -> Sequence[str]:
    index = f"{name}_{INDEXED}"
    if dialect == "postgresql":
        return [f"CREATE INDEX {index} ON {name} USING gin (array_to_tsvector(string_to_array({words}, ' ')))"]
    put = f"INSERT INTO {index} (rowid, {words}) VALUES (new.{key}, new.{words});"  # noqa: S608 - names of our own
    take = f"INSERT INTO {index} ({index}, rowid, {words}) VALUES ('delete', old.{key}, old.{words});"  # noqa: S608 - the same
    return [
        f"CREATE VIRTUAL TABLE {index} USING fts5 ({words}, content='{name}', content_rowid='{key}', prefix='2 3', "
        "tokenize='unicode61 remove_diacritics 0')",
        f"CREATE TRIGGER {index}_put AFTER INSERT ON {name} BEGIN {put} END",
        f"CREATE TRIGGER {index}_taken AFTER DELETE ON {name} BEGIN {take} END",
        f"CREATE TRIGGER {index}_changed AFTER UPDATE ON {name} BEGIN {take} {put} END",
    ]


def indexed(target: Table, words: str, key: str) -> None:
    """Have a table's column of words indexed, wherever the table is made."""
    target.info[INDEXED] = (words, key)

    @event.listens_for(target, "after_create")
    def make(made: Table, connection: Connection, **more: Any) -> None:
        create(connection, made.name, words, key)


def is_index(metadata: MetaData, name: str | None) -> bool:
    """Whether something in a database belongs to such an index, and so to no table of ours."""
    return name is not None and any(
        name.startswith(f"{one}_{INDEXED}") for one, found in metadata.tables.items() if INDEXED in found.info
    )


def holds_all(
    session: AsyncSession, words: Column[Any], key: Column[Any], wanted: Sequence[str]
) -> ColumnElement[bool]:
    """The condition that an indexed column holds a word that begins with each of those wanted, as `words_of` cut them.

    They hold letters and figures alone, so nothing in them is understood as a part of the query.
    """
    each = [word for word in wanted[:MOST_WORDS] if word.isalnum()]
    if session.get_bind().dialect.name == "postgresql":
        indexed_words = func.array_to_tsvector(func.string_to_array(words, literal_column("' '")))
        asked = " & ".join(f"'{word}':*" for word in each)
        return indexed_words.op("@@")(cast(cast(asked, words.type), TSQUERY))
    index = f"{words.table.name}_{INDEXED}"
    matches = column(index).op("MATCH")(" ".join(f'"{word}"*' for word in each))
    return key.in_(select(column("rowid")).select_from(table(index)).where(matches))
