"""Who is thanked hears of it in their own hours, with their lead; privately if they want."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.capabilities.shoutouts.card import first_of
from bot.capabilities.shoutouts.kinds import Where
from bot.capabilities.shoutouts.store import RecognitionChoice
from bot.chat.texts import Texts
from bot.people.model import Audience, AudienceTeam, Person, Sharing, Team
from tests.bot.capabilities.shoutouts.conftest import STORY, Stage


async def led_by(stage: Stage, team: str, lead: str) -> None:
    async with stage.database.write() as session:
        person_id = await session.scalar(select(Person.id).where(Person.name == lead))
        await session.execute(update(Team).where(Team.name == team).values(lead_id=person_id))


async def wants_it_privately(stage: Stage, name: str) -> None:
    async with stage.database.write() as session:
        person_id = await session.scalar(select(Person.id).where(Person.name == name))
        session.add(RecognitionChoice(person_id=person_id, privately=True))


async def test_the_lead_is_told_as_well_and_the_giver_is_not(stage: Stage) -> None:
    await led_by(stage, "Lumen", "Leo")
    kept = await stage.give("Ines", "Luz")
    assert set(await stage.cards(kept, slot="personal")) == {"Luz"}
    told = await stage.cards(kept, slot="lead")
    assert "Luz of your team got a shoutout" in stage.shown(told["Leo"])
    await led_by(stage, "Care", "Ines")
    own = await stage.give("Ines", "Ada")
    assert await stage.cards(own, slot="lead") == {}


async def test_whoever_is_off_shift_hears_of_it_when_their_day_begins_and_once(stage: Stage) -> None:
    await stage.change(Team, "Lumen", working_hours="Mon-Fri 09:00-17:00")
    stage.calendar.instant = stage.calendar.instant.replace(hour=3)
    kept = await stage.give("Ines", "Luz")
    assert await stage.cards(kept, slot="personal") == {}
    begins = datetime.fromisoformat("2026-11-24T14:00:00+00:00")  # 09:00 in Bogota
    await stage.until(begins - timedelta(minutes=1))
    assert await stage.cards(kept, slot="personal") == {}
    await stage.until(begins)
    assert set(await stage.cards(kept, slot="personal")) == {"Luz"}
    await stage.until(begins + timedelta(days=3))
    assert set(await stage.cards(kept, slot="personal")) == {"Luz"}


async def test_whoever_is_away_hears_of_it_when_they_are_back(stage: Stage) -> None:
    back = stage.calendar.instant + timedelta(days=3)
    await stage.change(Team, "Lumen", working_hours="Mon-Fri 09:00-17:00")
    await stage.change(Person, "Luz", away_until=back)
    kept = await stage.give("Ines", "Luz")
    await stage.until(back)
    assert await stage.cards(kept, slot="personal") == {}
    await stage.until(back + timedelta(days=3))
    assert set(await stage.cards(kept, slot="personal")) == {"Luz"}


async def test_whoever_went_away_since_hears_of_it_when_they_are_back(stage: Stage) -> None:
    await stage.change(Team, "Lumen", working_hours="Mon-Fri 09:00-17:00")
    stage.calendar.instant = stage.calendar.instant.replace(hour=3)
    kept = await stage.give("Ines", "Luz")
    back = stage.calendar.instant + timedelta(days=2)
    await stage.change(Person, "Luz", away_until=back)
    await stage.until(back)
    assert await stage.cards(kept, slot="personal") == {}
    await stage.until(back + timedelta(days=1))
    assert set(await stage.cards(kept, slot="personal")) == {"Luz"}


async def test_whoever_wants_it_privately_is_named_in_no_channel(stage: Stage) -> None:
    await led_by(stage, "Lumen", "Leo")
    await wants_it_privately(stage, "Luz")
    await stage.decide("shoutouts.audience", "Everyone")
    kept = await stage.give("Ines", "Luz", "Hana", story="Luz and Hana rang every depot until the parcel was found.")
    cards = await stage.cards(kept)
    assert set(cards) == {"care", "harbor", "lumen"}
    assert not any("Luz" in stage.shown(card) for card in cards.values())
    told = await stage.cards(kept, slot="personal")
    assert set(told) == {"Luz", "Hana"}
    assert "Luz" not in stage.shown(told["Hana"])
    assert "Luz and Hana" not in stage.shown(told["Luz"])  # a partner's name, behind the wall
    assert "Luz and [name]" in stage.shown(told["Luz"])
    assert set(await stage.cards(kept, slot="lead")) == {"Leo"}


async def test_if_all_want_it_privately_no_channel_hears_of_it(stage: Stage) -> None:
    await wants_it_privately(stage, "Luz")
    await stage.decide("shoutouts.audience", "Everyone")
    kept = await stage.give("Ines", "Luz")
    assert await stage.cards(kept) == {}
    assert "Only you and your lead see this." in stage.shown((await stage.cards(kept, slot="personal"))["Luz"])
    # Of several each would be told something else than is so.
    await wants_it_privately(stage, "Hana")
    both = stage.shown((await stage.cards(await stage.give("Ines", "Luz", "Hana"), slot="personal"))["Luz"])
    assert "only whom it thanks and their leads see it" in both and "Only you" not in both and "Hana" not in both


async def test_the_giver_may_tell_them_alone(stage: Stage) -> None:
    await led_by(stage, "Lumen", "Leo")
    kept = await stage.give("Ines", "Luz", goes_to=(Where.PRIVATELY,))
    assert await stage.cards(kept) == {}
    assert set(await stage.cards(kept, slot="personal")) == {"Luz"}
    told = stage.shown((await stage.cards(kept, slot="lead"))["Leo"])
    assert "Given privately: only they and you see this." in told, "it was not Luz who wished it"


async def test_of_a_whole_team_that_is_thanked_privately_the_lead_alone_is_told_and_asked_to_pass_it_on(
    stage: Stage,
) -> None:
    await led_by(stage, "Lumen", "Leo")
    form = (await stage.command("Ines", "shoutout")).form
    assert form is not None
    people = (await stage.team("Lumen"),)
    preview = (await stage.submit("Ines", form, **await stage.filled(people=people, goes_to=(Where.PRIVATELY,)))).form
    assert preview is not None
    shown = stage.shown(preview)
    assert "Only their lead is told, and asked to pass it on." in shown
    assert "As their lead will see it" in shown
    assert "please pass it on to the team" in shown
    done = await stage.submit("Ines", preview)
    assert "Their lead is told in their working hours" in stage.shown(done.message)


async def test_a_whole_team_is_named_once_in_its_channel_and_its_lead_is_told(stage: Stage) -> None:
    await led_by(stage, "Lumen", "Leo")
    kept = await stage.give("Ines", people=(await stage.team("Lumen"),))
    cards = await stage.cards(kept)
    assert set(cards) == {"lumen"}
    assert "Everybody in Lumen" in stage.shown(cards["lumen"])
    told = await stage.cards(kept, slot="lead")
    assert "Your team Lumen got a shoutout" in stage.shown(told["Leo"])


async def test_a_lead_reads_of_their_own_team_alone_where_another_companys_is_thanked_too(stage: Stage) -> None:
    await led_by(stage, "Lumen", "Leo")
    await led_by(stage, "Harbor", "Hana")
    kept = await stage.give("Ines", people=(await stage.team("Lumen"), await stage.team("Harbor")))
    told = await stage.cards(kept, slot="lead")
    assert "Your team Lumen got a shoutout" in stage.shown(told["Leo"])
    assert "Harbor" not in stage.shown(told["Leo"])


async def test_sides_that_are_not_in_the_recognition_audience_are_told_nothing_that_it_shares(stage: Stage) -> None:
    async with stage.database.write() as session:
        audience = Audience(name="Applause", sharing=Sharing.NAMES, everyone=False)
        session.add(audience)
        await session.flush()
        teams = await session.scalars(select(Team.id).where(Team.name.in_(("Care", "Harbor"))))
        session.add_all([AudienceTeam(audience_id=audience.id, team_id=one) for one in teams])
    await stage.decide("shoutouts.audience", "Applause")
    kept = await stage.give("Ines", "Luz", "Hana", story=f"{STORY} By Luz and Hana.")
    first = {name: stage.shown(one) for name, one in (await stage.cards(kept)).items()}
    for cards in (first, await stage.redrawn(kept)):
        assert "Luz" not in cards["harbor"]
        assert "Hana" not in cards["lumen"]
        assert "Luz" in cards["care"]


async def test_where_the_organisation_says_so_a_channel_gets_nothing_of_whom_its_readers_may_not_know(
    stage: Stage,
) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    await stage.decide("shoutouts.across_walls", "nothing")
    kept = await stage.give("Ines", "Luz")
    assert set(await stage.cards(kept)) == {"care", "lumen"}


async def test_a_partners_agent_thanks_across_and_is_named_to_nobody_but_their_own_and_internal_people(
    stage: Stage,
) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    kept = await stage.give("Hana", "Ada")
    cards = {name: stage.shown(card) for name, card in (await stage.cards(kept)).items()}
    assert "Hana" in cards["care"]
    assert "Hana" in cards["harbor"]
    assert "Hana" not in cards["lumen"]
    assert "from a colleague of another company" in cards["lumen"]


@pytest.mark.parametrize(
    ("many", "shown"),
    [(1, "A"), (2, "A and B"), (4, "A, B, C, and D"), (5, "A, B, C, and 2 others"), (30, "A, B, C, and 27 others")],
)
def test_no_more_than_a_few_are_called_by_name(many: int, shown: str) -> None:
    t = Texts()
    names = [chr(ord("A") + place) for place in range(many)]
    assert t.names(first_of(names, t)) == shown
