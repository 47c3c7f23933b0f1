"""What the commands share that bring things in from a file, in the name of a person."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bot.capability import Acting, Declined
    from bot.filed import Filed
    from bot.people.refusal import Refused

As = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="PERSON",
        help="Whose rights hold, and who looks after it: an e-mail, or platform/home/user id. Else the first admin.",
    ),
]

# An id may begin with a dash, and an option that is not known is taken for one.
AN_ID: Mapping[str, bool] = MappingProxyType({"ignore_unknown_options": True})


def at_its_place(declined: Declined, one: Filed[Any]) -> Refused:
    """The refusal with the line and field of the file at which it is to be mended."""
    from bot.people.refusal import Refused

    place = one.place(declined.field) if declined.field else f"Line {one.line}"
    return Refused(f"{place}: {declined} Nothing was done.")


def echo(lines: list[str]) -> None:
    """Says them, a line each."""
    for line in lines:
        typer.echo(line)


def with_person(person: str, work: Callable[[Acting], Awaitable[list[str]]]) -> list[str]:
    """Runs work in one transaction, in the name of a person; no platform is asked."""
    from bot.assemble import all_offers
    from bot.cli.acting import acting_as
    from bot.cli.opening import opened
    from bot.clock import system_clocks
    from bot.settings import load_settings

    async def run() -> list[str]:
        settings, clocks = load_settings(), system_clocks()
        async with opened(settings) as database, database.write() as session:
            return await work(await acting_as(session, person, clocks, {}, all_offers()))

    return asyncio.run(run())
