"""`instep shifts …` and `instep days-off …`: who works when, and the organisation's own days off."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.people.rotas.taking import Taken
    from bot.storage.sessions import Database

shifts = typer.Typer(no_args_is_help=True, help="Shifts of persons, from a workforce tool.")

_DAY = ["%Y-%m-%d"]


def add_to(app: typer.Typer) -> None:
    """Mounts the groups."""
    app.add_typer(shifts, name="shifts")


@shifts.command("import", short_help="Bring in the shifts of a file, or none of them.")
def import_shifts(
    file: Annotated[Path, typer.Argument(help="A CSV file in UTF-8.", exists=True, dir_okay=False, readable=True)],
    first: Annotated[
        datetime | None, typer.Option("--from", formats=_DAY, help="Its first day, if not that of its first shift.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=_DAY, help="Its last day, if not that of its last shift.")
    ] = None,
    source: Annotated[str, typer.Option(help="What people are told it came from, if not the file's name.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
) -> None:
    """Bring in the shifts of a file, or none of them: person, start, end, side, time_zone.

    The file says all the shifts of the people in it from its first day to its last, and replaces what was known of
    them for these days. Repeated, it changes nothing.
    """
    from bot.cli.opening import with_database
    from bot.clock import system_clocks
    from bot.people.rotas.sheet import shifts_in
    from bot.people.rotas.tables import LONGEST_SOURCE
    from bot.people.rotas.taking import take

    planned = shifts_in(file.read_bytes())
    if not planned:
        typer.echo(f"Nothing was imported: {file} has no lines below its first. Write one for each shift.")
        return

    async def work(database: Database) -> Taken:
        async with database.write() as session:
            return await take(
                session,
                None,
                planned,
                (source or file.name)[:LONGEST_SOURCE],
                system_clocks().calendar.now(),
                first=first.date() if first else None,
                last=last.date() if last else None,
                dry_run=dry_run,
            )

    taken = with_database(work)
    typer.echo(_said(taken))
    if dry_run:
        typer.echo("Nothing was imported: this was a dry run.")


def _said(taken: Taken) -> str:
    counts = (
        (taken.new, "new"),
        (taken.changed, "changed"),
        (taken.gone, "taken away"),
        (taken.unchanged, "as before"),
    )
    said = ", ".join(f"{count} {what}" for count, what in counts if count) or "none"
    people = "1 person" if taken.people == 1 else f"{taken.people} people"
    return f"Shifts of {people}, {taken.first} to {taken.last}: {said}."
