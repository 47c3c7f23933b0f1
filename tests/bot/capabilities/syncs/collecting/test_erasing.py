"""Who is erased is gone from everything that was said before a meeting."""

import pytest
from sqlalchemy import delete, select

from bot.capabilities.syncs.kinds import Template
from bot.capabilities.syncs.store.tables import Meeting
from bot.delivery.tables import Stale
from bot.people import erasure
from bot.people.model import Person
from tests.bot.capabilities.syncs.collecting.conftest import AGENDA, asked, on_agenda, says
from tests.bot.capabilities.syncs.conftest import Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def erased(stage: Stage, name: str) -> None:
    async with stage.database.write() as session:
        await session.execute(delete(Stale))
        person = (await session.scalars(select(Person).where(Person.name == name))).one()
        erasures = [one.erase_person for one in stage.offers.capabilities if one.erase_person]
        await erasure.erase_person(session, None, person, stage.calendar.now(), erasures)


@pytest.mark.parametrize(
    ("template", "says"), [(Template.WEEKLY, "next Hugo"), (Template.DEMO, "Hosted by Ines, Hugo")]
)
async def test_who_is_named_as_next_or_host_is_gone_from_the_card(stage: Stage, template: Template, says: str) -> None:
    await stage.set_up("Care", "Harbor", facilitators=("Ines", "Hugo"), agents_per_team=0, template=template)
    await stage.at(AGENDA)
    async with stage.database.read() as session:
        meeting = (await session.scalars(select(Meeting))).one()
    assert says in (await stage.redrawn(meeting))["care"]
    await erased(stage, "Hugo")
    assert "Hugo" not in (await stage.redrawn(meeting))["care"]
    assert "sync_meeting" in await stage.stale()


async def test_what_an_erased_person_raised_is_gone_from_every_message(stage: Stage) -> None:
    _, meeting = await asked(stage, facilitators=("Ines",))
    await says(stage, "Hana", meeting, stuck="The queue of Hana.")
    assert "The queue of Hana." in (await stage.redrawn(meeting, slot="runner"))["Ines"]
    await erased(stage, "Hana")
    assert await on_agenda(stage, meeting) == []
    assert "Hana" not in (await stage.redrawn(meeting, slot="runner"))["Ines"]
    assert "sync_meeting" in await stage.stale()
