"""What is kept about people: given to them, taken out, joined, and forgotten in time."""

from datetime import timedelta

from sqlalchemy import select, update

from bot.capabilities.shoutouts.card import ADD, CHEER
from bot.capabilities.shoutouts.kinds import Naming, ShoutoutState
from bot.capabilities.shoutouts.store import (
    DIGEST,
    Cheer,
    Note,
    Recipient,
    RecognitionChoice,
    Shoutout,
    erasing,
    merging,
    records,
)
from bot.capabilities.shoutouts.telling import TELL
from bot.chat.message import Button
from bot.people.model import Membership, Person, Team
from tests.bot.capabilities.shoutouts.conftest import STORY, Stage


async def person_id(stage: Stage, name: str) -> int:
    async with stage.database.read() as session:
        return (await session.scalars(select(Person.id).where(Person.name == name))).one()


async def erase(stage: Stage, name: str) -> None:
    async with stage.database.write() as session:
        await erasing.erase_person(session, await person_id(stage, name))


async def respond(stage: Stage, who: str, kept: Shoutout) -> None:
    await stage.press(who, Button("", CHEER, kept.public_id))
    form = (await stage.press(who, Button("", ADD, kept.public_id))).form
    assert form is not None
    await stage.submit(who, form, text="Leo and Luz rang the driver.")


async def test_somebody_gets_all_that_is_kept_about_them(stage: Stage) -> None:
    await respond(stage, "Ada", await stage.give("Ines", "Luz"))
    async with stage.database.read() as session:
        got = await records.export_person(session, await person_id(stage, "Luz"))
        given = await records.export_person(session, await person_id(stage, "Ines"))
        responded = await records.export_person(session, await person_id(stage, "Ada"))
    assert [one["story"] for one in got["shoutouts_got"]] == [STORY]
    assert [one["story"] for one in given["shoutouts_given"]] == [STORY]
    assert len(responded["shoutouts_cheered"]) == 1
    assert [one["text"] for one in responded["shoutout_notes"]] == ["Leo and Luz rang the driver."]


async def test_somebody_gets_what_thanks_the_teams_whose_lead_had_confirmed_them(stage: Stage) -> None:
    first = await stage.give("Ines", people=(await stage.team("Lumen"),))
    stage.calendar.instant += timedelta(days=1)
    async with stage.database.write() as session:
        luz, leo = [await person_id(stage, one) for one in ("Luz", "Leo")]
        await session.execute(update(Membership).where(Membership.person_id == leo).values(confirmed=False))
        await session.execute(
            update(Membership).where(Membership.person_id == luz).values(until=stage.calendar.instant)
        )
    stage.calendar.instant += timedelta(days=1)
    await stage.give("Ines", people=(await stage.team("Lumen"),), story=f"{STORY} Later.")
    async with stage.database.read() as session:
        found = [(await records.export_person(session, one))["shoutouts_got_with_a_team"] for one in (luz, leo)]
    assert [[(one["id"], one["team"]) for one in theirs] for theirs in found] == [[(first.public_id, "Lumen")], []]


