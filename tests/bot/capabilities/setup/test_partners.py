"""Partners that pause, come back and go."""

from datetime import timedelta
from typing import Any

import pytest

from bot.chat.message import say
from bot.delivery.outbox import Outbox, Post, Subject, to_channel
from bot.delivery.tables import Delivery, State
from bot.due.tables import DueState, DueWork
from bot.people.model import AuditEntry, Channel, ChatIdentity, Person, PersonState, Side, SideState
from bot.storage.installations import InstallationRow


@pytest.fixture
async def waiting(stage: Any) -> None:
    """Something waits to be delivered to Harborline."""
    await stage.linked("harborline-care", "Harbor Care")
    side = await stage.one(Side, name="Harborline")
    channel = await stage.one(Channel, name="harborline-care")
    async with stage.database.write() as session:
        await Outbox(session, stage.clocks).publish(
            Subject("sample", 1), [Post(to_channel(channel.id), say("News."), side.id)]
        )


async def test_a_partner_is_paused_after_a_preview_and_what_waits_is_cancelled(stage: Any, waiting: None) -> None:
    form = (await stage.command("Ada", "partner pause harborline")).form
    text = stage.text(form)
    assert "1 channel of Harborline" in text
    assert "cancelled: 1" in text
    assert (await stage.one(Side, name="Harborline")).state == SideState.ACTIVE
    answer = await stage.submit("Ada", form)
    assert answer.message.summary == "Harborline is paused."
    assert (await stage.one(Side, name="Harborline")).state == SideState.PAUSED
    assert (await stage.one(Delivery)).state == State.CANCELLED
    assert "paused already" in (await stage.command("Ada", "partner pause Harborline")).message.summary


async def test_a_paused_partner_comes_back(stage: Any) -> None:
    await stage.submit("Ada", (await stage.command("Ada", "partner pause Harborline")).form)
    listed = (await stage.command("Ada", "partner")).message
    form = (await stage.press("Ada", stage.button(listed, "Resume"))).form
    assert (await stage.submit("Ada", form)).message.summary == "Harborline takes part again."
    assert (await stage.one(Side, name="Harborline")).state == SideState.ACTIVE


async def test_a_partner_leaves_and_its_people_are_erased_on_the_agreed_day(stage: Any, waiting: None) -> None:
    form = (await stage.command("Ada", "partner offboard Harborline")).form
    for wrong in ("soon", "-1", "99999"):
        assert (await stage.submit("Ada", form, days=wrong)).errors.by_field["days"]
    answer = await stage.submit("Ada", form, days="10")
    assert answer.message.summary == "Harborline has left."
    assert "Fri 4 Dec 2026" in stage.text(answer.message)
    assert "do not take part any more" in (await stage.command("Hana", "menu")).message.summary
    stage.later(timedelta(days=9))
    await stage.tick()
    assert (await stage.one(Side, name="Harborline")).state == SideState.LEAVING
    stage.later(timedelta(days=1))
    await stage.tick()
    gone = [side for side in await stage.all(Side) if side.state == SideState.GONE]
    assert [side.name.startswith("Harborline") for side in gone] == [True]
    people = await stage.all(Person, side_id=gone[0].id)
    assert {person.state for person in people} == {PersonState.ERASED}
    assert "Hana" not in {person.name for person in await stage.all(Person)}
    assert "T2" not in {identity.home for identity in await stage.all(ChatIdentity)}
    assert [message.summary for _, message in await stage.told()] == [
        "The people of Harborline have been erased, as agreed."
    ]


async def test_the_installation_of_a_partner_that_leaves_is_forgotten(stage: Any) -> None:
    form = (await stage.command("Ada", "partner offboard Lumenara")).form
    answer = await stage.submit("Ada", form, days="0")
    assert "forgotten its access to 1 installation" in stage.text(answer.message)
    assert not (await stage.one(InstallationRow, name="Lumenara")).active
    await stage.tick()
    assert "Luz" not in {person.name for person in await stage.all(Person)}


async def test_an_unknown_partner_and_one_that_is_gone_are_said(stage: Any) -> None:
    assert "no partner called “Wickham”" in (await stage.command("Ada", "partner pause Wickham")).message.summary
    form = (await stage.command("Ada", "partner offboard Lumenara")).form
    await stage.submit("Ada", form, days="0")
    assert "is leaving already" in (await stage.submit("Ada", form, days="0")).message.summary
    await stage.tick()
    assert "no longer there" in (await stage.submit("Ada", form, days="0")).message.summary
    assert not [work for work in await stage.all(DueWork) if work.state == DueState.WAITING]


async def test_only_admins_deal_with_partners(stage: Any) -> None:
    form = (await stage.command("Ada", "partner pause Harborline")).form
    for who in ("Ben", "Hana"):
        assert "Ask an admin" in (await stage.command(who, "partner pause Harborline")).message.summary
        assert "Ask an admin" in (await stage.submit(who, form)).message.summary
    assert (await stage.one(Side, name="Harborline")).state == SideState.ACTIVE
    assert not await stage.all(AuditEntry, action="pause_partner")
