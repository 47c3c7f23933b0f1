"""The command line: each module here is one group, and what a command needs is imported when it runs."""

import sys
from typing import Annotated

import typer

from bot.cli import (
    checkins,
    checks,
    database,
    metrics,
    partner,
    proof,
    rhythms,
    roster,
    run,
    settings,
    shifts,
    shoutouts,
    stories,
    syncs,
    tokens,
    updates,
)

BROKEN_OFF = 130
"""The exit code of a command that Ctrl-C ended, as shells have it."""

app = typer.Typer(
    name="instep",
    help="Keeps internal and outsourced support teams in step, on Slack and Microsoft Teams at once.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # without frames a mistake is one line, in a log as well
)
for group in (
    run,
    proof,
    checks,
    database,
    settings,
    roster,
    shifts,
    partner,
    updates,
    shoutouts,
    stories,
    metrics,
    rhythms,
    checkins,
    syncs,
    tokens,
):
    group.add_to(app)


def _tell_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"Instep {version('instep')}")
        raise typer.Exit


@app.callback()
def _every_command(
    version: Annotated[bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Its version.")] = (
        False
    ),
) -> None:
    pass


def main() -> None:
    """Runs a command; what goes wrong in a foreseen way is one sentence and an exit code of 1.

    Who breaks it off while it is still being loaded is told no more than later.
    """
    try:
        _run()
    except KeyboardInterrupt:
        sys.exit(BROKEN_OFF)


def _run() -> None:
    from bot.people.refusal import Refused
    from bot.settings import SettingsError
    from bot.storage.errors import StorageError

    try:
        app()
    except (SettingsError, StorageError, Refused) as refusal:
        _end(*str(refusal).splitlines())
    except OSError as error:
        if error.filename is None:
            raise
        reason = (error.strerror or type(error).__name__).lower()
        _end(f"{error.filename} cannot be opened ({reason}): check that its folder exists and may be written to.")


def _end(*sentences: str) -> None:
    for sentence in sentences:
        typer.secho(sentence, fg="red", err=True)
    sys.exit(1)
