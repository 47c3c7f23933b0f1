"""Reports to the organisation's managers: sent to few, decided once, and answered."""

import pytest
from sqlalchemy import select

from bot.capabilities.shoutouts.after.reporting import may_see
from bot.capabilities.shoutouts.card import MORE
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.store import Objection, Shoutout
from bot.chat.form import Form
from bot.chat.message import Button, Message
from bot.people.model import Grant, Person, Role
from tests.bot.capabilities.shoutouts.conftest import STORY, Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

WORDS = "It tells too much of the customer, who is +44 20 7946 0958."


async def decide(stage: Stage, who: str, role: Role = Role.MANAGER) -> None:
    async with stage.database.write() as session:
        person = (await session.scalars(select(Person).where(Person.name == who))).one()
        session.add(Grant(person_id=person.id, role=role, side_id=None))


async def report_form(stage: Stage, who: str, kept: Shoutout) -> Form | None:
    whole = (await stage.press(who, Button("", MORE, kept.public_id))).form
    assert whole is not None
    return (await stage.press_in(who, whole, "Report it")).form


async def report(stage: Stage, who: str, kept: Shoutout) -> None:
    form = await report_form(stage, who, kept)
    assert form is not None
    assert "Reported" in stage.shown((await stage.submit(who, form, text=WORDS)).message)


async def letters(stage: Stage, slot: str = "report") -> dict[str, Message]:
    async with stage.database.read() as session:
        objection = (await session.scalars(select(Objection).limit(1))).one()
    return await stage.cards(objection, kind="shoutout_objection", slot=slot)


async def test_a_report_comes_to_who_decides_without_the_name_of_who_wrote_it(stage: Stage) -> None:
    await decide(stage, "Bo")
    await decide(stage, "Ines")
    kept = await stage.give("Ines", "Luz")
    await report(stage, "Leo", kept)
    sent = await letters(stage)
    assert set(sent) == {"Bo"}
    shown = stage.shown(sent["Bo"])
    assert "It tells too much" in shown
    assert "7946" not in shown
    assert "Lumenara" in shown
    assert "Leo" not in shown
    assert STORY in shown


async def test_it_is_fine_settles_it_and_who_reported_it_is_told(stage: Stage) -> None:
    await decide(stage, "Bo")
    await decide(stage, "Ada", Role.ADMIN)
    kept = await stage.give("Ines", "Luz")
    await report(stage, "Leo", kept)
    button = stage.button((await letters(stage))["Bo"], "It is fine")
    assert "It stays" in stage.shown((await stage.press("Bo", button)).message)
    for letter in (await letters(stage)).values():
        assert "The managers have looked at it, and it stays." in stage.shown(letter)
        assert "Take it down" not in stage.shown(letter)
    assert set(await letters(stage, "outcome")) == {"Leo"}
    assert "decided already" in stage.shown((await stage.press("Ada", button)).message)
    assert (await stage.kept(kept.public_id)).state is ShoutoutState.POSTED


async def test_taking_it_down_from_the_report_settles_it(stage: Stage) -> None:
    await decide(stage, "Bo")
    kept = await stage.give("Ines", "Luz")
    await report(stage, "Leo", kept)
    ask = (await stage.press("Bo", stage.button((await letters(stage))["Bo"], "Take it down"))).form
    assert ask is not None
    await stage.submit("Bo", ask, reason="Too much of the customer.")
    assert "It was taken down." in stage.shown((await letters(stage, "outcome"))["Leo"])
    assert STORY not in stage.shown((await letters(stage))["Bo"])


async def test_somebody_reports_it_once(stage: Stage) -> None:
    await decide(stage, "Bo")
    kept = await stage.give("Ines", "Luz")
    form = await report_form(stage, "Leo", kept)
    assert form is not None
    await stage.submit("Leo", form, text=WORDS)
    assert "reported it already" in stage.shown((await stage.submit("Leo", form, text=WORDS)).message)
    assert await report_form(stage, "Leo", kept) is None
    assert await stage.count(Objection) == 1


async def test_a_report_says_what_is_wrong(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    form = await report_form(stage, "Leo", kept)
    assert form is not None
    for text, says in ((" x ", "in at least 3 characters"), ("x" * 501, "Up to 500 characters")):
        errors = (await stage.submit("Leo", form, text=text)).errors
        assert errors is not None and says in errors.by_field["text"]


async def test_those_who_decide_see_what_waits_and_nobody_else_does(stage: Stage) -> None:
    await decide(stage, "Bo")
    assert "No report waits" in stage.shown((await stage.command("Bo", "shoutout reports")).message)
    kept = await stage.give("Ines", "Luz")
    await report(stage, "Leo", kept)
    assert STORY in stage.shown((await stage.command("Bo", "shoutout reports")).message)
    for who in ("Ada", "Leo"):
        shown = stage.shown((await stage.command(who, "shoutout reports")).message)
        assert "managers and admins" in shown
        assert STORY not in shown
    assert stage.offers.commands["shoutout reports"].may is may_see, "help leaves it out for the others"
    button = stage.button((await letters(stage))["Bo"], "It is fine")
    assert "managers and admins" in stage.shown((await stage.press("Leo", button)).message)


async def test_nobody_decides_about_their_own(stage: Stage) -> None:
    await decide(stage, "Bo")
    await decide(stage, "Ines")
    kept = await stage.give("Ines", "Luz")
    await report(stage, "Leo", kept)
    button = stage.button((await letters(stage))["Bo"], "It is fine")
    assert "another manager decides" in stage.shown((await stage.press("Ines", button)).message)
