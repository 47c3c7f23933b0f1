"""What is written where nothing is under way is claimed in the same transaction, whatever becomes of that."""

import asyncio

import pytest
from sqlalchemy import select, text

from bot.chat.message import say
from bot.delivery.lanes import claim_lanes
from bot.delivery.outbox import Outbox, Subject
from bot.delivery.tables import Delivery, State
from bot.storage.errors import DatabaseUnreachable
from bot.storage.sessions import at_the_end
from tests.bot.delivery.conftest import SUBJECT, sending, settled, until

FIRST, NEXT = say("The limit is €40"), Subject("update", 8)


class Undecided(Exception):
    """Whoever writes thinks better of it."""


async def free(running) -> None:
    """Wait until nothing is under way, and nothing is being taken."""

    async def is_free() -> bool:
        return running.sender._is_free()

    await until(is_free)


async def test_what_is_taken_back_leaves_nothing_under_way(desk):
    async def refuse(session):
        raise Undecided

    async with sending(desk) as running:
        await free(running)
        with pytest.raises(Undecided):
            async with desk.database.write() as session:
                await Outbox(session, desk.clocks, desk.wake).publish(SUBJECT, desk.posts(FIRST))
                at_the_end(session, refuse, waits=False)
        assert running.sender.counters.in_flight > 0, "they were claimed"
        await desk.publish(desk.posts(FIRST), subject=NEXT)
        await settled(desk)
        await free(running)
    assert running.sender.counters.in_flight == 0
    posted = [*running.slack.posted, *running.teams.posted]
    assert len(posted) == len({one.channel for one in posted}) == 8


async def test_what_was_taken_back_is_not_said_in_the_place_of_what_comes_next(desk):
    async def refuse(session):
        raise Undecided

    async with sending(desk) as running:
        await free(running)
        with pytest.raises(Undecided):
            async with desk.database.write() as session:
                await Outbox(session, desk.clocks, desk.wake).publish(SUBJECT, desk.posts(say("A partner's own words")))
                at_the_end(session, refuse, waits=False)
        # SQLite gives its numbers once more to what comes next.
        await desk.publish(desk.posts(FIRST), subject=NEXT)
        await settled(desk)
    assert {one.text for one in [*running.slack.posted, *running.teams.posted]} == {FIRST.summary}


async def test_a_commit_whose_answer_is_lost_is_sent_once(desk):
    async def lose(point: str) -> None:
        if point == "after_request":
            raise DatabaseUnreachable("The answer to a commit was lost.")

    async with sending(desk) as running:
        await free(running)
        with pytest.raises(DatabaseUnreachable):
            async with desk.database.observed("request", lose).write() as session:
                await Outbox(session, desk.clocks, running.sender.wake_after).publish(SUBJECT, desk.posts(FIRST))
        await settled(desk)
    posted = [*running.slack.posted, *running.teams.posted]
    assert len(posted) == len({one.channel for one in posted}) == 8
    assert {(one.state, one.attempts) for one in await desk.deliveries()} == {(State.SENT, 1)}


async def test_what_an_answer_is_waited_for_is_not_forgotten_while_the_database_fails(desk, monkeypatch):
    taken = []

    async def fail_once(*args, **how):
        taken.append(args)
        if len(taken) == 2:
            raise DatabaseUnreachable("It fails once more.")
        return await claim_lanes(*args, **how)

    async def lose(point: str) -> None:
        if point == "after_request":
            raise DatabaseUnreachable("The answer to a commit was lost.")

    monkeypatch.setattr("bot.delivery.sender.claim_lanes", fail_once)
    async with sending(desk) as running:
        await free(running)
        with pytest.raises(DatabaseUnreachable):
            async with desk.database.observed("request", lose).write() as session:
                await Outbox(session, desk.clocks, running.sender.wake_after).publish(SUBJECT, desk.posts(FIRST))
        await settled(desk)
    assert running.sender.counters.in_flight == 0
    assert {(one.state, one.attempts) for one in await desk.deliveries()} == {(State.SENT, 1)}


async def test_lanes_are_claimed_once_nothing_else_is_waited_for(desk):
    if not desk.database.is_postgresql:
        pytest.skip("On SQLite whoever writes is alone.")

    async def mark_too() -> None:
        async with desk.outbox() as outbox:
            await outbox.publish(SUBJECT, desk.posts(FIRST, slot="after"))
            await outbox.mark_stale(NEXT)

    async def waits() -> bool:
        async with desk.database.read() as session:
            return bool(await session.scalar(text("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")))

    async with sending(desk) as running:
        await desk.publish()
        await settled(desk)
        await free(running)
        async with desk.outbox() as outbox:
            await outbox.mark_first(NEXT)
            marks_too = asyncio.create_task(mark_too())
            await until(waits)
            # Whoever held its lanes while they wait for the mark would have both wait for each other.
            await outbox.publish(NEXT, desk.posts(FIRST))
        await marks_too
        await settled(desk)
    assert len(running.slack.posted) == 18


async def test_a_lane_with_something_in_doubt_is_left_to_whoever_recovers(desk):
    points: list[str] = []

    async def at(point: str) -> None:
        points.append(point)

    async with sending(desk, at=at) as running:
        await desk.publish()
        await settled(desk)
        await free(running)
        async with desk.database.write() as session:
            one = await session.scalar(select(Delivery).where(Delivery.conversation == "C-internal-0"))
            one.state, one.finished_at, one.epoch = State.SENDING, None, 0
            await session.flush()
            await Outbox(session, desk.clocks, desk.wake).publish(NEXT, desk.posts(FIRST))
        await settled(desk)
    recovered = points.index("during_recovery")
    assert "after_claim" in points[recovered:], "nothing of its lane leaves before that"
    assert len({one.delivery_id for one in running.slack.posted}) == 12
    assert {one.state for one in await desk.deliveries()} == {State.SENT}
