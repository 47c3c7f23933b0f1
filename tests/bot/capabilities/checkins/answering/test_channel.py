"""The button in a channel: for those whom no message reaches, and for nobody else."""

from dataclasses import replace

from bot.capabilities.checkins.kinds import Ask, Mode, RunState
from bot.capabilities.checkins.questions import After, Given, Question
from bot.chat.message import Button
from tests.bot.capabilities.checkins.answering.conftest import CLOSES, SMILEYS, OnIt, Stage
from tests.rows import all_rows, changed

MISSING = Question(Ask.TEXT, "What was missing?", after=After(1, (1, 2)))


def button(on: OnIt) -> Button:
    return Button("Answer", "checkins.open_here", on.key, opens_form=True)


async def test_an_answer_with_a_name_is_given_in_a_form_and_changed_there(stage: Stage) -> None:
    on = await stage.asks(SMILEYS, MISSING, by_button=("Hana",))
    form = (await stage.tap("Hana", button(on), place=stage.place("harbor"))).form
    assert form is not None and "cannot be changed" not in stage.shown(form)
    noted = await stage.fill("Hana", form, q1="4", q2="It does not apply.")
    assert "🙂 Good" in stage.shown(noted.message) and "apply" not in stage.shown(noted.message)
    assert await stage.given(on, "Hana") == {1: Given(4)}
    form = (await stage.tap("Hana", stage.button(noted.message, "Change"))).form
    assert form is not None and form.parts[0].value == ("4",)
    await stage.fill("Hana", form, q1="1", q2="The form.")
    assert await stage.given(on, "Hana") == {1: Given(1), 2: Given(None, "The form.")}


async def test_an_anonymous_answer_is_one_and_says_so_first(stage: Stage) -> None:
    on = await stage.asks(mode=Mode.ANONYMOUS, by_button=("Hana", "Hugo"))
    place = stage.place("harbor")
    form = (await stage.tap("Hana", button(on), place=place)).form
    assert form is not None and "one answer, which cannot be changed afterwards" in stage.shown(
        replace(form, parts=form.parts[:1])
    )
    assert (await stage.fill("Hana", form)).errors is not None
    done = await stage.fill("Hana", form, q1="2", word="Ask noor@example.com.")
    assert "nothing tells any more" in stage.shown(done.message) and "🙁" not in stage.shown(done.message)
    assert "masked" in stage.shown(done.message)
    again = await stage.fill("Hana", form, q1="5")
    assert "answered this already" in stage.shown(again.message)
    assert "answered this already" in stage.shown((await stage.tap("Hana", button(on), place=place)).message)
    ((place_of, value, text),) = await stage.ballots()
    assert (place_of, value) == (1, 2) and "noor@" not in text
    assert await stage.voters() == 1
    assert (await stage.row(on, "Hana")).took_part and not (await stage.row(on, "Hugo")).took_part
    assert (await stage.row(on, "Hana")).answered_at is None


async def test_all_answers_of_the_group_are_written_anew_with_the_one_from_a_channel(stage: Stage) -> None:
    on = await stage.asks(mode=Mode.ANONYMOUS, by_button=("Hana",))
    message = await stage.prompt(on, "Bo")
    for label in ("🙂", "😐", "😣"):
        await stage.tap("Bo", stage.button(message, label), stage.token(on))
    before = await all_rows(stage.database)
    form = (await stage.tap("Hana", button(on), place=stage.place("harbor"))).form
    assert form is not None
    await stage.fill("Hana", form, q1="5")
    after = await all_rows(stage.database)
    kept = {"checkin_asked", "checkin_ballot", "checkin_voter", "inbox"}
    assert set(changed(after, before)) - {"chat_identity"} == kept
    assert [one for one, *_ in await stage.ballots()] == [1] * 4
    if stage.database.is_postgresql:
        for name in ("checkin_ballot", "checkin_voter"):
            assert not set(before[name]) & set(after[name]), "an old row shows which one is new"


async def test_whoever_has_a_message_of_their_own_is_pointed_to_it(stage: Stage) -> None:
    place = stage.place("harbor")
    for mode in (Mode.NAMED, Mode.ANONYMOUS):
        on = await stage.asks(mode=mode, by_button=("Hana",), without=("Leo",))
        assert "a message of your own" in stage.shown((await stage.tap("Hugo", button(on), place=place)).message)
        assert "asks others" in stage.shown((await stage.tap("Leo", button(on), place=place)).message)


async def test_a_form_that_is_forged_gives_nobody_a_second_answer(stage: Stage) -> None:
    on = await stage.asks(mode=Mode.ANONYMOUS, by_button=("Hana",))
    form = (await stage.tap("Hana", button(on), place=stage.place("harbor"))).form
    assert form is not None
    assert "of your own" in stage.shown((await stage.fill("Hugo", form, q1="5")).message)
    named = await stage.asks(by_button=("Hana",))
    form = (await stage.tap("Hana", button(on), place=stage.place("harbor"))).form
    assert form is not None
    await stage.fill("Hana", replace(form, object_id=f"{named.key}.all"), q1="5")
    await stage.fill("Hana", replace(form, object_id=f"{on.key}.1"), q1="5")
    assert await stage.ballots() == [] and not (await stage.row(on, "Hana")).took_part


async def test_the_button_says_when_it_is_over(stage: Stage) -> None:
    on = await stage.asks(mode=Mode.ANONYMOUS, by_button=("Hana",))
    form = (await stage.tap("Hana", button(on), place=stage.place("harbor"))).form
    assert form is not None
    stage.calendar.instant = CLOSES
    assert "closed" in stage.shown((await stage.tap("Hana", button(on), place=stage.place("harbor"))).message)
    assert "closed" in stage.shown((await stage.fill("Hana", form, q1="5")).message)
    await stage.ends(on, RunState.WITHDRAWN)
    assert "withdrawn" in stage.shown((await stage.fill("Hana", form, q1="5")).message)
    assert await stage.ballots() == []


async def test_whoever_is_asked_in_a_channel_gets_no_second_answer_by_a_message_of_their_own(stage: Stage) -> None:
    on = await stage.asks(mode=Mode.ANONYMOUS, by_button=("Hana", "Hugo"))
    form = (await stage.tap("Hana", button(on), place=stage.place("harbor"))).form
    assert form is not None
    await stage.fill("Hana", form, q1="2")
    before = await stage.deliveries()
    for who, says in (("Hana", "You have answered this already."), ("Hugo", "so nothing was changed")):
        answer = await stage.tap(who, Button("", "checkins.bring", on.key))
        assert says in stage.shown(answer.message), who
    assert len(await stage.deliveries()) == len(before)
