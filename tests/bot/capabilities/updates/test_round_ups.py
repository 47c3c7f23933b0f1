"""Round-ups: drafts bundled, looked at and sent at once, each with its own card below a list that follows them."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from bot.capabilities.updates.store import Acknowledgement, Update, UpdateState
from bot.chat.form import ChoiceField, FieldErrors, Form, Option
from bot.chat.inbound import Answer, Place
from bot.chat.message import Button
from bot.delivery.outbox import Outbox, Subject
from bot.delivery.tables import Copy, Delivery, State
from bot.people.channels import keep_facts
from bot.people.model import AuditEntry, Channel, Person
from bot.ports import ChannelFacts
from tests.bot.capabilities.updates.test_approval import audience_of, grant, preview, take_rights, wanted
from tests.bot.capabilities.updates.test_knowledge import with_check
from tests.bot.capabilities.updates.test_planning import choose
from tests.stage import INSTALLATIONS, TUESDAY

LIST = "update.round_up"


async def draft(stage: Any, title: str, audience: str = "Everyone", who: str = "Ines", **values: Any) -> Update:
    form = await preview(stage, who, title=title, audience=audience, **values)
    kept: Update = await stage.kept(form.object_id)
    return kept


async def page(stage: Any, who: str = "Ines") -> Form:
    answer = await stage.command(who, "update round-up")
    assert answer.form is not None, answer
    form: Form = answer.form
    return form


async def see(stage: Any, *drafts: Update, who: str = "Ines") -> Answer:
    answer: Answer = await stage.submit(who, await page(stage, who), updates=tuple(one.public_id for one in drafts))
    return answer


async def looked_at(stage: Any, *drafts: Update) -> Form:
    answer = await see(stage, *drafts)
    assert answer.form is not None, answer
    return answer.form


async def sent(stage: Any, *drafts: Update) -> str:
    answer = await stage.submit("Ines", await looked_at(stage, *drafts), confirmed=True)
    assert answer.message is not None, answer
    said: str = answer.message.summary
    return said


async def lists(stage: Any, first: Update) -> dict[str, str]:
    """What stands above the cards, by channel."""
    return {name: stage.shown(message) for name, message in (await stage.cards(first, LIST)).items()}


async def under(stage: Any, known: Update) -> set[str]:
    """The channels in which an update's card stands below a list of the same channel."""
    above = aliased(Copy)
    async with stage.database.read() as session:
        rows = await session.execute(
            select(Channel.name, Copy.target_id, above.target_id)
            .join(Channel, Channel.id == Copy.target_id)
            .join(above, above.id == Copy.parent_id)
            .where(Copy.subject_kind == "update", Copy.subject_id == known.id, above.subject_kind == LIST)
        )
        found = rows.all()
    assert all(mine == its for _, mine, its in found)
    return {name for name, _, _ in found}


async def three(stage: Any) -> tuple[Update, Update, Update]:
    """One for all, one for us and Harborline, one for us alone."""
    await audience_of(stage, "Ours and Harborline", "Care", "Harbor")
    await audience_of(stage, "Ours", "Care")
    return (
        await draft(stage, "Refunds need no supervisor"),
        await draft(stage, "Vouchers can be joined", "Ours and Harborline"),
        await draft(stage, "The night desk moves", "Ours"),
    )


async def test_each_channel_gets_a_list_of_its_own_with_the_cards_below(stage: Any) -> None:
    drafts = await three(stage)
    form = await looked_at(stage, *drafts)
    shown = stage.shown(form)
    assert "3 updates to 3 channels" in shown
    assert "Vouchers can be joined · Ours and Harborline, 2 channels" in shown
    assert "2 channels get several" in shown
    assert form.submit == "Send to 3 channels"
    answer = await stage.submit("Ines", form)
    assert answer.message.summary.startswith("3 updates are going out to 3 channels.")
    known = [await stage.kept(one.public_id) for one in drafts]
    assert {one.state for one in known} == {UpdateState.PUBLISHED}
    above = await lists(stage, known[0])
    assert set(above) == {"care", "harbor"}
    assert "3 updates" in above["care"] and "The night desk moves" in above["care"]
    assert "2 updates" in above["harbor"] and "The night desk moves" not in above["harbor"]
    assert [await under(stage, one) for one in known] == [{"care", "harbor"}, {"care", "harbor"}, {"care"}]
    assert {name for name, _ in (await stage.states(known[0])).items()} == {"care", "harbor", "lumen"}
    for one in known:
        assert "Got it" in stage.shown((await stage.cards(one))["care"])
        assert "Ines" in await stage.cards(one, "update_receipt")


