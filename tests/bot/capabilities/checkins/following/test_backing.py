"""Words without a name are answered, and whoever wrote them answers that, while nobody knows who it is."""

from datetime import timedelta

import pytest

from bot.capabilities.checkins.kinds import Mode
from bot.chat.form import Form
from bot.people.model import Role
from tests.bot.capabilities.checkins.following.conftest import HELP, WORDS, Stage
from tests.rows import all_rows, changed


async def test_what_is_written_back_is_found_by_whoever_wrote_the_words_and_by_nobody_else(stage: Stage) -> None:
    on, tokens = await stage.wrote()
    said = await stage.writes_back(on, tokens[WORDS[0]], "Which change reached you late?")
    assert "Only whoever wrote those words can see it." in said
    found = await stage.looks(on, tokens[WORDS[0]])
    assert isinstance(found, Form)
    shown = stage.shown(found)
    assert WORDS[0] in shown and "Which change reached you late?" in shown and "Ines" in shown
    for text in WORDS[1:]:
        assert "Nobody wrote back" in stage.shown(await stage.looks(on, tokens[text]))


async def test_looking_writes_nothing_and_an_answer_no_person_and_no_other_row(stage: Stage) -> None:
    on, tokens = await stage.wrote()
    await stage.writes_back(on, tokens[WORDS[0]], "Which change reached you late?")
    before = await all_rows(stage.database)
    form = await stage.looks(on, tokens[WORDS[0]])
    assert await all_rows(stage.database) == before
    assert isinstance(form, Form)
    answer = await stage.fill("Hana", form, tokens[WORDS[0]], p1="The second. Call Noor on +44 20 7946 0958.")
    assert "Thank you" in stage.shown(answer.message) and "masked" in stage.shown(answer.message)
    after = await all_rows(stage.database)
    assert sorted(changed(after, before)) == ["checkin_written_back"]
    new = set(after["checkin_written_back"]) - set(before["checkin_written_back"])
    row = "".join(new)
    # Where the database has columns of its own, all rows are new by them.
    assert len(new) == (2 if stage.database.is_postgresql else 1)
    assert tokens[WORDS[0]] not in row and "Hana" not in row and "datetime.datetime" not in row and "7946" not in row
    assert [(one.by_organiser, one.by_id is None, one.number) for one in await stage.written()] == [
        (True, False, 1),
        (False, True, 2),
    ]
    await stage.fill("Hana", form, tokens[WORDS[0]], p1="The second.")
    assert len(await stage.written()) == 2
    page = stage.shown(await stage.page("Ines", on))
    assert "The second." in page and "Hana" not in page


@pytest.mark.parametrize("fault", ["none", "cut", "somebody else's", "of another run"])
async def test_another_token_sees_and_adds_nothing(stage: Stage, fault: str) -> None:
    on, tokens = await stage.wrote()
    other, _ = await stage.wrote()
    good = tokens[WORDS[0]]
    await stage.writes_back(on, good, "Which change?")
    token = {"none": "", "cut": good[:-1], "somebody else's": tokens[WORDS[1]], "of another run": stage.token(other)}
    form = await stage.looks(on, good)
    assert isinstance(form, Form)
    assert "Which change?" not in stage.shown(await stage.looks(on, token[fault]))
    await stage.fill("Hugo", form, token[fault], p1="It was me.")
    assert len(await stage.written()) == 1


async def test_words_below_the_threshold_cannot_be_written_back_to(stage: Stage) -> None:
    on, tokens = await stage.wrote(WORDS[:4])
    assert WORDS[0] not in stage.shown(await stage.page("Ines", on))
    answer = await stage.press("Ines", stage.back_button(on, tokens[WORDS[0]]))
    assert answer.form is None and "not shown to you" in stage.shown(answer.message)


async def test_only_those_who_look_after_it_write_back_and_only_to_words_there_are(stage: Stage) -> None:
    on, tokens = await stage.wrote()
    for who in ("Ada", "Hana", "Luz"):
        answer = await stage.press(who, stage.back_button(on, tokens[WORDS[0]]))
        assert answer.form is None and WORDS[0] not in stage.shown(answer.message), who
    form = (await stage.press("Ines", stage.back_button(on, tokens[WORDS[0]]))).form
    assert form is not None
    assert "not shown to you" in stage.shown((await stage.submit("Ada", form, text="Who are you?")).message)
    forged = await stage.press("Ines", stage.back_button(on, stage.token(on)))
    assert forged.form is None
    assert await stage.written() == []


