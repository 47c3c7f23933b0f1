"""A knowledge check in the further languages of its update: each reads their own, and all are counted together."""

from datetime import timedelta
from typing import Any

import pytest

from bot.capabilities.updates.store import Update, delete_expired, knowledge
from bot.capabilities.updates.store.knowledge import AtFirst, KnowledgeText, QuestionWords
from bot.chat.form import ChoiceField, Form, FormButton, TextField
from bot.chat.inbound import Answer
from bot.chat.message import Button
from bot.people.model import Side, Team

FIRST = {
    "question_1": "Up to which amount?",
    "answers_1": "Up to 50\nUp to 200",
    "right_1": "2",
    "line_1": "Up to €200.",
}
SECOND = {"question_2": "Since when?", "answers_2": "Today\nTomorrow", "right_2": "1", "line_2": "Up to €200."}
POLISH = {"question_1": "Do jakiej kwoty?", "answers_1": "Do 50\nDo 200", "line_1": "Do 200 €."}
TEXTS = {"pl": {"title": "Zwroty", "changed": "Do 200 €."}, "es": {"title": "Reembolsos", "changed": "Hasta 200."}}


async def draft(stage: Any, *languages: str, check: dict[str, str] | None = None) -> Form:
    """The preview of a draft in these further languages, with these questions."""
    form = (await stage.command("Ines", "update")).form
    preview = (await stage.submit("Ines", form, **await stage.filled())).form
    for language in languages:
        page = (await stage.press_in("Ines", preview, "Other languages")).form
        page = (await stage.submit("Ines", page, language=language, written=None)).form
        preview = (await stage.submit("Ines", page, **TEXTS[language])).form
    return await with_check(stage, preview, check or {**FIRST, **SECOND})


async def with_check(stage: Any, preview: Form, typed: dict[str, str]) -> Form:
    page = (await stage.press_in("Ines", preview, "Knowledge check")).form
    if int(page.state) < len(typed) // 4:
        page = (await stage.press_in("Ines", page, "Add a question", **typed)).form
    answer = await stage.submit("Ines", page, **typed)
    assert answer.form is not None, answer
    return answer.form


async def given(stage: Any, preview: Form, language: str, typed: dict[str, str]) -> Answer:
    """The check typed in a further language."""
    page = (await stage.press_in("Ines", preview, "Check in other languages")).form
    if [part for part in page.parts if isinstance(part, ChoiceField)]:
        page = (await stage.submit("Ines", page, language=(language,))).form
    assert page.state == language
    return await stage.submit("Ines", page, **typed)


async def published(stage: Any, preview: Form) -> Update:
    answer = await stage.submit("Ines", preview, confirmed=True)
    assert answer.message.summary.startswith("Going out"), answer
    return await stage.kept(preview.object_id)


async def asked(stage: Any, who: str, known: Update) -> Form:
    form = (await stage.press(who, Button("Got it", "updates.got_it", f"{known.public_id}.1"))).form
    assert form is not None
    return form


def answers(form: Form) -> list[str]:
    return [part.label for part in form.parts if isinstance(part, FormButton) and ".choose_" in part.action]


async def locales(stage: Any, **teams: str) -> None:
    for team, locale in teams.items():
        await stage.change(Team, team, locale=locale)


async def further(stage: Any, draft_id: str) -> Any:
    async with stage.database.read() as session:
        return await knowledge.further_of(session, await stage.kept(draft_id))


async def test_each_team_is_asked_in_its_own_language_and_what_is_missing_falls_back_visibly(stage: Any) -> None:
    await locales(stage, Harbor="pl_PL", Lumen="es")
    preview = await draft(stage, "pl")
    assert "The check in other languages: Polish 0 of 2" in stage.shown(preview)
    preview = (await given(stage, preview, "pl", POLISH)).form
    assert "The check in other languages: Polish 1 of 2" in stage.shown(preview)
    known = await published(stage, preview)

    polish = await asked(stage, "Hana", known)
    assert "Do jakiej kwoty?" in stage.shown(polish) and answers(polish) == ["Do 50", "Do 200"]
    assert "This question is in" not in stage.shown(polish)
    wrong = (await stage.press_in("Hana", polish, "Do 50")).form
    assert "Do 200 €." in stage.shown(wrong) and "Up to" not in stage.shown(wrong)
    second = (await stage.press_in("Hana", polish, "Do 200")).form
    assert "Since when?" in stage.shown(second)
    assert "This question is in English; there is no Polish yet." in stage.shown(second)
    missed = (await stage.press_in("Hana", second, "Tomorrow")).form
    assert "there is no Polish yet" in stage.shown(missed)
    assert "Noted at" in stage.shown((await stage.press_in("Hana", second, "Today")).form)

    spanish = await asked(stage, "Luz", known)
    assert "Up to which amount?" in stage.shown(spanish)
    assert "This question is in English; there is no Spanish yet." in stage.shown(spanish)
    english = await asked(stage, "Ada", known)
    assert "This question is in" not in stage.shown(english) and answers(english) == ["Up to 50", "Up to 200"]


async def test_the_figures_count_a_question_as_one_in_whatever_language_it_was_answered(stage: Any) -> None:
    await locales(stage, Harbor="pl")
    known = await published(stage, (await given(stage, await draft(stage, "pl"), "pl", POLISH)).form)
    await stage.press_in("Hana", await asked(stage, "Hana", known), "Do 50")
    await locales(stage, Harbor="en")
    again = await asked(stage, "Hana", known)
    assert answers(again) == ["Up to 50", "Up to 200"], "who reads another language now goes on in it"
    await stage.press_in("Hugo", await asked(stage, "Hugo", known), "Up to 200")
    async with stage.database.read() as session:
        (figure,) = await knowledge.at_first(session, known)
        side = await session.get(Side, figure.side_id)
    assert side is not None and side.name == "Harborline"
    assert figure == AtFirst(1, 1, figure.side_id, answered=2, wrong=1)


