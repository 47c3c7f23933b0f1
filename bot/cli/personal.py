"""`instep people data WHO` and `instep people erase WHO`: what somebody may ask for of what is kept of them."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import merging

if TYPE_CHECKING:
    from bot.people.merging import Record
    from bot.storage.sessions import Database

Who = Annotated[str, typer.Argument(help=merging.HELP)]


def add_to(group: typer.Typer) -> None:
    """Adds the commands to those about people."""
    group.command("data", short_help="Write all that is kept of a person, for them.")(data)
    group.command("erase", short_help="Erase a person, and leave the counts.")(erase)


def data(
    who: Who,
    out: Annotated[
        Path | None, typer.Option(help="A file to write to, instead of the terminal.", dir_okay=False)
    ] = None,
) -> None:
    """Write all that is kept of a person as JSON, for them."""
    from bot.assemble import all_offers
    from bot.cli.opening import with_database
    from bot.cli.writing import write
    from bot.clock import SystemClock
    from bot.people import audit
    from bot.people.access import EVERYTHING
    from bot.people.erasure import export_person
    from bot.people.merging import named

    async def work(database: "Database") -> dict[str, Any]:
        async with database.write() as session:
            person = await named(session, EVERYTHING, who)
            tables = dict(await export_person(session, person))
            for offer in all_offers().capabilities:
                if offer.export_person is not None:
                    tables |= await offer.export_person(session, person.id)
            now = SystemClock().now()
            await audit.record(
                session, None, "export_person", "person", person.public_id, at=now, side_id=person.side_id
            )
            return tables

    write(f"{json.dumps(with_database(work), ensure_ascii=False, indent=1)}\n", out)


def erase(who: Who, yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False) -> None:
    """Erase a person: their names, addresses and texts go, and what they did stays as counts. This cannot be undone.

    The bot that is running changes the messages that name them.
    """
    from bot.assemble import all_offers
    from bot.cli.opening import with_database
    from bot.clock import SystemClock
    from bot.people.access import EVERYTHING
    from bot.people.erasure import erase_person
    from bot.people.merging import named, record

    async def look(database: "Database") -> "tuple[Record, dict[str, int]]":
        async with database.read() as session:
            person = await named(session, EVERYTHING, who)
            return await record(session, person), await merging.kept_by_capabilities(session, person)

    async def act(database: "Database") -> None:
        async with database.write() as session:
            person = await named(session, EVERYTHING, found.public_id)
            erasures = [offer.erase_person for offer in all_offers().capabilities if offer.erase_person]
            await erase_person(session, None, person, SystemClock().now(), erasures)

    found, kept = with_database(look)
    typer.echo(f"{merging.called(found)} is erased, with:")
    merging.tell(found, kept)
    if not yes:
        typer.confirm(f"Erase {found.name}? This cannot be undone", abort=True)
    with_database(act)
    typer.echo(
        "Erased. Messages that name them are changed by the bot that is running. If they can still write in a channel "
        "that Instep is in, take them out of it: whoever writes to Instep is met anew."
    )
