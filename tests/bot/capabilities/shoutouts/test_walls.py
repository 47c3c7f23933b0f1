"""Walls of stories: whose they are, who may see what of them, and leafing through them."""

from datetime import timedelta

from sqlalchemy import select, update

from bot.capabilities.shoutouts.kinds import Where
from bot.capabilities.shoutouts.store import RecognitionChoice
from bot.chat.inbound import HomeOpened
from bot.chat.message import Actions, Message
from bot.people.model import Membership, Person, Team
from tests.bot.capabilities.shoutouts.conftest import STORY, Stage
from tests.bot.capabilities.shoutouts.test_withdrawing import withdraw


def labels(message: Message | None) -> list[str]:
    assert message is not None
    return [button.label for part in message.parts if isinstance(part, Actions) for button in part.buttons]


async def lead(stage: Stage, team: str, who: str) -> None:
    async with stage.database.read() as session:
        person_id = (await session.scalars(select(Person.id).where(Person.name == who))).one()
    await stage.change(Team, team, lead_id=person_id)


async def test_ones_own_stories_stand_five_on_a_page_the_newest_first(stage: Stage) -> None:
    await stage.decide("shoutouts.per_day", "20")
    for number in range(7):
        stage.calendar.instant += timedelta(minutes=1)
        await stage.give("Ines", "Ada", story=f"{STORY} Number {number}.")
    first = (await stage.command("Ada", "shoutout mine")).message
    shown = stage.shown(first)
    assert shown.startswith("7 shoutouts for you")
    assert [number for number in range(7) if f"Number {number}." in shown] == [2, 3, 4, 5, 6]
    assert shown.index("Number 6.") < shown.index("Number 2.")
    assert labels(first)[:1] == ["Older"]
    second = (await stage.press("Ada", stage.button(first, "Older"))).redraw
    assert [number for number in range(7) if f"Number {number}." in stage.shown(second)] == [0, 1]
    assert labels(second)[:1] == ["Newer"]
    again = (await stage.press("Ada", stage.button(second, "Newer"))).redraw
    assert stage.shown(again) == shown


async def test_a_name_alone_shows_that_persons_stories(stage: Stage) -> None:
    await stage.give("Ines", "Ada", quote="She called me back.", value="ownership")
    shown = stage.shown((await stage.shout("Bo", "", "Ada")).message)
    assert shown.startswith("1 shoutout for Ada")
    for words in (STORY, "She called me back.", "#ownership 🙌", "from Ines"):
        assert words in shown
    nobody = (await stage.shout("Bo", "", "Ines")).message
    assert "There is no shoutout for Ines that you can see." in stage.shown(nobody)
    form = (await stage.press("Bo", stage.button(nobody, "Give a shoutout"))).form
    assert form is not None
    assert "Ines · Care" in str(form.parts)


async def test_a_wall_does_not_deny_a_story_that_was_withdrawn(stage: Stage) -> None:
    await withdraw(stage, await stage.give("Ines", "Luz"))
    assert "No shoutout names you at present." in stage.shown((await stage.command("Luz", "shoutout mine")).message)


async def test_who_has_none_is_helped(stage: Stage) -> None:
    mine = (await stage.command("Bo", "shoutout mine")).message
    assert "No shoutout names you at present." in stage.shown(mine)
    assert (await stage.press("Bo", stage.button(mine, "Give a shoutout"))).form is not None
    assert "There is no shoutout from you at present." in stage.shown(
        (await stage.command("Bo", "shoutout given")).message
    )
    assert "no team “Night”" in stage.shown((await stage.command("Bo", "shoutout team Night")).message)


async def test_private_thanks_are_seen_by_whom_they_thank_their_lead_and_who_gave_them(stage: Stage) -> None:
    await lead(stage, "Care", "Bo")
    await stage.give("Ines", "Ada", goes_to=(Where.PRIVATELY,))
    assert "private" in stage.shown((await stage.command("Ada", "shoutout mine")).message)
    assert STORY in stage.shown((await stage.shout("Bo", "", "Ada")).message)
    assert STORY in stage.shown((await stage.command("Ines", "shoutout given")).message)
    assert STORY not in stage.shown((await stage.shout("Luz", "", "Ada")).message)
    assert STORY not in stage.shown((await stage.shout("Ines", "", "Ada")).message)


async def test_somebody_thanked_privately_is_not_named_on_anothers_wall(stage: Stage) -> None:
    async with stage.database.write() as session:
        bo = (await session.scalars(select(Person.id).where(Person.name == "Bo"))).one()
        session.add(RecognitionChoice(person_id=bo, privately=True))
    await stage.give("Hana", "Ada", "Bo")
    shown = stage.shown((await stage.shout("Ines", "", "Ada")).message)
    assert STORY in shown
    assert "Bo" not in shown
    assert "Bo" in stage.shown((await stage.command("Bo", "shoutout mine")).message)


