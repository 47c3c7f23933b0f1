"""`instep teams|people|channels|audiences import|export`, `instep sides …` and `instep homes …`."""

import re
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from bot.cli import merging, personal

File = Annotated[Path, typer.Argument(help="A CSV file in UTF-8.", exists=True, dir_okay=False, readable=True)]
Out = Annotated[Path | None, typer.Argument(help="A file to write to, instead of the terminal.", dir_okay=False)]
Platform = Annotated[str, typer.Argument(help="slack or teams.")]
Home = Annotated[str, typer.Argument(help="The workspace's or enterprise's id (T…, E…), or the tenant's.")]
_HOMES = {
    "slack": re.compile(r"[TE][A-Z0-9]+"),
    "teams": re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
}
NewSides = Annotated[bool, typer.Option("--new-sides", help="Make a partner of each side that is not known yet.")]

teams = typer.Typer(
    no_args_is_help=True,
    short_help="Teams as CSV, in and out.",
    help="Teams as CSV: name, side, time_zone, country, region, locale, working_hours, lead, home_channel.",
)
people = typer.Typer(
    no_args_is_help=True,
    short_help="People as CSV, in and out; two records of one person made one.",
    help="People as CSV: name, side, teams, email, alias, slack, msteams, roles, locale, time_zone, working_hours, "
    "desk, confirmed, id.",
)
channels = typer.Typer(
    no_args_is_help=True,
    short_help="Channels as CSV, in and out.",
    help="Channels as CSV: platform, installation, id, name, teams.",
)
audiences = typer.Typer(
    no_args_is_help=True,
    short_help="Audiences as CSV, in and out.",
    help="Audiences as CSV: name, sharing, teams, channels.",
)
sides = typer.Typer(no_args_is_help=True, help="The organisation's own side and its partners.")
homes = typer.Typer(no_args_is_help=True, help="Workspaces, tenants, their sides and installations.")


def add_to(app: typer.Typer) -> None:
    """Mounts the groups."""
    for name, group in (
        ("teams", teams),
        ("people", people),
        ("channels", channels),
        ("audiences", audiences),
        ("sides", sides),
        ("homes", homes),
    ):
        app.add_typer(group, name=name)
    merging.add_to(people)
    personal.add_to(people)


@teams.command("import")
def import_teams(file: File, new_sides: NewSides = False) -> None:
    """Make or change the teams of a file, or none of them."""
    _import("teams", file, new_sides=new_sides)


@teams.command("export")
def export_teams(file: Out = None) -> None:
    """Write all teams, as they can be imported."""
    _export("teams", file)


@people.command("import", short_help="Make or change the people of a file, or none of them.")
def import_people(file: File, new_sides: NewSides = False) -> None:
    """Make or change the people of a file, or none of them; they match by id, identity and e-mail, never by name."""
    _import("people", file, new_sides=new_sides)


@people.command("export")
def export_people(file: Out = None) -> None:
    """Write all people, as they can be imported."""
    _export("people", file)


@channels.command("import", short_help="Take up a file's channels and link them to its teams, or none.")
def import_channels(file: File) -> None:
    """Take up the channels of a file and link them to its teams, or none of them."""
    _import("channels", file)


@channels.command("export")
def export_channels(file: Out = None) -> None:
    """Write all channels, as they can be imported."""
    _export("channels", file)


@audiences.command("import")
def import_audiences(file: File) -> None:
    """Make or change the audiences of a file, or none of them."""
    _import("audiences", file)


@audiences.command("export")
def export_audiences(file: Out = None) -> None:
    """Write all audiences, as they can be imported."""
    _export("audiences", file)


@sides.command("add")
def add_side(name: str) -> None:
    """Add a partner."""
    from bot.cli.opening import with_database
    from bot.clock import SystemClock
    from bot.people import sides as stored
    from bot.storage.sessions import Database

    async def work(database: Database) -> None:
        async with database.write() as session:
            now = SystemClock().now()
            await stored.make_internal_side(session, now)
            await stored.add_partner(session, None, name, now)

    with_database(work)
    typer.echo(
        f"{name.strip()} is a partner now. Link its workspace or tenant: “link home” in chat, or instep homes link."
    )


@sides.command("list")
def list_sides() -> None:
    """List the sides, the organisation's own first."""
    from bot.cli.opening import with_database
    from bot.people.access import EVERYTHING
    from bot.people.sides import all_sides
    from bot.storage.sessions import Database

    async def work(database: Database) -> None:
        async with database.read() as session:
            sides = await all_sides(session, EVERYTHING)
            for side in sides:
                until = f", its people are erased on {side.erase_on.isoformat()}" if side.erase_on else ""
                typer.echo(f"{side.name} ({side.kind}, {side.state}{until})")
            if not sides:
                typer.echo("There are no sides yet: add a partner with instep sides add NAME; your own comes with it.")

    with_database(work)


