"""A judge who notices nothing proves nothing: each safeguard is taken out of the bots once, and the judge says so."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.delivery.receipts import receipt
from bot.delivery.tables import State
from bot.proof.chaos.arena import Arena
from bot.proof.chaos.bots import Bot, Hosts
from bot.proof.chaos.judge import Wrong
from bot.proof.chaos.orders import Kill
from bot.proof.chaos.rounds import Postgresql, play_round
from bot.proof.chaos.scenario import Engine, Scenario
from bot.proof.hands import until
from bot.proof.steps import expect

SABOTAGED = ("-P", str(Path(__file__).with_name("sabotaged.py")))
"""Run without the folder of the tests, in which some are named like libraries."""

SIZE = 40


async def die_in_the_middle(arena: Arena) -> None:
    """A bot dies between answer and receipt, where posts can be looked up; another one goes on."""
    arena.in_flight = 4
    await arena.publish([place for place in arena.topology.places if place.findable])
    async with arena.bot(Kill("after_answer", answers=5)) as bot:
        expect(await bot.ended() == -signal.SIGKILL, "the bot to die", bot.told())
    async with arena.bot():
        await arena.settled(within=60)


async def wake_up_late(arena: Arena) -> None:
    """A bot stands still between answer and receipt, beyond its lease, and goes on while the next one posts again."""
    lane = arena.topology.registrations[0].key
    subject = await arena.publish([place for place in arena.topology.places if place.installation == lane])

    async def posting(attempts: int) -> set[str]:
        async with arena.database.read() as session:
            lines = (await receipt(session, subject)).lines
        return {one.delivery_id for one in lines if one.state is State.SENDING and one.attempts == attempts}

    arena.in_flight = 1
    async with arena.bot(Kill("after_answer", how="SIGSTOP")) as late:
        await until(lambda: asyncio.sleep(0, stands_still(late)), "the first bot to stand still", 30)
        (begun,) = await posting(attempts=0)
        await arena.teams.add_fault(operation="post", count=None, delay=0.8)
        arena.in_flight = 8
        async with arena.bot():
            await until(lambda: begun_again(posting, begun), "the next bot to post the same again", 30)
            late.signal(signal.SIGCONT)
            await arena.settled(within=60)


async def begun_again(posting: Callable[[int], Awaitable[set[str]]], begun: str) -> bool:
    return begun in await posting(1)


def stands_still(bot: Bot) -> bool:
    """Whether the kernel has stopped it (proc(5), the state of a process)."""
    return Path(f"/proc/{bot.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


DEATH = Scenario("death", "A bot dies between answer and receipt", die_in_the_middle, (Engine.SQLITE,))
WAKING = Scenario("waking", "A bot wakes up after its lease", wake_up_late, (Engine.POSTGRESQL,))

MISSED = {
    (DEATH, "nothing"): None,
    (DEATH, "early commit"): Wrong.DOUBLED,
    (DEATH, "look-up"): Wrong.DOUBLED,
    (WAKING, "nothing"): None,
    (WAKING, "epoch"): Wrong.UNFLAGGED,
}


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel in Linux's way whether a process stands still")
@pytest.mark.parametrize(("scenario", "safeguard"), MISSED, ids=lambda one: getattr(one, "name", one))
async def test_the_judge_notices_what_is_missing(
    scenario: Scenario,
    safeguard: str,
    postgresql: Postgresql,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SABOTAGE", safeguard)
    async with AsyncExitStack() as stack:
        hosts = Hosts(stack, tmp_path, SABOTAGED)
        played = await play_round(scenario, scenario.engines[0], postgresql, hosts, tmp_path, SIZE, seed=1)
    assert played.judgement is not None, played.broken_off
    missed = MISSED[scenario, safeguard]
    assert (missed is None) == played.ok
    assert missed is None or missed in played.judgement.wrong
