"""Leads get the digest of their own people in their working hours, once and as long as it is news."""

from datetime import UTC, datetime

import pytest

from bot.capabilities.shoutouts.back.leads import TELL_LEAD
from bot.due.tables import DueState
from bot.people.model import Person, Team
from tests.bot.capabilities.shoutouts.conftest import Stage
from tests.bot.capabilities.shoutouts.test_coverage import joined, lead
from tests.bot.capabilities.shoutouts.test_digest import a_week, digests

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_lead_gets_the_digest_when_their_day_begins_once_and_as_long_as_it_is_news(stage: Stage) -> None:
    await a_week(stage)
    await lead(stage, "Care", "Bo")
    await lead(stage, "Lumen", "Leo")
    await stage.change(Team, "Care", working_hours="Mon-Fri 09:00-17:00")
    await joined(stage, "Luz", 9)
    await stage.change(Person, "Leo", working_hours="Mon 09:00-10:00")
    stage.calendar.instant = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    look = (await stage.command("Bo", "shoutout digest")).form
    assert look is not None
    await stage.submit("Bo", look)
    assert set(await digests(stage)) == {"care", "harbor", "lumen"}
    await stage.until(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    assert set(await digests(stage)) == {"care", "harbor", "lumen", "Bo"}
    assert "For Ada." in stage.shown((await digests(stage))["Bo"])
    assert len([one for one in await stage.waiting_work(TELL_LEAD) if one.state == DueState.WAITING]) == 1
    stage.calendar.instant = datetime(2026, 12, 7, 14, 30, tzinfo=UTC)  # two Mondays on, in Leo's hour
    await stage.tick()
    assert "Leo" not in await digests(stage)


async def test_a_lead_who_leads_nobody_any_more_gets_no_digest(stage: Stage) -> None:
    await a_week(stage)
    await lead(stage, "Care", "Bo")
    await stage.change(Team, "Care", working_hours="Mon-Fri 09:00-17:00")
    stage.calendar.instant = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    look = (await stage.command("Bo", "shoutout digest")).form
    assert look is not None
    await stage.submit("Bo", look)
    await stage.change(Team, "Care", lead_id=None)
    await stage.until(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    assert set(await digests(stage)) == {"care", "harbor", "lumen"}
