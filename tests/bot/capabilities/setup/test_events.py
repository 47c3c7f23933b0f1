"""What set-up does when a platform says that something has changed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.chat.inbound import (
    ChannelChange,
    ChannelChanged,
    Identity,
    InstallationChange,
    InstallationChanged,
    MembersChanged,
    PersonChanged,
)
from bot.due.tables import DueWork
from bot.due.work import put_down
from bot.mail import UNMET
from bot.people.model import Channel, ChatIdentity, Membership, Person, PersonState

NEWS = "sample.news"


async def changed(stage: Any, name: str, change: ChannelChange, **more: str) -> None:
    await stage.send(ChannelChanged(stage.origin("Ben", name), change, **more))


@pytest.mark.parametrize(
    ("change", "facts", "words"),
    [
        (ChannelChange.ARCHIVED, {"archived": True}, "is archived"),
        (ChannelChange.BOT_REMOVED, {"bot_is_member": False}, "is not in"),
        (ChannelChange.DELETED, {}, "no longer exists"),
    ],
)
async def test_a_linked_channel_that_is_lost_is_told_its_lead_once(
    stage: Any, change: ChannelChange, facts: dict[str, bool], words: str
) -> None:
    await stage.linked("harborline-care", "Harbor Care")
    stage.holds("harborline-care", **facts)
    for _ in range(2):
        await changed(stage, "harborline-care", change)
    [(who, message)] = await stage.told()
    assert who == "Hana"
    assert words in message.summary
    assert "Harbor Care" in stage.text(message)
    assert stage.button(message, "Try again").action == "setup.read_again"


async def test_a_lead_hears_of_no_other_companys_team(stage: Any) -> None:
    await stage.lead("Lumen Night", "Luz")
    await stage.linked("shared", "Harbor Care", "Lumen Night")
    stage.holds("shared", archived=True)
    await changed(stage, "shared", ChannelChange.ARCHIVED)
    told = dict(await stage.told())
    assert told.keys() == {"Hana", "Luz"}
    assert "Lumen" not in stage.text(told["Hana"])
    assert "Harbor" not in stage.text(told["Luz"])


async def test_without_a_lead_the_admins_are_told(stage: Any) -> None:
    await stage.linked("care", "Care")
    stage.holds("care", archived=True)
    await changed(stage, "care", ChannelChange.ARCHIVED)
    assert [who for who, _ in await stage.told()] == ["Ada"]


LARGE = [f"desk-{number}" for number in range(300)]


def of_team(stage: Any, names: list[str]) -> dict[str, Any]:
    """An event of Lumenara's team of which these are the channels."""
    origin = stage.origin("Luz", names[0])
    return {
        "origin": origin,
        "also": tuple(replace(origin.place, channel=f"C-{name}", name=name) for name in names[1:]),
    }


async def test_the_channels_of_a_large_team_are_met_at_once_and_share_one_reading_after_the_answer(stage: Any) -> None:
    luz, stranger = stage.member("U-Luz", "lumen"), stage.member("X", "umbra")
    stage.holds("desk-0", luz, stranger, platform="teams", hosted_elsewhere=True)
    await stage.send(ChannelChanged(change=ChannelChange.BOT_ADDED, **of_team(stage, LARGE)))
    met = await stage.all(Channel, platform="teams")
    assert {(one.name, one.can_post, one.hosted_elsewhere) for one in met} == {(name, True, True) for name in LARGE}
    assert stage.teams.read == []
    # Nothing but the rows knows of the reading from here on.
    assert [work.owner_id for work in await stage.all(DueWork, state="waiting")] == [met[0].id]
    await stage.tick()
    assert stage.teams.read == ["C-desk-0"]
    seen = {tuple(one.seen_sides) for one in await stage.all(Channel, platform="teams")}
    assert len(seen) == 1 and len(*seen) == 2


