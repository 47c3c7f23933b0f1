"""Many more channels for an organisation on the stage than could be met one by one in a minute."""

# ruff: noqa: S608 - statements are made of numbers

import asyncio
from collections.abc import Mapping, Sequence

from bot.people.access import EVERYTHING
from bot.people.audiences import audience_named
from bot.people.channels import all_channels
from bot.people.model import Channel
from bot.proof.organisation import Place, Platform
from bot.proof.stage import Stage
from bot.proof.world import World
from bot.storage.sessions import Session

AT_ONCE = 20
"""Calls to a stand-in's control."""

KEPT = ("platform", "installation_key", "private", "bot_is_member", "can_post", "shared", "homes", "agreed_homes",
        "seen_sides", "hosted_elsewhere", "checked_at")  # fmt: skip
"""What a new channel has in common with the one that it is like."""


async def enlarge(stage: Stage, audience: str, count: int) -> None:
    """Let the audience have so many channels, half of them on each platform, each like one that it has already.

    They are there on the stand-ins, and in the bot's database as if it had met and linked them.
    """
    organisation = stage.world.organisation
    named = next(one.places for one in organisation.audiences if one.name == audience)
    made: dict[str, list[str]] = {}
    for platform in Platform:
        like = [place for name in named if (place := organisation.place(name)).platform is platform]
        for number, place in enumerate(like):
            share = range(number, count // 2 - len(like), len(like))
            made[place.name] = await _add_channels(stage.world, place, len(share))
    async with stage.database() as database, database.write() as session:
        await _write(session, stage.world, audience, made)


async def _add_channels(world: World, like: Place, count: int) -> list[str]:
    """So many more channels on the stand-in; gives their ids, by which the world knows them too."""
    few = asyncio.Semaphore(AT_ONCE)
    side = world.organisation.side(like.side)
    guests = [] if side.internal or like.platform is Platform.TEAMS else [world.homes[side.name, like.platform]]

    async def add(number: int) -> str:
        name = f"{like.name}-{number}"
        async with few:
            if like.platform is Platform.TEAMS:
                return str((await world.teams.world("add_channel", team=world.teams_team, name=name))["id"])
            return str(await world.slack.world("add_channel", team=world.own_workspace, name=name, shared_with=guests))

    made = await asyncio.gather(*(add(number) for number in range(count)))
    world.channels.update({channel: channel for channel in made})
    return made


async def _write(session: Session, world: World, audience: str, made: Mapping[str, Sequence[str]]) -> None:
    """The bot's rows: the channels, whose they are, and the audience that they are in."""
    found = {channel.external_id: channel for channel in await all_channels(session, EVERYTHING)}
    kept = await audience_named(session, EVERYTHING, audience)
    assert kept is not None, "the audience was imported"
    connection = await session.connection()
    for name, ids in made.items():
        like = found[world.channel(name)]
        # The bot may have met some of them already, by an event.
        rows = [_as(like, found.get(one), one, f"{name}-{number}") for number, one in enumerate(ids)]
        session.add_all(rows)
        await session.flush()
        those = f"channel.id IN ({', '.join(str(row.id) for row in rows)})"
        await connection.exec_driver_sql(f"DELETE FROM channel_team WHERE {those.replace('channel.id', 'channel_id')}")
        await connection.exec_driver_sql(
            "INSERT INTO channel_team (channel_id, team_id) SELECT channel.id, source.team_id "
            f"FROM channel, channel_team AS source WHERE source.channel_id = {like.id} AND {those}"
        )
        await connection.exec_driver_sql(
            "INSERT INTO audience_channel (audience_id, channel_id) "
            f"SELECT {kept.id}, channel.id FROM channel WHERE {those}"
        )


def _as(channel: Channel, met: Channel | None, external_id: str, name: str) -> Channel:
    address = channel.address and {**channel.address, "conversation": external_id, "name": name}
    made = met or Channel(external_id=external_id)
    for column, value in {"name": name, "address": address, **{one: getattr(channel, one) for one in KEPT}}.items():
        setattr(made, column, value)
    return made
