"""After an update, whoever acknowledged it is asked, and nobody else."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, update

from bot.capabilities import checkins, updates
from bot.capabilities.checkins.store.tables import Checkin
from bot.capabilities.updates.store.tables import Update
from bot.capability import Capability
from bot.chat.message import Button
from bot.people.model import Person
from bot.storage.sessions import Database
from tests.bot.capabilities.checkins.conftest import Stage
from tests.bot.capabilities.checkins.setting_up.conftest import Desk
from tests.bot.capabilities.updates.conftest import Stage as UpdatesStage
from tests.stage import furnish


class Both(Stage, UpdatesStage):
    """With updates and check-ins on it."""

    def capabilities(self) -> list[Capability]:
        return [
            checkins.capability(self.clocks, self.links),
            updates.capability(self.clocks, self.paces, self.links),
        ]


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Both]:
    both = Both(database)
    await furnish(both)
    yield both


UNDERSTOOD = {"template": ("understood",), "mode": ("named",), "when": "now", "teams": ()}


async def chosen(stage: Both, *who: str) -> tuple[str]:
    """An update that these people have acknowledged, as it is chosen."""
    known = await stage.publish()
    for name in who:
        await stage.press(name, Button("Got it", "updates.got_it", f"{known.public_id}.1"))
    return (f"updates.acknowledged/{known.public_id}",)


async def test_whoever_acknowledged_it_is_asked_and_nobody_else(stage: Both, desk: Desk) -> None:
    occasion = await chosen(stage, "Hana", "Leo", "Hugo")
    form = await desk.form()
    assert "Or whoever was part of" in str(form.parts)
    assert "or say below what people were part of." in desk.teams_field(form).hint
    filled = await desk.filled(form, **UNDERSTOOD)
    look = await stage.submit("Ines", form, **{**filled, "occasion": occasion})
    assert "3 people get a message of their own" in stage.shown(look.form)
    assert "Asked: Refunds need no supervisor." in stage.shown(look.form)
    assert look.form is not None
    await stage.submit("Ines", look.form)
    await stage.ahead(minutes=1)
    run = await stage.run(await desk.checkin())
    assert set(await stage.asked(run)) == {"Hana", "Leo", "Hugo"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_partner_who_asks_others_too_does_not_count_them(stage: Both, desk: Desk) -> None:
    occasion = await chosen(stage, "Hana", "Leo", "Luz")
    async with stage.database.write() as session:
        hana = await session.scalar(select(Person.id).where(Person.name == "Hana"))
        await session.execute(update(Update).values(owner_id=hana))
    for who, says in (("Ines", "only 3 can be"), ("Hana", "at least 5 people must be asked, and fewer can be")):
        form = await desk.form(who)
        filled = await desk.filled(form, **{**UNDERSTOOD, "mode": ("anonymous",)})
        refused = await stage.submit(who, form, **{**filled, "occasion": occasion})
        assert refused.errors is not None and says in refused.errors.by_field["mode"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_nobody_asks_after_an_update_that_is_not_theirs(stage: Both, desk: Desk) -> None:
    occasion = await chosen(stage, "Luz")
    form = await desk.form("Luz")
    filled = await desk.filled(form, **UNDERSTOOD)
    refused = await stage.submit("Luz", form, **{**filled, "occasion": occasion})
    assert refused.errors is not None and "no such occasion" in refused.errors.by_field["occasion"]
    assert await stage.count(Checkin) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_where_nobody_acknowledged_it_yet_that_is_said(stage: Both, desk: Desk) -> None:
    occasion = await chosen(stage)
    form = await desk.form()
    filled = await desk.filled(form, **UNDERSTOOD)
    refused = await stage.submit("Ines", form, **{**filled, "occasion": occasion})
    assert refused.errors is not None
    assert refused.errors.by_field["occasion"].startswith("Nobody has been part of it yet.")
    both = await stage.submit("Ines", form, **{**filled, "occasion": occasion, "teams": (await desk.team("Care"),)})
    assert both.errors is not None and "Choose either teams" in both.errors.by_field["occasion"]
