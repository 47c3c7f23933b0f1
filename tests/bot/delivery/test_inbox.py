"""The inbox: whatever a platform names a request, it counts once."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event

from bot.delivery.inbox import first_time, first_times
from bot.storage.sessions import Database

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("request_id", ["event:Ev1", "9" * 5_000, "Ω" * 300])
async def test_a_request_counts_once_however_long_its_id_is(database: Database, request_id: str) -> None:
    async with database.write() as session:
        assert await first_time(session, "slack", request_id, NOW)
        assert await first_time(session, "slack", f"{request_id}x", NOW)
        assert not await first_time(session, "slack", request_id, NOW)
        assert await first_time(session, "teams", request_id, NOW)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_many_are_noted_in_one_order_whatever_came_first(database: Database) -> None:
    """So that two processes to which the same requests come never wait for each other."""
    noted: list[Any] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        noted.append((statement, parameters))

    requests = [("slack", "b"), ("teams", "a"), ("slack", "a"), ("slack", "b")]
    for asked in (requests, requests[::-1]):
        async with database.write() as session:
            engine = session.get_bind()
            event.listen(engine, "before_cursor_execute", note)
            new = await first_times(session, asked, NOW)
            event.remove(engine, "before_cursor_execute", note)
            assert {asked[number] for number in new} == set(requests) and len(new) == 3
            await session.rollback()
    first, second = noted
    assert first == second
