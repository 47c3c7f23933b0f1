"""The roster of an organisation: its companies linked in chat, the rest as the CSV files that an operator imports."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.capabilities.setup.jobs.members import read_after_import
from bot.people.access import EVERYTHING
from bot.people.channels import all_channels
from bot.people.tabular.audiences import import_audiences
from bot.people.tabular.channels import export_channels, import_channels
from bot.people.tabular.people import import_people
from bot.people.tabular.teams import import_teams
from bot.proof.organisation import Organisation, Person, Platform
from bot.proof.world import Account, World
from bot.storage.sessions import Database

INTERNAL = "internal"
"""What the organisation's own side is called in every file."""


async def channels_known(database: Database, world: World) -> bool:
    """Whether the bot has met all channels of the organisation."""
    async with database.read() as session:
        known = {channel.external_id for channel in await all_channels(session, EVERYTHING)}
    return known >= set(world.channels.values())


async def import_people_and_teams(database: Database, world: World, now: datetime) -> None:
    """Import the teams, and who is in them, as an operator would; raises ImportRefused."""
    async with database.write() as session:
        await import_teams(session, None, _teams(world.organisation), now)
        await import_people(session, None, _people(world), now)


async def import_channels_and_audiences(database: Database, world: World, now: datetime) -> None:
    """Import which channel is whose, the leads and home channels, and the audiences; raises ImportRefused."""
    async with database.write() as session:
        exported = await export_channels(session, EVERYTHING)
        await import_channels(session, None, _channels(world, exported), now)
        await import_teams(session, None, _leads(world), now)
        await import_audiences(session, None, _audiences(world.organisation), now)
        await read_after_import(session, now)


def _side(organisation: Organisation, name: str) -> str:
    return INTERNAL if organisation.side(name).internal else name


def _teams(organisation: Organisation) -> bytes:
    return _sheet(
        ("name", "side", "time_zone", "country", "locale", "working_hours"),
        (
            (team.name, _side(organisation, team.side), team.zone, team.country, team.locale, team.hours)
            for team in organisation.teams
        ),
    )


def _leads(world: World) -> bytes:
    """The teams again, now that people and channels are there to be named."""
    organisation = world.organisation
    return _sheet(
        ("name", "side", "lead", "home_channel"),
        (
            (team.name, _side(organisation, team.side), _identity(world.account(team.lead)), f"#{team.home}")
            for team in organisation.teams
        ),
    )


def _people(world: World) -> bytes:
    organisation = world.organisation
    return _sheet(
        ("name", "side", "teams", "email", "slack", "msteams", "desk", "roles"),
        (
            (
                person.name,
                _side(organisation, person.side),
                person.team,
                person.email,
                _accounts(world, person, Platform.SLACK),
                _accounts(world, person, Platform.TEAMS),
                person.desk,
                _roles(organisation, person),
            )
            for person in organisation.people
        ),
    )


def _roles(organisation: Organisation, person: Person) -> str:
    roles = {organisation.admin: "admin@organisation", organisation.author: "manager@organisation;urgent@organisation"}
    return roles.get(person.key, "")


def _accounts(world: World, person: Person, platform: Platform) -> str:
    return ";".join(f"{one.home}/{one.user}" for one in world.accounts[person.key] if one.platform is platform)


def _identity(account: Account) -> str:
    return f"{account.platform}:{account.home}/{account.user}"


def _channels(world: World, exported: bytes) -> bytes:
    """The bot's own export, in which only the teams are filled in."""
    organisation = world.organisation
    names = {channel: name for name, channel in world.channels.items()}
    rows = [row for row in csv.DictReader(io.StringIO(exported.decode("utf-8-sig"))) if row["id"] in names]
    return _sheet(
        ("platform", "installation", "id", "name", "teams"),
        (
            (row["platform"], row["installation"], row["id"], names[row["id"]], _linked(organisation, names[row["id"]]))
            for row in rows
        ),
    )


def _linked(organisation: Organisation, channel: str) -> str:
    return ";".join(organisation.place(channel).teams)


def _audiences(organisation: Organisation) -> bytes:
    return _sheet(
        ("name", "sharing", "channels"),
        ((one.name, "nothing", ";".join(f"#{place}" for place in one.places)) for one in organisation.audiences),
    )


def _sheet(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()
