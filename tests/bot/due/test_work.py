"""Due work is put down once, found by its time, and closed together with its effect."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from bot.due import work
from bot.due.tables import DueState, DueWork
from bot.storage.sessions import Database

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def test_the_same_work_put_down_twice_is_moved_and_not_doubled(database: Database) -> None:
    async with database.write() as session:
        await work.put_down(session, "updates.ring", 7, NOON)
        await work.put_down(session, "updates.ring", 7, NOON + MINUTE, data={"revision": 2})
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(DueWork)) == 1
        assert await work.now_due(session, NOON) == []
        (found,) = await work.now_due(session, NOON + MINUTE)
    assert (found.due_at, found.data) == (NOON + MINUTE, {"revision": 2})


async def test_two_processes_that_put_the_same_work_down_at_once_put_it_down_once(database: Database) -> None:
    async def later() -> None:
        async with database.write() as session:
            await work.put_down(session, "updates.ring", 7, NOON + MINUTE)

    async with asyncio.TaskGroup() as group, database.write() as session:
        await work.put_down(session, "updates.ring", 7, NOON)
        other = group.create_task(later())
        done, _ = await asyncio.wait([other], timeout=0.2)
        assert not done, "the other one waits for this one"
    async with database.read() as session:
        assert list(await session.scalars(select(DueWork.due_at))) == [NOON + MINUTE]


async def test_what_is_done_meanwhile_is_not_put_down_again(database: Database) -> None:
    async with database.write() as session:
        row = await work.put_down(session, "updates.ring", 7, NOON)

    async def later() -> None:
        async with database.write() as session:
            await work.put_down(session, "updates.ring", 7, NOON + MINUTE)

    async with asyncio.TaskGroup() as group, database.write() as session:
        assert await work.close(session, row.id, DueState.DONE, NOON)
        other = group.create_task(later())
        done, _ = await asyncio.wait([other], timeout=0.2)
        assert not done, "the other one waits for this one"
    async with database.read() as session:
        found = (await session.scalars(select(DueWork))).one()
    assert (found.state, found.due_at) == (DueState.DONE, NOON)


async def test_work_that_was_done_is_not_put_down_again(database: Database) -> None:
    async with database.write() as session:
        row = await work.put_down(session, "updates.ring", 7, NOON)
        assert await work.close(session, row.id, DueState.DONE, NOON)
    async with database.write() as session:
        await work.put_down(session, "updates.ring", 7, NOON + MINUTE)
    async with database.read() as session:
        assert await work.now_due(session, NOON + 5 * MINUTE) == []


async def test_only_the_first_of_two_replicas_closes_a_piece_of_work(database: Database) -> None:
    async with database.write() as session:
        row = await work.put_down(session, "updates.ring", 7, NOON)
    async with database.write() as session:
        assert await work.close(session, row.id, DueState.DONE, NOON)
    async with database.write() as session:
        assert not await work.close(session, row.id, DueState.DONE, NOON)


async def test_what_is_due_comes_oldest_first_and_cancelled_work_never(database: Database) -> None:
    async with database.write() as session:
        await work.put_down(session, "b", 1, NOON)
        await work.put_down(session, "a", 1, NOON - MINUTE)
        await work.put_down(session, "c", 1, NOON - 2 * MINUTE)
        assert await work.take_back(session, "c", 1, reason="withdrawn") == 1
    async with database.read() as session:
        assert [row.kind for row in await work.now_due(session, NOON)] == ["a", "b"]


async def test_failed_work_comes_back_after_its_pause_with_its_time_unchanged(database: Database) -> None:
    async with database.write() as session:
        row = await work.put_down(session, "a", 1, NOON)
    async with database.write() as session:
        await work.put_off(session, row.id, NOON + 5 * MINUTE)
    async with database.read() as session:
        assert await work.now_due(session, NOON + MINUTE) == []
        (found,) = await work.now_due(session, NOON + 5 * MINUTE)
    assert (found.due_at, found.attempts) == (NOON, 1)


async def test_what_is_due_next_is_the_earliest_that_still_waits(database: Database) -> None:
    async with database.write() as session:
        assert await work.next_after(session, NOON) is None
        done = await work.put_down(session, "updates.ring", 7, NOON + MINUTE)
        await work.close(session, done.id, DueState.DONE, NOON)
        await work.put_down(session, "updates.ring", 8, NOON)
        await work.put_down(session, "updates.ring", 9, NOON + 3 * MINUTE)
        await work.put_down(session, "updates.ring", 10, NOON + 2 * MINUTE)
    async with database.read() as session:
        assert await work.next_after(session, NOON) == NOON + 2 * MINUTE
        assert await work.next_after(session, NOON + 3 * MINUTE) is None
        assert await work.next_after(session, NOON, but=["updates.ring"]) is None
