"""Two whole bots on one PostgreSQL: one dies, one is stopped, and what people asked for goes on."""

import os
import re
import signal
import socket
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from bot.chat.message import say
from bot.clock import system_clocks
from bot.delivery.condition import LaneCondition, lane_conditions
from bot.delivery.outbox import Outbox, Post, Subject, to_channel
from bot.delivery.receipts import receipt
from bot.people.access import EVERYTHING
from bot.people.channels import all_channels
from bot.proof.hands import until
from bot.proof.marlowe import marlowe_and_finch
from bot.proof.organisation import Kind
from bot.proof.processes import Process, free_port, own_environment
from bot.proof.stage import Stage
from bot.proof.world import Json
from bot.storage.sessions import database_now

PAUSE, AND_AGAIN = 20, 2
"""Seconds that the platform asks for, and asks for again until the test lets go, so that there is work to pass on."""

LEASE, TIMEOUT = 6.0, 2.0
"""Seconds; the shortest that settings allow with this time-out."""

AT_ONCE = 3.0
"""Seconds: half a lease, much longer than the other process looks apart, on a busy machine."""

ADMIN = "tobias"

SUBJECT = Subject("update", 7)
TEXT = "Refunds over €50 no longer need a supervisor"


class Several(Stage):
    """A stage with several processes of one bot; the platforms speak to one at a time, as through a balancer."""

    first = ""
    """Where the platform speaks to the first one."""

    async def begin(self) -> tuple[Process, str]:
        """One more process; gives it and its address once it is ready."""
        self._port = free_port()
        self.bot = await self._begin(self._port)
        return self.bot, f"{self.base_url}/slack/events"

    async def environment(self) -> Json:
        return own_environment() | await self._settings()

    async def doctor(self) -> str:
        """What the operator reads."""
        log = self.folder / "doctor.log"
        log.unlink(missing_ok=True)
        async with Process(["-m", "bot.cli", "doctor"], log=log, environment=await self.environment()) as doctor:
            await doctor.wait()
        return re.sub(r"\s+", " ", log.read_text())

    async def lane(self) -> LaneCondition | None:
        """The way to the organisation's own workspace, once there is one."""
        async with self.database() as database, database.read() as session:
            lanes = await lane_conditions(session, await database_now(session, system_clocks().machine))
        return next((lane for lane in lanes if lane.platform == "slack"), None)

    async def owned_by(self, process: Process, seconds: float) -> LaneCondition:
        async def look() -> LaneCondition | None:
            lane = await self.lane()
            return lane if lane and lane.owned and self.owner(lane) == process.pid else None

        found = await until(look, "the lane to have that owner", seconds, came=self._owner)
        assert isinstance(found, LaneCondition)
        return found

    async def owned_by_either(self, *processes: Process) -> LaneCondition:
        """The lane once it is paused; its owner is one of them."""

        async def look() -> LaneCondition | None:
            lane = await self.lane()
            return lane if lane and lane.owned and lane.pauses else None

        found = await until(look, "the lane to be drained and paused", 20)
        assert isinstance(found, LaneCondition)
        assert self.owner(found) in {process.pid for process in processes}
        return found

    @staticmethod
    def owner(lane: LaneCondition) -> int:
        """The number of the process that owns it."""
        return int(lane.owner.split(":")[1])

    async def doctor_says(self, text: str) -> str:
        """What the doctor says, if that is in it."""
        told = await self.doctor()
        return told if text in told else ""

    async def _owner(self) -> str:
        lane = await self.lane()
        return f"it is {lane.owner if lane and lane.owner else 'nobody'}"


@pytest.fixture
def url(postgresql_server: Any) -> Iterator[str]:
    name = postgresql_server.copied_database()
    yield postgresql_server.url(name)
    postgresql_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def stage(url: str) -> AsyncIterator[Several]:
    settings = {"INSTEP_LANE_LEASE_SECONDS": str(LEASE), "INSTEP_HTTP_TIMEOUT_SECONDS": str(TIMEOUT)}
    async with Several(marlowe_and_finch(), database_url=url, settings=settings) as opened:
        await opened.start_standins()
        await opened.build()
        await opened.start_bot()
        opened.first = f"{opened.base_url}/slack/events"
        yield opened


async def publish(stage: Several) -> int:
    """A message to our own public channels on Slack, once the bot has met them; says how many."""
    ours = {stage.world.channel(one.name) for one in stage.world.organisation.places if one.kind is Kind.PUBLIC}
    async with stage.database() as database:

        async def met() -> list[int]:
            async with database.read() as session:
                known = await all_channels(session, EVERYTHING)
            ids = [channel.id for channel in known if channel.external_id in ours]
            return ids if len(ids) == len(ours) else []

        posts = [Post(to_channel(one), say(TEXT), None) for one in await until(met, "the bot to meet its channels", 30)]
        async with database.write() as session:
            await Outbox(session, system_clocks()).publish(SUBJECT, posts)
    return len(posts)


async def ask(stage: Several) -> str:
    """What the admin is told who asks the bot something."""
    before = len(await stage.hands.whispers(ADMIN))
    await stage.hands.type_command(ADMIN, "product-news", "/instep", "who am i")
    return "\n".join((await stage.hands.whispers(ADMIN))[before:])


async def test_what_one_process_leaves_another_takes_up_and_people_notice_nothing(stage: Several) -> None:
    first = stage.bot
    assert "Tobias Finch" in await ask(stage)
    second, address = await stage.begin()

    # A pause that the platform asks for keeps work on the lane, and its owner with it.
    await stage.slack.add_fault("rate_limited", retry_after=str(PAUSE))
    await stage.slack.add_fault("rate_limited", retry_after=str(AND_AGAIN), times=None)
    promised = await publish(stage)
    lane = await stage.owned_by_either(first, second)
    killed, (other, there) = (
        (first, (second, address)) if stage.owner(lane) == first.pid else (second, (first, stage.first))
    )
    host = socket.gethostname()
    shown = await until(lambda: stage.doctor_says(f"{host}:{killed.pid}:"), "the doctor to name the owner", 30)
    assert re.search(
        rf"\d+ deliver\w+ waits?, the oldest for [^(]+ \({re.escape(host)}:{killed.pid}:\w+ sends; 1 paused", shown
    )

    # One is killed: the balancer sends people to the other, which answers at once, and sends after the lease.
    os.kill(killed.pid, signal.SIGKILL)
    assert await killed.wait() == -signal.SIGKILL
    await stage.slack.connect_bot(there)
    assert "Tobias Finch" in await ask(stage)
    taken = await stage.owned_by(other, LEASE + 3)
    assert taken.epoch == lane.epoch + 1
    assert taken.pauses == lane.pauses, "a pause outlives the process that was asked for it"

    # A new one is started and the old one stopped in order: its lane is handed over, not waited for.
    third, there = await stage.begin()
    await stage.slack.connect_bot(there)
    assert await other.stop() == 0
    handed = await stage.owned_by(third, AT_ONCE)
    assert handed.epoch == taken.epoch + 1
    assert "Tobias Finch" in await ask(stage)
    await stage.slack.clear_faults()

    async def delivered() -> bool:
        async with stage.database() as database, database.read() as session:
            return (await receipt(session, SUBJECT)).delivered == promised

    await until(delivered, "everything to be delivered after the pause", PAUSE + 20)
    posts = Counter(
        one["channel"] for one in await stage.slack.ledger() if one["operation"] == "post" and one["text"] == TEXT
    )
    assert len(posts) == promised and set(posts.values()) == {1}
    assert f"{host}:" not in await stage.doctor(), "an idle lane has no owner"
