"""Channels: their facts, their teams, and who can read them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.chat.inbound import ChannelChange, ChannelChanged, Identity, Origin, Place, PlaceKind
from bot.people import channels
from bot.people.access import EVERYTHING, Scope
from bot.people.channels import Obstacle
from bot.people.model import Channel, Team
from bot.people.refusal import Refused
from bot.people.viewpoint import STRANGERS
from bot.ports import Cause, ChannelFacts
from bot.storage.installations import InstallationStore

OURS = "A1/-/T1"


def changed(name: str, change: ChannelChange, new_id: str = "", new_name: str = "") -> ChannelChanged:
    where = Place(OURS, f"C-{name}", PlaceKind.CHANNEL, name)
    origin = Origin("slack", "Ev1", Identity("slack", "T1", "U1"), where, datetime(2026, 11, 24, tzinfo=UTC))
    return ChannelChanged(origin, change, new_id, new_name)


async def sides_reading(session: Any, channel: Channel) -> frozenset[int]:
    return (await channels.readers_of(session, [channel.id]))[channel.id].sides


async def obstacle(session: Any, channel: Channel) -> Obstacle | None:
    return channels.obstacle_of(channel, (await channels.readers_of(session, [channel.id]))[channel.id])


async def test_who_can_read_a_channel_are_its_host_its_guests_and_all_sharing_companies(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        plain = await o.channel(session, "care", o.care)
        hosted = await o.channel(session, "harbor-guests", o.harbor)
        connect = await o.channel(session, "harbor", o.harbor, homes=("T2",))
        theirs = await o.channel(session, "lumen", o.lumen, platform="teams")
        unknown = await o.channel(session, "odd", o.care, homes=("T9",))
        met = await o.channel(session, "met", o.care)
        met.seen_sides = [o.internal.id, o.lumenara.id]
        await session.flush()

        internal, harborline, lumenara = o.internal.id, o.harborline.id, o.lumenara.id
        assert await sides_reading(session, plain) == {internal}
        assert await sides_reading(session, hosted) == {internal, harborline}
        assert await sides_reading(session, connect) == {internal, harborline}
        assert await sides_reading(session, theirs) == {lumenara}
        assert await sides_reading(session, unknown) == {internal, STRANGERS}
        assert await sides_reading(session, met) == {internal, lumenara}


async def test_a_company_that_came_in_since_must_be_agreed_to(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        channel = await o.channel(session, "harbor", o.harbor, homes=("T2",))
        assert await obstacle(session, channel) is None

        channel = await o.channel(session, "harbor", homes=("T2", "T9"))
        assert await obstacle(session, channel) == Obstacle(Cause.SHARED_SINCE, homes=("T9",))

        await channels.agree_to_homes(session, None, channel, o.now)
        assert await obstacle(session, channel) is None


async def test_nothing_goes_to_a_channel_until_it_is_known_who_reads_it(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        channel = await o.channel(session, "care", o.care)
        await channels.keep_change(session, changed("care", ChannelChange.SHARED))
        assert STRANGERS in await sides_reading(session, channel)
        assert (await obstacle(session, channel)) == Obstacle(Cause.SHARED_SINCE, homes=(channels.UNKNOWN_HOME,))

        added = await channels.keep_change(session, changed("new", ChannelChange.BOT_ADDED))
        assert added is not None
        assert await obstacle(session, added) == Obstacle(Cause.CONVERSATION_UNKNOWN)


@pytest.mark.parametrize(
    ("fact", "cause"),
    [
        ({"missing": True}, Cause.CHANNEL_MISSING),
        ({"archived": True}, Cause.CHANNEL_ARCHIVED),
        ({"checked_at": None}, Cause.CONVERSATION_UNKNOWN),
        ({"bot_is_member": False}, Cause.BOT_NOT_IN_CHANNEL),
        ({"can_post": False}, Cause.POSTING_RESTRICTED),
        ({"installation_key": "A1/-/unknown"}, Cause.APP_REMOVED),
    ],
)
async def test_each_stored_fact_that_stands_in_the_way_is_named(
    organisation: Any, fact: dict[str, Any], cause: Cause
) -> None:
    async with organisation.write() as session:
        channel = await organisation.channel(session, "care", organisation.care)
        for name, value in fact.items():
            setattr(channel, name, value)
        await session.flush()
        found = await obstacle(session, channel)
    assert found is not None and found.cause is cause


@pytest.mark.parametrize(
    "cause",
    [Cause.CHANNEL_ARCHIVED, Cause.CHANNEL_MISSING, Cause.BOT_NOT_IN_CHANNEL, Cause.POSTING_RESTRICTED],
)
async def test_what_a_refused_post_tells_is_known_from_then_on(organisation: Any, cause: Cause) -> None:
    async with organisation.write() as session:
        channel = await organisation.channel(session, "care", organisation.care)
        await channels.keep_refusal(session, channel.id, Cause.TIMED_OUT, organisation.now)
        assert await obstacle(session, channel) is None
        await channels.keep_refusal(session, channel.id, cause, organisation.now)
        assert await obstacle(session, channel) == Obstacle(cause)


async def test_what_the_other_company_must_do_is_told_apart(organisation: Any) -> None:
    async with organisation.write() as session:
        channel = await organisation.channel(session, "care", organisation.care)
        channel.hosted_elsewhere, channel.bot_is_member = True, False
        await session.flush()
        assert await obstacle(session, channel) == Obstacle(Cause.BOT_NOT_IN_CHANNEL, hosted_elsewhere=True)


async def test_a_removed_app_stands_in_the_way_of_all_its_channels(organisation: Any) -> None:
    async with organisation.write() as session:
        channel = await organisation.channel(session, "care", organisation.care)
    await InstallationStore(organisation.database).deactivate("slack", OURS)
    async with organisation.read() as session:
        assert await obstacle(session, channel) == Obstacle(Cause.APP_REMOVED)


async def test_a_sweep_finds_what_is_missing_and_takes_up_only_where_the_bot_is(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        kept = await o.channel(session, "kept", o.care)
        lost = await o.channel(session, "lost", o.care)
        elsewhere = await o.channel(session, "lumen", o.lumen, platform="teams")
        seen = ChannelFacts(OURS, "C-kept", "renamed", bot_is_member=True, can_post=True, archived=True)
        new = ChannelFacts(OURS, "C-new", "new", bot_is_member=True)
        await channels.keep_sweep(
            session,
            "slack",
            OURS,
            [
                seen,
                new,
                replace(new, channel="C-other", bot_is_member=False),
                replace(new, channel="D1", direct=True),
            ],
            o.now,
        )
        assert (kept.name, kept.archived, kept.missing, lost.missing, elsewhere.missing) == (
            "renamed",
            True,
            False,
            True,
            False,
        )
        names = {row.name for row in await channels.all_channels(session, EVERYTHING)}
    assert names == {"renamed", "lost", "lumen", "new"}


async def test_events_keep_the_facts(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        channel = await o.channel(session, "care", o.care, homes=("T2",))

        async def tell(change: ChannelChange, **more: str) -> Channel | None:
            return await channels.keep_change(session, changed("care", change, **more))

        for change, fact, value in (
            (ChannelChange.ARCHIVED, "archived", True),
            (ChannelChange.UNARCHIVED, "archived", False),
            (ChannelChange.BOT_REMOVED, "bot_is_member", False),
            (ChannelChange.BOT_ADDED, "bot_is_member", True),
            (ChannelChange.UNSHARED, "homes", []),
            (ChannelChange.SHARED, "shared", True),
            (ChannelChange.DELETED, "missing", True),
        ):
            assert await tell(change) is channel
            assert getattr(channel, fact) == value
        await tell(ChannelChange.RENAMED, new_name="care-2")
        assert channel.name == "care-2"
        assert await channels.keep_change(session, changed("unknown", ChannelChange.ARCHIVED)) is None
        added = await channels.keep_change(session, changed("new", ChannelChange.BOT_ADDED))
        assert added is not None and added.name == "new" and added.can_post


async def test_a_channel_keeps_its_teams_when_its_id_changes(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        older = await o.channel(session, "older", o.care)
        newer = await o.channel(session, "newer", o.care, o.harbor)
        await channels.keep_change(session, changed("older", ChannelChange.ID_CHANGED, new_id="C-newer"))
        assert older.external_id == "C-newer"
        assert await session.get(Channel, newer.id) is None
        readers = (await channels.readers_of(session, [older.id]))[older.id]
        assert readers.team_ids == (o.care.id, o.harbor.id)
        assert (await session.get_one(Team, o.harbor.id)).home_channel_id == older.id


async def test_a_channel_is_linked_once_and_unlinked(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        channel = await o.channel(session, "care", o.care)
        care = await session.get_one(Team, o.care.id)
        await channels.link(session, None, channel, care, o.now)
        assert care.home_channel_id == channel.id
        await channels.unlink(session, None, channel, care, o.now)
        assert care.home_channel_id is None
        with pytest.raises(Refused, match="not linked"):
            await channels.unlink(session, None, channel, care, o.now)


async def test_a_partner_lists_its_own_channels_only(organisation: Any) -> None:
    o = organisation
    async with o.write() as session:
        for name, team in (("care", o.care), ("harbor", o.harbor), ("lumen", o.lumen)):
            await o.channel(session, name, team)
        await o.channel(session, "nobodys")
        listed = await channels.all_channels(session, Scope(frozenset({o.harborline.id})))
    assert [row.name for row in listed] == ["harbor"]
