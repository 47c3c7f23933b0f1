"""Erasing somebody: nothing that was sent names them any more, and everything says what is true."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.capabilities.shoutouts.after.letters import REPORT
from bot.capabilities.shoutouts.card import MORE
from bot.capabilities.shoutouts.composers import TAKEN_DOWN
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.store import (
    REPORTED,
    Objection,
    Recipient,
    Shoutout,
    StoryOfTheWeek,
)
from bot.capabilities.shoutouts.store.digest import choose_story
from bot.capabilities.shoutouts.telling import LEAD, PERSONAL
from bot.capabilities.shoutouts.weeks import week_of, weeks_telling_of
from bot.chat.message import Button, from_json
from bot.delivery.redraw import Redrawer
from bot.delivery.tables import Content, Copy
from bot.people import erasure
from bot.people.model import DeskIdentity, Person, Role
from tests.bot.capabilities.shoutouts.conftest import STORY as TOLD
from tests.bot.capabilities.shoutouts.conftest import Stage
from tests.bot.capabilities.shoutouts.test_coverage import grant, joined, lead
from tests.bot.capabilities.shoutouts.test_digest import digests
from tests.bot.capabilities.shoutouts.test_reporting import report_form
from tests.stage import TUESDAY, shown

ERASED = "This shoutout was erased, and what it told is no longer kept."
ERASED_HERE = "This message named somebody who was erased, and what it told is no longer kept."

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def erase(stage: Stage, *names: str) -> None:
    """Erases people as the directory does, and has everything redrawn that is marked for it."""
    erasures = [one.erase_person for one in stage.offers.capabilities if one.erase_person]
    for name in names:
        async with stage.database.write() as session:
            person = (await session.scalars(select(Person).where(Person.name == name))).one()
            await erasure.erase_person(session, None, person, stage.calendar.now(), erasures)
    await Redrawer(stage.database, stage.offers.composers, stage.paces, stage.clocks).redraw_due()


async def everything_shown(stage: Stage) -> str:
    """All that stands in chat."""
    async with stage.database.read() as session:
        rows = await session.scalars(
            select(Content.message).join(Copy, Copy.content_id == Content.id).order_by(Copy.id)
        )
        return "\n".join(shown(from_json(one)) for one in rows)


async def send_digest(stage: Stage, who: str) -> None:
    look = (await stage.command(who, "shoutout digest")).form
    assert look is not None
    await stage.submit(who, look)


async def test_a_digest_that_is_out_names_them_no_more(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    await grant(stage, "Bo", Role.MANAGER, None)
    alone = await stage.give("Ines", "Leo", story=f"{TOLD} Leo alone.")
    await stage.give("Ines", "Leo", "Ada", story=f"{TOLD} Leo and Ada.")
    async with stage.database.write() as session:
        await choose_story(session, week_of(stage.calendar.now()), alone.id, None, stage.calendar.now())
    stage.calendar.instant += timedelta(hours=1)
    await send_digest(stage, "Bo")
    assert "Leo" in stage.shown((await digests(stage))["care"])
    # What no channel of the audience is any more is read all the same.
    await stage.decide("shoutouts.audience", "")
    await erase(stage, "Leo")
    for message in (await digests(stage)).values():
        assert "Leo" not in stage.shown(message)
    care = stage.shown((await digests(stage))["care"])
    assert "[name] and Ada." in care and "Story of the week" not in care
    assert await stage.count(StoryOfTheWeek) == 0
    assert "Leo" not in await everything_shown(stage)


async def test_a_leads_digest_names_no_more_whom_nobody_had_thanked(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    await lead(stage, "Care", "Ines")
    await joined(stage, "Ada", 9)
    async with stage.database.write() as session:
        ada = (await session.scalars(select(Person).where(Person.name == "Ada"))).one()
        ada.name = 'Ada "50%" Østby'
    await send_digest(stage, "Ines")
    assert "Østby" in stage.shown((await digests(stage))["Ines"])
    await erase(stage, 'Ada "50%" Østby')
    assert "Østby" not in await everything_shown(stage)


@on_one_database
@pytest.mark.parametrize("new_lead", ["", "Hana"])
async def test_no_message_to_anybody_names_them_any_more(stage: Stage, new_lead: str) -> None:
    await lead(stage, "Lumen", "Luz")
    kept = await stage.give("Ines", "Leo", "Ada", story=f"{TOLD} Leo did.")
    await stage.tick()
    assert {*await stage.cards(kept, slot=PERSONAL)} == {"Leo", "Ada"}
    assert "Leo" in stage.shown((await stage.cards(kept, slot=LEAD))["Luz"])
    if new_lead:
        await lead(stage, "Lumen", new_lead)
    await erase(stage, "Leo")
    assert "Leo" not in await everything_shown(stage)
    assert ERASED_HERE in stage.shown((await stage.cards(kept, slot=LEAD))["Luz"])
    assert "[name] did." in stage.shown((await stage.cards(kept, slot=PERSONAL))["Ada"])
    assert "Ada" in stage.shown((await stage.cards(kept))["care"])


@on_one_database
async def test_where_all_whom_it_thanked_are_erased_it_says_that_and_no_more(stage: Stage) -> None:
    kept = await stage.give("Ines", "Leo", "Luz")
    await erase(stage, "Leo", "Luz")
    now = await stage.kept(kept.public_id)
    assert (now.state, now.story, now.ended_at) == (ShoutoutState.ERASED, "", now.posted_at)
    assert {stage.shown(one) for one in (await stage.cards(kept)).values()} == {f"{ERASED}\n{ERASED}"}
    assert await stage.count(Recipient) == 2


@on_one_database
async def test_where_only_those_are_left_who_are_thanked_privately_its_channels_say_that_it_was_erased(
    stage: Stage,
) -> None:
    kept = await stage.give("Ines", "Leo", "Ada")
    async with stage.database.write() as session:
        for row in await session.scalars(select(Recipient)):
            ada = (await session.scalars(select(Person.id).where(Person.name == "Ada"))).one()
            row.privately = row.person_id == ada
    await erase(stage, "Leo")
    assert {stage.shown(one) for one in (await stage.cards(kept)).values()} == {f"{ERASED}\n{ERASED}"}
    assert (await stage.kept(kept.public_id)).story == TOLD


@on_one_database
async def test_a_giver_is_nowhere_named_any_more(stage: Stage) -> None:
    kept = await stage.give("Bo", "Leo", story=f"{TOLD} Bo saw it.")
    await stage.tick()
    await erase(stage, "Bo")
    assert "Bo" not in (await everything_shown(stage)).split()
    assert "[name] saw it." in stage.shown((await stage.cards(kept))["lumen"])


@on_one_database
async def test_what_others_have_begun_goes_or_is_looked_at_anew(stage: Stage) -> None:
    form = (await stage.command("Ines", "shoutout")).form
    assert form is not None
    look = await stage.submit("Ines", form, **await stage.filled("Leo", "Ada", story=f"{TOLD} Leo did."))
    await stage.shout("Bo", TOLD, "Leo")
    await erase(stage, "Leo")
    assert await stage.count(Shoutout) == 1
    kept = await stage.kept(form.object_id)
    assert kept.story == f"{TOLD} [name] did."
    assert look.form is not None
    again = await stage.submit("Ines", look.form)
    assert again.form is not None and "[name] did." in stage.shown(again.form)
    posted = await stage.submit("Ines", again.form)
    assert posted.message is not None and "Posted in" in stage.shown(posted.message)


async def test_what_thanks_a_whole_team_names_them_no_more_by_any_of_their_names(stage: Stage) -> None:
    await lead(stage, "Lumen", "Luz")
    await stage.change(Person, "Leo", alias="Max Demo")
    async with stage.database.write() as session:
        leo = (await session.scalars(select(Person.id).where(Person.name == "Leo"))).one()
        session.add(DeskIdentity(person_id=leo, system="zendesk", agent_id="7", alias="Kit Sample"))
    team = (await stage.team("Lumen"),)
    kept = await stage.give("Ines", people=team, story=f"{TOLD} Leo, or Max, or Kit.", quote="Demo was so kind to us.")
    begun = (await stage.command("Bo", "shoutout")).form
    assert begun is not None
    look = await stage.submit("Bo", begun, people=team, story=f"{TOLD} Sample said so.", goes_to=("everywhere",))
    await erase(stage, "Leo")
    said = await everything_shown(stage)
    assert not {"Leo", "Max", "Kit", "Demo"} & set(said.replace(",", " ").replace(".", " ").split())
    assert "[name], or [name], or [name]." in stage.shown((await stage.cards(kept))["lumen"])
    assert "Everybody in Lumen" in stage.shown((await stage.cards(kept))["lumen"])
    assert look.form is not None
    again = await stage.submit("Bo", look.form)
    assert again.form is not None and "[name] said so." in stage.shown(again.form)


@on_one_database
async def test_letters_about_a_report_name_them_no_more_and_the_report_waits_on(stage: Stage) -> None:
    await grant(stage, "Bo", Role.MANAGER, None)
    both, alone = await stage.give("Ines", "Leo", "Luz"), await stage.give("Ines", "Leo", story=f"{TOLD} Two.")
    for kept in (both, alone):
        form = await report_form(stage, "Ada", kept)
        assert form is not None
        await stage.submit("Ada", form, text="Leo did nothing")
    await erase(stage, "Leo", "Ada")
    assert "Leo" not in await everything_shown(stage) and "Ada" not in await everything_shown(stage)
    async with stage.database.read() as session:
        report = (await session.scalars(select(Objection))).one()
    assert (report.text, report.person_id) == ("[name] did nothing", None)
    letter = (await stage.cards(report, REPORTED, REPORT))["Bo"]
    assert "[name] did nothing" in stage.shown(letter)
    answer = await stage.press("Bo", stage.button(letter, "It is fine"))
    assert stage.shown(answer.message).startswith("It stays.\n")


@on_one_database
async def test_the_letter_about_what_was_taken_down_names_them_no_more(stage: Stage) -> None:
    await lead(stage, "Lumen", "Luz")
    await stage.give("Ines", "Leo", "Ada", story=f"{TOLD} Leo did.")
    async with stage.database.read() as session:
        kept = (await session.scalars(select(Shoutout))).one()
    whole = (await stage.press("Luz", Button("", MORE, kept.public_id))).form
    assert whole is not None
    form = (await stage.press_in("Luz", whole, "Take it down")).form
    assert form is not None
    await stage.submit("Luz", form, reason="Leo was not there")
    assert "Leo" in stage.shown((await stage.cards(kept, slot=TAKEN_DOWN))["Ines"])
    await erase(stage, "Leo")
    assert "Leo" not in await everything_shown(stage)
    assert "[name] was not there" in stage.shown((await stage.cards(kept, slot=TAKEN_DOWN))["Ines"])


def test_the_weeks_whose_digests_tell_of_something_are_the_one_of_then_and_the_next() -> None:
    hours = range(0, 7 * 24, 5)
    told = {week_of(TUESDAY + timedelta(hours=one)) for one in hours}
    assert told <= set(weeks_telling_of(TUESDAY)) and len(weeks_telling_of(TUESDAY)) == 2
