"""`instep stories`: a file of what customers said comes in as a whole or not at all."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot.capabilities.shoutouts.store import CustomerStory
from bot.cli import roster, stories
from bot.people import sides
from bot.people.refusal import Refused
from bot.people.tabular.sheet import ImportRefused
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database

KEY = "a-key-for-tests-that-is-long-enough-to-pass"
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
HEADER = "system,external_id,text,agent_id,alias,customer,said_at\n"
GOOD = f"{HEADER}zendesk,1,She was great,4711,,Noor Haddad,2026-11-24T10:00:00Z\nzendesk,2,Thanks!,,Nobody,,\n"

Instep = Callable[..., Result]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def instep(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Instep:
    """Runs `instep …` on a database with Bo, whom Zendesk calls 4711."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("INSTEP_SECRET_KEY", KEY)
    app = typer.Typer()
    for group in (roster, stories):
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
    Path("stories.csv").write_text(GOOD)
    return run


def kept(url: str) -> list[tuple[str, str, bool]]:
    async def look() -> list[tuple[str, str, bool]]:
        async with Database(url, Keyring([KEY])) as database, database.read() as session:
            rows = await session.scalars(select(CustomerStory).order_by(CustomerStory.external_id))
            return [(row.external_id, row.customer, row.person_id is not None) for row in rows]

    return asyncio.run(look())


def test_a_file_comes_in_once_and_is_listed_without_its_words(instep: Instep, database_url: str) -> None:
    assert instep("stories", "import", "stories.csv").output == "Stories: 1 for leads, 1 that match nobody.\n"
    assert kept(database_url) == [("1", "Noor", True), ("2", "", False)]
    assert instep("stories", "import", "stories.csv").output == "Stories: 2 known already.\n"
    listed = instep("stories", "list").output
    assert "zendesk 1 (4711): waits for a lead since" in listed
    assert "zendesk 2 (Nobody): matches nobody since" in listed
    assert "great" not in listed and "Noor" not in listed


def test_a_dry_run_says_what_would_come_in_and_changes_nothing(instep: Instep, database_url: str) -> None:
    said = instep("stories", "import", "stories.csv", "--dry-run").output
    assert said == "Stories: 1 for leads, 1 that match nobody. Nothing was imported: this was a dry run.\n"
    assert kept(database_url) == []
    assert "No story waits" in instep("stories", "list").output


def test_errors_name_the_line_and_the_column_and_nothing_comes_in(instep: Instep, database_url: str) -> None:
    bad = f"{GOOD}zendesk,3,,,,,\nzendesk,1,Again,,,,\nzendesk,4,Good,,,,yesterday\n"
    Path("stories.csv").write_text(bad)
    with pytest.raises(ImportRefused) as refused:
        instep("stories", "import", "stories.csv")
    assert [(one.line, one.column) for one in refused.value.problems] == [
        (4, "text"),
        (5, "external_id"),
        (6, "said_at"),
    ]
    assert str(refused.value).endswith("Nothing was imported.")
    assert kept(database_url) == []


def test_a_column_that_is_missing_or_unknown_is_named(instep: Instep) -> None:
    Path("stories.csv").write_text("system,external_id,words\nzendesk,1,Great\n")
    with pytest.raises(ImportRefused) as refused:
        instep("stories", "import", "stories.csv")
    assert {one.column for one in refused.value.problems} == {"words", "text"}


def test_a_file_without_lines_says_so(instep: Instep) -> None:
    Path("stories.csv").write_text(HEADER)
    assert "Nothing was imported" in instep("stories", "import", "stories.csv").output


def test_a_file_that_is_not_utf_8_is_refused_whole(instep: Instep, database_url: str) -> None:
    Path("stories.csv").write_bytes(GOOD.replace("great", "très gentille").encode("latin-1"))
    with pytest.raises(ImportRefused) as refused:
        instep("stories", "import", "stories.csv")
    assert "It is not UTF-8" in str(refused.value)
    assert kept(database_url) == []


def test_of_ten_thousand_lines_the_one_that_is_wrong_is_named_and_none_comes_in(
    instep: Instep, database_url: str
) -> None:
    lines = [f"zendesk,{number},Thanks!,,,,\n" for number in range(10_000)]
    Path("stories.csv").write_text(HEADER + "".join([*lines[:-1], "zendesk,9999,,,,,\n"]))
    with pytest.raises(ImportRefused) as refused:
        instep("stories", "import", "stories.csv")
    assert [(one.line, one.column) for one in refused.value.problems] == [(10_001, "text")]
    assert kept(database_url) == []


def test_what_a_partner_has_brought_under_the_same_id_is_no_hindrance(instep: Instep, database_url: str) -> None:
    async def bring() -> None:
        async with Database(database_url, Keyring([KEY])) as database, database.write() as session:
            partner = await sides.add_partner(session, None, "Harborline", NOW)
            session.add(
                CustomerStory(from_side_id=partner.id, system="zendesk", external_id="1", text="!", came_at=NOW)
            )

    asyncio.run(bring())
    assert instep("stories", "import", "stories.csv").output == "Stories: 1 for leads, 1 that match nobody.\n"
    assert len(kept(database_url)) == 3


def test_a_story_is_forgotten_by_its_id(instep: Instep, database_url: str) -> None:
    instep("stories", "import", "stories.csv")
    assert "Forgotten" in instep("stories", "forget", "Zendesk", "1").output
    assert kept(database_url) == [("1", "", True), ("2", "", False)]
    assert "zendesk 1" not in instep("stories", "list").output
    with pytest.raises(Refused, match="no story 9"):
        instep("stories", "forget", "zendesk", "9")