async def test_erasing_one_of_several_takes_their_name_out_and_leaves_the_counts(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz", "Leo", story=f"Leo did this. {STORY}")
    await respond(stage, "Ada", kept)
    await erase(stage, "Leo")
    await erase(stage, "Ada")
    async with stage.database.write() as session:
        await session.execute(update(Person).where(Person.name.in_(["Leo", "Ada"])).values(state="erased"))
    assert await stage.count(Recipient) == 2
    assert await stage.count(Cheer) == 1
    card = (await stage.redrawn(kept))["lumen"]
    assert "Leo" not in card
    assert "Luz rang the driver." in card
    assert "👏 1 cheer" in card
    assert "shoutout" in await stage.stale()


async def test_erasing_the_only_one_who_is_thanked_forgets_the_story(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    await respond(stage, "Ada", kept)
    await erase(stage, "Luz")
    now = await stage.kept(kept.public_id)
    assert (now.story, now.state) == ("", ShoutoutState.ERASED)
    assert await stage.count(Note) == 0
    assert STORY not in (await stage.redrawn(kept))["lumen"]


async def test_erasing_a_giver_forgets_their_drafts_and_leaves_what_was_posted(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    await stage.shout("Ines", STORY, "Leo")
    await erase(stage, "Ines")
    assert await stage.count(Shoutout) == 1
    assert (await stage.kept(kept.public_id)).story == STORY


async def test_drafts_and_what_was_withdrawn_are_forgotten_in_time(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    await stage.shout("Ines", STORY, "Leo")
    now = stage.calendar.instant
    async with stage.database.write() as session:
        await session.execute(update(Shoutout).where(Shoutout.id == kept.id).values(state="withdrawn", ended_at=now))
        assert await records.delete_expired(session, now + timedelta(days=29)) == 0
        assert await records.delete_expired(session, now + timedelta(days=31)) == 1
        assert await records.delete_expired(session, now + timedelta(days=89)) == 0
        assert await records.delete_expired(session, now + timedelta(days=91)) == 1
        assert await records.delete_expired(session, now + timedelta(days=91)) == 0
    assert (await stage.kept(kept.public_id)).story == ""


async def test_of_two_records_of_one_person_the_choice_holds_that_tells_less(stage: Stage) -> None:
    ada, bo = await person_id(stage, "Ada"), await person_id(stage, "Bo")
    async with stage.database.write() as session:
        session.add(RecognitionChoice(person_id=ada, privately=False, naming=Naming.FIRST))
        session.add(RecognitionChoice(person_id=bo, privately=True, naming=Naming.FULL))
    async with stage.database.write() as session:
        await merging.merge_person(session, bo, ada)
    async with stage.database.read() as session:
        choice = (await session.scalars(select(RecognitionChoice))).one()
    assert (choice.person_id, choice.privately, choice.naming) == (ada, True, Naming.FIRST)


async def test_whoever_was_two_and_thanked_themselves_is_thanked_no_more_where_others_are(stage: Stage) -> None:
    both = await stage.give("Ines", "Ada", "Luz")
    alone = await stage.give("Ines", "Ada", story=f"{STORY} Ada alone.")
    ines, ada, luz = [await person_id(stage, one) for one in ("Ines", "Ada", "Luz")]
    async with stage.database.write() as session:
        await merging.merge_person(session, ada, ines)
    async with stage.database.read() as session:
        rows = await session.execute(select(Recipient.shoutout_id, Recipient.person_id))
        assert sorted((one, who) for one, who in rows) == [(both.id, luz), (alone.id, ines)]
    assert {"shoutout", DIGEST} <= await stage.stale()
    for kept, gone in ((both, "Luz"), (alone, "Ines")):
        cards = await stage.redrawn(kept)
        assert all(gone in card and "Ada" not in card.replace("Ada alone", "") for card in cards.values())


async def test_a_draft_in_which_whoever_was_two_thanks_themselves_waits_for_them_to_be_taken_out(stage: Stage) -> None:
    begun = (await stage.shout("Ines", STORY, "Ada", "Luz")).message
    ines, ada = [await person_id(stage, one) for one in ("Ines", "Ada")]
    async with stage.database.write() as session:
        await merging.merge_person(session, ada, ines)
    answer = await stage.press("Ines", stage.button(begun, "Post in 2 channels"))
    assert "Thanking oneself does not work. Press Change and take yourself out." in stage.shown(answer.message)
    assert await stage.count(Recipient) == 2


async def test_whoever_was_two_is_told_once_what_one_of_them_was_still_to_be_told(stage: Stage) -> None:
    await stage.change(Team, "Lumen", working_hours="Mon-Fri 01:00-02:00")
    await stage.give("Ines", "Luz")
    await stage.give("Ines", "Luz", "Leo", story=f"{STORY} Both.")
    luz, leo = await person_id(stage, "Luz"), await person_id(stage, "Leo")
    before = {(one.owner_id, one.for_whom) for one in await stage.waiting_work(TELL)}
    assert before == {(1, str(luz)), (2, str(luz)), (2, str(leo))}
    async with stage.database.write() as session:
        await merging.merge_person(session, luz, leo)
    assert [(one.owner_id, one.for_whom) for one in await stage.waiting_work(TELL)] == [(1, str(leo)), (2, str(leo))]
