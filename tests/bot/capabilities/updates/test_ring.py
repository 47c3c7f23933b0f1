"""Ringing: only people on shift who have not noted an urgent update, once, and never a channel."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.capabilities.updates.store import Acknowledgement
from bot.delivery.tables import Copy, Delivery
from bot.people.model import OrganisationSetting, Person, Team


async def test_people_on_shift_who_have_not_noted_it_are_messaged_after_ten_minutes(stage: Any) -> None:
    known = await stage.publish(urgent=True)
    await stage.change(Team, "Harbor", working_hours="Mon-Fri 09:00-17:00")  # 22:00 in Manila
    await stage.change(Person, "Leo", away_until=stage.calendar.now() + timedelta(days=1))
    card = (await stage.cards(known))["care"]
    await stage.press("Ada", stage.button(card, "Got it"))
    stage.calendar.instant += timedelta(minutes=9)
    assert await stage.ring() == 0
    stage.calendar.instant += timedelta(minutes=1)
    assert await stage.ring() == 1
    rung = await stage.cards(known, slot="ring")
    assert sorted(rung) == ["Bo", "Ines", "Luz"]
    assert "Needs attention now" in stage.shown(rung["Luz"])
    assert "Got it:" not in stage.shown(rung["Luz"])
    assert await stage.ring() == 0


async def test_a_normal_update_rings_nobody(stage: Any) -> None:
    await stage.publish()
    assert await stage.waiting_work() == []


async def test_the_delay_is_the_organisations(stage: Any) -> None:
    async with stage.database.write() as session:
        session.add(OrganisationSetting(name="updates.ring_after", value=3, changed_at=stage.calendar.now()))
    await stage.publish(urgent=True)
    (work,) = await stage.waiting_work()
    assert work.due_at == stage.calendar.now() + timedelta(minutes=3)


async def test_noting_it_there_counts_and_the_message_then_says_so(stage: Any) -> None:
    known = await stage.publish(urgent=True)
    stage.calendar.instant += timedelta(minutes=10)
    await stage.ring()
    rung = (await stage.cards(known, slot="ring"))["Bo"]
    assert (await stage.press("Bo", stage.button(rung, "Got it"))).message.summary == "Noted at 14:10"
    assert await stage.count(Acknowledgement) == 1
    again = await stage.redrawn(known, slot="ring")
    assert "You noted this at 14:10" in again["Bo"]
    assert "Got it" in again["Luz"]


async def test_nobody_is_rung_twice_and_no_channel_at_all(stage: Any) -> None:
    known = await stage.publish(urgent=True)
    stage.calendar.instant += timedelta(minutes=10)
    await stage.ring()
    async with stage.database.read() as session:
        copies = list(await session.scalars(select(Copy).where(Copy.slot == "ring")))
        deliveries = await session.scalars(select(Delivery).where(Delivery.copy_id.in_([copy.id for copy in copies])))
        assert len(copies) == len(deliveries.all()) == 7
        assert {copy.target_kind for copy in copies} == {"person"}
    assert known.urgent
