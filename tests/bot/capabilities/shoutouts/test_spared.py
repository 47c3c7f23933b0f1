"""What the budget of direct messages held back is told in the catch-up."""

from datetime import timedelta

from sqlalchemy import select, update

from bot.capabilities import shoutouts, updates
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.store import Shoutout
from bot.capabilities.updates.catching_up.at_start import SUBJECT_KIND
from bot.capability import Capability
from bot.chat.message import Message, from_json
from bot.delivery.budget import PER_SHIFT
from bot.delivery.tables import Content, Copy
from bot.people.model import Team
from bot.storage.sessions import Database
from tests.bot.capabilities.shoutouts import conftest
from tests.stage import furnish


class WithUpdates(conftest.Stage):
    """With the capability whose catch-up it is."""

    def capabilities(self) -> list[Capability]:
        return [shoutouts.capability(self.clocks), updates.capability(self.clocks, self.paces)]


async def caught_up(stage: conftest.Stage) -> list[Message]:
    async with stage.database.read() as session:
        rows = await session.scalars(
            select(Content.message)
            .join(Copy, Copy.content_id == Content.id)
            .where(Copy.subject_kind == SUBJECT_KIND)
            .order_by(Copy.id)
        )
        return [from_json(one) for one in rows]


async def test_a_shoutout_that_was_held_back_is_told_at_the_next_shift_unless_it_was_withdrawn(
    database: Database,
) -> None:
    stage = WithUpdates(database)
    await furnish(stage)
    await stage.change(Team, "Lumen", working_hours="Mon-Fri 08:00-17:00")
    kept = [await stage.give("Ines", "Luz", story=f"{conftest.STORY} Number {number}.") for number in range(2)]
    await stage.decide("shoutouts.per_day", "20")
    kept += [await stage.give("Ines", "Luz", story=f"{conftest.STORY} Number {number}.") for number in range(2, 6)]
    told = [one for one in kept if "Luz" in await stage.cards(one, slot="personal")]
    assert len(told) == PER_SHIFT
    async with stage.database.write() as session:
        await session.execute(update(Shoutout).where(Shoutout.id == kept[5].id).values(state=ShoutoutState.WITHDRAWN))
    async with stage.database.write() as session:
        for capability in stage.offers.capabilities:
            if capability.standing:
                await capability.standing(session, stage.calendar.now())
    await stage.until(stage.calendar.instant + timedelta(days=1))
    lines = [stage.shown(one) for one in await caught_up(stage)]
    held = [line for line in lines if "Ines gave you a shoutout: " in line]
    assert len(held) == 1
    assert "Number 3." in held[0]
    assert "Number 4." in held[0]
    assert "Number 0." not in held[0]
    assert "Number 5." not in held[0]
    message = next(one for one in await caught_up(stage) if "Ines gave you" in stage.shown(one))
    form = (await stage.press("Luz", stage.button(message, "Read it"))).form
    assert "Number 3." in stage.shown(form)
