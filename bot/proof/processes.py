"""Processes that the proof starts, each in a session of its own, and none of which outlives it."""

import asyncio
import ctypes
import os
import secrets
import signal
import socket
import sys
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")

PATIENCE = 10.0
"""Seconds that a process may take to stop before it is killed."""

TOLD = 2000
"""Characters of a process's log that are shown when it ends unasked."""

PORTS = range(20_000, 32_000)

_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


class Ended(Exception):
    """A process ended that should be running; the text has the end of its log."""


class Process:
    """One child process: `async with Process(["-m", "bot.cli", "run"], log=…, environment=…)`.

    It runs this very Python in the folder of `log`, so that no `.env` of somebody else's is read. Its errors, and its
    output unless that is read, go to the file `log`. At the end of the block it is asked to stop, and killed if it does
    not; on Linux the kernel stops it if this process is killed.
    """

    def __init__(
        self, arguments: Sequence[str], *, log: Path, environment: Mapping[str, str], reads_output: bool = False
    ) -> None:
        self._arguments = arguments
        self._log = log
        self._environment = environment
        self._reads_output = reads_output
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *self._arguments,
                stdin=asyncio.subprocess.PIPE if self._reads_output else asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE if self._reads_output else log,
                stderr=log,
                env=dict(self._environment),
                cwd=self._log.parent,
                start_new_session=True,
                preexec_fn=end_with_parent,  # it asks the kernel for one thing and takes no lock
            )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A second Ctrl-C must not leave it behind either.
        try:
            await self.stop()
        finally:
            if self._running.returncode is None:
                self._running.kill()

    @property
    def _running(self) -> asyncio.subprocess.Process:
        assert self._process is not None, "use it as an asynchronous context manager"
        return self._process

    @property
    def pid(self) -> int:
        return self._running.pid

    def stood_in_line(self) -> float:
        """Seconds for which it was ready to run and other programs had the processors; see `stood_in_line`."""
        return stood_in_line(self.pid)

    def resident(self) -> float:
        """MB of memory that it holds now (VmRSS of man7.org/linux/man-pages/man5/proc_pid_status.5.html), 0 where
        nobody counts that."""
        counted = Path(f"/proc/{self.pid}/status")
        lines = counted.read_text().splitlines() if counted.exists() else []
        return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), 0.0)

    def used(self) -> float:
        """Seconds of a processor that it has used, all its threads together, 0 where nobody counts that."""
        counted = Path(f"/proc/{self.pid}/stat")
        if not counted.exists():
            return 0.0
        # The second field is a name in brackets, which may hold blanks.
        fields = counted.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def line(self) -> str:
        """The next line of its output; raises Ended if there is none."""
        assert self._running.stdout is not None
        line = await self._running.stdout.readline()
        if not line:
            await self._running.wait()
            self.check()
            raise Ended("A process closed its output.")
        return line.decode().strip()

    async def tell(self, line: str) -> None:
        """Write a line to its input."""
        assert self._running.stdin is not None
        self._running.stdin.write(f"{line}\n".encode())
        await self._running.stdin.drain()

    def check(self) -> None:
        """Raise Ended if it is not running any more."""
        code = self._running.returncode
        if code is not None:
            raise Ended(f"`{' '.join(self._arguments)}` ended with {code}:\n{self.told()}")

    def told(self) -> str:
        """The end of its log."""
        return self._log.read_text(errors="replace")[-TOLD:].strip()

    async def wait(self) -> int:
        """Its exit code, once it has ended by itself."""
        return await self._running.wait()

    async def ended(self) -> int:
        """Its exit code once it has ended, negative for a signal."""
        return await self._running.wait()

    async def kill(self) -> None:
        """End it as a power cut would, and see that it is gone."""
        if self._running.returncode is None:
            self._running.kill()
        await self._running.wait()

    async def stop(self) -> int:
        """Ask it to stop, and kill it after PATIENCE; gives its exit code, negative for a signal."""
        running = self._running
        if running.returncode is None:
            with suppress(ProcessLookupError):
                running.send_signal(signal.SIGTERM)
        if running.stdin is not None:
            running.stdin.close()
        try:
            async with asyncio.timeout(PATIENCE):
                return await running.wait()
        except TimeoutError:
            running.kill()
            return await running.wait()


async def until_stopped(work: Awaitable[T]) -> T:
    """Run it such that SIGTERM ends it as Ctrl-C does: everything that was started is taken down."""
    task = asyncio.ensure_future(work)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def stood_in_line(pid: int) -> float:
    """Seconds for which a process was ready to run and others had the processors; 0 where nobody counts that.

    The second figure of docs.kernel.org/scheduler/sched-stats.html, in nanoseconds, of its first thread.
    """
    counted = Path(f"/proc/{pid}/schedstat")
    return int(counted.read_text().split()[1]) / 1e9 if counted.exists() else 0.0


def end_with_parent(how: signal.Signals = signal.SIGKILL) -> None:
    """Have the kernel signal the process that calls this when the thread that began it ends (PR_SET_PDEATHSIG)."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, how)


def own_environment() -> dict[str, str]:
    """This process's environment without Instep's own settings, so that nobody's real workspace is touched.

    Settings count in any case of letters. Proxies are left out too: what is started here speaks to this machine alone,
    and Slack's client would send even that through one.
    """
    ours = ("INSTEP_", "SLACK_", "TEAMS_", "DATABASE_")
    return {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(ours) and not name.upper().endswith("_PROXY")
    }


def free_port() -> int:
    """A port of this machine that nobody uses now, and that no kernel gives to others before it is bound.

    A port that the kernel chose goes to whoever asks next, and a bot binds its own seconds later. PORTS lie below what
    kernels choose from: 32768 upwards on Linux (man7.org/linux/man-pages/man7/ip.7.html), 49152 elsewhere (RFC 6335).
    """
    while True:
        port = secrets.choice(PORTS)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
