"""The command line: each module here is one group, and what a command needs is imported when it runs."""

import sys

import typer

from bot.cli import checks, database, partner, proof, roster, run, settings

app = typer.Typer(
    name="instep",
    help="Keeps internal and outsourced support teams in step, on Slack and Microsoft Teams at once.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for group in (run, proof, checks, database, settings, roster, partner):
    group.add_to(app)


def main() -> None:
    """Runs a command; what goes wrong in a foreseen way is one sentence and an exit code of 1."""
    from bot.people.refusal import Refused
    from bot.settings import SettingsError
    from bot.storage.errors import StorageError

    try:
        app()
    except (SettingsError, StorageError, Refused) as refusal:
        for sentence in str(refusal).splitlines():
            typer.secho(sentence, fg="red", err=True)
        sys.exit(1)
