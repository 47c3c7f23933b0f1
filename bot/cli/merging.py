"""`instep people merge KEEP DROP`: a preview, a question, then two records of one person are one."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.people.merging import Record
    from bot.people.model import Person
    from bot.storage.sessions import Session

HELP = "An id from an export, an e-mail, or a chat identity such as slack:T1/U1."


def add_to(group: typer.Typer) -> None:
    """Adds the command to those about people."""
    group.command("merge", short_help="Make two records of one person one.")(merge)


def merge(
    keep: Annotated[str, typer.Argument(help=f"The record that stays. {HELP}")],
    drop: Annotated[str, typer.Argument(help="The record that becomes part of it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
) -> None:
    """Make two records of one person one: what the second has becomes the first's. This cannot be undone."""
    from bot.assemble import all_offers
    from bot.cli.opening import with_database
    from bot.clock import SystemClock
    from bot.people import merging
    from bot.people.access import EVERYTHING
    from bot.storage.sessions import Database

    async def look(database: Database) -> "tuple[Record, Record, dict[str, int]]":
        async with database.read() as session:
            stays, goes = await both(session, keep, drop)
            kept = await kept_by_capabilities(session, goes)
            return await merging.record(session, stays), await merging.record(session, goes), kept

    async def both(session: "Session", first: str, second: str) -> "tuple[Person, Person]":
        stays = await merging.named(session, EVERYTHING, first)
        goes = await merging.named(session, EVERYTHING, second)
        merging.check(stays, goes)
        return stays, goes

    async def act(database: Database) -> None:
        async with database.write() as session:
            people = await both(session, stays.public_id, goes.public_id)
            await merging.merge(session, None, *people, SystemClock().now(), all_offers().moves())

    stays, goes, kept = with_database(look)
    typer.echo(f"{called(stays)} stays. {called(goes)} becomes part of it, with:")
    tell(goes, kept)
    if not yes:
        typer.confirm(f"Merge {goes.name} into {stays.name}? This cannot be undone", abort=True)
    with_database(act)
    typer.echo(f"{stays.name} is one record now, with the id {stays.public_id}.")


def tell(one: "Record", kept: dict[str, int]) -> None:
    """What there is of somebody, a line for each kind; `kept` is how many rows the capabilities have of them."""
    for what, names in (
        ("chat identities", one.identities),
        ("teams", one.teams),
        ("roles", one.roles),
        ("kept of it", [f"{count} in {name.replace('_', ' ')}" for name, count in kept.items()]),
    ):
        typer.echo(f"  {what}: {', '.join(names) or 'none'}")


def called(one: "Record") -> str:
    """Somebody by name, id and e-mail."""
    return f"{one.name} ({', '.join(filter(None, (one.public_id, one.email)))})"


async def kept_by_capabilities(session: "Session", person: "Person") -> dict[str, int]:
    """How many rows each capability keeps of a person, by the name of what it exports; nothing for none."""
    from bot.assemble import all_offers

    counts: dict[str, int] = {}
    for offer in all_offers().capabilities:
        if offer.export_person is not None:
            for name, rows in (await offer.export_person(session, person.id)).items():
                if rows:
                    counts[name] = counts.get(name, 0) + len(rows)
    return counts
