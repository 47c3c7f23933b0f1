"""The playground never opens beside real credentials, nor on a port that is taken."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.proof.harmless import CREDENTIALS
from bot.proof.playground import open_playground
from bot.settings import SettingsError


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
        open_playground(built=tmp_path, port=taken, browser=False)


def test_a_port_that_is_taken_says_what_to_change(taken: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INSTEP_PORT", str(taken))
    with pytest.raises(SettingsError, match=f"Port {taken} is taken .* --port, or with INSTEP_PORT"):
        open_playground(built=tmp_path, port=None, browser=False)
