"""Coverage: whom nobody has named, for their lead alone, and how the sides stand, for managers."""

from datetime import timedelta

from sqlalchemy import select

from bot.capabilities.shoutouts.back import coverage_messages
from bot.capabilities.shoutouts.kinds import Where
from bot.capabilities.shoutouts.store.coverage import Member
from bot.chat.texts import Texts
from bot.people.model import Grant, Membership, Person, PersonState, Role, Side, Team
from tests.bot.capabilities.shoutouts.conftest import STORY, Stage
from tests.stage import TUESDAY


async def lead(stage: Stage, team: str, who: str) -> None:
    async with stage.database.read() as session:
        person_id = (await session.scalars(select(Person.id).where(Person.name == who))).one()
    await stage.change(Team, team, lead_id=person_id)


async def grant(stage: Stage, who: str, role: Role, side: str | None) -> None:
    async with stage.database.write() as session:
        person_id = (await session.scalars(select(Person.id).where(Person.name == who))).one()
        side_id = (await session.scalars(select(Side.id).where(Side.name == side))).one() if side else None
        session.add(Grant(person_id=person_id, role=role, side_id=side_id))


async def joined(stage: Stage, who: str, weeks: int) -> None:
    """They have been in their team for so many weeks."""
    async with stage.database.write() as session:
        person = (await session.scalars(select(Person).where(Person.name == who))).one()
        row = (await session.scalars(select(Membership).where(Membership.person_id == person.id))).one()
        row.since = TUESDAY - timedelta(weeks=weeks)


async def coverage(stage: Stage, who: str) -> str:
    return stage.shown((await stage.command(who, "shoutout coverage")).message)


async def test_a_lead_sees_who_was_not_named_the_longest_first_with_a_button(stage: Stage) -> None:
    await lead(stage, "Care", "Ines")
    for name, weeks in (("Ada", 6), ("Bo", 9)):
        await joined(stage, name, weeks)
    before = (await stage.command("Ines", "shoutout coverage")).message
    shown = stage.shown(before)
    assert "2 people not named for 4 weeks" in shown
    assert shown.index("Bo") < shown.index("Ada")
    assert "Ines" not in shown
    form = (await stage.press("Ines", stage.button(before, "Give a shoutout"))).form
    assert "Bo · Care" in str(form)
    await stage.give("Ines", "Bo", goes_to=(Where.PRIVATELY,))
    assert "1 person not named for 4 weeks" in await coverage(stage, "Ines")
    stage.calendar.instant += timedelta(weeks=5)
    assert "last named " in await coverage(stage, "Ines")


async def test_who_is_away_or_new_or_provisional_is_shown_apart(stage: Stage) -> None:
    await lead(stage, "Care", "Ines")
    await joined(stage, "Ada", 9)
    await joined(stage, "Bo", 1)
    await stage.change(Person, "Ada", away_until=TUESDAY + timedelta(days=3))
    shown = await coverage(stage, "Ines")
    assert "Nobody to show yet. People of your teams whom nobody has named for 4 weeks are listed here." in shown
    assert "Away: Ada" in shown
    assert "New in the last 4 weeks: Bo" in shown
    await joined(stage, "Ada", 1)
    await stage.change(Person, "Ada", away_until=None)
    await stage.give("Ines", "Ada", goes_to=(Where.PRIVATELY,))
    assert "Everybody in your teams who was there was named within the last 4 weeks." in await coverage(stage, "Ines")
    await stage.change(Person, "Bo", state=PersonState.PROVISIONAL)
    assert "Not confirmed yet: Bo" in await coverage(stage, "Ines")


async def test_agents_see_no_coverage_and_leads_none_of_other_teams(stage: Stage) -> None:
    await lead(stage, "Harbor", "Hana")
    await joined(stage, "Hugo", 9)
    assert "Only leads and managers" in await coverage(stage, "Ada")
    shown = await coverage(stage, "Hana")
    assert "Hugo" in shown
    assert "Ada" not in shown
    assert "in the last 12 weeks" not in shown


async def test_a_manager_of_the_organisation_sees_figures_by_side_and_nobody_by_name(stage: Stage) -> None:
    await grant(stage, "Bo", Role.MANAGER, None)
    await stage.give("Ines", "Ada", "Hana", value="ownership")
    await stage.give("Ines", "Ada")
    await stage.give("Ines", people=(await stage.team("Lumen"),), story=STORY)
    shown = await coverage(stage, "Bo")
    assert "0.7 a head · named 2 times, 3 people" in shown
    assert "0.5 a head · named 1 time, 2 people" in shown
    assert "and 1 whole team" in shown
    assert "Harborline: #ownership 🙌 1" in shown
    assert "2 of 3 shoutouts named somebody of another side." in shown
    assert "Ada" not in shown


async def test_a_partners_manager_sees_their_own_side_alone(stage: Stage) -> None:
    await grant(stage, "Hana", Role.MANAGER, "Harborline")
    await stage.give("Ines", "Hana", "Luz")
    await stage.give("Hugo", "Ada")
    shown = await coverage(stage, "Hana")
    assert "Harborline" in shown
    assert "Lumenara" not in shown
    assert "1 of 1 shoutout that your side gave named somebody of another side." in shown
    stage.calendar.instant += timedelta(weeks=13)
    assert "Nobody of these sides was named" in await coverage(stage, "Hana")


async def test_more_people_than_a_page_holds_are_leafed_through(stage: Stage) -> None:
    await lead(stage, "Care", "Ines")
    async with stage.database.write() as session:
        team = (await session.scalars(select(Team).where(Team.name == "Care"))).one()
        for number in range(coverage_messages.PAGE):
            person = Person(side_id=team.side_id, name=f"P{number:02}", state=PersonState.ACTIVE, created_at=TUESDAY)
            session.add(person)
            await session.flush()
            since = TUESDAY - timedelta(weeks=20, days=-number)
            session.add(Membership(team_id=team.id, person_id=person.id, confirmed=True, since=since))
    await joined(stage, "Ada", 9)
    first = (await stage.command("Ines", "shoutout coverage")).message
    assert "P09" in stage.shown(first)
    assert "Ada" not in stage.shown(first)
    second = stage.shown((await stage.press("Ines", stage.button(first, "Show 1 more"))).message)
    assert "Ada" in second
    assert "P09" not in second


def test_a_name_that_runs_against_the_line_does_not_turn_it_around() -> None:
    omar = Member(1, "p1", "عمر المرسى", "Night", False, None, TUESDAY, None)
    line = coverage_messages.member_line(omar, Texts(), "UTC")
    assert getattr(line[0], "text", "") == "\u2068عمر المرسى\u2069"
