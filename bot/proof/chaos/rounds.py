"""Rounds: one scenario on one database each, until all were played or the time is over."""

import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.proof.chaos.arena import Arena, Event
from bot.proof.chaos.bots import Hosts
from bot.proof.chaos.judge import Judgement
from bot.proof.chaos.scenario import Engine, Scenario
from bot.proof.chaos.timetable import Timetable
from bot.proof.postgresql import PostgresqlServer
from bot.proof.processes import Ended
from bot.proof.steps import Unexpected
from bot.storage.errors import StorageError
from bot.storage.scratch import scratch_database

OPTION = "--postgresql"
"""Where the address of a server comes from, for whoever has to correct it."""


@dataclass(frozen=True)
class Round:
    """How one round went. Without a judgement something else came than what it is about; `broken_off` says what."""

    scenario: str
    title: str
    engine: Engine
    seed: int
    size: int
    topology: str
    seconds: float
    kills: int
    broken_calls: int
    events: tuple[Event, ...]
    judgement: Judgement | None
    broken_off: str = ""

    @property
    def ok(self) -> bool:
        return self.judgement is not None and self.judgement.ok


@dataclass(frozen=True)
class Postgresql:
    """Where scratch databases are made; `server` if it is ours to stop and start."""

    url: str
    server: PostgresqlServer | None = None


Tell = Callable[[str], None]


async def play(
    scenarios: Sequence[Scenario], postgresql: Postgresql | None, seed: int, minutes: float | None, tell: Tell
) -> AsyncIterator[Round]:
    """All scenarios on all databases: once at full size, or with `minutes` again and again, each sized to fit."""
    pairs = [pair for pair in turns(scenarios) if playable(*pair, postgresql)]
    timetable = Timetable(pairs, None if minutes is None else time.monotonic() + minutes * 60)
    number = 0
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="instep-")))
        hosts = Hosts(stack, folder)
        while turn := timetable.following(time.monotonic()):
            tell(f"{turn.scenario.name} on {turn.engine}: size {turn.size:,}, seed {seed + number} …")
            played = await play_round(turn.scenario, turn.engine, postgresql, hosts, folder, turn.size, seed + number)
            timetable.took(turn, played.seconds)
            number += 1
            yield played


def turns(scenarios: Sequence[Scenario]) -> list[tuple[Scenario, Engine]]:
    """Every scenario on every database that it is for."""
    return [(scenario, engine) for scenario in scenarios for engine in scenario.engines]


def playable(scenario: Scenario, engine: Engine, postgresql: Postgresql | None) -> bool:
    """Whether there is what this scenario needs on this database."""
    if engine is Engine.SQLITE:
        return not scenario.needs_server
    return postgresql is not None and (postgresql.server is not None or not scenario.needs_server)


def refuse_unplayable(scenarios: Sequence[Scenario], postgresql: Postgresql | None) -> None:
    """Raise StorageError if none of them can be played: each wants PostgreSQL, and not the one that there is."""
    if any(playable(*pair, postgresql) for pair in turns(scenarios)):
        return
    names = " and ".join(scenario.name for scenario in scenarios)
    if postgresql is not None:
        one = len(scenarios) == 1
        what = "stops and starts PostgreSQL, so it runs" if one else "stop and start PostgreSQL, so they run"
        raise StorageError(f"{names} {what} only on a server of {'its' if one else 'their'} own: leave out {OPTION}.")
    if any(not scenario.needs_server for scenario in scenarios):
        raise StorageError(f"{names}: there is no PostgreSQL to run on. Give the address of a server with {OPTION}.")
    raise StorageError(f"{names}: there is no PostgreSQL to stop and start. Install Instep with its extra “dev”.")


async def play_round(
    scenario: Scenario,
    engine: Engine,
    postgresql: Postgresql | None,
    hosts: Hosts,
    folder: Path,
    size: int,
    seed: int,
) -> Round:
    """Play one round on a database of its own, and have it judged."""
    began = time.monotonic()
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(_database(engine, postgresql, folder))
        server = postgresql.server if postgresql and engine is Engine.POSTGRESQL else None
        channels = max(1, size // scenario.per_channel)
        arena = await stack.enter_async_context(Arena(hosts, folder, url, size, seed, server, channels=channels))
        broken_off, judgement = "", None
        try:
            await scenario.play(arena)
        except (Unexpected, Ended, TimeoutError) as error:
            broken_off = str(error) or type(error).__name__
        else:
            judgement = await arena.judgement()
        return Round(
            scenario=scenario.name,
            title=scenario.title,
            engine=engine,
            seed=seed,
            size=size,
            topology=arena.topology.told(),
            seconds=time.monotonic() - began,
            kills=arena.kills,
            broken_calls=await arena.broken_calls(),
            events=tuple(arena.events),
            judgement=judgement,
            broken_off=broken_off,
        )


@asynccontextmanager
async def _database(engine: Engine, postgresql: Postgresql | None, folder: Path) -> AsyncIterator[str]:
    if engine is Engine.SQLITE:
        with tempfile.TemporaryDirectory(dir=folder) as own:
            yield f"sqlite:///{own}/instep.db"
        return
    assert postgresql is not None, "rounds on PostgreSQL are planned only where there is one"
    async with scratch_database(postgresql.url, named=OPTION) as url:
        yield url
