"""Messages to single people reach them in their own hours, once, within their budget, if they still concern them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select

from bot.capabilities.shoutouts.after.letters import TELL_REPORT
from bot.capabilities.shoutouts.after.messages import READ_LETTER
from bot.capabilities.shoutouts.card import MORE
from bot.capabilities.shoutouts.store import Objection, Shoutout
from bot.capabilities.shoutouts.telling import TELL
from bot.chat.form import Form
from bot.chat.inbound import HomeOpened
from bot.chat.message import Button
from bot.delivery.budget import PER_SHIFT, Budget
from bot.delivery.tables import BudgetSpent
from bot.due.tables import DueState, DueWork
from bot.people.audience import readers_called
from bot.people.model import Grant, Person, Team
from tests.bot.capabilities.shoutouts.conftest import STORY, Stage
from tests.bot.capabilities.shoutouts.test_reporting import decide, letters, report_form

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

EVENING = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
"""When the next day of the people in London begins."""


async def office_hours(stage: Stage) -> None:
    """The people in London work by day; it is evening there."""
    await stage.change(Team, "Care", working_hours="Mon-Fri 09:00-17:00")
    stage.calendar.instant = EVENING


async def report(stage: Stage, who: str, kept: Shoutout, *, exposes: bool = False) -> None:
    form = await report_form(stage, who, kept)
    assert form is not None
    done = await stage.submit(who, form, text="It tells too much.", exposes=exposes)
    assert "Reported" in stage.shown(done.message)


async def ask(stage: Stage, who: str, kept: Shoutout, label: str) -> Form:
    whole = (await stage.press(who, Button("", MORE, kept.public_id))).form
    assert whole is not None
    form = (await stage.press_in(who, whole, label)).form
    assert form is not None
    return form


async def take_down(stage: Stage, who: str, kept: Shoutout) -> None:
    done = await stage.submit(who, await ask(stage, who, kept, "Take it down"), reason="Too much of the customer.")
    assert "Taken down" in stage.shown(done.message)


async def home(stage: Stage, who: str) -> str:
    return stage.shown((await stage.send(HomeOpened(stage.origin(who)))).home)


async def held_back(stage: Stage, who: str) -> list[tuple[str, Button]]:
    """What somebody's next catch-up tells of messages that they were spared."""
    now = stage.calendar.now()
    async with stage.database.read() as session:
        person_id = await session.scalar(select(Person.id).where(Person.name == who)) or 0
        spared = await Budget(session, now).spared(person_id)
        (reader,) = await readers_called(session, [person_id], now)
        return [(one.text, one.button) for one in await stage.offers.held_back(session, reader, spared, now)]


async def test_a_report_waits_for_the_day_of_who_decides(stage: Stage) -> None:
    await decide(stage, "Bo")
    kept = await stage.give("Ines", "Luz")
    await office_hours(stage)
    await report(stage, "Leo", kept)
    assert await letters(stage) == {}
    await stage.until(MORNING - timedelta(minutes=1))
    assert await letters(stage) == {}
    await stage.until(MORNING)
    assert set(await letters(stage)) == {"Bo"}
    await stage.until(MORNING + timedelta(days=3))
    assert [one.state for one in await stage.waiting_work(TELL_REPORT)] == [DueState.DONE]


async def test_a_report_that_was_decided_meanwhile_is_brought_to_nobody_else(stage: Stage) -> None:
    await decide(stage, "Bo")
    kept = await stage.give("Ines", "Luz")
    await office_hours(stage)
    await report(stage, "Leo", kept)
    await stage.submit("Ines", await ask(stage, "Ines", kept, "Withdraw"))
    assert [one.state for one in await stage.waiting_work(TELL_REPORT)] == [DueState.CANCELLED]
    await stage.until(MORNING)
    assert await letters(stage) == {}


