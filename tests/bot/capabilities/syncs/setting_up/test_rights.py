"""Who may set a sync up, change and end it, and what others see of it."""

from typing import Any

import pytest
from sqlalchemy import delete, select, update

from bot.capabilities.syncs.setting_up.forms import TEAMS
from bot.capabilities.syncs.setting_up.messages import CHANGE, END
from bot.capabilities.syncs.store.drafts import SyncDraft
from bot.capabilities.syncs.store.tables import Sync
from bot.chat.form import TextField
from bot.chat.inbound import HomeOpened, Sought
from bot.chat.message import Button
from bot.due.tables import Rhythm
from bot.people import audiences
from bot.people.model import Audience, ChannelTeam, Person, Sharing, Side, SideState, Team
from bot.people.refusal import Refused
from bot.setting_up.typed import AN_AUDIENCE
from tests.bot.capabilities.syncs.conftest import Stage
from tests.bot.capabilities.syncs.setting_up.conftest import Desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def refused(stage: Stage, who: str, button: Button) -> str:
    try:
        answer = await stage.press(who, button)
    except Refused as refusal:
        return str(refusal)
    return stage.shown(answer.message)


async def test_an_agent_is_told_who_sets_them_up(stage: Stage, desk: Desk) -> None:
    answer = await stage.command("Bo", "sync new")
    assert answer.form is None
    assert "Ask a manager" in stage.shown(answer.message)
    listed = stage.shown((await stage.command("Bo", "sync")).message)
    assert "Leads and managers set them up." in listed


async def test_a_lead_sets_up_syncs_of_their_own_teams_alone(stage: Stage, desk: Desk) -> None:
    alone = await desk.looked_at("Luz", teams=("Lumen",))
    assert alone.form is not None
    await desk.lead("Bo", "Care")
    both = await desk.looked_at("Bo", teams=("Care", "Lumen"))
    assert both.errors is not None
    assert "Ask a manager of everybody who takes part." in both.errors.by_field["teams"]
    for words, names in (("", ["Care · Internal"]), ("care", ["Care · Internal"]), ("lumen", [])):
        found = await stage.send(Sought(stage.origin("Bo"), TEAMS, words))
        assert [one.label for one in found.options] == names, "they are not offered what they may not choose"
    field = desk.teams_field(await desk.form("Bo"))
    assert [one.label for one in field.suggested] == ["Care · Internal"]


async def test_a_partners_manager_neither_finds_nor_chooses_another_partners_team(stage: Stage, desk: Desk) -> None:
    found = await stage.send(Sought(stage.origin("Hana"), "syncs.teams", "Lumen"))
    assert not found.options
    chosen = await desk.looked_at("Hana", teams=("Harbor", "Lumen"))
    assert chosen.errors is not None
    assert "no longer there" in chosen.errors.by_field["teams"]


async def test_a_partner_sees_no_team_of_another_partner(stage: Stage, desk: Desk) -> None:
    await stage.change(Team, "Lumen", country="CO")
    await desk.begun(when="every Tuesday", zone="Europe/London", any_counts=True, people=("Ines", "Luz"))
    seen = stage.shown((await stage.command("Hugo", "sync Care weekly")).message)
    assert "Takes part: Care, Harbor, and teams of others." in seen
    assert "Lumen" not in seen and "Luz" not in seen
    assert "Immaculate Conception" not in seen
    assert "moved from Tuesday, 8 December: a day off" in seen
    assert "Ines facilitates." in seen
    assert "Change" not in seen and "End" not in seen


async def test_teams_may_be_left_out_only_where_it_is_for_others_all_the_same(stage: Stage, desk: Desk) -> None:
    async with stage.database.write() as session:
        await session.execute(delete(Audience))
    new = await desk.form()
    assert desk.teams_field(new).required and not desk.teams_field(new).hint
    gone = await stage.submit("Ines", new, **{**await desk.filled(new, ()), "teams": (f"{AN_AUDIENCE}{'A' * 22}",)})
    assert gone.errors is not None and gone.errors.by_field.keys() == {"teams"}
    assert "Choose teams instead." in gone.errors.by_field["teams"]
    async with stage.database.write() as session:
        await audiences.everyone(session)
    field = desk.teams_field(await desk.form())
    assert field.required and field.hint.startswith("Teams, an audience, or both.")
    await desk.begun()
    async with stage.database.write() as session:
        hana = await session.scalar(select(Person.id).where(Person.name == "Hana"))
        await session.execute(update(Rhythm).values(owner_id=hana))
    async with stage.database.read() as session:
        sync_id = (await session.scalars(select(Sync.public_id))).one()
    theirs = (await stage.press("Hana", Button("Change", CHANGE, sync_id))).form
    assert theirs is not None
    assert desk.teams_field(theirs).hint == "What it is for besides, and you may not see, stays."
    assert not desk.teams_field(theirs).required
    hers = (await stage.press("Ines", Button("Change", CHANGE, sync_id))).form
    assert desk.teams_field(hers).hint.startswith("Teams, an audience")


