"""What rhythms keep about people is given to them, and taken out."""

from datetime import date
from typing import Any

from sqlalchemy import select

from bot.capabilities.rhythms.store import records
from bot.due import deciding
from bot.due.tables import Rhythm, RhythmChange
from bot.people.model import Person


async def test_somebody_gets_what_they_look_after_and_is_taken_out_of_it(stage: Any) -> None:
    await stage.begin()
    async with stage.database.write() as session:
        ines = (await session.scalars(select(Person.id).where(Person.name == "Ines"))).one()
        rhythm = (await session.scalars(select(Rhythm))).one()
        await deciding.skip(session, rhythm, date(2026, 11, 25), stage.plan, ines, stage.calendar.now())
    async with stage.database.write() as session:
        found = await records.export_person(session, ines)
        await records.erase_person(session, ines)
    assert found["rhythms_looked_after"] == [{"kind": "test", "when": "every Wednesday"}]
    assert [one["date"] for one in found["rhythms_changed"]] == ["2026-11-25"]
    async with stage.database.read() as session:
        assert (await session.scalars(select(Rhythm.owner_id))).all() == [None]
        assert (await session.scalars(select(RhythmChange.changed_by))).all() == [None]
    assert await stage.next() == ["02 Dec 10:00", "09 Dec 10:00", "16 Dec 10:00"]
