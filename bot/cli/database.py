"""`instep db …`: the database's release, and bringing it up to the program's."""

import typer

group = typer.Typer(no_args_is_help=True, help="The database's release, and bringing it up to the program's.")


def add_to(app: typer.Typer) -> None:
    """Mounts the group."""
    app.add_typer(group, name="db")


@group.command(short_help="Bring the database to this release.")
def upgrade() -> None:
    """Bring the database to this release; `instep run` does the same when it starts."""
    import asyncio

    from bot.migrations.upgrade import upgrade as bring_up
    from bot.settings import load_settings

    settings = load_settings()
    asyncio.run(bring_up(settings.database_url.get_secret_value()))
    typer.echo("The database is at this release.")
