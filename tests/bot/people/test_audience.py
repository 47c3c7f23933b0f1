"""Who receives."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from bot.chat.inbound import Identity
from bot.people import audience, audiences, reachability
from bot.people.access import EVERYTHING, Scope
from bot.people.audience import Resolved
from bot.people.channels import READ_AT_ONCE
from bot.people.model import (
    Audience,
    AudienceChannel,
    Channel,
    Membership,
    Person,
    PersonState,
    Role,
    Sharing,
    Side,
    SideState,
    Team,
)
from bot.people.reachability import Way
from bot.people.refusal import Refused
from bot.ports import Cause
from bot.storage.sessions import Database


async def everyone(organisation: Any, at: datetime | None = None) -> Resolved:
    async with organisation.read() as session:
        row = await session.scalar(select(Audience).where(Audience.everyone.is_(True)))
        return await audience.resolve(session, row.id, at or organisation.now)


async def test_everyone_always_exists_and_reaches_every_side(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        for name, team in (("care", o.care), ("harbor", o.harbor)):
            await o.channel(session, name, team)
        await o.channel(session, "lumen", o.lumen, platform="teams")
        bo = await o.person(session, "Bo", o.harbor, identity=o.slack("U1", "T2"))

    found = await everyone(o)

    assert [channel.name for channel in found.channels] == ["care", "harbor", "lumen"]
    assert [channel.side_id for channel in found.channels] == [o.internal.id, o.harborline.id, o.lumenara.id]
    assert [(channel.zone, channel.locale) for channel in found.channels][2] == ("America/Bogota", "es")
    assert [(reader.person_id, reader.team_id) for reader in found.readers] == [(bo.id, o.harbor.id)]
    assert found.readers[0].identities[0].identity == o.slack("U1", "T2")
    assert found.side_ids == {o.internal.id, o.harborline.id, o.lumenara.id}
    assert found.viewpoint(found.channels[1]).sides == {o.internal.id, o.harborline.id}
    assert found.viewpoint(found.channels[1]).internal == o.internal.id


async def test_a_channel_and_a_person_come_once_however_often_they_are_named(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        shared = await o.channel(session, "shared", o.care, o.harbor)
        bo = await o.person(session, "Bo", o.care)
        session.add(Membership(team_id=o.harbor.id, person_id=bo.id, confirmed=True, since=o.now))
        row = await audiences.keep(
            session, None, "Both", Sharing.NOTHING, [o.care.id, o.harbor.id], [shared.id, shared.id], o.now
        )
        found = await audience.resolve(session, row.id, o.now)

    assert [channel.channel_id for channel in found.channels] == [shared.id]
    assert found.channels[0].team_ids == (o.care.id, o.harbor.id)
    assert found.channels[0].side_id == o.harborline.id
    assert [reader.person_id for reader in found.readers] == [bo.id]


async def test_a_team_receives_in_its_home_channel_else_in_all_it_has(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        home = await o.channel(session, "home", o.care)
        other = await o.channel(session, "other", o.care)
        row = await audiences.keep(session, None, "Ours", Sharing.NOTHING, [o.care.id], [], o.now)
        found = await audience.resolve(session, row.id, o.now)
        assert [channel.channel_id for channel in found.channels] == [home.id]

        (await session.get_one(Team, o.care.id)).home_channel_id = None
        await session.flush()
        found = await audience.resolve(session, row.id, o.now)
        assert [channel.channel_id for channel in found.channels] == [home.id, other.id]


async def test_naming_a_channel_makes_its_teams_people_readers(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        channel = await o.channel(session, "harbor", o.harbor)
        bo = await o.person(session, "Bo", o.harbor)
        row = await audiences.keep(session, None, "One", Sharing.NOTHING, [], [channel.id], o.now)
        found = await audience.resolve(session, row.id, o.now)
    assert [reader.person_id for reader in found.readers] == [bo.id]


@pytest.mark.parametrize("state", [SideState.PAUSED, SideState.LEAVING, SideState.GONE])
async def test_a_partner_that_is_paused_or_leaving_gets_nothing_and_that_is_said(
    organisation: Any, state: SideState
) -> None:
    o = organisation
    async with o.write() as session:
        await o.channel(session, "care", o.care)
        await o.channel(session, "harbor", o.harbor)
        await o.channel(session, "joint", o.care, homes=("T2",))
        (await session.get_one(Team, o.care.id)).home_channel_id = None
        await o.person(session, "Bo", o.harbor)
        (await session.get_one(Side, o.harborline.id)).state = state

    found = await everyone(o)

    assert [channel.name for channel in found.channels] == ["care"]
    assert found.readers == ()
    assert {(out.name, out.side_name, out.state) for out in found.left_out} == {
        ("Harbor Care", "Harborline", state),
        ("#harbor", "Harborline", state),
        ("#joint", "Harborline", state),
    }


async def test_leavers_are_left_out_and_those_away_or_provisional_do_not_stand_behind_the_of(
    organisation: Any,
) -> None:
    o = organisation
    async with o.write() as session:
        here = await o.person(session, "Here", o.care)
        away = await o.person(session, "Away", o.care)
        away.away_until = o.now + timedelta(days=1)
        back = await o.person(session, "Back", o.care)
        back.away_until = o.now
        await o.person(session, "New", o.care, state=PersonState.PROVISIONAL)
        await o.person(session, "Gone", o.care, state=PersonState.LEFT)
        moved = await o.person(session, "Moved", o.care)
        await session.flush()
        membership = await session.scalar(select(Membership).where(Membership.person_id == moved.id))
        membership.until = o.now

    found = await everyone(o)

    assert {reader.name: (reader.provisional, reader.away) for reader in found.readers} == {
        "Here": (False, False),
        "Away": (False, True),
        "Back": (False, False),
        "New": (True, False),
    }
    assert [reader.person_id for reader in found.expected()] == [here.id, back.id]


async def test_a_channel_that_would_fail_says_so_before(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        channel = await o.channel(session, "care", o.care)
        channel.archived = True

    (found,) = (await everyone(o)).channels
    assert found.obstacle is not None and found.obstacle.cause is Cause.CHANNEL_ARCHIVED


async def test_an_audience_that_is_gone_is_refused(organisation: Any) -> None:
    async with organisation.read() as session:
        with pytest.raises(Refused, match="no longer exists"):
            await audience.resolve(session, 999, organisation.now)


# --- on shift --------------------------------------------------------------------------------------------------------


async def test_only_people_at_work_who_can_be_reached_are_rung(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        care = await session.get_one(Team, o.care.id)
        care.working_hours = "Mon-Fri 09:00-17:00"
        harbor = await session.get_one(Team, o.harbor.id)
        harbor.working_hours = "Mon-Sun 21:00-06:00"
        for name, team in (("Day", o.care), ("Night", o.harbor), ("Own", o.care), ("Away", o.care), ("Chat", o.lumen)):
            await o.person(session, name, team, identity=o.slack(f"U{name}"))
        await o.person(session, "Deskonly", o.care)
        people = {person.name: person for person in await session.scalars(select(Person))}
        people["Own"].working_hours = "Sat 09:00-17:00"
        people["Away"].away_until = o.now + timedelta(hours=1)

    readers = (await everyone(o)).readers
    at_work = audience.on_shift_now(readers, o.now)
    assert [reader.name for reader in at_work.rung] == ["Day", "Night"]
    assert [reader.name for reader in at_work.unreached] == ["Deskonly"]
    morning = datetime(2026, 11, 24, 3, tzinfo=UTC)
    assert audience.on_shift_now(readers, morning) == audience.OnShift((), ())


async def test_each_person_is_rung_once_where_it_is_seen_to_work(organisation: Any) -> None:
    o = organisation
    first, second, third = o.slack("U1"), Identity("teams", "tenant", "u1"), o.slack("U3")
    async with o.write() as session:
        care = await session.get_one(Team, o.care.id)
        care.working_hours = "Mon-Fri 09:00-17:00"
        ada = await o.person(session, "Ada", o.care, identity=first)
        rows = {}
        for identity in (second, third):
            other = await o.person(session, "Other", identity=identity)
            rows[identity] = await session.scalar(
                select(reachability.ChatIdentity).where(reachability.ChatIdentity.person_id == other.id)
            )
            rows[identity].person_id = ada.id
        session.add(reachability.ChatIdentity(person_id=ada.id, platform="slack", home="T9", user_id="never met"))
        await session.flush()

        async def order() -> list[Identity]:
            found = (await reachability.reaches(session, [ada.id]))[ada.id]
            assert found[-1].identity.user_id == "never met" and not found[-1].takes_direct
            return [reach.identity for reach in found[:-1]]

        assert await order() == [first, second, third]
        reachability.keep_worked(rows[third], Way.BUTTON, o.now)
        assert await order() == [third, first, second]
        reachability.keep_worked(rows[second], Way.DIRECT, o.now)
        assert await order() == [second, third, first]

    (rung,) = audience.on_shift_now((await everyone(o)).readers, o.now).rung
    assert [reach.identity for reach in rung.identities] == [second]


# --- audiences -------------------------------------------------------------------------------------------------------


async def test_a_partner_lists_only_audiences_that_reach_nobody_else(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        lumen = await o.channel(session, "lumen", o.lumen, platform="teams")
        for name, teams, channels in (
            ("Harborline only", [o.harbor.id], []),
            ("Harborline and Lumenara", [o.harbor.id], [lumen.id]),
            ("Nobody yet", [], []),
        ):
            await audiences.keep(session, None, name, Sharing.NOTHING, teams, channels, o.now)
        theirs = await audiences.all_audiences(session, Scope(frozenset({o.harborline.id})))
        everything = await audiences.all_audiences(session, EVERYTHING)

        assert [found.audience.name for found in theirs] == ["Harborline only"]
        assert next(found.audience.name for found in everything) == audiences.EVERYONE
        assert len(everything) == 4
        assert await audiences.audience_named(session, EVERYTHING, " harborline ONLY") is not None
        assert await audiences.audience_named(session, Scope(frozenset({o.lumenara.id})), "Harborline only") is None


async def test_audiences_are_changed_by_who_may_change_them(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        bo = await o.person(session, "Bo", o.harbor)
        manager = await o.actor(session, bo, (Role.MANAGER, o.harborline.id))
        await audiences.keep(session, manager, "Ours", Sharing.NOTHING, [o.harbor.id], [], o.now)
        for sharing, teams in ((Sharing.NAMES, [o.harbor.id]), (Sharing.NOTHING, [o.harbor.id, o.care.id])):
            with pytest.raises(Refused):
                await audiences.keep(session, manager, "Ours", sharing, teams, [], o.now)
        with pytest.raises(Refused, match="all teams by itself"):
            await audiences.keep(session, None, "everyone", Sharing.NOTHING, [o.care.id], [], o.now)


async def test_thousands_of_channels_are_read_in_pieces_so_that_others_are_served_in_between(
    organisation: Any, database: Database
) -> None:
    o = organisation
    many = 2 * READ_AT_ONCE + 1
    async with o.write() as session:
        like = await o.channel(session, "care", o.care)
        facts = {"platform": like.platform, "installation_key": like.installation_key, "homes": [], "agreed_homes": []}
        rows = [Channel(external_id=f"C-{number}", **facts) for number in range(many)]
        large = Audience(name="Many", sharing=Sharing.NOTHING)
        session.add_all([large, *rows])
        await session.flush()
        session.add_all(AudienceChannel(audience_id=large.id, channel_id=row.id) for row in rows)
    most = 0

    def count(connection: Any, cursor: Any, statement: str, values: Any, context: Any, is_many: bool) -> None:
        nonlocal most
        most = max(most, len(values))

    engine = database._reader.sync_engine
    event.listen(engine, "before_cursor_execute", count)
    async with o.read() as session:
        found = await audience.resolve(session, large.id, o.now)
    event.remove(engine, "before_cursor_execute", count)

    assert len(found.channels) == len({channel.channel_id for channel in found.channels}) == many
    assert READ_AT_ONCE <= most < READ_AT_ONCE + 10
