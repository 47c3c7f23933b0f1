"""The calendar of what is planned, and the warnings of nights and of too many updates in a week."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.capabilities.updates.store import UpdateState
from bot.chat.form import Form
from bot.chat.inbound import Answer
from bot.chat.message import Button
from bot.people.model import Audience, AudienceTeam, Grant, OrganisationSetting, Person, Role, Team


async def look(stage: Any, when: str, way: str = "moment", who: str = "Ines", **values: Any) -> Answer:
    """The preview of an update with its time chosen."""
    form = (await stage.command(who, "update")).form
    seen = await stage.submit(who, form, **await stage.filled(**values))
    page = (await stage.press_in(who, seen.form, "Plan it")).form
    return await stage.submit(who, page, way=(way,), when=when, zone=("Europe/London",))


async def plan(stage: Any, when: str, way: str = "moment", who: str = "Ines", **values: Any) -> Form:
    chosen = await look(stage, when, way, who, **values)
    assert chosen.form is not None, chosen
    assert (await stage.submit(who, chosen.form)).message is not None
    return chosen.form


async def calendar(stage: Any, who: str = "Ines") -> str:
    return stage.shown((await stage.command(who, "update calendar")).message)


async def limit(stage: Any, most: int) -> None:
    async with stage.database.write() as session:
        session.add(OrganisationSetting(name="updates.most_per_week", value=most, changed_at=stage.calendar.now()))


async def lumenara_alone(stage: Any) -> None:
    async with stage.database.write() as session:
        lumen = (await session.scalars(select(Team).where(Team.name == "Lumen"))).one()
        session.add(own := Audience(name="Lumen alone"))
        await session.flush()
        session.add(AudienceTeam(audience_id=own.id, team_id=lumen.id))


async def test_it_lists_what_is_planned_by_day(stage: Any) -> None:
    assert "Nothing is planned for the next four weeks." in await calendar(stage)
    await plan(stage, "26 Nov 9:00", title="Second")
    await plan(stage, "25 Nov 9:00", title="First")
    await plan(stage, "2027-02-01 9:00", title="Far away")
    shown = await calendar(stage)
    assert shown.index("Wednesday, 25 November") < shown.index("First") < shown.index("Thursday, 26 November")
    assert "09:00 · Second · Everyone, 3 channels" in shown
    assert "Far away" not in shown
    pressed = await stage.press("Ines", Button("Calendar", "updates.calendar"))
    assert "First" in stage.shown(pressed.message)


async def test_what_may_be_changed_can_be_moved_and_cancelled_from_it(stage: Any) -> None:
    form = await plan(stage, "25 Nov 9:00")
    message = (await stage.command("Ines", "update calendar")).message
    page = (await stage.press("Ines", stage.button(message, "Move"))).form
    assert (page.object_id, page.action) == (form.object_id, "updates.move_plan")
    async with stage.database.write() as session:
        ada = (await session.scalars(select(Person).where(Person.name == "Ada"))).one()
        session.add(Grant(person_id=ada.id, role=Role.AUTHOR, side_id=ada.side_id))
    seen = await calendar(stage, "Ada")
    assert "Refunds need no supervisor" in seen
    assert "Move" not in seen, "who may not publish to all of its sides sees it, and no more"
    answer = await stage.press("Ines", stage.button(message, "Cancel the plan"))
    assert "It is a draft again." in answer.message.summary
    assert "Nothing is planned" in await calendar(stage)


async def test_it_says_whose_night_it_is_and_the_preview_warns(stage: Any) -> None:
    for team in ("Care", "Harbor", "Lumen"):
        await stage.change(Team, team, working_hours="Mon-Fri 09:00-17:00")
    seen = stage.shown((await look(stage, "25 Nov 9:00")).form)
    assert "It is night then for 2 people in 1 team." in seen, "four in the morning in Bogota, for Luz and Leo"
    await plan(stage, "25 Nov 9:00")
    assert "It is night then for 2 people in 1 team." in await calendar(stage)


async def test_who_works_at_night_and_whose_hours_nobody_knows_is_not_asleep(stage: Any) -> None:
    await stage.change(Team, "Lumen", working_hours="Mon-Fri 22:00-06:00")
    await stage.change(Team, "Harbor", working_hours="")
    await stage.change(Team, "Care", working_hours="Mon-Fri 09:00-17:00")
    assert "night" not in stage.shown((await look(stage, "25 Nov 9:00")).form)


async def test_each_teams_morning_is_nobodys_night(stage: Any) -> None:
    for team in ("Care", "Harbor", "Lumen"):
        await stage.change(Team, team, working_hours="Mon-Fri 09:00-17:00")
    assert "night" not in stage.shown((await look(stage, "25 Nov", way="mornings")).form)


async def test_more_than_the_organisation_wants_in_a_week_is_warned_of(stage: Any) -> None:
    await limit(stage, 2)
    await stage.publish()
    assert "updates in the week" not in stage.shown((await look(stage, "26 Nov 9:00")).form)
    await plan(stage, "26 Nov 9:00")
    told = "a team gets 3 updates in the week from Monday, 23 November. The organisation wants no more than 2."
    assert told in stage.shown((await look(stage, "27 Nov 9:00")).form)
    assert "updates in the week" not in stage.shown((await look(stage, "30 Nov 9:00")).form), "the week after"
    assert "updates in the week" not in await calendar(stage), "what is not planned yet does not count"
    await plan(stage, "27 Nov 9:00")
    assert f"Everyone: {told}" in await calendar(stage)


async def test_each_week_is_counted_by_itself(stage: Any) -> None:
    await limit(stage, 1)
    await plan(stage, "27 Nov 9:00")
    await plan(stage, "30 Nov 9:00")
    assert "updates in the week" not in await calendar(stage)


async def test_a_team_that_is_in_two_audiences_gets_the_updates_of_both(stage: Any) -> None:
    await limit(stage, 1)
    await lumenara_alone(stage)
    await stage.publish()
    seen = stage.shown((await look(stage, "27 Nov 9:00", audience="Lumen alone")).form)
    assert "a team gets 2 updates in the week" in seen


async def test_moving_warns_too(stage: Any) -> None:
    await limit(stage, 1)
    await stage.publish()
    form = await plan(stage, "30 Nov 9:00")
    page = (await stage.press("Ines", Button("Move", "updates.move", form.object_id))).form
    answer = await stage.submit("Ines", page, way=("moment",), when="27 Nov 9:00", zone=("Europe/London",))
    assert "a team gets 2 updates in the week" in answer.message.summary


async def test_without_a_limit_nobody_is_warned(stage: Any) -> None:
    await limit(stage, 0)
    await stage.publish()
    assert "updates in the week" not in stage.shown((await look(stage, "27 Nov 9:00")).form)


async def test_a_partners_author_sees_what_goes_to_their_own_side_alone(stage: Any) -> None:
    await lumenara_alone(stage)
    async with stage.database.write() as session:
        luz = (await session.scalars(select(Person).where(Person.name == "Luz"))).one()
        session.add(Grant(person_id=luz.id, role=Role.AUTHOR, side_id=luz.side_id))
    await plan(stage, "25 Nov 9:00", title="For all")
    await plan(stage, "26 Nov 9:00", title="For Lumenara", audience="Lumen alone")
    shown = await calendar(stage, "Luz")
    assert "For Lumenara" in shown
    assert "For all" not in shown
    assert "Ask a manager or an admin" in await calendar(stage, "Hana"), "who writes no updates sees no plans"


async def test_what_has_begun_to_go_out_stands_at_its_next_time(stage: Any) -> None:
    for team in ("Care", "Harbor", "Lumen"):
        await stage.change(Team, team, working_hours="Mon-Fri 09:00-17:00")
    form = await plan(stage, "25 Nov", way="mornings")
    await stage.until(stage.calendar.instant + timedelta(hours=12))
    assert (await stage.kept(form.object_id)).state is UpdateState.PUBLISHED
    assert "from 09:00, each team at its own time · Refunds need no supervisor · Everyone, 2 channels" in (
        await calendar(stage)
    )
