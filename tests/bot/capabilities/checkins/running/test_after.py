"""After each meeting of a sync, whoever was there can be asked."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.capabilities import checkins
from bot.capabilities.checkins.kinds import Ask, CheckinState, Mode
from bot.capabilities.checkins.questions import Question, kept
from bot.capabilities.checkins.store.runs import checkin_locked
from bot.capabilities.checkins.store.tables import Asked, Checkin, Run
from bot.capabilities.syncs.during import buttons
from bot.capabilities.syncs.kinds import ATTENDED
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.capability import Capability
from bot.people.model import Person
from bot.storage.sessions import Database, one_by_one
from tests.bot.capabilities.syncs.during import conftest as meetings
from tests.races import waits
from tests.stage import furnish


class Stage(meetings.Stage):
    """With syncs and check-ins on it."""

    def capabilities(self) -> list[Capability]:
        return [*super().capabilities(), checkins.capability(self.clocks, self.links)]

    async def asks_after(self, sync: Sync, state: CheckinState = CheckinState.ACTIVE) -> None:
        async with self.database.write() as session:
            questions = kept([Question(Ask.SMILEYS, "Was this meeting worth your time?")])
            session.add(
                Checkin(
                    name=f"After the sync, {state}",
                    state=state,
                    mode=Mode.CONFIDENTIAL,
                    questions=questions,
                    side_id=sync.side_id,
                    occasion=ATTENDED,
                    occasion_id=sync.id,
                    created_at=self.calendar.now(),
                )
            )

    async def asked(self) -> list[str]:
        async with self.database.read() as session:
            rows = await session.scalars(
                select(Person.name).join(Asked, Asked.person_id == Person.id).order_by(Person.name)
            )
            return list(rows)

    async def here(self, who: str, meeting: Meeting) -> None:
        await self.pressed(who, buttons.HERE, meeting.public_id)


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """Marlowe & Finch on Slack, Harborline in Slack Connect, Lumenara on Teams."""
    stage = Stage(database)
    await furnish(stage)
    yield stage


async def test_whoever_was_at_a_meeting_is_asked_once_it_is_closed_and_nobody_else(stage: Stage) -> None:
    sync, meeting = await stage.begun("Care", "Harbor", "Lumen", attend=("Ada", "Hana", "Luz"))
    await stage.asks_after(sync)
    await stage.asks_after(sync, CheckinState.ENDED)
    for who in ("Ada", "Hana"):
        await stage.here(who, meeting)
    await stage.tick()
    assert await stage.asked() == [], "it is still on"
    await stage.close("Ada", meeting)
    await stage.tick()
    assert await stage.asked() == ["Ada", "Hana"]


async def test_a_meeting_that_is_closed_twice_asks_once(stage: Stage) -> None:
    sync, meeting = await stage.begun("Care", "Harbor")
    await stage.asks_after(sync)
    await stage.here("Ada", meeting)
    closed = await stage.close("Ada", meeting)
    await stage.tick()
    await stage.press("Ada", stage.button(closed.message, "Reopen"))
    await stage.close("Ada", meeting)
    await stage.tick()
    assert await stage.count(Run) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_one_that_is_sent_by_hand_meanwhile_waits_for_the_others_and_they_for_it(stage: Stage) -> None:
    sync, meeting = await stage.begun("Care", "Harbor")
    await stage.asks_after(sync)
    await stage.asks_after(sync)
    await stage.here("Ada", meeting)
    await stage.close("Ada", meeting)
    async with stage.database.write() as session:
        latest = await session.scalar(select(Checkin.id).order_by(Checkin.id.desc()).limit(1))
        await checkin_locked(session, latest or 0)
        tick = asyncio.create_task(stage.tick())
        await waits(stage.database, tick)
        async with asyncio.timeout(20):
            await one_by_one(session)
    await tick
    assert await stage.count(Run) == 2


async def test_a_sync_without_such_a_check_in_asks_nobody(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.here("Ada", meeting)
    await stage.close("Ada", meeting)
    await stage.tick()
    assert await stage.count(Run) == 0
