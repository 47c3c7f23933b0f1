"""Audiences as a CSV file."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people import audiences, audit
from bot.people.access import EVERYTHING, Actor, Scope
from bot.people.model import AudienceChannel, AudienceTeam
from bot.people.refusal import Refused
from bot.people.tabular.lookup import Lookup, NotFound
from bot.people.tabular.rows import AudienceRow
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


async def import_audiences(session: AsyncSession, actor: Actor | None, data: bytes, now: datetime) -> Imported:
    """Make or change the audiences that the file names, exactly as it says. Raises ImportRefused."""
    problems = Problems()
    rows = list(parse_rows(read_sheet(data, AudienceRow.columns(), AudienceRow.required()), AudienceRow, problems))
    refuse_repeats(rows, lambda row: row.name, "name", problems)
    await audiences.everyone(session)
    lookup = await Lookup.load(session, actor.scope if actor else EVERYTHING)
    present = {found.audience.name.casefold() for found in await audiences.all_audiences(session, EVERYTHING)}
    created = 0
    for line, row in rows:
        column = "teams"
        try:
            teams = [lookup.team(word) for word in parts(row.teams)]
            column = "channels"
            channels = [await lookup.channel(word) for word in parts(row.channels)]
            column = "name"
            await audiences.keep(
                session,
                actor,
                row.name,
                row.sharing,
                [team.id for team in teams],
                [channel.id for channel in channels],
                now,
            )
        except (NotFound, Refused) as problem:
            problems.add(line, column, str(problem))
            continue
        created += row.name.casefold() not in present
    problems.check()
    updated = len(rows) - created
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
                "channels": joined(
                    lookup.channel_word(channel) for channel in lookup.channels if channel.id in channel_ids
                ),
            }
        )
    return write_sheet(AudienceRow.columns(), rows)
