"""A side's own templates: what they carry, who may begin from them, and who may change them."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.capabilities.updates import store
from bot.capabilities.updates.reuse.beginning import Start, offered, offering, over, started, without
from bot.capabilities.updates.reuse.templates import MOST_OWN
from bot.capabilities.updates.rules import Typed
from bot.capabilities.updates.store import Update, UpdateState, UpdateText, Words, knowledge, languages, questions
from bot.capabilities.updates.store.knowledge import CheckQuestion
from bot.capabilities.updates.store.templates import UpdateTemplate
from bot.chat.form import Form, FormButton
from bot.chat.inbound import Answer
from bot.chat.message import Button
from bot.people import directory
from bot.people.access import Scope
from bot.people.model import Audience, AudienceTeam, Grant, Person, Role, Side, Team
from tests.races import waits

CHECK = (CheckQuestion("How much?", ("€100", "€200"), 1, "Up to €200."),)
GONE = "This template is no longer there."


def field(form: Form | None, name: str) -> Any:
    assert form is not None
    return next(part for part in form.parts if getattr(part, "name", "") == name)


def labels(form: Form | None) -> list[str]:
    assert form is not None
    return [part.label for part in form.parts if isinstance(part, FormButton)]


async def preview(stage: Any, who: str = "Ines", **values: Any) -> Form:
    form = (await stage.command(who, "update")).form
    answer = await stage.submit(who, form, **await stage.filled(**values))
    assert answer.form is not None, answer
    return answer.form


async def save(stage: Any, name: str, who: str = "Ines", instead_of: str = "", **values: Any) -> Answer:
    """Writes a draft and saves it as a template."""
    page = (await stage.press_in(who, await preview(stage, who, **values), "Save as template")).form
    return await stage.submit(who, page, name=name, instead_of=(instead_of,) if instead_of else ())


async def saved(stage: Any, name: str = "Delay", who: str = "Ines", **values: Any) -> str:
    """The same, for the id of the template."""
    answer = await save(stage, name, who, **values)
    assert answer.form is not None, answer
    return await id_of(stage, name)


async def id_of(stage: Any, name: str) -> str:
    async with stage.database.read() as session:
        rows = await session.scalars(
            select(Update.public_id)
            .join(UpdateTemplate, UpdateTemplate.update_id == Update.id)
            .where(UpdateTemplate.name == name)
        )
        return rows.one()


async def page_of(stage: Any, who: str = "Ines", **typed: Any) -> Form:
    form = (await stage.command(who, "update")).form
    return (await stage.press_in(who, form, "Start from a template", **typed)).form


async def grant(stage: Any, name: str, role: Role = Role.AUTHOR, *, within_side: bool = False) -> None:
    async with stage.database.write() as session:
        person = (await session.scalars(select(Person).where(Person.name == name))).one()
        session.add(Grant(person_id=person.id, role=role, side_id=person.side_id if within_side else None))


async def lumenara(stage: Any) -> None:
    """An audience of Lumenara alone, and Luz and Leo as its authors."""
    async with stage.database.write() as session:
        audience = Audience(name="Lumenara", everyone=False)
        session.add(audience)
        await session.flush()
        team = (await session.scalars(select(Team).where(Team.name == "Lumen"))).one()
        session.add(AudienceTeam(audience_id=audience.id, team_id=team.id))
    for name in ("Luz", "Leo"):
        await grant(stage, name, within_side=True)


# --- saving and beginning ---------------------------------------------------------------------------------------------


async def test_a_draft_is_saved_as_a_template_and_is_the_first_in_the_same_list(stage: Any) -> None:
    answer = await save(stage, " Delivery   delay ", title="Parcels are late")
    assert answer.form.title == "Before it goes out"
    assert "Saved as the template “Delivery delay”." in stage.shown(answer.form)
    page = await page_of(stage)
    assert labels(page) == [
        "Delivery delay",
        *("Feature change", "Outage", "Policy change", "Known issue", "Price change"),
    ]
    assert "Parcels are late" in stage.shown(page)


async def test_a_template_carries_what_duplicating_does_without_what_is_of_one_occasion(stage: Any) -> None:
    soon = stage.calendar.now() + timedelta(hours=2)
    told: dict[str, Any] = {
        "tell_customers": "It is free.",
        "effective_from": soon,
        "acknowledge_by": soon,
        "playbook": "https://playbook.example/a",
        "remind_before": ("0",),
        "until_answered": "Use the old rule",
        "answerers": (str(stage.people["Ada"]),),
        "owner": (str(stage.people["Bo"]),),
        "urgent": True,
    }
    draft = await preview(stage, **told)
    async with stage.database.write() as session:
        known = (await session.scalars(select(Update))).one()
        await languages.keep(session, known, Words("es", "Reembolsos", "Hasta 200.", ""), known.author_id, soon)
        await knowledge.keep_check(session, known, CHECK)
    page = (await stage.press_in("Ines", draft, "Save as template")).form
    assert (await stage.submit("Ines", page, name="Delay")).form is not None
    form = (await stage.press_in("Ines", await page_of(stage), "Delay")).form
    assert (field(form, "effective_from").value, field(form, "acknowledge_by").value) == (None, None)
    values = {part.name: part.value for part in form.parts if hasattr(part, "name")}
    assert values["audience"] == (await stage.audience("Everyone"),)
    assert (await stage.submit("Ines", form, **values)).form is not None
    made = await stage.kept(form.object_id)
    assert (made.state, made.urgent, made.remind_before) == (UpdateState.DRAFT, True, 0)
    assert (made.playbook_url, made.owner_id) == (told["playbook"], known.owner_id)
    async with stage.database.read() as session:
        assert await questions.until_answered(session, made) == "Use the old rule"
        assert await questions.answerers_named(session, made) == await questions.answerers_named(session, known)
        assert list(await languages.texts_of(session, made)) == ["en", "es"]
        assert await knowledge.check_of(session, made) == CHECK


async def test_a_template_is_nobodys_update_until_somebody_begins_from_it(stage: Any) -> None:
    template = await saved(stage, title="Parcels are late")
    await stage.press("Ines", Button("Delete", "updates.delete_draft", (await drafts(stage))[0]))
    assert "Parcels are late" not in stage.shown((await stage.command("Ines", "update mine")).message)
    assert "Parcels are late" not in stage.shown((await stage.command("Ines", "update find parcels")).message)
    for action in ("read", "got_it", "ask", "report", "correct", "withdraw", "retry", "go_on", "delete_draft"):
        answer = await stage.press("Hana", Button("x", f"updates.{action}", f"{template}.1"))
        assert "Parcels" not in str(answer)
        await stage.press("Ines", Button("x", f"updates.{action}", template))
    assert (await stage.kept(template)).state is UpdateState.TEMPLATE
    async with stage.database.write() as session:
        await stage.offers.capabilities[0].retention(session, stage.calendar.now() + timedelta(days=400))
    assert (await stage.kept(template)).state is UpdateState.TEMPLATE, "a template is kept until somebody deletes it"


async def drafts(stage: Any) -> list[str]:
    async with stage.database.read() as session:
        return list(await session.scalars(select(Update.public_id).where(Update.state == UpdateState.DRAFT)))


async def test_whoever_begins_from_a_template_owns_the_update_unless_it_names_somebody(stage: Any) -> None:
    await grant(stage, "Ada")
    template = await saved(stage)
    form = (await stage.press("Ada", Button("Start", "updates.begin_from_template", template))).form
    assert (await stage.submit("Ada", form, **await stage.filled())).form is not None
    made = await stage.kept(form.object_id)
    assert made.owner_id == made.author_id != (await stage.kept(template)).author_id


async def test_what_was_typed_stays_and_another_template_replaces_what_the_first_put_there(stage: Any) -> None:
    await saved(stage, "First", title="Title one", changed="Text one.")
    await saved(stage, "Second", title="Title two", changed="Text two.")
    form = (await stage.press_in("Ines", await page_of(stage, title="Mine", changed=""), "First")).form
    assert (field(form, "title").value, field(form, "changed").value) == ("Mine", "Text one.")
    values = {"title": "Mine", "changed": "Text one.", "audience": field(form, "audience").value}
    page = (await stage.press_in("Ines", form, "Start from a template", **values)).form
    second = (await stage.press_in("Ines", page, "Second")).form
    assert (field(second, "title").value, field(second, "changed").value) == ("Mine", "Text two.")
    back = (await stage.submit("Ines", page)).form
    assert (field(back, "title").value, field(back, "changed").value, back.state) == ("Mine", "", "")


async def test_what_was_published_is_saved_from_its_receipt_and_from_ones_own_list(stage: Any) -> None:
    known = await stage.publish()
    receipt = (await stage.cards(known, "update_receipt"))["Ines"]
    for number, message in enumerate((receipt, (await stage.command("Ines", "update mine")).message)):
        form = (await stage.press("Ines", stage.button(message, "Save as template"))).form
        assert "Back" not in labels(form)
        answer = await stage.submit("Ines", form, name=f"Refunds {number}")
        assert answer.message.summary.startswith(f"Saved as the template “Refunds {number}”.")
    assert await stage.count(UpdateTemplate) == 2


async def test_a_template_is_called_like_its_update_unless_it_takes_the_place_of_another(stage: Any) -> None:
    page = (await stage.press_in("Ines", await preview(stage, "Ines", title="Refunds"), "Save as template")).form
    assert (field(page, "name").value, field(page, "name").hint, field(page, "name").required) == ("Refunds", "", True)
    first = await saved(stage, "Delay")
    page = (await stage.press_in("Ines", await preview(stage, "Ines", title="Refunds"), "Save as template")).form
    assert field(page, "name").hint.startswith("In place of another one")
    answer = await stage.submit("Ines", page, instead_of=(first,))
    assert answer.form is not None and await id_of(stage, "Delay") != first


async def test_a_template_that_was_deleted_meanwhile_is_offered_no_more(stage: Any) -> None:
    template = await saved(stage)
    page = await page_of(stage)
    form = (await stage.press_in("Ines", page, "Delay")).form
    await remove(stage, template)
    assert "Delay" not in labels((await stage.press_in("Ines", page, "Delay")).form)
    button = Button("Start", "updates.begin_from_template", template)
    assert (await stage.press("Ines", button)).message.summary.startswith(GONE)
    assert (await stage.submit("Ines", form, **await stage.filled())).form is not None, "what was begun goes on"


# --- names and bounds -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("  ", "Give it a name."),
        ("x" * 61, "61 characters long and 60 fit"),
        ("delivery  DELAY", "There is a template “delivery DELAY” already."),
        ("outage", "There is a template “outage” already."),
    ],
)
async def test_what_is_wrong_with_a_name_is_said_at_it(stage: Any, name: str, says: str) -> None:
    template = await saved(stage, "Delivery delay")
    assert says in (await save(stage, name)).errors.by_field["name"]
    other = await saved(stage, "Other")
    form = (await stage.press("Ines", Button("x", "updates.change_template", other))).form
    assert says in (await stage.submit("Ines", form, name=name)).errors.by_field["name"]
    form = (await stage.press("Ines", Button("x", "updates.change_template", template))).form
    renamed = await stage.submit("Ines", form, name="Delivery DELAY")
    assert renamed.message.summary == "The template is called “Delivery DELAY” now."
    assert await stage.count(UpdateTemplate) == 2


async def test_a_template_takes_the_place_of_another_and_keeps_its_name(stage: Any) -> None:
    first = await saved(stage, "Delay", title="Old words")
    answer = await save(stage, "", instead_of=first, title="New words")
    assert "The template “Delay” holds this now" in stage.shown(answer.form)
    form = (await stage.press_in("Ines", await page_of(stage), "Delay")).form
    assert field(form, "title").value == "New words"
    assert await stage.count(UpdateTemplate) == 1
    assert list((await save(stage, "Again", instead_of=first)).errors.by_field) == ["instead_of"]


async def test_a_side_has_no_more_templates_than_can_be_looked_through(stage: Any) -> None:
    template = await saved(stage, "Number 0")
    async with stage.database.write() as session:
        ines = (await session.scalars(select(Person).where(Person.name == "Ines"))).one()
        audience = (await stage.kept(template)).audience_id
        for number in range(1, MOST_OWN):
            made = Update(
                public_id=f"{number:022}",
                author_id=ines.id,
                owner_id=ines.id,
                audience_id=audience,
                state=UpdateState.TEMPLATE,
                saved_at=stage.calendar.now(),
            )
            session.add(made)
            await session.flush()
            session.add(UpdateText(update_id=made.id, version=1, locale="en", title="T", changed="C"))
            name = f"Number {number}"
            session.add(UpdateTemplate(update_id=made.id, side_id=ines.side_id, name=name, key=name.casefold()))
    page = await page_of(stage)
    assert len(labels(page)) == MOST_OWN + 5
    assert (await stage.press_in("Ines", page, "Number 9")).form.state == f"own:{9:022}"
    full = await save(stage, "One more")
    assert full.errors.by_field["name"].startswith("Your side has 12 templates")
    assert (await save(stage, "One more", instead_of=template)).form is not None


# --- walls and rights -------------------------------------------------------------------------------------------------


async def remove(stage: Any, template: str, who: str = "Ines") -> Answer:
    form = (await stage.press(who, Button("x", "updates.change_template", template))).form
    assert form is not None
    return await stage.press_in(who, form, "Delete this template")


async def test_a_partners_author_sees_the_templates_of_their_own_side_alone(stage: Any) -> None:
    await lumenara(stage)
    ours = await saved(stage, "Ours", title="Between ourselves")
    theirs = await saved(stage, "Theirs", "Luz", audience="Lumenara", title="Turno de noche")
    assert labels(await page_of(stage, "Leo"))[0] == "Theirs"
    assert labels(await page_of(stage, "Ines"))[0] == "Ours"
    for action in ("begin_from_template", "change_template", "save_template", "use_again"):
        answer = await stage.press("Leo", Button("x", f"updates.{action}", ours))
        assert answer.form is None and "ourselves" not in str(answer)
    page = await page_of(stage, "Leo")
    forged = Form(page.action, "", page.parts, object_id=page.object_id, state=f"|{ours}")
    assert labels((await stage.press_in("Leo", forged, "Theirs")).form)[0] == "Theirs"
    begun = Form("updates.save", "", (), object_id="x" * 22, state=f"own:{ours}")
    async with stage.database.write() as session:
        known = (await session.scalars(select(Update).where(Update.public_id == ours))).one()
        await knowledge.keep_check(session, known, CHECK)
    assert (await stage.submit("Leo", begun, **await stage.filled(audience="Lumenara"))).form is not None
    async with stage.database.read() as session:
        assert await knowledge.check_of(session, await stage.kept("x" * 22)) == ()
    shelf = stage.shown((await stage.command("Leo", "update templates")).message)
    assert "kept by Lumenara" in shelf and "Ours" not in shelf and "Internal" not in shelf
    assert "Turno de noche" not in stage.shown((await stage.command("Ines", "update templates")).message)
    assert theirs != ours


async def test_a_check_comes_along_only_for_whoever_may_publish_to_the_templates_audience(stage: Any) -> None:
    await grant(stage, "Ada", within_side=True)
    template = await saved(stage)
    async with stage.database.write() as session:
        known = (await session.scalars(select(Update).where(Update.public_id == template))).one()
        await knowledge.keep_check(session, known, CHECK)
        audience = Audience(name="Ours", everyone=False)
        session.add(audience)
        await session.flush()
        team = (await session.scalars(select(Team).where(Team.name == "Care"))).one()
        session.add(AudienceTeam(audience_id=audience.id, team_id=team.id))
    form = (await stage.press("Ada", Button("Start", "updates.begin_from_template", template))).form
    assert field(form, "audience").value == (await stage.audience("Ours"),)
    assert (await stage.submit("Ada", form, **await stage.filled(audience="Ours"))).form is not None
    async with stage.database.read() as session:
        assert await knowledge.check_of(session, await stage.kept(form.object_id)) == ()


async def test_nobody_saves_what_they_may_not_publish_or_read(stage: Any) -> None:
    await lumenara(stage)
    known = await stage.publish()
    draft = await preview(stage, title="Not yet")
    for who, public_id, says in (
        ("Luz", known.public_id, "reaches sides that you may not see"),
        ("Luz", draft.object_id, "no longer there"),
        ("Luz", "nothing", "no longer there"),
        ("Bo", known.public_id, "You may not publish updates."),
    ):
        answer = await stage.press(who, Button("x", "updates.save_template", public_id))
        assert answer.form is None and says in answer.message.summary, (who, answer)
        forged = Form("updates.keep_template", "", (), object_id=public_id)
        assert (await stage.submit(who, forged, name="Mine")).form is None
    assert await stage.count(UpdateTemplate) == 0


async def test_its_maker_and_admins_change_a_template_and_no_other_author(stage: Any) -> None:
    await grant(stage, "Ada")
    template = await saved(stage)
    refused = await stage.press("Ada", Button("x", "updates.change_template", template))
    assert "Only whoever made this template and admins can change it." in refused.message.summary
    assert "Rename" not in stage.shown((await stage.command("Ada", "update templates")).message)
    for action, kind in (("updates.rename_template", "submit"), ("updates.delete_template", "press")):
        forged = Form(action, "", (FormButton("x", action),), object_id=template)
        answer = await (
            stage.submit("Ada", forged, name="Mine") if kind == "submit" else stage.press_in("Ada", forged, "x")
        )
        assert "Only whoever made" in answer.message.summary
    page = (await stage.press_in("Ada", await preview(stage, "Ada"), "Save as template")).form
    assert not [part for part in page.parts if getattr(part, "name", "") == "instead_of"]
    taken = await stage.submit("Ada", page, name="Ada's", instead_of=(template,))
    assert list(taken.errors.by_field) == ["instead_of"]
    await grant(stage, "Ada", Role.ADMIN)
    assert (await remove(stage, template, "Ada")).message.summary.startswith("Deleted the template “Delay”.")
    assert await stage.count(UpdateTemplate) == 0


async def test_an_admin_of_the_organisation_sees_after_the_templates_of_every_side(stage: Any) -> None:
    await lumenara(stage)
    theirs = await saved(stage, "Theirs", "Luz", audience="Lumenara")
    await grant(stage, "Ada", Role.ADMIN)
    message = (await stage.command("Ada", "update templates")).message
    assert "Internal has no template of its own yet." in stage.shown(message)
    message = (await stage.press("Ada", stage.button(message, "Lumenara"))).message
    text = stage.shown(message)
    assert "kept by Lumenara" in text and "Start from it" not in text
    form = (await stage.press("Ada", stage.button(message, "Rename or delete"))).form
    assert (await stage.submit("Ada", form, name="Night shift")).message.summary.endswith("“Night shift” now.")
    assert (await id_of(stage, "Night shift")) == theirs
    async with stage.database.read() as session:
        lumen = await session.scalar(select(Side.public_id).where(Side.name == "Lumenara"))
    assert "Lumenara" not in stage.shown(
        (await stage.press("Ines", Button("x", "updates.own_templates", lumen))).message
    ), "who is no admin there sees their own"


# --- people's data ----------------------------------------------------------------------------------------------------


async def test_a_template_stays_with_its_side_when_its_maker_is_erased(stage: Any) -> None:
    capability = stage.offers.capabilities[0]
    template = await saved(stage)
    async with stage.database.read() as session:
        ines = (await session.scalars(select(Person).where(Person.name == "Ines"))).one()
        exported = await capability.export_person(session, ines.id)
    assert [one["name"] for one in exported["update_templates"]] == ["Delay"]
    assert "template" in {one["state"] for one in exported["updates"]}
    async with stage.database.write() as session:
        await capability.erase_person(session, ines.id)
    await grant(stage, "Ada")
    form = (await stage.press_in("Ada", await page_of(stage, "Ada"), "Delay")).form
    assert field(form, "title").value == "Refunds need no supervisor"
    assert (await stage.kept(template)).state is UpdateState.TEMPLATE


# --- what a form carries ----------------------------------------------------------------------------------------------


def test_what_a_form_offers_is_read_again_beside_what_it_was_begun_from() -> None:
    for start in (Start(), Start("policy"), Start("own", "a" * 22), Start(source="b" * 22)):
        for ids in ([], ["a" * 22], ["a" * 22, "b" * 22]):
            state = offering(start, ids)
            assert started(state) == start
            assert list(offered(state)) == (ids or [""])


def test_what_somebody_typed_comes_over_what_a_template_gives_and_apart_from_it_again() -> None:
    given = Typed(title="A", changed="B\nC", remind_before=30, answerers=("x",))
    mine = Typed(title="Mine", remind_before=0)
    together = over(mine, given)
    assert together == Typed(title="Mine", changed="B\nC", remind_before=0, answerers=("x",))
    assert without(together, given) == mine


# --- two at once ------------------------------------------------------------------------------------------------------


async def test_a_name_that_somebody_saves_meanwhile_is_taken(stage: Any) -> None:
    await grant(stage, "Ada")
    page = (await stage.press_in("Ada", await preview(stage, "Ada"), "Save as template")).form
    known = await stage.publish()
    async with stage.database.write() as session:
        ines = await directory.actor_of(session, known.author_id)
        await store.templates.hold_templates(session, ines.side_id)
        task = asyncio.create_task(stage.submit("Ada", page, name="Delay"))
        await waits(stage.database, task)
        await store.templates.make_template(session, ines, known, "Delay", stage.calendar.now())
    refused = await task
    assert "There is a template “Delay” already." in refused.errors.by_field["name"]
    assert await stage.count(UpdateTemplate) == 1


async def test_a_template_that_somebody_deletes_meanwhile_is_renamed_no_more(stage: Any) -> None:
    template = await saved(stage)
    async with stage.database.write() as session:
        ines = (await session.scalars(select(Person).where(Person.name == "Ines"))).one()
        await store.templates.hold_templates(session, ines.side_id)
        rename = Form("updates.rename_template", "", (), object_id=template)
        task = asyncio.create_task(stage.submit("Ines", rename, name="Late"))
        await waits(stage.database, task)
        everything = Scope(frozenset({ines.side_id}))
        found = await store.templates.listed_template(session, everything, template)
        await store.templates.delete_template(session, found)
    assert (await task).message.summary.startswith(GONE)
    assert await stage.count(UpdateTemplate) == 0
