"""`instep partner pause|resume|offboard NAME`: a preview, a question, then the deed."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.people.model import Side
    from bot.people.partners import Action
    from bot.storage.sessions import Session

group = typer.Typer(no_args_is_help=True, help="Partners that pause, come back and go.")

Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]


def add_to(app: typer.Typer) -> None:
    """Mounts the group."""
    app.add_typer(group, name="partner")


@group.command(short_help="Stop deliveries and reminders to a partner.")
def pause(name: str, yes: Yes = False) -> None:
    """Stop deliveries and reminders to a partner, and cancel what waits for it."""
    from bot.people import partners

    async def deed(session: Session, side: Side) -> str:
        await partners.pause(session, None, side, _now())
        cancelled = await _cancel(session, side)
        return f"{side.name} is paused; {cancelled}. Resume it with: instep partner resume {quote(side.name)}."

    _act("pause", name, deed, yes=yes)


@group.command()
def resume(name: str, yes: Yes = False) -> None:
    """Deliver to a partner again, from now on."""
    from bot.people import partners

    async def deed(session: Session, side: Side) -> str:
        await partners.resume(session, None, side, _now())
        return f"{side.name} is delivered to again. What was cancelled meanwhile is not made up for."

    _act("resume", name, deed, yes=yes)


@group.command(short_help="Part from a partner, and hand over its data.")
def offboard(
    name: str,
    data: Annotated[Path, typer.Option(help="Where to write the zip with the partner's own data.", dir_okay=False)],
    days: Annotated[int, typer.Option(min=0, help="Days until its people are erased.")] = 30,
    yes: Yes = False,
) -> None:
    """Part from a partner: hand over its data, stop everything, erase its people after the agreed days."""
    from bot.people import partners

    async def deed(session: Session, side: Side) -> str:
        handed_over = await partners.hand_over(session, side, await _kept_by_capabilities(session, side))
        left = await partners.offboard(session, None, side, _now(), days)
        await _erase_later(session, side)
        cancelled = await _cancel(session, side)
        data.write_bytes(handed_over)
        forgotten = (
            f" Secrets of {len(left.installations)} of its installations are gone." if left.installations else ""
        )
        return (
            f"{side.name} is leaving; {cancelled}. Its data is in {data}. Its people are erased on "
            f"{left.erase_on.isoformat()}; totals stay.{forgotten}"
        )

    _act("offboard", name, deed, yes=yes)


def _act(action: Action, name: str, deed: Callable[[Session, Side], Awaitable[str]], *, yes: bool) -> None:
    """Shows what would stop, asks, and does it in one transaction; between the two nothing is held open."""
    from bot.cli.opening import with_database
    from bot.people.access import EVERYTHING
    from bot.people.partners import Preview, check, partner, preview
    from bot.storage.sessions import Database

    async def look(database: Database) -> Preview:
        async with database.read() as session:
            side = await partner(session, EVERYTHING, name)
            check(side, action)
            return await preview(session, side)

    async def act(database: Database) -> str:
        async with database.write() as session:
            return await deed(session, await partner(session, EVERYTHING, name))

    found = with_database(look)
    typer.echo(f"{found.name} is {found.state}. This concerns:")
    for what, names in (
        ("people", [str(found.people)]),
        ("teams", found.teams),
        ("channels", found.channels),
        ("installations of its own", [f"{platform} {key}" for platform, key in found.installations]),
    ):
        typer.echo(f"  {what}: {', '.join(names) or 'none'}")
    if not yes:
        typer.confirm(f"{action.capitalize()} {found.name}?", abort=True)
    typer.echo(with_database(act))


async def _cancel(session: Session, side: Side) -> str:
    from bot.clock import system_clocks
    from bot.delivery.outbox import Outbox

    cancelled = await Outbox(session, system_clocks()).cancel(None, side_id=side.id)
    match cancelled:
        case 0:
            return "nothing was waiting for it"
        case 1:
            return "1 waiting delivery was cancelled"
    return f"{cancelled} waiting deliveries were cancelled"


async def _erase_later(session: Session, side: Side) -> None:
    from bot.capabilities.setup.rules import ERASE, start_of
    from bot.due import work

    assert side.erase_on is not None
    now = _now()
    await work.put_down(session, ERASE, side.id, max(start_of(side.erase_on), now), slot=now.isoformat())


async def _kept_by_capabilities(session: Session, side: Side) -> dict[str, list[dict[str, object]]]:
    """What each capability keeps of the partner's people, as tables with the person's id in front."""
    from bot.assemble import all_offers
    from bot.people.partners import people_of

    tables: dict[str, list[dict[str, object]]] = {}
    exports = [offer.export_person for offer in all_offers().capabilities if offer.export_person]
    for person_id, public_id in await people_of(session, side):
        for export in exports:
            for name, rows in (await export(session, person_id)).items():
                tables.setdefault(name, []).extend({"person": public_id, **row} for row in rows)
    return tables


def _now() -> datetime:
    from bot.clock import SystemClock

    return SystemClock().now()
