"""Channels as a CSV file."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.people import access, audit
from bot.people.access import EVERYTHING, Actor, Scope
from bot.people.model import Channel, Team
from bot.people.refusal import Refused
from bot.people.tabular.links import Links, teams_linked
from bot.people.tabular.lookup import Lookup, NotFound
from bot.people.tabular.rows import ChannelRow
from bot.people.tabular.sheet import (
    Imported,
    Line,
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
    sheet = read_sheet(data, ChannelRow.columns(), ChannelRow.required(), problems)
    lines = parse_rows(sheet, ChannelRow, problems)
    refuse_repeats(lines, ("platform", "installation", "id"), ":", problems)
    lookup = await Lookup.load(session, actor.scope if actor else EVERYTHING)
    links = await Links.load(session, actor, now)
    places = []
    created = 0
    for line in lines:
        wanted = _teams_named(lookup, actor, line, problems)
        if not _is_installed(lookup, line, problems) or line.broken:
            continue
        row = line.row
        channel = lookup.channels.get(f"{row.platform}:{row.installation}:{row.id}")
        if channel is None:
            try:
                channel = lookup.new_channel(row.platform, row.installation, row.id, row.name)
            except NotFound as problem:
                problems.add(line.number, "id", str(problem))
                continue
            created += 1
        else:
            channel.name = row.name or channel.name
        places.append((channel, wanted if "teams" in row.model_fields_set else None))
    problems.check()
    await lookup.store_channels()
    for channel, teams in places:
        if teams is not None:
            _link(lookup, links, channel, teams)
    await links.write()
    updated = len(places) - created
    await audit.record(session, actor, "import_channels", "channel", "", at=now, created=created, updated=updated)
    return Imported(created, updated)


async def export_channels(session: AsyncSession, scope: Scope) -> bytes:
    """The channels within scope, each with its teams within scope."""
    lookup = await Lookup.load(session, scope)
    linked = await teams_linked(session, scope)
    rows = [
        {
            "platform": channel.platform,
            "installation": channel.installation_key,
            "id": channel.external_id,
            "name": channel.name,
            "teams": joined(lookup.team_word(team) for team in lookup.teams if team.id in linked.get(channel.id, ())),
        }
        for channel in lookup.channels.values()
    ]
    return write_sheet(ChannelRow.columns(), rows)


def _teams_named(lookup: Lookup, actor: Actor | None, line: Line[ChannelRow], problems: Problems) -> list[Team]:
    """The teams of a line; each that is not found, or not to be linked, is noted."""
    wanted: dict[int, Team] = {}
    for word in parts(line.row.teams):
        try:
            team = lookup.team(word)
            access.require(actor, access.may_link_channel, team.id, team.side_id)
            wanted[team.id] = team
        except (NotFound, Refused) as problem:
            problems.add(line.number, "teams", str(problem))
    return list(wanted.values())


def _is_installed(lookup: Lookup, line: Line[ChannelRow], problems: Problems) -> bool:
    row = line.row
    platforms = sorted({platform for platform, _ in lookup.installations})
    if "platform" in line.broken:
        return False
    if platforms and row.platform not in platforms:
        says = f"Instep is not on “{row.platform}”. Write {' or '.join(platforms)}."
        problems.add(line.number, "platform", says)
        return False
    if "installation" not in line.broken and (row.platform, row.installation) not in lookup.installations:
        problems.add(
            line.number,
            "installation",
            f"Instep is not installed as “{row.installation}” on {row.platform}. Write one of those that "
            "`instep homes list` shows, or install it there first.",
        )
        return False
    return True


def _link(lookup: Lookup, links: Links, channel: Channel, wanted: Sequence[Team]) -> None:
    """Link a channel to exactly these teams, of those within scope."""
    present = [team for team in lookup.teams if team.id in links.present.get(channel.id, ())]
    for team in wanted:
        if team not in present:
            links.add(channel, team)
    for team in present:
        if team not in wanted:
            links.remove(channel, team)
