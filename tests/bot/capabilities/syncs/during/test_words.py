"""What buttons do, done with words: for one sync, for the one that is named, and where nothing is meant."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.capabilities.syncs.during import buttons
from bot.capabilities.syncs.during.forms import LONGEST_WHAT
from bot.capabilities.syncs.kinds import ActionState, MeetingState, Template
from bot.capabilities.syncs.store.tables import Action, Attendee, Meeting, Raised, Reply, Sync, Written
from bot.chat.form import MomentField, SearchField, TextField
from bot.chat.inbound import Answer, Command, Mentioned, MentionedKind
from bot.people.model import Person as Human
from bot.people.model import PersonState
from tests.bot.capabilities.syncs.collecting.conftest import COLLECTS
from tests.bot.capabilities.syncs.during.conftest import STARTS, Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def said(stage: Stage, who: str, text: str, *mentioned: str) -> Answer:
    """An action as somebody types it, with native mentions of these people."""
    people = tuple(Mentioned(f"@{one}", MentionedKind.PERSON, stage.origin(one).who) for one in mentioned)
    return await stage.send(Command(stage.origin(who), "sync", f"action {text}", by_mention=True, mentioned=people))


# --- actions ----------------------------------------------------------------------------------------------------------


async def test_an_action_of_which_all_is_said_needs_no_form(stage: Stage) -> None:
    await stage.begun("Care", "Harbor")
    answer = await said(stage, "Ada", "@Hana Rewrite the macro by Friday", "Hana")
    assert "Added for Hana, until Fri 27 Nov. They are told." in stage.shown(answer.message)
    (action,) = await stage.actions()
    assert (action.what, action.due_on) == ("Rewrite the macro", date(2026, 11, 27))
    assert list(await stage.letters("yours")) == ["Hana"]


@pytest.mark.parametrize("text", ["me ask finance", "@Ada ask finance", "@ada ask finance"])
async def test_a_name_and_me_do_where_the_platform_tells_of_no_mention(stage: Stage, text: str) -> None:
    await stage.begun("Care", "Harbor")
    assert "Added for you, until Wed 2 Dec." in stage.shown((await said(stage, "Ada", text)).message)
    assert [one.what for one in await stage.actions()] == ["ask finance"]


async def test_of_several_meetings_the_one_is_meant_whose_name_comes_first(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor", name="Care")
    await stage.begun("Care", "Harbor", name="Care weekly")
    kept = await stage.command("Ada", "sync decision care weekly Waive the fee")
    assert "Care weekly" not in stage.shown(kept.message) and kept.form is None
    assert (await stage.command("Ada", "sync note Waive the fee")).form is not None
    assert "Added for you" in stage.shown((await said(stage, "Ada", "care: me ask finance")).message)
    cards = stage.shown((await stage.cards(meeting)).get("care")) + (await stage.redrawn(meeting))["care"]
    assert "ask finance" in cards and "Waive" not in cards


async def test_the_form_has_what_was_said_and_asks_for_what_is_missing(stage: Stage) -> None:
    await stage.begun("Care", "Harbor")
    for text, mentioned in (("ask finance by Friday", ()), ("@Luz ask finance by Friday", ("Luz",))):
        form = (await said(stage, "Hana", text, *mentioned)).form
        assert form is not None, text
        what = next(part for part in form.parts if isinstance(part, TextField))
        until = next(part for part in form.parts if isinstance(part, MomentField))
        who = next(part for part in form.parts if isinstance(part, SearchField))
        assert (what.value, who.value) == ("ask finance", ()), "nobody who takes no part is chosen"
        assert until.value is not None
        assert until.value.date() == date(2026, 11, 27)
    form = (await said(stage, "Ada", f"@Hana {'x' * (LONGEST_WHAT + 1)}", "Hana")).form
    assert form is not None
    assert await stage.actions() == []


async def test_where_several_are_on_the_form_asks_for_which_alone(stage: Stage) -> None:
    await stage.begun("Care", "Harbor")
    await stage.begun("Care", "Harbor", name="Second")
    form = (await said(stage, "Ada", "@Hana rewrite it by Friday", "Hana")).form
    assert form is not None
    assert [one.label for one in next(part for part in form.parts if isinstance(part, SearchField)).value] == [
        "Hana · Harborline"
    ]
    assert await stage.actions() == []


async def test_where_no_form_opens_by_itself_one_line_asks_for_which_sync(stage: Stage) -> None:
    await stage.begun("Care", "Harbor", name="Weekly")
    await stage.begun("Care", "Harbor", name="Monthly")
    slack = stage.platforms["slack"]
    slack.manners = replace(slack.manners, private_in_channels=False)
    for typed, name in (("raise", "stuck"), ("decision", "text"), ("action", "what")):
        card = (await stage.command("Ada", f"sync {typed} The queue is long.")).message
        assert card is not None and card.summary == "For which sync?"
        form = (await stage.press("Ada", stage.button(card, "Open"))).form
        assert form is not None and form.title == "For which sync?"
        values = {getattr(part, "name", ""): getattr(part, "value", "") for part in form.parts}
        assert values[name] == "The queue is long."
    card = (await stage.command("Ada", f"sync raise The queue{' is long' * 20}.")).message
    assert card is not None
    assert card.summary == "For which sync? It opens with the beginning of what you wrote: add the rest there."
    assert (await stage.press("Ada", stage.button(card, "Open"))).form is not None


@pytest.mark.parametrize("word", ["raise", "decision", "note", "action"])
async def test_of_words_that_are_too_long_the_beginning_alone_is_never_kept(stage: Stage, word: str) -> None:
    await stage.begun("Care", "Harbor")
    longer = f"The queue{' is long' * 200}."
    form = (await stage.command("Ada", f"sync {word} {longer}")).form
    assert form is not None and longer in [getattr(part, "value", "") for part in form.parts], "on Slack it opens"
    slack = stage.platforms["slack"]
    slack.manners = replace(slack.manners, private_in_channels=False)
    card = (await stage.command("Ada", f"sync {word} {longer}")).message
    assert card is not None and "add the rest there" in card.summary
    opened = (await stage.press("Ada", stage.button(card, "Open"))).form
    assert opened is not None and any(longer.startswith(getattr(part, "value", "") or "-") for part in opened.parts)
    assert await stage.count(Written) == await stage.count(Raised) == await stage.count(Action) == 0


async def test_a_customers_data_in_it_is_masked_and_said_so(stage: Stage) -> None:
    await stage.begun("Care", "Harbor")
    answer = await said(stage, "Ada", "@Hana call +44 20 7946 0958 back", "Hana")
    assert "What looked like a customer's data is masked." in stage.shown(answer.message)
    assert "7946" not in (await stage.actions())[0].what


# --- the other words --------------------------------------------------------------------------------------------------


async def test_nothing_for_an_agenda_is_said_in_words(stage: Stage) -> None:
    sync = await stage.set_up("Care", "Harbor")
    await stage.at(COLLECTS)
    meeting = await stage.meeting(sync)
    who = (await stage.attendees(meeting))[0]
    assert "Thank you. Nothing from you" in stage.shown((await stage.command(who, "sync nothing")).message)
    async with stage.database.read() as session:
        rows = [one for one in (await session.get_one(Attendee, 1),) if one.has_nothing]
    assert len(rows) == 1
    assert "You are asked for no agenda now" in stage.shown((await stage.command(who, "sync nothing")).message)


async def test_a_handover_is_taken_in_words(stage: Stage) -> None:
    assert "None of your handovers is on now." in stage.shown((await stage.command("Hugo", "sync take")).message)
    _, meeting = await stage.begun("Care", "Harbor", template=Template.HANDOVER)
    assert "You have taken it" in stage.shown((await stage.command("Hugo", "sync take")).message)
    async with stage.database.read() as session:
        assert (await session.get_one(Meeting, meeting.id)).taken_at == STARTS


async def test_whoever_volunteers_in_words_is_told_who_facilitates_first(stage: Stage) -> None:
    await stage.begun("Care", "Harbor")
    answer = await stage.command("Hana", "sync facilitate weekly")
    assert "Ada facilitates" in stage.shown(answer.message)
    assert "You facilitate Weekly sync." in stage.shown(
        (await stage.press("Hana", stage.button(answer.message, "Facilitate instead"))).message
    )
    assert "None of your syncs is being prepared" in stage.shown(
        (await stage.command("Luz", "sync facilitate")).message
    )


async def test_people_say_in_words_that_they_come_and_that_they_want_the_recording(stage: Stage) -> None:
    await stage.begun("Care", "Harbor", template=Template.DEMO, attend=())
    stage.calendar.instant = STARTS - timedelta(minutes=30)
    assert "You are coming" in stage.shown((await stage.command("Hana", "sync coming")).message)
    assert "You get the recording" in stage.shown((await stage.command("Hana", "sync recording")).message)
    assert "You are invited to nothing now." in stage.shown((await stage.command("Luz", "sync coming")).message)
    assert await stage.count(Reply) == 1


async def test_of_several_the_named_one_is_meant_and_without_a_name_all_are_offered(stage: Stage) -> None:
    for name in ("Night handover", "Day handover"):
        await stage.begun("Care", "Harbor", template=Template.HANDOVER, name=name)
    which = (await stage.command("Hugo", "sync take")).message
    assert "Which one?" in stage.shown(which)
    assert "None is called like that." in stage.shown((await stage.command("Hugo", "sync take noon")).message)
    await stage.command("Hugo", "sync take night handover")
    await stage.press("Ada", stage.button(which, "Day handover"))
    async with stage.database.read() as session:
        taken = {(await session.get_one(Sync, 1)).name: (await session.get_one(Meeting, 1)).taken_by_id}
        second = (await session.get_one(Meeting, 2)).taken_by_id
    assert None not in (*taken.values(), second)
    assert len({*taken.values(), second}) == 2


async def test_words_of_somebody_unconfirmed_take_nothing(stage: Stage) -> None:
    await stage.begun("Care", "Harbor", template=Template.HANDOVER)
    await stage.change(Human, "Hugo", state=PersonState.PROVISIONAL)
    assert "has not confirmed" in stage.shown((await stage.command("Hugo", "sync take")).message)


# --- opening again ----------------------------------------------------------------------------------------------------


async def state_of(stage: Stage, meeting: Meeting) -> MeetingState:
    async with stage.database.read() as session:
        return (await session.get_one(Meeting, meeting.id)).state


async def test_a_meeting_closed_by_mistake_goes_on_and_its_summary_follows(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.write("Ada", meeting, buttons.NOTE, "The door sticks.")
    closed = await stage.close("Ada", meeting)
    reopen = stage.button(closed.message, "Reopen")
    assert "Only the facilitator, the owner" in stage.shown((await stage.press("Hugo", reopen)).message)
    assert "Weekly sync is open again" in stage.shown((await stage.press("Ada", reopen)).message)
    assert await state_of(stage, meeting) is MeetingState.OPEN
    assert "was opened again" in (await stage.redrawn(meeting, slot="summary"))["harbor"]
    assert "Close" in (await stage.redrawn(meeting))["care"]
    assert "Nothing was changed." in stage.shown((await stage.press("Ada", reopen)).message)
    await stage.close("Ada", meeting)
    assert "The door sticks." in (await stage.redrawn(meeting, slot="summary"))["care"]
    assert len(await stage.cards(meeting, slot="summary")) == 2


async def test_what_was_opened_again_and_forgotten_is_closed_a_day_later(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.close("Ada", meeting)
    await stage.ahead(hours=20)
    assert "is open again" in stage.shown((await stage.command("Ada", "sync reopen")).message)
    await stage.ahead(hours=23)
    assert await state_of(stage, meeting) is MeetingState.OPEN
    await stage.ahead(hours=2)
    assert await state_of(stage, meeting) is MeetingState.CLOSED


async def test_nothing_is_opened_again_after_a_day(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    closed = await stage.close("Ada", meeting)
    await stage.ahead(hours=25)
    late = await stage.press("Ada", stage.button(closed.message, "Reopen"))
    assert "Only what was closed in the last day" in stage.shown(late.message)
    assert "nothing in the last day" in stage.shown((await stage.command("Ada", "sync reopen")).message)
    assert await state_of(stage, meeting) is MeetingState.CLOSED


async def test_an_action_dropped_by_mistake_is_open_again(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.act("Ada", meeting, "Hana", "Rewrite the macro")
    (action,) = await stage.actions()
    form = await stage.opened("Ada", "syncs.drop", action.public_id)
    dropped = await stage.submit("Ada", form, reason="Not needed")
    assert stage.button(dropped.message, "Reopen")
    assert "Open again: Rewrite the macro" in stage.shown((await stage.command("Ada", "sync reopen macro")).message)
    assert (await stage.actions())[0].state is ActionState.OPEN
    assert (await stage.actions())[0].ended_because == ""


async def test_what_its_writer_took_back_is_not_opened_again(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    answer = await stage.act("Ada", meeting, "Hana")
    await stage.press("Ada", stage.button(answer.message, "Take it back"))
    (action,) = await stage.actions()
    await stage.pressed("Ada", "syncs.undo_done", action.public_id)
    assert (await stage.actions())[0].state is ActionState.DROPPED
    assert "nothing in the last day" in stage.shown((await stage.command("Ada", "sync reopen")).message)
