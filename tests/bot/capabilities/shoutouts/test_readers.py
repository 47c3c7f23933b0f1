"""What each reader of a shoutout can learn beside its cards: in forms, lists, files, and messages to its giver."""

import pytest
from sqlalchemy import select

from bot.capabilities.shoutouts.back.digest_messages import CHOOSE
from bot.capabilities.shoutouts.card import MORE
from bot.capabilities.shoutouts.kinds import Naming
from bot.capabilities.shoutouts.store import Cheer, RecognitionChoice, Shoutout, SideNaming
from bot.capabilities.shoutouts.store.tables import StoryOfTheWeek
from bot.chat.form import Form
from bot.chat.inbound import Answer, FormPressed
from bot.chat.message import Button
from bot.people.model import Person, PersonState
from bot.ports import Cause
from tests.bot.capabilities.shoutouts.conftest import STORY, Stage
from tests.bot.capabilities.shoutouts.test_coverage import lead

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def wants_privacy(stage: Stage, name: str) -> None:
    async with stage.database.write() as session:
        person_id = (await session.scalars(select(Person.id).where(Person.name == name))).one()
        session.add(RecognitionChoice(person_id=person_id, privately=True))


async def opened(stage: Stage, who: str, kept: Shoutout) -> Form:
    form = (await stage.press(who, Button("", MORE, kept.public_id))).form
    assert form is not None
    return form


async def test_the_whole_story_keeps_out_the_name_of_who_is_thanked_privately(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    await wants_privacy(stage, "Hana")
    kept = await stage.give("Ines", "Ada", "Hana", story=f"{STORY} Hana did it with Ada.")
    for who in ("Luz", "Bo"):
        whole = stage.shown(await opened(stage, who, kept))
        assert "did it with Ada" in whole
        assert "Hana" not in whole
    assert "Hana did it" in stage.shown(await opened(stage, "Hana", kept))
    assert "Hana did it" in stage.shown(await opened(stage, "Ines", kept))


async def test_a_note_to_be_removed_reads_as_it_stands_under_the_story(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    kept = await stage.give("Luz", "Ada")
    form = (await stage.press("Hana", Button("", "shoutouts.add", kept.public_id))).form
    assert form is not None
    await stage.submit("Hana", form, text="Hana of Harborline saw it as well.")
    removing = (await stage.press_in("Luz", await opened(stage, "Luz", kept), "Remove a note")).form
    assert removing is not None
    assert "saw it as well" in str(removing)
    assert "Hana" not in str(removing)
    assert "Harborline" not in str(removing)


async def test_what_was_ticked_of_one_customers_name_is_not_of_another(stage: Stage) -> None:
    await stage.decide("shoutouts.per_day", "1")
    await stage.give("Ines", "Ada")
    form = (await stage.command("Ines", "shoutout")).form
    assert form is not None
    filled = await stage.filled("Ada", quote="She stayed with me all along.", customer="desk@first.example")
    preview = (await stage.submit("Ines", form, **filled)).form
    assert preview is not None
    assert "as many as" in stage.shown((await stage.submit("Ines", preview, shown=("customer:0",))).message)
    assert (await stage.kept(form.object_id)).shown == ["customer:0"]
    await stage.submit("Ines", form, **{**filled, "customer": "anna@second.example"})
    assert (await stage.kept(form.object_id)).shown == []


async def test_a_giver_reads_no_more_of_a_name_than_others_may(stage: Stage) -> None:
    async with stage.database.write() as session:
        ada = (await session.scalars(select(Person).where(Person.name == "Ada"))).one()
        ada.name, ada.alias = "Ada Brandt", "Amy"
        session.add(SideNaming(side_id=ada.side_id, naming=Naming.ALIAS))
        session.add(RecognitionChoice(person_id=ada.id, privately=True))
        public_id = ada.public_id
    form = (await stage.command("Luz", "shoutout")).form
    assert form is not None
    people = (f"p:{public_id}",)
    for _ in range(3):
        again = (await stage.command("Luz", "shoutout")).form
        assert again is not None
        preview = (await stage.submit("Luz", again, **await stage.filled(people=people))).form
        assert preview is not None
        assert "Amy wants to be thanked privately" in stage.shown(preview)
        assert "Brandt" not in stage.shown(preview)
        await stage.submit("Luz", preview)
    preview = (await stage.submit("Luz", form, **await stage.filled(people=people))).form
    assert preview is not None
    assert "You have thanked Amy several times" in stage.shown(preview)
    assert "Brandt" not in stage.shown(preview)
    await stage.change(Person, "Ada Brandt", state=PersonState.LEFT)
    refused = stage.shown((await stage.submit("Luz", preview)).message)
    assert refused.startswith("Amy is no longer here")


async def test_the_file_of_ones_stories_counts_no_cheers_of_another_partner(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    kept = await stage.give("Ines", "Luz")
    async with stage.database.write() as session:
        for name in ("Bo", "Leo", "Hana", "Hugo"):
            person = (await session.scalars(select(Person).where(Person.name == name))).one()
            at = stage.calendar.instant
            session.add(Cheer(shoutout_id=kept.id, person_id=person.id, side_id=person.side_id, at=at))
    sheet = await stage.exported("Luz")
    assert sheet.splitlines()[-1].endswith(",2")


async def test_a_giver_is_not_told_the_channels_of_another_partner(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    kept = await stage.give("Luz", "Ada")
    await stage.deliver({"care": Cause.CHANNEL_ARCHIVED, "harbor": Cause.CHANNEL_ARCHIVED})
    await stage.until(stage.calendar.instant.replace(minute=stage.calendar.instant.minute + 3))
    told = stage.shown((await stage.cards(kept, slot="not_arrived"))["Luz"])
    assert "harbor" not in told
    assert "1 channel of another company" in told
    assert "care" in told


async def choose(stage: Stage, who: str, kept: Shoutout) -> Answer:
    return await stage.send(FormPressed(stage.origin(who), "shoutouts.whole", CHOOSE, kept.public_id, {}))


async def test_nobody_chooses_a_story_that_they_may_not_read(stage: Stage) -> None:
    await lead(stage, "Lumen", "Luz")
    kept = await stage.give("Ines", "Hana", "Ada", goes_to=("teams",))
    await choose(stage, "Luz", kept)
    assert await stage.count(StoryOfTheWeek) == 0
    await lead(stage, "Harbor", "Hugo")
    await choose(stage, "Hugo", kept)
    assert await stage.count(StoryOfTheWeek) == 1


async def test_the_stories_to_choose_from_read_as_they_do_on_their_cards(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    await lead(stage, "Lumen", "Luz")
    await wants_privacy(stage, "Hana")
    await stage.give("Ines", "Luz", "Hana", story=f"Hana and Luz. {STORY}")
    look = (await stage.command("Luz", "shoutout digest")).form
    assert look is not None
    assert "[name] and Luz." in str(look)
    assert "Hana" not in str(look)


async def test_in_one_line_a_giver_is_told_who_will_read_what_only_one_person_reads(stage: Stage) -> None:
    await wants_privacy(stage, "Ada")
    shown = stage.shown((await stage.shout("Ines", STORY, "Ada")).message)
    assert shown.index("As they will see it") < shown.index("gave you a shoutout")
