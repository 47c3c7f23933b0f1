"""Channels as a CSV file."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people import access, audit, channels
from bot.people.access import EVERYTHING, Actor, Scope
from bot.people.model import Channel, ChannelTeam, Team
from bot.people.refusal import Refused
from bot.people.tabular.lookup import Lookup, NotFound
from bot.people.tabular.rows import ChannelRow
from bot.people.tabular.sheet import (
    Imported,
    Problems,
    joined,
    parse_rows,
    parts,
    read_sheet,
    refuse_repeats,
    write_sheet,
)


async def import_channels(session: AsyncSession, actor: Actor | None, data: bytes, now: datetime) -> Imported:
    """Take up the channels that the file names and link them to exactly its teams. Raises ImportRefused.

    Nothing is known of a new one until the next sweep has seen it, or the bot is added to it.
    """
    problems = Problems()
    rows = list(parse_rows(read_sheet(data, ChannelRow.columns(), ChannelRow.required()), ChannelRow, problems))
    refuse_repeats(rows, lambda row: f"{row.platform}:{row.installation}:{row.id}", "id", problems)
    lookup = await Lookup.load(session, actor.scope if actor else EVERYTHING)
    created = updated = 0
    platforms = sorted({platform for platform, _ in lookup.installations})
    for line, row in rows:
        if platforms and row.platform not in platforms:
            problems.add(line, "platform", f"Instep is not on “{row.platform}”. Write {' or '.join(platforms)}.")
            continue
        if (row.platform, row.installation) not in lookup.installations:
            problems.add(
                line,
                "installation",
                f"Instep is not installed as “{row.installation}” on {row.platform}. Install it there first, or copy "
                "the installation from an export.",
            )
            continue
        word = f"{row.platform}:{row.installation}:{row.id}"
        channel = next((each for each in lookup.channels if lookup.channel_word(each) == word), None)
        if channel is None:
            try:
                channel = await lookup.new_channel(row.platform, row.installation, row.id, row.name)
            except NotFound as problem:
                problems.add(line, "id", str(problem))
                continue
            created += 1
        else:
            updated += 1
            channel.name = row.name or channel.name
        await session.flush()
        if "teams" in row.model_fields_set:
            await _link(session, actor, lookup, channel, row, line, problems, now)
    problems.check()
    await audit.record(session, actor, "import_channels", "channel", "", at=now, created=created, updated=updated)
    return Imported(created, updated)


async def export_channels(session: AsyncSession, scope: Scope) -> bytes:
    """The channels within scope, each with its teams within scope."""
    lookup = await Lookup.load(session, scope)
    rows = [
        {
            "platform": channel.platform,
            "installation": channel.installation_key,
            "id": channel.external_id,
            "name": channel.name,
            "teams": joined(lookup.team_word(team) for team in await _teams(session, scope, channel)),
        }
        for channel in await channels.all_channels(session, scope)
    ]
    return write_sheet(ChannelRow.columns(), rows)


async def _link(
    session: AsyncSession,
    actor: Actor | None,
    lookup: Lookup,
    channel: Channel,
    row: ChannelRow,
    line: int,
    problems: Problems,
    now: datetime,
) -> None:
    wanted = []
    for word in parts(row.teams):
        try:
            team = lookup.team(word)
            access.require(actor, access.may_link_channel, team.id, team.side_id)
            wanted.append(team)
        except (NotFound, Refused) as problem:
            problems.add(line, "teams", str(problem))
            return
    present = await _teams(session, lookup.scope, channel)
    for team in wanted:
        if team not in present:
            await channels.link(session, actor, channel, team, now)
    for team in present:
        if team not in wanted:
            await channels.unlink(session, actor, channel, team, now)


async def _teams(session: AsyncSession, scope: Scope, channel: Channel) -> list[Team]:
    query = (
        select(Team)
        .join(ChannelTeam, ChannelTeam.team_id == Team.id)
        .where(ChannelTeam.channel_id == channel.id, Team.archived.is_(False), scope.where(Team.side_id))
    )
    return list(await session.scalars(query.order_by(Team.id)))
