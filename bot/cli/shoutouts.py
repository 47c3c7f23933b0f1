"""`instep shoutouts …`: what was said of agents, as a file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.storage.sessions import Database

group = typer.Typer(no_args_is_help=True, help="Shoutouts, as files.")


@group.callback()
def _group() -> None:
    pass


def add_to(app: typer.Typer) -> None:
    """Mounts the group."""
    app.add_typer(group, name="shoutouts")


@group.command(short_help="Write the shoutouts of all sides as CSV.")
def export(
    since: Annotated[
        datetime | None, typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="Only those given since then, UTC.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="A file to write to, instead of the terminal.", dir_okay=False)
    ] = None,
) -> None:
    """Write the shoutouts of all sides as CSV, the newest first, as the organisation's own people may read them.

    Those that thank people privately are only counted. The admins of each side that is in it see that it was taken.
    """
    from bot.capabilities.shoutouts.back.side_sheet import Asked, sheet
    from bot.chat.texts import Texts
    from bot.cli.opening import with_database
    from bot.cli.writing import write
    from bot.clock import SystemClock
    from bot.people import sides
    from bot.people.access import EVERYTHING
    from bot.people.refusal import Refused

    begins = since.replace(tzinfo=UTC) if since is not None else None

    async def work(database: Database) -> bytes:
        async with database.write() as session:
            internal = await sides.internal_side(session)
            if internal is None:
                raise Refused("Nobody is here yet: the first admin makes the organisation's own side.")
            return await sheet(session, Asked(EVERYTHING, internal.id, begins), SystemClock().now(), Texts())

    write(with_database(work).decode(), out)
