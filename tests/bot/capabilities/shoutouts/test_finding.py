"""Whom somebody finds to thank: across platforms and companies, by any part of a name, and never beyond the wall."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.capabilities.shoutouts.kinds import Naming
from bot.capabilities.shoutouts.store.tables import RecognitionChoice
from bot.chat.form import SearchField
from bot.chat.inbound import Sought
from bot.people.model import (
    Audience,
    DeskIdentity,
    Membership,
    Person,
    PersonState,
    Sharing,
    Side,
    SideState,
    Team,
)
from tests.bot.capabilities.shoutouts.conftest import STORY, Stage


async def found(stage: Stage, who: str, words: str) -> list[str]:
    answer = await stage.send(Sought(stage.origin(who), "shoutouts.people", words))
    return [option.label for option in answer.options]


async def joins(stage: Stage, team: str, name: str, **more: Any) -> None:
    """Somebody new in a team, on no platform."""
    desk = more.pop("desk", "")
    async with stage.database.write() as session:
        its = (await session.scalars(select(Team).where(Team.name == team))).one()
        now = stage.calendar.now()
        person = Person(side_id=its.side_id, name=name, **{"state": PersonState.ACTIVE, "created_at": now, **more})
        session.add(person)
        await session.flush()
        session.add(Membership(team_id=its.id, person_id=person.id, confirmed=True, since=now))
        if desk:
            session.add(DeskIdentity(person_id=person.id, system="zendesk", agent_id=name, alias=desk))


async def shares_names(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    async with stage.database.write() as session:
        await session.execute(update(Audience).values(sharing=Sharing.NAMES))


async def test_internal_people_find_everybody_by_anything_they_are_called(stage: Stage) -> None:
    await joins(
        stage, "Lumen", "Sólveig Ørsted-Løken", alias="Sunny", email="s.orsted@lumenara.example", desk="Ágent S"
    )
    solveig = ["Sólveig Ørsted-Løken · Lumen"]
    for words in ("Solveig", "SÓLV", "orsted", "loken sol", "sunn", "s.orsted@lum", "agent", "veig"):
        assert await found(stage, "Ines", words) == solveig, words
    assert await found(stage, "Ines", "solveig hana") == []
    assert await found(stage, "Ines", "%") == []


async def test_the_beginning_of_a_name_comes_before_that_of_another_word_and_before_its_middle(stage: Stage) -> None:
    for name in ("Crystal Moss", "Zora Talbot", "Tala Maliwanag", "Bo Talin"):
        await joins(stage, "Harbor", name)
    names = [label.partition(" · ")[0] for label in await found(stage, "Ines", "tal")]
    assert names == ["Tala Maliwanag", "Bo Talin", "Zora Talbot", "Crystal Moss"]


async def test_whole_teams_are_found_with_their_company(stage: Stage) -> None:
    await joins(stage, "Lumen", "Anharb Inside")
    assert await found(stage, "Ines", "harb") == ["Everybody in Harbor · Harborline", "Anharb Inside · Lumen"]


async def test_nobody_finds_themselves_or_whoever_left(stage: Stage) -> None:
    await joins(stage, "Care", "Ines Gone", state=PersonState.LEFT)
    assert await found(stage, "Ines", "ines") == []


@pytest.mark.parametrize("state", [SideState.LEAVING, SideState.GONE])
async def test_of_a_partner_that_leaves_nobody_is_found_and_no_team(stage: Stage, state: SideState) -> None:
    await stage.give("Ines", "Luz")
    assert await found(stage, "Ines", "lu") == ["Luz · Lumen", "Everybody in Lumen · Lumenara"]
    async with stage.database.write() as session:
        await session.execute(update(Side).where(Side.name == "Lumenara").values(state=state))
    assert await found(stage, "Ines", "lu") == []
    assert await found(stage, "Ines", "") == ["Ada · Care", "Bo · Care"]
    assert await found(stage, "Luz", "") == []


async def test_two_of_one_name_are_told_apart_by_team_and_else_by_how_their_mails_begin(stage: Stage) -> None:
    for team, mail in (("Care", "a"), ("Care", "b"), ("Harbor", "c")):
        await joins(stage, team, "Maria Sol", email=f"{mail}.sol@ours.example")
    labels = {"Maria Sol (a.sol) · Care", "Maria Sol (b.sol) · Care", "Maria Sol · Harbor"}
    assert set(await found(stage, "Ines", "maria")) == labels


async def test_a_partners_people_find_their_own_and_the_internal_ones(stage: Stage) -> None:
    assert await found(stage, "Hana", "hugo") == ["Hugo · Harbor"]
    assert await found(stage, "Hana", "ines") == ["Ines · Care"]
    assert await found(stage, "Hana", "care") == ["Everybody in Care · Internal"]
    assert await found(stage, "Hana", "luz") == await found(stage, "Hana", "lumen") == []


async def test_where_names_are_shared_another_partners_people_are_found_by_what_they_let_others_read(
    stage: Stage,
) -> None:
    await joins(stage, "Lumen", "Tala Maliwanag", alias="Terry", email="maliwa@lumenara.example")
    await shares_names(stage)
    assert await found(stage, "Hana", "maliwanag") == ["Tala Maliwanag · Lumen"]
    assert await found(stage, "Hana", "maliwa lumenara") == []
    async with stage.database.write() as session:
        tala = (await session.scalars(select(Person.id).where(Person.name == "Tala Maliwanag"))).one()
        choice = RecognitionChoice(person_id=tala, naming=Naming.FIRST)
        session.add(choice)
    assert await found(stage, "Hana", "maliwanag") == await found(stage, "Hana", "terry") == []
    assert await found(stage, "Hana", "tala") == ["Tala · Lumen"]
    async with stage.database.write() as session:
        await session.execute(update(RecognitionChoice).values(naming=Naming.ALIAS))
    assert await found(stage, "Hana", "terry") == ["Terry · Lumen"]
    assert await found(stage, "Hana", "tala") == []
    assert await found(stage, "Luz", "maliwanag") == ["Tala Maliwanag · Lumen"]


async def test_before_anything_is_typed_ones_own_teams_are_there(stage: Stage) -> None:
    assert await found(stage, "Ines", "  ") == ["Ada · Care", "Bo · Care"]


async def test_whom_one_has_thanked_lately_comes_first_and_leaves_room_for_others(stage: Stage) -> None:
    for name in ("Hana", "Luz", "Bo"):
        await stage.give("Ines", name)
        stage.calendar.instant += timedelta(hours=1)
    assert await found(stage, "Ines", "") == ["Bo · Care", "Luz · Lumen", "Ada · Care"]
    assert await found(stage, "Bo", "") == ["Ada · Care", "Ines · Care"]
    stage.calendar.instant += timedelta(days=30)
    assert await found(stage, "Ines", "") == ["Ada · Care", "Bo · Care"]


@pytest.mark.parametrize("words", ["\x00", "'; DROP TABLE person", "\\", "a" * 5_000, "_", "🙂"])
async def test_whatever_is_typed_is_only_looked_for(stage: Stage, words: str) -> None:
    assert await found(stage, "Ines", words) == []


async def test_in_words_a_whole_name_after_an_at_is_whoever_has_it(stage: Stage) -> None:
    """The only way to name in words whoever is on the other platform, or on none."""
    await joins(stage, "Harbor", "Nabil Ŝafina")
    answer = await stage.shout("Ines", f"and @nabil safina, @LUZ {STORY}", "Ada")
    said = stage.shown(answer.message)
    assert {name for name in ("Ada", "Nabil Ŝafina", "Luz", "@") if name in said} == {"Ada", "Nabil Ŝafina", "Luz"}
    answer = await stage.shout("Ines", f"{STORY} with @Nabil Safina.", "Ada")
    assert "Nabil Ŝafina" in stage.shown(answer.message)
    wall = (await stage.shout("Ines", "@nabil safina")).message
    assert "no shoutout for Nabil Ŝafina that you can see" in stage.shown(wall)


@pytest.mark.parametrize(
    ("giver", "typed", "named"),
    [
        ("Ines", "@Maria Sol", "@Maria Sol"),
        ("Ines", "@Ana Lima,", "@Ana Lima"),
        ("Ines", "@Nabil", "@Nabil"),
        ("Ines", "@Nabil Safin", "@Nabil"),
        ("Luz", "@Nabil Safina", "@Nabil"),
    ],
    ids=["two have it", "it begins another's", "a part of it", "misspelt", "behind a wall"],
)
async def test_in_words_nobody_is_guessed(stage: Stage, giver: str, typed: str, named: str) -> None:
    for team, name in (("Care", "Maria Sol"), ("Harbor", "Maria Sol"), ("Care", "Ana Lima"), ("Care", "Ana Lima Rey")):
        await joins(stage, team, name)
    await joins(stage, "Harbor", "Nabil Safina")
    form = (await stage.shout(giver, f"{typed} {STORY}")).form
    assert f"cannot tell who “{named}” is" in stage.shown(form)
    assert form is not None
    assert next(part for part in form.parts if isinstance(part, SearchField)).value == ()
