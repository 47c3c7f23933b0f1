"""`instep settings`: what the organisation decides, on the command line."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.cli import settings
from bot.people.refusal import Refused


def test_a_default_audience_that_is_not_there_is_refused(
    database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    app = typer.Typer()
    settings.add_to(app)
    result = CliRunner().invoke(app, ["settings", "set", "updates.audience", "Nobody"])
    assert isinstance(result.exception, Refused)
    assert "There is no audience called “Nobody”" in str(result.exception)
    assert "updates.audience = (empty)" in CliRunner().invoke(app, ["settings", "list"]).output


def test_yes_and_no_are_shown_as_they_are_written(
    database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    app = typer.Typer()
    settings.add_to(app)
    assert "updates.even_release = no\n" in CliRunner().invoke(app, ["settings", "list"]).output
    changed = CliRunner().invoke(app, ["settings", "set", "updates.even_release", "yes"])
    assert changed.output == "updates.even_release is now yes.\n"
