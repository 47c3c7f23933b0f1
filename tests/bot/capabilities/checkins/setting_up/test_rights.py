"""Whom somebody may ask, and what each side sees of it."""

import pytest

from bot.capabilities.checkins.store.tables import Checkin
from bot.chat.message import Button
from bot.people.model import Person, PersonState
from tests.bot.capabilities.checkins.conftest import Stage
from tests.bot.capabilities.checkins.setting_up.conftest import Desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NAMED = {"mode": ("named",)}


async def test_agents_set_up_nothing(stage: Stage, desk: Desk) -> None:
    for typed in ("checkin new", "checkin edit x"):
        answer = await stage.command("Ada", typed)
        assert answer.form is None and "Ask a manager" in stage.shown(answer.message)
    listed = await stage.command("Ada", "checkin")
    assert "Leads and managers set them up." in stage.shown(listed.message)


async def test_a_lead_asks_their_own_team_and_no_other(stage: Stage, desk: Desk) -> None:
    assert "Say who is asked" in await desk.wrong("teams", "Luz", teams=())
    form = await desk.form("Luz")
    filled = await desk.filled(form, teams=("Lumen", "Harbor"), **NAMED)
    answer = await stage.submit("Luz", form, **filled)
    assert answer.errors is not None and "no longer there" in answer.errors.by_field["teams"]
    await desk.begun("Luz", teams=("Lumen",), **NAMED)
    assert await stage.count(Checkin) == 1


async def test_whoever_leads_a_team_reads_that_they_confirm_its_people_themselves(stage: Stage, desk: Desk) -> None:
    await stage.change(Person, "Leo", state=PersonState.PROVISIONAL)
    own = stage.shown((await desk.looked_at("Luz", teams=("Lumen",), **NAMED)).form)
    assert "1 person of Lumen: not confirmed yet. You lead the team: confirm them on your home." in own
    others = stage.shown((await desk.looked_at("Ines", teams=("Lumen",), **NAMED)).form)
    assert "1 person of Lumen: not confirmed yet. Their lead confirms who belongs to the team." in others


async def test_an_internal_lead_asks_no_partner(stage: Stage, desk: Desk) -> None:
    await desk.lead("Ada", "Care")
    says = await desk.wrong("teams", "Ada", teams=("Care", "Harbor"), **NAMED)
    assert says.startswith("You may ask teams that you lead or manage.")


async def test_a_partners_manager_sees_it_and_decides_nothing_of_it(stage: Stage, desk: Desk) -> None:
    begun = await desk.begun()
    assert "Weekly pulse" in stage.shown((await stage.command("Hana", "checkin")).message)
    seen = await stage.command("Hana", "checkin weekly")
    assert "Asked: Care, Harbor, and teams of others." in stage.shown(seen.message)
    assert "Lumen" not in stage.shown(seen.message)
    for label in ("Change", "Skip next", "Send now", "End"):
        answer = await stage.press("Hana", stage.button(begun.message, label))
        assert "Ask one of them." in stage.shown(answer.message)
    assert (await desk.checkin()).ended_at is None


async def test_whom_it_does_not_ask_sees_nothing_of_it(stage: Stage, desk: Desk) -> None:
    await desk.begun(teams=("Care", "Lumen"))
    assert stage.shown((await stage.command("Hana", "checkin")).message).startswith("No check-ins yet.")
    key = (await desk.checkin()).public_id
    looked = await stage.press("Hana", Button("x", "checkins.look", key))
    assert "Weekly pulse" not in stage.shown(looked.message)
