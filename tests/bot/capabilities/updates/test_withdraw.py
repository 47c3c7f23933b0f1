"""Withdrawing: every copy says so and why, nothing is asked any more, and nothing older comes back."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.capabilities.updates import store
from bot.capabilities.updates.store import Acknowledgement, Update, UpdateState
from bot.capabilities.updates.store.question_tables import Question
from bot.chat.inbound import HomeOpened
from bot.chat.message import Actions, Button, Message, Plain, Tone
from bot.delivery.outbox import Outbox, Subject
from bot.delivery.tables import Copy, Delivery, Operation, State
from bot.due.tables import DueState, DueWork
from bot.people.model import AuditEntry, Person
from bot.ports import Cause
from tests.bot.capabilities.updates.test_correct import grant, shown_receipt
from tests.bot.capabilities.updates.test_reminders import office_hours, publish, until
from tests.stage import typed


async def test_every_copy_says_so_and_why_and_has_no_buttons(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver()
    answer = await stage.withdraw(known, "The old limit stays.")
    assert answer.message.summary.startswith("Withdrawing it from 3 channels")
    cards = await stage.cards(known)
    assert len(cards) == 3
    for card in cards.values():
        assert card.summary == "Withdrawn: Refunds need no supervisor"
        assert "Withdrawn: The old limit stays." in stage.shown(card)
        assert "Got it" not in stage.shown(card)
        assert struck(card) == ["Refunds need no supervisor"]
    now = await stage.kept(known.public_id)
    assert (now.state, now.withdrawn_at) == (UpdateState.WITHDRAWN, stage.calendar.now())
    async with stage.database.read() as session:
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "withdraw_update"))).one()
        assert entry.detail == {"version": 1, "copies": 3}


def struck(card: Message) -> list[str]:
    return [
        span.text
        for part in card.parts
        for block in getattr(part, "blocks", ())
        for span in block.spans
        if isinstance(span, Plain) and span.strike
    ]


async def test_what_has_not_begun_never_goes_out(stage: Any) -> None:
    known = await stage.publish()
    await stage.withdraw(known)
    assert set((await stage.states(known)).values()) == {State.CANCELLED}
    text = stage.shown(await shown_receipt(stage, known))
    assert "Withdrawn before any channel had it" in text
    assert "Withdrawn: The old limit stays." in text


async def test_it_wins_over_edits_that_are_queued_and_over_those_that_come_later(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver()
    await stage.correct(known, changed="Other words.")
    async with stage.database.read() as session:
        copies = await Outbox(session, stage.clocks).copies(Subject("update", known.id))
        late = [
            (copy, await stage.offers.composers["update"](session, Subject("update", known.id), copy))
            for copy in copies
        ]
    await stage.withdraw(known)
    async with stage.database.write() as session:
        assert await Outbox(session, stage.clocks).edit_all(late) == 0
        rows = await session.scalars(
            select(Delivery).where(
                Delivery.operation == Operation.EDIT,
                Delivery.state == State.WAITING,
                Delivery.subject_kind == "update",
            )
        )
        assert len(rows.all()) == 3, "the withdrawal alone is left"
    assert all("Withdrawn" in stage.shown(card) for card in (await stage.cards(known)).values())


async def test_nobody_is_rung_any_more_and_what_rang_says_so(stage: Any) -> None:
    known = await stage.publish(urgent=True)
    stage.calendar.instant += timedelta(minutes=10)
    await stage.ring()
    await stage.deliver()
    await stage.withdraw(known)
    assert all("Withdrawn" in stage.shown(one) for one in (await stage.cards(known, slot="ring")).values())
    other = await stage.publish(urgent=True, title="Other")
    await stage.withdraw(other)
    async with stage.database.read() as session:
        rings = (DueWork.kind == "updates.ring", DueWork.owner_id == other.id)
        assert list(await session.scalars(select(DueWork.state).where(*rings))) == [DueState.CANCELLED]
    stage.calendar.instant += timedelta(minutes=30)
    await stage.ring()
    assert await stage.cards(other, slot="ring") == {}


async def test_it_waits_for_nobody_and_every_button_is_answered(stage: Any) -> None:
    known = await stage.publish()
    card = (await stage.cards(known))["care"]
    read = (await stage.press("Ada", Button("Read", "updates.read", f"{known.public_id}.1"))).form
    form = await stage.correct_form(known)
    await stage.withdraw(known)
    assert "Refunds need" not in stage.shown((await stage.send(HomeOpened(stage.origin("Ada")))).home)
    assert "withdrawn" in (await stage.press("Ada", stage.button(card, "Got it"))).message.summary
    assert "withdrawn" in (await stage.submit("Ada", read)).message.summary
    again = await stage.press("Ada", Button("Read", "updates.read", f"{known.public_id}.1"))
    assert "withdrawn" in again.message.summary
    assert "withdrawn" in (await stage.submit("Ines", form, **typed(form, note="x", changed="y"))).message.summary
    for action in ("updates.correct", "updates.withdraw"):
        answer = await stage.press("Ines", Button("Again", action, known.public_id))
        assert "withdrawn" in answer.message.summary
    assert await stage.count(Acknowledgement) == 0


async def test_an_authors_list_and_receipt_say_it(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver()
    await stage.withdraw(known)
    own = stage.shown((await stage.command("Ines", "update mine")).message)
    assert "Withdrawn " in own and "The old limit stays." in own and "Correct" not in own
    text = stage.shown((await stage.cards(known, "update_receipt"))["Ines"])
    assert "Withdrawn in 0 of 3 channels, about " in text
    await stage.deliver({"care": Cause.MESSAGE_MISSING}, operation=Operation.EDIT)
    receipt = stage.shown(await shown_receipt(stage, known))
    assert "Withdrawn in 2 of 3 channels" in receipt
    assert "The message in #care is no longer there." in receipt
    assert "Correct" not in receipt and "Try again" not in receipt


async def test_a_channel_that_could_not_be_told_is_tried_again(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver()
    await stage.withdraw(known)
    await stage.deliver({"lumen": Cause.BOT_NOT_IN_CHANNEL}, operation=Operation.EDIT)
    receipt = await shown_receipt(stage, known)
    answer = await stage.press("Ines", stage.button(receipt, "Try again"))
    assert answer.message.summary == "Trying 1 channel again."
    await stage.deliver(operation=Operation.EDIT)
    assert "Withdrawn in all 3 channels" in stage.shown(await shown_receipt(stage, known))


async def test_a_doubtful_post_is_not_made_again_once_it_is_withdrawn(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver(uncertain=("care",))
    again = stage.button(await shown_receipt(stage, known), "Post again to #care")
    await stage.withdraw(known)
    assert "withdrawn meanwhile" in (await stage.press("Ines", again)).message.summary
    assert (await stage.states(known))["care"] is State.UNKNOWN


async def test_withdraw_stands_last_on_the_receipt_and_no_louder_than_the_rest(stage: Any) -> None:
    known = await stage.publish()
    *_, actions = [one for one in (await shown_receipt(stage, known)).parts if isinstance(one, Actions)]
    assert [one.label for one in actions.buttons] == ["Correct", "Export", "Use again", "Save as template", "Withdraw"]
    assert {one.tone for one in actions.buttons} == {Tone.PLAIN}


async def test_a_reason_is_wanted_and_personal_data_in_it_confirmed(stage: Any) -> None:
    known = await stage.publish()
    form = (await stage.press("Ines", Button("Withdraw", "updates.withdraw", known.public_id))).form
    assert "3 channels" in stage.shown(form) and "cannot be undone" in stage.shown(form)
    assert set((await stage.submit("Ines", form, reason=" ")).errors.by_field) == {"reason"}
    assert set((await stage.submit("Ines", form, reason="x" * 301)).errors.by_field) == {"reason"}
    asked = (await stage.submit("Ines", form, reason="Ask mara@mail.example")).form
    assert "personal data" in stage.shown(asked)
    refused = await stage.submit("Ines", asked, reason="Ask mara@mail.example", confirmed=False)
    assert set(refused.errors.by_field) == {"confirmed"}
    assert (await stage.kept(known.public_id)).state is UpdateState.PUBLISHED


async def test_another_author_of_the_same_sides_may_and_one_of_a_single_side_may_not(stage: Any) -> None:
    known = await stage.publish()
    await grant(stage, "Hana", everywhere=False)
    await grant(stage, "Ada")
    button = Button("Withdraw", "updates.withdraw", known.public_id)
    assert (await stage.press("Hana", button)).form is None
    await stage.withdraw(known, who="Ada")
    async with stage.database.read() as session:
        ada = (await session.scalars(select(Person.id).where(Person.name == "Ada"))).one()
    assert (await stage.kept(known.public_id)).withdrawn_by_id == ada


async def test_after_ninety_days_no_words_are_left_and_nothing_trips_over_that(stage: Any) -> None:
    known = await stage.publish()
    await stage.withdraw(known)
    async with stage.database.write() as session:
        assert await store.delete_expired(session, stage.calendar.now() + timedelta(days=91)) == 1
    assert (await stage.kept(known.public_id)).withdrawn_because == ""
    assert "not written" in (await stage.command("Ines", "update mine")).message.summary
    assert await shown_receipt(stage, known) is None
    async with stage.database.read() as session:
        kept = await session.get(Update, known.id)
        assert kept is not None


async def test_reminders_are_taken_back_and_none_come_any_more(stage: Any) -> None:
    await office_hours(stage)
    known = await publish(stage)
    await until(stage, "25T10:00")
    copies = await reminders_of(stage, known)
    assert copies, "there is something to take back"
    await stage.withdraw(known)
    after = await reminders_of(stage, known)
    assert after.keys() == copies.keys()
    assert all(copy.withdrawn for copy in after.values())
    async with stage.database.read() as session:
        waiting = (DueWork.kind != "updates.progress", DueWork.state == DueState.WAITING)
        assert not (await session.scalars(select(DueWork.kind).where(*waiting))).all()
        begun = select(Delivery.state).where(Delivery.subject_kind == "update.reminder")
        assert set(await session.scalars(begun)) == {State.CANCELLED}
    stage.calendar.instant += timedelta(days=2)
    await stage.tick()
    assert (await reminders_of(stage, known)).keys() == copies.keys()


async def reminders_of(stage: Any, known: Update) -> dict[int, Copy]:
    async with stage.database.read() as session:
        copies = await Outbox(session, stage.clocks).copies(Subject("update.reminder", known.id))
        return {copy.id: copy for copy in copies}


async def test_answers_that_are_queued_never_go_out_and_the_cards_say_what_those_below_are_worth(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver()
    for text, deliver in (("By card too?", True), ("In euros?", False)):
        form = (await stage.press("Hana", Button("Ask", "updates.ask", known.public_id))).form
        await stage.submit("Hana", form, text=text, seen=True)
        of = await asked(stage, text)
        form = (await stage.press("Ines", Button("Answer", "updates.answer", of.public_id))).form
        await stage.submit("Ines", form, answer="Yes.", to="everyone", shown=text, confirmed=True)
        if deliver:
            await stage.deliver()
    await stage.withdraw(known)
    async with stage.database.read() as session:
        rows = await session.execute(select(Delivery.slot, Delivery.state).where(Delivery.slot.startswith("answer:")))
        states = {(slot, state) for slot, state in rows}
    first, second = [f"answer:{(await asked(stage, text)).public_id}" for text in ("By card too?", "In euros?")]
    assert states == {(first, State.SENT), (second, State.CANCELLED)}
    for card in (await stage.cards(known)).values():
        assert "nor does any answer below it" in stage.shown(card)


async def asked(stage: Any, text: str) -> Question:
    async with stage.database.read() as session:
        return (await session.scalars(select(Question).where(Question.text == text))).one()