async def test_an_audience_is_found_and_chosen_where_teams_are(stage: Stage, desk: Desk) -> None:
    async with stage.database.write() as session:
        few = [await session.scalar(select(Team.id).where(Team.name == "Care"))]
        await audiences.everyone(session)
        await audiences.keep(session, None, "Few", Sharing.NOTHING, few, [], stage.calendar.now())
    found = {
        words: {one.label: one.value for one in (await stage.send(Sought(stage.origin("Ines"), TEAMS, words))).options}
        for words in ("", "EVERY", "care")
    }
    assert {"Everyone · audience", "Few · audience"} < found[""].keys()
    assert list(found["EVERY"]) == ["Everyone · audience"] and "Few · audience" not in found["care"]
    (hidden,) = [(await stage.send(Sought(stage.origin("Hana"), TEAMS, "few"))).options]
    assert hidden == (), "an audience of others may give them away by its name"
    form = await desk.form()
    both = (found[""]["Everyone · audience"], found[""]["Few · audience"])
    wrong = await stage.submit("Ines", form, **{**await desk.filled(form, ()), "teams": both})
    assert wrong.errors is not None and wrong.errors.by_field["teams"].startswith("One audience is possible.")
    looked = await stage.submit("Ines", form, **{**await desk.filled(form, ()), "teams": both[:1]})
    assert looked.form is not None and "Takes part\nCare, Harbor, and Lumen" in stage.shown(looked.form)
    done = await stage.submit("Ines", looked.form)
    change = (await stage.press("Ines", stage.button(done.message, "Change"))).form
    assert [one.label for one in desk.teams_field(change).value] == ["Everyone · audience"]
    looked = await stage.submit("Ines", change, **await desk.filled(change, ("Care",)))
    assert looked.form is not None and "Harbor" not in stage.shown(looked.form), "it was taken out"


async def test_an_agent_sees_no_sync_of_another_team_of_their_side_and_its_manager_does(
    stage: Stage, desk: Desk
) -> None:
    async with stage.database.write() as session:
        side = (await session.scalars(select(Side.id).where(Side.name == "Harborline"))).one()
        session.add(Team(side_id=side, name="Quay", zone="Asia/Manila"))
    await desk.begun(teams=("Care", "Quay"))
    assert "No syncs yet." in stage.shown((await stage.command("Hugo", "sync")).message)
    assert "Care weekly" in stage.shown((await stage.command("Hana", "sync")).message)


async def test_who_may_not_change_it_is_refused_also_with_a_button_of_somebody_elses(stage: Stage, desk: Desk) -> None:
    await desk.begun()
    async with stage.database.read() as session:
        public_id = (await session.scalars(select(Sync.public_id))).one()
    for who in ("Hana", "Hugo", "Bo"):
        for action in (CHANGE, END):
            assert "Only its owner and managers" in await refused(stage, who, Button("x", action, public_id))
    assert "has ended" in await refused(stage, "Ines", Button("x", END, public_id))


async def test_nobody_goes_on_with_somebody_elses_draft(stage: Stage, desk: Desk) -> None:
    look = (await desk.looked_at()).form
    assert look is not None
    answer = await stage.submit("Hana", look)
    assert "nothing was changed" in stage.shown(answer.message)
    assert await stage.count(Sync) == 0
    assert await stage.count(SyncDraft) == 1


async def test_a_sync_is_found_by_a_part_of_its_name(stage: Stage, desk: Desk) -> None:
    await desk.begun()
    await desk.begun(name="Night handover", template="handover")
    one = stage.shown((await stage.command("Bo", "sync handover")).message)
    assert "Night handover" in one and "Next dates" in one
    both = stage.shown((await stage.command("Bo", "sync")).message)
    assert "Care weekly" in both and "Night handover" in both
    none = "No sync is called “x”. /sync shows all that you see, and /sync help says what else can be typed."
    assert none in stage.shown((await stage.command("Bo", "sync x")).message)
    slip = stage.shown((await stage.command("Bo", "sync facilitaet care")).message)
    assert slip.endswith("Did you mean “/sync facilitate care”?")


