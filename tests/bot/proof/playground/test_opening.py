"""The playground never opens beside real credentials, nor on a port that is taken."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.proof.bundle import CannotBundle
from bot.proof.hands import until
from bot.proof.harmless import CREDENTIALS
from bot.proof.playground import open_playground
from bot.settings import SettingsError


def children() -> set[str]:
    """The processes that this one has started."""
    return {pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()}


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.mark.parametrize("name", CREDENTIALS)
def test_beside_real_credentials_nothing_is_started(
    name: str, taken: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(f"{name.upper()}=something\n")
    with pytest.raises(SettingsError, match=f"never runs beside real credentials, but {name.upper()} is set"):
        open_playground(port=taken, browser=False)


def test_a_port_that_is_taken_says_what_to_change(taken: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INSTEP_PORT", str(taken))
    with pytest.raises(SettingsError, match=f"Port {taken} is taken .* --port, or with INSTEP_PORT"):
        open_playground(port=None, browser=False)


def test_a_page_that_cannot_be_built_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def build() -> Path:
        raise CannotBundle("There is no Node.")

    before = children()
    with pytest.raises(CannotBundle, match=r"There is no Node\."):
        open_playground(port=0, browser=False, build=build)

    async def gone() -> bool:
        return children() <= before

    # One that was stopped while it began is gone a moment later.
    asyncio.run(until(gone, "every process to end"))