async def test_a_partner_sees_and_counts_only_what_the_wall_leaves(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    await stage.give("Ines", "Ada", "Hana", story=f"{STORY} With Hana of Harborline.")
    await stage.give("Ines", "Ada", story=f"{STORY} Alone.")
    shown = stage.shown((await stage.shout("Luz", "", "Ada")).message)
    assert shown.startswith("1 shoutout for Ada")
    assert "Hana" not in shown
    own = stage.shown((await stage.command("Hana", "shoutout mine")).message)
    assert "Ada (Care) and Hana (Harbor)" in own
    assert (await stage.shout("Luz", "", "Hana")).form is not None
    await stage.give("Ines", "Ada", people=(await stage.person("Ada"), await stage.team("Harbor")))
    assert stage.shown((await stage.shout("Luz", "", "Ada")).message).startswith("1 shoutout for Ada")


async def test_what_went_to_its_own_channels_alone_is_not_seen_by_other_companies(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    await stage.give("Ines", "Ada", goes_to=(Where.TEAMS,))
    assert STORY not in stage.shown((await stage.shout("Luz", "", "Ada")).message)
    assert STORY in stage.shown((await stage.shout("Bo", "", "Ada")).message)


async def test_a_teams_stories_name_its_people_and_the_team_itself(stage: Stage) -> None:
    await stage.give("Hana", "Ada")
    await stage.give("Hana", people=(await stage.team("Care"),), story=f"{STORY} All of them.")
    shown = stage.shown((await stage.command("Bo", "shoutout team")).message)
    assert shown.startswith("2 shoutouts for Care")
    assert "Everybody in Care" in shown


async def test_a_team_in_whose_channel_one_is_without_belonging_to_it_is_asked_about_where_there_is_no_other(
    stage: Stage,
) -> None:
    await stage.give("Hana", "Bo")

    async def asked() -> str:
        return stage.shown((await stage.command("Bo", "shoutout team")).message)

    async with stage.database.write() as session:
        bo = (await session.scalars(select(Person).where(Person.name == "Bo"))).one()
        others = (await session.scalars(select(Team).where(Team.name != "Care").order_by(Team.id))).all()[:2]
        for team in others:
            session.add(Membership(team_id=team.id, person_id=bo.id, since=stage.calendar.now()))
    assert (await asked()).startswith("1 shoutout for Care")
    own = update(Membership).where(Membership.person_id == bo.id)
    async with stage.database.write() as session:
        await session.execute(own.values(confirmed=False))
    assert (await asked()).startswith("Which team's stories?")
    async with stage.database.write() as session:
        await session.execute(own.where(Membership.team_id.in_([one.id for one in others])).values(declined=True))
    assert (await asked()).startswith("1 shoutout for Care")


async def test_thanks_to_a_whole_team_stand_on_the_walls_of_those_who_were_in_it_then(stage: Stage) -> None:
    await stage.decide("shoutouts.per_day", "20")
    team = (await stage.team("Care"),)
    for number in range(6):
        await stage.give("Hana", people=team, story=f"{STORY} All of them, number {number}.")
    await stage.give("Hana", "Ada")
    first = (await stage.command("Ada", "shoutout mine")).message
    assert stage.shown(first).startswith("7 shoutouts for you")
    assert stage.shown(first).count("to the whole team") == 4
    older = (await stage.press("Ada", stage.button(first, "Older"))).redraw
    assert stage.shown(older).count("to the whole team") == 2
    assert "6 shoutouts for Bo" in stage.shown((await stage.shout("Ada", "", "Bo")).message)
    assert "All of them, number 0." in await stage.exported("Bo")
    await stage.give("Hana", people=team, goes_to=(Where.PRIVATELY,), story=f"{STORY} Between us.")
    assert "Everybody in Care" in (private := stage.shown((await stage.command("Ada", "shoutout mine")).message))
    assert "Between us." in private
    assert "Between us." not in stage.shown((await stage.shout("Luz", "", "Ada")).message)
    assert "to the whole team" not in stage.shown((await stage.command("Hana", "shoutout given")).message)


async def test_who_came_later_or_left_before_has_nothing_of_what_a_team_was_thanked_for(stage: Stage) -> None:
    async with stage.database.write() as session:
        people = {one.name: one.id for one in await session.scalars(select(Person))}
        for name, values in (
            ("Ada", {"since": stage.calendar.instant + timedelta(hours=1)}),
            ("Bo", {"until": stage.calendar.instant - timedelta(hours=1)}),
        ):
            await session.execute(update(Membership).where(Membership.person_id == people[name]).values(**values))
    await stage.give("Hana", people=(await stage.team("Care"),))
    for name in ("Ada", "Bo"):
        assert "No shoutout names you at present." in stage.shown((await stage.command(name, "shoutout mine")).message)
    assert "1 shoutout for you" in stage.shown((await stage.command("Ines", "shoutout mine")).message)


async def test_the_home_says_how_many_of_this_month_name_somebody(stage: Stage) -> None:
    await stage.give("Ines", "Ada")
    home = stage.shown((await stage.send(HomeOpened(stage.origin("Ada")))).home)
    assert "Shoutouts: 1 for you this month" in home
    assert "for you this month" not in stage.shown((await stage.send(HomeOpened(stage.origin("Bo")))).home)


async def test_ones_own_stories_can_be_taken_as_a_file_that_no_spreadsheet_runs(stage: Stage) -> None:
    await stage.give("Ines", "Ada", "Hana", story=f"=HYPERLINK(1) {STORY}")
    sheet = await stage.exported("Hana")
    assert "'=HYPERLINK" in sheet
    assert "Ada and Hana" in sheet
    assert "Ines" in sheet