async def test_a_sync_whose_name_begins_like_a_command_is_found_by_whoever_sees_it(stage: Stage, desk: Desk) -> None:
    await desk.begun(name="New refund flow")
    for who in ("Bo", "Ines"):
        assert "Next dates" in stage.shown((await stage.command(who, "sync New refund flow")).message), who
    refused = (await stage.command("Bo", "sync new refund")).message
    assert "Next dates" not in stage.shown(refused)
    form = (await stage.command("Ines", "sync new refund")).form
    assert form is not None and next(part.value for part in form.parts if isinstance(part, TextField)) == "refund"


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"name": " "}, "name", "Give it a name"),
    ({"name": "n" * 81}, "name", "up to 80 characters"),
    ({"zone": "Europe/Atlantis"}, "zone", "Europe/Atlantis"),
    ({"when": "every Monday from 2027-03-01 until 2027-02-01"}, "when", "ends before it starts"),
    ({"when": "31st of the month until 2026-12-01"}, "when", "never comes"),
    ({"at": "25:00"}, "at", "There is no time 25:00"),
    ({"link": "http://meet.example/x"}, "link", "beginning with https://"),
    ({"link": "https://meet.example/a b"}, "link", "beginning with https://"),
    ({"minutes": "0"}, "minutes", "from 5 to 480"),
    ({"minutes": "a while"}, "minutes", "from 5 to 480"),
    ({"remind_before": "4320"}, "remind_before", "after they were asked"),
    ({"agenda_before": "1440"}, "agenda_before", "after people were reminded"),
    ({"teams": ()}, "teams", "Say who takes part"),
    ({"on_holiday": "cry"}, "on_holiday", "Choose what happens"),
    ({"template": "demo", "held": "written"}, "held", "People come to a demo"),
]


@pytest.mark.parametrize(
    ("values", "field", "says"), BAD, ids=[f"{field}-{at}" for at, (_, field, _) in enumerate(BAD)]
)
async def test_what_is_wrong_is_said_at_its_field(
    stage: Stage, desk: Desk, values: dict[str, Any], field: str, says: str
) -> None:
    form = await desk.form()
    answer = await stage.submit("Ines", form, **{**await desk.filled(form), **values})
    assert answer.errors is not None, answer
    assert says in answer.errors.by_field[field]
    assert await stage.count(Sync) == 0


async def test_people_of_a_side_that_takes_no_part_do_not_facilitate(stage: Stage, desk: Desk) -> None:
    answer = await desk.looked_at(teams=("Care", "Harbor"), people=("Luz",))
    assert answer.errors is not None
    assert answer.errors.by_field["facilitators"].startswith("Luz is of no side that takes part.")


async def test_teams_without_channels_or_people_are_said_and_none_with_one_refused(stage: Stage, desk: Desk) -> None:
    async with stage.database.write() as session:
        side = (await session.scalars(select(Side.id).where(Side.name == "Lumenara"))).one()
        session.add(Team(side_id=side, name="Nights", zone="Asia/Manila"))
    seen = stage.shown((await desk.looked_at(teams=("Care", "Nights"))).form)
    assert "No channel that Instep can write to: Nights." in seen
    assert "Nobody is there yet: Nights." in seen
    await stage.press_in("Ines", await desk.form(), "Start anew")
    async with stage.database.write() as session:
        for link in await session.scalars(select(ChannelTeam)):
            await session.delete(link)
        await session.execute(update(Team).values(home_channel_id=None))
    answer = await desk.looked_at(teams=("Care", "Nights"))
    assert answer.errors is not None
    assert "has a channel" in answer.errors.by_field["teams"]


async def test_a_name_that_is_taken_is_refused_to_whoever_sees_the_other(stage: Stage, desk: Desk) -> None:
    await desk.begun(teams=("Care", "Lumen"))
    again = await desk.looked_at(name="CARE  weekly")
    assert again.errors is not None
    assert "There is a sync called “Care weekly” already." in again.errors.by_field["name"]
    unseen = await desk.looked_at("Hana", teams=("Harbor",))
    assert unseen.form is not None


async def test_a_paused_side_is_left_out_and_said(stage: Stage, desk: Desk) -> None:
    await stage.change(Side, "Lumenara", state=SideState.PAUSED)
    seen = stage.shown((await desk.looked_at()).form)
    assert "Lumenara is paused, so its teams are left out until it goes on." in seen


async def test_the_home_shows_the_next_of_ones_own(stage: Stage, desk: Desk) -> None:
    await desk.begun(name="Care daily", when="every Friday", at="15:00", zone="Europe/London")
    await desk.begun(when="every Wednesday", at="15:00", zone="Europe/London")
    seen = stage.shown((await stage.send(HomeOpened(stage.origin("Hugo")))).home)
    assert "Care weekly" in seen and "Next Wed 25 Nov, 23:00" in seen
    assert "Care daily" not in seen
