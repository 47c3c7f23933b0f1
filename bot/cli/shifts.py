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

days_off = typer.Typer(no_args_is_help=True, help="The organisation's own days off, beside public holidays.")

_DAY = ["%Y-%m-%d"]


def add_to(app: typer.Typer) -> None:
    """Mounts the groups."""
    app.add_typer(shifts, name="shifts")
    app.add_typer(days_off, name="days-off")


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


@days_off.command("list")
def list_days_off() -> None:
    """List the organisation's own days off to come, with the id by which one is taken away."""
    from bot.cli.opening import with_database
    from bot.clock import system_clocks
    from bot.people.access import EVERYTHING
    from bot.people.days_off import listed

    async def work(database: Database) -> list[str]:
        async with database.read() as session:
            kept = await listed(session, EVERYTHING, system_clocks().calendar.now().date())
            return [
                f"{one.public_id}  {one.days.first} to {one.days.last}  {one.days.name} ({one.whose or 'everybody'})"
                for one in kept
            ]

    lines = with_database(work)
    for line in lines:
        typer.echo(line)
    if not lines:
        typer.echo("No days off of your own are planned: add some with instep days-off add.")


@days_off.command("add", short_help="Add days off for everybody, a side or a team.")
def add_days_off(
    first: Annotated[datetime, typer.Argument(formats=_DAY, help="The first day, like 2026-12-24.")],
    name: Annotated[str, typer.Argument(help="What they are called, like “Founding day”.")],
    last: Annotated[datetime | None, typer.Option("--to", formats=_DAY, help="The last day, if not the first.")] = None,
    side: Annotated[str, typer.Option(help="For this side alone: internal, or a partner's name.")] = "",
    team: Annotated[str, typer.Option(help="For this team of the side alone.")] = "",
) -> None:
    """Add days off for everybody, a side or a team: nobody is reminded then, and what recurs keeps to it."""
    from bot.cli.opening import with_database
    from bot.clock import system_clocks
    from bot.due.opening import look_again
    from bot.people.access import EVERYTHING
    from bot.people.days_off import add
    from bot.people.refusal import Refused
    from bot.people.sides import side_named, team_named
    from schedules.calendar import NamedDays

    if team and not side:
        raise Refused("Say with --side whose team it is.")
    days = NamedDays(first.date(), (last or first).date(), name)

    async def work(database: Database) -> None:
        async with database.write() as session:
            now = system_clocks().calendar.now()
            found = await side_named(session, EVERYTHING, side) if side else None
            if side and found is None:
                raise Refused(f"There is no side “{side}”. See all with: instep sides list.")
            its_team = await team_named(session, EVERYTHING, found.id, team) if team and found else None
            if team and its_team is None:
                raise Refused(f"{side} has no team “{team}”. See all with: instep teams export.")
            await add(session, None, days, now, found, its_team)
            await look_again(session, now)

    with_database(work)
    typer.echo(f"{name} is off for {team or side or 'everybody'}: {days.first} to {days.last}.")


@days_off.command("remove")
def remove_days_off(
    public_id: Annotated[str, typer.Argument(metavar="ID", help="As instep days-off list shows it.")],
) -> None:
    """Take days off away: what recurs takes place on them again."""
    from bot.cli.opening import with_database
    from bot.clock import system_clocks
    from bot.due.opening import look_again
    from bot.people.days_off import remove
    from schedules.calendar import NamedDays

    async def work(database: Database) -> NamedDays:
        async with database.write() as session:
            now = system_clocks().calendar.now()
            gone = await remove(session, None, public_id, now)
            await look_again(session, now)
            return gone

    gone = with_database(work)
    typer.echo(f"{gone.name} is no longer off: {gone.first} to {gone.last}.")