async def test_with_one_further_language_its_page_opens_at_once_under_the_first_ones_words(stage: Any) -> None:
    preview = await draft(stage, "pl")
    page = (await stage.press_in("Ines", preview, "Check in other languages")).form
    assert page.title == "Polski"
    assert "Up to which amount?" in stage.shown(page) and "Up to 50" in stage.shown(page)
    names = [part.name for part in page.parts if isinstance(part, TextField)]
    assert names == [f"{name}_{number}" for number in (1, 2) for name in ("question", "answers", "line")]
    assert (await stage.press_in("Ines", page, "Back")).form.title == "Before it goes out"
    await stage.submit("Ines", page, **POLISH)
    page = (await stage.press_in("Ines", preview, "Check in other languages")).form
    assert next(part.value for part in page.parts if getattr(part, "name", "") == "answers_1") == "Do 50\nDo 200"
    several = (await stage.press_in("Ines", await draft(stage, "pl", "es"), "Check in other languages")).form
    assert "The check in other languages: Spanish 0 of 2 · Polish 0 of 2" in stage.shown(several)


async def test_without_a_check_or_a_further_language_there_is_no_such_button(stage: Any) -> None:
    preview = await draft(stage)
    assert "Check in other languages" not in [one.label for one in preview.parts if isinstance(one, FormButton)]
    page = Form(preview.action, "", (FormButton("x", "updates.check_languages"),), object_id=preview.object_id)
    assert (await stage.press_in("Ines", page, "x")).form.title == "Before it goes out"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("question_1", "", "Write the question."),
        ("answers_1", "Do 50\nDo 100\nDo 200", "Write 2 answers in the same order, one on each line."),
        ("answers_1", "Do 50\ndo 50", "are the same"),
        ("answers_1", "Do 50\n" + "x" * 61, "60 characters fit"),
        ("line_1", "x" * 301, "301 characters long and 300 fit"),
    ],
)
async def test_what_is_wrong_in_a_further_language_is_said_at_its_field(
    stage: Any, field: str, value: str, says: str
) -> None:
    answer = await given(stage, await draft(stage, "pl"), "pl", {**POLISH, field: value})
    assert list(answer.errors.by_field) == [field]
    assert says in answer.errors.by_field[field]
    assert await stage.count(KnowledgeText) == 0


async def test_a_question_that_asks_something_else_is_not_asked_in_its_old_words(stage: Any) -> None:
    preview = (await given(stage, await draft(stage, "pl"), "pl", POLISH)).form
    words = {"pl": {1: QuestionWords("Do jakiej kwoty?", ("Do 50", "Do 200"), "Do 200 €.")}}
    assert await further(stage, preview.object_id) == words
    await with_check(stage, preview, {**FIRST, **SECOND, "line_1": "up to €200."})
    assert await further(stage, preview.object_id) == words, "only the line was changed"
    swapped = {name.replace("1", "2"): value for name, value in FIRST.items()}
    swapped |= {name.replace("2", "1", 1): value for name, value in SECOND.items()}
    await with_check(stage, preview, swapped)
    assert await further(stage, preview.object_id) == {"pl": {2: words["pl"][1]}}, "it has moved"
    await with_check(stage, preview, {**swapped, "right_2": "1"})
    assert await further(stage, preview.object_id) == {}


async def test_a_language_that_is_taken_out_takes_its_questions_along(stage: Any) -> None:
    preview = (await given(stage, await draft(stage, "pl"), "pl", POLISH)).form
    page = (await stage.press_in("Ines", preview, "Other languages")).form
    page = (await stage.submit("Ines", page, language="pl", written=None)).form
    await stage.press_in("Ines", page, "Remove this language")
    assert await stage.count(KnowledgeText) == 0


async def test_nothing_is_kept_of_a_language_that_the_draft_has_not_or_for_anybody_else(stage: Any) -> None:
    preview = await draft(stage, "pl")
    page = (await stage.press_in("Ines", preview, "Check in other languages")).form
    for who, state in (("Ines", "es"), ("Ines", "en"), ("Ines", ""), ("Luz", "pl")):
        forged = Form(page.action, "", (), object_id=page.object_id, state=state)
        await stage.submit(who, forged, **POLISH)
    assert await stage.count(KnowledgeText) == 0
    assert "Up to" not in str(await stage.press_in("Luz", preview, "Check in other languages"))


async def test_a_changed_translation_is_previewed_and_looked_at_for_personal_data(stage: Any) -> None:
    first = await draft(stage, "pl")
    page = (await stage.press_in("Ines", first, "Check in other languages")).form
    await stage.submit("Ines", page, **{**POLISH, "answers_1": "mara.lindqvist@mail.example\nNikt"})
    answer = await stage.submit("Ines", first, confirmed=True)
    assert answer.form is not None, "what was previewed is not what would go out"
    assert "looks like personal data" in stage.shown(answer.form)


async def test_it_comes_along_when_the_update_is_used_again_and_goes_with_its_text(stage: Any) -> None:
    known = await published(stage, (await given(stage, await draft(stage, "pl"), "pl", POLISH)).form)
    form = (await stage.press("Ines", Button("Use again", "updates.use_again", known.public_id))).form
    await stage.submit("Ines", form, **await stage.filled())
    assert await further(stage, form.object_id) == await further(stage, known.public_id) != {}
    await stage.withdraw(known)
    async with stage.database.write() as session:
        await delete_expired(session, stage.calendar.now() + timedelta(days=91))
    assert await stage.count(KnowledgeText) == 0
