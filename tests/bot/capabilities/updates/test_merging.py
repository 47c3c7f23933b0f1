"""Two records that are one person: they are counted once, and what either did is done."""

from typing import Any

from sqlalchemy import select

from bot.capabilities.updates import store
from bot.capabilities.updates.store import CorrectionDraft, Readers
from bot.chat.message import Button
from bot.people import merging
from bot.people.model import Person
from tests.stage import typed


async def merge(stage: Any, keep: str, gone: str) -> None:
    async with stage.database.write() as session:
        kept, other = [
            (await session.scalars(select(Person).where(Person.name == name))).one() for name in (keep, gone)
        ]
        await merging.merge(session, None, kept, other, stage.calendar.now(), stage.offers.moves())


async def figures(stage: Any, known: Any) -> Readers:
    async with stage.database.read() as session:
        side = await session.scalar(select(Person.side_id).where(Person.name == "Ines"))
        found: Readers = (await store.readers_by_side(session, known, stage.calendar.now()))[side]
        return found


async def test_somebody_with_two_records_is_asked_once_and_has_noted_what_either_noted(stage: Any) -> None:
    known = await stage.publish()
    await stage.press("Bo", Button("Got it", "updates.got_it", f"{known.public_id}.1"))
    assert await figures(stage, known) == Readers(expected=3, noted=1)
    await merge(stage, "Ada", "Bo")
    assert await figures(stage, known) == Readers(expected=2, noted=1)
    again = await stage.press("Bo", Button("Got it", "updates.got_it", f"{known.public_id}.1"))
    assert again.message.summary.startswith("You noted this")
    assert await figures(stage, known) == Readers(expected=2, noted=1)


async def test_what_one_was_correcting_the_other_goes_on_with(stage: Any) -> None:
    known = await stage.publish()
    form = await stage.correct_form(known)
    await stage.submit("Ines", form, **typed(form, note="Raised.", changed="Up to €300."))
    await merge(stage, "Ada", "Ines")
    assert await stage.count(CorrectionDraft) == 1
    assert typed(await stage.correct_form(known, "Ada"))["changed"] == "Up to €300."
    async with stage.database.read() as session:
        ada = await session.scalar(select(Person.id).where(Person.name == "Ada"))
    assert (await stage.kept(known.public_id)).author_id == ada