async def test_a_linked_channel_of_a_team_is_read_on_its_own(stage: Any) -> None:
    await stage.linked("desk-1", "Lumen Night", platform="teams")
    newcomer = stage.member("U-New", "lumen")
    for name in ("desk-0", "desk-1"):
        stage.holds(name, newcomer, platform="teams")
    await stage.send(ChannelChanged(change=ChannelChange.BOT_ADDED, **of_team(stage, LARGE[:3])))
    await stage.tick()
    assert sorted(stage.teams.read) == ["C-desk-0", "C-desk-1"]
    person = await stage.one(Person, name="U-New")
    assert (await stage.one(Membership, person_id=person.id)).until is None


async def test_what_is_found_in_a_channel_linked_meanwhile_is_said_of_no_other(stage: Any) -> None:
    stage.holds("desk-1", stage.member("X", "umbra"), platform="teams")
    await stage.send(ChannelChanged(change=ChannelChange.BOT_ADDED, **of_team(stage, LARGE[:3])))
    await stage.linked("desk-0", "Lumen Night", platform="teams")
    await stage.tick()
    assert stage.teams.read == ["C-desk-0", "C-desk-1"]
    of = {one.name: one.seen_sides for one in await stage.all(Channel, platform="teams")}
    assert of["desk-1"] == of["desk-2"] != of["desk-0"]


async def test_who_joins_a_team_is_met_in_all_its_channels(stage: Any) -> None:
    await stage.linked("desk-1", "Lumen Night", platform="teams")
    await stage.send(ChannelChanged(change=ChannelChange.BOT_ADDED, **of_team(stage, LARGE[:3])))
    newcomer = Identity("teams", "lumen", "U-New")
    await stage.send(MembersChanged(joined=(newcomer,), **of_team(stage, LARGE[:3])))
    person = await stage.one(Person, name="U-New")
    assert (await stage.one(Membership, person_id=person.id)).until is None
    assert all(person.side_id in one.seen_sides for one in await stage.all(Channel, platform="teams"))
    await stage.send(MembersChanged(left=(newcomer,), **of_team(stage, LARGE[:3])))
    assert (await stage.one(Membership, person_id=person.id)).until is not None


async def test_an_unlinked_channel_is_no_news(stage: Any) -> None:
    await changed(stage, "lobby", ChannelChange.BOT_ADDED)
    stage.holds("lobby", archived=True)
    await changed(stage, "lobby", ChannelChange.ARCHIVED)
    await changed(stage, "elsewhere", ChannelChange.ARCHIVED)
    assert await stage.told() == []


async def test_a_channel_that_became_shared_is_held_back_until_an_admin_agrees(stage: Any) -> None:
    await stage.linked("harborline-care", "Harbor Care")
    stage.holds("harborline-care", shared=True, homes=("T2", "T9"))
    await changed(stage, "harborline-care", ChannelChange.SHARED)
    told = dict(await stage.told())
    assert told.keys() == {"Ada", "Hana"}
    agree = stage.button(told["Hana"], "Deliver here all the same")
    assert agree.confirm
    assert "Ask an admin" in (await stage.press("Hana", agree)).message.summary
    assert "Agreed" in (await stage.press("Ada", agree)).message.summary
    assert (await stage.one(Channel, name="harborline-care")).agreed_homes == ["T2", "T9"]


async def test_a_share_of_which_the_platform_tells_nothing_yet_is_looked_into(stage: Any) -> None:
    await stage.linked("care", "Care")
    facts = stage.slack.channel_facts.pop("C-care")
    await changed(stage, "care", ChannelChange.SHARED)
    assert [who for who, _ in await stage.told()] == ["Ada"]
    stage.slack.channel_facts["C-care"] = facts
    await stage.tick()
    assert not (await stage.one(Channel, name="care")).shared


async def test_a_renamed_channel_keeps_its_link(stage: Any) -> None:
    await stage.linked("care", "Care")
    del stage.slack.channel_facts["C-care"]
    await changed(stage, "care", ChannelChange.RENAMED, new_name="care-london")
    assert await stage.teams_in("care-london") == {"Care"}
    assert await stage.told() == []


