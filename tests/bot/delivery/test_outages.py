"""Databases that are full, locked or gone for a while: receipts wait, nothing is doubled, and it is said in words."""

import asyncio
import sqlite3
from contextlib import contextmanager
from dataclasses import replace

import pytest
import structlog
from sqlalchemy import text

from bot.chat.message import say
from bot.storage.sessions import Database
from tests.bot.delivery.conftest import sending, settled, until
from tests.bot.delivery.memory_platform import MemoryPlatform


@contextmanager
def events():
    """What is logged, event by event."""
    with structlog.testing.capture_logs() as lines:
        yield lambda name: [line for line in lines if line["event"] == name]


async def set_page_limit(database, pages):
    """As many pages as a SQLite file may have; 0 for as many as it has now."""
    async with database.write() as session:
        await session.execute(text(f"PRAGMA max_page_count = {pages or 1}"))


class WordyPlatform(MemoryPlatform):
    """Its addresses take room in the database."""

    async def post(self, to, message, *, delivery_id, token=""):
        address = await super().post(to, message, delivery_id=delivery_id, token=token)
        return {**address, "context": "x" * 20_000}


async def test_receipts_wait_for_room_on_the_disk(desk):
    if desk.database.is_postgresql:
        pytest.skip("a full PostgreSQL cannot be had without filling a disk")
    slack = WordyPlatform()
    await desk.publish(desk.posts(say("Once"), "internal"))
    await set_page_limit(desk.database, 0)
    with events() as logged:
        async with sending(desk, slack):

            async def waits():
                return len(logged("receipts_wait_for_database")) >= 2

            await until(waits)
            assert "is full" in logged("receipts_wait_for_database")[0]["reason"]
            assert (await desk.receipt()).delivered == 0, "what could not be written down is not called delivered"
            await set_page_limit(desk.database, 2**30)
            await settled(desk)
    receipt = await desk.receipt()
    assert (receipt.delivered, receipt.unconfirmed, len(slack.posted)) == (4, 0, 4)


async def test_receipts_wait_for_a_backup_that_locks_the_file(desk):
    if desk.database.is_postgresql:
        pytest.skip("a backup of PostgreSQL locks nothing")
    slack = MemoryPlatform()
    await desk.publish(desk.posts(say("Once"), "internal"))
    backup = sqlite3.connect(desk.database.path, isolation_level=None)

    def lock(verb, channel):
        if not backup.in_transaction:
            backup.execute("BEGIN IMMEDIATE")

    slack.during = lock
    async with Database(desk.database.url, desk.database.keyring, busy_timeout=0.05) as impatient:
        with events() as logged:
            async with sending(replace(desk, database=impatient, senders=[]), slack):

                async def waits():
                    return len(logged("receipts_wait_for_database")) >= 2

                await until(waits)
                assert logged("receipts_wait_for_database")[0]["reason"].endswith("is busy: try again in a minute.")
                slack.during = lambda verb, channel: None
                backup.execute("ROLLBACK")
                await settled(desk)
    backup.close()
    receipt = await desk.receipt()
    assert (receipt.delivered, receipt.unconfirmed, len(slack.posted)) == (4, 0, 4)


async def test_connections_that_are_cut_and_refused_for_a_while_lose_and_double_nothing(desk, postgresql_server):
    if not desk.database.is_postgresql:
        pytest.skip("a SQLite file has no connections to cut")
    slack = MemoryPlatform()
    slack.latency = 0.05
    name = desk.database.url.database

    def refuse():
        postgresql_server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        postgresql_server.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")

    with events() as logged:
        async with sending(desk, slack):
            await desk.publish(desk.posts(say("Once"), "internal"))

            async def called():
                return slack.calls

            await until(called)
            await asyncio.to_thread(refuse)

            async def waits():
                return [line for event in WAITS for line in logged(event)]

            (line, *_) = await until(waits)
            assert "cannot be reached" in line["reason"]
            await asyncio.to_thread(postgresql_server.execute, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
            await settled(desk)
    receipt = await desk.receipt()
    assert (receipt.delivered, receipt.unconfirmed, len(slack.posted)) == (4, 0, 4)


WAITS = ("receipts_wait_for_database", "lane_waits_for_database", "sender_waits_for_database")
