"""`instep shifts import`: a file of shifts comes in as a whole or not at all."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.cli import roster, shifts
from bot.people.refusal import Refused
from bot.people.tabular.sheet import ImportRefused

KEY = "a-key-for-tests-that-is-long-enough-to-pass"
GOOD = (
    "person,start,end,time_zone\n"
    "zendesk/4711,2026-11-23 09:00,2026-11-23 17:00,Europe/London\n"
    "zendesk/4711,2026-11-24T09:00Z,2026-11-24T17:00Z,\n"
)

Instep = Callable[..., Result]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def instep(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Instep:
    """Runs `instep …` on a database with Bo, whom Zendesk calls 4711."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("INSTEP_SECRET_KEY", KEY)
    app = typer.Typer()
    for group in (roster, shifts):
        group.add_to(app)

    def run(*words: str) -> Result:
        result = CliRunner().invoke(app, words)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    Path("teams.csv").write_text("name,side,time_zone\nCare,internal,Europe/London\n")
    Path("people.csv").write_text("name,side,teams,desk\nBo,internal,Care,zendesk/4711\n")
    run("teams", "import", "teams.csv")
    run("people", "import", "people.csv")
    Path("week.csv").write_text(GOOD)
    return run


def test_a_file_comes_in_and_again_changes_nothing(instep: Instep) -> None:
    dry = instep("shifts", "import", "week.csv", "--dry-run").output
    assert dry == ("Shifts of 1 person, 2026-11-23 to 2026-11-24: 2 new.\nNothing was imported: this was a dry run.\n")
    assert instep("shifts", "import", "week.csv").output == dry.splitlines()[0] + "\n"
    again = instep("shifts", "import", "week.csv", "--to", "2026-11-29").output
    assert again == "Shifts of 1 person, 2026-11-23 to 2026-11-29: 2 as before.\n"


def test_a_wrong_file_is_refused_with_its_line(instep: Instep) -> None:
    Path("week.csv").write_text(GOOD.replace("17:00Z", "08:00Z"))
    with pytest.raises(ImportRefused, match="Line 3, column end: It is not after the start"):
        instep("shifts", "import", "week.csv")
    Path("week.csv").write_text(GOOD.splitlines()[0] + "\n")
    assert "Nothing was imported" in instep("shifts", "import", "week.csv").output


def test_days_off_are_added_listed_and_taken_away(instep: Instep) -> None:
    day = (datetime.now(UTC).date() + timedelta(days=40)).isoformat()
    said = instep("days-off", "add", day, "Move", "--side", "internal", "--team", "care").output
    assert said == f"Move is off for care: {day} to {day}.\n"
    listed = instep("days-off", "list").output
    assert f"{day} to {day}  Move (Care)" in listed
    assert instep("days-off", "remove", listed.split()[0]).output == f"Move is no longer off: {day} to {day}.\n"
    assert "No days off" in instep("days-off", "list").output
    for words in (("--team", "Care"), ("--side", "Nowhere"), ("--side", "internal", "--team", "Nights")):
        with pytest.raises(Refused):
            instep("days-off", "add", day, "Move", *words)