async def test_a_report_comes_to_nobody_who_may_no_longer_decide(stage: Stage) -> None:
    await decide(stage, "Bo")
    kept = await stage.give("Ines", "Luz")
    await office_hours(stage)
    await report(stage, "Leo", kept)
    async with stage.database.write() as session:
        await session.execute(delete(Grant))
    await stage.until(MORNING)
    assert await letters(stage) == {}


async def test_a_report_of_exposed_data_comes_at_once_to_who_is_at_work_and_to_the_others_in_their_hours(
    stage: Stage,
) -> None:
    await decide(stage, "Bo")
    await decide(stage, "Ada")
    kept = await stage.give("Ines", "Luz")
    await office_hours(stage)
    await stage.change(Person, "Ada", working_hours="Mon-Fri 18:00-23:00")
    await report(stage, "Leo", kept, exposes=True)
    assert set(await letters(stage)) == {"Ada"}
    assert "personal data can be read in it" in stage.shown((await letters(stage))["Ada"])
    await stage.until(MORNING)
    assert set(await letters(stage)) == {"Ada", "Bo"}


async def test_a_report_of_exposed_data_comes_to_all_at_once_if_nobody_is_at_work_and_above_every_budget(
    stage: Stage,
) -> None:
    await decide(stage, "Bo")
    await decide(stage, "Ada")
    kept = await stage.give("Ines", "Luz")
    await office_hours(stage)
    async with stage.database.write() as session:
        people = await session.scalars(select(Person.id).where(Person.name.in_(["Bo", "Ada"])))
        for person_id in people.all():
            session.add(BudgetSpent(person_id=person_id, shift_start=EVENING, messages=PER_SHIFT))
    await report(stage, "Leo", kept, exposes=True)
    assert set(await letters(stage)) == {"Ada", "Bo"}


async def test_who_reported_hears_of_it_in_their_hours(stage: Stage) -> None:
    await decide(stage, "Bo")
    kept = await stage.give("Hana", "Ada")
    await office_hours(stage)
    await report(stage, "Ines", kept, exposes=True)
    await stage.press("Bo", stage.button((await letters(stage))["Bo"], "It is fine"))
    assert await letters(stage, "outcome") == {}
    await stage.until(MORNING)
    assert set(await letters(stage, "outcome")) == {"Ines"}


async def test_the_giver_hears_in_their_hours_that_it_was_taken_down(stage: Stage) -> None:
    await decide(stage, "Bo")
    kept = await stage.give("Ines", "Luz")
    await office_hours(stage)
    await take_down(stage, "Bo", kept)
    assert await stage.cards(kept, slot="taken_down") == {}
    await stage.until(MORNING)
    told = await stage.cards(kept, slot="taken_down")
    assert STORY in stage.shown(told["Ines"])


async def test_what_is_above_the_budget_is_told_in_the_catch_up_and_can_be_read_there(stage: Stage) -> None:
    await decide(stage, "Bo")
    kept = await stage.give("Ines", "Luz")
    other = await stage.give("Hana", "Ada", story=f"{STORY} Twice.")
    await stage.change(Team, "Care", working_hours="Mon-Fri 09:00-17:00")
    async with stage.database.write() as session:
        for person_id in (await session.scalars(select(Person.id).where(Person.name.in_(["Ines", "Bo"])))).all():
            began = MORNING - timedelta(days=1)
            session.add(BudgetSpent(person_id=person_id, shift_start=began, messages=PER_SHIFT))
    await report(stage, "Ines", other)
    await take_down(stage, "Bo", kept)
    await take_down(stage, "Bo", other)
    assert await letters(stage) == {}
    assert await letters(stage, "outcome") == {}
    assert await stage.cards(kept, slot="taken_down") == {}
    lines = await held_back(stage, "Ines")
    assert [text for text, _ in lines] == [
        "Your shoutout for Luz was taken down: Too much of the customer.",
        "You reported a shoutout: It was taken down.",
    ]
    assert await held_back(stage, "Bo") == [], "its report was decided meanwhile"
    read = [stage.shown((await stage.press("Ines", button)).message) for _, button in lines]
    assert STORY in read[0]
    assert "It was taken down." in read[1]
    assert "no longer stands" in stage.shown((await stage.press("Ada", lines[0][1])).message)


