"""The command itself: its version, its help, and how it says what went wrong."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from bot.cli import main
from bot.settings import Settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def instep(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs it as the shell does, since what it writes when it fails is written outside of any command."""
    environment = {**os.environ, "COLUMNS": "80"}
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments], capture_output=True, text=True, check=False, env=environment
    )


@pytest.mark.parametrize("words", ["teams export", "secrets rotate"])
def test_a_short_command_says_that_there_is_no_database_yet_and_makes_none(words: str, tmp_path: Path) -> None:
    said = instep(*words.split())
    assert said.returncode == 1 and said.stdout == ""
    assert said.stderr == (
        f"There is no database yet: {tmp_path / 'instep.db'} does not exist. "
        "Run `instep db upgrade`, or start the bot, which does the same; or correct DATABASE_URL.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_it_says_its_version() -> None:
    assert instep("--version").stdout == f"Instep {version('instep')}\n"


def test_who_breaks_it_off_while_it_is_loaded_reads_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_off() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.cli.app", broken_off)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130


def test_no_line_of_its_help_is_cut_short() -> None:
    commands = instep("--help").stdout.partition("Commands:")[2]
    assert "doctor" in commands and "..." not in commands


def test_a_command_that_is_not_there_is_one_sentence() -> None:
    said = instep("fly")
    assert said.returncode == 2
    assert said.stderr.endswith("Error: No such command 'fly'.\n")


@pytest.mark.parametrize(
    "arguments",
    [("manifest", "slack", "--socket-mode", "--out", "missing/slack.yaml"), ("gallery", "--out", "taken/gallery")],
)
def test_a_place_that_cannot_be_written_to_is_one_sentence(arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    said = instep(*arguments)
    assert said.returncode == 1
    assert said.stderr.count("\n") == 1 and "cannot be opened (" in said.stderr and said.stderr.endswith(".\n")
