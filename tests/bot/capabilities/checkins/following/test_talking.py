"""A low answer that was given with a name is followed up in private."""

import pytest
from sqlalchemy import delete

from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.store.following_tables import TalkSaid
from bot.capabilities.checkins.store.talks import export_person, take_out
from bot.chat.message import Button
from bot.delivery.tables import Stale
from bot.people.model import Grant, Role
from tests.bot.capabilities.checkins.following.conftest import WORDS, Stage

GIVEN = {"Bo": 2, "Hana": 5, "Luz": 1}


@pytest.mark.parametrize("mode", [Mode.NAMED, Mode.CONFIDENTIAL])
async def test_the_organiser_writes_to_the_lowest_first_and_both_answer(stage: Stage, mode: Mode) -> None:
    on = await stage.answered(GIVEN, mode)
    stage.button(await stage.detail("Ines", on), "Follow up")
    page = await stage.page("Ines", on)
    shown = stage.shown(page)
    assert shown.index("Luz") < shown.index("Bo") < shown.index("Hana")
    form = (await stage.press("Ines", stage.button(page, "Write to Bo"))).form
    assert form is not None and "2 of 5" in stage.shown(form)
    await stage.submit("Ines", form, text="What was missing?")
    assert "not sent twice" in stage.shown((await stage.submit("Ines", form, text="What was missing?")).message)
    ((who, message),) = [(name, one) for (name, _), one in (await stage.letters("checkin_talk")).items()]
    assert who == "Bo" and "Only you and Ines see this" in stage.shown(message)
    answering = (await stage.press("Bo", stage.button(message, "Answer"))).form
    assert answering is not None
    await stage.submit("Bo", answering, text="The limit. Call Noor on +44 20 7946 0958.")
    (back,) = [one for (name, _), one in (await stage.letters("checkin_talk")).items() if name == "Ines"]
    assert "The limit." in stage.shown(back) and "7946" not in stage.shown(back)
    assert await stage.count(TalkSaid) == 2


async def test_what_nobody_else_has_answered_offers_no_following_up(stage: Stage) -> None:
    on = await stage.answered({"Ines": 2})
    assert "Follow up" not in stage.shown(await stage.detail("Ines", on))


async def test_who_looks_after_it_no_more_keeps_the_words_and_loses_the_answer(stage: Stage) -> None:
    on = await stage.answered(GIVEN)
    form = (await stage.press("Ines", stage.button(await stage.page("Ines", on), "Write to Bo"))).form
    assert form is not None
    await stage.submit("Ines", form, text="What was missing?")
    (message,) = (await stage.letters("checkin_talk")).values()
    show = Button("", "checkins.show_talk", stage.button(message, "Answer").object_id)
    assert "2 of 5" in stage.shown((await stage.press("Ines", show)).message)
    async with stage.database.write() as session:
        await session.execute(delete(Grant))
    shown = stage.shown((await stage.press("Ines", show)).message)
    assert "What was missing?" in shown and "2 of 5" not in shown
    assert "2 of 5" in stage.shown((await stage.press("Bo", show)).message), "it is their own"


async def test_nobody_else_reads_or_answers_a_conversation(stage: Stage) -> None:
    on = await stage.answered(GIVEN)
    form = (await stage.press("Ines", stage.button(await stage.page("Ines", on), "Write to Bo"))).form
    assert form is not None
    await stage.submit("Ines", form, text="What was missing?")
    (message,) = (await stage.letters("checkin_talk")).values()
    button = stage.button(message, "Answer")
    for who in ("Ada", "Hana"):
        for one in (button, Button("", "checkins.show_talk", button.object_id)):
            answer = await stage.press(who, one)
            assert answer.form is None and "missing" not in stage.shown(answer.message), who
    own = (await stage.press("Bo", button)).form
    assert own is not None
    await stage.submit("Hana", own, text="I am Bo.")
    assert await stage.count(TalkSaid) == 1


async def test_a_partners_manager_follows_up_their_own_people_alone(stage: Stage) -> None:
    on = await stage.answered(GIVEN)
    await stage.grants("Hugo", Role.MANAGER, "Harborline")
    shown = stage.shown(await stage.page("Hugo", on))
    assert "Hana" in shown and "Bo" not in shown and "Luz" not in shown and "Lumenara" not in shown
    bo = stage.button(await stage.page("Ines", on), "Write to Bo")
    assert (await stage.press("Hugo", bo)).form is None
    form = (await stage.press("Ines", bo)).form
    assert form is not None
    assert "not yours" in stage.shown((await stage.submit("Hugo", form, text="Hello")).message)
    assert (await stage.press("Ada", bo)).form is None
    assert await stage.count(TalkSaid) == 0


async def test_whoever_answered_nothing_or_without_a_name_cannot_be_followed_up(stage: Stage) -> None:
    on, (other, _) = await stage.answered(GIVEN), await stage.wrote()
    bo = stage.button(await stage.page("Ines", on), "Write to Bo")
    public_id = bo.object_id.rpartition(".")[2]
    anonymous = Button("", bo.action, f"{other.run.public_id}.1.{public_id}")
    assert (await stage.press("Ines", anonymous)).form is None
    silent = Button("", bo.action, f"{on.run.public_id}.1.{await stage.public_id('Ada')}")
    assert (await stage.press("Ines", silent)).form is None
    nobody = Button("", bo.action, f"{on.run.public_id}.1.{'x' * 22}")
    assert (await stage.press("Ines", nobody)).form is None
    assert WORDS[0] not in stage.shown(await stage.page("Hana", other))


async def test_of_an_erased_person_no_word_stays(stage: Stage) -> None:
    on = await stage.answered(GIVEN)
    form = (await stage.press("Ines", stage.button(await stage.page("Ines", on), "Write to Bo"))).form
    assert form is not None
    await stage.submit("Ines", form, text="What was missing?")
    async with stage.database.write() as session:
        person_id = await stage._id(session, "Bo")
        assert "What was missing?" in str(await export_person(session, person_id))
        await session.execute(delete(Stale))
        await take_out(session, person_id)
    assert await stage.count(TalkSaid) == 0
    assert "checkin_talk" in await stage.stale(), "it stands in the organiser's messages with their name"
