"""What is closed costs nothing: no statement of the sender walks over it."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from bot.delivery.outbox import Subject
from bot.proof.bench.history import add_closed
from bot.storage.sessions import Database
from tests.bot.delivery.conftest import QUICK, Desk, sending, settled

CLOSED = 20_000

GROWING = ("copy", "delivery")
"""Tables that keep a row for everything that was ever sent."""

Statement = tuple[str, Any]


@contextmanager
def statements(database: Database) -> Iterator[dict[str, Statement]]:
    """Every statement that is executed meanwhile, by its text, with the values that it had last."""
    seen: dict[str, Statement] = {}

    def see(connection: Any, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE")):
            seen[re.sub(r"IN \([^)]*\)", "IN (…)", statement)] = (statement, values[0] if many else values)

    engines = [database._reader.sync_engine, database._writer.sync_engine]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", see)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", see)


async def walks(database: Database, statement: Statement) -> list[str]:
    """The tables that keep growing of which a statement reads every row, each with how it does so."""
    text, values = statement
    async with database.write() as session:
        connection = await session.connection()
        if database.is_postgresql:
            found = (await connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {text}", values)).scalar()
            explained = json.loads(found) if isinstance(found, str) else found
            ways = list(postgresql_walks(explained[0]["Plan"]))
        else:
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)
            ways = [
                (re.sub(r"_\d+$", "", walked[1]), row[3]) for row in rows if (walked := re.match(r"SCAN (\w+)", row[3]))
            ]
    return [how for table, how in ways if table in GROWING and "ix_delivery_open" not in how]


def postgresql_walks(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
    reads = node["Node Type"] in ("Seq Scan", "Index Scan", "Index Only Scan")
    if reads and "Index Cond" not in node:
        yield node["Relation Name"], f"{node['Node Type']} {node['Relation Name']} {node.get('Index Name', '')}"
    for child in node.get("Plans", ()):
        yield from postgresql_walks(child)


async def test_no_statement_of_the_sender_walks_over_what_is_closed(desk: Desk) -> None:
    async with sending(desk, options=QUICK):
        await desk.publish()
        await settled(desk)
        await add_closed(desk.database, CLOSED)
        with statements(desk.database) as seen:
            await desk.publish(subject=Subject("update", 8))
            await settled(desk)
    walked = {text: how for text, statement in seen.items() if (how := await walks(desk.database, statement))}
    assert len(seen) > 10
    assert not walked