@homes.command("link", short_help="Say to which side a workspace or tenant belongs.")
def link_home(
    platform: Platform,
    home: Home,
    side: Annotated[str, typer.Argument(help="internal, or a partner's name.")],
    presence: Annotated[
        str,
        typer.Option(help="own_workspace, slack_connect, own_tenant, guests, shared_by_us or shared_by_them."),
    ] = "",
) -> None:
    """Say to which side a workspace or tenant belongs: whoever comes from there is of that side."""
    from bot.capabilities.setup.jobs.members import read_strangers_again
    from bot.cli.opening import with_database
    from bot.clock import SystemClock
    from bot.people import sides as stored
    from bot.people.access import EVERYTHING
    from bot.people.model import Presence, SideKind
    from bot.people.refusal import Refused
    from bot.storage.sessions import Database

    if platform not in ("slack", "teams"):
        raise Refused(f"There is no platform “{platform}”. Write slack or teams.")
    if not _HOMES[platform].fullmatch(home):
        kind = "a Slack workspace (T…) or enterprise (E…)" if platform == "slack" else "a tenant (a directory id)"
        raise Refused(f"“{home}” is not the id of {kind}.")
    if presence and presence not in set(Presence):
        raise Refused(f"“{presence}” is not known. Write {', '.join(Presence)}.")

    async def work(database: Database) -> str:
        async with database.write() as session:
            now = SystemClock().now()
            await stored.make_internal_side(session, now)
            found = await stored.side_named(session, EVERYTHING, side)
            if found is None:
                raise Refused(f"There is no side “{side}”. Add it with: instep sides add {quote(side)}.")
            usual = Presence.OWN_TENANT
            if platform == "slack":
                usual = Presence.OWN_WORKSPACE if found.kind is SideKind.INTERNAL else Presence.SLACK_CONNECT
            await stored.link_home(session, None, platform, home, found, Presence(presence or usual), now)
            await read_strangers_again(session, platform, now)
            return found.name

    typer.echo(f"{platform} {home} belongs to {with_database(work)} now.")


@homes.command("unlink")
def unlink_home(platform: Platform, home: Home) -> None:
    """Undo the link of a workspace or tenant: who comes from there is a stranger until it is linked again."""
    from bot.cli.opening import with_database
    from bot.clock import SystemClock
    from bot.people import sides as stored
    from bot.storage.sessions import Database

    async def work(database: Database) -> None:
        async with database.write() as session:
            await stored.unlink_home(session, None, platform, home, SystemClock().now())

    with_database(work)
    typer.echo(f"{platform} {home} belongs to no side now.")


@homes.command("list")
def list_homes() -> None:
    """List the linked workspaces and tenants, and where Instep is installed, as `channels import` wants it."""
    from bot.cli.opening import with_database
    from bot.people import sides as stored
    from bot.people.access import EVERYTHING
    from bot.storage.installations import installed
    from bot.storage.sessions import Database

    async def work(database: Database) -> None:
        async with database.read() as session:
            homes, places = await stored.homes(session, EVERYTHING), await installed(session)
        for found in homes:
            typer.echo(f"{found.platform} {found.home}: {found.side_name} ({found.presence})")
        if not homes:
            typer.echo("No workspace or tenant is linked yet: say “link home” in chat, or use instep homes link.")
        if places:
            typer.echo("Installed, as the columns platform and installation of a channels file say it:")
        for place in places:
            typer.echo(f"  {place.platform} {place.key} ({place.name or place.home})")
        if not places:
            typer.echo("Instep is not installed anywhere yet: add its app on a platform, and start it.")

    with_database(work)


def _import(kind: str, file: Path, *, new_sides: bool = False) -> None:
    from importlib import import_module

    from bot.capabilities.setup.jobs.members import read_after_import
    from bot.cli.opening import with_database
    from bot.clock import SystemClock
    from bot.people.tabular.sheet import Imported
    from bot.storage.sessions import Database

    take = getattr(import_module(f"bot.people.tabular.{kind}"), f"import_{kind}")
    data = file.read_bytes()
    options = {"new_sides": True} if new_sides else {}

    async def work(database: Database) -> Imported:
        async with database.write() as session:
            now = SystemClock().now()
            imported: Imported = await take(session, None, data, now, **options)
            await read_after_import(session, now)
            return imported

    imported = with_database(work)
    counts = ((imported.created, "new"), (imported.updated, "updated"))
    said = ", ".join(f"{count} {what}" for count, what in counts if count)
    if said:
        typer.echo(f"{kind.capitalize()}: {said}.")
    else:
        typer.echo(f"Nothing was imported: {file} has no lines below its first. Write one for each of your {kind}.")


def _export(kind: str, file: Path | None) -> None:
    from importlib import import_module

    from bot.cli.opening import with_database
    from bot.people.access import EVERYTHING
    from bot.storage.sessions import Database

    give = getattr(import_module(f"bot.people.tabular.{kind}"), f"export_{kind}")

    async def work(database: Database) -> bytes:
        async with database.read() as session:
            data: bytes = await give(session, EVERYTHING)
            return data

    data = with_database(work)
    if file is None:
        typer.echo(data.decode("utf-8-sig"), nl=False)
    else:
        file.write_bytes(data)
        typer.echo(f"Written to {file}.")
