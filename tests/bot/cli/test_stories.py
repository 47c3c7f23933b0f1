"""`instep stories`: a file of what customers said comes in as a whole or not at all."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from typer.testing import Result

from bot.capabilities.shoutouts.store import CustomerStory
from bot.cli import stories
from bot.cli.stories import AT_ONCE
from bot.people import sides
from bot.people.refusal import Refused
from bot.people.tabular.sheet import ImportRefused
from bot.storage.sessions import Database

GROUPS = (stories,)
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
HEADER = "system,external_id,text,agent_id,alias,customer,said_at\n"
GOOD = f"{HEADER}zendesk,1,She was great,4711,,Noor Haddad,2024-11-24T10:00:00Z\nzendesk,2,Thanks!,,Nobody,,\n"

Instep = Callable[..., Result]
Inside = Callable[[], Database]

pytestmark = [pytest.mark.parametrize("database_url", ["sqlite"], indirect=True), pytest.mark.usefixtures("said")]


@pytest.fixture
def said(bo: None) -> None:
    """A file of what two customers said, one of them about Bo."""
    Path("stories.csv").write_text(GOOD)


def kept(inside: Inside) -> list[tuple[str, str, bool]]:
    async def look() -> list[tuple[str, str, bool]]:
        async with inside() as database, database.read() as session:
            rows = await session.scalars(select(CustomerStory).order_by(CustomerStory.external_id))
            return [(row.external_id, row.customer, row.person_id is not None) for row in rows]

    return asyncio.run(look())


def test_a_file_comes_in_once_and_is_listed_without_its_words(instep: Instep, inside: Inside) -> None:
    assert instep("stories", "import", "stories.csv").output == "Stories: 1 for leads, 1 matching nobody.\n"
    assert kept(inside) == [("1", "Noor", True), ("2", "", False)]
    assert instep("stories", "import", "stories.csv").output == "Stories: 2 known already.\n"
    listed = instep("stories", "list").output
    assert "zendesk 1 (4711): waits for a lead since" in listed
    assert "zendesk 2 (Nobody): matches nobody since" in listed
    assert "great" not in listed and "Noor" not in listed


def test_a_dry_run_says_what_would_come_in_and_changes_nothing(instep: Instep, inside: Inside) -> None:
    said = instep("stories", "import", "stories.csv", "--dry-run").output
    assert said == "Stories: 1 for leads, 1 matching nobody. Nothing was imported: this was a dry run.\n"
    assert kept(inside) == []
    assert "No story waits" in instep("stories", "list").output


def test_errors_name_the_line_and_the_column_and_nothing_comes_in(instep: Instep, inside: Inside) -> None:
    bad = "zendesk,3,,,,,\nzendesk,1,Again,,,,\nzendesk,4,Good,,,,yesterday\nzendesk,5,Good,,,,2099-11-24T10:00:00Z\n"
    Path("stories.csv").write_text(f"{GOOD}{bad}")
    with pytest.raises(ImportRefused) as refused:
        instep("stories", "import", "stories.csv")
    assert [(one.line, one.column) for one in refused.value.problems] == [
        (4, "text"),
        (5, "external_id"),
        (6, "said_at"),
        (7, "said_at"),
    ]
    assert str(refused.value).endswith("Nothing was imported.")
    assert kept(inside) == []


def test_a_column_that_is_missing_or_unknown_is_named(instep: Instep) -> None:
    Path("stories.csv").write_text("system,external_id,words\nzendesk,1,Great\n")
    with pytest.raises(ImportRefused) as refused:
        instep("stories", "import", "stories.csv")
    assert {one.column for one in refused.value.problems} == {"words", "text"}


def test_a_file_without_lines_says_so(instep: Instep) -> None:
    Path("stories.csv").write_text(HEADER)
    assert "Nothing was imported" in instep("stories", "import", "stories.csv").output


def test_a_file_that_is_not_utf_8_is_refused_whole(instep: Instep, inside: Inside) -> None:
    Path("stories.csv").write_bytes(GOOD.replace("great", "très gentille").encode("latin-1"))
    with pytest.raises(ImportRefused) as refused:
        instep("stories", "import", "stories.csv")
    assert "It is not UTF-8" in str(refused.value)
    assert kept(inside) == []


def test_of_ten_thousand_lines_the_one_that_is_wrong_is_named_and_none_comes_in(instep: Instep, inside: Inside) -> None:
    lines = [f"zendesk,{number},Thanks!,,,,\n" for number in range(10_000)]
    Path("stories.csv").write_text(HEADER + "".join([*lines[:-1], "zendesk,9999,,,,,\n"]))
    with pytest.raises(ImportRefused) as refused:
        instep("stories", "import", "stories.csv")
    assert [(one.line, one.column) for one in refused.value.problems] == [(10_001, "text")]
    assert kept(inside) == []


def test_what_a_partner_has_brought_under_the_same_id_is_no_hindrance(instep: Instep, inside: Inside) -> None:
    async def bring() -> None:
        async with inside() as database, database.write() as session:
            partner = await sides.add_partner(session, None, "Harborline", NOW)
            session.add(
                CustomerStory(from_side_id=partner.id, system="zendesk", external_id="1", text="!", came_at=NOW)
            )

    asyncio.run(bring())
    assert instep("stories", "import", "stories.csv").output == "Stories: 1 for leads, 1 matching nobody.\n"
    assert len(kept(inside)) == 3


def test_a_story_is_forgotten_by_its_id(instep: Instep, inside: Inside) -> None:
    instep("stories", "import", "stories.csv")
    assert "Forgotten" in instep("stories", "forget", "Zendesk", "1").output
    assert kept(inside) == [("1", "", True), ("2", "", False)]
    assert "zendesk 1" not in instep("stories", "list").output
    with pytest.raises(Refused, match="no story 9"):
        instep("stories", "forget", "zendesk", "9")


def test_a_large_file_comes_in_by_parts_and_one_that_broke_off_is_gone_on_with(instep: Instep, inside: Inside) -> None:
    lines = [f"zendesk,{number},Thanks!,,,,\n" for number in range(1000, 1000 + AT_ONCE + 20)]
    Path("stories.csv").write_text(HEADER + "".join(lines))

    def breaks(sql: str) -> None:
        async def change() -> None:
            async with inside() as database, database.write() as session:
                await session.execute(text(sql))

        asyncio.run(change())

    last = lines[-1].split(",")[1]
    breaks(
        "CREATE TRIGGER broken BEFORE INSERT ON customer_story "
        f"WHEN NEW.external_id = '{last}' BEGIN SELECT RAISE(ABORT, 'broken'); END"
    )
    with pytest.raises(IntegrityError):
        instep("stories", "import", "stories.csv")
    assert len(kept(inside)) == AT_ONCE, "whoever else writes had their turn after these"
    breaks("DROP TRIGGER broken")
    assert instep("stories", "import", "stories.csv").output == "Stories: 20 matching nobody, 100 known already.\n"
    assert len(kept(inside)) == AT_ONCE + 20
