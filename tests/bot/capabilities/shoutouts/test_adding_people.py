"""Adding somebody whom the form does not find: asked for, never guessed, and provisional until their lead confirms."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from bot.capabilities.shoutouts.kinds import ShoutoutState, Where
from bot.capabilities.shoutouts.store import Shoutout
from bot.chat.form import ChoiceField, Form, Option, SearchField, TextField
from bot.chat.inbound import Answer, FormPressed, Sought
from bot.people import audit, roster
from bot.people.directory import actor_of
from bot.people.model import AuditEntry, ChatIdentity, Grant, Membership, Person, PersonState, Team
from bot.people.refusal import Refused
from tests.bot.capabilities.shoutouts.conftest import STORY, Stage

ADD = "Add somebody who is not listed"

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def asked(stage: Stage, who: str = "Ines", *whom: str, **values: Any) -> Form:
    """The page that asks who it is, opened from a form in which something was typed."""
    form = (await stage.command(who, "shoutout")).form
    assert form is not None
    answer = await stage.press_in(who, form, ADD, **await stage.filled(*whom, **values))
    assert answer.form is not None, answer
    return answer.form


async def sent(
    stage: Stage, page: Form, name: str = "Tala Maliwanag", team: str = "Lumen", *, by: str = "Ines", **more: Any
) -> Answer:
    """What comes of sending that page off."""
    team_id = (await stage.team(team)).removeprefix("t:")
    return await stage.submit(by, page, **{"name": name, "team": team_id, "email": "", **more})


async def called(stage: Stage, name: str) -> list[Person]:
    async with stage.database.read() as session:
        return list(await session.scalars(select(Person).where(Person.name == name).order_by(Person.id)))


def people_in(form: Form | None) -> list[str]:
    assert form is not None
    field = next(part for part in form.parts if isinstance(part, SearchField) and part.name == "people")
    return [option.label for option in field.value]


def offered(form: Form | None) -> tuple[Option, ...]:
    """Those who may be meant, as the page offers them."""
    assert form is not None
    return next((part.options for part in form.parts if isinstance(part, ChoiceField) and part.name == "meant"), ())


def typed_in(form: Form, name: str) -> str:
    return next(part.value for part in form.parts if isinstance(part, TextField) and part.name == name)


@on_one_database
async def test_everything_typed_comes_back_with_the_person_who_was_added(stage: Stage) -> None:
    page = await asked(stage, "Ines", "Hana", story="Great!", quote="So kind.", goes_to=(Where.TEAMS,))
    answer = await sent(stage, page, email="Tala@Lumenara.example")
    assert people_in(answer.form) == ["Hana · Harbor", "Tala Maliwanag · Lumen"]
    assert answer.form is not None
    assert (typed_in(answer.form, "story"), typed_in(answer.form, "quote")) == ("Great!", "So kind.")
    assert (await stage.kept(page.object_id)).goes_to is Where.TEAMS


async def test_whoever_is_added_is_provisional_until_the_lead_confirms_them(stage: Stage) -> None:
    await sent(stage, await asked(stage), email="Tala@Lumenara.example")
    (tala,) = await called(stage, "Tala Maliwanag")
    assert (tala.state, tala.email) == (PersonState.PROVISIONAL, "tala@lumenara.example")
    async with stage.database.write() as session:
        (membership,) = await session.scalars(select(Membership).where(Membership.person_id == tala.id))
        assert not membership.confirmed
        assert await session.scalar(select(Grant).where(Grant.person_id == tala.id)) is None
        (entry,) = await session.scalars(select(AuditEntry).where(AuditEntry.action == roster.ADDED))
        assert entry.object_id == tala.public_id
        team = await session.get_one(Team, membership.team_id)
        assert await roster.confirm(session, None, team, [tala.id], stage.calendar.now()) == 1


async def test_sending_it_twice_adds_one_person(stage: Stage) -> None:
    page = await asked(stage)
    first, second = await sent(stage, page), await sent(stage, page)
    assert len(await called(stage, "Tala Maliwanag")) == 1
    assert people_in(first.form) == people_in(second.form) == ["Tala Maliwanag · Lumen"]


@pytest.mark.parametrize("name", ["LÚZ", "Luz"])
async def test_whoever_is_called_alike_is_offered_first_and_can_be_chosen(stage: Stage, name: str) -> None:
    page = (await sent(stage, await asked(stage), name)).form
    luz = await stage.person("Luz")
    assert [(one.value, one.label) for one in offered(page)] == [(luz, "Luz · Lumen"), ("another", "Somebody else")]
    assert page is not None
    assert people_in((await sent(stage, page, name, meant=(luz,))).form) == ["Luz · Lumen"]
    assert len(await called(stage, name)) == (name == "Luz")


@on_one_database
async def test_somebody_else_of_the_same_name_is_added(stage: Stage) -> None:
    page = (await sent(stage, await asked(stage), "Luz")).form
    assert page is not None
    assert people_in((await sent(stage, page, "Luz", meant=("another",))).form) == ["Luz · Lumen"]
    assert len(await called(stage, "Luz")) == 2


@on_one_database
async def test_a_name_changed_after_the_question_is_asked_about_again(stage: Stage) -> None:
    page = (await sent(stage, await asked(stage), "Luz")).form
    assert page is not None
    again = await sent(stage, page, "Leo", meant=("another",))
    assert [one.label for one in offered(again.form)] == ["Leo · Lumen", "Somebody else"]
    assert len(await called(stage, "Leo")) == 1


async def test_an_email_that_somebody_has_means_them_and_is_never_given_twice(stage: Stage) -> None:
    await stage.change(Person, "Luz", email="luz@lumenara.example")
    page = (await sent(stage, await asked(stage), email="LUZ@lumenara.example")).form
    assert [one.label for one in offered(page)] == ["Luz · Lumen", "Somebody else"]
    assert page is not None
    answer = await sent(stage, page, meant=("another",), email="luz@lumenara.example")
    assert answer.errors is not None
    assert set(answer.errors.by_field) == {"email"}
    assert await called(stage, "Tala Maliwanag") == []


@on_one_database
async def test_one_name_at_another_company_is_somebody_else(stage: Stage) -> None:
    assert people_in((await sent(stage, await asked(stage), "Luz", "Harbor")).form) == ["Luz · Harbor"]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"name": "T"}, "name"),
        ({"name": "  \x00 "}, "name"),
        ({"name": "<<>>"}, "name"),
        ({"name": "T" * 121}, "name"),
        ({"team": ""}, "team"),
        ({"team": "nothing"}, "team"),
        ({"email": "tala at lumenara"}, "email"),
    ],
)
@on_one_database
async def test_what_is_wrong_is_said_at_its_field(stage: Stage, typed: dict[str, str], wrong: str) -> None:
    page = await asked(stage)
    team = (await stage.team("Lumen")).removeprefix("t:")
    answer = await stage.submit("Ines", page, **{"name": "Tala Maliwanag", "team": team, "email": "", **typed})
    assert answer.errors is not None
    assert set(answer.errors.by_field) == {wrong}
    assert await stage.count(Person) == 7


@on_one_database
async def test_a_partners_people_add_to_teams_of_their_own_side_alone(stage: Stage) -> None:
    page = await asked(stage, "Hana", "Ines")
    for team in ("Lumen", "Care"):
        answer = await sent(stage, page, team=team, by="Hana")
        assert answer.errors is not None
        assert set(answer.errors.by_field) == {"team"}
    found = await stage.send(Sought(stage.origin("Hana"), "shoutouts.teams", ""))
    assert [one.label for one in found.options] == ["Harbor · Harborline"]
    for words in ("lumen", "care"):
        assert (await stage.send(Sought(stage.origin("Hana"), "shoutouts.teams", words))).options == ()
    assert people_in((await sent(stage, page, team="Harbor", by="Hana")).form) == [
        "Ines · Care",
        "Tala Maliwanag · Harbor",
    ]


@on_one_database
async def test_the_roster_refuses_a_team_beyond_ones_own_side(stage: Stage) -> None:
    async with stage.database.write() as session:
        hana = (await session.scalars(select(Person.id).where(Person.name == "Hana"))).one()
        team = (await session.scalars(select(Team).where(Team.name == "Lumen"))).one()
        with pytest.raises(Refused, match="Nobody can be added to Lumen"):
            await roster.add(session, await actor_of(session, hana), team, "x" * 22, "Tala", "", stage.calendar.now())


@on_one_database
async def test_internal_people_find_every_team_with_its_company(stage: Stage) -> None:
    found = await stage.send(Sought(stage.origin("Ines"), "shoutouts.teams", "lum"))
    assert [one.label for one in found.options] == ["Lumen · Lumenara"]
    before = await stage.send(Sought(stage.origin("Ines"), "shoutouts.teams", " "))
    assert [one.label for one in before.options] == ["Care · Internal", "Harbor · Harborline", "Lumen · Lumenara"]


async def test_ten_people_a_day_and_no_more(stage: Stage) -> None:
    page = await asked(stage)
    async with stage.database.write() as session:
        ines = await actor_of(session, (await session.scalars(select(Person.id).where(Person.name == "Ines"))).one())
        for number in range(10):
            await audit.record(session, ines, roster.ADDED, "person", number, at=stage.calendar.now())
    refused = await sent(stage, page)
    assert refused.errors is not None
    assert refused.errors.by_field["name"].startswith("You have added 10 people today")
    assert await called(stage, "Tala Maliwanag") == []
    stage.calendar.instant += timedelta(days=1)
    assert "Tala Maliwanag · Lumen" in people_in((await sent(stage, page)).form)


@on_one_database
async def test_nobody_thanks_themselves_by_this_way(stage: Stage) -> None:
    page = (await sent(stage, await asked(stage), "Ines", "Care")).form
    assert page is not None
    answer = await sent(stage, page, "Ines", "Care", meant=(await stage.person("Ines"),))
    assert answer.errors is not None
    assert "Thanking oneself" in answer.errors.by_field["meant"]


@on_one_database
async def test_whoever_was_chosen_and_cannot_be_thanked_does_not_take_the_others_along(stage: Stage) -> None:
    page = await asked(stage, "Ines", "Hana", "Ines", "Luz")
    assert people_in((await sent(stage, page)).form) == ["Hana · Harbor", "Luz · Lumen", "Tala Maliwanag · Lumen"]


@on_one_database
async def test_back_shows_the_form_as_it_was(stage: Stage) -> None:
    form = (await stage.press_in("Ines", await asked(stage, "Ines", "Luz"), "Back")).form
    assert people_in(form) == ["Luz · Lumen"]
    assert form is not None
    assert typed_in(form, "story") == STORY


@on_one_database
async def test_a_shoutout_that_was_posted_meanwhile_is_left_as_it_is(stage: Stage) -> None:
    page = await asked(stage, "Ines", "Luz")
    async with stage.database.write() as session:
        await session.execute(update(Shoutout).values(state=ShoutoutState.POSTED, posted_at=stage.calendar.now()))
    pressed = FormPressed(stage.origin("Ines"), "shoutouts.save", "shoutouts.unlisted", page.object_id, {})
    for answer in (await sent(stage, page), await stage.send(pressed)):
        assert "posted or discarded already" in stage.shown(answer.message)
    assert await called(stage, "Tala Maliwanag") == []


@on_one_database
async def test_somebody_elses_draft_cannot_be_added_to(stage: Stage) -> None:
    answer = await sent(stage, await asked(stage), by="Ada")
    assert "posted or discarded already" in stage.shown(answer.message)
    assert await called(stage, "Tala Maliwanag") == []


@on_one_database
async def test_of_several_teams_whoever_is_on_no_platform_is_named_with_theirs(stage: Stage) -> None:
    form = (await sent(stage, await asked(stage, "Ines", "Ada"))).form
    assert form is not None
    (tala,) = await called(stage, "Tala Maliwanag")
    people = (await stage.person("Ada"), f"p:{tala.public_id}")
    preview = (await stage.submit("Ines", form, **{**await stage.filled(), "people": people})).form
    assert preview is not None
    await stage.submit("Ines", preview)
    cards = await stage.cards(await stage.kept(form.object_id))
    assert "Ada and Tala Maliwanag (Lumen)" in stage.shown(cards["care"])


async def test_whoever_is_on_no_platform_is_named_in_plain_and_their_lead_is_told(stage: Stage) -> None:
    async with stage.database.write() as session:
        leo = (await session.scalars(select(Person.id).where(Person.name == "Leo"))).one()
        await session.execute(update(Team).where(Team.name == "Lumen").values(lead_id=leo))
        await session.execute(delete(ChatIdentity).where(ChatIdentity.user_id == "U-Luz"))
    form = (await sent(stage, await asked(stage))).form
    assert form is not None
    (tala,) = await called(stage, "Tala Maliwanag")
    values = await stage.filled(story=STORY)
    preview = (await stage.submit("Ines", form, **{**values, "people": (f"p:{tala.public_id}",)})).form
    assert preview is not None
    assert "Posted in" in stage.shown((await stage.submit("Ines", preview)).message)
    kept = await stage.kept(form.object_id)
    await stage.tick()
    card = (await stage.cards(kept))["lumen"]
    assert "Tala Maliwanag" in stage.shown(card)
    assert "Lumen" in stage.shown(card)
    assert await stage.cards(kept, slot="personal") == {}
    assert set(await stage.cards(kept, slot="lead")) == {"Leo"}
