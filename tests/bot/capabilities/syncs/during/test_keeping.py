"""What of a meeting is kept about people, and for how long."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.capabilities.syncs.during import buttons
from bot.capabilities.syncs.during.action_messages import DONE
from bot.capabilities.syncs.store import keeping, records
from bot.capabilities.syncs.store.tables import Action, Attendee, Meeting, Raised, Written
from bot.people.model import Person
from tests.bot.capabilities.syncs.during.conftest import STARTS, Stage
from tests.bot.capabilities.syncs.during.test_closing import raise_one

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def expire(stage: Stage, days: int) -> None:
    async with stage.database.write() as session:
        await keeping.delete_expired(session, STARTS + timedelta(days=days))


async def test_texts_go_after_90_days_and_the_rest_after_two_years(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await raise_one(stage, meeting, "Hana", "Do vouchers count?")
    await stage.write("Hana", meeting, buttons.DECIDE, "Refunds need no supervisor.")
    await stage.write("Hana", meeting, buttons.NOTE, "The tracking page is slow.")
    await stage.act("Ada", meeting, "Hana", "Open one")
    await stage.act("Ada", meeting, "Hana", "Done one")
    await stage.pressed("Hana", DONE, (await stage.actions())[1].public_id)
    await stage.close("Ada", meeting)
    await expire(stage, 89)
    async with stage.database.read() as session:
        assert all(one.text for one in (await session.scalars(select(Written))).all())
    await expire(stage, 91)
    async with stage.database.read() as session:
        assert [one.text for one in (await session.scalars(select(Raised))).all()] == [""]
        written = (await session.scalars(select(Written).order_by(Written.id))).all()
        assert [one.text for one in written] == ["Refunds need no supervisor.", ""]
    await expire(stage, 731)
    for table in (Meeting, Attendee, Written, Raised):
        assert await stage.count(table) == 0, table
    assert [one.what for one in await stage.actions()] == ["Open one"]


async def test_an_erased_owner_leaves_an_action_without_owner_that_falls_to_a_lead(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    async with stage.database.write() as session:
        for part in stage.offers.capabilities:
            if part.standing:
                await part.standing(session, stage.calendar.instant)
    await stage.leads("Hugo", "Harbor")
    await stage.act("Ada", meeting, "Hana", "Rewrite the macro")
    async with stage.database.write() as session:
        hana = (await session.scalars(select(Person).where(Person.name == "Hana"))).one()
        told = await records.export_person(session, hana.id)
        assert [one["what"] for one in told["sync_actions"]] == ["Rewrite the macro"]
        await records.erase_person(session, hana.id)
    assert "Without owner: Rewrite the macro" in (await stage.redrawn(meeting))["care"]
    await stage.ahead(days=2)
    async with stage.database.read() as session:
        owner = await session.scalar(select(Person.name).join(Action, Action.owner_id == Person.id))
    assert owner == "Hugo"
