"""Teams as a CSV file."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.inbound import Identity
from bot.people import audit
from bot.people.access import EVERYTHING, Actor, Scope
from bot.people.model import Channel, ChatIdentity, Person, Side, Team
from bot.people.tabular.bulk import insert_new, slices
from bot.people.tabular.links import Links
from bot.people.tabular.lookup import Lookup, NotFound
from bot.people.tabular.register import Entry, Meant, Register, lead_key, stored_id
from bot.people.tabular.rows import TeamRow
from bot.people.tabular.sheet import Imported, Line, Problems, parse_rows, read_sheet, refuse_repeats, write_sheet
from bot.storage.columns import new_public_id

_PLAIN = {
    "zone": "time_zone",
    "country": "country",
    "region": "region",
    "locale": "locale",
    "working_hours": "working_hours",
}
"""Attributes of a team, and the columns from which they are taken as they are."""


@dataclass(frozen=True)
class _Place:
    """A team with the columns that the file has, and the lead and the home channel that it names."""

    team: Team
    told: Collection[str]
    lead: Entry | None
    home: Channel | None


async def import_teams(
    session: AsyncSession, actor: Actor | None, data: bytes, now: datetime, *, new_sides: bool = False
) -> Imported:
    """Make or change the teams that the file names; one that it does not name stays. Raises ImportRefused.

    Leads and home channels that are not there yet are taken up by what the file calls them, since their own files are
    imported after this one.
    """
    problems = Problems()
    sheet = read_sheet(data, TeamRow.columns(), TeamRow.required(), problems)
    lines = parse_rows(sheet, TeamRow, problems)
    refuse_repeats(lines, ("side", "name"), "/", problems)
    lookup = await Lookup.load(session, actor.scope if actor else EVERYTHING)
    register = await Register.load(session, lookup, actor, _meant(lines), now)
    stored = await _stored(session, lookup.scope)
    places = []
    new: list[Team] = []
    for line in lines:
        side = None
        if "side" not in line.broken:
            side = await lookup.managed_side(line.row.side, actor, line.number, now, problems, new_sides=new_sides)
        lead = _lead_named(register, line, side, problems)
        home = _home_named(lookup, line, problems)
        if side is None or line.broken:
            continue
        key = (side.id, line.row.name.casefold())
        if key not in stored:
            stored[key] = _new_team(side, line.row)
            new.append(stored[key])
        _fill(stored[key], line.row)
        places.append(_Place(stored[key], line.row.model_fields_set, lead, home))
    problems.check()
    await register.write()
    await lookup.store_channels()
    links = await Links.load(session, actor, now)
    for place in places:
        _settle(place, links)
    await insert_new(session, Team, new)
    await links.write()
    created, updated = len(new), len(places) - len(new)
    await audit.record(session, actor, "import_teams", "team", "", at=now, created=created, updated=updated)
    return Imported(created, updated)


async def export_teams(session: AsyncSession, scope: Scope) -> bytes:
    """The teams within scope."""
    lookup = await Lookup.load(session, scope)
    names = {side.id: side.name for side in lookup.sides}
    homes = {channel.id: word for word, channel in lookup.channels.items()}
    leads = await _lead_words(session, [team.lead_id for team in lookup.teams if team.lead_id is not None])
    rows = [
        {
            "name": team.name,
            "side": names[team.side_id],
            **{column: getattr(team, attribute) for attribute, column in _PLAIN.items()},
            "lead": leads.get(team.lead_id or 0, ""),
            "home_channel": homes.get(team.home_channel_id or 0, ""),
        }
        for team in lookup.teams
    ]
    return write_sheet(TeamRow.columns(), rows)


async def _stored(session: AsyncSession, scope: Scope) -> dict[tuple[int, str], Team]:
    """The teams by side and name, also those that were archived and may now come back."""
    teams = await session.scalars(select(Team).where(scope.where(Team.side_id)).order_by(Team.id.desc()))
    return {(team.side_id, team.name.casefold()): team for team in teams}


def _meant(lines: Sequence[Line[TeamRow]]) -> Meant:
    keys = []
    for word in {line.row.lead for line in lines if line.row.lead}:
        with suppress(NotFound):
            keys.append(lead_key(word))
    return Meant(
        identities=[key for key in keys if isinstance(key, Identity)],
        emails=[key for key in keys if isinstance(key, str)],
    )


def _lead_named(register: Register, line: Line[TeamRow], side: Side | None, problems: Problems) -> Entry | None:
    try:
        if line.row.lead and side is None:
            lead_key(line.row.lead)
        return register.lead(line.row.lead, side) if line.row.lead and side is not None else None
    except NotFound as problem:
        problems.add(line.number, "lead", str(problem))
        return None


def _home_named(lookup: Lookup, line: Line[TeamRow], problems: Problems) -> Channel | None:
    try:
        return lookup.channel(line.row.home_channel) if line.row.home_channel else None
    except NotFound as problem:
        problems.add(line.number, "home_channel", str(problem))
        return None


def _new_team(side: Side, row: TeamRow) -> Team:
    """A team with all that the line says, or what goes without saying."""
    return Team(
        public_id=new_public_id(),
        side_id=side.id,
        name=row.name,
        archived=False,
        lead_id=None,
        home_channel_id=None,
        **{attribute: getattr(row, column) for attribute, column in _PLAIN.items()},
    )


def _fill(team: Team, row: TeamRow) -> None:
    team.name = row.name
    team.archived = False
    for attribute, column in _PLAIN.items():
        if column in row.model_fields_set:
            setattr(team, attribute, getattr(row, column))


def _settle(place: _Place, links: Links) -> None:
    """Give a team its lead and home channel, which have their keys now."""
    if "lead" in place.told:
        place.team.lead_id = stored_id(place.lead) if place.lead else None
    home = place.home
    if "home_channel" in place.told and (home is None or home.id != place.team.home_channel_id):
        place.team.home_channel_id = home.id if home else None
        if home is not None:
            links.add(home, place.team)


async def _lead_words(session: AsyncSession, person_ids: Collection[int]) -> dict[int, str]:
    """What the file calls these people: their e-mail, else the first of their identities."""
    found: dict[int, str] = {}
    for some in slices(person_ids):
        identities = select(ChatIdentity.person_id, ChatIdentity.platform, ChatIdentity.home, ChatIdentity.user_id)
        for person_id, platform, home, user in await session.execute(
            identities.where(ChatIdentity.person_id.in_(some)).order_by(ChatIdentity.id)
        ):
            found.setdefault(person_id, f"{platform}:{home}/{user}")
        emails = select(Person.id, Person.email).where(Person.id.in_(some), Person.email != "")
        found.update((person_id, email) for person_id, email in await session.execute(emails))
    return found
