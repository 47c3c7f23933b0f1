"""Writings outlive what the database gave up for the sake of another process, and what is wrong for good is told."""

import asyncio
from contextlib import suppress

import pytest

from bot.chat.message import say
from bot.delivery.lanes import claim_lanes
from bot.delivery.pace import PaceRules
from bot.delivery.scribe import TRIES, Scribe
from bot.delivery.sender import Hooks, Sender
from bot.delivery.tables import State
from bot.ports import Cause, NotAllowed
from bot.storage.errors import DatabaseUnreachable
from bot.storage.sessions import WrittenMeanwhile
from tests.bot.delivery.conftest import QUICK, running, sending, settled, until
from tests.bot.delivery.memory_platform import MemoryPlatform

DEADLOCK = WrittenMeanwhile("UPDATE delivery", None, Exception("deadlock detected"))


async def test_a_sender_goes_on_after_it_and_another_had_waited_for_each_other(desk, monkeypatch):
    tries = []

    async def given_up_once(*args, **how):
        owned = await claim_lanes(*args, **how)
        tries.append(owned)
        if len(tries) == 1:
            raise DEADLOCK
        return owned

    monkeypatch.setattr("bot.delivery.sender.claim_lanes", given_up_once)
    await desk.publish(desk.posts(say("The limit is €40")))
    async with sending(desk) as running:
        await settled(desk)
    assert len({one.channel for one in [*running.slack.posted, *running.teams.posted]}) == 8
    assert {(one.state, one.attempts) for one in await desk.deliveries()} == {(State.SENT, 1)}


async def test_a_sender_outlives_whatever_keeps_it_from_taking_lanes(desk, monkeypatch):
    faults = [TimeoutError(), DEADLOCK, DEADLOCK, DEADLOCK, DEADLOCK, DEADLOCK]
    assert len(faults) > TRIES

    async def kept_from_it(*args, **how):
        if faults:
            raise faults.pop()
        return await claim_lanes(*args, **how)

    monkeypatch.setattr("bot.delivery.sender.claim_lanes", kept_from_it)
    await desk.publish(desk.posts(say("The limit is €40")))
    async with sending(desk) as running:
        await settled(desk)
    assert not faults
    assert len([*running.slack.posted, *running.teams.posted]) == 8


async def test_a_halt_is_told_once_the_database_is_there_again_and_nobody_writes_the_same(desk):
    faults, told = [DatabaseUnreachable("away"), DEADLOCK], []

    async def tell(halted):
        if faults:
            raise faults.pop()
        told.append(halted.platform)

    slack = MemoryPlatform("slack")
    slack.always["post"] = NotAllowed(Cause.TOKEN_REVOKED, "token_revoked")
    rules = {"slack": PaceRules()}
    async with running(desk, Sender(desk.database, {"slack": slack}, rules, desk.clocks, QUICK, Hooks(tell))):
        await desk.publish()

        async def heard():
            return told

        await until(heard)
    assert told == ["slack"]


async def test_only_what_is_in_its_own_way_is_tried_again_and_told_in_the_end(desk):
    tries, refusals = [], []

    async def given_up(session):
        tries.append(session)
        raise DEADLOCK

    async def refuse(session):
        refusals.append(session)
        raise LookupError

    async def answer(session):
        return "written"

    scribe = Scribe(desk.database)
    writings = [asyncio.create_task(scribe.write(one)) for one in (answer, refuse, given_up)]
    writing = asyncio.create_task(scribe.run())
    assert await writings[0] == "written"
    with pytest.raises(LookupError):
        await writings[1]
    with pytest.raises(WrittenMeanwhile):
        await writings[2]
    writing.cancel()
    with suppress(asyncio.CancelledError):
        await writing
    # Together it came as far as the one that refuses.
    assert (len(tries), len(refusals)) == (TRIES, 2)