async def test_a_card_goes_after_its_list_and_in_the_order_chosen(stage: Any) -> None:
    drafts = await three(stage)
    await sent(stage, *reversed(drafts))
    async with stage.database.read() as session:
        rows = await session.execute(
            select(Delivery.subject_kind, Delivery.subject_id)
            .join(Copy, Copy.id == Delivery.copy_id)
            .join(Channel, Channel.id == Copy.target_id)
            .where(Copy.target_kind == "channel", Channel.name == "care", Delivery.state == State.WAITING)
            .order_by(Delivery.released_at, Delivery.position, Delivery.id)
        )
        order = [tuple(row) for row in rows]
    assert order == [(LIST, drafts[2].id), *(("update", one.id) for one in reversed(drafts))]


async def test_drafts_of_different_channels_go_without_a_list(stage: Any) -> None:
    await audience_of(stage, "Ours", "Care")
    await audience_of(stage, "Lumenara", "Lumen")
    drafts = await draft(stage, "One", "Ours"), await draft(stage, "Two", "Lumenara")
    assert "No channel gets more than one of them" in stage.shown(await looked_at(stage, *drafts))
    await sent(stage, *drafts)
    assert await lists(stage, drafts[0]) == {}
    assert set(await stage.states(drafts[1])) == {"lumen"}


async def test_the_list_follows_a_correction_and_a_withdrawal(stage: Any) -> None:
    first, second, _ = drafts = await three(stage)
    await sent(stage, *drafts)
    await stage.deliver()
    await stage.correct(await stage.kept(second.public_id), title="Vouchers can be split")
    for shown in (await lists(stage, first)).values():
        assert "Vouchers can be split" in shown and "updated" in shown
        assert "Vouchers can be joined" not in shown
    await stage.withdraw(await stage.kept(first.public_id))
    above = await stage.cards(first, LIST)
    assert all("withdrawn" in stage.shown(one) for one in above.values())
    assert {one.summary for one in above.values()} == {
        "Updates: Vouchers can be split, and 2 more",
        "Updates: Vouchers can be split, and 1 more",
    }
    async with stage.database.read() as session:
        copies = await Outbox(session, stage.clocks).copies(Subject(LIST, first.id))
        assert [copy.withdrawn for copy in copies] == [False, False]


async def test_sending_twice_sends_once(stage: Any) -> None:
    first, second, third = await three(stage)
    form = await looked_at(stage, first, second, third)
    await stage.submit("Ines", form)
    copies = await stage.count(Copy)
    again = await stage.submit("Ines", form)
    assert "Nothing was sent." in again.message.summary
    assert await stage.count(Copy) == copies


async def test_what_changed_since_is_looked_at_again(stage: Any) -> None:
    first, second, third = await three(stage)
    form = await looked_at(stage, first, second, third)
    await preview_again(stage, second, "Vouchers cannot be joined")
    answer = await stage.submit("Ines", form)
    assert "Something has changed since you looked." in stage.shown(answer.form)
    assert "Vouchers cannot be joined" in stage.shown(answer.form)
    assert (await stage.kept(first.public_id)).state is UpdateState.DRAFT
    gone = await stage.press("Ines", Button("Delete", "updates.delete_draft", third.public_id))
    assert gone.message is not None
    left = await stage.submit("Ines", answer.form)
    assert "2 updates to 3 channels" in stage.shown(left.form)
    assert "2 updates are going out" in (await stage.submit("Ines", left.form)).message.summary


async def preview_again(stage: Any, known: Update, title: str) -> None:
    form = (await stage.press("Ines", Button("Go on writing", "updates.go_on", known.public_id))).form
    values = await stage.filled(title=title, audience="Ours and Harborline")
    assert (await stage.submit("Ines", form, **values)).form is not None


async def test_change_goes_back_to_what_was_chosen(stage: Any) -> None:
    first, second, third = await three(stage)
    form = await looked_at(stage, third, first)
    back = (await stage.press_in("Ines", form, "Change")).form
    assert chosen(back).value == (third.public_id, first.public_id)
    assert {one.value for one in chosen(back).options} == {first.public_id, second.public_id, third.public_id}


def chosen(form: Form) -> ChoiceField:
    return next(part for part in form.parts if isinstance(part, ChoiceField))


async def test_too_few_and_too_many_are_refused_at_the_field(stage: Any) -> None:
    first, second, _ = await three(stage)
    form = await page(stage)
    for value in ((), (first.public_id,), (first.public_id, first.public_id), tuple(f"d{n}" for n in range(11))):
        answer = await stage.submit("Ines", form, updates=value)
        assert isinstance(answer.errors, FieldErrors)
        assert answer.errors.by_field["updates"].startswith("Choose 2 to 10 drafts.")
    assert (await stage.submit("Ines", form, updates=(first.public_id, second.public_id))).form is not None


