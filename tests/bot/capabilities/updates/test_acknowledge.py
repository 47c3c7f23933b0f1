"""Noting an update: once per person, answered to them alone, counted quietly, and within the wall."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update

from bot.capabilities.updates import store
from bot.capabilities.updates.messages import GOT_IT
from bot.capabilities.updates.store import Acknowledgement, Update, UpdateState, UpdateText
from bot.chat.inbound import Answer, HomeOpened, Identity
from bot.chat.message import Button
from bot.people.model import Audience, AudienceTeam, ChatIdentity, Person, PersonState, Team


async def press(stage: Any, who: str, known: Update, version: int = 1) -> Answer:
    answer: Answer = await stage.press(who, Button("Got it", GOT_IT, f"{known.public_id}.{version}"))
    return answer


async def test_it_counts_once_and_says_since_when(stage: Any) -> None:
    known = await stage.publish()
    assert (await press(stage, "Hana", known)).message.summary == "Noted at 22:00"
    stage.calendar.instant += timedelta(minutes=5)
    assert (await press(stage, "Hana", known)).message.summary == "You noted this at 22:00"
    stage.calendar.instant += timedelta(days=1)
    assert (await press(stage, "Hana", known)).message.summary == "You noted this on Tue 24 Nov at 22:00"
    assert await stage.count(Acknowledgement) == 1


async def test_the_same_person_on_two_platforms_counts_once(stage: Any) -> None:
    known = await stage.publish()
    async with stage.database.write() as session:
        ada = (await session.scalars(select(Person).where(Person.name == "Ada"))).one()
        session.add(ChatIdentity(person_id=ada.id, platform="teams", home="ours", user_id="U-Ada"))
    stage.people["Ada on Teams"] = Identity("teams", "ours", "U-Ada")
    await press(stage, "Ada", known)
    assert (await press(stage, "Ada on Teams", known)).message.summary.startswith("You noted this at")
    assert await stage.count(Acknowledgement) == 1


async def test_a_crowd_that_presses_at_once_is_counted_as_each_of_them_would_be_alone(stage: Any) -> None:
    known, other = await stage.publish(), await stage.publish(title="Second")
    await stage.change(Person, "Bo", state=PersonState.LEFT)
    await press(stage, "Luz", known)
    came = ("Ada", "Bo", "Hana", "Hana", "Luz")
    answers = await asyncio.gather(*(press(stage, who, known) for who in came), press(stage, "Hugo", other))
    said = [answer.message.summary for answer in answers]
    assert [one.startswith("Noted at") for one in said] == [True, False, True, False, False, True]
    assert [one.startswith("You noted this at") for one in said] == [False, False, False, True, True, False]
    async with stage.database.read() as session:
        kept = await session.execute(
            select(Person.name, Acknowledgement.update_id, Acknowledgement.side_id == Person.side_id)
            .join(Person, Person.id == Acknowledgement.person_id)
            .where(Acknowledgement.expected)
        )
    assert sorted(kept.all()) == sorted(
        [("Ada", known.id, True), ("Hana", known.id, True), ("Hugo", other.id, True), ("Luz", known.id, True)]
    )
    assert await stage.stale() == {"update", "update_receipt"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_crowd_notes_its_updates_in_one_order_whatever_was_pressed_first(stage: Any) -> None:
    """So that those of two processes never wait for each other, nor for who notes several at once."""
    known = [await stage.publish(), await stage.publish(title="Second")]
    async with stage.database.write() as session:
        for one, public_id in zip(known, ("f" * 22, "0" * 22), strict=True):
            one.public_id = public_id
            await session.execute(update(Update).where(Update.id == one.id).values(public_id=public_id))
    orders: list[list[int]] = []
    noted = store.acknowledge_together

    async def note(session: Any, one: Update, *rest: Any) -> frozenset[int]:
        orders[-1].append(one.id)
        return await noted(session, one, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "acknowledge_together", note)
        for people, pressed in (("Ada", "Hana"), known), (("Bo", "Hugo"), reversed(known)):
            orders.append([])
            await asyncio.gather(*(press(stage, who, one) for who, one in zip(people, pressed, strict=True)))
    assert orders == [sorted(one.id for one in known)] * 2


async def test_the_counts_of_card_and_receipt_are_redrawn_quietly(stage: Any) -> None:
    known = await stage.publish()
    assert await stage.stale() == {"update_receipt"}
    for who in ("Ada", "Bo", "Hana", "Luz"):
        await press(stage, who, known)
    assert await stage.stale() == {"update", "update_receipt"}
    cards = await stage.redrawn(known)
    assert "Got it: 2 of 3 · 4 of 7 in all" in cards["care"]
    assert "Got it: 1 of 2 · 4 of 7 in all" in cards["harbor"]
    assert "Got it: 1 of 2 · 4 of 7 in all" in cards["lumen"]
    receipt = (await stage.redrawn(known, "update_receipt"))["Ines"]
    assert "Got it: Internal 2 of 3 · Harborline 1 of 2 · Lumenara 1 of 2" in receipt


async def test_leavers_and_people_away_are_not_waited_for(stage: Any) -> None:
    known = await stage.publish()
    await press(stage, "Ada", known)
    await stage.change(Person, "Ada", state=PersonState.LEFT)
    await stage.change(Person, "Bo", away_until=stage.calendar.now() + timedelta(days=1))
    assert "Got it: 1 of 2" in (await stage.redrawn(known))["care"]


async def test_somebody_who_was_not_expected_is_counted_apart(stage: Any) -> None:
    known = await stage.publish()
    stage.people["Visitor"] = Identity("slack", "T1", "U-visitor")
    await press(stage, "Visitor", known)
    assert "Got it: 0 of 3 and 1 other" in (await stage.redrawn(known))["care"]


async def test_a_company_that_is_not_linked_writes_nothing(stage: Any) -> None:
    known = await stage.publish()
    stage.people["Stranger"] = Identity("slack", "T9", "U-stranger")
    assert (await press(stage, "Stranger", known)).message.summary == "Your company is not linked."
    assert await stage.count(Acknowledgement) == 0


async def test_a_corrected_text_is_shown_instead_of_noting_the_old_one(stage: Any) -> None:
    known = await stage.publish()
    async with stage.database.write() as session:
        await session.execute(update(Update).values(version=2, asked=2))
        session.add(UpdateText(update_id=known.id, version=2, locale="en", title="Up to 300", changed="x"))
    answer = await press(stage, "Ada", known)
    assert "corrected since" in answer.message.summary
    assert "Up to 300" in stage.shown(answer.message)
    assert await stage.count(Acknowledgement) == 0
    await stage.press("Ada", stage.button(answer.message, "Got it"))
    assert await stage.count(Acknowledgement) == 1


async def test_where_a_correction_asks_nobody_anew_what_was_noted_stays_and_the_old_button_counts(stage: Any) -> None:
    known = await stage.publish()
    await press(stage, "Ada", known)
    async with stage.database.write() as session:
        await session.execute(update(Update).values(version=2))
        session.add(UpdateText(update_id=known.id, version=2, locale="en", title="Up to 300", changed="x"))
    assert (await press(stage, "Ada", known, version=2)).message.summary.startswith("You noted this")
    assert (await press(stage, "Bo", known)).message.summary.startswith("Noted at")
    assert "Got it: 2 of 3" in (await stage.redrawn(known))["care"]
    async with stage.database.read() as session:
        assert set(await session.scalars(select(Acknowledgement.version))) == {1}
    assert "corrected since" in (await press(stage, "Hana", known, version=3)).message.summary


async def test_a_withdrawn_update_cannot_be_noted(stage: Any) -> None:
    known = await stage.publish()
    async with stage.database.write() as session:
        await session.execute(update(Update).values(state=UpdateState.WITHDRAWN))
    assert "withdrawn" in (await press(stage, "Ada", known)).message.summary
    assert await stage.count(Acknowledgement) == 0


@pytest.mark.parametrize("object_id", ["", "nothing.1", ".", "x" * 90])
async def test_a_button_that_means_nothing_is_answered(stage: Any, object_id: str) -> None:
    answer = await stage.press("Ada", Button("Got it", GOT_IT, object_id))
    assert answer.message.summary == "This update is no longer there, so there is nothing to note."


async def test_got_it_in_a_thread_means_the_card_above_it(stage: Any) -> None:
    first = await stage.publish(title="First")
    stage.calendar.instant += timedelta(minutes=1)
    await stage.publish(title="Second")
    await stage.deliver()
    thread = stage.place("care", thread=f"care-{first.id}")
    assert (await stage.command("Ada", "got it", thread)).message.summary == "Noted at 14:01"
    async with stage.database.read() as session:
        assert list(await session.scalars(select(Acknowledgement.update_id))) == [first.id]
    assert (await stage.command("Ada", "Got it!", thread)).message.summary == "You noted this at 14:01"


async def test_got_it_elsewhere_means_the_newest_here_by_its_title(stage: Any) -> None:
    await stage.publish(title="First")
    stage.calendar.instant += timedelta(minutes=1)
    await stage.publish(title="Second")
    place = stage.place("care")
    assert (await stage.command("Ada", "got it", place)).message.summary == "Noted at 14:01: Second"
    assert (await stage.command("Ada", "got it", place)).message.summary == "Noted at 14:01: First"
    assert (await stage.command("Ada", "got it", place)).message.summary.startswith("Nothing waits for you")


async def test_got_it_in_a_direct_message_means_the_newest_that_waits(stage: Any) -> None:
    await stage.publish(title="First")
    assert (await stage.command("Leo", "got it")).message.summary == "Noted at 09:00: First"


async def test_home_and_menu_show_what_waits_with_its_button_and_then_nothing(stage: Any) -> None:
    await stage.publish(title="First")
    await stage.publish(title="Now", urgent=True)
    home = (await stage.send(HomeOpened(stage.origin("Ada")))).home
    text = stage.shown(home)
    assert text.index("Now") < text.index("First")
    waits = (await stage.press("Ada", Button("What waits for me", "updates.waiting"))).message
    assert waits.summary == "2 updates wait for you"
    await stage.press("Ada", stage.button(home, "Got it"))
    assert "Now" not in stage.shown((await stage.send(HomeOpened(stage.origin("Ada")))).home)


async def test_reading_from_home_ends_with_got_it(stage: Any) -> None:
    await stage.publish(changed="The whole text.")
    home = (await stage.send(HomeOpened(stage.origin("Luz")))).home
    form = (await stage.press("Luz", stage.button(home, "Read"))).form
    assert "The whole text." in stage.shown(form)
    assert form.submit == "Got it"
    assert (await stage.submit("Luz", form)).message.summary == "Noted at 09:00"
    again = (await stage.press("Luz", stage.button(home, "Read"))).form
    assert again.submit == ""
    assert "You noted this at 09:00" in stage.shown(again)


async def test_an_author_sees_their_own_updates_with_their_receipt_on_home(stage: Any) -> None:
    await stage.publish(title="Mine")
    await stage.deliver()
    text = stage.shown((await stage.send(HomeOpened(stage.origin("Ines")))).home)
    assert "Your updates" in text
    assert "Delivered to all 3 channels" in text
    mine = (await stage.command("Ines", "update mine")).message
    assert stage.button(mine, "Correct") and stage.button(mine, "Withdraw")
    assert "Your updates" not in stage.shown((await stage.send(HomeOpened(stage.origin("Ada")))).home)


async def test_what_was_published_to_others_cannot_be_read_with_its_id(stage: Any) -> None:
    async with stage.database.write() as session:
        team = (await session.scalars(select(Team).where(Team.name == "Lumen"))).one()
        audience = Audience(name="Lumenara", everyone=False)
        session.add(audience)
        await session.flush()
        session.add(AudienceTeam(audience_id=audience.id, team_id=team.id))
    known = await stage.publish(audience="Lumenara", changed="Only for Lumenara.")
    read = Button("Read", "updates.read", f"{known.public_id}.1", opens_form=True)
    answer = await stage.press("Hana", read)
    assert answer.form is None
    assert "Only for Lumenara." not in str(answer)
    assert "Only for Lumenara." in stage.shown((await stage.press("Luz", read)).form)


MOST_STATEMENTS = 9
"""Of a press by somebody seen before, or by a hundred: begun, kept as requests, who presses and what they may (2), the
update, whether it asks anything, noted, whether they were reminded, and redrawn soon."""


async def test_a_press_by_somebody_seen_before_takes_few_statements(stage: Any) -> None:
    known = await stage.publish()
    await press(stage, "Ada", known)
    second = await stage.publish(title="Second")
    asked: list[str] = []
    engine = stage.database._writer.sync_engine

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        await press(stage, "Ada", second)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(asked) <= MOST_STATEMENTS, asked
