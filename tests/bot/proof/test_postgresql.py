"""The packaged PostgreSQL, as proofs start it."""

import signal

import pytest

from bot.proof.postgresql import PostgresqlServer
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database

KEYRING = Keyring(["a-key-for-tests-that-is-long-enough-to-pass"])


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
async def test_a_server_keeps_what_it_holds_while_it_is_stopped_and_leaves_nothing_at_its_end(
    how: signal.Signals,
) -> None:
    with PostgresqlServer() as server:
        url = server.new_database("kept")
        async with Database(url, KEYRING) as database, database.write() as session:
            await (await session.connection()).exec_driver_sql("CREATE TABLE kept AS SELECT 7 AS figure")
        server.stop(how)
        server.start()
        async with Database(url, KEYRING) as database, database.read() as session:
            found = await (await session.connection()).exec_driver_sql("SELECT figure FROM kept")
            assert found.scalar() == 7
        folder = server.folder
    assert not folder.exists()