async def test_without_two_drafts_there_is_nothing_to_send_and_that_is_said(stage: Any) -> None:
    await draft(stage, "Only one")
    answer = await stage.command("Ines", "update round-up")
    assert answer.message.summary.startswith("A round-up takes two drafts or more")
    mine = (await stage.command("Ines", "update mine")).message
    assert "Send several at once" not in stage.shown(mine)
    await draft(stage, "Another one")
    mine = (await stage.command("Ines", "update mine")).message
    opened = await stage.press("Ines", stage.button(mine, "Send several at once"))
    assert [one.label for one in chosen(opened.form).options] == ["Another one", "Only one"]
    assert chosen(opened.form).options[0] == Option(chosen(opened.form).options[0].value, "Another one", "Everyone")


async def test_more_words_are_a_title(stage: Any) -> None:
    form = (await stage.command("Ines", "update round-up of prices")).form
    assert form.title == "Write an update"
    assert next(part.value for part in form.parts if getattr(part, "name", "") == "title") == "Round-up of prices"


async def test_urgent_and_planned_ones_go_out_by_themselves(stage: Any) -> None:
    first, second, _ = await three(stage)
    urgent = await draft(stage, "Do not promise delivery", urgent=True)
    form = await preview(stage, title="Prices rise")
    assert (await choose(stage, form, "moment", "tomorrow 9:00")).form is not None
    planned = await stage.kept(form.object_id)
    offered = {one.value for one in chosen(await page(stage)).options}
    assert offered & {urgent.public_id, planned.public_id} == set()
    answer = await see(stage, first, urgent, planned)
    said = answer.errors.by_field["updates"]
    assert "“Do not promise delivery” is urgent and goes out by itself." in said
    assert "“Prices rise” has a time of its own and goes out by itself." in said
    looked = await looked_at(stage, first, second)
    async with stage.database.write() as session:
        (await session.get_one(Update, second.id)).urgent = True
    answer = await stage.submit("Ines", looked)
    assert answer.message.summary.endswith("goes out by itself. Nothing was sent.")
    assert (await stage.kept(first.public_id)).state is UpdateState.DRAFT


async def test_what_waits_for_an_approval_cannot_go_along(stage: Any) -> None:
    _, *drafts = await three(stage)
    await audience_of(stage, "Theirs", "Lumen")
    waits = await draft(stage, "Callbacks end at five", "Theirs")
    await wanted(stage, "Theirs")
    answer = await see(stage, *drafts, waits)
    assert answer.errors.by_field["updates"] == (
        "“Callbacks end at five” needs another author's approval first. Ask for it in its preview."
    )
    assert (await see(stage, *drafts)).form is not None


async def test_nobody_sends_the_drafts_of_another_author(stage: Any) -> None:
    first, second, _ = await three(stage)
    form = await looked_at(stage, first, second)
    await grant(stage, "Ada")
    answer = await stage.submit("Ada", form)
    assert "These drafts are no longer there" in answer.message.summary
    await draft(stage, "Hers", who="Ada")
    await draft(stage, "Hers too", who="Ada")
    answer = await see(stage, first, second, who="Ada")
    assert answer.errors.by_field["updates"].startswith("One of these drafts is no longer there")
    assert (await stage.kept(first.public_id)).state is UpdateState.DRAFT


async def test_a_form_that_somebody_tampered_with_sends_nothing(stage: Any) -> None:
    first, second, _ = await three(stage)
    form = await looked_at(stage, first, second)
    for state in ("", ",", "x", f"{first.public_id}:{first.revision}", f"{first.public_id}:1," * 12):
        forged = Form(form.action, form.title, form.parts, state=state)
        answer = await stage.submit("Ines", forged)
        assert answer.form is not None or "Nothing was sent." in answer.message.summary
    assert (await stage.kept(first.public_id)).state is UpdateState.DRAFT


async def test_personal_data_that_would_cross_is_asked_about_once_for_all(stage: Any) -> None:
    first, second, _ = await three(stage)
    await preview(stage, title="Third", changed="Ask mara.lindqvist@mail.example.")
    third = chosen(await page(stage)).options[0]
    answer = await stage.submit("Ines", await page(stage), updates=(first.public_id, second.public_id, third.value))
    assert "This looks like personal data" in stage.shown(answer.form)
    refused = await stage.submit("Ines", answer.form, confirmed=False)
    assert "Nothing was sent." in refused.errors.by_field["confirmed"]
    assert (await stage.kept(first.public_id)).state is UpdateState.DRAFT
    assert "3 updates" in (await stage.submit("Ines", answer.form, confirmed=True)).message.summary


