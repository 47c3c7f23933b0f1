"""`instep run`: the bot itself."""

import typer


def add_to(app: typer.Typer) -> None:
    """Mounts the command."""
    app.command("run", short_help="Run the bot until it is told to stop.")(run)


def run() -> None:
    """Run the bot with the settings in the environment and in .env, until it is told to stop."""
    import asyncio

    from bot.memory import loading
    from bot.settings import load_settings

    settings = load_settings()
    settings.check_start()
    if settings.danger:
        typer.secho(settings.danger, fg="red", bold=True, err=True)
    with loading():
        from bot.assemble import serve
    asyncio.run(serve(settings))
