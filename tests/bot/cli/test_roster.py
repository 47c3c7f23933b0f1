"""The commands about sides, people and partners, beside a database that anybody may be using."""

import asyncio
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import delete, select, update
from typer.testing import CliRunner, Result

from bot.capabilities.setup.rules import READ_MEMBERS
from bot.cli import partner, roster
from bot.due.tables import DueWork
from bot.people.model import AuditEntry, Channel, ChatIdentity, Person
from bot.people.refusal import Refused
from bot.people.tabular.sheet import ImportRefused
from bot.people.viewpoint import STRANGERS
from bot.ports import Installation
from bot.storage.installations import InstallationStore
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database

KEY = "a-key-for-tests-that-is-long-enough-to-pass"

TENANT = "4886a865-1986-5e93-a4f7-408e8f4f15d5"

TEAMS = "name,side,time_zone\nCare,internal,Europe/London\nHarbor Night,Harborline,Asia/Manila\n"
PEOPLE = "name,side,teams,email\nBo Reyes,Harborline,Harbor Night,bo@harborline.example\n"

Instep = Callable[..., Result]


@pytest.fixture
def instep(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Instep:
    """Runs `instep …` on a fresh database, in an empty folder; a refusal is raised as it is to `main`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("INSTEP_SECRET_KEY", KEY)
    app = typer.Typer()
    roster.add_to(app)
    partner.add_to(app)

    def run(*words: str, answer: str = "") -> Result:
        result = CliRunner().invoke(app, words, input=answer)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def put(name: str, text: str) -> str:
    Path(name).write_text(text)
    return name


def test_sides_are_added_and_listed(instep: Instep) -> None:
    assert instep("sides", "list").output.startswith("There are no sides yet: add a partner with instep sides add")
    instep("sides", "add", "Harborline")
    assert instep("sides", "list").output.splitlines() == [
        "Internal (internal, active)",
        "Harborline (partner, active)",
    ]
    with pytest.raises(Refused, match="already a side"):
        instep("sides", "add", "harborline")


def test_homes_are_linked_and_listed(instep: Instep) -> None:
    instep("sides", "add", "Harborline")
    assert "belongs to Harborline now" in instep("homes", "link", "slack", "T2", "harborline").output
    instep("homes", "link", "slack", "T1", "internal")
    instep("homes", "link", "teams", TENANT, "Harborline", "--presence", "shared_by_us")
    assert instep("homes", "list").output.splitlines()[:-1] == [
        "slack T2: Harborline (slack_connect)",
        f"teams {TENANT}: Harborline (shared_by_us)",
        "slack T1: Internal (own_workspace)",
    ]
    for words, says in (
        (("slack", "T1", "Harborline"), "already linked to Internal"),
        (("slack", "T3", "Nobody"), "no side “Nobody”"),
        (("irc", "T3", "Harborline"), "no platform “irc”"),
        (("slack", "T3", "Harborline", "--presence", "there"), "“there” is not known"),
        (("slack", "harborline", "Harborline"), "not the id of a Slack workspace"),
        (("teams", "T3", "Harborline"), "not the id of a tenant"),
    ):
        with pytest.raises(Refused, match=says):
            instep("homes", "link", *words)
    instep("homes", "unlink", "slack", "T1")
    assert "belongs to Harborline now" in instep("homes", "link", "slack", "T1", "Harborline").output
    with pytest.raises(Refused, match="not linked"):
        instep("homes", "unlink", "slack", "T9")


def test_where_instep_is_installed_is_listed_as_a_file_of_channels_says_it(instep: Instep, database_url: str) -> None:
    unlinked, nowhere = instep("homes", "list").output.splitlines()
    assert unlinked.startswith("No workspace or tenant is linked yet: ")
    assert nowhere.startswith("Instep is not installed anywhere yet: ")

    async def install() -> None:
        async with Database(database_url, Keyring([KEY])) as database:
            store = InstallationStore(database)
            await store.save(Installation("teams", f"B1/{TENANT}", "B1", TENANT))
            await store.save(Installation("slack", "A1/-/T1", "A1", "T1", name="Marlowe & Finch"))
            await store.save(Installation("slack", "A1/-/T2", "A1", "T2", active=False))

    asyncio.run(install())
    assert instep("homes", "list").output.splitlines()[2:] == [
        "  slack A1/-/T1 (Marlowe & Finch)",
        f"  teams B1/{TENANT} ({TENANT})",
    ]
    file = put("channels.csv", "platform,installation,id\nslack,A1/-/T2,C1\n")
    with pytest.raises(ImportRefused, match="Write one of those that `instep homes list` shows"):
        instep("channels", "import", file)


def test_a_mistyped_platform_is_blamed_on_its_column_also_where_nothing_is_installed(instep: Instep) -> None:
    file = put("channels.csv", "platform,installation,id\nslak,A1/-/T1,C1\n")
    with pytest.raises(ImportRefused) as refused:
        instep("channels", "import", file)
    assert [(one.column, one.says) for one in refused.value.problems] == [
        ("platform", "“slak” is no platform. Write slack or teams.")
    ]


def test_channels_that_a_file_links_are_read_and_those_of_people_whom_nobody_has_met(
    instep: Instep, database_url: str
) -> None:
    async def look(change: Callable[[Any], Any]) -> list[tuple[str, str]]:
        async with Database(database_url, Keyring([KEY])) as database, database.write() as session:
            await change(session)
            found = await session.execute(
                select(Channel.external_id, DueWork.slot)
                .join(DueWork, DueWork.owner_id == Channel.id)
                .where(DueWork.kind == READ_MEMBERS)
                .order_by(DueWork.id)
            )
            return [(row.external_id, row.slot.partition(".")[0]) for row in found]

    async def install() -> None:
        async with Database(database_url, Keyring([KEY])) as database:
            await InstallationStore(database).save(Installation("slack", "A1/-/T1", "A1", "T1"))

    async def nothing(session: Any) -> None:
        pass

    async def has_been_read(session: Any) -> None:
        await session.execute(delete(DueWork))
        await session.execute(update(Channel).values(seen_sides=[1]))

    async def has_met_all(session: Any) -> None:
        await session.execute(delete(DueWork))
        await session.execute(update(ChatIdentity).values(installation_key="A1/-/T1"))

    async def has_met_a_stranger(session: Any) -> None:
        await session.execute(update(Channel).values(seen_sides=[STRANGERS]))

    asyncio.run(install())
    instep("teams", "import", put("teams.csv", TEAMS), "--new-sides")
    assert asyncio.run(look(nothing)) == []
    instep("channels", "import", put("channels.csv", "platform,installation,id,teams\nslack,A1/-/T1,C1,Harbor Night\n"))
    assert asyncio.run(look(nothing)) == [("C1", "imported")]
    asyncio.run(look(has_been_read))
    instep("people", "import", put("people.csv", "name,side,teams,slack\nBo,Harborline,Harbor Night,T2/U1\n"))
    assert asyncio.run(look(nothing)) == [("C1", "imported")]
    asyncio.run(look(has_met_all))
    instep("people", "import", "people.csv")
    assert asyncio.run(look(has_met_a_stranger)) == []
    instep("people", "import", "people.csv")
    assert asyncio.run(look(nothing)) == [("C1", "imported")], "by now it may be known whose guest that was"
    asyncio.run(look(has_met_all))
    instep("homes", "link", "slack", "T2", "Harborline")
    assert asyncio.run(look(nothing)) == [("C1", "linked")]


def test_files_go_in_and_out(instep: Instep) -> None:
    with pytest.raises(ImportRefused, match="Line 3, column side: There is no side “Harborline”"):
        instep("teams", "import", put("teams.csv", TEAMS))
    assert instep("teams", "export").output.splitlines()[1:] == []
    assert instep("teams", "import", put("teams.csv", TEAMS), "--new-sides").output == "Teams: 2 new.\n"
    instep("people", "import", put("people.csv", PEOPLE))
    instep("audiences", "import", put("audiences.csv", "name,teams\nNight,Harbor Night\n"))
    assert (
        "channels.csv has no lines below its first"
        in instep("channels", "import", put("channels.csv", "platform,installation,id\n")).output
    )
    for kind, holds in (
        ("teams", "Harbor Night,Harborline,Asia/Manila"),
        ("people", "Bo Reyes,Harborline,Harbor Night,bo@harborline.example"),
        ("audiences", "Night,nothing,Harborline/Harbor Night"),
        ("channels", "platform,installation,id,name,teams"),
    ):
        assert holds in instep(kind, "export").output
        instep(kind, "export", f"{kind}-out.csv")
        assert "new" not in instep(kind, "import", f"{kind}-out.csv").output


def test_a_partner_is_previewed_paused_and_resumed(instep: Instep) -> None:
    instep("teams", "import", put("teams.csv", TEAMS), "--new-sides")
    instep("people", "import", put("people.csv", PEOPLE))

    refused = instep("partner", "pause", "Harborline", answer="n\n")
    assert "Harborline is active" in refused.output
    assert "  people: 1\n  teams: Harbor Night\n  channels: none\n" in refused.output
    assert refused.exit_code == 1
    assert "active" in instep("sides", "list").output.splitlines()[1]

    assert (
        "nothing was waiting for it. Resume it with: instep partner resume Harborline"
        in instep("partner", "pause", "Harborline", answer="y\n").output
    )
    assert "paused" in instep("sides", "list").output.splitlines()[1]
    instep("partner", "resume", "Harborline", "--yes")
    with pytest.raises(Refused, match="is active already"):
        instep("partner", "resume", "Harborline", "--yes")
    with pytest.raises(Refused, match="no partner"):
        instep("partner", "pause", "Nobody")


def test_a_step_that_cannot_be_taken_is_refused_before_anything_is_shown_or_asked(
    instep: Instep, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown(*words: object) -> None:
        pytest.fail(f"shown: {words}")

    instep("teams", "import", put("teams.csv", TEAMS), "--new-sides")
    instep("partner", "pause", "Harborline", "--yes")
    monkeypatch.setattr(typer, "echo", shown)
    for action, name, why in (
        ("pause", "Harborline", "Harborline is paused already."),
        ("pause", "Nobody", "There is no partner “Nobody”."),
        ("pause", "Internal", "There is no partner “Internal”."),
    ):
        with pytest.raises(Refused, match=why):
            instep("partner", action, name)


def test_offboarding_hands_over_the_data_and_plans_the_erasure(instep: Instep, database_url: str) -> None:
    instep("teams", "import", put("teams.csv", TEAMS), "--new-sides")
    instep("people", "import", put("people.csv", PEOPLE))
    instep("homes", "link", "slack", "T2", "Harborline")

    async def install() -> None:
        async with Database(database_url, Keyring([KEY])) as database:
            await InstallationStore(database).save(Installation("slack", "A1/-/T2", "A1", "T2", secrets={"t": "x"}))

    asyncio.run(install())

    said = instep("partner", "offboard", "Harborline", "--data", "out.zip", "--days", "5", "--yes").output
    assert "Secrets of 1 of its installations are gone." in said
    with zipfile.ZipFile("out.zip") as archive:
        assert b"bo@harborline.example" in archive.read("people.csv")

    async def look() -> tuple[int, str]:
        async with Database(database_url, Keyring([KEY])) as database, database.read() as session:
            planned = (await session.scalars(select(DueWork.kind))).all()
            person = await session.scalar(select(Person.name).where(Person.email == "bo@harborline.example"))
            return planned.count("setup.erase_partner"), str(person)

    assert asyncio.run(look()) == (1, "Bo Reyes")


TWICE = """name,side,teams,email,slack,roles,id
Bo Reyes,Harborline,Harbor Night,bo@harborline.example,T2/U7,,
B. Reyes,Harborline,,,T2/U8,author,
Cleo,internal,Care,cleo@marlowe.example,,,
"""


@pytest.fixture
def twice(instep: Instep) -> Instep:
    """A person of a partner who is there twice, and somebody of another side."""
    instep("sides", "add", "Harborline")
    instep("homes", "link", "slack", "T2", "Harborline")
    instep("teams", "import", put("teams.csv", TEAMS))
    instep("people", "import", put("people.csv", TWICE))
    return instep


def test_two_records_of_one_person_become_one(twice: Instep, database_url: str) -> None:
    result = twice("people", "merge", "bo@harborline.example", "slack:T2/U8", answer="y\n")
    first, *moved, _ = result.output.splitlines()
    assert first.startswith("Bo Reyes (") and "B. Reyes (" in first, first
    assert moved[:3] == ["  chat identities: slack:T2/U8", "  teams: none", "  roles: author"]
    (line,) = [one for one in twice("people", "export").output.splitlines() if "Reyes" in one]
    assert "T2/U7; T2/U8" in line and "author" in line and "bo@harborline.example" in line
    (noted,) = asyncio.run(audited(database_url))
    assert noted.object_kind == "person" and noted.actor_id is None
    with pytest.raises(Refused, match="There is nobody “slack:T2/U9”"):
        twice("people", "merge", "bo@harborline.example", "slack:T2/U9", "--yes")


async def audited(url: str) -> list[AuditEntry]:
    async with Database(url, Keyring([KEY])) as database, database.read() as session:
        return list(await session.scalars(select(AuditEntry).where(AuditEntry.action == "merge")))


def test_a_merge_that_cannot_be_is_refused_before_anybody_is_asked(twice: Instep) -> None:
    before = twice("people", "export").output
    for keep, drop, says in (
        ("bo@harborline.example", "slack:T2/U7", "the same person already"),
        ("bo@harborline.example", "cleo@marlowe.example", "of different sides"),
        ("Bo Reyes", "slack:T2/U8", "There is nobody “Bo Reyes”"),
        ("", "slack:T2/U8", "There is nobody “”"),
    ):
        with pytest.raises(Refused, match=says):
            twice("people", "merge", keep, drop, answer="y\n")
    assert twice("people", "export").output == before


def test_an_e_mail_of_two_sides_asks_for_the_id_and_no_answer_merges_nobody(twice: Instep) -> None:
    guest = "name,side,teams,email\nBo R.,internal,Care,bo@harborline.example\n"
    twice("people", "import", put("people.csv", guest))
    with pytest.raises(Refused, match=r"several people\. Write the id") as refused:
        twice("people", "merge", "bo@harborline.example", "slack:T2/U8", "--yes")
    ids = dict(re.findall(r"(Bo \S+?) is ([\w-]+)", str(refused.value)))
    before = twice("people", "export").output
    assert "This cannot be undone" in twice("people", "merge", ids["Bo Reyes"], "slack:T2/U8", answer="n\n").output
    assert twice("people", "export").output == before
    assert "is one record now" in twice("people", "merge", ids["Bo Reyes"], "slack:T2/U8", "--yes").output