async def test_where_an_admin_must_agree_first_no_card_waits_below_a_list(stage: Any) -> None:
    drafts = await three(stage)
    facts = ChannelFacts(
        INSTALLATIONS["slack"], "C-harbor", "harbor", bot_is_member=True, can_post=True, shared=True, homes=("T2", "T9")
    )
    async with stage.database.write() as session:
        await keep_facts(session, "slack", facts, TUESDAY + timedelta(hours=1))
    await sent(stage, *drafts)
    assert set(await lists(stage, drafts[0])) == {"care"}
    states = await stage.states(drafts[0])
    assert (states["care"], states["harbor"]) == (State.WAITING, State.HELD)


async def test_a_right_lost_meanwhile_holds_all_of_it_back(stage: Any) -> None:
    first, second, _ = await three(stage)
    form = await looked_at(stage, first, second)
    await take_rights(stage, "Ines")
    answer = await stage.submit("Ines", form)
    assert answer.form is None and answer.errors is None
    assert (await stage.kept(first.public_id)).state is UpdateState.DRAFT
    assert await stage.count(Copy) == 0


async def test_each_of_them_is_recorded_as_published(stage: Any) -> None:
    drafts = await three(stage)
    await sent(stage, *drafts)
    async with stage.database.read() as session:
        entries = await session.scalars(select(AuditEntry.object_id).where(AuditEntry.action == "publish_update"))
        assert set(entries) == {one.public_id for one in drafts}


async def under_the_list(stage: Any, channel: str, drafts: tuple[Update, ...]) -> Place:
    """Sends and delivers drafts; a place in the thread of the list that a channel got."""
    await sent(stage, *drafts)
    await stage.deliver()
    async with stage.database.write() as session:
        lists_there = await session.scalars(select(Copy).where(Copy.subject_kind == LIST))
        for one in lists_there:
            one.address = {"message": f"list-{one.target_id}"}
        here = await session.scalar(select(Channel.id).where(Channel.name == channel))
    place: Place = stage.place(channel, thread=f"list-{here}")
    return place


async def noted(stage: Any, who: str) -> set[int]:
    async with stage.database.read() as session:
        person = (await session.scalars(select(Person).where(Person.name == who))).one()
        rows = await session.scalars(select(Acknowledgement.update_id).where(Acknowledgement.person_id == person.id))
        return set(rows)


async def test_got_it_in_its_thread_notes_what_it_lists_there_and_nothing_else(stage: Any) -> None:
    drafts = await three(stage)
    place = await under_the_list(stage, "harbor", drafts)
    await stage.publish(title="Newer than all of them")
    answer = await stage.command("Hana", "got it", place)
    assert answer.message.summary == "Noted at 22:00: “Refunds need no supervisor” and “Vouchers can be joined”."
    assert await noted(stage, "Hana") == {drafts[0].id, drafts[1].id}
    again = await stage.command("Hana", "got it", place)
    assert again.message.summary == answer.message.summary


async def test_got_it_in_its_thread_leaves_out_what_was_withdrawn_and_what_asks_first(stage: Any) -> None:
    first, second, _ = await three(stage)
    form = await with_check(stage, title="The limit rises")
    asks = await stage.kept(form.object_id)
    place = await under_the_list(stage, "care", (first, second, asks))
    await stage.withdraw(await stage.kept(first.public_id))
    answer = await stage.command("Bo", "got it", place)
    assert answer.message.summary == "Noted at 14:00: “Vouchers can be joined”. 1 update asks you something first:"
    assert await noted(stage, "Bo") == {second.id}
    opened = await stage.press("Bo", stage.button(answer.message, "Got it: The limit rises"))
    assert "Question 1 of 2" in stage.shown(opened.form)
    for one in (second, asks):
        await stage.withdraw(await stage.kept(one.public_id))
    assert "was withdrawn" in (await stage.command("Bo", "got it", place)).message.summary


async def test_a_question_in_its_thread_asks_about_which_update_it_is(stage: Any) -> None:
    drafts = await three(stage)
    place = await under_the_list(stage, "harbor", drafts)
    for words in ("ask and with a voucher?", "and with a voucher?"):
        answer = await stage.command("Hana", words, place)
        assert answer.message.summary == "Which update is your question about?"
        shown = stage.shown(answer.message)
        assert "The night desk moves" not in shown and "Refunds need no supervisor" in shown
        form = (await stage.press("Hana", stage.button(answer.message, "Vouchers can be joined"))).form
        assert next(part.value for part in form.parts if getattr(part, "name", "") == "text") == "and with a voucher?"
