"""`instep tokens …`: what lets programs act, each token for one purpose and in the name of one person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from bot.people.tokens import Listed
    from bot.storage.sessions import Database

group = typer.Typer(no_args_is_help=True, help="Tokens for programs that use the API.")


def add_to(app: typer.Typer) -> None:
    """Mounts the group."""
    app.add_typer(group, name="tokens")


@group.command(short_help="Make a token and show it, this once.")
def create(
    name: Annotated[str, typer.Argument(help="What uses it, like “release pipeline”.")],
    person: Annotated[
        str, typer.Option("--as", metavar="PERSON", help="Whom it acts as: an e-mail, or platform/home/user id.")
    ],
    purpose: Annotated[
        str, typer.Option(help="Good for updates, receipts, stories, shifts, metrics, syncs or checkins.")
    ] = "updates",
    days: Annotated[int | None, typer.Option(min=1, max=3650, help="Days until it runs out; else never.")] = None,
) -> None:
    """Make a token and show it, this once: it has the rights of its person and sees what they see."""
    from bot.cli.opening import with_database
    from bot.people.access import EVERYTHING
    from bot.people.refusal import Refused
    from bot.people.search import person_meant
    from bot.people.tokens import Purpose, create

    if purpose not in list(Purpose):
        raise Refused(f"There is no purpose “{purpose}”. Choose {', '.join(Purpose)}.")

    async def work(database: Database) -> str:
        async with database.write() as session:
            now = _now()
            person_id = await person_meant(session, EVERYTHING, person)
            until = now + timedelta(days=days) if days else None
            return await create(session, None, name, Purpose(purpose), person_id, now, until)

    token = with_database(work)
    typer.echo("Keep this token where the program reads its secrets: it is not shown again.", err=True)
    typer.echo(token)


@group.command("list")
def list_tokens() -> None:
    """List all tokens: whom each acts as, for what, and when it was used last; never the token itself."""
    from bot.cli.opening import with_database
    from bot.people.access import EVERYTHING
    from bot.people.tokens import all_tokens

    async def work(database: Database) -> list[Listed]:
        async with database.read() as session:
            return list(await all_tokens(session, EVERYTHING))

    found = with_database(work)
    for one in found:
        typer.echo(_line(one, _now()))
    if not found:
        typer.echo("There are no tokens yet: make one with instep tokens create.")


@group.command()
def revoke(name: Annotated[str, typer.Argument(help="The token's name.")]) -> None:
    """Have a token work no longer, from its next request on."""
    from bot.cli.opening import with_database
    from bot.people.tokens import revoke

    async def work(database: Database) -> str:
        async with database.write() as session:
            return await revoke(session, None, name, _now())

    typer.echo(f"{with_database(work)} does not work any more.")


def _line(one: Listed, now: datetime) -> str:
    used = f"last used {one.last_used_at:%Y-%m-%d %H:%M} UTC" if one.last_used_at else "never used"
    if one.revoked_at:
        state = f"revoked {one.revoked_at:%Y-%m-%d}"
    elif one.expires_at and one.expires_at <= now:
        state = f"ran out {one.expires_at:%Y-%m-%d}"
    elif one.expires_at:
        state = f"until {one.expires_at:%Y-%m-%d}"
    else:
        state = "without end"
    return f"{one.name or '(erased)'}: {one.purpose}, as {one.person or '(erased)'}, {state}, {used}"


def _now() -> datetime:
    from bot.clock import SystemClock

    return SystemClock().now()
