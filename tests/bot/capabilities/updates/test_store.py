"""What is kept of people, for how long, and that two presses at once count once."""

import asyncio
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from bot.capabilities.updates import store
from bot.capabilities.updates.store import Acknowledgement, ExpectedReader, Update, UpdateState, UpdateText
from bot.chat.inbound import Identity
from bot.chat.message import Button
from bot.delivery.tables import Delivery
from bot.people.model import Person


async def person(stage: Any, name: str) -> int:
    async with stage.database.read() as session:
        return (await session.scalars(select(Person.id).where(Person.name == name))).one()


async def got_it(stage: Any, who: str, known: Update) -> str:
    answer = await stage.press(who, Button("Got it", "updates.got_it", f"{known.public_id}.1"))
    summary: str = answer.message.summary
    return summary


async def test_presses_at_the_same_time_count_once(stage: Any) -> None:
    known = await stage.publish()
    answers = await asyncio.gather(*(got_it(stage, "Ada", known) for _ in range(6)))
    assert sorted(answers)[0] == "Noted at 14:00"
    assert set(answers) == {"Noted at 14:00", "You noted this at 14:00"}
    assert await stage.count(Acknowledgement) == 1


async def test_publishing_at_the_same_time_publishes_once(stage: Any) -> None:
    form = (await stage.command("Ines", "update")).form
    preview = (await stage.submit("Ines", form, **await stage.filled())).form
    answers = await asyncio.gather(*(stage.submit("Ines", preview) for _ in range(4)))
    told = sorted(answer.message.summary.split(".")[0] for answer in answers)
    assert told == ["Going out to 3 channels", *["This is published already"] * 3]
    assert await stage.count(Delivery) == 4


async def test_somebody_gets_all_that_is_kept_about_them(stage: Any) -> None:
    known = await stage.publish(tell_customers="It is free.")
    await got_it(stage, "Ines", known)
    async with stage.database.read() as session:
        kept = await store.export_person(session, await person(stage, "Ines"))
    assert [row["title"] for row in kept["updates"]] == ["Refunds need no supervisor"]
    assert kept["updates_noted"] == [
        {"update": known.public_id, "version": 1, "at": "2026-11-24T14:00:00+00:00", "platform": "slack"}
    ]


async def test_erasing_somebody_leaves_the_counts(stage: Any) -> None:
    known = await stage.publish()
    stage.people["Visitor"] = Identity("slack", "T1", "U-visitor")
    for who in ("Ada", "Hana", "Visitor"):
        await got_it(stage, who, known)
    before = await stage.redrawn(known)
    for who in ("Ada", "U-visitor"):
        async with stage.database.write() as session:
            await store.erase_person(session, await person(stage, who))
    assert await stage.redrawn(known) == before
    async with stage.database.write() as session:
        await store.erase_person(session, await person(stage, "Bo"))
    assert "Got it: 1 of 2 and 1 other" in (await stage.redrawn(known))["care"]
    async with stage.database.read() as session:
        left = [*await session.scalars(select(ExpectedReader.person_id))]
        left += await session.scalars(select(Acknowledgement.person_id))
        assert not {await person(stage, who) for who in ("Ada", "Bo", "U-visitor")} & set(left)


async def test_erasing_an_author_deletes_drafts_and_keeps_what_was_published(stage: Any) -> None:
    await stage.publish()
    form = (await stage.command("Ines", "update")).form
    await stage.submit("Ines", form, **await stage.filled(title="Half done"))
    async with stage.database.write() as session:
        await store.erase_person(session, await person(stage, "Ines"))
    async with stage.database.read() as session:
        assert [*await session.scalars(select(UpdateText.title))] == ["Refunds need no supervisor"]


async def test_texts_of_withdrawn_updates_and_old_drafts_go_after_ninety_days(stage: Any) -> None:
    await stage.publish(title="Kept")
    withdrawn = await stage.publish(title="Withdrawn")
    form = (await stage.command("Ines", "update")).form
    await stage.submit("Ines", form, **await stage.filled(title="Draft"))
    async with stage.database.write() as session:
        await session.execute(
            update(Update)
            .where(Update.id == withdrawn.id)
            .values(state=UpdateState.WITHDRAWN, withdrawn_at=stage.calendar.now())
        )
    async with stage.database.write() as session:
        assert await store.delete_expired(session, stage.calendar.now() + timedelta(days=90)) == 0
    async with stage.database.write() as session:
        assert await store.delete_expired(session, stage.calendar.now() + timedelta(days=91)) == 2
        assert [*await session.scalars(select(UpdateText.title))] == ["Kept"]
    assert await stage.count(ExpectedReader) == 14
