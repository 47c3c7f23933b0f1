"""Work that always waits for its next time."""

import asyncio
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from bot.capabilities.setup import ensure_standing_work
from bot.delivery.tables import InboxEntry
from bot.due.tables import DueState, DueWork
from bot.people.model import Channel, Membership
from bot.ports import Cause, NotAllowed
from bot.storage.installations import InstallationStore


async def ensure(stage: Any) -> None:
    async with stage.database.write() as session:
        await ensure_standing_work(session, stage.calendar.now())


async def waiting(stage: Any) -> list[str]:
    return sorted(work.kind for work in await stage.all(DueWork) if work.state == DueState.WAITING)


async def test_standing_work_is_put_down_once_however_often_the_process_starts(stage: Any) -> None:
    for _ in range(3):
        await ensure(stage)
        stage.later(timedelta(seconds=5))
    assert await waiting(stage) == ["setup.retention", "setup.sweep_channels", "setup.sweep_channels"]


async def test_standing_work_is_put_down_once_when_two_processes_start_at_once(stage: Any) -> None:
    async with asyncio.TaskGroup() as group, stage.database.write() as session:
        await ensure_standing_work(session, stage.calendar.now())
        other = group.create_task(ensure(stage))
        done, _ = await asyncio.wait([other], timeout=0.2)
        assert not done, "the other one waits for this one"
    assert await waiting(stage) == ["setup.retention", "setup.sweep_channels", "setup.sweep_channels"]


async def test_standing_work_comes_again(stage: Any) -> None:
    await ensure(stage)
    for _ in range(3):
        await stage.tick()
        assert await waiting(stage) == ["setup.retention", "setup.sweep_channels", "setup.sweep_channels"]
        stage.later(timedelta(days=2))


async def test_a_sweep_keeps_the_channels_and_tells_what_was_lost_once(stage: Any) -> None:
    await stage.linked("harborline-care", "Harbor Care")
    stage.holds("harborline-care", archived=True)
    stage.holds("lobby")
    await ensure(stage)
    for _ in range(4):
        await stage.tick()
        stage.later(timedelta(days=1))
    assert (await stage.one(Channel, name="harborline-care")).archived
    assert [channel.name for channel in await stage.all(Channel)] == ["harborline-care", "lobby"]
    assert [who for who, _ in await stage.told()] == ["Hana"]


async def test_a_channel_that_a_sweep_does_not_find_is_missing(stage: Any) -> None:
    await stage.linked("care", "Care")
    del stage.slack.channel_facts["C-care"]
    await ensure(stage)
    await stage.tick()
    assert (await stage.one(Channel, name="care")).missing


async def test_a_sweep_that_fails_changes_nothing_and_comes_again(stage: Any) -> None:
    await stage.linked("care", "Care")
    stage.slack.failing = [NotAllowed(Cause.TOKEN_REVOKED)]
    del stage.slack.channel_facts["C-care"]
    await ensure(stage)
    await stage.tick()
    assert not (await stage.one(Channel, name="care")).missing
    stage.later(timedelta(minutes=2))
    await stage.tick()
    assert (await stage.one(Channel, name="care")).missing


async def test_an_installation_that_is_gone_is_swept_no_more(stage: Any) -> None:
    await ensure(stage)
    await InstallationStore(stage.database).deactivate("teams", "app/lumen")
    await stage.tick()
    stage.later(timedelta(days=1))
    await stage.tick()
    assert await waiting(stage) == ["setup.retention", "setup.sweep_channels"]


async def test_members_of_linked_channels_are_read_daily_without_a_word(stage: Any) -> None:
    await stage.linked("care", "Care")
    stage.holds("care", stage.member("U1"), stage.member("U2"))
    await ensure(stage)
    await stage.tick()
    team = (await stage.one(Membership, person_id=1)).team_id
    assert len(await stage.all(Membership, team_id=team)) == 4
    assert await stage.told() == []


async def test_ids_of_requests_are_kept_a_day_and_an_hour(stage: Any) -> None:
    now = stage.calendar.now()
    async with stage.database.write() as session:
        for request, age in (("old", 26), ("fresh", 24)):
            received = now - timedelta(hours=age)
            await session.execute(insert(InboxEntry).values(platform="slack", request_id=request, received_at=received))
    await ensure(stage)
    await stage.tick()
    assert [entry.request_id for entry in await stage.all(InboxEntry)] == ["fresh"]
