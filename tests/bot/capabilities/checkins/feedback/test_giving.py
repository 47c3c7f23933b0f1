"""Feedback is written, reaches one person alone, is thanked for, answered and taken back."""

import pytest

from bot.capabilities.checkins.kinds import FeedbackState
from bot.capabilities.checkins.store.feedback_tables import FeedbackReply
from bot.chat.inbound import Sought
from bot.chat.message import Button
from bot.people.model import Person, PersonState, Role
from tests.bot.capabilities.checkins.feedback.conftest import LINE, Stage


async def test_a_line_by_words_reaches_one_person_and_nobody_else(stage: Stage) -> None:
    answer = await stage.says("Ada", "Bo")
    assert "Bo gets it at work. Only the two of you see it." in stage.shown(answer.message)
    (kept,) = await stage.all()
    assert (kept.text, kept.state) == (LINE, FeedbackState.SENT)
    letters = await stage.letters()
    assert list(letters) == [("Bo", "card")]
    shown = stage.shown(letters["Bo", "card"])
    assert "Feedback from Ada" in shown
    assert LINE in shown
    assert "Only you and Ada see it." in shown


async def test_one_word_that_is_no_feedback_may_be_a_command(stage: Stage) -> None:
    shown = stage.shown((await stage.command("Ada", "feedback blah")).form)
    assert "If you meant a command: /feedback help lists them." in shown
    assert "“/feedback mine”" in stage.shown((await stage.command("Ada", "feedback mien")).form)
    assert "If you meant" not in stage.shown((await stage.command("Ada", "feedback Kind on the phone")).form)


async def test_who_leads_nobody_is_pointed_to_shoutouts(stage: Stage) -> None:
    answer = await stage.press("Bo", Button("", "checkins.feedback_write", await stage.public_id("Ada")))
    assert "give a shoutout" in stage.shown(answer.message)
    form = await stage.opened("Ada", "Bo")
    assert "give a shoutout" in stage.shown((await stage.submit("Bo", form, person=(), text=LINE)).message)
    assert await stage.all() == []


@pytest.mark.parametrize(("text", "says"), [("Good.", "at least 10"), ("x" * 801, "at most 800")])
async def test_what_is_too_short_or_too_long_is_told_at_its_field(stage: Stage, text: str, says: str) -> None:
    form = await stage.opened("Ada", "Bo")
    answer = await stage.submit("Ada", form, person=(await stage.public_id("Bo"),), text=text)
    assert answer.errors is not None
    assert says in answer.errors.by_field["text"]
    assert await stage.all() == []


async def test_oneself_whoever_left_and_nobody_cannot_be_chosen(stage: Stage) -> None:
    form = await stage.opened("Ada")
    await stage.change(Person, "Bo", state=PersonState.LEFT)
    for who, says in (("Ada", "somebody else"), ("Bo", "no longer here")):
        answer = await stage.submit("Ada", form, person=(await stage.public_id(who),), text=LINE)
        assert answer.errors is not None
        assert says in answer.errors.by_field["person"]
    answer = await stage.submit("Ada", form, person=("nobody",), text=LINE)
    assert answer.errors is not None
    assert await stage.all() == []


async def test_a_form_that_is_sent_twice_writes_once(stage: Stage) -> None:
    form, who = await stage.opened("Ada", "Bo"), (await stage.public_id("Bo"),)
    await stage.submit("Ada", form, person=who, text=LINE)
    again = await stage.submit("Ada", form, person=who, text=LINE)
    assert "not sent twice" in stage.shown(again.message)
    assert len(await stage.all()) == 1


async def test_a_customers_data_is_masked_and_whoever_wrote_it_is_told(stage: Stage) -> None:
    answer = await stage.says("Ada", "Bo", "You wrote to mira@example.com very kindly today.")
    assert "1 piece looked like a customer's data" in stage.shown(answer.message)
    (kept,) = await stage.all()
    assert "mira@example.com" not in kept.text


async def test_thanks_reach_whoever_wrote_it_once(stage: Stage) -> None:
    await stage.says("Ada", "Bo")
    thank = stage.button((await stage.letters())["Bo", "card"], "Thank")
    answer = await stage.press("Bo", thank)
    assert "You said thank you." in stage.shown(answer.redraw)
    await stage.press("Bo", thank)
    letters = await stage.letters()
    assert set(letters) == {("Bo", "card"), ("Ada", "back")}
    assert "Bo thanked you." in stage.shown(letters["Ada", "back"])


