"""Linking a channel to its teams, reading its members, and confirming them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.chat.inbound import Identity
from bot.chat.message import Button
from bot.due.tables import DueState, DueWork
from bot.people.model import Channel, Membership, Person, PersonState, Side, Team
from bot.ports import Cause, Limits, NotAllowed, RateLimited, Unreachable


async def test_a_channel_is_linked_and_whoever_asked_hears_how_many_were_found(stage: Any) -> None:
    people = [stage.member(f"U{n}", "T2") for n in range(12)]
    stage.holds("harborline-care", *people, stage.member("B1", "T2", is_bot=True), shared=True, homes=("T2",))
    form = (await stage.command("Ada", "link channel", "harborline-care")).form
    answer = await stage.submit("Ada", form, teams=(stage.choices(form, "teams")["Harbor Care"],), name="")
    assert answer.message.summary == "#harborline-care is linked to Harbor Care."
    assert await stage.told() == []
    await stage.tick()
    told = dict(await stage.told())
    assert told.keys() == {"Ada", "Hana"}
    assert told["Ada"].summary == "12 people found in #harborline-care."
    assert "12 of them are provisional" in stage.text(told["Ada"])
    assert stage.button(told["Hana"], "Confirm 12 people")


async def test_a_lead_unticks_who_does_not_belong_and_is_not_asked_about_them_again(stage: Any) -> None:
    stage.holds("harborline-care", *[stage.member(f"U{n}", "T2", f"New {n}") for n in range(3)])
    form = (await stage.command("Hana", "link channel", "harborline-care", by_mention=True)).form
    await stage.submit("Hana", form, teams=(stage.choices(form, "teams")["Harbor Care"],))
    await stage.tick()
    [(who, told)] = await stage.told()
    assert who == "Hana"
    form = (await stage.press("Hana", stage.button(told, "Confirm 3 people"))).form
    people = stage.choices(form, "people")
    answer = await stage.submit("Hana", form, people=(people["New 0"], people["New 2"]))
    assert answer.message.summary == "2 people confirmed in Harbor Care. 1 taken out."
    states = {person.name: person.state for person in await stage.all(Person)}
    assert (states["New 0"], states["New 1"]) == (PersonState.ACTIVE, PersonState.PROVISIONAL)
    stage.later(timedelta(minutes=1))
    await stage.command("Hana", "link channel", "harborline-care")
    form = (await stage.command("Hana", "link channel", "harborline-care")).form
    await stage.submit("Hana", form, teams=(stage.choices(form, "teams")["Harbor Care"],))
    await stage.tick()
    assert "Nothing is open" in stage.text((await stage.told())[-1][1])


async def test_who_is_seen_while_the_form_is_open_is_not_taken_out(stage: Any) -> None:
    stage.holds("harborline-care", stage.member("U0", "T2", "Early"))
    await stage.linked("harborline-care", "Harbor Care")
    stage.holds("harborline-care", stage.member("U0", "T2", "Early"))
    form = (await stage.command("Hana", "link channel", "harborline-care")).form
    await stage.submit("Hana", form, teams=(stage.choices(form, "teams")["Harbor Care"],))
    await stage.tick()
    opened = (await stage.press("Hana", stage.button((await stage.told())[-1][1], "Confirm 1 person"))).form
    await stage.command(Identity("slack", "T2", "U9"), "menu")
    async with stage.database.write() as session:
        late = Person(side_id=2, name="Late", state=PersonState.PROVISIONAL, created_at=stage.calendar.now())
        session.add(late)
        await session.flush()
        session.add(Membership(team_id=2, person_id=late.id, since=stage.calendar.now()))
    answer = await stage.submit("Hana", opened, people=())
    assert answer.message.summary == "0 people confirmed in Harbor Care. 1 taken out."
    assert stage.button(answer.message, "Confirm 1 person")


async def test_only_the_teams_own_lead_confirms(stage: Any) -> None:
    await stage.person("Cara", "Harbor Care", home="T2")
    form = (await stage.press("Cara", _confirm(await stage.one(Team, name="Harbor Care")))).message
    assert "Leads and managers" in form.summary
    await stage.person("Dev", "Lumen Night", platform="teams")
    await stage.lead("Lumen Night", "Dev")
    assert (
        "no longer there"
        in (await stage.press("Dev", _confirm(await stage.one(Team, name="Harbor Care")))).message.summary
    )


def _confirm(team: Team) -> Any:
    return Button("Confirm", "setup.confirm_people", team.public_id, opens_form=True)


async def test_a_new_team_is_made_with_its_zone_and_hours(stage: Any) -> None:
    form = (await stage.command("Ada", "link channel", "manila-night")).form
    filled = {
        "name": "Manila Night",
        "side": stage.choices(form, "side")["Harborline"],
        "zone": "manila",
        "country": "ph",
        "hours": "Sun-Thu 22:00-06:00",
    }
    answer = await stage.submit("Ada", form, **filled)
    assert answer.message.summary == "#manila-night is linked to Manila Night."
    team = await stage.one(Team, name="Manila Night")
    assert (team.zone, team.country, team.working_hours) == ("Asia/Manila", "PH", "Sun-Thu 22:00-06:00")
    channel = await stage.one(Channel, name="manila-night")
    assert team.home_channel_id == channel.id
    again = await stage.submit("Ada", form, **filled)
    assert "already a team called “Manila Night”" in again.errors.by_field["name"]


async def test_a_new_partner_can_be_made_with_its_first_team(stage: Any) -> None:
    form = (await stage.command("Ada", "link channel", "wick-care")).form
    new = stage.choices(form, "side")["A new partner"]
    await stage.submit("Ada", form, name="Wick Care", side=new, partner="Wickham", zone="London")
    team = await stage.one(Team, name="Wick Care")
    assert (await stage.one(Side, name="Wickham")).id == team.side_id


async def test_what_is_wrong_in_the_form_is_said_at_its_field_and_nothing_is_kept(stage: Any) -> None:
    form = (await stage.command("Ada", "link channel", "manila-night")).form
    side = stage.choices(form, "side")["Harborline"]
    for field, wrong in (("zone", "Atlantis"), ("country", "XX"), ("hours", "always")):
        answer = await stage.submit("Ada", form, name="Manila Night", side=side, **{field: wrong})
        assert list(answer.errors.by_field) == [field]
    assert (await stage.submit("Ada", form, teams=())).errors.by_field
    assert "Manila Night" not in {team.name for team in await stage.all(Team)}
    assert await stage.teams_in("manila-night") == set()


async def test_names_of_teams_and_partners_are_bounded_whoever_sends_them(stage: Any) -> None:
    form = (await stage.command("Ada", "link channel", "manila-night")).form
    sides = stage.choices(form, "side")
    for filled in (
        {"name": "Ω" * 121, "side": sides["Harborline"]},
        {"name": "Manila Night", "side": sides["A new partner"], "partner": "Ω" * 121},
    ):
        answer = await stage.submit("Ada", form, **filled)
        assert "at most 120 characters, and this one has 121" in answer.errors.by_field["name"]
    assert "Manila Night" not in {team.name for team in await stage.all(Team)}


async def test_an_agent_may_not_link_and_a_lead_only_to_their_own_team(stage: Any) -> None:
    assert "Ask an admin" in (await stage.command("Ben", "link channel", "lobby")).message.summary
    form = (await stage.command("Hana", "link channel", "harborline-care")).form
    assert list(stage.choices(form, "teams")) == ["Harbor Care"]
    care = (await stage.one(Team, name="Care")).public_id
    assert (await stage.submit("Hana", form, teams=(care,))).errors
    assert await stage.teams_in("harborline-care") == set()


async def test_a_lead_reaches_no_channel_that_their_company_does_not_read(stage: Any) -> None:
    await stage.linked("lumen-night", "Lumen Night", platform="teams")
    theirs = (await stage.one(Channel, name="lumen-night")).public_id
    form = (await stage.command("Hana", "link channel", "harborline-care")).form
    told = [
        (
            await stage.submit(
                "Hana", replace(form, object_id=theirs), teams=tuple(stage.choices(form, "teams").values())
            )
        ),
        *[await stage.press("Hana", Button("x", f"setup.{verb}", theirs)) for verb in ("unlink_channel", "read_again")],
    ]
    for answer in told:
        assert "lumen-night" not in stage.text(answer.message)
    assert await stage.teams_in("lumen-night") == {"Lumen Night"}


async def test_a_lead_links_a_channel_of_which_nothing_is_known_but_that_they_are_in_it(stage: Any) -> None:
    form = (await stage.command("Hana", "link channel", "brand-new")).form
    answer = await stage.submit("Hana", form, teams=tuple(stage.choices(form, "teams").values()))
    assert answer.message.summary == "#brand-new is linked to Harbor Care."


async def test_a_team_that_is_unticked_is_unlinked_and_others_stay(stage: Any) -> None:
    await stage.linked("shared", "Care", "Harbor Care")
    form = (await stage.command("Ada", "link channel", "shared")).form
    await stage.submit("Ada", form, teams=(stage.choices(form, "teams")["Care"],))
    assert await stage.teams_in("shared") == {"Care"}


async def test_a_channel_without_teams_is_no_longer_linked(stage: Any) -> None:
    await stage.linked("care", "Care")
    form = (await stage.command("Ada", "link channel", "care")).form
    answer = await stage.submit("Ada", form, teams=())
    assert answer.message.summary == "#care is not linked any more. Nothing further will be delivered there."
    assert await stage.teams_in("care") == set()
    assert (await stage.submit("Ada", form, teams=())).errors


async def test_a_lead_sees_no_other_companys_team_in_a_shared_channel(stage: Any) -> None:
    await stage.linked("shared", "Care", "Lumen Night", "Harbor Care")
    answer = await stage.command("Hana", "unlink channel", "shared")
    assert answer.message.summary == "#shared is linked to Harbor Care."
    await stage.press("Hana", stage.button(answer.message, "Unlink this channel"), "shared")
    assert await stage.teams_in("shared") == {"Care", "Lumen Night"}
    assert "not linked to any team" in (await stage.command("Hana", "unlink channel", "shared")).message.summary


async def test_whoever_links_a_channel_that_cannot_be_written_to_hears_it_at_once(stage: Any) -> None:
    stage.holds("care", stage.member("U1", "T1"), bot_is_member=False, can_post=False)
    form = (await stage.command("Ada", "link channel", "care")).form
    await stage.submit("Ada", form, teams=(stage.choices(form, "teams")["Care"],))
    await stage.tick()
    assert "Instep is not in #care." in [message.summary for _, message in await stage.told()]


async def test_members_are_read_again_after_a_passing_failure(stage: Any) -> None:
    stage.holds("care", stage.member("U1", "T1"))
    stage.slack.failing = [RateLimited("30", Limits.METHOD)]
    form = (await stage.command("Ada", "link channel", "care")).form
    await stage.submit("Ada", form, teams=(stage.choices(form, "teams")["Care"],))
    await stage.tick()
    assert await stage.told() == []
    stage.later(timedelta(minutes=3))
    await stage.tick()
    assert [message.summary for _, message in await stage.told()] == ["1 person found in #care."]


async def test_what_lasts_is_told_with_the_remedy_and_tried_again_by_a_button(stage: Any) -> None:
    for failure in (Unreachable(Cause.BOT_NOT_IN_CHANNEL), NotAllowed(Cause.PERMISSION_MISSING)):
        stage.slack.failing = [failure]
        form = (await stage.command("Ada", "link channel", "care")).form
        await stage.submit("Ada", form, teams=(stage.choices(form, "teams")["Care"],))
        await stage.tick()
        who, told = (await stage.told())[-1]
        assert (who, told.summary) == ("Ada", "The members of #care could not be read.")
        stage.later(timedelta(minutes=1))
    stage.holds("care")
    await stage.press("Ada", stage.button(told, "Try again"))
    await stage.tick()
    assert (await stage.told())[-1][1].summary == "0 people found in #care."


async def test_a_platform_that_never_answers_is_given_up_and_said(stage: Any) -> None:
    stage.slack.failing = [RateLimited("30", Limits.METHOD) for _ in range(9)]
    form = (await stage.command("Ada", "link channel", "care")).form
    await stage.submit("Ada", form, teams=(stage.choices(form, "teams")["Care"],))
    for _ in range(8):
        await stage.tick()
        stage.later(timedelta(hours=1))
    assert [message.summary for _, message in await stage.told()] == ["The members of #care could not be read."]
    assert not [work for work in await stage.all(DueWork) if work.state == DueState.WAITING]


async def test_strangers_among_the_members_are_told_to_the_admins_once(stage: Any) -> None:
    stage.holds("care", stage.member("U1", "T1"), stage.member("X1", "T7"), stage.member("X2", "T7"))
    await stage.linked("care", "Care")
    stage.holds("care", stage.member("U1", "T1"), stage.member("X1", "T7"), stage.member("X2", "T7"))
    for _ in range(2):
        form = (await stage.command("Ada", "link channel", "care")).form
        await stage.submit("Ada", form, teams=(stage.choices(form, "teams")["Care"],))
        await stage.tick()
        stage.later(timedelta(minutes=1))
    notices = [message for _, message in await stage.told() if "not linked yet has tried" in message.summary]
    assert len(notices) == 1
    assert "2 are from companies that are not linked yet" in stage.text((await stage.told())[-1][1])


async def test_linking_works_on_teams_through_one_line_and_a_button(stage: Any) -> None:
    await stage.person("Olga", "Lumen Night", platform="teams")
    await stage.lead("Lumen Night", "Olga")
    line = (await stage.command("Olga", "link channel", "lumen-care", by_mention=True)).message
    assert line.summary == "Link this channel"
    form = (await stage.press("Olga", stage.button(line, "Open"), "lumen-care")).form
    stage.holds("lumen-care", stage.member("L1", "lumen"), platform="teams")
    await stage.submit("Olga", form, teams=(stage.choices(form, "teams")["Lumen Night"],))
    await stage.tick()
    assert (await stage.told())[-1][1].summary == "1 person found in lumen-care."
