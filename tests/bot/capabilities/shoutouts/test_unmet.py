"""Who was never met cannot be messaged: the giver is told so, their lead passes it on, and they get it once met."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from bot.capabilities.shoutouts.telling import TELL, TOO_LATE
from bot.due.tables import DueState
from bot.people.model import ChatIdentity, Membership, Person, Team
from tests.bot.capabilities.shoutouts.conftest import Stage
from tests.bot.capabilities.shoutouts.test_handing_on import begin
from tests.bot.capabilities.shoutouts.test_mail import ask
from tests.bot.capabilities.shoutouts.test_telling import led_by
from tests.stage import INSTALLATIONS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def unmeet(stage: Stage, *names: str, known: bool = True) -> None:
    """They were imported; `known`: with an identity, but no installation has seen it."""
    async with stage.database.write() as session:
        people = (await session.scalars(select(Person.id).where(Person.name.in_(names)))).all()
        theirs = ChatIdentity.person_id.in_(people)
        if known:
            await session.execute(update(ChatIdentity).where(theirs).values(installation_key=""))
        else:
            await session.execute(delete(ChatIdentity).where(theirs))


async def meet(stage: Stage, name: str) -> None:
    """They turn up in a channel of Lumenara's."""
    async with stage.database.write() as session:
        person = (await session.scalars(select(Person).where(Person.name == name))).one()
        await session.execute(delete(ChatIdentity).where(ChatIdentity.person_id == person.id))
        who = stage.people[name]
        session.add(
            ChatIdentity(
                person_id=person.id,
                platform=who.platform,
                home=who.home,
                user_id=who.user_id,
                installation_key=INSTALLATIONS[who.platform],
            )
        )


async def preview(stage: Stage, who: str, *whom: str, people: tuple[str, ...] = ()) -> tuple[str, str]:
    """What its giver reads before and after posting it."""
    form = (await stage.command(who, "shoutout")).form
    assert form is not None
    values = await stage.filled(*whom)
    looked = await stage.submit(who, form, **values | {"people": (*values["people"], *people)})
    assert looked.form is not None
    before = stage.shown(looked.form)
    return before, stage.shown((await stage.submit(who, looked.form)).message)


@pytest.mark.parametrize("known", [True, False])
async def test_whoever_was_not_met_is_not_promised_a_message_and_their_lead_is_asked_to_pass_it_on(
    stage: Stage, known: bool
) -> None:
    await led_by(stage, "Lumen", "Leo")
    await unmeet(stage, "Luz", known=known)
    for said in await preview(stage, "Ines", "Luz"):
        assert "Luz cannot be messaged directly yet: their lead is told instead." in said
        assert "If Instep meets them within 14 days, they get it then." in said
        assert "gets a direct message" not in said
        assert "They hear of it" not in said
    kept = await stage.give("Ines", "Luz")
    told = await stage.cards(kept, slot="lead")
    assert "Luz could not be told directly. Please pass it on." in stage.shown(told["Leo"])
    assert await stage.cards(kept, slot="personal") == {}


async def test_of_several_only_those_are_named_who_cannot_be_messaged(stage: Stage) -> None:
    await led_by(stage, "Lumen", "Leo")
    await unmeet(stage, "Luz")
    before, after = await preview(stage, "Ines", "Luz", "Hana")
    assert "Whoever else is named, and their lead, gets a direct message" in before
    assert "Luz cannot be messaged directly yet" in before
    assert "They hear of it in their working hours. Luz cannot be messaged directly yet" in after
    kept = await stage.give("Ines", "Luz", "Hana")
    assert set(await stage.cards(kept, slot="personal")) == {"Hana"}
    both = (await stage.person("Luz"), await stage.person("Hana"))
    async with stage.database.write() as session:
        await session.execute(update(Person).where(Person.name == "Hana").values(name="Luz"))
    before, _ = await preview(stage, "Ines", people=both)
    assert "Luz (Lumen) cannot be messaged directly yet" in before, "two of one name are told apart by team"


async def test_a_team_that_is_thanked_beside_them_has_its_lead_told(stage: Stage) -> None:
    await unmeet(stage, "Luz")
    before, _ = await preview(stage, "Ines", "Luz", people=(await stage.team("Harbor"),))
    assert "Their lead gets a direct message in their working hours." in before


@pytest.mark.parametrize("why", ["nobody leads", "the lead was not met", "the giver leads"])
async def test_where_nobody_else_can_tell_them_the_giver_is_asked_to(stage: Stage, why: str) -> None:
    if why != "nobody leads":
        await led_by(stage, "Lumen", "Ines" if why == "the giver leads" else "Leo")
    await unmeet(stage, "Luz", "Leo")
    before, _ = await preview(stage, "Ines", "Luz")
    assert "Luz cannot be messaged directly yet, and there is no other lead to tell: pass it on yourself." in before


async def test_who_is_in_no_team_is_told_nothing_and_the_giver_hears_so(stage: Stage) -> None:
    async with stage.database.write() as session:
        luz = (await session.scalars(select(Person.id).where(Person.name == "Luz"))).one()
        await session.execute(delete(Membership).where(Membership.person_id == luz))
    before, _ = await preview(stage, "Ines", "Luz")
    assert "Luz cannot be messaged directly yet" in before


async def test_who_is_met_in_time_gets_it_then_once_and_in_their_hours(stage: Stage) -> None:
    await stage.change(Team, "Lumen", working_hours="Mon-Fri 09:00-17:00")
    await begin(stage)
    await unmeet(stage, "Luz", known=False)
    kept = await stage.give("Ines", "Luz")
    await stage.until(stage.calendar.instant + timedelta(days=2))
    assert await stage.cards(kept, slot="personal") == {}
    await meet(stage, "Luz")
    begins = datetime.fromisoformat("2026-11-27T14:00:00+00:00")  # 09:00 in Bogota
    await stage.until(begins - timedelta(minutes=1))
    assert set(await stage.cards(kept, slot="personal")) <= {"Luz"}
    await stage.until(begins + TOO_LATE)
    assert set(await stage.cards(kept, slot="personal")) == {"Luz"}
    assert all(one.state is DueState.DONE for one in await stage.waiting_work(TELL))


async def test_who_is_met_too_late_is_told_nothing_any_more(stage: Stage) -> None:
    await begin(stage)
    await unmeet(stage, "Luz")
    kept = await stage.give("Ines", "Luz")
    await stage.until(stage.calendar.instant + TOO_LATE + timedelta(minutes=1))
    assert [one.state for one in await stage.waiting_work(TELL)] == [DueState.DONE]
    await meet(stage, "Luz")
    await stage.until(stage.calendar.instant + timedelta(days=3))
    assert await stage.cards(kept, slot="personal") == {}


async def test_what_was_withdrawn_before_they_were_met_is_not_brought(stage: Stage) -> None:
    await begin(stage)
    await unmeet(stage, "Luz")
    kept = await stage.give("Ines", "Luz")
    await stage.submit("Ines", await ask(stage, "Ines", kept, "Withdraw"))
    await meet(stage, "Luz")
    await stage.until(stage.calendar.instant + timedelta(days=3))
    assert await stage.cards(kept, slot="personal") == {}
