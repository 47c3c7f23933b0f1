"""The knowledge check: Got it asks first, whatever way it is pressed, and nobody learns how somebody else answered."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.capabilities.updates.knowledge import rules
from bot.capabilities.updates.knowledge.rules import FEWEST_SHOWN, LONGEST_ANSWER, MOST_QUESTIONS, TypedQuestion, shown
from bot.capabilities.updates.messages import GOT_IT
from bot.capabilities.updates.receipt import NOBODY_RUNG, Going, receipt_message
from bot.capabilities.updates.store import (
    Acknowledgement,
    Update,
    UpdateState,
    delete_expired,
    erase_person,
    export_person,
)
from bot.capabilities.updates.store.knowledge import (
    AtFirst,
    CheckQuestion,
    KnowledgeAnswer,
    KnowledgeQuestion,
    check_of,
)
from bot.chat.form import ChoiceField, Form, FormButton, Show, TextField
from bot.chat.inbound import Answer, FormPressed, HomeOpened
from bot.chat.message import Button, Quote
from bot.chat.texts import Texts
from bot.delivery.tables import Stale
from bot.people.model import Grant, Person, Role, Side
from bot.people.viewpoint import Viewpoint

HOW_MUCH = {
    "question_1": "Up to which amount?",
    "answers_1": "Up to 50\nUp to 200\nAny amount",
    "right_1": "2",
    "line_1": "Up to €200.",
}
SINCE_WHEN = {
    "question_2": "Since when?",
    "answers_2": "Since today\nSince tomorrow",
    "right_2": "1",
    "line_2": "Up to €200.",
}
BOTH = {**HOW_MUCH, **SINCE_WHEN}


async def preview(stage: Any, **values: Any) -> Form:
    form = (await stage.command("Ines", "update")).form
    answer = await stage.submit("Ines", form, **await stage.filled(**values))
    return answer.form


async def with_check(stage: Any, typed: dict[str, str] = BOTH, **values: Any) -> Form:
    """The preview of a draft with these questions."""
    page = (await stage.press_in("Ines", await preview(stage, **values), "Knowledge check")).form
    for _ in range(len(typed) // 4 - 1):
        page = (await stage.press_in("Ines", page, "Add a question", **typed)).form
    answer = await stage.submit("Ines", page, **typed)
    assert answer.form is not None, answer
    return answer.form


async def publish(stage: Any, typed: dict[str, str] = BOTH, **values: Any) -> Update:
    form = await with_check(stage, typed, **values)
    answer = await stage.submit("Ines", form, confirmed=True)
    assert answer.message.summary.startswith("Going out"), answer
    return await stage.kept(form.object_id)


async def got_it(stage: Any, who: str, known: Update, version: int = 1) -> Answer:
    return await stage.press(who, Button("Got it", GOT_IT, f"{known.public_id}.{version}"))


def typed_in(form: Form) -> dict[str, Any]:
    return {part.name: part.value for part in form.parts if isinstance(part, TextField | ChoiceField)}


def buttons(form: Form) -> list[str]:
    return [part.label for part in form.parts if isinstance(part, FormButton)]


def answers(form: Form) -> list[str]:
    return [part.label for part in form.parts if isinstance(part, FormButton) and ".choose_" in part.action]


async def learn(stage: Any, who: str, known: Update, *, wrong: tuple[str, ...] = ()) -> Answer:
    """Answers everything, some of it wrong at first; returns what is shown at the end."""
    form = (await got_it(stage, who, known)).form
    for label in wrong:
        missed = (await stage.press_in(who, form, label)).form
        form = (await stage.press_in(who, missed, "Ask me again")).form
    form = (await stage.press_in(who, form, "Up to 200")).form
    return await stage.press_in(who, form, "Since today")


async def kept_of(stage: Any, known: Update) -> tuple[CheckQuestion, ...]:
    async with stage.database.read() as session:
        return await check_of(session, known)


# --- its author -------------------------------------------------------------------------------------------------------


async def test_its_author_types_it_on_a_page_of_the_preview_and_sees_that_it_is_there(stage: Any) -> None:
    form = await with_check(stage)
    text = stage.shown(form)
    assert "Knowledge check: 2 questions" in text
    assert "Got it asks 2 questions" in text
    page = (await stage.press_in("Ines", form, "Knowledge check")).form
    assert typed_in(page) == {**BOTH, "right_1": ("2",), "right_2": ("1",)}
    assert (await stage.press_in("Ines", page, "Back")).form.parts == form.parts


async def test_a_question_is_added_and_removed_with_what_is_typed_kept(stage: Any) -> None:
    page = (await stage.press_in("Ines", await preview(stage), "Knowledge check")).form
    typed = {**HOW_MUCH, "question_1": "Half typed", "right_1": None}
    for _ in range(MOST_QUESTIONS - 1):
        page = (await stage.press_in("Ines", page, "Add a question", **typed)).form
        assert typed_in(page)["question_1"] == "Half typed"
    assert "Add a question" not in buttons(page), "there is no room for a fourth"
    page = (await stage.press_in("Ines", page, "Remove question 1", **BOTH)).form
    assert typed_in(page)["question_1"] == "Since when?"
    assert page.state == "2"


async def test_without_its_last_question_there_is_no_check(stage: Any) -> None:
    page = (await stage.press_in("Ines", await with_check(stage, HOW_MUCH), "Knowledge check")).form
    form = (await stage.press_in("Ines", page, "Remove question 1", **HOW_MUCH)).form
    assert form.title == "Before it goes out"
    assert "asks" not in stage.shown(form)
    assert await stage.count(KnowledgeQuestion) == 0


async def test_all_questions_of_a_draft_go_at_one_press(stage: Any) -> None:
    page = (await stage.press_in("Ines", await with_check(stage), "Knowledge check")).form
    form = (await stage.press_in("Ines", page, "Remove all questions", **BOTH)).form
    assert form.title == "Before it goes out" and "asks" not in stage.shown(form)
    assert await stage.count(KnowledgeQuestion) == 0


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("question_1", "  ", "Write the question."),
        ("question_1", "x" * 151, "151 characters long and 150 fit"),
        ("answers_1", "Only one", "two to four answers"),
        ("answers_1", "1\n2\n3\n4\n5", "two to four answers"),
        ("answers_1", "Up to 50\nup to 50", "are the same"),
        ("answers_1", "Up to 50\n" + "x" * 61, "60 characters fit"),
        ("right_1", None, "Choose which answer is right."),
        ("right_1", "4", "There are 3 answers."),
        ("right_1", "forged", "There are 3 answers."),
        ("line_1", "", "Copy the line"),
        ("line_1", "x" * 301, "301 characters long and 300 fit"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(stage: Any, field: str, value: Any, says: str) -> None:
    page = (await stage.press_in("Ines", await preview(stage), "Knowledge check")).form
    answer = await stage.submit("Ines", page, **{**HOW_MUCH, field: value})
    assert list(answer.errors.by_field) == [field]
    assert says in answer.errors.by_field[field]
    assert await stage.count(KnowledgeQuestion) == 0


async def test_a_line_that_does_not_stand_in_the_update_is_pointed_out(stage: Any) -> None:
    form = await with_check(stage, {**HOW_MUCH, "line_1": "Up to €300."})
    assert "The line of question 1 does not stand in the update." in stage.shown(form)
    marked = await with_check(stage, {**HOW_MUCH, "line_1": "up to €200, always"}, changed="Up to **€200**,\nalways.")
    assert "does not stand in" not in stage.shown(marked)


async def test_its_author_plays_it_as_agents_will_and_nothing_of_that_is_kept(stage: Any) -> None:
    form = await with_check(stage)
    page = (await stage.press_in("Ines", form, "See the check")).form
    assert answers(page) == ["Up to 50", "Up to 200", "Any amount"]
    wrong = (await stage.press_in("Ines", page, "Any amount")).form
    assert "Up to €200." in stage.shown(wrong)
    page = (await stage.press_in("Ines", wrong, "Ask me again")).form
    page = (await stage.press_in("Ines", page, "Up to 200")).form
    page = (await stage.press_in("Ines", page, "Since today")).form
    assert "the last question" in stage.shown(page)
    assert (await stage.press_in("Ines", page, "Back")).form.title == "Before it goes out"
    assert await stage.count(KnowledgeAnswer) == 0


async def test_a_changed_check_is_previewed_before_it_goes_out(stage: Any) -> None:
    first = await preview(stage)
    page = (await stage.press_in("Ines", first, "Knowledge check")).form
    await stage.submit("Ines", page, **HOW_MUCH)
    answer = await stage.submit("Ines", first, confirmed=True)
    assert answer.form is not None and "Knowledge check: 1 question" in stage.shown(answer.form)


async def test_personal_data_in_a_question_is_asked_about(stage: Any) -> None:
    typed = {**HOW_MUCH, "answers_1": "Mail mara.lindqvist@mail.example\nNobody"}
    form = await with_check(stage, typed)
    assert "looks like personal data" in stage.shown(form)


async def test_nobody_but_its_author_can_write_or_see_the_check_of_a_draft(stage: Any) -> None:
    form = await with_check(stage)
    page = (await stage.press_in("Ines", form, "Knowledge check")).form
    async with stage.database.write() as session:
        ada = (await session.scalars(select(Person.id).where(Person.name == "Ada"))).one()
        session.add(Grant(person_id=ada, role=Role.AUTHOR, side_id=None))
    for who in ("Ada", "Luz"):
        for label, inside in (("Knowledge check", form), ("See the check", form), ("Back", page)):
            answer = await stage.press_in(who, inside, label)
            assert answer.form is None and "Up to 200" not in str(answer)
        assert (await stage.submit(who, page, **HOW_MUCH)).form is None
    assert len(await kept_of(stage, await stage.kept(form.object_id))) == 2


# --- whoever presses Got it -------------------------------------------------------------------------------------------


async def test_got_it_asks_one_question_a_page_and_notes_after_the_last(stage: Any) -> None:
    known = await publish(stage)
    card = (await stage.cards(known))["harbor"]
    assert "Got it asks 2 questions" in stage.shown(card)
    assert stage.button(card, "Got it").opens_form
    form = (await stage.press("Hana", stage.button(card, "Got it"))).form
    assert "Question 1 of 2" in stage.shown(form) and "Up to which amount?" in stage.shown(form)
    form = (await stage.press_in("Hana", form, "Up to 200")).form
    assert "Question 2 of 2" in stage.shown(form)
    assert await stage.count(Acknowledgement) == 0
    done = (await stage.press_in("Hana", form, "Since today")).form
    assert "Noted at 22:00" in stage.shown(done) and not done.submit
    assert await stage.count(Acknowledgement) == 1
    assert (await got_it(stage, "Hana", known)).message.summary == "You noted this at 22:00"


async def test_a_wrong_answer_shows_the_right_one_with_the_line_and_can_be_repeated(stage: Any) -> None:
    known = await publish(stage)
    form = (await got_it(stage, "Hana", known)).form
    wrong = (await stage.press_in("Hana", form, "Up to 50")).form
    text = stage.shown(wrong)
    assert "Not “Up to 50”." in text and "Up to 200" in text and "Up to €200." in text
    assert answers(wrong) == []
    again = (await stage.press_in("Hana", wrong, "Ask me again")).form
    assert answers(again) == answers(form)
    assert "Question 2 of 2" in stage.shown((await stage.press_in("Hana", again, "Up to 200")).form)
    assert await stage.count(Acknowledgement) == 0


async def test_only_a_line_of_the_update_is_shown_as_the_updates_own(stage: Any) -> None:
    known = await publish(stage)
    form = (await got_it(stage, "Hana", known)).form
    wrong = (await stage.press_in("Hana", form, "Up to 50")).form
    said = next(field.part for field in wrong.parts if isinstance(field, Show) and isinstance(field.part, Quote))
    assert (said.text, said.by) == ("Up to €200.", "the update")
    await stage.correct(known, changed="Up to €300.", note="Raised to 300")
    form = (await got_it(stage, "Luz", known)).form
    wrong = (await stage.press_in("Luz", form, "Up to 50")).form
    said = next(field.part for field in wrong.parts if isinstance(field, Show) and isinstance(field.part, Quote))
    assert (said.text, said.by) == ("Up to €200.", "")


async def test_whoever_stops_goes_on_where_they_were(stage: Any) -> None:
    known = await publish(stage)
    form = (await got_it(stage, "Hana", known)).form
    await stage.press_in("Hana", form, "Up to 200")
    assert "Question 2 of 2" in stage.shown((await got_it(stage, "Hana", known)).form)


async def test_a_double_press_and_a_second_device_change_nothing(stage: Any) -> None:
    known = await publish(stage)
    first = (await got_it(stage, "Hana", known)).form
    other = (await got_it(stage, "Hana", known)).form
    for _ in range(2):
        second = (await stage.press_in("Hana", first, "Up to 200")).form
        assert "Question 2 of 2" in stage.shown(second)
    late = (await stage.press_in("Hana", other, "Up to 50")).form
    assert "Question 2 of 2" in stage.shown(late), "what is right stays right"
    await stage.press_in("Hana", second, "Since today")
    for form, label in ((second, "Since today"), (late, "Since tomorrow"), (other, "Up to 50")):
        assert "You noted this at 22:00" in stage.shown((await stage.press_in("Hana", form, label)).form)
    assert await stage.count(Acknowledgement) == 1
    async with stage.database.read() as session:
        rows = (await session.scalars(select(KnowledgeAnswer))).all()
    assert [(row.number, row.right_at_first) for row in rows] == [(1, True), (2, True)]


async def test_two_devices_at_the_same_instant_count_one_answer(stage: Any) -> None:
    known = await publish(stage)
    form = (await got_it(stage, "Hana", known)).form
    await asyncio.gather(*(stage.press_in("Hana", form, label) for label in ("Up to 200", "Up to 50", "Up to 200")))
    assert await stage.count(KnowledgeAnswer) == 1
    assert "Question 2 of 2" in stage.shown((await got_it(stage, "Hana", known)).form)


@pytest.mark.parametrize("state", ["2", "3", "9", "0", "-1", "", "١", "x" * 90])
@pytest.mark.parametrize("action", ["updates.choose_1", "updates.choose_4"])
async def test_a_forged_page_notes_nothing(stage: Any, state: str, action: str) -> None:
    known = await publish(stage)
    form = (await got_it(stage, "Hana", known)).form
    forged = FormPressed(stage.origin("Hana"), form.action, action, form.object_id, {}, state)
    answer = await stage.send(forged)
    assert answer.form is not None
    assert await stage.count(Acknowledgement) == 0
    assert "Question 1 of 2" in stage.shown((await got_it(stage, "Hana", known)).form)


@pytest.mark.parametrize("object_id", ["", "nothing.1", ".", "x" * 90])
async def test_an_answer_to_nothing_is_answered(stage: Any, object_id: str) -> None:
    await publish(stage)
    forged = FormPressed(stage.origin("Hana"), "updates.answer_check", "updates.choose_2", object_id, {}, "1")
    assert "no longer there" in stage.shown((await stage.send(forged)).form)


async def test_an_answer_counts_for_whoever_presses_alone(stage: Any) -> None:
    known = await publish(stage)
    form = (await got_it(stage, "Hana", known)).form
    second = (await stage.press_in("Hana", form, "Up to 200")).form
    await stage.press_in("Hugo", second, "Since today")
    assert "Question 1 of 2" in stage.shown((await got_it(stage, "Hugo", known)).form)
    assert await stage.count(Acknowledgement) == 0


async def test_what_was_published_to_others_asks_nothing(stage: Any) -> None:
    known = await publish(stage)
    form = (await got_it(stage, "Hana", known)).form
    async with stage.database.write() as session:
        internal = await session.scalar(select(Side.id).where(Side.name == "Internal"))
        nobody = Person(side_id=internal, name="x", created_at=stage.calendar.now())
        session.add(nobody)
    async with stage.database.write() as session:
        await session.execute(update(Update).values(state=UpdateState.DRAFT))
    answer = await stage.press_in("Hana", form, "Up to 200")
    assert "Question 2" not in stage.shown(answer.form)
    assert await stage.count(KnowledgeAnswer) == 0


async def test_got_it_by_words_does_not_get_around_it(stage: Any) -> None:
    known = await publish(stage)
    await stage.deliver()
    for place in (stage.place("harbor", thread=f"harbor-{known.id}"), stage.place("harbor")):
        answer = await stage.command("Hana", "got it", place)
        assert "Question 1 of 2" in stage.shown(answer.form)
    assert "Question 1 of 2" in stage.shown((await stage.command("Leo", "got it")).form)
    assert await stage.count(Acknowledgement) == 0
    await learn(stage, "Hana", known)
    answer = await stage.command("Hana", "got it", stage.place("harbor", thread=f"harbor-{known.id}"))
    assert answer.message.summary.startswith("You noted this")


async def test_got_all_leaves_it_out_and_says_so(stage: Any) -> None:
    await publish(stage, title="Asks")
    for title in ("Plain", "Plain too"):
        await stage.publish(title=title)
    shown_to = (await stage.press("Hana", Button("Catch me up", "updates.catch_up"))).message
    answer = await stage.press("Hana", stage.button(shown_to, "Got all"))
    assert "2 updates" in stage.shown(answer.message or answer.redraw)
    assert "1 update asks questions first: press its own Got it." in stage.shown(answer.message or answer.redraw)
    assert await stage.count(Acknowledgement) == 2


async def test_home_and_reading_lead_to_the_questions(stage: Any) -> None:
    await publish(stage)
    home = (await stage.send(HomeOpened(stage.origin("Luz")))).home
    assert "Got it asks 2 questions" in stage.shown(home)
    assert stage.button(home, "Got it").opens_form
    read = (await stage.press("Luz", stage.button(home, "Read"))).form
    form = (await stage.submit("Luz", read)).form
    assert "Question 1 of 2" in stage.shown(form)
    back = (await stage.press_in("Luz", form, "Read the update")).form
    assert back.parts == read.parts and back.submit == "Got it"


async def test_withdrawn_while_the_dialog_is_open(stage: Any) -> None:
    known = await publish(stage)
    form = (await got_it(stage, "Hana", known)).form
    await stage.withdraw(known)
    for label in ("Up to 200", "Read the update"):
        assert "This update was withdrawn" in stage.shown((await stage.press_in("Hana", form, label)).form)
    assert await stage.count(KnowledgeAnswer) == 0


async def test_a_correction_that_asks_anew_asks_the_check_anew(stage: Any) -> None:
    known = await publish(stage)
    await learn(stage, "Hana", known)
    form = (await got_it(stage, "Hugo", known)).form
    await stage.correct(known, ask=True, changed="Up to €200. Really.")
    late = (await stage.press_in("Hugo", form, "Up to 200")).form
    assert "corrected since" in stage.shown(late) and "Really." in stage.shown(late)
    assert "Question 1 of 2" in stage.shown((await stage.submit("Hugo", late)).form)
    assert "Question 1 of 2" in stage.shown((await got_it(stage, "Hana", known, 2)).form)


async def test_a_correction_that_asks_nobody_anew_leaves_open_dialogs_and_answers_alone(stage: Any) -> None:
    known = await publish(stage)
    form = (await got_it(stage, "Hana", known)).form
    await stage.correct(known, changed="Up to €200. Really.")
    form = (await stage.press_in("Hana", form, "Up to 200")).form
    assert "Noted at" in stage.shown((await stage.press_in("Hana", form, "Since today")).form)


async def test_a_correction_says_what_becomes_of_the_check_and_can_remove_it(stage: Any) -> None:
    known = await publish(stage)
    open_form = (await got_it(stage, "Hana", known)).form
    await learn(stage, "Hugo", known, wrong=("Up to 50",))
    form = await stage.correct_form(known)
    values = {"note": "Simpler", "ask": False, "title": "T", "changed": "Up to €300."}
    values |= {"effective_from": known.effective_from}
    look = (await stage.submit("Ines", form, **values)).form
    assert "The knowledge check stays: 2 questions. Whoever has answered it is not asked again." in stage.shown(look)
    assert "The lines of questions 1 and 2 do not stand in the update." in stage.shown(look)
    form = (await stage.press_in("Ines", look, "Change")).form
    look = (await stage.submit("Ines", form, **values, drop_check=True)).form
    assert "The knowledge check goes: Got it asks nothing any more." in stage.shown(look)
    assert "Got it asks 2 questions" not in stage.shown(look)
    assert (await stage.submit("Ines", look)).message.summary.startswith("Correcting")
    card = (await stage.cards(known))["harbor"]
    assert "asks" not in stage.shown(card) and not stage.button(card, "Got it").opens_form
    assert await stage.count(KnowledgeQuestion) == await stage.count(KnowledgeAnswer) == 0
    assert "Noted at" in stage.shown((await stage.press_in("Hana", open_form, "Up to 50")).form), "nothing is asked now"


# --- taking it off what is published ----------------------------------------------------------------------------------


async def removal(stage: Any, known: Update, who: str = "Ines") -> Answer:
    return await stage.press(who, Button("Remove the check", "updates.remove_check", known.public_id))


async def test_its_author_takes_it_off_without_a_correction_and_who_has_noted_it_stays_noted(stage: Any) -> None:
    known = await publish(stage)
    await stage.deliver()
    open_form = (await got_it(stage, "Hugo", known)).form
    await learn(stage, "Hana", known)
    button = stage.button((await stage.cards(known, "update_receipt"))["Ines"], "Remove the check")
    assert button.confirm is not None and "stays noted" in button.confirm.text
    said = (await stage.press("Ines", button)).message.summary
    assert said.startswith("Removed. Got it asks nothing any more") and "3 channels" in said
    for card in (await stage.cards(known)).values():
        assert "asks" not in stage.shown(card) and not stage.button(card, "Got it").opens_form
        assert "Updated" not in stage.shown(card), "its text was not corrected"
    assert (await stage.kept(known.public_id)).version == 1
    assert await stage.count(KnowledgeQuestion) == await stage.count(KnowledgeAnswer) == 0
    assert "You noted this" in (await got_it(stage, "Hana", known)).message.summary
    assert "Noted at" in stage.shown((await stage.press_in("Hugo", open_form, "Up to 50")).form)
    assert "Noted at" in (await got_it(stage, "Leo", known)).message.summary
    assert await stage.count(Acknowledgement) == 3
    assert "Remove the check" not in (await stage.redrawn(known, "update_receipt"))["Ines"]
    assert (await removal(stage, known)).message.summary == "There is no knowledge check here any more."


async def test_nobody_else_takes_it_off_and_what_is_withdrawn_stays_as_it_is(stage: Any) -> None:
    known = await publish(stage)
    for who in ("Ada", "Luz"):
        assert "You may not publish" in (await removal(stage, known, who)).message.summary
    assert len(await kept_of(stage, known)) == 2
    await stage.withdraw(known)
    assert "Remove the check" not in (await stage.redrawn(known, "update_receipt"))["Ines"]
    assert "was withdrawn" in (await removal(stage, known)).message.summary


async def test_an_update_without_one_has_nothing_to_take_off(stage: Any) -> None:
    known = await stage.publish()
    assert "Remove the check" not in (await stage.redrawn(known, "update_receipt"))["Ines"]


# --- what is told of it -----------------------------------------------------------------------------------------------


async def answered(stage: Any, known: Update, side: str, people: int, wrong: int) -> None:
    """As if so many people of a side had answered the first question, and so many of them wrong at first."""
    async with stage.database.write() as session:
        side_id = await session.scalar(select(Side.id).where(Side.name == side))
        session.add_all(
            KnowledgeAnswer(
                update_id=known.id,
                version=known.asked,
                number=1,
                person_id=None,
                side_id=side_id,
                right_at_first=number >= wrong,
                first_at=stage.calendar.now(),
            )
            for number in range(people)
        )


async def test_its_author_sees_by_side_which_question_fails_and_nobody_by_name(stage: Any) -> None:
    known = await publish(stage)
    await answered(stage, known, "Internal", 20, 1)
    await answered(stage, known, "Harborline", 12, 3)
    await answered(stage, known, "Lumenara", 4, 4)
    receipt = (await stage.redrawn(known, "update_receipt"))["Ines"]
    assert "Question 1: 1 of 20 wrong at first at Internal, 3 of 12 wrong at first at Harborline" in receipt
    assert "Fewer than 5 people have answered at Lumenara, so no figure is shown." in receipt
    assert "4 of 4" not in receipt


async def test_the_first_answer_counts_whatever_is_pressed_later(stage: Any) -> None:
    known = await publish(stage)
    await answered(stage, known, "Internal", 4, 0)
    before = await marks(stage)
    form = (await got_it(stage, "Ada", known)).form
    await stage.press_in("Ada", form, "Any amount")
    assert await marks(stage) == before + 1, "the receipt is drawn anew"
    await learn(stage, "Ada", known, wrong=("Up to 50", "Any amount"))
    assert "1 of 5 wrong at first at Internal" in (await stage.redrawn(known, "update_receipt"))["Ines"]


async def marks(stage: Any) -> int:
    """How often the receipt was to be drawn anew."""
    async with stage.database.read() as session:
        return await session.scalar(select(Stale.marks).where(Stale.subject_kind == "update_receipt")) or 0


async def test_a_figure_is_never_shown_that_tells_everybodys_answer(stage: Any) -> None:
    known = await publish(stage)
    await answered(stage, known, "Internal", 6, 6)
    receipt = (await stage.redrawn(known, "update_receipt"))["Ines"]
    assert "almost all of 6 wrong at first at Internal" in receipt


def test_a_partners_author_sees_the_figures_of_their_own_side_alone() -> None:
    figures = [AtFirst(1, 1, side, 12, side) for side in (1, 2, 3)]
    going = Going("update", "Title", NOBODY_RUNG, {}, {1: "Internal", 2: "Harborline", 3: "Lumenara"}, check=figures)
    text = str(receipt_message(going, Viewpoint(frozenset({2}), internal=1), Texts("en")))
    assert "Question 1: 2 of 12 wrong at first at Harborline" in text
    assert "Internal" not in text and "Lumenara" not in text


@given(answered=st.integers(1, 40), wrong=st.integers(0, 40))
def test_a_figure_never_tells_how_one_person_answered(answered: int, wrong: int) -> None:
    figure = shown(AtFirst(1, 1, 1, answered, min(wrong, answered)))
    if answered < FEWEST_SHOWN:
        assert figure.wrong is None
    else:
        assert figure.wrong is not None and figure.wrong < answered


async def test_a_persons_own_answers_are_exported_and_stay_as_a_count_once_erased(stage: Any) -> None:
    known = await publish(stage)
    await learn(stage, "Ada", known, wrong=("Up to 50",))
    async with stage.database.write() as session:
        ada = (await session.scalars(select(Person.id).where(Person.name == "Ada"))).one()
        exported = (await export_person(session, ada))["updates_knowledge_checks"]
        assert [(one["question"], one["right_at_first"]) for one in exported] == [(1, False), (2, True)]
        assert {one["update"] for one in exported} == {known.public_id}
        await erase_person(session, ada)
        assert (await export_person(session, ada))["updates_knowledge_checks"] == []
    assert await stage.count(KnowledgeAnswer) == 2


async def test_it_goes_with_the_text_of_a_withdrawn_update_and_with_a_draft(stage: Any) -> None:
    known = await publish(stage)
    await learn(stage, "Ada", known)
    await with_check(stage, title="A draft")
    await stage.withdraw(known)
    async with stage.database.write() as session:
        await delete_expired(session, stage.calendar.now() + timedelta(days=91))
    assert await stage.count(KnowledgeQuestion) == await stage.count(KnowledgeAnswer) == 0


# --- rules ------------------------------------------------------------------------------------------------------------

WORDS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=400)


@given(
    st.lists(st.builds(TypedQuestion, WORDS, WORDS, st.sampled_from(["", "1", "2", "3", "4", "5"]), WORDS), max_size=3)
)
def test_what_passes_the_checks_can_be_kept_and_fits_its_buttons(forms: list[TypedQuestion]) -> None:
    found = rules.mistakes(forms, Texts("en"))
    for number, form in enumerate(forms, 1):
        question = rules.question_of(form)
        if any(name.endswith(f"_{number}") for name in found):
            continue
        assert question is not None
        assert 0 <= question.right < len(question.answers) <= 4
        assert all(0 < len(answer) <= LONGEST_ANSWER and "\n" not in answer for answer in question.answers)
        assert rules.question_of(rules.as_typed(question)) == question
