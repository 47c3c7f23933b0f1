"""What an operator writes for other people's admins: manifests, packages, the gallery."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
import yaml
from typer.testing import CliRunner, Result

from bot.cli import checks
from bot.people.model import Side, SideKind
from bot.people.refusal import Refused
from bot.settings import Settings
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database
from tests.guarded import sitecustomize

ROOT = Path(__file__).parents[3]
APP_ID = "6f0d9a1e-3f64-4b0e-9d58-2a1f2f7c0b11"
BASE = "https://instep.marlowe.example"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No settings but those of the test, and nothing written into the checkout."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    yield


def run(*arguments: str) -> Result:
    app = typer.Typer()
    checks.add_to(app)
    return CliRunner().invoke(app, list(arguments))


def refusal(*arguments: str) -> str:
    result = run(*arguments)
    assert isinstance(result.exception, Refused), result.output
    return str(result.exception)


def test_the_slack_manifest_is_written_with_what_to_do_next() -> None:
    result = run("manifest", "slack", "--base-url", BASE, "--format", "json")
    assert result.exit_code == 0
    written = json.loads(result.stdout)
    assert written["settings"]["event_subscriptions"]["request_url"] == f"{BASE}/slack/events"
    assert "api.slack.com/apps" in result.stderr


def test_reading_replies_is_chosen_with_an_option_that_says_what_it_means(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSTEP_BASE_URL", BASE)
    monkeypatch.setenv("TEAMS_APP_ID", APP_ID)
    without, slack = run("manifest", "slack"), run("manifest", "slack", "--reading")
    assert "message.channels" not in without.stdout and "--reading" not in without.stderr
    assert "message.channels" in slack.stdout and "Tell the people there" in slack.stderr
    teams = run("manifest", "teams", "--publisher", "Marlowe & Finch", "--reading")
    assert "an owner of each team is asked" in teams.stderr
    with zipfile.ZipFile("instep-teams.zip") as package:
        assert "ChannelMessage.Read.Group" in package.read("manifest.json").decode()


def test_the_slack_manifest_takes_what_the_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    monkeypatch.setenv("INSTEP_COMMAND_NAMES", "update=team-update,home=my-day")
    written = yaml.safe_load(run("manifest", "slack").stdout)
    assert written["settings"]["socket_mode_enabled"]
    assert "/team-update" in [command["command"] for command in written["features"]["slash_commands"]]


def test_a_name_given_by_hand_must_be_set_as_well() -> None:
    result = run("manifest", "slack", "--socket-mode", "--command-name", "update=team-update")
    assert "INSTEP_COMMAND_NAMES=update=team-update" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "missing"),
    [
        (["slack"], "INSTEP_BASE_URL"),
        (["slack", "--base-url", "http://instep.example"], "https://"),
        (["slack", "--socket-mode", "--command-name", "update"], "update=team-update"),
        (["slack", "--socket-mode", "--command-name", "upd=x"], "There is no command “upd”"),
        (["slack", "--socket-mode", "--command-name", "update=Team Update"], "small letters"),
        (["teams"], "TEAMS_APP_ID"),
        (["teams", "--app-id", APP_ID], "INSTEP_BASE_URL"),
        (["teams", "--app-id", "my-bot", "--base-url", BASE], "TEAMS_APP_ID"),
        (["teams", "--app-id", APP_ID, "--base-url", BASE, "--publisher", "x" * 33], "32 characters"),
    ],
)
def test_what_is_missing_is_named_in_one_sentence(arguments: list[str], missing: str) -> None:
    said = refusal("manifest", *arguments)
    assert missing in said and "\n" not in said


def test_the_teams_package_can_be_uploaded_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAMS_APP_ID", APP_ID)
    monkeypatch.setenv("INSTEP_BASE_URL", BASE)
    result = run("manifest", "teams", "--publisher", "Marlowe & Finch")
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(tmp_path / "instep-teams.zip") as package:
        assert set(package.namelist()) == {"manifest.json", "color.png", "outline.png"}
        assert json.loads(package.read("manifest.json"))["bots"][0]["botId"] == APP_ID
    assert "admin.teams.microsoft.com" in result.stderr and f"{BASE}/privacy" in result.stderr


def test_the_gallery_is_written_as_pages_that_lead_to_nowhere_else(page_files: Path, tmp_path: Path) -> None:
    assert run("gallery", "--out", "drawn", "--no-pictures").exit_code == 0
    page = (tmp_path / "drawn" / "index.html").read_text()
    led_to = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert led_to and not [one for one in led_to if not (tmp_path / "drawn" / one).is_file()]


def test_the_approval_kit_is_written_for_a_partner(
    tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(sqlite_template, tmp_path / "instep.db")
    monkeypatch.setenv("INSTEP_BASE_URL", BASE)
    asyncio.run(add_partner(f"sqlite:///{tmp_path / 'instep.db'}", "Harborline Care"))
    result = run("approval-kit", "harborline care", "--presence", "slack_connect", "--publisher", "Marlowe & Finch")
    assert result.exit_code == 0, result.output
    assert "instep.marlowe.example" in (tmp_path / "approval-kit-harborline-care" / "index.html").read_text()
    assert "--contact" in result.stderr
    assert "slack_connect" in refusal("approval-kit", "harborline care")
    assert "own_tenant" in refusal("approval-kit", "harborline care", "--presence", "next_door")


async def add_partner(url: str, name: str) -> None:
    async with Database(url, Keyring([])) as database, database.write() as session:
        session.add(Side(name=name, kind=SideKind.PARTNER, created_at=datetime(2026, 1, 1, tzinfo=UTC)))


def doctor(*arguments: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, whose logs it may set up."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", sitecustomize.WRITTEN_TO)}
    path = os.pathsep.join([kept["PYTHONPATH"], str(ROOT)])
    surroundings = {**kept, "PYTHONPATH": path, "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-m", "bot.cli", "doctor", *arguments]
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)


def test_the_doctor_fails_where_something_is_wrong_and_writes_json() -> None:
    result = doctor("--json")
    assert result.returncode == 1, result.stderr
    written = json.loads(result.stdout)
    assert written["well"] is False
    assert [group["title"] for group in written["groups"]] == ["Settings", "Database"]


def test_the_doctor_says_each_remedy_below_what_is_wrong() -> None:
    result = doctor()
    assert result.returncode == 1 and not result.stderr
    assert "✗ Settings: No platform is on." in result.stdout
    assert "→ Run `instep db upgrade`" in result.stdout
