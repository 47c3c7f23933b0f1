"""What shoutouts and updates bring into the agenda, as those who read a copy may see it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time
from typing import Any

import pytest
from sqlalchemy import select

from bot.capabilities import shoutouts, updates
from bot.capabilities.shoutouts.card import CHEER
from bot.capabilities.shoutouts.store import Shoutout, digest
from bot.capabilities.shoutouts.weeks import week_of
from bot.capabilities.syncs.kinds import Section
from bot.capabilities.updates.messages import GOT_IT
from bot.capability import Capability
from bot.chat.message import Button
from bot.storage.sessions import Database
from tests.bot.capabilities.shoutouts import conftest as with_shoutouts
from tests.bot.capabilities.syncs.conftest import Stage as SyncStage
from tests.bot.capabilities.updates import conftest as with_updates
from tests.stage import furnish

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

POSTED = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)


class Stage(SyncStage, with_shoutouts.Stage, with_updates.Stage):  # type: ignore[misc]
    """With syncs, shoutouts and updates on it."""

    def capabilities(self) -> list[Capability]:
        return [
            *SyncStage.capabilities(self),
            shoutouts.capability(self.clocks, self.links),
            updates.capability(self.clocks, self.paces, self.links),
        ]

    async def agenda(self, **about: Any) -> dict[str, str]:
        """The agenda of a sync as each channel reads it."""
        sync = await self.set_up(at=time(15), **about)
        await self.at(POSTED)
        return await self.redrawn(await self.meeting(sync), kind="sync_meeting")

    async def thanks(self, *whom: str, by: str = "Ines", **values: Any) -> Shoutout:
        """A shoutout for these people."""
        form = (await self.command(by, "shoutout")).form
        assert form is not None
        preview = await self.submit(by, form, **await with_shoutouts.Stage.filled(self, *whom, **values))
        assert preview.form is not None, preview
        await self.submit(by, preview.form)
        async with self.database.read() as session:
            return (await session.scalars(select(Shoutout).order_by(Shoutout.id.desc()).limit(1))).one()

    async def filled(self, *whom: str, **values: Any) -> dict[str, Any]:
        return await with_updates.Stage.filled(self, **values)

    async def kept(self, public_id: str) -> Any:
        return await with_updates.Stage.kept(self, public_id)


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    stage = Stage(database)
    await furnish(stage)
    yield stage


async def cheered(stage: Stage, story: Shoutout, who: str) -> None:
    await stage.press(who, Button("", CHEER, story.public_id))


async def test_the_most_cheered_story_is_told_to_those_who_may_know_whom_it_names(stage: Stage) -> None:
    await stage.thanks("Ada", story="Ada found the parcel in the end, at the third attempt.")
    second = await stage.thanks("Hana", story="Hana stayed on the line until the wheelchair was on its way.")
    await cheered(stage, second, "Bo")
    found = await stage.agenda(sections=[Section.STORY])
    assert "stayed on the line" in found["care"] and "stayed on the line" in found["harbor"]
    assert "Hana" not in found["lumen"] and "Story" not in found["lumen"]


async def test_the_story_of_the_week_comes_before_those_that_were_cheered(stage: Stage) -> None:
    chosen = await stage.thanks("Ada", story="Ada found the parcel in the end, at the third attempt.")
    other = await stage.thanks("Ada", story="Ada called back three times, and on a Sunday too.")
    await cheered(stage, other, "Bo")
    async with stage.database.write() as session:
        await digest.choose_story(session, week_of(POSTED), chosen.id, None, stage.calendar.now())
    found = await stage.agenda(sections=[Section.STORY])
    assert "found the parcel" in found["care"] and "called back" not in found["care"]


async def test_where_nobody_cheered_or_chose_the_newest_story_is_told(stage: Stage) -> None:
    await stage.thanks("Ada", story="Ada found the parcel in the end, at the third attempt.")
    await stage.thanks("Ada", story="Ada called back three times, and on a Sunday too.")
    found = (await stage.agenda(sections=[Section.STORY]))["care"]
    assert "called back" in found and "found the parcel" not in found


async def test_updates_are_told_with_who_has_noted_them_as_each_may_see_it(stage: Stage) -> None:
    known = await stage.publish(title="Refunds over 50 need no supervisor")
    for who in ("Hana", "Ada", "Bo"):
        await stage.press(who, Button("", GOT_IT, f"{known.public_id}.1"))
    found = await stage.agenda(sections=[Section.UPDATES])
    line = "Refunds over 50 need no supervisor · Got it: Internal 2 of 3 · Harborline 1 of 2 · Lumenara 0 of 2"
    assert line in found["care"]
    assert "Refunds over 50 need no supervisor · Got it: Harborline 1 of 2\n" in found["harbor"]
    assert "Refunds over 50 need no supervisor · Got it: Lumenara 0 of 2\n" in found["lumen"]


async def test_more_than_five_updates_are_counted(stage: Stage) -> None:
    for number in range(7):
        await stage.publish(title=f"Change number {number}")
    found = await stage.agenda(sections=[Section.UPDATES])
    assert "Change number 6" in found["care"] and "Change number 1" not in found["care"]
    assert "and 2 more" in found["care"]


async def test_what_was_published_before_the_last_agenda_is_not_told_again(stage: Stage) -> None:
    await stage.publish(title="Told already")
    sync = await stage.set_up(sections=[Section.UPDATES])
    await stage.at(POSTED)
    await stage.ahead(minutes=10)
    await stage.publish(title="New since")
    await stage.at(datetime(2026, 12, 2, 14, 30, tzinfo=UTC))
    found = await stage.redrawn(await stage.meeting(sync), kind="sync_meeting")
    assert "New since" in found["care"] and "Told already" not in found["care"]
