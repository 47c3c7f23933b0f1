"""`instep updates` and `instep tokens`: beside a running bot, in one transaction."""

import asyncio
import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
import typer
from sqlalchemy import func, select
from typer.testing import CliRunner, Result

from bot.capabilities.updates.store import Update
from bot.cli import roster, tokens, updates
from bot.delivery.tables import Copy, Delivery
from bot.people.model import Grant, Person, Role
from bot.people.refusal import Refused
from bot.people.tokens import ApiToken
from bot.ports import Installation
from bot.storage.installations import InstallationStore
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database

KEY = "a-key-for-tests-that-is-long-enough-to-pass"
FILE = "---\ntitle: Refunds\naudience: Everyone\n---\nUp to €200.\n"

Instep = Callable[..., Result]
T = TypeVar("T")


@pytest.fixture
def instep(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Instep:
    """Runs `instep …` on a database with Ines, the first admin, and Bo in one team with one channel."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("INSTEP_SECRET_KEY", KEY)
    app = typer.Typer()
    for group in (roster, updates, tokens):
        group.add_to(app)

    def run(*words: str) -> Result:
        result = CliRunner().invoke(app, words)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    async def installed(database: Database) -> None:
        await InstallationStore(database).save(Installation("slack", "A1/-/T1", "A1", "T1", "Marlowe & Finch"))

    on(database_url, installed)
    for name, text in (
        ("teams", "name,side,time_zone\nCare,internal,Europe/London\n"),
        (
            "people",
            "name,side,teams,email,slack\nInes,internal,Care,ines@marlowe.example,T1/U1\n"
            "Bo,internal,Care,bo@marlowe.example,T1/U2\n",
        ),
        ("channels", "platform,installation,id,name,teams\nslack,A1/-/T1,C1,care,Care\n"),
    ):
        Path(f"{name}.csv").write_text(text)
        run(name, "import", f"{name}.csv")

    async def founded(database: Database) -> None:
        async with database.write() as session:
            ines = (await session.scalars(select(Person).where(Person.name == "Ines"))).one()
            session.add(Grant(person_id=ines.id, role=Role.ADMIN, side_id=None))

    on(database_url, founded)
    Path("update.md").write_text(FILE)
    return run


def on(url: str, work: Callable[[Database], Any]) -> Any:
    async def run() -> Any:
        async with Database(url, Keyring([KEY])) as database:
            return await work(database)

    return asyncio.run(run())


def counted(url: str, table: type[Any]) -> int:
    async def work(database: Database) -> int:
        async with database.read() as session:
            return await session.scalar(select(func.count()).select_from(table)) or 0

    return int(on(url, work))


def test_a_file_is_published_by_the_first_admin_and_left_to_the_bot_to_send(instep: Instep, database_url: str) -> None:
    said = instep("updates", "publish", "update.md").output
    assert re.fullmatch(r"Going out to 1 channel as soon as the bot runs\. Its id is [\w-]{22}\.\n", said)
    assert counted(database_url, Delivery) == 2  # the card, and the author's receipt

    async def author(database: Database) -> Any:
        async with database.read() as session:
            return await session.scalar(select(Person.name).join(Update, Update.author_id == Person.id))

    assert on(database_url, author) == "Ines"


def test_a_dry_run_shows_the_card_and_what_stands_in_the_way_and_changes_nothing(
    instep: Instep, database_url: str
) -> None:
    said = instep("updates", "publish", "update.md", "--dry-run").output
    assert "To Everyone: 1 channel, 2 people" in said and "#care" in said
    assert "Refunds\n" in said and "What changed:\nUp to €200." in said
    assert "would not get it" in said and said.endswith("Nothing was published: this was a dry run.\n")
    assert counted(database_url, Update) == counted(database_url, Copy) == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            FILE.replace("Everyone", "Nobody"),
            r"Line 3, field audience: There is no audience “Nobody”.*Nothing was done",
        ),
        (FILE.replace("audience", "colour: red\naudience"), r"Line 3, field colour: There is no such field"),
        (FILE.replace("Up to €200.", ""), r"Line 5, field changed: Say what changed"),
        (FILE.replace("---\nUp", "urgent: true\n---\nUp"), r"Line 4, field urgent: You may not ring people"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_line(instep: Instep, database_url: str, text: str, says: str) -> None:
    Path("update.md").write_text(text)
    with pytest.raises(Refused, match=says):
        instep("updates", "publish", "update.md")
    assert counted(database_url, Update) == 0


def test_it_is_published_in_the_name_and_with_the_rights_of_whoever_is_said(instep: Instep, database_url: str) -> None:
    with pytest.raises(Refused, match="You may not publish updates"):
        instep("updates", "publish", "update.md", "--as", "bo@marlowe.example")
    with pytest.raises(Refused, match="Instep knows nobody as “bob@marlowe"):
        instep("updates", "publish", "update.md", "--as", "bob@marlowe.example")
    instep("updates", "publish", "update.md", "--as", "slack/T1/U1")
    assert counted(database_url, Update) == 1


def test_a_file_with_a_time_is_planned_and_its_dry_run_says_when(instep: Instep, database_url: str) -> None:
    Path("later.md").write_text(FILE.replace("title:", "publish_at: 2099-01-01T09:00:00Z\ntitle:"), encoding="utf-8")
    with pytest.raises(Refused, match=r"^Line 2, field publish_at: This is too far ahead"):
        instep("updates", "publish", "later.md")
    tomorrow = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    text = FILE.replace("title:", f"publish_at: {tomorrow.isoformat()}\ntitle:")
    Path("later.md").write_text(text, encoding="utf-8")
    assert "Goes out" in instep("updates", "publish", "later.md", "--dry-run").output
    assert "Planned for 1 channel at" in instep("updates", "publish", "later.md").output

    async def states(database: Database) -> list[str]:
        async with database.read() as session:
            return list(await session.scalars(select(Update.state)))

    assert on(database_url, states) == ["planned"]


def test_a_receipt_is_written_as_csv_and_json(instep: Instep) -> None:
    public_id = instep("updates", "publish", "update.md").output.split()[-1].rstrip(".")
    rows = list(csv.DictReader(io.StringIO(instep("updates", "receipt", public_id).output)))
    assert [row["record"] for row in rows] == ["update", "side", "team", "version", "channel"]
    said = json.loads(instep("updates", "receipt", public_id, "--format", "json", "--names").output)
    assert said["title"] == "Refunds" and {one["person"] for one in said["people"]} == {"Ines", "Bo"}
    assert instep("updates", "receipt", public_id, "--out", "r.csv").output == "Written to r.csv.\n"
    assert Path("r.csv").read_bytes().startswith(b"\xef\xbb\xbfrecord,version,")
    with pytest.raises(Refused, match="no update of that id that you may see"):
        instep("updates", "receipt", public_id, "--as", "bo@marlowe.example")
    with pytest.raises(Refused, match="no format “xml”"):
        instep("updates", "receipt", public_id, "--format", "xml")


def test_an_update_is_corrected_and_withdrawn_beside_the_bot(instep: Instep, database_url: str) -> None:
    public_id = instep("updates", "publish", "update.md").output.split()[-1].rstrip(".")
    head = "---\nversion: 1\nnote: Limit raised\n---\n"
    Path("correction.md").write_text(f"{head}Up to €300.\n")
    said = instep("updates", "correct", public_id, "correction.md").output
    assert said == "Correcting 1 channel as soon as the bot runs. It is version 2 now.\n"
    with pytest.raises(Refused, match=r"Line 2, field version: Version 1 is not the latest") as refused:
        instep("updates", "correct", public_id, "correction.md")
    assert str(refused.value).lower().count("nothing was") == 1
    assert f"“instep updates show {public_id}” writes what it says now." in str(refused.value)
    Path("correction.md").write_text(head.replace("1", "2"))
    with pytest.raises(Refused, match=r"Line 5, field changed: Nothing is different yet"):
        instep("updates", "correct", public_id, "correction.md")
    with pytest.raises(Refused, match=r"no update of that id that you may see"):
        instep("updates", "withdraw", public_id, "--reason", "It stays.", "--as", "bo@marlowe.example")
    said = instep("updates", "withdraw", public_id, "--reason", "It stays.").output
    assert said == "Withdrawing it from 1 channel as soon as the bot runs.\n"
    with pytest.raises(Refused, match="was withdrawn") as refused:
        instep("updates", "withdraw", public_id, "--reason", "It stays.")
    assert str(refused.value).lower().count("nothing was") == 1

    async def kept(database: Database) -> Any:
        async with database.read() as session:
            return (await session.scalars(select(Update))).one()

    known = on(database_url, kept)
    assert (known.version, known.withdrawn_because) == (2, "It stays.")


def test_what_an_update_says_now_is_the_file_that_corrects_it(instep: Instep) -> None:
    lines = "tell_customers: |\n  I can do this.\n  - Now: yes\nlanguages:\n  pl: {title: Zwroty, changed: Do 200 €.}\n"
    Path("update.md").write_text(FILE.replace("---\nUp", f"{lines}---\nUp"), encoding="utf-8")
    public_id = instep("updates", "publish", "update.md").output.split()[-1].rstrip(".")
    shown = instep("updates", "show", public_id).output
    assert "version: 1\n" in shown and "title: Refunds\n" in shown and shown.endswith("---\nUp to €200.\n")
    assert "tell_customers: |-\n  I can do this.\n  - Now: yes\n" in shown and "#   pl:\n#     title: Zwroty\n" in shown
    assert instep("updates", "show", public_id, "--out", "now.md").output == "Written to now.md.\n"
    with pytest.raises(Refused, match="field note"):
        instep("updates", "correct", public_id, "now.md")
    changed = shown.replace("note: ''", "note: Limit raised").replace("€200", "€300")
    Path("now.md").write_text(changed, encoding="utf-8")
    assert "version 2 now" in instep("updates", "correct", public_id, "now.md").output
    with pytest.raises(Refused, match="no update of that id that you may see"):
        instep("updates", "show", public_id, "--as", "bo@marlowe.example")


@pytest.mark.parametrize("public_id", ["-n3mesAAAAAAAAAAAAAAAA", "--namesAAAAAAAAAAAAAAA", "-_AAAAAAAAAAAAAAAAAAAA"])
def test_an_id_that_begins_like_an_option_is_an_id(instep: Instep, public_id: str) -> None:
    with pytest.raises(Refused, match="no update of that id that you may see"):
        instep("updates", "receipt", public_id, "--format", "json")


def test_a_token_is_shown_once_and_kept_as_a_hash(instep: Instep, database_url: str) -> None:
    made = instep("tokens", "create", "release pipeline", "--as", "ines@marlowe.example", "--days", "30")
    token = made.stdout.strip()
    assert re.fullmatch(r"instep_[\w-]{43}", token) and "not shown again" in made.stderr
    listed = instep("tokens", "list").output
    assert re.fullmatch(r"release pipeline: updates, as Ines, until \d{4}-\d\d-\d\d, never used\n", listed)

    async def kept(database: Database) -> str:
        async with database.read() as session:
            return str(vars((await session.scalars(select(ApiToken))).one()))

    assert token not in on(database_url, kept) and token.removeprefix("instep_") not in on(database_url, kept)
    with pytest.raises(Refused, match="already a token called “release pipeline”"):
        instep("tokens", "create", "release  pipeline", "--as", "bo@marlowe.example")


def test_a_revoked_token_is_listed_as_such_and_its_name_is_free(instep: Instep) -> None:
    instep("tokens", "create", "pipeline", "--as", "ines@marlowe.example")
    assert instep("tokens", "revoke", "pipeline").output == "pipeline does not work any more.\n"
    assert "revoked" in instep("tokens", "list").output
    with pytest.raises(Refused, match="no token called “pipeline” that works"):
        instep("tokens", "revoke", "pipeline")
    instep("tokens", "create", "pipeline", "--as", "ines@marlowe.example", "--purpose", "receipts")
    with pytest.raises(Refused, match="no purpose “everything”"):
        instep("tokens", "create", "another", "--as", "ines@marlowe.example", "--purpose", "everything")
