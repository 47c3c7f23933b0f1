"""Leads are asked once a week to write to those of their people who have been longest without."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.capabilities.checkins.store.feedback_tables import FeedbackRound
from bot.people.model import Person
from tests.bot.capabilities.checkins.feedback.conftest import Stage

WEDNESDAY = datetime(2026, 11, 25, 10, tzinfo=UTC)
"""The day after the stage's Tuesday, ten o'clock in London."""


async def begun(stage: Stage) -> None:
    """As a start of the process leaves it."""
    for one in stage.offers.capabilities:
        if one.standing:
            async with stage.database.write() as session:
                await one.standing(session, stage.calendar.now())


async def test_each_lead_is_asked_at_ten_by_their_teams_clock_for_their_own_people(stage: Stage) -> None:
    await begun(stage)
    await stage.until(WEDNESDAY + timedelta(minutes=1))
    letters = await stage.letters("feedback_round")
    assert set(letters) == {("Ada", "card"), ("Hana", "card")}
    shown = stage.shown(letters["Ada", "card"])
    assert "Bo: none yet" in shown
    assert "Ines: none yet" in shown
    assert "Hugo" not in shown
    assert "Hugo" in stage.shown(letters["Hana", "card"])


async def test_who_just_had_some_and_who_is_away_is_not_asked_for(stage: Stage) -> None:
    await begun(stage)
    await stage.says("Ada", "Bo")
    await stage.change(Person, "Hugo", away_until=WEDNESDAY + timedelta(days=2))
    await stage.until(WEDNESDAY + timedelta(minutes=1))
    letters = await stage.letters("feedback_round")
    assert set(letters) == {("Ada", "card")}, "Hana has nobody to write to"
    assert "Bo" not in stage.shown(letters["Ada", "card"])


async def test_the_message_follows_what_the_lead_wrote(stage: Stage) -> None:
    await begun(stage)
    await stage.until(WEDNESDAY + timedelta(minutes=1))
    await stage.says("Ada", "Bo")
    assert "feedback_round" in await stage.stale()
    asked = await _round(stage, "Bo")
    redrawn = (await stage.redrawn(asked, "feedback_round"))["Ada"]
    assert "Bo: written, thank you" in redrawn
    assert "Write to Bo" not in redrawn
    assert "Write to Ines" in redrawn
    await stage.says("Ada", "Ines")
    assert "Done for this week." in (await stage.redrawn(asked, "feedback_round"))["Ada"]


async def test_not_this_week_and_not_any_more(stage: Stage) -> None:
    await begun(stage)
    await stage.until(WEDNESDAY + timedelta(minutes=1))
    message = (await stage.letters("feedback_round"))["Ada", "card"]
    answer = await stage.press("Hana", stage.button(message, "Stop asking me"))
    assert "This week is over." in stage.shown(answer.redraw), "somebody else's"
    answer = await stage.press("Ada", stage.button(message, "Not this week"))
    assert "You are asked again next week." in stage.shown(answer.redraw)
    answer = await stage.press("Ada", stage.button(message, "Stop asking me"))
    assert "not asked every week any more" in stage.shown(answer.redraw)
    await stage.until(WEDNESDAY + timedelta(days=7, minutes=1))
    assert await stage.count(FeedbackRound) == 3, "Ada once, Hana twice"
    await stage.press("Ada", stage.button(answer.redraw, "Ask me again"))
    await stage.until(WEDNESDAY + timedelta(days=14, minutes=1))
    assert await stage.count(FeedbackRound) == 5


async def _round(stage: Stage, name: str) -> FeedbackRound:
    async with stage.database.read() as session:
        person_id = await session.scalar(select(Person.id).where(Person.name == name))
        rows = await session.scalars(select(FeedbackRound))
        return next(one for one in rows if person_id in one.people)
