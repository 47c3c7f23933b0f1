"""What came of a run is counted when it closes, and its organiser told."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete

from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.store.tables import Ballot, Voter
from bot.capabilities.checkins.subjects import RESULTS, RUN
from tests.bot.capabilities.checkins.conftest import Stage

CLOSES = datetime(2026, 11, 28, 15, tzinfo=UTC)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_it_is_counted_once_it_has_closed_and_stays_when_answers_go(stage: Stage) -> None:
    await stage.join("Care", *(f"Cleo {number}" for number in range(5)))
    checkin = await stage.set_up("Care", mode=Mode.ANONYMOUS)
    await stage.at(CLOSES - timedelta(days=1))
    run = await stage.run(checkin)
    (group,) = await stage.groups(run)
    async with stage.database.write() as session:
        for number in range(5):
            session.add(Voter(run_id=run.id, voter=f"v{number}", group_id=group.id))
            session.add(Ballot(run_id=run.id, place=1, voter=f"b{number}", group_id=group.id, value=4))
    await stage.deliver()
    assert not await stage.cards(run, RUN, RESULTS)
    await stage.at(CLOSES)
    told = await stage.cards(run, RUN, RESULTS)
    assert list(told) == ["Ada"]
    text = stage.shown(told["Ada"])
    assert "5 of 8 people reached have answered" in text
    assert "5 answers" in text
    assert stage.button(told["Ada"], "Say what you did")
    async with stage.database.write() as session:
        await session.execute(delete(Ballot))
    assert "5 answers" in stage.shown((await stage.press("Ada", stage.button(told["Ada"], "Look closer"))).message)
