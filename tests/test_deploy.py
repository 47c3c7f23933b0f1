"""What is deployed is what is tested: the same pins, every package, and a command that exists."""

import configparser
import re
import tomllib
from pathlib import Path

from typer.main import get_command

from bot.cli import app
from bot.settings import Settings

ROOT = Path(__file__).parents[1]


def pins(lock: str) -> dict[str, str]:
    """The pinned packages of a lock, each with its version and hashes."""
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / lock).read_text())
    return {entry.partition("==")[0]: entry for entry in entries}


def test_the_container_and_the_tests_have_the_same_dependencies() -> None:
    deployed, tested = pins("deploy/requirements.lock"), pins("requirements.lock")
    assert {name: tested.get(name, "").strip() for name in deployed} == {
        name: entry.strip() for name, entry in deployed.items()
    }
    assert not {"pytest", "mypy", "playwright"} & deployed.keys()
    assert "slack-bolt" in deployed


def test_the_container_holds_every_package() -> None:
    found = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]["find"]["include"]
    told = (ROOT / "deploy/Containerfile").read_text()
    for package in found:
        name = package.rstrip("*")
        assert f"COPY {name} {name}\n" in told


def test_the_unit_starts_a_command_that_exists_and_waits_for_what_is_under_way() -> None:
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(ROOT / "deploy/instep.service")
    program, command = unit["Service"]["ExecStart"].split()
    assert program.endswith("/.venv/bin/instep")
    assert command in get_command(app).commands  # type: ignore[attr-defined]
    assert float(unit["Service"]["TimeoutStopSec"]) > 2 * Settings().instep_http_timeout_seconds
