"""Who may send in a lane: one owner at a time, and no receipt from an owner of the past."""

import asyncio
import itertools
import os
import time
from collections import Counter
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.chat.message import say
from bot.clock import Clocks, SystemClock
from bot.delivery.lanes import claim_lanes
from bot.delivery.outbox import Subject
from bot.delivery.pace import Bucket, MethodPace, PaceRules
from bot.delivery.sender import new_owner
from bot.delivery.tables import OWNER_LENGTH, Delivery, Lane, State
from bot.ports import MAY_LEAVE
from bot.storage.errors import DatabaseUnreachable
from bot.storage.sessions import Database, database_now
from tests.bot.delivery.conftest import QUICK, sending, settled, until
from tests.bot.delivery.memory_platform import MemoryPlatform

SHORT = replace(QUICK, lease=0.6, timeout=0.15)
SLOWLY = {"slack": PaceRules({"posts": Bucket(5)}, {"post": MethodPace("posts")}), "teams": PaceRules()}
PACED = {"slack": PaceRules({"posts": Bucket(40)}, {"post": MethodPace("posts")}), "teams": PaceRules()}


async def claimed_by(desk, owner, lease=60.0, held=()):
    """A lane taken by an owner that is not a sender."""
    async with desk.database.write() as session:
        now = await database_now(session, desk.clocks.machine)
        return await claim_lanes(
            session,
            owner,
            now,
            lease=timedelta(seconds=lease),
            grace=timedelta(0),
            platforms={"slack", "teams"},
            shared=desk.database.is_postgresql,
            held=held,
        )


async def test_an_owner_takes_again_what_is_in_its_name_and_it_does_not_drain(desk):
    """As a lane that could not be handed back, with what was under way on it then."""
    await desk.publish()
    lanes = await claimed_by(desk, "one of us")
    assert len(lanes) == 2
    assert await claimed_by(desk, "one of us", held=[one.id for one in lanes]) == []
    assert [one.epoch for one in await claimed_by(desk, "one of us", held=[lanes[0].id])] == [lanes[1].epoch + 1]


async def test_two_senders_send_everything_once_and_keep_the_limits_together(desk):
    if not desk.database.is_postgresql:
        pytest.skip("one runner alone may use a SQLite file")
    slack = MemoryPlatform()
    async with Database(desk.database.url, desk.database.keyring) as second:
        other = replace(desk, database=second, senders=[])
        async with sending(desk, slack, rules=PACED), sending(other, slack, rules=PACED):
            for number in range(4):
                await desk.publish(desk.posts(say(f"Number {number}"), slot=f"card.{number}"))
            await settled(desk)
    posts = Counter((one.channel, one.text) for one in slack.posted)
    assert len(posts) == 24
    assert set(posts.values()) == {1}
    times = sorted(at for _, _, at in slack.calls)
    assert times[-1] - times[0] >= 23 / 40 - 0.05


def test_an_owner_says_where_it_runs_and_is_like_no_other(monkeypatch):
    """Two replicas of one name, with one process number, started in the same second."""
    monkeypatch.setattr("socket.gethostname", lambda: "instep-0" * 20)
    first, second = new_owner(), new_owner()
    assert first != second and first.partition(":")[0] == second.partition(":")[0]
    assert first.startswith("instep-0") and f":{os.getpid()}:" in first and len(first) == OWNER_LENGTH


async def test_lanes_of_a_living_owner_are_left_alone_and_those_of_a_dead_one_taken_over(desk):
    await desk.publish()
    assert len(await claimed_by(desk, "first", lease=0.5)) == 2
    again = await claimed_by(desk, "second")
    # Beside a SQLite file nobody else can be alive.
    assert len(again) == (0 if desk.database.is_postgresql else 2)

    async def taken():
        return await claimed_by(desk, "third")

    await until(taken, limit=3)
    async with desk.database.read() as session:
        lanes = (await session.execute(select(Lane.owner, Lane.epoch))).all()
    assert {owner for owner, _ in lanes} == {"third"}
    assert {epoch for _, epoch in lanes} == {2 if desk.database.is_postgresql else 3}


