"""What a database is asked, counted: a statement or a commit more is time that somebody waits."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from bot.storage.sessions import Database


@dataclass
class Asked:
    """The statements of readers and writers but for a transaction's beginning, and how often a writer committed."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0


@contextmanager
def asked(database: Database) -> Iterator[Asked]:
    """What is asked while the block runs."""
    found = Asked()

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            found.statements.append(statement)

    def count(connection: Any) -> None:
        found.commits += 1

    reader, writer = database._reader.sync_engine, database._writer.sync_engine
    listening = [(reader, "before_cursor_execute", note), (writer, "before_cursor_execute", note)]
    listening.append((writer, "commit", count))
    for one in listening:
        event.listen(*one)
    try:
        yield found
    finally:
        for one in listening:
            event.remove(*one)
