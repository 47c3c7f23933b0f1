"""The roster, kept with the channels and confirmed by leads."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.people import attendance, grants, roster
from bot.people.access import EVERYTHING, Scope
from bot.people.attendance import Reading
from bot.people.model import ChatIdentity, Grant, Membership, Person, PersonState, Role, Side, Team
from bot.people.refusal import Refused
from bot.people.roster import Headcount
from bot.people.viewpoint import STRANGERS


async def names(organisation: Any, team: Team) -> list[str]:
    async with organisation.read() as session:
        return [member.name for member in await roster.members_of(session, EVERYTHING, team.id, organisation.now)]


async def lead_of(organisation: Any, session: Any, team: Team) -> Any:
    lead = await organisation.person(session, "Lead", team)
    (await session.get_one(Team, team.id)).lead_id = lead.id
    return await organisation.actor(session, lead)


async def test_a_linked_channels_members_join_the_team_of_their_own_side(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        channel = await o.channel(session, "joint", o.care, o.harbor, homes=("T2",))
        reading = await attendance.read_channel(
            session,
            channel,
            [
                o.told(o.slack("U1"), "Ada"),
                o.told(o.slack("U2", "T2"), "Bo"),
                o.told(o.slack("U3", "T9"), "Eve"),
                o.told(o.slack("U4", "T9"), "Mallory"),
                o.told(o.slack("G1"), "Guest", guest=True),
                o.told(o.slack("B1"), "Instep", bot=True),
                o.told(o.slack("U5"), "Gone", deactivated=True),
            ],
            o.now,
        )
        assert reading == Reading(joined=2, guests=1, strangers=2, new_homes=(("slack", "T9"),))
        assert channel.seen_sides == [STRANGERS, o.internal.id, o.harborline.id]
        counts = await roster.headcounts(session, EVERYTHING, [o.care.id, o.harbor.id], o.now)
    assert counts == [Headcount(o.care.id, 0, 1, 0), Headcount(o.harbor.id, 0, 1, 0)]
    assert await names(o, o.care) == ["Ada"]
    assert await names(o, o.harbor) == ["Bo"]


async def test_reading_again_changes_nothing_and_leavers_go(organisation: Any) -> None:
    o = organisation
    members = [o.told(o.slack("U1"), "Ada"), o.told(o.slack("U2"), "Ben")]
    async with o.write() as session:
        channel = await o.channel(session, "care", o.care)
        await o.person(session, "Imported", o.care, identity=o.slack("U7"))
        assert (await attendance.read_channel(session, channel, members, o.now)).joined == 2
        assert await attendance.read_channel(session, channel, members, o.now) == Reading()
        assert await attendance.read_channel(session, channel, members[:1], o.now) == Reading(left=1)
    assert await names(o, o.care) == ["Ada", "Imported"]


async def test_joins_leaves_and_deactivations_are_followed(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        channel = await o.channel(session, "care", o.care)
        for user in ("U1", "U2", "U3"):
            await attendance.people_joined(session, channel, [o.told(o.slack(user), user)], o.now)
        assert channel.seen_sides == [o.internal.id]
        assert await attendance.people_left(session, channel, [o.slack("U1"), o.slack("U99")], o.now) == 1
        await attendance.person_changed(session, o.slack("U2"), None, o.now, deactivated=True)
        await attendance.person_changed(session, o.slack("U99"), None, o.now, deactivated=True)
        assert await names_in(session, o) == ["U3"]
        left = await session.scalar(select(Person).where(Person.name == "U2"))
        assert (left.state, left.left_at) == (PersonState.LEFT, o.now)

        await attendance.person_changed(
            session, o.slack("U2"), o.told(o.slack("U2"), "New name"), o.now, deactivated=False
        )
        assert (left.state, left.name) == (PersonState.PROVISIONAL, "New name")


async def names_in(session: Any, o: Any) -> list[str]:
    return [member.name for member in await roster.members_of(session, EVERYTHING, o.care.id, o.now)]


async def test_somebody_with_another_identity_has_not_left(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        ada = await o.person(session, "Ada", o.care, identity=o.slack("U1"))
        session.add(ChatIdentity(person_id=ada.id, platform="teams", home="t", user_id="a"))
        await session.flush()
        await attendance.person_changed(session, o.slack("U1"), None, o.now, deactivated=True)
        assert ada.state is PersonState.ACTIVE


async def test_leads_confirm_in_bulk_and_what_they_decline_stays_declined(organisation: Any) -> None:
    o = organisation
    members = [o.told(o.slack(f"U{n}"), f"P{n}") for n in range(3)]
    async with o.write() as session:
        channel = await o.channel(session, "care", o.care)
        await attendance.read_channel(session, channel, members, o.now)
        care = await session.get_one(Team, o.care.id)
        lead = await lead_of(o, session, care)
        stray = await session.scalar(select(Person).where(Person.name == "P1"))
        assert await roster.decline(session, lead, care, [stray.id], o.now) == 1
        assert await roster.confirm(session, lead, care, None, o.now) == 2
        assert await roster.confirm(session, lead, care, None, o.now) == 0
        assert await attendance.read_channel(session, channel, members, o.now) == Reading()
        assert await names_in(session, o) == ["Lead", "P0", "P2"]
        (count,) = await roster.headcounts(session, EVERYTHING, [care.id], o.now)
        assert count == Headcount(care.id, 3, 0, 0)

        await attendance.people_left(session, channel, [o.slack("U0")], o.now)
        await attendance.people_joined(session, channel, members[:1], o.now)
        (count,) = await roster.headcounts(session, EVERYTHING, [care.id], o.now)
        assert count.provisional == 0


async def test_only_the_teams_lead_confirms(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        other = await lead_of(o, session, o.harbor)
        care = await session.get_one(Team, o.care.id)
        for deed in (roster.confirm, roster.decline):
            with pytest.raises(Refused, match="Ask the lead"):
                await deed(session, other, care, [], o.now)


async def test_guests_of_a_partners_channel_wait_for_the_lead_and_then_are_known(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        channel = await o.channel(session, "harbor-guests", o.harbor)
        guest = o.told(o.slack("G1"), "Guest", guest=True)
        assert (await attendance.read_channel(session, channel, [guest], o.now)).joined == 1
    assert type(await o.recognise(o.slack("G1"), guest=True)).__name__ == "Stranger"
    async with o.write() as session:
        harbor = await session.get_one(Team, o.harbor.id)
        await roster.confirm(session, None, harbor, None, o.now)
    actor = await o.recognise(o.slack("G1"), guest=True)
    assert actor.side_name == "Harborline"


async def test_guests_met_in_our_own_channel_are_nobody_and_close_its_figures(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        channel = await o.channel(session, "care", o.care)
        reading = await attendance.read_channel(session, channel, [o.told(o.slack("G1"), guest=True)], o.now)
        assert reading == Reading(guests=1)
        assert channel.seen_sides == [STRANGERS]
        assert await session.scalar(select(Person)) is None


async def test_visitors_are_seen_but_not_kept(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        channel = await o.channel(session, "harbor", o.harbor, homes=("T2",))
        reading = await attendance.read_channel(session, channel, [o.told(o.slack("U1"), "Ada")], o.now)
        assert reading == Reading()
        assert channel.seen_sides == [o.internal.id]
        assert await session.scalar(select(Person)) is None


async def test_of_two_teams_of_one_side_nobody_guesses_which(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        night = Team(side_id=o.internal.id, name="Night")
        session.add(night)
        await session.flush()
        channel = await o.channel(session, "all", o.care, night)
        await o.person(session, "Placed", night, identity=o.slack("U1"))
        reading = await attendance.read_channel(
            session, channel, [o.told(o.slack("U1")), o.told(o.slack("U2"), "Who")], o.now
        )
        assert reading == Reading(unplaced=1)


async def test_nobody_joins_a_team_of_another_side(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        ada = await o.person(session, "Ada", o.care)
        with pytest.raises(Refused, match="another side"):
            await roster.enter(session, ada, await session.get_one(Team, o.harbor.id), o.now, confirmed=True)


async def test_away_people_stand_apart_from_those_who_count(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        ada = await o.person(session, "Ada", o.care)
        await o.person(session, "Ben", o.care)
        await roster.set_away(session, await o.actor(session, ada), ada, o.now + timedelta(days=1), o.now)
        assert await roster.headcounts(session, EVERYTHING, [o.care.id], o.now) == [Headcount(o.care.id, 1, 0, 1)]
        await roster.set_away(session, None, ada, None, o.now)
        assert await roster.headcounts(session, EVERYTHING, [o.care.id], o.now) == [Headcount(o.care.id, 2, 0, 0)]


async def test_who_left_and_comes_back_has_no_right_left(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        ada = await o.person(session, "Ada", o.care)
        await o.actor(session, ada, (Role.ADMIN, None))
        await roster.leave(session, None, ada, o.now)
        await roster.come_back(session, ada)
        assert ada.state is PersonState.PROVISIONAL
        assert await grants.rights_of(session, ada.id) == frozenset()
        assert (await session.scalar(select(Membership).where(Membership.person_id == ada.id))).until == o.now


async def test_a_partner_reads_no_other_teams_roster(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        await o.person(session, "Lu", o.lumen)
        theirs = Scope(frozenset({o.harborline.id}))
        assert await roster.members_of(session, theirs, o.lumen.id, o.now) == []
        assert await roster.headcounts(session, theirs, [o.lumen.id, o.harbor.id], o.now) == [
            Headcount(o.harbor.id, 0, 0, 0)
        ]


# --- rights ----------------------------------------------------------------------------------------------------------


async def test_partners_people_get_rights_within_their_own_side_only(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        bo = await o.person(session, "Bo", o.harbor, state=PersonState.PROVISIONAL)
        for side_id in (None, o.internal.id, o.lumenara.id):
            with pytest.raises(Refused, match="within Harborline only"):
                await grants.grant(session, None, bo, Role.AUTHOR, side_id, o.now)
        await grants.grant(session, None, bo, Role.AUTHOR, o.harborline.id, o.now)
        await grants.grant(session, None, bo, Role.AUTHOR, o.harborline.id, o.now)
        assert bo.state is PersonState.ACTIVE
        assert await grants.rights_of(session, bo.id) == {(Role.AUTHOR, o.harborline.id)}
        await grants.revoke(session, None, bo, Role.AUTHOR, o.harborline.id, o.now)
        assert await session.scalar(select(Grant)) is None


async def test_the_last_admin_stays_one(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        ada = await o.person(session, "Ada", o.care)
        ben = await o.person(session, "Ben", o.care)
        admin = await o.actor(session, ada, (Role.ADMIN, None))
        with pytest.raises(Refused, match="last admin"):
            await grants.revoke(session, admin, ada, Role.ADMIN, None, o.now)
        await grants.grant(session, admin, ben, Role.ADMIN, None, o.now)
        await grants.revoke(session, admin, ada, Role.ADMIN, None, o.now)
        assert [person.name for person in await grants.admins(session, EVERYTHING)] == ["Ben"]
        side = await session.get_one(Side, o.harborline.id)
        assert await grants.admins(session, Scope(frozenset({side.id}))) == []
