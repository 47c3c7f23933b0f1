"""Handovers that somebody takes, and events that people come to."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from bot.capabilities.syncs.during import buttons
from bot.capabilities.syncs.kinds import Template
from bot.capabilities.syncs.store.tables import Meeting, Reply
from bot.chat.inbound import Press
from bot.people.model import Membership, Person, PersonState, Role
from tests.bot.capabilities.syncs.during.conftest import STARTS, Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

URL = "https://videos.example.com/demo"


# --- handovers --------------------------------------------------------------------------------------------------------


async def test_the_first_who_takes_a_handover_has_it(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor", template=Template.HANDOVER)
    assert "You have taken it at 23:00." in stage.shown(
        (await stage.pressed("Hugo", buttons.TAKE, meeting.public_id)).message
    )
    await stage.ahead(minutes=3)
    assert "You have had it since 23:00." in stage.shown(
        (await stage.pressed("Hugo", buttons.TAKE, meeting.public_id)).message
    )
    assert "Hugo has had it since 15:00. Nothing was changed." in stage.shown(
        (await stage.pressed("Ada", buttons.TAKE, meeting.public_id)).message
    )
    card = (await stage.redrawn(meeting))["care"]
    assert "Taken by Hugo" in card
    assert "I take it" not in card


async def test_leads_then_managers_hear_of_a_handover_that_nobody_takes(stage: Stage) -> None:
    await stage.leads("Ada", "Care")
    await stage.leads("Hana", "Harbor")
    await stage.grant("Ines", Role.MANAGER)
    _, meeting = await stage.begun("Care", "Harbor", template=Template.HANDOVER)
    await stage.at(STARTS + timedelta(minutes=14))
    assert await stage.letters("nobody", "sync_meeting") == {}
    await stage.at(STARTS + timedelta(minutes=15))
    told = await stage.letters("nobody", "sync_meeting")
    assert set(told) == {"Ada", "Hana"}
    assert "Nobody has taken the handover “Weekly sync” yet" in stage.shown(told["Ada"])
    await stage.at(STARTS + timedelta(minutes=30))
    assert set(await stage.letters("nobody", "sync_meeting")) == {"Ada", "Hana", "Ines"}
    await stage.press("Hana", stage.button(told["Hana"], "I take it"))
    redrawn = await stage.redrawn(meeting, slot="nobody")
    assert "Hana took the handover “Weekly sync” at 15:30." in redrawn["Ines"]
    assert "You took the handover “Weekly sync” at 23:30." in redrawn["Hana"]


async def test_a_manager_in_no_team_hears_of_a_handover_that_nobody_takes(stage: Stage) -> None:
    await stage.grant("Ines", Role.MANAGER)
    async with stage.database.write() as session:
        ines = (await session.scalars(select(Person.id).where(Person.name == "Ines"))).one()
        await session.execute(delete(Membership).where(Membership.person_id == ines))
    await stage.begun("Care", "Harbor", template=Template.HANDOVER)
    await stage.at(STARTS + timedelta(minutes=30))
    assert set(await stage.letters("nobody", "sync_meeting")) == {"Ines"}


async def test_nobody_is_told_of_a_handover_that_was_taken(stage: Stage) -> None:
    await stage.leads("Ada", "Care")
    _, meeting = await stage.begun("Care", "Harbor", template=Template.HANDOVER)
    await stage.decide("syncs.handover_minutes", "5")
    await stage.at(STARTS + timedelta(minutes=4))
    await stage.pressed("Hugo", buttons.TAKE, meeting.public_id)
    await stage.at(STARTS + timedelta(hours=2))
    assert await stage.letters("nobody", "sync_meeting") == {}


async def test_a_handover_that_is_given_back_waits_for_somebody_again(stage: Stage) -> None:
    await stage.leads("Ada", "Care")
    await stage.grant("Ines", Role.MANAGER)
    _, meeting = await stage.begun("Care", "Harbor", template=Template.HANDOVER)
    assert "You have taken no handover" in stage.shown((await stage.command("Hugo", "sync give back")).message)
    await stage.at(STARTS + timedelta(minutes=15))
    await stage.pressed("Hugo", buttons.TAKE, meeting.public_id)
    assert "Give it back" in (await stage.redrawn(meeting))["care"]
    assert "Only Hugo, who took it," in stage.shown(
        (await stage.pressed("Ada", buttons.GIVE_BACK, meeting.public_id)).message
    )
    await stage.ahead(minutes=5)
    assert "If nobody has in 15 minutes, its leads are told." in stage.shown(
        (await stage.command("Hugo", "sync give back")).message
    )
    assert "I take it" in (await stage.redrawn(meeting))["care"]
    assert "Nobody has taken it" in stage.shown(
        (await stage.pressed("Hugo", buttons.GIVE_BACK, meeting.public_id)).message
    )
    # Of what waited since the beginning, nothing is told; the leads hear of it once more.
    await stage.at(STARTS + timedelta(minutes=34))
    assert await stage.letters("nobody.1", "sync_meeting") == {}
    await stage.at(STARTS + timedelta(minutes=35))
    assert set(await stage.letters("nobody.1", "sync_meeting")) == {"Ada"}


async def test_a_handover_of_somebody_who_has_gone_is_freed_by_their_lead_and_they_are_told(stage: Stage) -> None:
    await stage.leads("Hana", "Harbor")
    await stage.leads("Ada", "Care")
    _, meeting = await stage.begun("Care", "Harbor", template=Template.HANDOVER, facilitator="")
    await stage.pressed("Hugo", buttons.TAKE, meeting.public_id)
    await stage.ahead(minutes=20)
    assert "Only Hugo, who took it, their lead, and" in stage.shown(
        (await stage.pressed("Ada", buttons.GIVE_BACK, meeting.public_id)).message
    )
    refused = await stage.pressed("Ada", buttons.FREE, f"{meeting.public_id}.0")
    assert "Only Hugo, who took it," in stage.shown(refused.message)
    asked = {
        "Hana": await stage.command("Hana", "sync give back"),
        "Ines": await stage.pressed("Ines", buttons.GIVE_BACK, meeting.public_id),
    }
    assert "Hugo has had it since 23:00. If they have gone, free it:" in stage.shown(asked["Hana"].message)
    assert "Taken by Hugo" in (await stage.redrawn(meeting))["care"], "nothing is done before the answer"
    freed = await stage.press("Hana", stage.button(asked["Hana"].message, "Free it"))
    assert "You have freed it, and Hugo is told." in stage.shown(freed.message)
    assert "I take it" in (await stage.redrawn(meeting))["harbor"]
    # Whoever was asked before does not free it for somebody who has taken it since.
    await stage.pressed("Ada", buttons.TAKE, meeting.public_id)
    late = await stage.press("Ines", stage.button(asked["Ines"].message, "Free it"))
    assert "Ada has had it since 15:20. Nothing was changed." in stage.shown(late.message)
    await stage.at(STARTS + timedelta(days=1))
    told = await stage.letters("freed.1", "sync_meeting")
    assert set(told) == {"Hugo"}
    assert "of Wed 25 Nov, 23:00, which you had taken, was given back for you" in stage.shown(told["Hugo"])


async def test_a_handover_that_is_given_back_before_it_begins_waits_from_its_beginning(stage: Stage) -> None:
    await stage.leads("Ada", "Care")
    _, meeting = await stage.begun("Care", "Harbor", template=Template.HANDOVER)
    stage.calendar.instant = STARTS - timedelta(minutes=5)
    await stage.pressed("Hugo", buttons.TAKE, meeting.public_id)
    back = await stage.pressed("Hugo", buttons.GIVE_BACK, meeting.public_id)
    assert "minutes" not in stage.shown(back.message)
    await stage.at(STARTS + timedelta(minutes=15))
    assert set(await stage.letters("nobody.1", "sync_meeting")) == {"Ada"}


async def test_whoever_is_not_confirmed_does_not_take_a_handover(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor", template=Template.HANDOVER)
    await stage.change(Person, "Hugo", state=PersonState.PROVISIONAL)
    answer = await stage.pressed("Hugo", buttons.TAKE, meeting.public_id)
    assert "Your lead has not confirmed" in stage.shown(answer.message)


async def test_a_meeting_that_is_no_handover_is_not_taken(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.pressed("Hugo", buttons.TAKE, meeting.public_id)
    async with stage.database.read() as session:
        assert (await session.get_one(Meeting, meeting.id)).taken_at is None


# --- events -----------------------------------------------------------------------------------------------------------


async def begun(stage: Stage) -> Meeting:
    """A demo half an hour before it begins."""
    _, meeting = await stage.begun("Care", "Harbor", template=Template.DEMO, attend=())
    stage.calendar.instant = STARTS - timedelta(minutes=30)
    return meeting


async def test_people_say_that_they_come_and_think_again(stage: Stage) -> None:
    meeting = await begun(stage)
    coming = await stage.pressed("Hana", buttons.COMING, meeting.public_id)
    assert "You are coming: Weekly sync, Wed 25 Nov, 23:00." in stage.shown(coming.message)
    await stage.pressed("Ada", buttons.COMING, meeting.public_id)
    assert "Coming: Internal 1 · Harborline 1 · 2 in all" in (await stage.redrawn(meeting))["care"]
    not_coming = await stage.press("Hana", stage.button(coming.message, "Can't, send me the recording"))
    assert "You get the recording when it is there" in stage.shown(not_coming.message)
    # Of Harborline nobody else has replied: a zero says nothing of it, as it does not of sides without any reply.
    assert "Coming: Internal 1\n" in (await stage.redrawn(meeting))["care"]
    await stage.press("Hana", stage.button(not_coming.message, "Coming after all"))
    assert await stage.count(Reply) == 2


async def test_beside_the_invitation_a_line_is_answer_enough(stage: Stage) -> None:
    meeting = await begun(stage)
    for action in (buttons.COMING, buttons.NOT_COMING):
        origin = stage.origin("Hana", stage.place("harbor", "teams"))
        answer = await stage.send(Press(origin, action, meeting.public_id, {"activity": "1"}))
        assert len(answer.message.parts) == 1, "with a button Teams would show it in place of the invitation"


async def test_the_recording_goes_to_those_alone_who_asked_for_it(stage: Stage) -> None:
    meeting = await begun(stage)
    await stage.pressed("Hana", buttons.NOT_COMING, meeting.public_id)
    await stage.pressed("Hugo", buttons.COMING, meeting.public_id)
    before = await stage.pressed("Ines", buttons.ADD_RECORDING, meeting.public_id)
    assert "Add the recording after it." in stage.shown(before.message)
    await stage.at(STARTS + timedelta(hours=1))
    assert "Only whoever hosts" in stage.shown(
        (await stage.pressed("Hugo", buttons.ADD_RECORDING, meeting.public_id)).message
    )
    form = await stage.opened("Ines", buttons.ADD_RECORDING, meeting.public_id)
    for wrong in ("", "javascript:alert(1)", "https://a b", URL.replace("https", "http")):
        answer = await stage.submit("Ines", form, url=wrong)
        assert answer.errors is not None, wrong
    answer = await stage.submit("Ines", form, url=URL)
    assert "1 person gets it" in stage.shown(answer.message)
    looked = await stage.command("Ines", "sync weekly")
    assert stage.button(looked.message, "Add recording"), "its host may be in none of its channels"
    assert "Add recording" not in stage.shown((await stage.command("Hugo", "sync weekly")).message)
    letters = await stage.letters("recording", "sync_meeting")
    assert list(letters) == ["Hana"]
    late = await stage.pressed("Bo", buttons.NOT_COMING, meeting.public_id)
    assert "The recording of Weekly sync is there" in stage.shown(late.message)


async def test_whoever_was_named_to_host_an_event_adds_its_recording(stage: Stage) -> None:
    hosts = ("Hugo", "Bo")
    _, meeting = await stage.begun("Care", "Harbor", "Lumen", template=Template.DEMO, attend=(), facilitators=hosts)
    await stage.at(STARTS + timedelta(hours=1))
    await stage.pressed("Ada", buttons.NOT_COMING, meeting.public_id)
    cards = await stage.redrawn(meeting)
    assert "Hosted by Hugo (Harborline), Bo" in cards["care"]
    assert "Hosted by Bo (Internal)" in cards["lumen"] and "Hugo" not in cards["lumen"]
    assert stage.button((await stage.command("Hugo", "sync weekly")).message, "Add recording")
    form = await stage.opened("Hugo", buttons.ADD_RECORDING, meeting.public_id)
    assert "Kept." in stage.shown((await stage.submit("Hugo", form, url=URL)).message)
    refused = await stage.pressed("Hana", buttons.ADD_RECORDING, meeting.public_id)
    assert "Only whoever hosts" in stage.shown(refused.message)


async def test_nobody_says_that_they_come_to_a_meeting(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    for action in (buttons.COMING, buttons.NOT_COMING, buttons.ADD_RECORDING):
        await stage.pressed("Ines", action, meeting.public_id)
    assert await stage.count(Reply) == 0
