"""Files of more shoutouts than are read at once."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import event, insert, select

from bot.capabilities.shoutouts.back import side_sheet
from bot.capabilities.shoutouts.back.side_sheet import Asked, sheet
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.store import Recipient, Shoutout
from bot.chat.texts import Texts
from bot.people.access import EVERYTHING
from bot.people.model import Person
from bot.storage.columns import new_public_id
from tests.bot.capabilities.shoutouts.conftest import Stage

PAGE = side_sheet.PAGE


@pytest.mark.parametrize("most", [2 * PAGE + 3, 2 * PAGE])
async def test_it_is_read_in_pages_in_their_order_each_once_and_people_are_read_once(stage: Stage, most: int) -> None:
    now = stage.calendar.now()
    async with stage.database.write() as session:
        ines, ada = [
            (await session.scalars(select(Person).where(Person.name == name))).one() for name in ("Ines", "Ada")
        ]
        shared = {"giver_side_id": ines.side_id, "state": ShoutoutState.POSTED, "quote": "", "saved_at": now}
        # Many at one instant: what a page ends with is told apart by more than its time.
        told = [
            {
                **shared,
                "public_id": new_public_id(),
                "giver_id": ines.id,
                "story": str(number),
                "posted_at": now - timedelta(minutes=number // 150),
            }
            for number in range(2 * PAGE + 3)
        ]
        await session.execute(insert(Shoutout), told)
        kept = await session.scalars(select(Shoutout.id))
        await session.execute(
            insert(Recipient),
            [{"shoutout_id": one, "person_id": ada.id, "team_id": None, "side_id": ada.side_id} for one in kept],
        )
    asked: list[str] = []
    objects: list[object] = []

    def keep(one: object, context: object) -> None:
        objects.append(one)

    def note(connection: object, cursor: object, statement: str, parameters: object, *rest: object) -> None:
        asked.append(statement)

    async with stage.database.write() as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        for table in (Shoutout, Recipient):
            event.listen(table, "load", keep)
        data = await sheet(session, Asked(EVERYTHING, ines.side_id, most=most), now, Texts())
        for table in (Shoutout, Recipient):
            event.remove(table, "load", keep)
        event.remove(engine, "before_cursor_execute", note)
        in_order = select(Shoutout.story).order_by(Shoutout.posted_at.desc(), Shoutout.id.desc()).limit(most)
        expected = list(await session.scalars(in_order))
    assert not objects, "collecting thousands of them would stop everything else"
    rows = [row["story"] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"))) if row["story"]]
    assert rows == expected
    assert ("there are older ones" in data.decode()) is (most < len(told))
    pages = [one for one in asked if one.startswith("SELECT shoutout.id") and "LIMIT" in one]
    # And one that looks for older ones.
    assert len(pages) == -(-most // PAGE) + 1
    assert sum("FROM person JOIN side" in " ".join(one.split()) for one in asked) == 1