@pytest.mark.parametrize("text", ["See https://x.example/7", "Open www.x", "Look at who.example please", "a@b.example"])
async def test_no_address_can_be_written_back_that_would_tell_who_opens_it(stage: Stage, text: str) -> None:
    on, tokens = await stage.wrote()
    form = (await stage.press("Ines", stage.back_button(on, tokens[WORDS[0]]))).form
    assert form is not None
    answer = await stage.submit("Ines", form, text=text)
    assert answer.errors is not None and "addresses" in answer.errors.by_field["text"]
    assert await stage.written() == []


async def test_answers_to_two_questions_sent_in_one_form_are_joined_by_nothing(stage: Stage) -> None:
    on, token = await stage.wrote_twice()
    for place in (1, 2):
        button = stage.back_button(on, token, place)
        form = (await stage.press("Ines", button)).form
        assert form is not None
        await stage.submit("Ines", form, text="Which one?")
    form = await stage.looks(on, token)
    assert isinstance(form, Form)
    await stage.fill("Hana", form, token, p1="The second.", p2="Another one.")
    rows = [one for one in await stage.written() if not one.by_organiser]
    assert sorted(one.text for one in rows) == ["Another one.", "The second."]
    assert len({one.voter for one in rows}) == 2 and len({one.form for one in rows}) == 2
    assert "not written twice" in stage.shown(
        (await stage.fill("Hana", form, token, p1="The second.", p2="Another one.")).message
    )
    assert len(await stage.written()) == 4


async def test_a_form_that_is_sent_twice_writes_once(stage: Stage) -> None:
    on, tokens = await stage.wrote()
    form = (await stage.press("Ines", stage.back_button(on, tokens[WORDS[0]]))).form
    assert form is not None
    await stage.submit("Ines", form, text="Which change?")
    assert "not written twice" in stage.shown((await stage.submit("Ines", form, text="Which change?")).message)
    assert len(await stage.written()) == 1


async def test_everybody_is_told_alike_and_at_most_once_in_three_days(stage: Stage) -> None:
    on, tokens = await stage.wrote()
    await stage.writes_back(on, tokens[WORDS[0]], "Which change?")
    await stage.writes_back(on, tokens[WORDS[1]], "How much more?")
    await stage.until(stage.calendar.instant + timedelta(days=2))
    notes = await stage.letters("checkin_note")
    assert {name for name, _ in notes} == {"Ines", "Ada", "Bo", "Hana", "Hugo", "Luz", "Leo"}
    assert {slot for _, slot in notes} == {"card.1"}
    assert len({stage.shown(one) for one in notes.values()}) == 1
    await stage.until(stage.calendar.instant + timedelta(days=5))
    assert {slot for _, slot in await stage.letters("checkin_note")} == {"card.1", "card.2"}
    await stage.until(stage.calendar.instant + timedelta(days=9))
    assert len(await stage.letters("checkin_note")) == 14


async def test_the_organiser_is_told_once_a_day_that_somebody_answered(stage: Stage) -> None:
    on, tokens = await stage.wrote()
    await stage.writes_back(on, tokens[WORDS[0]], "Which change?")
    form = await stage.looks(on, tokens[WORDS[0]])
    assert isinstance(form, Form)
    await stage.fill("Hana", form, tokens[WORDS[0]], p1="The second.")
    await stage.tick()
    assert await stage.letters("checkin_back") == {}
    await stage.until(stage.calendar.instant + timedelta(days=4))
    told = await stage.letters("checkin_back")
    assert [name for name, _ in told] == ["Ines"]
    assert "1 conversation has a new answer" in stage.shown(next(iter(told.values())))


async def test_the_prompt_offers_to_look_once_words_were_given(stage: Stage) -> None:
    on = await stage.asks(HELP, mode=Mode.ANONYMOUS, closes_at=stage.calendar.now() + timedelta(days=1))
    token, message = stage.token(on), await stage.prompt(on, "Hana")
    form = (await stage.tap("Hana", stage.button(message, "Write it"), token)).form
    assert form is not None
    answer = await stage.fill("Hana", form, token, q1="More time.")
    button = stage.button(answer.redraw, "Anything for me?")
    assert button.token and button.opens_form
    assert "Nobody wrote back" in stage.shown((await stage.tap("Hana", button, token)).message)


async def test_an_internal_manager_writes_back_too_and_a_partners_does_not(stage: Stage) -> None:
    on, tokens = await stage.wrote()
    await stage.grants("Ada", Role.MANAGER)
    assert "Only whoever wrote" in await stage.writes_back(on, tokens[WORDS[0]], "Thank you.", "Ada")
    await stage.grants("Hana", Role.MANAGER, "Harborline")
    await stage.belongs_to(on, "Harborline")
    assert WORDS[0] in stage.shown(await stage.detail("Hana", on))
    answer = await stage.press("Hana", stage.back_button(on, tokens[WORDS[0]]))
    assert answer.form is None and WORDS[0] not in stage.shown(await stage.page("Hana", on))
