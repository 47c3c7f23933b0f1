"""The inbox: whatever a platform names a request, it counts once."""

from datetime import UTC, datetime

import pytest

from bot.delivery.inbox import first_time
from bot.storage.sessions import Database

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("request_id", ["event:Ev1", "9" * 5_000, "Ω" * 300])
async def test_a_request_counts_once_however_long_its_id_is(database: Database, request_id: str) -> None:
    async with database.write() as session:
        assert await first_time(session, "slack", request_id, NOW)
        assert await first_time(session, "slack", f"{request_id}x", NOW)
        assert not await first_time(session, "slack", request_id, NOW)
        assert await first_time(session, "teams", request_id, NOW)
