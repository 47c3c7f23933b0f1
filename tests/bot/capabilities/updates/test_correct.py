"""Correcting: every copy says it, who had noted it is asked again only if told so, and no author overwrites another."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from bot.capabilities.updates import store
from bot.capabilities.updates.store import Acknowledgement, CorrectionDraft, ExpectedReader, Update, UpdateText
from bot.chat.form import SwitchField, TextField
from bot.chat.inbound import Answer, HomeOpened
from bot.chat.message import Button
from bot.delivery.outbox import Outbox, Subject
from bot.delivery.tables import Copy, Delivery, Operation
from bot.people import audiences, directory
from bot.people.model import AuditEntry, Grant, Membership, Person, Role, Sharing, Team
from bot.ports import Cause
from tests.bot.capabilities.updates.test_reminders import office_hours, publish, reminded, until
from tests.stage import typed


async def grant(stage: Any, who: str, role: Role = Role.AUTHOR, *, everywhere: bool = True) -> None:
    async with stage.database.write() as session:
        person = (await session.scalars(select(Person).where(Person.name == who))).one()
        session.add(Grant(person_id=person.id, role=role, side_id=None if everywhere else person.side_id))


async def edits(stage: Any, known: Update) -> dict[str, int]:
    async with stage.database.read() as session:
        rows = await session.scalars(
            select(Delivery).where(Delivery.operation == Operation.EDIT, Delivery.subject_id == known.id)
        )
        return {row.conversation: row.priority for row in rows if row.subject_kind == "update"}


async def press(stage: Any, who: str, known: Update, version: int = 1) -> Answer:
    answer: Answer = await stage.press(who, Button("Got it", "updates.got_it", f"{known.public_id}.{version}"))
    return answer


async def test_every_copy_changes_in_place_and_says_what_changed(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver()
    stage.calendar.instant += timedelta(minutes=5)
    answer = await stage.correct(known, changed="Up to **€300**.", note="Limit raised from 200 to 300")
    assert answer.message.summary.startswith("Correcting 3 channels")
    cards = await stage.cards(known)
    assert len(cards) == 3
    for card in cards.values():
        text = stage.shown(card)
        assert "Up to €300." in text
        assert "Limit raised from 200 to 300" in text
        assert "Updated " in text
        assert stage.button(card, "Got it").object_id.endswith(".2")
    assert set(await edits(stage, known)) == {"C-care", "C-harbor", "C-lumen"}
    async with stage.database.read() as session:
        assert len((await session.scalars(select(Copy).where(Copy.subject_kind == "update"))).all()) == 3
        versions = list(await session.scalars(select(UpdateText).order_by(UpdateText.version)))
        assert [one.changed for one in versions] == ["Up to €200.", "Up to **€300**."]
        ines = (await session.scalars(select(Person.id).where(Person.name == "Ines"))).one()
        assert [(one.by_id, one.note) for one in versions] == [(ines, ""), (ines, "Limit raised from 200 to 300")]
        assert versions[1].at == stage.calendar.now()
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "correct_update"))).one()
        assert entry.detail["version"] == 2


async def test_it_is_found_by_what_it_says_now(stage: Any) -> None:
    known = await stage.publish(changed="Twentythree.")
    await stage.correct(known, changed="Fortyfive.")
    assert "Refunds need" in stage.shown((await stage.command("Ada", "update find fortyfive")).message)
    assert "Refunds need" not in stage.shown((await stage.command("Ada", "update find twentythree")).message)


async def test_a_copy_that_is_not_posted_yet_is_posted_with_the_new_text(stage: Any) -> None:
    known = await stage.publish()
    await stage.correct(known, title="Refunds up to 300")
    async with stage.database.read() as session:
        rows = list(await session.scalars(select(Delivery).where(Delivery.subject_kind == "update")))
        wanted = {copy.id: copy.content_id for copy in await session.scalars(select(Copy))}
    assert {row.operation for row in rows} == {Operation.POST}
    assert all(row.content_id == wanted[row.copy_id] for row in rows)


async def test_times_that_were_left_alone_stay_to_the_second(stage: Any) -> None:
    stage.calendar.instant += timedelta(seconds=37, microseconds=5)
    wanted = stage.calendar.now() + timedelta(days=2)
    known = await stage.publish(acknowledge_by=wanted)
    await stage.correct(known, changed="Other words.")
    now = await stage.kept(known.public_id)
    assert (now.effective_from, now.acknowledge_by) == (known.effective_from, wanted)


async def test_what_was_noted_stays_noted_unless_everybody_is_asked_anew(stage: Any) -> None:
    known = await stage.publish()
    await press(stage, "Ada", known)
    await stage.correct(known, changed="Other words.")
    assert "Got it: 1 of 3" in stage.shown((await stage.cards(known))["care"])
    assert "Other words." not in stage.shown((await stage.send(HomeOpened(stage.origin("Ada")))).home)
    await stage.correct(known, ask=True, changed="Up to €400.", note="Raised again")
    assert "Got it: 0 of 3" in stage.shown((await stage.cards(known))["care"])
    assert "Refunds need no supervisor" in stage.shown((await stage.send(HomeOpened(stage.origin("Ada")))).home)
    old = await press(stage, "Ada", known)
    assert "corrected since" in old.message.summary
    assert "Up to €400." in stage.shown(old.message)
    assert (await stage.press("Ada", stage.button(old.message, "Got it"))).message.summary == "Noted at 14:00"
    async with stage.database.read() as session:
        versions = list(await session.scalars(select(Acknowledgement.version).order_by(Acknowledgement.id)))
    assert versions == [1, 3]


async def test_asking_anew_asks_the_people_of_today_in_the_teams_of_before(stage: Any) -> None:
    async with stage.database.write() as session:
        harbor = (await session.scalars(select(Team).where(Team.name == "Harbor"))).one()
        await audiences.keep(session, None, "Few", Sharing.NOTHING, [harbor.id], [], stage.calendar.now())
    known = await stage.publish(audience="Few")
    async with stage.database.write() as session:
        few = (await audiences.all_audiences(session, (await actor(session, "Ines")).scope))[-1].audience
        assert few.name == "Few"
        lumen = (await session.scalars(select(Team).where(Team.name == "Lumen"))).one()
        await audiences.keep(session, None, "Few", Sharing.NOTHING, [harbor.id, lumen.id], [], stage.calendar.now())
        new = Person(side_id=harbor.side_id, name="New", zone="Asia/Manila", created_at=stage.calendar.now())
        session.add(new)
        await session.flush()
        session.add(Membership(team_id=harbor.id, person_id=new.id, confirmed=True, since=stage.calendar.now()))
        hugo = (await session.scalars(select(Person).where(Person.name == "Hugo"))).one()
        left = (await session.scalars(select(Membership).where(Membership.person_id == hugo.id))).one()
        left.until = stage.calendar.now()
    await stage.correct(known, ask=True)
    async with stage.database.read() as session:
        names = await session.scalars(
            select(Person.name)
            .join(ExpectedReader, ExpectedReader.person_id == Person.id)
            .where(ExpectedReader.version == 2)
            .order_by(Person.name)
        )
        assert names.all() == ["Hana", "New"]
    assert list(await stage.cards(known)) == ["harbor"], "no channel is new to it"


async def actor(session: Any, name: str) -> Any:
    return await directory.actor_of(
        session, (await session.scalars(select(Person.id).where(Person.name == name))).one()
    )


async def test_reminders_begin_anew_with_what_asks_anew(stage: Any) -> None:
    await office_hours(stage)
    known = await publish(stage)
    await until(stage, "25T10:00")
    before = await reminded(stage, known)
    assert "Bo" in before
    await stage.correct(known, changed="Only words.")
    await stage.deliver(operation=Operation.EDIT)
    await until(stage, "25T12:00")
    assert (await reminded(stage, known))["Bo"] == before["Bo"]
    await stage.correct(known, ask=True, changed="Ask again.")
    await stage.deliver(operation=Operation.EDIT)
    await until(stage, "26T12:00")
    assert (await reminded(stage, known))["Bo"].startswith("3.")


async def test_an_urgent_one_that_asks_anew_rings_anew_and_what_rang_is_changed(stage: Any) -> None:
    known = await stage.publish(urgent=True)
    stage.calendar.instant += timedelta(minutes=10)
    await stage.ring()
    await stage.deliver()
    await stage.correct(known, changed="Only words.")
    assert "Only words." in stage.shown((await stage.cards(known, slot="ring"))["Luz"])
    stage.calendar.instant += timedelta(minutes=20)
    await stage.ring()
    assert await stage.cards(known, slot="ring.3") == {}
    await stage.correct(known, ask=True, changed="Ring again.")
    stage.calendar.instant += timedelta(minutes=10)
    await press(stage, "Luz", known, version=3)
    await stage.ring()
    assert sorted(await stage.cards(known, slot="ring.3")) == ["Ada", "Bo", "Hana", "Hugo", "Ines", "Leo"]
    assert "Ring again." in stage.shown((await stage.cards(known, slot="ring"))["Luz"])


async def test_who_may_not_ring_cannot_ask_anew_for_an_urgent_one(stage: Any) -> None:
    known = await stage.publish(urgent=True)
    await grant(stage, "Ada")
    form = await stage.correct_form(known, "Ada")
    answer = await stage.submit("Ada", form, **typed(form, note="x", ask=True))
    assert set(answer.errors.by_field) == {"ask"}


async def test_who_may_not_ring_any_more_once_they_have_looked_at_it_rings_nobody(stage: Any) -> None:
    known = await stage.publish(urgent=True)
    form = await stage.correct_form(known)
    look = await stage.submit("Ines", form, **typed(form, note="Raised.", ask=True))
    async with stage.database.write() as session:
        await session.execute(delete(Grant).where(Grant.role == Role.URGENT))
    answer = await stage.submit("Ines", look.form, confirmed=True)
    assert "may not ring people" in answer.message.summary
    assert (await stage.kept(known.public_id)).version == 1


async def test_a_second_author_sees_what_the_first_changed_and_keeps_what_they_typed(stage: Any) -> None:
    known = await stage.publish(tell_customers="Soon.")
    await grant(stage, "Ada")
    second = await stage.correct_form(known, "Ada")
    await stage.correct(known, title="Refunds up to 300", changed="Up to €300.", note="Raised to 300")
    mine = typed(second, note="Rounded", changed="Up to €250.", tell_customers="Now.")
    answer = await stage.submit("Ada", second, **mine)
    text = stage.shown(answer.form)
    assert "Ines corrected this while you were writing: Raised to 300." in text
    assert "Refunds up to 300" in text and "Up to €300." in text
    values = {part.name: part.value for part in answer.form.parts if isinstance(part, TextField | SwitchField)}
    assert values["changed"] == "Up to €250."
    assert values["tell_customers"] == "Now."
    assert values["note"] == "Rounded"
    assert values["title"] == "Refunds up to 300", "what Ada left alone is as Ines has it"
    assert "Up to €300." in stage.shown((await stage.cards(known))["care"]), "nothing was overwritten"
    preview = await stage.submit("Ada", answer.form, **typed(answer.form))
    assert (await stage.submit("Ada", preview.form)).message.summary.startswith("Correcting")
    now = stage.shown((await stage.cards(known))["care"])
    assert "Refunds up to 300" in now and "Up to €250." in now and "Rounded" in now


async def test_a_correction_made_between_preview_and_press_is_shown_first(stage: Any) -> None:
    known = await stage.publish()
    await grant(stage, "Ada")
    form = await stage.correct_form(known, "Ada")
    preview = (await stage.submit("Ada", form, **typed(form, note="Mine", changed="Mine."))).form
    await stage.correct(known, changed="Theirs.", note="Theirs first")
    answer = await stage.submit("Ada", preview)
    assert "Theirs first" in stage.shown(answer.form)
    assert "Theirs." in stage.shown((await stage.cards(known))["care"])
    again = await stage.correct_form(known, "Ada")
    values = {part.name: part.value for part in again.parts if isinstance(part, TextField)}
    assert values["changed"] == "Mine.", "a closed form loses nothing"


async def test_pressing_twice_corrects_once(stage: Any) -> None:
    known = await stage.publish()
    form = await stage.correct_form(known)
    preview = (await stage.submit("Ines", form, **typed(form, note="x", changed="Once."))).form
    await stage.submit("Ines", preview)
    again = await stage.submit("Ines", preview)
    assert "made already" in again.message.summary
    assert (await stage.kept(known.public_id)).version == 2
    assert await stage.count(CorrectionDraft) == 0


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"note": ""}, "note"),
        ({"note": "x" * 201}, "note"),
        ({"title": "", "note": "x"}, "title"),
        ({"changed": "", "note": "x"}, "changed"),
        ({"note": "x", "playbook": "nowhere"}, "playbook"),
        ({"note": "x", "effective_from": None}, "effective_from"),
        ({"note": "nothing else"}, "changed"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(stage: Any, values: dict[str, Any], field: str) -> None:
    known = await stage.publish()
    form = await stage.correct_form(known)
    answer = await stage.submit("Ines", form, **typed(form, **values))
    assert set(answer.errors.by_field) == {field}


async def test_a_deadline_that_is_over_may_stay_but_not_be_asked_for_again(stage: Any) -> None:
    known = await stage.publish(acknowledge_by=stage.calendar.now() + timedelta(hours=1))
    stage.calendar.instant += timedelta(hours=2)
    form = await stage.correct_form(known)
    answer = await stage.submit("Ines", form, **typed(form, note="x", changed="y", ask=True))
    assert set(answer.errors.by_field) == {"acknowledge_by"}
    assert (await stage.submit("Ines", form, **typed(form, note="x", changed="y"))).form is not None


async def test_a_playbook_of_before_may_stay_without_https_but_no_other_comes(stage: Any) -> None:
    known = await stage.publish(playbook="https://playbook.example/a")
    async with stage.database.write() as session:
        (await session.merge(known)).playbook_url = "http://playbook.example/a"
    form = await stage.correct_form(known)
    answer = await stage.submit("Ines", form, **typed(form, note="x", playbook="http://playbook.example/b"))
    assert set(answer.errors.by_field) == {"playbook"}
    assert (await stage.submit("Ines", form, **typed(form, note="x", changed="y"))).form is not None


async def test_personal_data_in_the_note_must_be_confirmed(stage: Any) -> None:
    known = await stage.publish()
    form = await stage.correct_form(known)
    preview = (await stage.submit("Ines", form, **typed(form, note="Ask mara@mail.example", changed="y"))).form
    assert "This looks like personal data" in stage.shown(preview)
    answer = await stage.submit("Ines", preview, confirmed=False)
    assert set(answer.errors.by_field) == {"confirmed"}
    assert (await stage.kept(known.public_id)).version == 1


async def test_no_field_of_a_correction_carries_personal_data_across_sides_unasked(stage: Any) -> None:
    known = await stage.publish()
    form = await stage.correct_form(known)
    told = "Ask mara.lindqvist@mail.example"
    links = {"playbook": "https://playbook.example/?customer=mara.lindqvist%40mail.example"}
    for field in ("title", "changed", "tell_customers", "playbook", "until_answered", "note"):
        values = typed(form, **{"note": "Raised.", "changed": "Up to €300.", field: links.get(field, told)})
        answer = await stage.submit("Ines", form, **values)
        assert answer.form is not None, (field, answer)
        assert "This looks like personal data" in stage.shown(answer.form), field


async def test_what_a_platform_cannot_show_is_refused_before_anything_changes(stage: Any) -> None:
    known = await stage.publish()
    stage.platforms["teams"].longest = 10
    form = await stage.correct_form(known)
    answer = await stage.submit("Ines", form, **typed(form, note="x", changed="y"))
    assert "Microsoft Teams cannot show this" in answer.errors.by_field["changed"]


async def test_only_who_may_publish_to_the_same_sides_corrects(stage: Any) -> None:
    known = await stage.publish()
    await grant(stage, "Hana", everywhere=False)
    button = Button("Correct", "updates.correct", known.public_id)
    assert (await stage.press("Hana", button)).form is None
    assert (await stage.press("Leo", button)).message.summary.startswith("You may not publish updates.")


async def test_the_receipt_says_how_far_it_is_what_could_not_be_changed_and_tries_that_again(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver()
    await stage.correct(known, note="Limit raised", changed="y")
    text = stage.shown((await stage.cards(known, "update_receipt"))["Ines"])
    assert "Corrected: Limit raised" in text
    assert "Corrected in 0 of 3 channels, about " in text
    await stage.deliver({"care": Cause.MESSAGE_MISSING, "lumen": Cause.BOT_NOT_IN_CHANNEL}, operation=Operation.EDIT)
    receipt = await shown_receipt(stage, known)
    text = stage.shown(receipt)
    assert "Corrected in 1 of 3 channels" in text
    assert "The message in #care is no longer there." in text
    assert "Instep is not in lumen." in text
    assert "Delivered to all 3 channels" in text
    answer = await stage.press("Ines", stage.button(receipt, "Try again"))
    assert answer.message.summary == "Trying 1 channel again."
    await stage.deliver(operation=Operation.EDIT)
    assert "Corrected in 2 of 3 channels" in stage.shown(await shown_receipt(stage, known))
    async with stage.database.read() as session:
        posts = select(Delivery).where(Delivery.subject_kind == "update", Delivery.operation == Operation.POST)
        assert len((await session.scalars(posts)).all()) == 3, "what somebody deleted is not posted anew"


async def shown_receipt(stage: Any, known: Update) -> Any:
    async with stage.database.read() as session:
        copy = (await session.scalars(select(Copy).where(Copy.subject_kind == "update_receipt"))).one()
        return await stage.offers.composers["update_receipt"](session, Subject("update_receipt", known.id), copy)


async def test_the_receipt_is_shown_anew_every_minute_until_the_end(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver()
    await stage.correct(known, changed="y")
    await stage.deliver({"care": Cause.OTHER}, operation=Operation.EDIT)
    async with stage.database.write() as session:
        await Outbox(session, stage.clocks).retry_edits(Subject("update", known.id))
    stage.calendar.instant += timedelta(minutes=1)
    assert await stage.run_due("updates.progress") == 1
    assert "Corrected in 2 of 3 channels, about " in stage.shown((await stage.cards(known, "update_receipt"))["Ines"])
    await stage.deliver(operation=Operation.EDIT)
    stage.calendar.instant += timedelta(minutes=1)
    assert await stage.run_due("updates.progress") == 1
    stage.calendar.instant += timedelta(minutes=1)
    assert await stage.run_due("updates.progress") == 0


async def test_while_nothing_moves_the_progress_is_looked_at_ever_more_seldom_and_each_minute_once_it_does(
    stage: Any,
) -> None:
    known = await stage.publish()
    await stage.deliver()
    await stage.correct(known, changed="y")
    waits = []
    for moves in (False,) * 9 + (True, False):
        if moves:
            await stage.deliver({"care": Cause.OTHER}, operation=Operation.EDIT)
            async with stage.database.write() as session:
                await Outbox(session, stage.clocks).retry_edits(Subject("update", known.id))
        due_at = (await stage.waiting_work("updates.progress"))[-1].due_at
        waits.append((due_at - stage.calendar.instant) // timedelta(minutes=1))
        stage.calendar.instant = due_at
        assert await stage.run_due("updates.progress") == 1
    assert waits == [1, 1, 2, 4, 8, 16, 32, 60, 60, 60, 1]
    assert "Corrected in 2 of 3 channels, about " in stage.shown((await stage.cards(known, "update_receipt"))["Ines"])


async def test_a_correction_is_in_the_list_of_ones_own_with_its_button(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver()
    await stage.correct(known, title="Refunds up to 300")
    own = (await stage.command("Ines", "update mine")).message
    text = stage.shown(own)
    assert "Refunds up to 300" in text
    assert "Corrected in 0 of 3 channels" in text
    assert stage.button(own, "Correct").opens_form
    assert (await stage.press("Ines", stage.button(own, "Correct"))).form is not None


async def test_somebody_gets_what_they_corrected_and_is_taken_out_of_it(stage: Any) -> None:
    known = await stage.publish()
    await stage.correct(known, changed="y", note="Raised")
    form = await stage.correct_form(known)
    await stage.submit("Ines", form, **typed(form, note="Half done", changed="z"))
    async with stage.database.write() as session:
        ines = (await session.scalars(select(Person.id).where(Person.name == "Ines"))).one()
        kept = await store.export_person(session, ines)
        assert [(row["version"], row["note"]) for row in kept["updates_corrected"]] == [(2, "Raised")]
        assert [row["note"] for row in kept["corrections_being_written"]] == ["Half done"]
        await store.erase_person(session, ines)
        assert list(await session.scalars(select(UpdateText.by_id))) == [None, None]
        assert not (await session.scalars(select(CorrectionDraft))).all()


async def test_a_correction_that_nobody_sent_off_goes_after_ninety_days(stage: Any) -> None:
    known = await stage.publish()
    form = await stage.correct_form(known)
    await stage.submit("Ines", form, **typed(form, note="Half done", changed="z"))
    async with stage.database.write() as session:
        assert await store.delete_expired(session, stage.calendar.now() + timedelta(days=91)) == 1
    assert await stage.count(CorrectionDraft) == 0
    assert await stage.count(UpdateText) == 1


async def test_a_redraw_that_was_composed_before_a_correction_does_not_bring_the_old_words_back(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver()
    subject = Subject("update", known.id)
    async with stage.database.read() as session:
        copies = await Outbox(session, stage.clocks).copies(subject)
        old = [(copy, await stage.offers.composers["update"](session, subject, copy)) for copy in copies]
    await stage.correct(known, changed="New words.")
    async with stage.database.write() as session:
        assert await Outbox(session, stage.clocks).edit_all(old, as_seen=True) == 0
    assert all("New words." in stage.shown(card) for card in (await stage.cards(known)).values())


async def test_a_form_that_says_a_version_that_nothing_can_have_loses_nothing(stage: Any) -> None:
    known = await stage.publish()
    form = await stage.correct_form(known)
    for version in ("0", "-1", str(2**31), "9" * 100):
        forged = replace(form, state=form.state.replace('"version":1', f'"version":{version}'))
        assert forged.state != form.state
        answer = await stage.submit("Ines", forged, **typed(form, note="x", changed="y"))
        assert "while you were writing" in stage.shown(answer.form)
