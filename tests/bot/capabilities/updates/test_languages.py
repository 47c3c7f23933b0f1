"""Languages: each team reads its own, the others are one press away, and nothing is left behind without a word."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.capabilities.updates import store
from bot.capabilities.updates.store import CorrectionText, Update, UpdateText
from bot.chat.form import ChoiceField, Form, FormButton
from bot.chat.inbound import Answer, HomeOpened
from bot.chat.message import Body, Button, Headline, Message, Paragraph
from bot.delivery.tables import Operation
from bot.people.model import Person, Team
from bot.ports import Cause
from tests.stage import typed

POLISH = {"title": "Zwroty bez przełożonego", "changed": "Do **200 €**.", "tell_customers": "Zwrócę to od razu."}
ARABIC = {"title": "المبالغ المستردة", "changed": "حتى 200 يورو.", "tell_customers": ""}


def directions(card: Message) -> set[bool | None]:
    """Which way the title and the paragraphs under a label run."""
    titles = {part.rtl for part in card.parts if isinstance(part, Headline)}
    bodies = [part for part in card.parts if isinstance(part, Body) and part.label]
    return titles | {one.rtl for body in bodies for one in body.blocks if isinstance(one, Paragraph)}


async def preview_of(stage: Any, **values: Any) -> Form:
    form = (await stage.command("Ines", "update")).form
    answer = await stage.submit("Ines", form, **await stage.filled(**values))
    assert answer.form is not None, answer
    shown: Form = answer.form
    return shown


async def text_page(stage: Any, preview: Form, language: str) -> Form:
    page = (await stage.press_in("Ines", preview, "Other languages")).form
    assert page is not None
    answer = await stage.submit("Ines", page, language=language, written=None)
    assert answer.form is not None, answer
    shown: Form = answer.form
    return shown


async def with_language(stage: Any, preview: Form, language: str, **words: Any) -> Form:
    answer = await stage.submit("Ines", await text_page(stage, preview, language), **words)
    assert answer.form is not None, answer
    shown: Form = answer.form
    return shown


async def publish(stage: Any, languages: dict[str, dict[str, str]], **values: Any) -> Update:
    preview = await preview_of(stage, **values)
    for language, words in languages.items():
        preview = await with_language(stage, preview, language, **words)
    answer = await stage.submit("Ines", preview, confirmed=True)
    assert answer.message.summary.startswith("Going out"), answer
    known: Update = await stage.kept(preview.object_id)
    return known


async def locales(stage: Any, **teams: str) -> None:
    for team, locale in teams.items():
        await stage.change(Team, team, locale=locale)


def labels(shows: Form | Message) -> list[str]:
    if isinstance(shows, Message):
        return [one.label for part in shows.parts if part.kind == "actions" for one in part.buttons]
    return [part.label for part in shows.parts if isinstance(part, FormButton)]


async def test_each_team_reads_its_own_language_and_who_has_none_is_told_so(stage: Any) -> None:
    await locales(stage, Harbor="pl_PL", Lumen="es")
    known = await publish(stage, {"pl": POLISH})
    cards = await stage.cards(known)
    english, polish, spanish = (stage.shown(cards[name]) for name in ("care", "harbor", "lumen"))
    assert "Up to €200." in english and "This text is in" not in english
    assert "Zwroty bez przełożonego" in polish and "Do 200 €." in polish and "Zwrócę to od razu." in polish
    assert "Refunds need" not in polish and "This text is in" not in polish
    assert "Up to €200." in spanish
    assert "This text is in English; there is no Spanish yet." in spanish
    assert cards["harbor"].summary == "Update: Zwroty bez przełożonego"
    assert [cards[name].locale for name in ("care", "harbor", "lumen")] == ["en", "pl", "en"]
    assert all("Other languages" in labels(card) for card in cards.values())


async def test_an_update_in_one_language_has_no_button_for_others(stage: Any) -> None:
    card = (await stage.cards(await stage.publish()))["care"]
    assert labels(card) == ["Got it", "Ask a question", "Something's wrong"]


async def test_the_preview_says_who_reads_what_and_who_falls_back(stage: Any) -> None:
    await locales(stage, Harbor="pl", Lumen="es")
    quiet = await preview_of(stage, audience="Everyone")
    assert "Written in English, in no other language yet." in stage.shown(quiet)
    text = stage.shown(await with_language(stage, quiet, "pl", **POLISH))
    assert "Written in English, also in Polish." in text
    assert "no text yet: Lumen will see the English" in text
    assert "Harbor" in text and "Care" in text


async def test_where_all_read_one_language_the_preview_is_silent_about_it(stage: Any) -> None:
    assert "Written in" not in stage.shown(await preview_of(stage))


async def test_the_languages_of_the_audience_are_offered_first_by_their_own_names(stage: Any) -> None:
    await locales(stage, Harbor="pl", Lumen="es_CO")
    page = (await stage.press_in("Ines", await preview_of(stage), "Other languages")).form
    field = next(part for part in page.parts if isinstance(part, ChoiceField) and part.name == "language")
    assert [option.label for option in field.options[:2]] == ["Español", "Polski"]
    assert "English" not in [option.label for option in field.options]
    assert len(field.options) <= 100


async def test_a_text_can_be_changed_and_taken_out_again(stage: Any) -> None:
    preview = await with_language(stage, await preview_of(stage), "pl", **POLISH)
    page = await text_page(stage, preview, "pl")
    assert typed(page)["title"] == POLISH["title"]
    assert "Refunds need no supervisor" in stage.shown(page), "the first text stands above it"
    preview = (await stage.submit("Ines", page, **{**POLISH, "title": "Inaczej"})).form
    assert typed(await text_page(stage, preview, "pl"))["title"] == "Inaczej"
    preview = (await stage.press_in("Ines", await text_page(stage, preview, "pl"), "Remove this language")).form
    assert "Polish" not in stage.shown(preview)
    assert "Remove this language" not in labels(await text_page(stage, preview, "pl"))


async def test_a_first_text_that_was_changed_since_asks_to_look_at_the_others_again(stage: Any) -> None:
    await locales(stage, Harbor="pl")
    preview = await with_language(stage, await preview_of(stage), "pl", **POLISH)
    again = "written before the first text was changed"
    stage.calendar.instant += timedelta(minutes=1)
    form = (await stage.press_in("Ines", preview, "Change")).form
    same = await stage.submit("Ines", form, **await stage.filled())
    assert again not in stage.shown(same.form)
    changed = await stage.submit("Ines", form, **await stage.filled(changed="Up to €300."))
    assert again in stage.shown(changed.form)
    stage.calendar.instant += timedelta(minutes=1)
    assert again not in stage.shown(await with_language(stage, changed.form, "pl", **POLISH))


async def test_only_what_was_previewed_goes_out(stage: Any) -> None:
    preview = await preview_of(stage)
    await with_language(stage, preview, "pl", **POLISH)
    answer = await stage.submit("Ines", preview, confirmed=True)
    assert answer.form is not None
    assert "also in Polish" in stage.shown(answer.form)


async def test_the_first_text_may_be_in_another_language_than_the_authors_team_reads(stage: Any) -> None:
    await locales(stage, Harbor="de")
    page = (await stage.press_in("Ines", await preview_of(stage, title="Erstattungen"), "Other languages")).form
    preview = (await stage.submit("Ines", page, written="de", language=None)).form
    text = stage.shown(preview)
    assert "Written in German" in text and "will see the German" in text
    await stage.submit("Ines", preview, confirmed=True)
    cards = await stage.cards(await stage.kept(preview.object_id))
    assert "This text is in German; there is no English yet." in stage.shown(cards["care"])
    assert "This text is in" not in stage.shown(cards["harbor"])


async def test_the_first_text_cannot_take_the_place_of_another(stage: Any) -> None:
    preview = await with_language(stage, await preview_of(stage), "pl", **POLISH)
    page = (await stage.press_in("Ines", preview, "Other languages")).form
    answer = await stage.submit("Ines", page, written="pl", language=None)
    assert set(answer.errors.by_field) == {"written"}
    answer = await stage.submit("Ines", page, written="en", language="en")
    assert set(answer.errors.by_field) == {"language"}


async def test_an_author_writes_in_the_language_of_their_team_whatever_their_app_is_set_to(stage: Any) -> None:
    await stage.change(Person, "Ines", locale="de_DE")
    known = await stage.publish()
    assert known.locale == "en"
    assert "This text is in" not in stage.shown((await stage.cards(known))["care"])


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({**POLISH, "title": ""}, "title"),
        ({**POLISH, "changed": ""}, "changed"),
        ({**POLISH, "title": "x" * 151}, "title"),
        ({**POLISH, "changed": "x" * 2501}, "changed"),
        ({**POLISH, "tell_customers": "x" * 2501}, "tell_customers"),
    ],
)
async def test_what_is_wrong_with_a_text_is_said_at_its_field(stage: Any, words: dict[str, str], field: str) -> None:
    page = await text_page(stage, await preview_of(stage), "pl")
    answer = await stage.submit("Ines", page, **words)
    assert set(answer.errors.by_field) == {field}


async def test_personal_data_in_any_language_must_be_confirmed(stage: Any) -> None:
    preview = await preview_of(stage)
    preview = await with_language(stage, preview, "pl", **{**POLISH, "changed": "Piszcie do mara@mail.example."})
    assert "This looks like personal data" in stage.shown(preview)
    answer = await stage.submit("Ines", preview, confirmed=False)
    assert set(answer.errors.by_field) == {"confirmed"}


async def test_a_text_that_a_platform_cannot_show_is_refused_though_no_channel_reads_it(stage: Any) -> None:
    page = await text_page(stage, await preview_of(stage), "pl")
    stage.platforms["teams"].longest = 2400
    answer = await stage.submit("Ines", page, **{**POLISH, "changed": "Tak. " * 450})
    assert "Microsoft Teams cannot show this" in answer.errors.by_field["changed"]


async def test_the_other_languages_are_one_press_away(stage: Any) -> None:
    known = await publish(stage, {"pl": POLISH, "ar": ARABIC})
    card = (await stage.cards(known))["care"]
    form = (await stage.press("Ada", stage.button(card, "Other languages"), stage.place("care"))).form
    assert "المبالغ المستردة" in stage.shown(form)
    assert form.locale == "ar", "so that it is written from right to left"
    field = next(part for part in form.parts if isinstance(part, ChoiceField))
    assert {option.label for option in field.options} == {"العربية", "English", "Polski"}
    form = (await stage.submit("Ada", form, language="pl")).form
    assert "Zwroty bez przełożonego" in stage.shown(form)
    form = (await stage.submit("Ada", form, language="en")).form
    assert "Up to €200." in stage.shown(form)


async def test_a_text_from_right_to_left_keeps_its_direction_under_english_labels(stage: Any) -> None:
    await locales(stage, Harbor="ar", Lumen="fa")
    cards = await stage.cards(await publish(stage, {"ar": ARABIC}))
    assert directions(cards["harbor"]) == {True}
    assert cards["harbor"].locale == "ar"
    assert directions(cards["lumen"]) == {False}, "who reads the English reads it from left to right"
    assert cards["lumen"].locale == "en"


async def test_somebody_gets_their_own_language_first_where_the_card_is_in_another(stage: Any) -> None:
    await stage.change(Person, "Ada", locale="pl_PL")
    known = await publish(stage, {"ar": ARABIC, "pl": POLISH})
    card = (await stage.cards(known))["care"]
    form = (await stage.press("Ada", stage.button(card, "Other languages"))).form
    assert "Zwroty bez przełożonego" in stage.shown(form)
    reading = (await stage.press("Ada", Button("Read", "updates.read", f"{known.public_id}.1"))).form
    assert "Zwroty bez przełożonego" in stage.shown(reading)
    other = (await stage.press_in("Ada", reading, "Other languages")).form
    assert "Up to €200." in stage.shown(other)


async def test_only_who_may_read_it_reads_it_in_other_languages(stage: Any) -> None:
    async with stage.database.write() as session:
        from bot.people import audiences
        from bot.people.model import Sharing

        care = (await session.scalars(select(Team).where(Team.name == "Care"))).one()
        await audiences.keep(session, None, "Ours", Sharing.NOTHING, [care.id], [], stage.calendar.now())
    known = await publish(stage, {"pl": POLISH}, audience="Ours")
    button = Button("Other languages", "updates.languages", f"{known.public_id}.en")
    assert "was not published to you" in (await stage.press("Hana", button)).message.summary
    await stage.withdraw(known)
    assert "was withdrawn" in (await stage.press("Ada", button)).message.summary


async def test_everything_else_that_shows_it_speaks_the_readers_language(stage: Any) -> None:
    await stage.change(Person, "Bo", locale="pl")
    await stage.change(Person, "Ada", locale="es")
    known = await publish(stage, {"pl": POLISH}, urgent=True)
    stage.calendar.instant += timedelta(minutes=10)
    await stage.ring()
    rings = await stage.cards(known, slot="ring")
    assert "Do 200 €." in stage.shown(rings["Bo"])
    assert "there is no Spanish yet" in stage.shown(rings["Ada"])
    assert "Zwroty" in stage.shown((await stage.send(HomeOpened(stage.origin("Bo")))).home)
    home = stage.shown((await stage.send(HomeOpened(stage.origin("Ada")))).home)
    assert "Refunds need" in home and "In English" in home
    assert "Zwroty" in stage.shown((await stage.command("Bo", "update last")).message)
    noted = await stage.command("Bo", "got it")
    assert "Zwroty" in noted.message.summary
    ask = (await stage.press("Bo", Button("Ask a question", "updates.ask", known.public_id))).form
    assert "Zwroty" in stage.shown(ask)


@pytest.mark.parametrize("words", ["supervisor", "przełożonego", "المستردة"])
async def test_it_is_found_in_each_of_its_languages(stage: Any, words: str) -> None:
    await publish(stage, {"pl": POLISH, "ar": ARABIC})
    assert "Refunds need" in stage.shown((await stage.command("Ada", f"update find {words}")).message)


# --- corrections ------------------------------------------------------------------------------------------------------


async def corrected_text(stage: Any, form: Form, language: str, typed_so_far: dict[str, Any], **words: str) -> Answer:
    """From the form or the look of a correction through its page of one language; the answer to that."""
    page = (await stage.press_in("Ines", form, "Other languages", **typed_so_far)).form
    assert page is not None
    text = (await stage.submit("Ines", page, language=language)).form
    assert text is not None
    answer: Answer = await stage.submit("Ines", text, **words)
    return answer


async def test_a_correction_leaves_no_other_language_behind_without_a_word(stage: Any) -> None:
    await locales(stage, Harbor="pl")
    known = await publish(stage, {"pl": POLISH})
    await stage.deliver()
    await stage.correct(known, changed="Up to €300.", note="Raised to 300")
    polish = stage.shown((await stage.cards(known))["harbor"])
    assert "Up to €300." in polish and "Raised to 300" in polish
    assert "This text is in English; the Polish is not corrected yet." in polish
    assert "200" not in polish
    redrawn = (await stage.redrawn(known))["harbor"]
    assert "the Polish is not corrected yet." in redrawn
    assert "Refunds need" not in stage.shown((await stage.command("Ada", "update find przełożonego")).message)


async def test_it_says_so_before_the_correction_is_made(stage: Any) -> None:
    await locales(stage, Harbor="pl")
    known = await publish(stage, {"pl": POLISH})
    form = await stage.correct_form(known)
    look = (await stage.submit("Ines", form, **typed(form, note="Raised", changed="Up to €300."))).form
    assert "not corrected yet: Harbor will see the English" in stage.shown(look)


async def test_it_says_so_of_a_language_that_no_team_reads(stage: Any) -> None:
    known = await publish(stage, {"pl": POLISH})
    form = await stage.correct_form(known)
    assert "not corrected yet" not in stage.shown(form)
    look = (await stage.submit("Ines", form, **typed(form, note="Raised", changed="Up to €300."))).form
    assert "not corrected yet, so it is not offered; no team of this audience reads it" in stage.shown(look)


async def test_a_language_is_corrected_with_it(stage: Any) -> None:
    await locales(stage, Harbor="pl")
    known = await publish(stage, {"pl": POLISH})
    form = await stage.correct_form(known)
    look = (await stage.submit("Ines", form, **typed(form, note="Raised", changed="Up to €300."))).form
    page = (await stage.press_in("Ines", look, "Other languages")).form
    text = (await stage.submit("Ines", page, language="pl")).form
    assert "of before the correction" in stage.shown(text)
    assert typed(text)["title"] == POLISH["title"]
    look = (await stage.submit("Ines", text, **{**POLISH, "changed": "Do 300 €.", "note": "Podniesione"})).form
    assert "also in Polish" in stage.shown(look)
    assert (await stage.submit("Ines", look, confirmed=True)).message.summary.startswith("Correcting 3 channels")
    polish = stage.shown((await stage.cards(known))["harbor"])
    assert "Do 300 €." in polish and "Podniesione" in polish and "is not corrected yet" not in polish
    assert "Raised" in stage.shown((await stage.cards(known))["care"])
    assert await stage.count(CorrectionText) == 0


async def test_it_is_corrected_later_without_a_new_version_and_only_its_copies_change(stage: Any) -> None:
    await locales(stage, Harbor="pl")
    known = await publish(stage, {"pl": POLISH, "ar": ARABIC})
    await stage.deliver()
    await stage.correct(known, changed="Up to €300.", note="Raised")
    await stage.deliver(operation=Operation.EDIT)
    form = await stage.correct_form(known)
    answer = await corrected_text(stage, form, "pl", typed(form), **{**POLISH, "changed": "Do 300 €."})
    look = answer.form
    answer = await stage.submit("Ines", look, confirmed=True)
    assert answer.message.summary.startswith("Correcting"), answer
    assert (await stage.kept(known.public_id)).version == 2
    assert "Do 300 €." in stage.shown((await stage.cards(known))["harbor"])
    assert "Raised" in stage.shown((await stage.cards(known))["harbor"]), "its line is there, in the first language"
    async with stage.database.read() as session:
        kept = await session.scalars(select(UpdateText.locale).where(UpdateText.version == 2))
        assert sorted(kept) == ["en", "pl"], "the Arabic is still to be corrected"


async def test_changing_one_text_changes_the_copies_of_its_readers_alone(stage: Any) -> None:
    await locales(stage, Harbor="pl")
    known = await publish(stage, {"pl": POLISH})
    await stage.deliver()
    form = await stage.correct_form(known)
    look = (await corrected_text(stage, form, "pl", typed(form), **{**POLISH, "changed": "Do 200 euro."})).form
    assert look.submit == "Correct 1 channel"
    await stage.submit("Ines", look, confirmed=True)
    cards = await stage.cards(known)
    assert "Do 200 euro." in stage.shown(cards["harbor"])
    assert all("Updated" not in stage.shown(card) for card in cards.values())


async def test_a_correction_of_times_alone_keeps_all_languages(stage: Any) -> None:
    await locales(stage, Harbor="pl")
    known = await publish(stage, {"pl": POLISH})
    await stage.correct(known, effective_from=stage.calendar.now() + timedelta(days=1), note="From tomorrow")
    polish = stage.shown((await stage.cards(known))["harbor"])
    assert "Do 200 €." in polish and "From tomorrow" in polish and "This text is in" not in polish


async def test_a_language_is_taken_out_by_a_correction(stage: Any) -> None:
    await locales(stage, Harbor="pl")
    known = await publish(stage, {"pl": POLISH})
    form = await stage.correct_form(known)
    page = (await stage.press_in("Ines", form, "Other languages", **typed(form))).form
    text = (await stage.submit("Ines", page, language="pl")).form
    look = (await stage.press_in("Ines", text, "Remove this language")).form
    await stage.submit("Ines", look, confirmed=True)
    card = (await stage.cards(known))["harbor"]
    assert "Up to €200." in stage.shown(card) and "there is no Polish yet." in stage.shown(card)
    assert "Other languages" not in labels(card)


async def test_a_text_typed_on_an_older_version_is_not_taken_for_a_corrected_one(stage: Any) -> None:
    from tests.bot.capabilities.updates.test_correct import grant

    known = await publish(stage, {"pl": POLISH})
    await grant(stage, "Ada")
    form = await stage.correct_form(known)
    await corrected_text(stage, form, "pl", typed(form, note="x"), **{**POLISH, "changed": "Do 250 €."})
    await stage.correct(known, "Ada", changed="Up to €300.", note="Raised")
    form = await stage.correct_form(known)
    answer = await stage.submit("Ines", form, **typed(form, note="Title too", title="Refunds"))
    look = answer.form if answer.form.submit.startswith("Correct") else None
    if look is None:
        look = (await stage.submit("Ines", answer.form, **typed(answer.form, note="Title too"))).form
    await stage.submit("Ines", look, confirmed=True)
    async with stage.database.read() as session:
        now = await stage.kept(known.public_id)
        kept = await session.scalars(select(UpdateText.locale).where(UpdateText.version == now.version))
        assert sorted(kept) == ["en"]


async def test_a_withdrawal_speaks_each_language(stage: Any) -> None:
    await locales(stage, Harbor="pl")
    known = await publish(stage, {"pl": POLISH})
    await stage.withdraw(known)
    assert "Zwroty bez przełożonego" in stage.shown((await stage.cards(known))["harbor"])


async def test_texts_of_a_half_done_correction_are_given_out_and_erased_with_their_author(stage: Any) -> None:
    known = await publish(stage, {"pl": POLISH})
    form = await stage.correct_form(known)
    await corrected_text(stage, form, "pl", typed(form), **{**POLISH, "changed": "Do 250 €."})
    async with stage.database.write() as session:
        ines = (await session.scalars(select(Person.id).where(Person.name == "Ines"))).one()
        given = await store.export_person(session, ines)
        assert {row["language"] for row in given["updates"]} == {"en", "pl"}
        assert "Do 250 €." in str(given["corrections_being_written"])
        await store.erase_person(session, ines)
        assert not (await session.scalars(select(CorrectionText))).all()


async def test_texts_go_with_the_rest_when_their_time_is_over(stage: Any) -> None:
    known = await publish(stage, {"pl": POLISH})
    form = await stage.correct_form(known)
    await corrected_text(stage, form, "pl", typed(form), **{**POLISH, "changed": "Do 250 €."})
    async with stage.database.write() as session:
        await store.delete_expired(session, stage.calendar.now() + timedelta(days=91))
    assert await stage.count(CorrectionText) == 0
    await stage.withdraw(known)
    async with stage.database.write() as session:
        await store.delete_expired(session, stage.calendar.now() + timedelta(days=91))
    assert await stage.count(UpdateText) == 0


async def test_the_receipt_follows_a_language_that_was_added_later(stage: Any) -> None:
    await locales(stage, Harbor="pl")
    known = await stage.publish()
    await stage.deliver({"lumen": Cause.BOT_NOT_IN_CHANNEL})
    form = await stage.correct_form(known)
    look = (await corrected_text(stage, form, "pl", typed(form), **POLISH)).form
    assert look.submit == "Correct 2 channels", "the third never got it"
    assert "Nobody is asked again" in stage.shown(look)
    await stage.submit("Ines", look, confirmed=True)
    assert "Do 200 €." in stage.shown((await stage.cards(known))["harbor"])