async def test_a_question_and_its_answer_go_to_and_fro(stage: Stage) -> None:
    await stage.says("Ada", "Bo")
    (kept,) = await stage.all()
    form = (await stage.press("Bo", stage.button((await stage.letters())["Bo", "card"], "Ask or answer"))).form
    assert form is not None
    await stage.submit("Bo", form, text="In which queue?")
    assert "not sent twice" in stage.shown((await stage.submit("Bo", form, text="In which queue?")).message)
    (asked,) = [one for who, one in (await stage.letters()).items() if who[0] == "Ada"]
    assert "In which queue?" in stage.shown(asked)
    form = (await stage.press("Ada", stage.button(asked, "Answer"))).form
    assert form is not None
    assert "In which queue?" in stage.shown(form)
    await stage.submit("Ada", form, text="In the refunds.")
    redrawn = await stage.redrawn(kept)
    assert "In the refunds." in redrawn["Bo"]
    assert await stage.count(FeedbackReply) == 2


async def test_nobody_else_can_read_thank_for_or_answer_it(stage: Stage) -> None:
    await stage.says("Ada", "Bo")
    (kept,) = await stage.all()
    for action in ("feedback_thank", "feedback_say", "feedback_show", "feedback_take_back"):
        answer = await stage.press("Hana", Button("", f"checkins.{action}", kept.public_id))
        assert LINE not in stage.shown(answer.message or answer.redraw), action
    (kept,) = await stage.all()
    assert (kept.thanked_at, kept.state) == (None, FeedbackState.SENT)


async def test_what_is_taken_back_stands_nowhere_any_more(stage: Stage) -> None:
    sent = (await stage.says("Ada", "Bo")).message
    (kept,) = await stage.all()
    answer = await stage.press("Ada", stage.button(sent, "Take it back"))
    assert "no longer stands anywhere" in stage.shown(answer.redraw)
    assert "took back" in (await stage.redrawn(kept))["Bo"]
    (kept,) = await stage.all()
    assert kept.text == ""
    assert "nothing" not in stage.shown((await stage.command("Bo", "feedback mine")).message)
    assert LINE not in stage.shown((await stage.command("Bo", "feedback mine")).message)


async def test_people_find_their_own_feedback_again(stage: Stage) -> None:
    assert "No feedback yet" in stage.shown((await stage.command("Bo", "feedback mine")).message)
    await stage.says("Ada", "Bo")
    assert LINE in stage.shown((await stage.command("Bo", "feedback mine")).message)
    assert LINE not in stage.shown((await stage.command("Ines", "feedback mine")).message)


async def test_a_partners_lead_finds_and_writes_to_nobody_of_another_partner(stage: Stage) -> None:
    found = await stage.send(Sought(stage.origin("Hana"), "checkins.feedback_people", "Luz"))
    assert found.options == ()
    form = await stage.opened("Hana")
    answer = await stage.submit("Hana", form, person=(await stage.public_id("Luz"),), text=LINE)
    assert answer.errors is not None
    assert "Luz" not in answer.errors.by_field["person"]
    assert "your own company" in stage.shown((await stage.says("Hana", "Luz")).message)


async def test_a_lead_sees_who_has_been_without_and_managers_see_shares_and_no_words(stage: Stage) -> None:
    shown = stage.shown((await stage.command("Ada", "feedback")).message)
    assert "Nobody in your team has had any yet." in shown and "has been without" not in shown
    await stage.says("Ada", "Bo")
    shown = stage.shown((await stage.command("Ada", "feedback")).message)
    assert "Nobody in your team has been without feedback for 4 weeks." in shown
    await stage.grant("Ines", Role.MANAGER)
    shown = stage.shown((await stage.command("Ines", "feedback")).message)
    assert "Internal: 1 of 3" in shown
    assert "Harborline: 0 of 2" in shown
    assert LINE not in shown
    await stage.grant("Hugo", Role.MANAGER, "Harborline")
    shown = stage.shown((await stage.command("Hugo", "feedback")).message)
    assert "Harborline: 0 of 2" in shown
    assert "Internal" not in shown