async def test_work_that_comes_late_waits_for_the_next_day_and_nobody_is_told_at_night(stage: Stage) -> None:
    await stage.change(Team, "Lumen", working_hours="Mon-Fri 09:00-17:00")
    stage.calendar.instant = stage.calendar.instant.replace(hour=3)
    kept = await stage.give("Ines", "Luz")
    # Nothing runs until it is night again in Bogota.
    stage.calendar.instant = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
    await stage.tick()
    assert await stage.cards(kept, slot="personal") == {}
    await stage.until(datetime(2026, 11, 25, 14, 0, tzinfo=UTC))
    assert set(await stage.cards(kept, slot="personal")) == {"Luz"}


async def test_whose_hours_nobody_knows_is_told_during_the_usual_day(stage: Stage) -> None:
    await stage.change(Team, "Lumen", working_hours="")
    kept = await stage.give("Ines", "Luz")
    assert await stage.cards(kept, slot="personal") == {}
    stage.calendar.instant = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
    await stage.tick()
    assert await stage.cards(kept, slot="personal") == {}
    stage.calendar.instant = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
    await stage.tick()
    assert set(await stage.cards(kept, slot="personal")) == {"Luz"}


async def test_what_somebody_has_already_is_neither_sent_nor_counted_again(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    async with stage.database.write() as session:
        luz = await session.scalar(select(Person.id).where(Person.name == "Luz"))
        before = await session.scalar(select(func.sum(BudgetSpent.messages)).where(BudgetSpent.person_id == luz))
        now = stage.calendar.now()
        work = DueWork(kind=TELL, owner_id=kept.id, slot="v9", for_whom=str(luz), due_at=now, retry_at=now)
        session.add(work)
    await stage.tick()
    assert set(await stage.cards(kept, slot="personal")) == {"Luz"}
    async with stage.database.write() as session:
        spent = await session.scalar(select(func.sum(BudgetSpent.messages)).where(BudgetSpent.person_id == luz))
        assert spent == before == 1
        assert await Budget(session, now).spared(luz or 0) == []


async def test_reports_wait_on_the_home_of_who_decides_and_say_what_it_says_now(stage: Stage) -> None:
    await decide(stage, "Bo")
    await decide(stage, "Ines")
    kept = await stage.give("Ines", "Luz")
    await report(stage, "Leo", kept, exposes=True)
    waiting = await home(stage, "Bo")
    assert "1 reported shoutout waits for your decision" in waiting
    assert "personal data is said to be readable" in waiting
    assert "reported" not in await home(stage, "Ines"), "nobody decides about their own"
    assert "reported" not in await home(stage, "Ada")
    stage.calendar.instant += timedelta(minutes=1)
    form = await ask(stage, "Ines", kept, "Correct")
    preview = (await stage.submit("Ines", form, **await stage.filled("Luz", story=f"{STORY} Corrected."))).form
    assert preview is not None
    await stage.submit("Ines", preview)
    async with stage.database.read() as session:
        objection = (await session.scalars(select(Objection))).one()
    assert "shoutout_objection" in await stage.stale()
    redrawn = await stage.redrawn(objection, kind="shoutout_objection", slot="report")
    listed = (await stage.press("Bo", Button("", "shoutouts.reports"))).message
    for shown in (redrawn["Bo"], stage.shown(listed)):
        assert f"{STORY} Corrected." in shown
        assert "corrected after this report" in shown
    await stage.press("Bo", stage.button(listed, "It is fine"))
    assert "reported" not in await home(stage, "Bo")


async def test_a_letter_is_read_by_nobody_else(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    for who in ("Ines", "Luz", "Hana"):
        answer = await stage.press(who, Button("", READ_LETTER, kept.public_id))
        assert "no longer stands" in stage.shown(answer.message)
        assert STORY not in stage.shown(answer.message)
