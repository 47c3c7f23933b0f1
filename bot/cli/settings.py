"""`instep settings …` and `instep secrets …`: what the organisation decides, and the keys that seal its secrets."""

import typer

group = typer.Typer(no_args_is_help=True, help="What the organisation decides; every change is audited.")
secrets = typer.Typer(no_args_is_help=True, help="The keys that seal stored secrets.")


def add_to(app: typer.Typer) -> None:
    """Mounts both groups."""
    app.add_typer(group, name="settings")
    app.add_typer(secrets, name="secrets")


@group.command("list")
def list_settings() -> None:
    """List all settings with their values and what each decides."""
    from bot.assemble import all_offers
    from bot.cli.opening import with_database
    from bot.people.settings import read_all
    from bot.storage.sessions import Database

    offers = all_offers()

    async def work(database: Database) -> None:
        async with database.read() as session:
            values = await read_all(session, offers.settings)
        for name, spec in offers.settings.items():
            typer.echo(f"{name} = {_shown(values[name])}\n    {spec.sentence}")

    with_database(work)


@group.command("set")
def set_setting(name: str, value: str) -> None:
    """Change one setting."""
    from bot.assemble import all_offers
    from bot.cli.opening import with_database
    from bot.clock import SystemClock
    from bot.people.settings import change
    from bot.settings import load_settings
    from bot.storage.sessions import Database

    offered = all_offers(load_settings()).settings

    async def work(database: Database) -> None:
        async with database.write() as session:
            set_to = await change(session, None, offered, name, value, SystemClock().now())
        typer.echo(f"{name} is now {_shown(set_to)}.")
        if set_to is True and offered[name].missing:
            typer.echo(offered[name].missing)

    with_database(work)


@secrets.command(short_help="Seal all stored secrets with the first key in INSTEP_SECRET_KEY.")
def rotate() -> None:
    """Seal every stored secret anew with the first key in INSTEP_SECRET_KEY, so that the older keys can be dropped."""
    from bot.cli.opening import with_database
    from bot.migrations import all_metadata
    from bot.storage.rotation import reseal
    from bot.storage.sessions import Database

    async def work(database: Database) -> None:
        count = await reseal(database, all_metadata())
        said = "1 stored secret is" if count == 1 else f"{count} stored secrets are"
        typer.echo(f"{said} sealed with the newest key. You can remove the older keys from INSTEP_SECRET_KEY.")

    with_database(work)


def _shown(value: object) -> str:
    """The value as it may be written."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value != "" else "(empty)"
