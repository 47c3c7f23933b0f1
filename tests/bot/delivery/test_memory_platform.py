"""The platform in memory keeps what the port promises, so that tests may trust it."""

from datetime import UTC, datetime

import pytest

from bot.chat.message import say
from bot.ports import Cause, Destination, Unreachable
from tests.bot.delivery.memory_platform import MemoryPlatform, lost

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


async def test_a_post_can_be_found_changed_and_deleted_once():
    platform = MemoryPlatform()
    address = await platform.post(Destination("i", "C1"), say("one"), delivery_id="d1")
    assert await platform.find("i", "C1", ["d1", "d2"], LONG_AGO) == {"d1": address}
    assert await platform.find("i", "C2", ["d1"], LONG_AGO) == {}
    await platform.edit("i", address, say("two"))
    assert platform.shown("C1") == ["two"]
    await platform.delete("i", address)
    for change in (platform.delete("i", address), platform.edit("i", address, say("three"))):
        with pytest.raises(Unreachable) as missing:
            await change
        assert missing.value.cause is Cause.MESSAGE_MISSING


async def test_a_fault_happens_once_before_or_after_the_effect():
    platform = MemoryPlatform()
    platform.faults["C1"] = [lost()]
    platform.faults_after["C2"] = [lost()]
    for channel in ("C1", "C2"):
        with pytest.raises(type(lost())):
            await platform.post(Destination("i", channel), say("one"), delivery_id=channel)
    assert [one.channel for one in platform.posted] == ["C2"]
    await platform.post(Destination("i", "C1"), say("one"), delivery_id="C1")
    assert len(platform.posted) == 2


async def test_a_ledger_on_disk_outlives_the_platform(tmp_path):
    first = MemoryPlatform(ledger=tmp_path / "ledger")
    await first.post(Destination("i", "C1"), say("one"), delivery_id="d1")
    second = MemoryPlatform(ledger=tmp_path / "ledger")
    assert [one.delivery_id for one in second.posted] == ["d1"]
    assert (await second.find("i", "C1", ["d1"], LONG_AGO)).keys() == {"d1"}
