"""*You said, we did* reaches everybody who was asked, behind the wall, is corrected and taken back."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.results.messages import RESULTS
from bot.capabilities.checkins.store.following_tables import Done
from bot.capabilities.checkins.store.tables import Asked, Checkin, Run
from bot.capabilities.checkins.store.talks import take_out
from bot.chat.message import Button, Message
from bot.people.model import Grant, Person, Role
from tests.bot.capabilities.checkins.answering.conftest import OnIt
from tests.bot.capabilities.checkins.following.conftest import Stage

EVERYBODY = {"Ines", "Ada", "Bo", "Hana", "Hugo", "Luz", "Leo"}
DID = "Limits are told on Mondays."


async def results(stage: Stage, who: str, on: OnIt) -> Message:
    answer = await stage.press(who, Button("", RESULTS, on.run.public_id))
    assert answer.message is not None
    return answer.message


async def tells(stage: Stage, on: OnIt, **values: Any) -> Message:
    form = (await stage.press("Ines", stage.button(await results(stage, "Ines", on), "Say what you did"))).form
    assert form is not None
    answer = await stage.submit("Ines", form, **{"place": ("1",), "text": DID, "channels": False, **values})
    again = await stage.submit("Ines", form, **{"place": ("1",), "text": DID, "channels": False, **values})
    assert "not told twice" in stage.shown(again.message)
    assert answer.message is not None
    await stage.until(stage.calendar.instant + timedelta(days=4))
    return answer.message


async def the_done(stage: Stage) -> Done:
    async with stage.database.read() as session:
        return (await session.scalars(select(Done))).one()


async def test_everybody_who_was_asked_gets_it_once(stage: Stage) -> None:
    on, _ = await stage.wrote()
    await tells(stage, on, text=f"{DID} Call Noor on +44 20 7946 0958.")
    letters = await stage.letters("checkin_done")
    assert {name for name, _ in letters} == EVERYBODY and len(letters) == len(EVERYBODY)
    for one in letters.values():
        assert DID in stage.shown(one) and "What would help?" in stage.shown(one) and "7946" not in stage.shown(one)
    assert await stage.cards(await the_done(stage), "checkin_done", "channel") == {}


async def test_it_goes_into_the_channels_of_their_teams_where_that_is_wanted(stage: Stage) -> None:
    on, _ = await stage.wrote()
    async with stage.database.write() as session:
        of_lumen = select(Person.id).where(Person.name.in_(("Luz", "Leo")))
        await session.execute(update(Asked).where(Asked.person_id.in_(of_lumen)).values(asked_at=None))
    await tells(stage, on, channels=True)
    channels = await stage.cards(await the_done(stage), "checkin_done", "channel")
    assert set(channels) == {"care", "harbor"}, "nobody of the third team was reached"
    assert all(DID in stage.shown(one) for one in channels.values())


async def test_who_wrote_it_is_named_to_those_alone_who_may_know_them(stage: Stage) -> None:
    on, _ = await stage.wrote()
    async with stage.database.write() as session:
        hana = await stage._id(session, "Hana")
        await session.execute(update(Checkin).values(author_id=hana))
        session.add(Grant(person_id=hana, role=Role.LEAD, side_id=None))
    form = (await stage.press("Hana", Button("", "checkins.tell_done", on.run.public_id))).form
    assert form is not None
    await stage.submit("Hana", form, place=("0",), text=DID, channels=False)
    await stage.until(stage.calendar.instant + timedelta(days=4))
    letters = {name: stage.shown(one) for (name, _), one in (await stage.letters("checkin_done")).items()}
    assert "Hana" in letters["Hugo"]
    assert "Hana" not in letters["Luz"] and "Harborline" not in letters["Luz"]
    redrawn = await stage.redrawn(await the_done(stage), "checkin_done")
    assert "Hana" in redrawn["Hugo"] and "Hana" not in redrawn["Luz"]


async def test_it_is_corrected_and_taken_back_everywhere(stage: Stage) -> None:
    on, _ = await stage.wrote()
    told = await tells(stage, on)
    form = (await stage.press("Ines", stage.button(told, "Correct"))).form
    assert form is not None
    await stage.submit("Ines", form, text="On Tuesdays.")
    redrawn = await stage.redrawn(await the_done(stage), "checkin_done")
    assert all("On Tuesdays." in one and "Corrected since." in one for one in redrawn.values()) and len(redrawn) == 7
    await stage.grants("Ada", Role.MANAGER)
    form = (await stage.press("Ada", stage.button(told, "Correct"))).form
    assert form is not None
    await stage.submit("Ada", form, text="On Tuesdays, before noon.")
    again = await stage.redrawn(await the_done(stage), "checkin_done")
    assert all("Corrected since by Ada." in one for one in again.values()) and len(again) == 7
    async with stage.database.write() as session:
        await take_out(session, await stage._id(session, "Ada"))
    again = await stage.redrawn(await the_done(stage), "checkin_done")
    assert all("Corrected since." in one for one in again.values())
    for who in ("Bo", "Hana"):
        await stage.press(who, stage.button(told, "Take it back"))
    assert (await the_done(stage)).withdrawn_at is None
    await stage.press("Ines", stage.button(told, "Take it back"))
    redrawn = await stage.redrawn(await the_done(stage), "checkin_done")
    assert all("taken back" in one and "Tuesdays" not in one for one in redrawn.values())
    assert (await stage.press("Ines", stage.button(told, "Correct"))).form is None


async def test_only_those_who_look_after_it_say_what_was_done(stage: Stage) -> None:
    on, _ = await stage.wrote()
    form = (await stage.press("Ines", Button("", "checkins.tell_done", on.run.public_id))).form
    assert form is not None
    await stage.grants("Hana", Role.MANAGER, "Harborline")
    for who in ("Ada", "Hana"):
        assert (await stage.press(who, Button("", "checkins.tell_done", on.run.public_id))).form is None
        await stage.submit(who, form, place=("1",), text=DID, channels=False)
    assert (await stage.submit("Ines", form, place=("7",), text="", channels=False)).errors is not None
    assert await stage.count(Done) == 0


async def test_the_next_result_says_what_was_done_about_the_same_question(stage: Stage) -> None:
    on = await stage.answered({"Bo": 2, "Ada": 3, "Hana": 2, "Hugo": 1, "Luz": 2})
    await tells(stage, on)
    later = await stage.answered({"Bo": 5, "Ada": 4, "Hana": 5, "Hugo": 5, "Luz": 4}, Mode.NAMED, again=on)
    said = f"You said, we did: {DID} (27 Nov)"
    assert said in stage.shown(await stage.detail("Ines", later))
    assert "▲ 2.6 since last time" in stage.shown(await stage.detail("Ines", later))
    assert said in stage.shown(await results(stage, "Ines", later))
    async with stage.database.write() as session:
        await session.execute(update(Done).values(withdrawn_at=stage.calendar.now()))
    assert DID not in stage.shown(await stage.detail("Ines", later))
    assert await stage.count(Run) == 2
