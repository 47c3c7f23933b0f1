"""Publishing: once, to everybody at once, with a receipt that tells the truth."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.capabilities.updates.store import ExpectedReader, UpdateState
from bot.chat.form import Form
from bot.chat.message import Body, Message, Moment, Paragraph, to_json
from bot.delivery.outbox import Subject
from bot.delivery.tables import Copy, Delivery, State
from bot.people.model import AuditEntry, Channel, Grant, Membership, OrganisationSetting, Person, Role
from bot.ports import Cause


async def preview(stage: Any, **values: Any) -> Form:
    form = (await stage.command("Ines", "update")).form
    answer = await stage.submit("Ines", form, **await stage.filled(**values))
    assert answer.form is not None, answer
    return answer.form


async def test_every_channel_gets_the_card_at_the_same_instant(stage: Any) -> None:
    known = await stage.publish()
    assert known.state is UpdateState.PUBLISHED
    assert known.effective_from == known.published_at == stage.calendar.now()
    assert await stage.states(known) == {"care": State.WAITING, "harbor": State.WAITING, "lumen": State.WAITING}
    async with stage.database.read() as session:
        released = set(await session.scalars(select(Delivery.released_at).where(Delivery.subject_kind == "update")))
    assert len(released) == 1
    assert released != {None}


async def test_with_even_release_the_faster_platform_keeps_step_and_the_preview_stays_right(stage: Any) -> None:
    async with stage.database.write() as session:
        changed_at = stage.calendar.now()
        session.add(OrganisationSetting(name="updates.even_release", value=True, changed_at=changed_at))
    assert "in about 1 s" in stage.shown(await preview(stage))
    known = await stage.publish()
    async with stage.database.read() as session:
        rows = list(await session.scalars(select(Delivery).where(Delivery.subject_id == known.id)))
    waits = {
        (row.subject_kind, row.conversation): (row.not_before - row.released_at).total_seconds()
        for row in rows
        if row.not_before
    }
    assert waits == {("update", "C-lumen"): 1.0}, "two posts on Slack take a second; the receipt waits for nothing"


async def test_a_card_says_the_instant_that_is_stored_though_the_clock_runs_on(stage: Any) -> None:
    stage.calendar.runs = timedelta(milliseconds=700)
    known = await stage.publish()
    card = (await stage.cards(known))["care"]
    assert known.effective_from.isoformat().replace("+00:00", "") in to_json(card)


async def test_each_card_is_composed_for_those_who_read_it(stage: Any) -> None:
    cards = await stage.cards(await stage.publish(changed="Up to **€200**."))
    assert "Got it: 0 of 3 · 0 of 7 in all" in stage.shown(cards["care"])
    assert "Got it: 0 of 2" in stage.shown(cards["harbor"])
    assert "in all" not in stage.shown(cards["harbor"])
    assert "Questions to Ines" in stage.shown(cards["lumen"])
    assert stage.button(cards["lumen"], "Got it").object_id.endswith(".1")


async def test_the_same_text_for_the_same_readers_is_written_once(stage: Any) -> None:
    async with stage.database.write() as session:
        care = (await session.scalars(select(Channel).where(Channel.name == "care"))).one()
        twin = Channel(platform="slack", installation_key=care.installation_key, external_id="C-twin", name="twin")
        session.add(twin)
    known = await stage.publish()
    async with stage.database.read() as session:
        contents = await session.scalars(select(Copy.content_id).where(Copy.subject_kind == "update"))
        assert len(set(contents)) == 3
    assert await stage.count(ExpectedReader) == 7
    assert known.version == 1


async def test_readers_are_frozen_when_it_is_published(stage: Any) -> None:
    async with stage.database.write() as session:
        hugo = (await session.scalars(select(Person).where(Person.name == "Hugo"))).one()
        membership = (await session.scalars(select(Membership).where(Membership.person_id == hugo.id))).one()
        membership.confirmed = False
    known = await stage.publish()
    async with stage.database.write() as session:
        readers = list(await session.scalars(select(ExpectedReader)))
        assert [reader.provisional for reader in readers if reader.person_id == hugo.id] == [True]
        session.add(Person(side_id=hugo.side_id, name="Newcomer", created_at=stage.calendar.now()))
    assert "Got it: 0 of 1" in (await stage.redrawn(known))["harbor"]


async def test_the_author_gets_a_receipt_that_ends_as_delivered_to_all(stage: Any) -> None:
    known = await stage.publish()
    receipts = await stage.cards(known, "update_receipt")
    assert list(receipts) == ["Ines"]
    assert "Going out: 0 of 3 channels" in stage.shown(receipts["Ines"])
    assert "Internal 0 of 1 · Harborline 0 of 1 · Lumenara 0 of 1" in stage.shown(receipts["Ines"])
    await stage.deliver()
    text = (await stage.redrawn(known, "update_receipt"))["Ines"]
    assert "Delivered to all 3 channels, first to last under 0.1 s, sides under 0.1 s apart" in text
    assert "Got it: Internal 0 of 3 · Harborline 0 of 2 · Lumenara 0 of 2" in text


async def test_a_channel_that_failed_is_named_with_its_remedy_and_tried_again_alone(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver({"lumen": Cause.CHANNEL_ARCHIVED})
    text = (await stage.redrawn(known, "update_receipt"))["Ines"]
    assert "Delivered to 2 of 3 channels" in text
    assert "lumen is archived. Choose another channel, or unarchive it and press Try again." in text
    message = await composed(stage, known)
    answer = await stage.press("Ines", stage.button(message, "Try again"))
    assert answer.message.summary == "Trying 1 channel again."
    assert await stage.states(known) == {"care": State.SENT, "harbor": State.SENT, "lumen": State.WAITING}
    again = await stage.press("Ines", stage.button(message, "Try again"))
    assert again.message.summary == "Every channel has it, or is about to get it."


async def test_what_is_not_certain_is_settled_by_the_authors_word(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver(uncertain=("care", "lumen"))
    message = await composed(stage, known)
    assert "Not certain" in stage.shown(message)
    assert (await stage.press("Ines", stage.button(message, "#care has it"))).message.summary == "Noted as delivered."
    posted = await stage.press("Ines", stage.button(message, "Post again to lumen"))
    assert posted.message.summary == "Posting it again."
    assert await stage.states(known) == {"care": State.SENT, "harbor": State.SENT, "lumen": State.WAITING}
    twice = await stage.press("Ines", stage.button(message, "#care has it"))
    assert twice.message.summary == "This was settled already."


async def test_only_who_may_publish_there_tries_again(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver({"lumen": Cause.CHANNEL_ARCHIVED})
    retry = stage.button(await composed(stage, known), "Try again")
    refused = await stage.press("Luz", retry)
    assert refused.message.summary.startswith("You may not publish to this audience.")
    assert (await stage.states(known))["lumen"] is State.FAILED


async def test_a_channel_that_another_company_has_come_into_waits_for_somebodys_word(stage: Any) -> None:
    await stage.change(Channel, "care", shared=True, homes=["T9"])
    form = await preview(stage)
    assert "#care is shared with another company" in stage.shown(form)
    await stage.submit("Ines", form)
    known = await stage.kept(form.object_id)
    assert await stage.states(known) == {"care": State.HELD, "harbor": State.WAITING, "lumen": State.WAITING}
    await stage.deliver()
    message = await composed(stage, known)
    assert "Delivered to 2 of 3 channels" in stage.shown(message)
    answer = await stage.press("Ines", stage.button(message, "Try again"))
    assert answer.message.summary.startswith("Nothing was sent: another company is in this channel now")
    assert (await stage.states(known))["care"] is State.HELD
    await stage.change(Channel, "care", agreed_homes=["T9"])
    answer = await stage.press("Ines", stage.button(message, "Try again"))
    assert answer.message.summary == "Trying 1 channel again."


async def test_pressing_publish_twice_publishes_once(stage: Any) -> None:
    form = await preview(stage)
    await stage.submit("Ines", form)
    again = await stage.submit("Ines", form)
    assert again.message.summary.startswith("This is published already.")
    assert await stage.count(Copy) == 4
    assert await stage.count(Delivery) == 4
    async with stage.database.read() as session:
        assert len((await session.scalars(select(AuditEntry).where(AuditEntry.action == "publish_update"))).all()) == 1


async def test_what_was_changed_after_the_preview_is_previewed_again(stage: Any) -> None:
    first = await preview(stage)
    form = (await stage.press_in("Ines", first, "Change")).form
    await stage.submit("Ines", form, **await stage.filled(changed="Something else."))
    answer = await stage.submit("Ines", first)
    assert "Something else." in stage.shown(answer.form)
    assert await stage.count(Delivery) == 0


async def test_a_right_lost_since_the_preview_publishes_nothing(stage: Any) -> None:
    form = await preview(stage)
    async with stage.database.write() as session:
        for grant in await session.scalars(select(Grant).where(Grant.role == Role.AUTHOR)):
            await session.delete(grant)
    answer = await stage.submit("Ines", form)
    assert answer.message.summary.startswith("You may not publish updates.")
    assert await stage.count(Delivery) == 0


async def test_somebody_else_cannot_publish_a_draft(stage: Any) -> None:
    form = await preview(stage)
    async with stage.database.write() as session:
        ada = (await session.scalars(select(Person).where(Person.name == "Ada"))).one()
        session.add(Grant(person_id=ada.id, role=Role.AUTHOR, side_id=None))
    answer = await stage.submit("Ada", form)
    assert "nothing was published" in answer.message.summary
    assert await stage.count(Delivery) == 0


async def test_a_set_time_stays_and_is_the_first_thing_on_the_card(stage: Any) -> None:
    later = stage.calendar.now() + timedelta(days=1)
    known = await stage.publish(effective_from=later)
    assert known.effective_from == later
    card: Message = (await stage.cards(known))["care"]
    first = card.parts[1]
    assert isinstance(first, Body)
    assert isinstance(first.blocks[0], Paragraph)
    assert [span.at for span in first.blocks[0].spans if isinstance(span, Moment)] == [later]


async def composed(stage: Any, known: Any) -> Message:
    async with stage.database.read() as session:
        copies = await session.scalars(select(Copy).where(Copy.subject_kind == "update_receipt"))
        message = await stage.offers.composers["update_receipt"](
            session, Subject("update_receipt", known.id), copies.one()
        )
    assert message is not None
    return message
