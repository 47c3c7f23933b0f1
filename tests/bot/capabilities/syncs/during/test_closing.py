"""Closing a meeting: once, with one summary for whoever reads it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from bot.capabilities.syncs.during import buttons
from bot.capabilities.syncs.during.examples import INSIDE, OPEN
from bot.capabilities.syncs.during.forms import close_form
from bot.capabilities.syncs.during.summary import MINUTES
from bot.capabilities.syncs.kinds import Held, MeetingState, Raise, Template
from bot.capabilities.syncs.setting_up import making
from bot.capabilities.syncs.store.tables import Meeting, Raised, Sync, SyncTeam
from bot.capability import Acting
from bot.chat.form import ChoiceField
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox
from bot.delivery.tables import Copy
from bot.people import directory
from bot.people.model import Person, Role, Team
from tests.bot.capabilities.syncs.during.conftest import STARTS, Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def state_of(stage: Stage, meeting: Meeting) -> MeetingState:
    async with stage.database.read() as session:
        return (await session.get_one(Meeting, meeting.id)).state


async def raise_one(stage: Stage, meeting: Meeting, who: str, text: str, kind: Raise = Raise.QUESTION) -> None:
    async with stage.database.write() as session:
        person = (await session.scalars(select(Person).where(Person.name == who))).one()
        session.add(
            Raised(
                meeting_id=meeting.id,
                person_id=person.id,
                side_id=person.side_id,
                kind=kind,
                text=text,
                at=STARTS,
            )
        )


async def test_one_summary_goes_to_every_channel_as_a_reply_to_its_agenda(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.pressed("Hana", buttons.HERE, meeting.public_id)
    await stage.write("Hana", meeting, buttons.DECIDE, "Refunds up to €50 need no supervisor.")
    await stage.write("Ada", meeting, buttons.NOTE, "The tracking page is slow.")
    await stage.act("Ada", meeting, "Hana", "Rewrite the macro")
    answer = await stage.close("Ada", meeting)
    assert "Closed. The summary goes to 2 channels." in stage.shown(answer.message)
    summaries = await stage.cards(meeting, slot="summary")
    assert set(summaries) == {"care", "harbor"}
    shown = stage.shown(summaries["harbor"])
    assert "1 decision, 1 action, and 1 note" in shown
    assert "Refunds up to €50" in shown
    assert "Hana: Rewrite the macro · until Wed 2 Dec" in shown
    assert "Here: Harborline 1 of 1" in shown
    assert "Closed by Ada" in shown
    async with stage.database.read() as session:
        replies = await session.scalars(select(Copy).where(Copy.slot == "summary"))
        assert all(one.parent_id is not None for one in replies)
    assert "I'm here" not in (await stage.redrawn(meeting))["care"]


async def test_closing_twice_sends_nothing_twice(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    form = await stage.opened("Ada", buttons.CLOSE, meeting.public_id)
    await stage.submit("Ada", form)
    again = await stage.submit("Ines", form)
    assert "Ada closed it on Wed 25 Nov, 15:00. Nothing was changed." in stage.shown(again.message)
    assert len(await stage.cards(meeting, slot="summary")) == 2


async def test_a_meeting_of_which_nothing_was_written_down_ends_in_one_line(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.close("Ada", meeting)
    shown = stage.shown((await stage.cards(meeting, slot="summary"))["care"])
    assert "Weekly sync, Wed 25 Nov, is over. Nothing was written down." in shown
    assert await stage.letters("missed", "sync_meeting") == {}


async def test_only_the_facilitator_the_owner_and_managers_close(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    for who in ("Hana", "Bo"):
        answer = await stage.pressed(who, buttons.CLOSE, meeting.public_id)
        assert "Only the facilitator, the owner" in stage.shown(answer.message), who
    await stage.grant("Bo", Role.MANAGER)
    assert (await stage.pressed("Bo", buttons.CLOSE, meeting.public_id)).form is not None
    assert (await stage.pressed("Ines", buttons.CLOSE, meeting.public_id)).form is not None
    assert await state_of(stage, meeting) is MeetingState.OPEN


async def test_what_is_not_ticked_stays_open(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await raise_one(stage, meeting, "Hana", "Do vouchers count?")
    await raise_one(stage, meeting, "Bo", "Who has the key?")
    form = await stage.opened("Ada", buttons.CLOSE, meeting.public_id)
    field = next(part for part in form.parts if isinstance(part, ChoiceField))
    ticked = next(one.value for one in field.options if one.label == "Who has the key?")
    await stage.submit("Ada", form, settled=(ticked, "forged"))
    shown = stage.shown((await stage.cards(meeting, slot="summary"))["care"])
    assert "Questions still open Do vouchers count?" in " ".join(shown.split())
    assert "Do vouchers count?" in shown
    assert "Who has the key?" not in shown
    assert field.hint == "What is not ticked stands in the summary as still open."
    many = close_form(replace(OPEN, raised=OPEN.raised[:1] * 12), INSIDE, Texts("en"))
    field = next(part for part in many.parts if isinstance(part, ChoiceField))
    assert len(field.options) == 10 and field.hint.startswith("These are the first 10 of 12. What is not ticked")


async def test_what_had_no_room_on_the_agenda_stands_apart_from_what_is_still_open(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    for number in range(1, 7):
        await raise_one(stage, meeting, "Bo", f"Question {number}?")
    await raise_one(stage, meeting, "Hana", "The queue.", Raise.STUCK)
    await stage.close("Ada", meeting)
    shown = " ".join(stage.shown((await stage.cards(meeting, slot="summary"))["care"]).split())
    stuck, questions, left_off = (
        shown.index(label) for label in ("Still stuck", "Questions still open", "Raised, and had no room on the agenda")
    )
    assert stuck < shown.index("The queue.") < questions < shown.index("Question 5?") < left_off
    assert left_off < shown.index("Question 6?")


async def test_a_facilitator_whose_team_was_taken_out_does_not_close_and_reads_who_can(stage: Stage) -> None:
    sync, meeting = await stage.begun("Care", "Harbor", "Lumen", facilitator="Hana")
    assert (await stage.pressed("Hana", buttons.CLOSE, meeting.public_id)).form is not None
    async with stage.database.write() as session:
        harbor = (await session.scalars(select(Team).where(Team.name == "Harbor"))).one()
        await session.execute(delete(SyncTeam).where(SyncTeam.sync_id == sync.id, SyncTeam.team_id == harbor.id))
    answer = await stage.pressed("Hana", buttons.CLOSE, meeting.public_id)
    assert "Your team does not take part in Weekly sync any more, so nothing was changed." in stage.shown(
        answer.message
    )
    assert "Ines looks after it, and can." in stage.shown(answer.message)
    assert await state_of(stage, meeting) is MeetingState.OPEN


async def test_whoever_was_not_there_is_told_in_private(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor", attend=("Ada", "Bo", "Hana", "Hugo"))
    await stage.change(Person, "Hugo", away_until=STARTS + timedelta(days=3))
    await stage.pressed("Hana", buttons.HERE, meeting.public_id)
    await stage.write("Hana", meeting, buttons.DECIDE, "Refunds need no supervisor.")
    await stage.close("Ada", meeting)
    missed = await stage.letters("missed", "sync_meeting")
    # Ada closed it, Hana was there, and Hugo is away.
    assert list(missed) == ["Bo"]
    assert "while you were elsewhere" in stage.shown(missed["Bo"])
    assert "Refunds need no supervisor." in stage.shown(missed["Bo"])


async def test_where_attendance_was_not_taken_nobody_missed_it(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor", attend=("Ada", "Bo", "Hana"))
    await stage.write("Hana", meeting, buttons.DECIDE, "Refunds need no supervisor.")
    await stage.close("Ada", meeting)
    assert await stage.letters("missed", "sync_meeting") == {}


async def test_instep_closes_what_nobody_closed(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.write("Hana", meeting, buttons.DECIDE, "Refunds need no supervisor.")
    await stage.at(STARTS + timedelta(hours=12, minutes=44))
    assert await state_of(stage, meeting) is MeetingState.OPEN
    await stage.at(STARTS + timedelta(hours=12, minutes=45))
    assert await state_of(stage, meeting) is MeetingState.CLOSED
    assert "Closed · " in stage.shown((await stage.cards(meeting, slot="summary"))["care"])


async def test_what_nobody_closed_and_of_which_nothing_was_written_down_ends_in_silence(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.ahead(hours=14)
    assert await state_of(stage, meeting) is MeetingState.CLOSED
    assert await stage.cards(meeting, slot="summary") == {}


async def test_a_written_round_is_closed_at_its_end(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor", held=Held.WRITTEN, minutes=600)
    await stage.at(STARTS + timedelta(hours=10))
    assert await state_of(stage, meeting) is MeetingState.CLOSED


async def test_for_a_day_more_can_be_added_and_the_summary_follows(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.close("Ada", meeting)
    kept = await stage.write("Hana", meeting, buttons.DECIDE, "Refunds need no supervisor.")
    assert "Decision kept. It stands in the summary." in stage.shown(kept.message)
    await stage.act("Ada", meeting, "Hana", "Rewrite the macro")
    summaries = await stage.redrawn(meeting, slot="summary")
    assert "Refunds need no supervisor." in summaries["harbor"]
    assert "Rewrite the macro" in summaries["care"]
    await stage.ahead(hours=24)
    late = await stage.pressed("Hana", buttons.DECIDE, meeting.public_id)
    assert "This meeting was closed on" in stage.shown(late.message)
    assert "Decision" not in (await stage.redrawn(meeting))["care"].splitlines()


async def test_what_is_typed_while_it_is_closed_for_good_is_answered(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    form = await stage.opened("Hana", buttons.ADD_ACTION, meeting.public_id)
    await stage.close("Ada", meeting)
    await stage.ahead(hours=25)
    answer = await stage.submit("Hana", form, what="Ask", doer=(await stage.public_id("Hana"),), until=STARTS)
    assert "This meeting was closed on" in stage.shown(answer.message)
    assert await stage.actions() == []
    assert "closed on" in stage.shown((await stage.pressed("Hana", buttons.HERE, meeting.public_id)).message)


async def test_a_partner_reads_nothing_of_another_in_the_summary(stage: Stage) -> None:
    _, meeting = await stage.begun(attend=("Ada", "Hana", "Luz"))
    await raise_one(stage, meeting, "Luz", "Why does Bogota wait?")
    for who in ("Luz", "Hana"):
        await stage.pressed(who, buttons.HERE, meeting.public_id)
        await stage.write(who, meeting, buttons.NOTE, f"Note of {who}")
    await stage.close("Ada", meeting)
    harbor = stage.shown((await stage.cards(meeting, slot="summary"))["harbor"])
    assert "Note of Hana" in harbor
    assert "1 note" in harbor
    for word in ("Luz", "Bogota", "Lumenara"):
        assert word not in harbor, word
    care = stage.shown((await stage.cards(meeting, slot="summary"))["care"])
    assert "Why does Bogota wait? · Luz" in care
    assert "Here: Internal 0 of 1 · Harborline 1 of 1 · Lumenara 1 of 1 · 2 of 3 in all" in care


async def test_whoever_takes_part_reads_it_again(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.write("Hana", meeting, buttons.DECIDE, "Refunds need no supervisor.")
    assert "Refunds" in stage.shown((await stage.pressed("Hugo", MINUTES, meeting.public_id)).message)
    assert "do not take part" in stage.shown((await stage.pressed("Luz", MINUTES, meeting.public_id)).message)


async def test_an_event_that_is_over_is_closed_in_silence(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor", template=Template.DEMO)
    await stage.at(STARTS + timedelta(hours=13))
    assert await state_of(stage, meeting) is MeetingState.CLOSED
    assert await stage.cards(meeting, slot="summary") == {}


async def test_a_meeting_without_agenda_is_left_out(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    async with stage.database.write() as session:
        (await session.get_one(Meeting, meeting.id)).state = MeetingState.COLLECTING
    answer = await stage.pressed("Ada", buttons.HERE, meeting.public_id)
    assert "has not begun or does not take place" in stage.shown(answer.message)
    await stage.at(STARTS + timedelta(hours=13))
    assert await state_of(stage, meeting) is MeetingState.LEFT_OUT


async def test_a_facilitator_of_a_partner_learns_nothing_of_others_by_closing(stage: Stage) -> None:
    _, meeting = await stage.begun(attend=("Hana", "Luz"), facilitator="Hana")
    await stage.write("Luz", meeting, buttons.NOTE, "Bogota waits.")
    await raise_one(stage, meeting, "Luz", "Why does Bogota wait?")
    form = await stage.opened("Hana", buttons.CLOSE, meeting.public_id)
    assert "Nothing was written down." in stage.shown(form)
    assert not any(isinstance(part, ChoiceField) for part in form.parts)
    answer = await stage.submit("Hana", form)
    assert "The summary goes to all who take part." in stage.shown(answer.message)


async def test_a_sync_that_ends_during_a_meeting_leaves_its_summary(stage: Stage) -> None:
    sync, meeting = await stage.begun("Care", "Harbor")
    await stage.ahead(minutes=5)
    await stage.write("Hana", meeting, buttons.DECIDE, "Refunds need no supervisor.")
    async with stage.database.write() as session:
        ines = (await session.scalars(select(Person).where(Person.name == "Ines"))).one()
        actor = await directory.actor_of(session, ines.id)
        outbox = Outbox(session, stage.clocks)
        acting = Acting(session, outbox, actor, Texts(), stage.clocks, stage.platforms, stage.offers)
        await making.end(acting, await session.get_one(Sync, sync.id), ines.id)
    assert "Refunds" in stage.shown((await stage.cards(meeting, slot="summary"))["care"])


async def test_a_summary_longer_than_a_message_goes_on_below_it_and_is_read_page_by_page(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor", attend=("Ada", "Bo", "Hana"))
    await stage.pressed("Hana", buttons.HERE, meeting.public_id)
    for number in range(10):
        await stage.write("Hana", meeting, buttons.DECIDE, f"{number}: {'refunds ' * 120}")
    await stage.close("Ada", meeting)
    first = stage.shown((await stage.cards(meeting, slot="summary"))["care"])
    second = stage.shown((await stage.cards(meeting, slot="summary.2"))["care"])
    assert all(f"{number}: refunds" in first + second for number in range(10))
    missed = (await stage.letters("missed", "sync_meeting"))["Bo"]
    read_on = (await stage.press("Bo", stage.button(missed, "Read on"))).message
    assert "9: refunds" in stage.shown(read_on)
    for number in range(10, 20):
        await stage.write("Hana", meeting, buttons.DECIDE, f"{number}: {'refunds ' * 120}")
    assert "19: refunds" in (await stage.redrawn(meeting, slot="summary.3"))["harbor"]
