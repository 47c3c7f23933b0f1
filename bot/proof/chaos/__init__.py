"""`instep chaos`: what becomes of a broadcast while bots are killed and calls break, judged at the receiving end.

The shape of a scenario is described in `bot/proof/chaos/scenario.py`.
"""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.proof.chaos import (
    away,
    calendars,
    checkins,
    forgeries,
    kills,
    middle,
    replicas,
    restarts,
    shoutouts,
    storm,
    zombie,
)
from bot.proof.chaos.ledger import Ledger, result
from bot.proof.chaos.page import as_page
from bot.proof.chaos.rounds import OPTION, Postgresql, Round, play, refuse_unplayable, turns
from bot.proof.chaos.scenario import Scenario
from bot.proof.chaos.server import refuse_server_elsewhere
from bot.proof.postgresql import NotInstalled, PostgresqlServer
from bot.proof.processes import until_stopped
from bot.storage.scratch import scratch_database

SCENARIOS: Mapping[str, Scenario] = {
    one.SCENARIO.name: one.SCENARIO
    for one in (kills, storm, replicas, zombie, restarts, away, forgeries, middle, shoutouts, checkins, calendars)
}
"""What can happen, by the name that `--only` takes, in the order in which it does."""


def run_chaos(
    *,
    minutes: float | None = None,
    seed: int | None = None,
    only: Sequence[str] = (),
    postgresql_url: str = "",
    json_file: Path | None = None,
    page_file: Path | None = None,
) -> int:
    """Play, tell the verdict and write the ledger; 0 only if nothing was lost, doubled or untold.

    Raises SettingsError or StorageError before anything is played if it cannot be, or not harmlessly.
    """
    console = Console(highlight=False, soft_wrap=True)
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    chosen = [scenario for name, scenario in SCENARIOS.items() if not only or name in only]
    if postgresql_url:
        refuse_server_elsewhere(postgresql_url, named=OPTION)
        refuse_unplayable(chosen, Postgresql(postgresql_url))
        asyncio.run(_try(postgresql_url))
    console.print(f"Seed {seed}. Everything that breaks here is invented and on this machine.")
    with ExitStack() as stack:
        postgresql = _postgresql(stack, postgresql_url, console)
        refuse_unplayable(chosen, postgresql)
        rounds = asyncio.run(until_stopped(_played(console, chosen, postgresql, seed, minutes)))
    played = {(one.scenario, one.engine) for one in rounds}
    not_tried = [f"{one.name} on {engine}" for one, engine in turns(chosen) if (one.name, engine) not in played]
    ledger = Ledger(datetime.now(UTC), seed, tuple(rounds), tuple(not_tried))
    console.print(Text(ledger.verdict, style="bold green" if ledger.ok else "bold red"))
    if ledger.not_tried:
        console.print(Text(f"Not tried: {', '.join(ledger.not_tried)}.", style="dim"))
    if json_file:
        json_file.write_text(ledger.as_json())
    if page_file:
        page_file.write_text(as_page(ledger), encoding="utf-8")
    return 0 if ledger.ok else 1


async def _try(url: str) -> None:
    """Raise StorageError now if no databases can be made there, and not after the first round."""
    async with scratch_database(url, named=OPTION):
        pass


def _postgresql(stack: ExitStack, url: str, console: Console) -> Postgresql | None:
    """The server that was given, or one of our own where the development package is installed."""
    if url:
        return Postgresql(url)
    try:
        server = stack.enter_context(PostgresqlServer({"fsync": "off"}))
    except NotInstalled:
        console.print(
            "PostgreSQL is left out: give the address of a server with --postgresql to have it tried as well."
        )
        return None
    return Postgresql(server.url("postgres"), server)


async def _played(
    console: Console, scenarios: Sequence[Scenario], postgresql: Postgresql | None, seed: int, minutes: float | None
) -> list[Round]:
    rounds = []
    async for played in play(scenarios, postgresql, seed, minutes, lambda line: console.print(Text(line, style="dim"))):
        rounds.append(played)
        console.print(Text(result(played), style="green" if played.ok else "red"))
    return rounds