async def test_who_joins_a_linked_channel_is_in_its_team_and_who_leaves_is_not(stage: Any) -> None:
    await stage.linked("harborline-care", "Harbor Care")
    newcomer = Identity("slack", "T2", "U-New")
    await stage.send(MembersChanged(stage.origin("Ben", "harborline-care"), joined=(newcomer,)))
    person = await stage.one(Person, name="U-New")
    assert person.state == PersonState.PROVISIONAL
    assert (await stage.one(Membership, person_id=person.id)).until is None
    await stage.send(MembersChanged(stage.origin("Ben", "harborline-care"), left=(newcomer,)))
    assert (await stage.one(Membership, person_id=person.id)).until is not None
    assert await stage.told() == []


async def test_a_stranger_who_joins_is_told_to_the_admins(stage: Any) -> None:
    await stage.linked("care", "Care")
    await stage.send(MembersChanged(stage.origin("Ben", "care"), joined=(Identity("slack", "T9", "X"),)))
    assert [who for who, _ in await stage.told()] == ["Ada"]


@pytest.mark.parametrize("joins", [True, False])
async def test_what_waited_for_somebody_who_is_met_is_due_then(stage: Any, joins: bool) -> None:
    await stage.linked("harborline-care", "Harbor Care")
    stage.holds("harborline-care", stage.member("U-Hana", "T2"))
    waits_until = stage.calendar.now() + timedelta(days=14)
    async with stage.database.write() as session:
        await session.execute(update(ChatIdentity).values(installation_key=""))
        for who in await session.scalars(select(Person)):
            await put_down(session, NEWS, 1, waits_until, slot=UNMET, for_whom=str(who.id), data={"name": who.name})
    if joins:
        await stage.send(MembersChanged(stage.origin("Ben", "harborline-care"), joined=(stage.people["Hana"],)))
    else:
        await changed(stage, "harborline-care", ChannelChange.BOT_ADDED)
        await stage.ticker.tick()
    due = {one.data["name"]: one.due_at for one in await stage.all(DueWork, slot=UNMET)}
    assert due.pop("Hana") == stage.calendar.now()
    assert set(due) == {"Ada", "Ben", "Luz"}
    assert set(due.values()) == {waits_until}


async def test_whom_the_platform_did_not_tell_of_is_read_later(stage: Any) -> None:
    await stage.linked("care", "Care")
    many = tuple(Identity("slack", "T1", f"U{n}") for n in range(25))
    stage.holds("care", *(stage.member(who.user_id) for who in many))
    await stage.send(MembersChanged(stage.origin("Ben", "care"), joined=many))
    await stage.tick()
    team = (await stage.one(Membership, person_id=1)).team_id
    assert len(await stage.all(Membership, team_id=team)) == 2 + 25
    assert await stage.told() == []


async def test_who_is_deactivated_has_left(stage: Any) -> None:
    await stage.send(PersonChanged(stage.origin("Ben"), deactivated=True))
    assert (await stage.one(Person, name="Ben")).state == PersonState.LEFT


async def test_admins_hear_of_a_removed_installation_through_one_that_works(stage: Any) -> None:
    await stage.linked("lumen-care", "Lumen Night", platform="teams")
    for change in (InstallationChange.REMOVED, InstallationChange.REVOKED):
        for _ in range(2):
            await stage.send(InstallationChanged(stage.origin("Luz"), change))
    told = await stage.told()
    assert [who for who, _ in told] == ["Ada", "Ada"]
    assert [message.summary for _, message in told] == [
        "Instep was removed from Teams Lumenara.",
        "The access to Teams Lumenara was revoked.",
    ]
    assert "1 linked channel" in stage.text(told[0][1])


async def test_nobody_is_written_to_through_the_installation_that_is_gone(stage: Any) -> None:
    await stage.send(InstallationChanged(stage.origin("Ben"), InstallationChange.REMOVED))
    assert await stage.told() == []


async def test_a_new_installation_is_swept_at_once(stage: Any) -> None:
    stage.holds("care")
    await stage.send(InstallationChanged(stage.origin("Ben"), InstallationChange.INSTALLED))
    assert (await stage.one(DueWork)).kind == "setup.sweep_channels"
    await stage.tick()
    assert (await stage.one(Channel)).name == "care"
    stage.later(timedelta(minutes=1))
