"""Answers with a name: tapped, written, changed, and refused where they are none."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.capabilities.checkins.kinds import Ask, Mode, RunState
from bot.capabilities.checkins.questions import After, Given, Question
from bot.capabilities.checkins.store.tables import Answer as AnswerRow
from bot.chat.message import Button
from bot.delivery.tables import Operation
from tests.bot.capabilities.checkins.answering.conftest import CLOSES, SMILEYS, Stage, labels

MISSING = Question(Ask.TEXT, "What was missing?", after=After(1, (1, 2)))
TOOLS = Question(Ask.SEVERAL_OF, "Which tools got in the way?", ("Help desk", "Form", "Telephone"))


async def test_one_tap_answers_and_the_message_says_thanks_and_what_happens(stage: Stage) -> None:
    on = await stage.asks()
    asked = await stage.prompt(on, "Hana")
    assert labels(asked) == ["😀", "🙂", "😐", "🙁", "😣", "Add a word", "Not now", "⋯"]
    assert "With your name: Ines and the managers of Harborline and of the whole organisation see it" in stage.shown(
        asked
    )
    answer = await stage.tap("Hana", stage.button(asked, "🙂"))
    assert "🙂 Good" in stage.shown(answer.redraw) and "Then Ines sees the results" in stage.shown(answer.redraw)
    assert labels(answer.redraw) == ["Change", "Add a word", "⋯"]
    assert await stage.given(on, "Hana") == {1: Given(4)}
    assert (await stage.row(on, "Hana")).answered_at == stage.calendar.now()
    assert (await stage.row(on, "Hugo")).answered_at is None


async def test_an_answer_is_changed_until_the_close_and_a_second_tap_doubles_nothing(stage: Stage) -> None:
    on = await stage.asks()
    good = stage.button(await stage.prompt(on, "Luz"), "🙂")
    first, second = [await stage.tap("Luz", good) for _ in range(2)]
    assert first.redraw == second.redraw
    changing = await stage.tap("Luz", stage.button(first.redraw, "Change"))
    assert labels(changing.redraw) == ["😀", "🙂", "😐", "🙁", "😣", "Add a word", "⋯"]
    assert "You chose 🙂 Good." in stage.shown(changing.redraw), "colour alone does not say it"
    await stage.tap("Luz", stage.button(changing.redraw, "😣"))
    assert await stage.given(on, "Luz") == {1: Given(1)}
    assert await stage.count(AnswerRow) == 1


async def test_what_is_asked_only_after_certain_answers_comes_and_goes_with_them(stage: Stage) -> None:
    on = await stage.asks(SMILEYS, MISSING, TOOLS)
    asked = await stage.prompt(on, "Ada")
    happy = await stage.tap("Ada", stage.button(asked, "😀"))
    assert "What was missing?" not in stage.shown(happy.redraw) and "Which tools" in stage.shown(happy.redraw)
    low = await stage.tap("Ada", stage.button(asked, "😣"))
    assert labels(low.redraw) == ["Write it", "Skip", "Change", "⋯"]
    form = (await stage.tap("Ada", stage.button(low.redraw, "Write it"))).form
    assert form is not None
    written = await stage.fill("Ada", form, q2="The refund rule.")
    assert "The refund rule." in stage.shown(written.redraw)
    form = (await stage.tap("Ada", stage.button(written.redraw, "Choose"))).form
    assert form is not None
    done = await stage.fill("Ada", form, q3=("0", "2"))
    assert "Help desk and Telephone" in stage.shown(done.redraw) and labels(done.redraw) == ["Change", "⋯"]
    assert await stage.given(on, "Ada") == {1: Given(1), 2: Given(None, "The refund rule."), 3: Given(5)}
    await stage.tap("Ada", stage.button(asked, "🙂"))
    assert await stage.given(on, "Ada") == {1: Given(4), 3: Given(5)}


async def test_several_answers_are_changed_in_one_form(stage: Stage) -> None:
    on = await stage.asks(SMILEYS, MISSING, TOOLS)
    await stage.tap("Ada", stage.button(await stage.prompt(on, "Ada"), "🙂"))
    form = (await stage.tap("Ada", Button("x", "checkins.write", f"{on.key}.all"))).form
    assert form is not None
    assert (await stage.fill("Ada", form)).errors is not None
    await stage.fill("Ada", form, q1="2", q2="Everything.", q3=("1",))
    assert await stage.given(on, "Ada") == {1: Given(2), 2: Given(None, "Everything."), 3: Given(2)}
    done = await stage.fill("Ada", form, q1="5", q2="Everything.", q3=())
    assert await stage.given(on, "Ada") == {1: Given(5), 3: Given()}
    assert "Thank you for your answer" in stage.shown(done.redraw), "what was left out is not asked once more"


async def test_what_takes_a_form_is_skipped_by_a_button_and_answered_later_all_the_same(stage: Stage) -> None:
    on = await stage.asks(SMILEYS, MISSING, TOOLS)
    low = await stage.tap("Ada", stage.button(await stage.prompt(on, "Ada"), "😣"))
    skips = stage.button(low.redraw, "Skip")
    last = await stage.tap("Ada", skips)
    assert "Which tools" in stage.shown(last.redraw) and "Skipped" in stage.shown(last.redraw)
    assert last == await stage.tap("Ada", skips), "the same twice is once"
    done = await stage.tap("Ada", stage.button(last.redraw, "Skip"))
    assert "Thank you for your answer" in stage.shown(done.redraw) and labels(done.redraw) == ["Change", "⋯"]
    assert await stage.given(on, "Ada") == {1: Given(1), 2: Given(), 3: Given()}
    form = (await stage.tap("Ada", stage.button(done.redraw, "Change"))).form
    assert form is not None
    await stage.fill("Ada", form, q1="1", q2="The refund rule.", q3=())
    assert "The refund rule." in stage.shown((await stage.tap("Ada", skips)).redraw), "nothing is skipped afterwards"
    stage.calendar.instant = CLOSES
    assert "Skipped" not in stage.shown((await stage.tap("Ada", skips)).redraw)


async def test_nobody_skips_all_of_a_check_in(stage: Stage) -> None:
    on = await stage.asks(replace(MISSING, after=None), TOOLS)
    asked = await stage.prompt(on, "Ada")
    last = await stage.tap("Ada", stage.button(asked, "Skip"))
    assert labels(last.redraw) == ["Choose", "Not now", "⋯"]
    for what in ("2", "all", "9"):
        await stage.tap("Ada", Button("x", "checkins.skip_question", f"{on.key}.{what}"))
    assert await stage.given(on, "Ada") == {1: Given()}
    assert (await stage.row(on, "Ada")).answered_at is None, "nothing was answered"
    assert "try-out" in stage.shown((await stage.tap("Ada", Button("x", "checkins.skip_question", "try.1"))).message)


async def test_a_word_is_added_beside_the_tap_and_taken_back(stage: Stage) -> None:
    on = await stage.asks()
    asked = await stage.prompt(on, "Bo")
    form = (await stage.tap("Bo", stage.button(asked, "Add a word"))).form
    assert form is not None
    first = await stage.fill("Bo", form, word="Too many changes.")
    assert "Too many changes." in stage.shown(first.redraw) and "😀" in labels(first.redraw)
    assert await stage.given(on, "Bo") == {1: Given(None, "Too many changes.")}
    await stage.tap("Bo", stage.button(asked, "🙁"))
    assert await stage.given(on, "Bo") == {1: Given(2, "Too many changes.")}
    await stage.fill("Bo", form, word=" ")
    assert await stage.given(on, "Bo") == {1: Given(2)}


async def test_customers_data_is_masked_before_it_is_kept_and_it_is_said(stage: Stage) -> None:
    on = await stage.asks(mode=Mode.CONFIDENTIAL)
    form = (await stage.tap("Bo", stage.button(await stage.prompt(on, "Bo"), "Add a word"))).form
    assert form is not None
    answer = await stage.fill("Bo", form, word="Noor (noor@example.com) called.")
    (given,) = (await stage.given(on, "Bo")).values()
    assert "noor@example.com" not in given.text and given.text.startswith("Noor (")
    assert "masked" in stage.shown(answer.redraw)


async def test_what_a_question_for_words_was_answered_with_is_masked_too(stage: Stage) -> None:
    on = await stage.asks(Question(Ask.TEXT, "What did customers ask most?"))
    form = (await stage.tap("Bo", stage.button(await stage.prompt(on, "Bo"), "Write it"))).form
    assert form is not None
    answer = await stage.fill("Bo", form, q1="Noor (noor@example.com) called.")
    (given,) = (await stage.given(on, "Bo")).values()
    assert "noor@example.com" not in given.text and "masked" in stage.shown(answer.redraw)
    assert "masked" in stage.shown((await stage.cards(on.group))["Bo"])


async def test_words_that_are_too_long_stay_in_the_form(stage: Stage) -> None:
    on = await stage.asks()
    form = (await stage.tap("Bo", stage.button(await stage.prompt(on, "Bo"), "Add a word"))).form
    assert form is not None
    answer = await stage.fill("Bo", form, word="x" * 1001)
    assert answer.errors is not None and "1,000 characters" in answer.errors.by_field["word"]
    assert await stage.count(AnswerRow) == 0


@pytest.mark.parametrize("carried", ["1.6", "1.0", "2.1", "0.1", "1.x", "1", "1.-1", "1.99999", "1.4.4", "²"])
async def test_what_no_button_carries_changes_nothing(stage: Stage, carried: str) -> None:
    on = await stage.asks()
    answer = await stage.tap("Bo", Button("x", "checkins.answer", f"{on.key}.{carried}"))
    assert "none of the answers" in stage.shown(answer.message)
    assert await stage.count(AnswerRow) == 0


async def test_what_is_not_asked_of_somebody_is_not_answered_by_them(stage: Stage) -> None:
    on = await stage.asks(SMILEYS, Question(Ask.YES_NO, "Did you ask for help?", after=After(1, (1, 2))))
    for _ in range(2):
        answer = await stage.tap("Bo", Button("x", "checkins.answer", f"{on.key}.2.1"))
        assert "none of the answers" in stage.shown(answer.message)
        await stage.tap("Bo", stage.button(await stage.prompt(on, "Ada"), "🙂"))
    assert await stage.given(on, "Bo") == {1: Given(4)}


async def test_a_choice_that_the_form_does_not_offer_is_said_at_its_field(stage: Stage) -> None:
    on = await stage.asks(TOOLS)
    form = (await stage.tap("Bo", stage.button(await stage.prompt(on, "Bo"), "Choose"))).form
    assert form is not None
    answer = await stage.fill("Bo", form, q1=("0", "9"))
    assert answer.errors is not None and list(answer.errors.by_field) == ["q1"]
    assert await stage.count(AnswerRow) == 0


async def test_who_was_not_asked_is_told_so_and_answers_nothing(stage: Stage) -> None:
    on = await stage.asks(without=("Leo",))
    tap = stage.button(await stage.prompt(on, "Luz"), "🙂")
    for button in (tap, stage.button(await stage.prompt(on, "Luz"), "⋯"), Button("x", "checkins.not_now", on.key)):
        assert "asks others this time" in stage.shown((await stage.tap("Leo", button)).message)
    assert "asks others this time" in stage.shown((await stage.tap("Luz", replace(tap, object_id="x.1.4"))).message)
    assert await stage.count(AnswerRow) == 0


async def test_after_the_close_nothing_is_taken_and_what_was_given_is_shown(stage: Stage) -> None:
    on = await stage.asks()
    asked = await stage.prompt(on, "Bo")
    await stage.tap("Bo", stage.button(asked, "🙂"))
    form = (await stage.tap("Bo", stage.button(asked, "Add a word"))).form
    assert form is not None
    stage.calendar.instant = CLOSES
    late = await stage.tap("Bo", stage.button(asked, "😣"))
    assert "closed" in stage.shown(late.redraw) and "🙂 Good" in stage.shown(late.redraw)
    assert labels(late.redraw) == []
    assert "closed" in stage.shown((await stage.fill("Bo", form, word="Late.")).message)
    assert await stage.given(on, "Bo") == {1: Given(4)}
    assert "Your answer counts" not in stage.shown((await stage.tap("Ada", stage.button(asked, "😣"))).redraw)


async def test_a_run_that_was_withdrawn_takes_nothing_more(stage: Stage) -> None:
    on = await stage.asks()
    asked = await stage.prompt(on, "Bo")
    await stage.ends(on, RunState.WITHDRAWN)
    answer = await stage.tap("Bo", stage.button(asked, "🙂"))
    assert "was withdrawn" in stage.shown(answer.redraw)
    assert await stage.count(AnswerRow) == 0


async def test_a_press_without_a_name_answers_nothing_where_names_are_kept(stage: Stage) -> None:
    on = await stage.asks()
    token = stage.token(on)
    answer = await stage.tap("Bo", Button("x", "checkins.vote", f"{on.key}.1.4"), token)
    assert "nothing was kept" in stage.shown(answer.message)
    assert await stage.ballots() == [] and await stage.voters() == 0


async def test_the_messages_that_somebody_has_follow_after_the_process_is_gone(stage: Stage) -> None:
    on = await stage.asks()
    await stage.tap("Bo", stage.button(await stage.prompt(on, "Bo"), "🙂"))
    stage.restart()
    shown = {name: stage.shown(message) for name, message in (await stage.cards(on.group)).items()}
    assert "🙂 Good" in shown["Bo"]
    assert all("Thank you" not in text for name, text in shown.items() if name != "Bo")
    edits = [one for one in await stage.deliveries() if one.operation is Operation.EDIT]
    assert len(edits) == 1


async def test_prompts_are_composed_as_they_stand(stage: Stage) -> None:
    on = await stage.asks()
    await stage.tap("Bo", stage.button(await stage.prompt(on, "Bo"), "🙂"))
    drawn = await stage.redrawn(on.group)
    assert "Thank you" in drawn["Bo"] and "Thank you" not in drawn["Ada"]
    stage.calendar.instant = CLOSES + timedelta(minutes=1)
    drawn = await stage.redrawn(on.group)
    assert "closed" in drawn["Ada"] and "Your answer counts" in drawn["Bo"]
    await stage.ends(on, RunState.WITHDRAWN)
    assert "was withdrawn" in (await stage.redrawn(on.group))["Ada"]


async def test_what_is_only_tried_out_keeps_nothing(stage: Stage) -> None:
    await stage.asks()
    for action, what in (("answer", "try.1.4"), ("write", "try.word"), ("not_now", "try"), ("more", "try")):
        answer = await stage.tap("Bo", Button("x", f"checkins.{action}", what))
        assert "try-out" in stage.shown(answer.message)
    assert await stage.count(AnswerRow) == 0
