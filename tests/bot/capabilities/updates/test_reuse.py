"""Templates, drafts that are kept, deleted and handed over, and using an update again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.capabilities.updates.composing import RECEIPT
from bot.capabilities.updates.reuse.templates import templates, unfilled
from bot.capabilities.updates.store import (
    Beginning,
    Handover,
    Update,
    UpdateState,
    UpdateText,
    Words,
    knowledge,
    languages,
    questions,
)
from bot.capabilities.updates.store.knowledge import CheckQuestion
from bot.capabilities.updates.store.question_tables import Guidance
from bot.chat.form import Form, FormButton, SwitchField
from bot.chat.inbound import Answer
from bot.chat.message import Button
from bot.chat.texts import Texts
from bot.delivery.tables import Copy
from bot.people.model import Audience, AudienceTeam, Grant, Person, Role, Team

TUESDAY = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
OUTAGE_ANSWERS = {"broken": "Card payments fail", "tell_customers": "We are working on it."}


def field(form: Form | None, name: str) -> Any:
    assert form is not None
    return next(part for part in form.parts if getattr(part, "name", "") == name)


def names(form: Form | None) -> list[str]:
    assert form is not None
    return [part.name for part in form.parts if hasattr(part, "name")]


def labels(form: Form | None) -> list[str]:
    assert form is not None
    return [part.label for part in form.parts if isinstance(part, FormButton)]


def errors(answer: Answer) -> dict[str, str]:
    assert answer.errors is not None, answer
    return dict(answer.errors.by_field)


async def opened(stage: Any, who: str = "Ines") -> Form:
    form = (await stage.command(who, "update")).form
    assert form is not None
    return form


async def from_template(stage: Any, name: str, **typed: Any) -> Form:
    page = (await stage.press_in("Ines", await opened(stage), "Start from a template", **typed)).form
    form = (await stage.press_in("Ines", page, name)).form
    assert form is not None
    return form


async def draft(stage: Any, who: str = "Ines", **values: Any) -> Update:
    form = await opened(stage, who)
    answer = await stage.submit(who, form, **await stage.filled(**values))
    assert answer.form is not None, answer
    return await stage.kept(form.object_id)


async def mine(stage: Any, who: str = "Ines") -> Any:
    return (await stage.command(who, "update mine")).message


async def grant(stage: Any, name: str, role: Role = Role.AUTHOR, *, within_side: bool = False) -> None:
    async with stage.database.write() as session:
        person = (await session.scalars(select(Person).where(Person.name == name))).one()
        session.add(Grant(person_id=person.id, role=role, side_id=person.side_id if within_side else None))


async def audience_of(stage: Any, name: str, *team_names: str) -> None:
    async with stage.database.write() as session:
        audience = Audience(name=name, everyone=False)
        session.add(audience)
        await session.flush()
        for team in await session.scalars(select(Team).where(Team.name.in_(team_names))):
            session.add(AudienceTeam(audience_id=audience.id, team_id=team.id))


async def give(stage: Any, known: Update, to: str, who: str = "Ines") -> Answer:
    form = (await stage.press(who, Button("Hand over", "updates.give_draft", known.public_id))).form
    assert form is not None
    answer: Answer = await stage.submit(who, form, to=(str(stage.people[to]),))
    return answer


# --- templates --------------------------------------------------------------------------------------------------------


async def test_every_template_is_one_tap_away_and_nothing_is_written_by_looking(stage: Any) -> None:
    page = (await stage.press_in("Ines", await opened(stage), "Start from a template")).form
    assert labels(page) == ["Feature change", "Outage", "Policy change", "Known issue", "Price change"]
    assert await stage.count(Update) == 0


async def test_a_template_asks_for_what_it_needs_and_says_what_to_fill_in(stage: Any) -> None:
    form = await from_template(stage, "Policy change")
    assert names(form) == ["title", "changed", "audience", "tell_customers", "effective_from", "playbook"]
    assert field(form, "changed").value == "- From then on: \n- Until then: \n- Exceptions: "
    assert field(form, "title").placeholder == "Refunds over €50 no longer need a supervisor"


async def test_what_was_typed_before_a_template_stays(stage: Any) -> None:
    form = await from_template(stage, "Price change", title="Express is dearer", changed="By two euros.")
    assert field(form, "title").value == "Express is dearer"
    assert field(form, "changed").value == "By two euros."


async def test_another_template_replaces_lines_that_nobody_filled_in(stage: Any) -> None:
    first = await from_template(stage, "Price change")
    values = {"title": "T", "changed": field(first, "changed").value}
    page = (await stage.press_in("Ines", first, "Start from a template", **values)).form
    second = (await stage.press_in("Ines", page, "Known issue")).form
    assert field(second, "changed").value.startswith("- What happens:")
    assert field(second, "title").value == "T"
    back = (await stage.submit("Ines", page)).form
    assert (field(back, "title").value, field(back, "changed").value) == ("T", "")


async def test_a_line_of_a_template_left_empty_is_not_published(stage: Any) -> None:
    form = await from_template(stage, "Price change")
    changed = "- Old price: €5.90\n- New price:\n- For whom: all"
    answer = await stage.submit("Ines", form, **await stage.filled(changed=changed))
    assert errors(answer) == {"changed": "Fill in “New price:”, or take the line out."}
    filled = await stage.filled(changed=changed.replace("price:\n", "price: €7.90\n"))
    assert (await stage.submit("Ines", form, **filled)).form.title == "Before it goes out"


def test_each_line_of_each_template_is_known_in_every_locale() -> None:
    for locale in ("en", "de", "ar_XB"):
        t = Texts(locale)
        for one in templates(t):
            for line in one.changed.splitlines():
                assert unfilled(f"Before\n{line.rstrip()}", t)
                assert unfilled(f"{line}said", t) is None


async def test_an_outage_asks_two_questions_only_and_whether_to_ring(stage: Any) -> None:
    form = await from_template(stage, "Outage")
    assert names(form) == ["broken", "tell_customers", "urgent"]
    assert field(form, "urgent").value is True
    assert "It goes to Everyone." in stage.shown(form)
    preview = (await stage.submit("Ines", form, urgent=True, **OUTAGE_ANSWERS)).form
    assert preview.submit == "Publish to 3 channels"
    assert "Card payments fail" in stage.shown(preview)
    known = await stage.kept(form.object_id)
    assert known.urgent
    back = (await stage.press_in("Ines", preview, "Change")).form
    assert field(back, "title").value == "Card payments fail"
    assert field(back, "tell_customers").value == "We are working on it."


async def test_who_may_not_ring_is_asked_two_questions_of_an_outage(stage: Any) -> None:
    await grant(stage, "Ada")
    page = (await stage.press_in("Ada", await opened(stage, "Ada"), "Start from a template")).form
    form = (await stage.press_in("Ada", page, "Outage")).form
    assert names(form) == ["broken", "tell_customers"]
    forged = await stage.submit("Ada", form, urgent=True, **OUTAGE_ANSWERS)
    assert list(errors(forged)) == ["urgent"]
    assert (await stage.submit("Ada", form, **OUTAGE_ANSWERS)).form is not None


async def test_an_outage_goes_to_the_audience_that_was_chosen_already(stage: Any) -> None:
    await audience_of(stage, "Ours", "Care")
    form = await from_template(stage, "Outage", audience=(await stage.audience("Ours"),))
    assert "It goes to Ours." in stage.shown(form)
    assert (await stage.submit("Ines", form, **OUTAGE_ANSWERS)).form.submit == "Publish to 1 channel"


async def test_what_is_missing_of_an_outage_is_said_at_its_question(stage: Any) -> None:
    form = await from_template(stage, "Outage")
    assert errors(await stage.submit("Ines", form, broken=" ", tell_customers="x")) == {
        "broken": "Say the change in one sentence."
    }
    assert list(errors(await stage.submit("Ines", form, broken="x", tell_customers=" "))) == ["tell_customers"]


async def test_an_audience_forged_into_an_outage_is_refused(stage: Any) -> None:
    await grant(stage, "Ada", within_side=True)
    await audience_of(stage, "Ours", "Care")
    page = (await stage.press_in("Ada", await opened(stage, "Ada"), "Start from a template")).form
    form = (await stage.press_in("Ada", page, "Outage")).form
    forged = Form(form.action, "", (), object_id=form.object_id, state=await stage.audience("Everyone"))
    assert list(errors(await stage.submit("Ada", forged, **OUTAGE_ANSWERS))) == ["broken"]


# --- what was typed is kept -------------------------------------------------------------------------------------------


async def test_what_was_typed_is_kept_at_every_press_until_a_draft_holds_it(stage: Any) -> None:
    form = await opened(stage)
    await stage.press_in("Ines", form, "More", title="Half a title", changed="Some text.")
    message = await mine(stage)
    assert "Half a title" in stage.shown(message)
    again = (await stage.press("Ines", stage.button(message, "Go on writing"))).form
    assert again.object_id == form.object_id
    assert (field(again, "title").value, field(again, "changed").value) == ("Half a title", "Some text.")
    assert (await stage.submit("Ines", again, **await stage.filled(title="Whole"))).form is not None
    assert await stage.count(Beginning) == 0
    assert await stage.count(Update) == 1


async def test_what_was_sent_off_with_a_mistake_in_it_is_kept_too(stage: Any) -> None:
    answer = await stage.submit("Ines", await opened(stage), title="Only this", changed="", audience=())
    assert list(errors(answer)) == ["changed", "audience"]
    assert "Only this" in stage.shown(await mine(stage))


async def test_what_was_typed_into_a_kept_draft_since_is_gone_on_with(stage: Any) -> None:
    known = await draft(stage)
    form = (await stage.press("Ines", stage.button(await mine(stage), "Go on writing"))).form
    await stage.press_in("Ines", form, "More", title="Newer", changed="Newer text.")
    message = await mine(stage)
    assert stage.shown(message).count("Go on writing") == 1
    again = (await stage.press("Ines", stage.button(message, "Go on writing"))).form
    assert (again.object_id, field(again, "title").value) == (known.public_id, "Newer")


async def test_an_empty_form_leaves_nothing_to_go_on_with(stage: Any) -> None:
    await stage.press_in("Ines", await opened(stage), "More", title=" ", changed="")
    await stage.press_in("Ines", await opened(stage), "Start from a template")
    assert "Go on writing" not in stage.shown(await mine(stage))


async def test_a_form_that_was_open_while_its_draft_was_published_loses_nothing(stage: Any) -> None:
    form = await opened(stage)
    preview = (await stage.submit("Ines", form, **await stage.filled())).form
    await stage.submit("Ines", preview, confirmed=True)
    late = await stage.submit("Ines", form, **await stage.filled(title="Typed too late"))
    assert "no longer there" in late.message.summary
    again = (await stage.press("Ines", stage.button(late.message, "Go on writing"))).form
    assert field(again, "title").value == "Typed too late"
    assert again.object_id != form.object_id
    assert (await stage.submit("Ines", again, **await stage.filled(title="Typed too late"))).form is not None
    async with stage.database.read() as session:
        states = list(await session.scalars(select(Update.state).order_by(Update.id)))
    assert states == [UpdateState.PUBLISHED, UpdateState.DRAFT]


async def test_nobody_reads_or_overwrites_what_somebody_else_has_begun(stage: Any) -> None:
    await grant(stage, "Ada")
    form = await opened(stage)
    await stage.press_in("Ines", form, "More", title="Secret plan", changed="x")
    assert "Secret plan" not in stage.shown(await mine(stage, "Ada"))
    theirs = await stage.press("Ada", Button("Go on", "updates.go_on", form.object_id))
    assert theirs.form is None
    await stage.press_in("Ada", form, "More", title="Overwritten", changed="x")
    assert "Secret plan" in stage.shown(await mine(stage))
    await stage.press("Ada", Button("Delete", "updates.delete_draft", form.object_id))
    assert await stage.count(Beginning) == 1


async def test_an_id_that_is_none_of_ours_keeps_nothing(stage: Any) -> None:
    forged = Form("updates.save", "", (FormButton("More", "updates.more"),), object_id="x" * 80)
    assert (await stage.press_in("Ines", forged, "More", title="T", changed="x")).form is not None
    assert await stage.count(Beginning) == 0


@pytest.mark.parametrize("forged", ["", "x", "x" * 23, "x" * 3_000])
async def test_a_form_under_an_id_that_is_none_of_ours_is_kept_under_one_of_ours(stage: Any, forged: str) -> None:
    form = (await stage.command("Ines", "update")).form
    answer = await stage.submit("Ines", replace(form, object_id=forged), **await stage.filled())
    begun = (await stage.press("Ines", stage.button(answer.message, "Go on writing"))).form
    assert field(begun, "title").value == "Refunds need no supervisor"
    assert await stage.count(Update) == 0


async def test_only_the_newest_beginnings_of_a_person_are_kept(stage: Any) -> None:
    for number in range(23):
        stage.calendar.instant += timedelta(seconds=1)
        await stage.press_in("Ines", await opened(stage), "More", title=f"Number {number}", changed="x")
    assert await stage.count(Beginning) == 20
    assert "Number 22" in stage.shown(await mine(stage))


# --- deleting ---------------------------------------------------------------------------------------------------------


async def test_a_draft_is_deleted_with_all_that_belongs_to_it_once_that_is_confirmed(stage: Any) -> None:
    await draft(stage, until_answered="Use the old rule", answerers=(str(stage.people["Ada"]),))
    button = stage.button(await mine(stage), "Delete")
    assert button.confirm is not None
    assert (await stage.press("Ines", button)).message.summary == "Deleted: Refunds need no supervisor"
    for kind in (Update, UpdateText, Guidance, Beginning):
        assert await stage.count(kind) == 0
    assert "no longer there" in (await stage.press("Ines", button)).message.summary


async def test_only_ones_own_drafts_are_deleted_and_nothing_that_is_published(stage: Any) -> None:
    await grant(stage, "Ada")
    known = await draft(stage)
    button = Button("Delete", "updates.delete_draft", known.public_id)
    assert "no longer there" in (await stage.press("Ada", button)).message.summary
    published = await stage.publish()
    await stage.press("Ines", Button("Delete", "updates.delete_draft", published.public_id))
    assert await stage.count(Update) == 2


# --- using again ------------------------------------------------------------------------------------------------------


async def test_an_update_is_used_again_with_all_that_belongs_to_it(stage: Any) -> None:
    soon = stage.calendar.now() + timedelta(hours=2)
    told: dict[str, Any] = {
        "tell_customers": "It is free.",
        "effective_from": soon,
        "acknowledge_by": stage.calendar.now() + timedelta(days=2),
        "playbook": "https://playbook.example/a",
        "remind_before": ("30",),
        "until_answered": "Use the old rule",
        "answerers": (str(stage.people["Ada"]),),
        "owner": (str(stage.people["Bo"]),),
        "urgent": True,
    }
    known = await stage.publish(**told)
    stage.calendar.instant = soon + timedelta(minutes=1)
    form = (await stage.press("Ines", stage.button(await mine(stage), "Use again"))).form
    assert form.object_id != known.public_id
    assert field(form, "title").value == "Refunds need no supervisor"
    assert field(form, "effective_from").value is None
    assert field(form, "acknowledge_by").value == told["acknowledge_by"]
    assert isinstance(field(form, "urgent"), SwitchField) and field(form, "urgent").value
    values = {part.name: part.value for part in form.parts if hasattr(part, "name")}
    assert (await stage.submit("Ines", form, **values)).form is not None
    copy = await stage.kept(form.object_id)
    assert (copy.state, copy.remind_before, copy.playbook_url) == (UpdateState.DRAFT, 30, told["playbook"])
    assert copy.owner_id == known.owner_id
    async with stage.database.read() as session:
        assert await questions.until_answered(session, copy) == "Use the old rule"
        assert await questions.answerers_named(session, copy) == await questions.answerers_named(session, known)


async def test_a_knowledge_check_comes_along_for_whoever_could_see_its_answers(stage: Any) -> None:
    asked = (CheckQuestion("How much?", ("€100", "€200"), 1, "Up to €200."),)
    known = await stage.publish()
    async with stage.database.write() as session:
        await knowledge.keep_check(session, known, asked)
    await audience_of(stage, "Lumenara", "Lumen")
    await grant(stage, "Luz", within_side=True)
    for who, audience, found in (("Ines", "Everyone", asked), ("Luz", "Lumenara", ())):
        form = (await stage.press(who, Button("Use again", "updates.use_again", known.public_id))).form
        assert (await stage.submit(who, form, **await stage.filled(audience=audience))).form is not None
        copy = await stage.kept(form.object_id)
        async with stage.database.read() as session:
            assert await knowledge.check_of(session, copy) == found


async def test_an_update_is_used_again_from_its_receipt_and_from_what_was_found(stage: Any) -> None:
    known = await stage.publish()
    receipt = (await stage.cards(known, RECEIPT))["Ines"]
    assert (await stage.press("Ines", stage.button(receipt, "Use again"))).form is not None
    await grant(stage, "Ada")
    found = (await stage.command("Ada", "update find refunds")).message
    assert (await stage.press("Ada", stage.button(found, "Use again"))).form is not None
    found = (await stage.command("Bo", "update find refunds")).message
    assert "Use again" not in stage.shown(found)


async def test_nobody_uses_again_what_was_not_published_to_them(stage: Any) -> None:
    await audience_of(stage, "Ours", "Care")
    await audience_of(stage, "Lumenara", "Lumen")
    await grant(stage, "Luz", within_side=True)
    known = await stage.publish(audience="Ours", title="Between ourselves")
    unpublished = await draft(stage, title="Not yet")
    for one in (known, unpublished):
        answer = await stage.press("Luz", Button("Use again", "updates.use_again", one.public_id))
        assert answer.form is None
        assert "not published to you" in answer.message.summary
    assert (await stage.press("Luz", Button("Use again", "updates.use_again", "nothing"))).form is None


async def test_a_partner_that_uses_an_update_again_meets_nobody_of_other_sides(stage: Any) -> None:
    await audience_of(stage, "Harborline", "Harbor")
    await grant(stage, "Hana", within_side=True)
    known = await stage.publish(answerers=(str(stage.people["Hugo"]), str(stage.people["Ada"])))
    form = (await stage.press("Hana", Button("Use again", "updates.use_again", known.public_id))).form
    assert form is not None
    assert "U-Hugo" in str(form)
    for name in ("Ada", "Ines"):
        assert f"U-{name}" not in str(form)
    assert field(form, "audience").value == ()


async def test_further_languages_come_along_once_and_only_to_whoever_may_read_them(stage: Any) -> None:
    form = await opened(stage)
    await stage.submit("Ines", form, **await stage.filled())
    async with stage.database.write() as session:
        known = (await session.scalars(select(Update))).one()
        await languages.written_in(session, known, "de")
        await languages.keep(session, known, Words("es", "Reembolsos", "Hasta 200.", ""), known.author_id, TUESDAY)
    again = (await stage.press("Ines", Button("Use again", "updates.use_again", form.object_id))).form
    for changed in ("Up to €300.", "Up to €400."):
        assert (await stage.submit("Ines", again, **await stage.filled(changed=changed))).form is not None
        async with stage.database.write() as session:
            copy = (await session.scalars(select(Update).where(Update.public_id == again.object_id))).one()
            found = await languages.texts_of(session, copy)
            assert {locale: words.changed for locale, words in found.items()}["de"] == changed
            assert ("es" in found) is (changed == "Up to €300.")
            await languages.take_out(session, copy, "es")
    await grant(stage, "Ada")
    forged = Form("updates.save", "", (), object_id="x" * 22, state=f":{form.object_id}")
    assert (await stage.submit("Ada", forged, **await stage.filled())).form is not None
    async with stage.database.read() as session:
        other = (await session.scalars(select(Update).where(Update.public_id == "x" * 22))).one()
        assert list(await languages.texts_of(session, other)) == ["en"]


# --- handing over -----------------------------------------------------------------------------------------------------


async def test_a_draft_is_handed_over_gone_on_with_and_handed_back(stage: Any) -> None:
    await grant(stage, "Ada")
    known = await draft(stage, until_answered="Use the old rule")
    answer = await give(stage, known, "Ada")
    assert answer.message.summary.startswith("Ada has the draft now")
    assert "Refunds" not in stage.shown(await mine(stage))
    (told,) = (await stage.cards(known, "update_draft", f"{known.public_id}.1")).items()
    assert told[0] == "Ada"
    assert told[1].summary == "Ines hands you the draft “Refunds need no supervisor”. It is yours now."
    form = (await stage.press("Ada", stage.button(told[1], "Go on writing"))).form
    assert field(form, "until_answered").value == "Use the old rule"
    assert (await stage.kept(known.public_id)).owner_id == (await stage.kept(known.public_id)).author_id
    back = await stage.press("Ada", stage.button(told[1], "Hand it back"))
    assert back.message.summary == "Ines has the draft back, and got a direct message."
    letters = await stage.cards(known, "update_draft", f"{known.public_id}.2")
    assert "Ada hands the draft" in letters["Ines"].summary
    first = await stage.cards(known, "update_draft", f"{known.public_id}.1")
    assert "not with you any more" in first["Ada"].summary
    assert await stage.count(Handover) == 2
    assert (await stage.press("Ada", stage.button(told[1], "Hand it back"))).message.summary.startswith("This draft")


async def test_a_preview_that_was_open_while_its_draft_was_handed_over_publishes_nothing(stage: Any) -> None:
    await grant(stage, "Ada")
    form = await opened(stage)
    preview = (await stage.submit("Ines", form, **await stage.filled())).form
    await give(stage, await stage.kept(form.object_id), "Ada")
    assert "nothing was published" in (await stage.submit("Ines", preview, confirmed=True)).message.summary
    late = await stage.submit("Ines", form, **await stage.filled(title="Mine still"))
    assert "handed over" in late.message.summary
    async with stage.database.read() as session:
        titles = list(await session.scalars(select(UpdateText.title)))
    assert titles == ["Refunds need no supervisor"]


async def test_a_draft_goes_only_to_somebody_who_may_write_to_its_audience(stage: Any) -> None:
    known = await draft(stage)
    says = errors(await give(stage, known, "Ada"))["to"]
    assert says.startswith("Ada may not publish to Everyone.")
    await grant(stage, "Luz", within_side=True)
    assert "Luz may not publish to Everyone." in errors(await give(stage, known, "Luz"))["to"]
    assert "yours already" in errors(await give(stage, known, "Ines"))["to"]
    form = (await stage.press("Ines", Button("Hand over", "updates.give_draft", known.public_id))).form
    assert "does not know this person" in errors(await stage.submit("Ines", form, to=("slack/T1/U-nobody",)))["to"]
    assert await stage.count(Handover) == 0


async def test_a_draft_does_not_go_to_somebody_who_is_away_or_cannot_be_messaged(stage: Any) -> None:
    await grant(stage, "Ada")
    known = await draft(stage)
    await stage.change(Person, "Ada", away_until=stage.calendar.now() + timedelta(days=1))
    assert errors(await give(stage, known, "Ada")) == {"to": "Ada is away. Choose somebody else."}


async def test_a_partners_author_hands_over_within_their_side_alone(stage: Any) -> None:
    await audience_of(stage, "Lumenara", "Lumen")
    await grant(stage, "Luz", within_side=True)
    known = await draft(stage, "Luz", audience="Lumenara")
    assert "does not know this person" in errors(await give(stage, known, "Ines", "Luz"))["to"]
    await grant(stage, "Leo", within_side=True)
    assert (await give(stage, known, "Leo", "Luz")).message.summary.startswith("Leo has the draft now")


async def test_a_partner_who_is_handed_a_draft_meets_no_names_of_other_sides_in_it(stage: Any) -> None:
    await audience_of(stage, "Harborline", "Harbor")
    await grant(stage, "Hana", within_side=True)
    known = await draft(stage, audience="Harborline", answerers=(str(stage.people["Hugo"]), str(stage.people["Ada"])))
    await give(stage, known, "Hana")
    (letter,) = (await stage.cards(known, "update_draft", f"{known.public_id}.1")).values()
    form = (await stage.press("Hana", stage.button(letter, "Go on writing"))).form
    assert "U-Hugo" in str(form)
    assert "U-Ada" not in str(form)


async def test_a_draft_is_not_handed_back_to_somebody_who_lost_the_right(stage: Any) -> None:
    await grant(stage, "Ada")
    known = await draft(stage)
    await give(stage, known, "Ada")
    async with stage.database.write() as session:
        ines = (await session.scalars(select(Person).where(Person.name == "Ines"))).one()
        for one in await session.scalars(select(Grant).where(Grant.person_id == ines.id)):
            await session.delete(one)
    answer = await stage.press("Ada", Button("Back", "updates.give_draft_back", known.public_id))
    assert "It stays with you." in answer.message.summary
    assert await stage.count(Handover) == 1


async def test_nobody_hands_over_what_is_not_theirs(stage: Any) -> None:
    await grant(stage, "Ada")
    known = await draft(stage)
    assert (await stage.press("Ada", Button("Hand over", "updates.give_draft", known.public_id))).form is None
    forged = Form("updates.give_draft_to", "", (), object_id=known.public_id)
    answer = await stage.submit("Ada", forged, to=(str(stage.people["Ada"]),))
    assert "no longer there" in answer.message.summary
    assert (
        "no longer there"
        in (await stage.press("Ines", Button("Back", "updates.give_draft_back", known.public_id))).message.summary
    )
    assert await stage.count(Copy) == 0


# --- people's data ----------------------------------------------------------------------------------------------------


async def test_what_was_begun_and_handed_over_is_exported_erased_and_forgotten(stage: Any) -> None:
    capability = stage.offers.capabilities[0]
    await grant(stage, "Ada")
    known = await draft(stage)
    await give(stage, known, "Ada")
    await stage.press_in("Ines", await opened(stage), "More", title="Half a title", changed="x")
    async with stage.database.read() as session:
        ines = (await session.scalars(select(Person).where(Person.name == "Ines"))).one()
        kept = await capability.export_person(session, ines.id)
    assert kept["updates_begun"][0]["title"] == "Half a title"
    assert kept["drafts_handed_over"][0]["direction"] == "given"
    async with stage.database.write() as session:
        assert await capability.retention(session, stage.calendar.now() + timedelta(days=91)) >= 1
    assert await stage.count(Beginning) == 0
    await stage.press_in("Ines", await opened(stage), "More", title="Half a title", changed="x")
    async with stage.database.write() as session:
        await capability.erase_person(session, ines.id)
    assert await stage.count(Beginning) == 0
    assert await stage.count(Handover) == 0
