"""Audiences as a CSV file."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people import audiences, audit
from bot.people.access import EVERYTHING, Actor, Scope
from bot.people.model import Audience, AudienceChannel, AudienceTeam, Channel
from bot.people.refusal import Refused
from bot.people.tabular.lookup import Lookup, NotFound
from bot.people.tabular.rows import AudienceRow
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


async def import_audiences(session: AsyncSession, actor: Actor | None, data: bytes, now: datetime) -> Imported:
    """Make or change the audiences that the file names, exactly as it says. Raises ImportRefused."""
    problems = Problems()
    sheet = read_sheet(data, AudienceRow.columns(), AudienceRow.required(), problems)
    lines = parse_rows(sheet, AudienceRow, problems)
    refuse_repeats(lines, ("name",), "", problems)
    await audiences.everyone(session)
    lookup = await Lookup.load(session, actor.scope if actor else EVERYTHING)
    found = []
    for line in lines:
        teams = lookup.teams_in(parts(line.row.teams), None, line.number, problems)
        channels = _channels_named(lookup, line, problems)
        if teams is not None and channels is not None and not line.broken:
            found.append((line, teams, channels))
    await lookup.store_channels()
    present = {name.casefold() for name in await session.scalars(select(Audience.name))}
    created = 0
    for line, teams, channels in found:
        team_ids, channel_ids = [team.id for team in teams], [channel.id for channel in channels]
        try:
            await audiences.keep(session, actor, line.row.name, line.row.sharing, team_ids, channel_ids, now)
        except Refused as problem:
            problems.add(line.number, "name", str(problem))
            continue
        created += line.row.name.casefold() not in present
    problems.check()
    updated = len(lines) - created
    await audit.record(session, actor, "import_audiences", "audience", "", at=now, created=created, updated=updated)
    return Imported(created, updated)


async def export_audiences(session: AsyncSession, scope: Scope) -> bytes:
    """The audiences within scope."""
    lookup = await Lookup.load(session, scope)
    rows = []
    for audience in [found.audience for found in await audiences.all_audiences(session, scope)]:
        team_ids = set(
            await session.scalars(select(AudienceTeam.team_id).where(AudienceTeam.audience_id == audience.id))
        )
        channel_ids = set(
            await session.scalars(select(AudienceChannel.channel_id).where(AudienceChannel.audience_id == audience.id))
        )
        rows.append(
            {
                "name": audience.name,
                "sharing": audience.sharing,
                "teams": joined(lookup.team_word(team) for team in lookup.teams if team.id in team_ids),
                "channels": joined(word for word, channel in lookup.channels.items() if channel.id in channel_ids),
            }
        )
    return write_sheet(AudienceRow.columns(), rows)


def _channels_named(lookup: Lookup, line: Line[AudienceRow], problems: Problems) -> list[Channel] | None:
    """The channels of a line; None if one is not found, and every such problem is noted."""
    found = []
    before = len(problems.found)
    for word in parts(line.row.channels):
        try:
            found.append(lookup.channel(word))
        except NotFound as problem:
            problems.add(line.number, "channels", str(problem))
    return found if len(problems.found) == before else None
