"""Simulated time and processes: real senders on a real database, whose seconds pass only when a test says so."""

import asyncio
import selectors
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clocks, MachineClock
from bot.storage.errors import DatabaseUnreachable
from bot.storage.sessions import Database

T = TypeVar("T")

BEGINNING = datetime(2027, 3, 1, 8, tzinfo=UTC)

PATIENCE = 20.0
"""Real seconds that a database may take over a statement before the simulation is given up as stuck."""

TICK = 1e-8
"""Seconds that a turn of the loop takes: two timers a rounding error apart would otherwise wake each other for ever."""

MOST_TURNS = 20_000
"""Between two jumps of the time; whoever needs more of them waits for nothing, and would keep a processor busy."""

POSTGRESQL_CLOCK = (
    "CREATE SCHEMA simulated",
    "CREATE FUNCTION simulated.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS "
    "$$ SELECT current_setting('simulated.now')::timestamptz $$",
)
"""Has PostgreSQL tell the simulated time, once a transaction looks into this schema before its own."""

INSIDE_A_TRANSACTION = frozenset({"mid_claim", "mid_receipt", "during_recovery"})


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop whose time stands still while anything can be done, and then jumps to the next timer.

    While `busy` it waits for the database in real time. It stops by itself when nothing is left to do before `until`.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self.until = 0.0
        self.busy = 0
        self.turns = 0
        super().__init__(_JumpingSelector(self))

    def time(self) -> float:
        return self.seconds

    def pass_time(self, seconds: float) -> None:
        """Let everything happen that happens within so many seconds."""
        self.until = self.seconds + seconds
        self.run_forever()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Do at once what needs nothing but the database, together with whatever else is to be done at this instant."""

        async def occupied() -> T:
            self.busy += 1
            try:
                return await work
            finally:
                self.busy -= 1

        task = self.create_task(occupied())
        self.pass_time(0)
        return task.result()


class _JumpingSelector(selectors.DefaultSelector):
    def __init__(self, loop: SimulatedLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        loop = self._loop
        loop.turns += 1
        assert loop.turns < MOST_TURNS, "somebody goes round and round without waiting for anything"
        if not loop.busy:
            loop.seconds += TICK
        events = super().select(0)
        if events or (timeout is not None and timeout <= 0):
            return events
        if loop.busy:
            events = super().select(PATIENCE)
            assert events, "a transaction waits for something that is not the database"
            return events
        if timeout is None or loop.seconds + timeout > loop.until:
            loop.seconds = max(loop.seconds, loop.until)
            loop.stop()
        else:
            loop.seconds += timeout
        loop.turns = 0
        return []


class SimulatedClock(MachineClock):
    """A machine's clock, which may be wrong by some seconds."""

    def __init__(self, loop: SimulatedLoop, wrong_by: float = 0.0) -> None:
        self._loop = loop
        self._wrong_by = wrong_by

    def now(self) -> datetime:
        return BEGINNING + timedelta(seconds=self._loop.seconds + self._wrong_by)

    def monotonic(self) -> float:
        return self._loop.seconds


class ProcessDatabase(Database):
    """One process's way to the database: it can be cut, and an answer to a commit can be lost on it."""

    def __init__(self, real: Database, loop: SimulatedLoop, process: "SimulatedProcess | None" = None) -> None:
        self.url, self.keyring = real.url, real.keyring
        self._writer, self._reader, self._turns = real._writer, real._reader, real._turns
        self._stands = real._stands
        self._loop, self._process = loop, process

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        if self._process is not None and self._process.reads_only:
            raise DatabaseUnreachable("The database takes nothing.")
        async with self._counted(super().write()) as session:
            yield session
        if self._process is not None and self._process.answers_lost:
            self._process.answers_lost -= 1
            raise DatabaseUnreachable("The answer to a commit was lost.")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        async with self._counted(super().read()) as session:
            yield session

    @asynccontextmanager
    async def _counted(self, transaction: Any) -> AsyncIterator[AsyncSession]:
        if self._process is not None:
            await self._process.goes_on()
            if self._process.cut_off:
                raise DatabaseUnreachable("The database is away.")
        self._loop.busy += 1
        try:
            async with transaction as session:
                if self.is_postgresql:
                    await session.execute(
                        text("SELECT set_config('simulated.now', :now, true), set_config('search_path', :path, true)"),
                        {
                            "now": SimulatedClock(self._loop).now().isoformat(),
                            "path": "simulated, pg_catalog, public",
                        },
                    )
                yield session
                if self._process is not None and self._process.dead:
                    raise DatabaseUnreachable("The process was killed in the middle of a transaction.")
        finally:
            self._loop.busy -= 1


class SimulatedProcess:
    """Where one sender lives. Once `dead` it reaches nothing any more, not even its own end; `freeze` is a SIGSTOP."""

    def __init__(self, loop: SimulatedLoop, database: Database, wrong_by: float = 0.0) -> None:
        self.dead = False
        self.cut_off = False
        self.reads_only = False
        self.answers_lost = 0
        self.dies_at: tuple[str, int] | None = None
        self.freezes_at: tuple[str, int] | None = None
        self.database = ProcessDatabase(database, loop, self)
        clock = SimulatedClock(loop, wrong_by)
        self.clocks = Clocks(clock, clock)
        self._thawed = asyncio.Event()
        self._thawed.set()

    @property
    def frozen(self) -> bool:
        return not self._thawed.is_set()

    def freeze(self) -> None:
        self._thawed.clear()

    def thaw(self) -> None:
        self._thawed.set()

    async def goes_on(self) -> None:
        """Return when the process runs; never, if it is dead."""
        await self._thawed.wait()
        if self.dead:
            await asyncio.get_running_loop().create_future()

    async def reaches(self, point: str) -> None:
        """What `Hooks.at` calls: the process may be killed or stopped here."""
        if _is_due(self.dies_at, point):
            self.dead = True
        elif _is_due(self.freezes_at, point) and point not in INSIDE_A_TRANSACTION:
            self.freezes_at = None
            self.freeze()
        self.dies_at, self.freezes_at = _passed(self.dies_at, point), _passed(self.freezes_at, point)
        if point in INSIDE_A_TRANSACTION:
            if self.dead:
                raise DatabaseUnreachable("The process was killed.")
        else:
            await self.goes_on()


def _is_due(armed: tuple[str, int] | None, point: str) -> bool:
    return armed is not None and armed[0] == point and armed[1] <= 0


def _passed(armed: tuple[str, int] | None, point: str) -> tuple[str, int] | None:
    return (armed[0], armed[1] - 1) if armed is not None and armed[0] == point else armed
