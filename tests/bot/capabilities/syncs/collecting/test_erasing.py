"""Who is erased is gone from everything that was said before a meeting."""

import pytest
from sqlalchemy import delete, select

from bot.delivery.tables import Stale
from bot.people import erasure
from bot.people.model import Person
from tests.bot.capabilities.syncs.collecting.conftest import asked, on_agenda, says
from tests.bot.capabilities.syncs.conftest import Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_what_an_erased_person_raised_is_gone_from_every_message(stage: Stage) -> None:
    _, meeting = await asked(stage, facilitators=("Ines",))
    await says(stage, "Hana", meeting, stuck="The queue of Hana.")
    assert "The queue of Hana." in (await stage.redrawn(meeting, slot="runner"))["Ines"]
    async with stage.database.write() as session:
        await session.execute(delete(Stale))
        hana = (await session.scalars(select(Person).where(Person.name == "Hana"))).one()
        erasures = [one.erase_person for one in stage.offers.capabilities if one.erase_person]
        await erasure.erase_person(session, None, hana, stage.calendar.now(), erasures)
    assert await on_agenda(stage, meeting) == []
    assert "Hana" not in (await stage.redrawn(meeting, slot="runner"))["Ines"]
    assert "sync_meeting" in await stage.stale()