async def test_a_call_may_leave_for_as_long_as_the_lane_is_surely_ours(desk):
    asked: list[Callable[[], bool]] = []

    async def at(point: str) -> None:
        if point == "mid_post":
            asked.append(MAY_LEAVE.get())
            assert asked[-1]()

    async with sending(desk, options=SHORT, at=at):
        await desk.publish()
        await settled(desk)
    assert len(asked) == 8

    async def over() -> bool:
        return not any(may_leave() for may_leave in asked)

    await until(over)


async def test_a_doubt_of_which_nobody_told_the_runner_is_settled_all_the_same(desk):
    """The heartbeat that found it was committed, and its answer was lost with the database."""
    slack = MemoryPlatform()
    async with sending(
        desk, slack, rules=PACED | {"slack": PaceRules({"posts": Bucket(4)}, {"post": MethodPace("posts")})}
    ):
        await desk.publish()

        async def begun():
            return slack.posted

        await until(begun)
        async with desk.database.read() as session:
            waiting = select(Delivery.id).join(Lane).where(Delivery.state == State.WAITING, Lane.platform == "slack")
            last = (await session.scalars(waiting.order_by(Delivery.id.desc()))).first()
        now = desk.clocks.machine.now()
        await desk.set(Delivery, {"state": State.UNKNOWN, "sending_at": now, "not_before": now}, Delivery.id == last)
        await settled(desk)
    assert len(slack.posted) == 6


async def test_an_owner_of_the_past_writes_no_receipts(desk):
    """An owner is stopped in the middle of a call, as by SIGSTOP, until somebody else has taken the lane."""
    slack = MemoryPlatform(findable=False)
    reached, go = asyncio.Event(), asyncio.Event()

    async def at(name):
        if name == "after_answer":
            reached.set()
            await go.wait()

    await desk.publish(desk.posts(say("Once"), "internal"))
    async with sending(desk, slack, at=at, options=replace(QUICK, lease=60, timeout=2)):
        await reached.wait()
        await desk.set(Lane, {"owner": "another", "epoch": Lane.epoch + 1})
        await desk.set(Delivery, {"state": State.UNKNOWN, "finished_at": desk.clocks.machine.now()})
        go.set()
    rows = await desk.deliveries()
    assert {row.state for row in rows} == {State.UNKNOWN}
    assert (await desk.lane()).owner == "another", "what is lost is not handed back"
    assert [copy.address for copy in await desk.publish(desk.posts(say("Once"), "internal"))] == [None] * 4


async def test_an_owner_of_the_past_does_not_answer_for_what_the_next_one_is_sending(desk):
    slack = MemoryPlatform(findable=False)
    reached, go = asyncio.Event(), asyncio.Event()

    async def at(name):
        if name == "after_answer":
            reached.set()
            await go.wait()

    await desk.publish(desk.posts(say("Once"), "internal"))
    async with sending(desk, slack, at=at, options=replace(QUICK, lease=60, timeout=2)):
        await reached.wait()
        await desk.set(Lane, {"owner": "another", "epoch": Lane.epoch + 1})
        await desk.set(Delivery, {"epoch": Delivery.epoch + 1})
        go.set()
    assert {row.state for row in await desk.deliveries()} == {State.SENDING}
    assert [copy.address for copy in await desk.publish(desk.posts(say("Once"), "internal"))] == [None] * 4


async def test_no_call_begins_when_the_lease_could_end_before_it(desk):
    slack = MemoryPlatform()
    suspended = iter([0.6])

    async def at(name):
        if name == "after_claim":
            # The whole process stands still, its heartbeat too.
            time.sleep(next(suspended, 0.0))  # noqa: ASYNC251

    async with sending(desk, slack, at=at, options=replace(QUICK, lease=1.5, timeout=1.0)) as running:
        await desk.publish(desk.posts(say("Once"), "internal"))
        await settled(desk)
    assert running.sender.counters.deliveries["slack", "post", "waiting"] > 0, "claimed, and put back without a call"
    assert len(slack.posted) == 4
    assert {row.attempts for row in await desk.deliveries()} == {1}


async def test_a_sender_that_lost_its_lane_stops_and_comes_back(desk):
    slack = MemoryPlatform()
    async with sending(desk, slack, options=SHORT, rules=PACED):
        await desk.publish(held=True)
        async with desk.outbox() as outbox:
            await outbox.release(Subject("update", 7))
        await desk.set(Lane, {"owner": "another", "epoch": Lane.epoch + 1, "lease_until": None})
        await settled(desk)
    assert (await desk.receipt()).delivered == 8
    assert len(slack.posted) == 6


