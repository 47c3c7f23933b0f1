"""Teams as a CSV file."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people import access, audit, channels
from bot.people.access import EVERYTHING, Actor, Scope
from bot.people.model import Channel, Person, Side, Team
from bot.people.refusal import Refused
from bot.people.roster import identities_of
from bot.people.tabular.lookup import Lookup, NotFound, identity_word
from bot.people.tabular.rows import TeamRow
from bot.people.tabular.sheet import Imported, Problems, parse_rows, read_sheet, refuse_repeats, write_sheet

_PLAIN = {
    "zone": "time_zone",
    "country": "country",
    "region": "region",
    "locale": "locale",
    "working_hours": "working_hours",
}
"""Attributes of a team, and the columns from which they are taken as they are."""


async def import_teams(
    session: AsyncSession, actor: Actor | None, data: bytes, now: datetime, *, new_sides: bool = False
) -> Imported:
    """Make or change the teams that the file names; one that it does not name stays. Raises ImportRefused.

    Leads and home channels that are not there yet are taken up by what the file calls them, since their own files are
    imported after this one.
    """
    problems = Problems()
    sheet = read_sheet(data, TeamRow.columns(), TeamRow.required())
    rows = list(parse_rows(sheet, TeamRow, problems))
    refuse_repeats(rows, lambda row: f"{row.side}/{row.name}", "name", problems)
    lookup = await Lookup.load(session, actor.scope if actor else EVERYTHING)
    created = updated = 0
    for line, row in rows:
        try:
            side = await lookup.side(row.side, actor, now, new_sides=new_sides)
            access.require(actor, access.may_manage_people, side.id)
        except (NotFound, Refused) as problem:
            problems.add(line, "side", str(problem))
            continue
        team = await _present(session, side, row.name)
        if team is None:
            team = Team(side_id=side.id, name=row.name)
            session.add(team)
            created += 1
        else:
            updated += 1
        await _fill(session, actor, lookup, team, side, row, line, problems, now)
    problems.check()
    await audit.record(session, actor, "import_teams", "team", "", at=now, created=created, updated=updated)
    return Imported(created, updated)


async def export_teams(session: AsyncSession, scope: Scope) -> bytes:
    """The teams within scope."""
    lookup = await Lookup.load(session, scope)
    rows = []
    for team in lookup.teams:
        home = next((each for each in lookup.channels if each.id == team.home_channel_id), None)
        rows.append(
            {
                "name": team.name,
                "side": next(side.name for side in lookup.sides if side.id == team.side_id),
                **{column: getattr(team, attribute) for attribute, column in _PLAIN.items()},
                "lead": await _lead(session, team),
                "home_channel": lookup.channel_word(home) if home else "",
            }
        )
    return write_sheet(TeamRow.columns(), rows)


async def _present(session: AsyncSession, side: Side, name: str) -> Team | None:
    """A side's team of that name, also one that was archived and now comes back."""
    teams = await session.scalars(select(Team).where(Team.side_id == side.id))
    return next((team for team in teams if team.name.casefold() == name.casefold()), None)


async def _fill(
    session: AsyncSession,
    actor: Actor | None,
    lookup: Lookup,
    team: Team,
    side: Side,
    row: TeamRow,
    line: int,
    problems: Problems,
    now: datetime,
) -> None:
    told = row.model_fields_set
    team.name = row.name
    team.archived = False
    for attribute, column in _PLAIN.items():
        if column in told:
            setattr(team, attribute, getattr(row, column))
    await session.flush()
    if "lead" in told:
        try:
            lead = await lookup.person(row.lead, side, now) if row.lead else None
            team.lead_id = lead.id if lead else None
        except NotFound as problem:
            problems.add(line, "lead", str(problem))
    if "home_channel" in told:
        try:
            home = await lookup.channel(row.home_channel) if row.home_channel else None
            await _set_home(session, actor, team, home, now)
        except NotFound as problem:
            problems.add(line, "home_channel", str(problem))
    await session.flush()


async def _set_home(
    session: AsyncSession, actor: Actor | None, team: Team, channel: Channel | None, now: datetime
) -> None:
    if channel is None or channel.id != team.home_channel_id:
        team.home_channel_id = channel.id if channel else None
        if channel is not None:
            await channels.link(session, actor, channel, team, now)


async def _lead(session: AsyncSession, team: Team) -> str:
    if team.lead_id is None:
        return ""
    lead = await session.scalar(select(Person).where(Person.id == team.lead_id))
    assert lead is not None
    return lead.email or identity_word(await identities_of(session, lead.id))
