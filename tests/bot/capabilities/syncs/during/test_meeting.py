"""What can be pressed and written while a meeting is on."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.capabilities.syncs.during import buttons
from bot.capabilities.syncs.during.action_messages import DROP
from bot.capabilities.syncs.during.messages import UNDO_WRITTEN
from bot.capabilities.syncs.during.writing import TAKEN_BACK_WITHIN
from bot.capabilities.syncs.kinds import Held, MeetingState, Outcome, Template
from bot.capabilities.syncs.store.tables import Meeting, Written
from bot.chat.form import ChoiceField
from tests.bot.capabilities.syncs.during.conftest import STARTS, WEEK, Stage
from tests.bot.capabilities.syncs.during.test_closing import raise_one

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_an_attendee_is_noted_once_and_told_since_when(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    noted = await stage.pressed("Hana", buttons.HERE, meeting.public_id)
    assert "Noted at 23:00." in stage.shown(noted.message)
    await stage.ahead(minutes=10)
    again = await stage.pressed("Hana", buttons.HERE, meeting.public_id)
    assert "You have been noted since 23:00." in stage.shown(again.message)
    cards = await stage.redrawn(meeting)
    assert "Here: Internal 0 of 1 · Harborline 1 of 1 · 1 of 2 in all" in cards["care"]
    assert "Here: Harborline 1 of 1" in cards["harbor"]


async def test_a_reader_who_is_there_is_answered_and_not_counted(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    answer = await stage.pressed("Hugo", buttons.HERE, meeting.public_id)
    assert "you are not counted" in stage.shown(answer.message)


async def test_whoever_does_not_take_part_changes_nothing(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    for action in (buttons.HERE, buttons.ADD_ACTION, buttons.DECIDE, buttons.NOTE, buttons.CLOSE, buttons.TAKE):
        answer = await stage.pressed("Luz", action, meeting.public_id)
        assert "You do not take part" in stage.shown(answer.message), action
        assert "You do not take part" in stage.shown((await stage.pressed("Ada", action, "forged")).message), action
    assert await stage.count(Written) == 0


async def test_a_decision_stands_and_can_be_taken_back_by_its_writer_alone(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    kept = await stage.write("Hana", meeting, buttons.DECIDE, "Refunds up to €50 need no supervisor.")
    assert "Decision kept. It stands on the agenda." in stage.shown(kept.message)
    undo = stage.button(kept.message, "Take it back")
    assert "Only whoever wrote it" in stage.shown((await stage.press("Ada", undo)).redraw)
    assert "Taken back" in stage.shown((await stage.press("Hana", undo)).redraw)
    assert "Only whoever wrote it" in stage.shown((await stage.press("Hana", undo)).redraw)
    async with stage.database.read() as session:
        row = await session.get_one(Written, 1)
    assert (row.kind, row.text, row.removed_at) == (Outcome.DECISION, "", stage.calendar.instant)
    assert "Only whoever" in stage.shown((await stage.pressed("Hana", UNDO_WRITTEN, "forged")).redraw)


@pytest.mark.parametrize("followed", [True, False])
async def test_what_was_written_can_be_taken_back_until_they_have_met_again(stage: Stage, followed: bool) -> None:
    sync, meeting = await stage.begun("Care", "Harbor")
    kept = [await stage.write("Hana", meeting, buttons.DECIDE, text) for text in ("To be taken back.", "To stand.")]
    await stage.close("Ada", meeting)
    first, second = (stage.button(one.message, "Take it back") for one in kept)
    stage.calendar.instant += timedelta(days=7 if followed else TAKEN_BACK_WITHIN.days)
    assert "Taken back" in stage.shown((await stage.press("Hana", first)).redraw)
    if followed:
        async with stage.database.write() as session:
            now = stage.calendar.instant
            again = Meeting(sync_id=sync.id, original_date=now.date(), starts_at=now, told_of=now)
            again.state = MeetingState.OPEN
            session.add(again)
    else:
        stage.calendar.instant += timedelta(seconds=1)
    assert "This stands: its meeting was closed on" in stage.shown((await stage.press("Hana", second)).redraw)
    async with stage.database.read() as session:
        assert [one.removed_at is None for one in await session.scalars(select(Written).order_by(Written.id))] == [
            False,
            True,
        ]


async def test_a_form_sent_off_twice_is_kept_once(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    form = await stage.opened("Hana", buttons.NOTE, meeting.public_id)
    await stage.submit("Hana", form, text="The tracking page is slow.")
    again = await stage.submit("Hana", form, text="The tracking page is slow.")
    assert "kept already" in stage.shown(again.message)
    assert await stage.count(Written) == 1


async def test_customers_data_is_shown_masked_before_it_is_kept(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    text = "Call Noor on +44 20 7946 0018 tomorrow."
    look = (await stage.write("Hana", meeting, buttons.NOTE, text)).form
    assert look is not None
    assert "looks like a customer's data" in stage.shown(look)
    assert await stage.count(Written) == 0
    await stage.submit("Hana", look, text=text)
    async with stage.database.read() as session:
        row = await session.get_one(Written, 1)
    assert "7946" not in row.text
    assert row.text.startswith("Call Noor on ")


@pytest.mark.parametrize(("text", "says"), [("", "at least 3"), ("x" * 1001, "Up to 1,000")])
async def test_a_text_of_the_wrong_length_is_told_at_its_field(stage: Stage, text: str, says: str) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    answer = await stage.write("Hana", meeting, buttons.NOTE, text)
    assert answer.errors is not None
    assert says in answer.errors.by_field["text"]


async def test_words_open_the_form_of_the_sync_that_is_on(stage: Stage) -> None:
    assert "None of your syncs is on" in stage.shown((await stage.command("Hana", "sync action Ask")).message)
    _, meeting = await stage.begun("Care", "Harbor")
    for words, text in (("sync action Ask finance", "Ask finance"), ("sync decision", ""), ("sync note ab", "ab")):
        form = (await stage.command("Hana", words)).form
        assert form is not None
        assert form.object_id.startswith(f"{meeting.public_id}.")
        assert text in {getattr(part, "value", "") for part in form.parts}
    assert "None of your syncs is on" in stage.shown((await stage.command("Luz", "sync note Ask")).message)


async def test_of_several_syncs_that_are_on_one_is_chosen(stage: Stage) -> None:
    await stage.begun("Care", "Harbor")
    _, other = await stage.begun("Care", name="Huddle", attend=())
    form = (await stage.command("Ada", "sync note Buy cake")).form
    assert form is not None
    assert form.object_id.startswith(".")
    await stage.submit("Ada", form, text="Buy cake", meeting=(other.public_id,))
    async with stage.database.read() as session:
        assert (await session.get_one(Written, 1)).meeting_id == other.id
    assert "do not take part" in stage.shown((await stage.submit("Ada", form, text="Buy cake")).message)


async def test_words_alone_are_enough_for_whoever_can_open_no_form(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    kept = await stage.command("Hana", "sync decision Call back within a day.")
    assert "Decision kept. It stands on the agenda." in stage.shown(kept.message)
    masked = await stage.command("Hana", "sync note Call Noor on +44 20 7946 0018.")
    assert "What looked like a customer's data is masked." in stage.shown(masked.message)
    assert "Noted at 23:00." in stage.shown((await stage.command("Hana", "sync here")).message)
    card = (await stage.redrawn(meeting))["harbor"]
    assert "Call back within a day." in card
    assert "Here: Harborline 1 of 1" in card
    assert "7946" not in card
    assert "None of your syncs is on" in stage.shown((await stage.command("Luz", "sync here")).message)


async def test_nobody_is_there_by_words_where_nobody_presses_that_they_are(stage: Stage) -> None:
    assert "None of your syncs is on" in stage.shown((await stage.command("Hana", "sync here")).message)
    await stage.begun("Care", "Harbor", template=Template.HANDOVER, name="Night handover")
    assert "“Night handover” is a handover" in stage.shown((await stage.command("Hana", "sync here")).message)


async def test_whoever_is_there_in_a_round_in_writing_is_told_how_to_answer(stage: Stage) -> None:
    await stage.begun("Care", "Harbor", held=Held.WRITTEN)
    said = stage.shown((await stage.command("Hana", "sync here")).message)
    assert "“Weekly sync” is in writing" in said and "sync raise" in said


async def test_an_action_is_due_by_the_next_meeting_unless_somebody_says_otherwise(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    form = await stage.opened("Ada", buttons.ADD_ACTION, meeting.public_id)
    until = next(part for part in form.parts if getattr(part, "name", "") == "until")
    assert getattr(until, "value", None) == STARTS + WEEK


async def test_an_action_that_is_added_before_the_meeting_begins_is_not_due_that_day(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    stage.calendar.instant = STARTS - timedelta(minutes=20)
    form = await stage.opened("Ada", buttons.ADD_ACTION, meeting.public_id)
    until = next(part for part in form.parts if getattr(part, "name", "") == "until")
    assert getattr(until, "value", None) == STARTS + WEEK


@pytest.mark.parametrize("action", [buttons.DECIDE, buttons.NOTE])
async def test_what_is_no_customers_data_can_be_shown_after_all(stage: Stage, action: str) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    text = "Call 0301 1234567, not 4111 1111 1111 1111"
    form = (await stage.write("Ada", meeting, action, text)).form
    assert form is not None
    boxes = next(one for one in form.parts if isinstance(one, ChoiceField) and one.name == "shown")
    assert [one.label for one in boxes.options] == ["telephone number …67", "payment card …1111"]
    await stage.submit("Ada", form, text=text, shown=("0",))
    assert "Call 0301 1234567, not •••" in (await stage.redrawn(meeting))["care"]


async def test_a_tick_holds_for_the_text_that_was_shown(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    form = (await stage.write("Ada", meeting, buttons.DECIDE, "Call 0301 1234567")).form
    assert form is not None
    answer = await stage.submit("Ada", form, text="Write to a.person@example.com", shown=("0",))
    assert "As it will be" in stage.shown(answer.form)
    assert await stage.count(Written) == 0


async def test_no_partner_reads_names_of_another_in_what_was_written(stage: Stage) -> None:
    _, meeting = await stage.begun()
    await raise_one(stage, meeting, "Ada", "Luz waits for the macro")
    await stage.write("Ada", meeting, buttons.DECIDE, "Luz calls them, Hana writes.")
    await stage.act("Ada", meeting, "Hana", "Ask Luz of Lumenara")
    (action,) = await stage.actions()
    letter = stage.shown((await stage.letters("yours"))["Hana"])
    form = stage.shown(await stage.opened("Hana", DROP, action.public_id))
    cards = await stage.redrawn(meeting)
    assert "Luz waits" in cards["care"] and "Luz calls them" in cards["care"]
    assert "Luz waits" in cards["lumen"] and "Luz calls them, [name] writes." in cards["lumen"]
    assert "[name] waits" in cards["harbor"] and "[name] calls them, Hana writes." in cards["harbor"]
    for seen in (cards["harbor"], letter, form):
        assert "Ask [name] of [name]" in seen
        assert "Luz" not in seen and "Lumenara" not in seen