async def test_what_was_under_way_on_a_lane_that_was_halted_ends_unconfirmed(desk):
    """The owner was killed, and another replica had found the installation broken."""
    await desk.publish(desk.posts(say("Once"), "internal"))
    await claimed_by(desk, "killed", lease=0.1)
    now = desk.clocks.machine.now()
    await desk.set(Delivery, {"state": State.SENDING, "epoch": 1, "sending_at": now})
    await desk.set(Lane, {"halted": "token_revoked"})
    async with sending(desk) as running:
        await settled(desk)
    assert running.slack.calls == []
    receipt = await desk.receipt()
    assert (receipt.promised, receipt.unconfirmed, receipt.pending) == (4, 4, 0)


class Outage(Database):
    """A database that can be made unreachable."""

    away = False
    refused = 0

    @asynccontextmanager
    async def write(self):
        if self.away:
            self.refused += 1
            raise DatabaseUnreachable("The database is away.")
        async with super().write() as session:
            yield session


async def test_receipts_wait_for_a_database_that_is_away(desk):
    slack = MemoryPlatform()
    async with Outage(desk.database.url, desk.database.keyring) as database:

        def go_away(verb, channel):
            database.away = True

        slack.during = go_away
        async with sending(replace(desk, database=database, senders=[]), slack):
            await desk.publish(desk.posts(say("Once"), "internal"))

            async def refused():
                return len(slack.posted) == 4 and database.refused >= 2

            await until(refused)
            assert {row.state for row in await desk.deliveries()} == {State.SENDING}
            database.away = False
            await settled(desk)
    receipt = await desk.receipt()
    assert (receipt.delivered, receipt.unconfirmed) == (4, 0)
    assert len(slack.posted) == 4


async def test_rows_that_an_earlier_owner_left_under_way_are_found_also_later(desk):
    slack = MemoryPlatform()
    slack.latency = 0.02
    async with sending(desk, slack, options=SHORT, rules=PACED):
        for number in range(4):
            await desk.publish(desk.posts(say(f"Number {number}"), "internal", slot=f"card.{number}"))
        # A claim of the past that commits after the lane was taken over.
        late = {"state": State.SENDING, "epoch": 0, "sending_at": desk.clocks.machine.now()}
        await desk.set(Delivery, late, Delivery.slot == "card.3", Delivery.state == State.WAITING)
        await settled(desk)
    assert len(slack.posted) == 16


class HardOfHearing(Database):
    """A database whose answer to a commit can be lost."""

    deaf = False

    @asynccontextmanager
    async def write(self):
        async with super().write() as session:
            yield session
        if self.deaf:
            self.deaf = False
            raise DatabaseUnreachable("The answer was lost.")


@pytest.mark.parametrize("claim", [0, 2])
async def test_what_was_claimed_in_a_commit_without_an_answer_is_sent_once(desk, claim):
    """The first claim takes the lane as well: if its answer is lost, nobody else would drain it."""
    slack = MemoryPlatform()
    async with HardOfHearing(desk.database.url, desk.database.keyring) as database:
        claims = itertools.count()

        async def at(name):
            if name == "mid_claim":
                database.deaf = next(claims) == claim

        async with sending(replace(desk, database=database, senders=[]), slack, at=at, rules=SLOWLY):
            await desk.publish(desk.posts(say("Once"), "internal"))
            await settled(desk)
    assert next(claims) > claim
    receipt = await desk.receipt()
    assert (receipt.delivered, receipt.unconfirmed, len(slack.posted)) == (4, 0, 4)
    assert (await desk.lane()).epoch == 1, "it was not taken again"


class WrongClock(SystemClock):
    """Five minutes behind."""

    def now(self):
        return super().now() - timedelta(minutes=5)


async def test_a_process_whose_clock_is_behind_takes_over_in_time(desk):
    if not desk.database.is_postgresql:
        pytest.skip("beside a SQLite file there is one clock")
    await desk.publish(desk.posts(say("Once"), "internal"))
    assert await claimed_by(desk, "killed", lease=0.5)
    behind = replace(desk, clocks=Clocks(WrongClock(), WrongClock()), senders=[])
    async with sending(behind) as running:
        await settled(desk)
    assert len(running.slack.posted) == 4
