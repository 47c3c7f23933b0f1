"""Syncs over HTTP: set up, looked at, changed and ended."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from bot.capabilities.syncs.store.tables import Sync
from bot.due.tables import Rhythm
from bot.people.model import Person
from bot.people.tokens import Purpose
from tests.bot.capabilities.syncs.conftest import Stage
from tests.bot.capabilities.syncs.setting_up.conftest import Desk
from tests.bot.capabilities.updates.elsewhere.conftest import Program
from tests.bot.capabilities.updates.elsewhere.test_api import error_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

WEEKLY = {"name": "Care weekly", "teams": ["Care", "Harborline / Harbor"], "when": "every Monday", "at": "15:00"}


@pytest.fixture
async def program(stage: Stage, desk: Desk) -> AsyncIterator[Program]:
    """A tool with a token of Ines, who manages everybody."""
    async with stage.database.write() as session:
        hana = (await session.scalars(select(Person).where(Person.name == "Hana"))).one()
        hana.email = "hana@harborline.example"
    async with Program.over(stage) as program:
        await program.has_token("Ines", Purpose.SYNCS)
        yield program


async def test_a_sync_is_set_up_looked_at_changed_and_ended(stage: Stage, program: Program) -> None:
    body = {**WEEKLY, "facilitators": ["hana@harborline.example"]}
    trial = await (await program.ask("POST", "/syncs", json={**body, "dry_run": True})).json()
    assert (trial["id"], trial["next"][0]["date"], await stage.count(Sync)) == ("", "2026-11-30", 0)
    response = await program.ask("POST", "/syncs", "once", json=body)
    made = await response.json()
    assert response.status == 201, made
    assert await (await program.ask("POST", "/syncs", "once", json=body)).json() == made
    assert (made["minutes"], made["facilitators"], made["teams"]) == (45, ["Hana"], ["Care", "Harbor"])
    assert made["next"][0]["teams"][1] == {
        "team": "Harbor",
        "at": "2026-11-30T23:00:00+08:00",
        "day_off": "",
        "outside_hours": False,
        "second": False,
    }
    path = f"/syncs/{made['id']}"
    changed = await program.ask("PATCH", path, json={"when": "every Thursday", "link": "https://meet.example/x"})
    assert (await changed.json())["next"][0]["date"] == "2026-11-26"
    assert [one["name"] for one in (await (await program.ask("GET", "/syncs")).json())["syncs"]] == ["Care weekly"]
    assert (await (await program.ask("GET", path)).json())["facilitators"] == ["Hana"]
    assert (await (await program.ask("POST", f"{path}/end")).json())["state"] == "ended"
    assert (await error_of(await program.ask("GET", path), 404))["code"] == "not_found"
    assert (await stage.count(Sync), await stage.count(Rhythm)) == (1, 1)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"zone": "Mars/Base"}, "zone"),
        ({"when": "sometimes"}, "when"),
        ({"at": "25:00"}, "at"),
        ({"teams": ["Care", "Nowhere"]}, "teams.1"),
        ({"teams": []}, "teams"),
        ({"audience": "Nobody"}, "audience"),
        ({"facilitators": ["x@nowhere.example"]}, "facilitators.0"),
        ({"link": "http://meet.example"}, "link"),
        ({"minutes": 2}, "minutes"),
        ({"template": "party"}, "template"),
        ({"sections": ["gossip"]}, "sections.0"),
        ({"name": "n" * 81}, "name"),
        ({"owner": "x"}, "owner"),
    ],
)
async def test_what_is_wrong_is_named_by_its_field_and_nothing_is_set_up(
    stage: Stage, program: Program, fields: dict[str, Any], field: str
) -> None:
    response = await program.ask("POST", "/syncs", json={**WEEKLY, **fields})
    assert (await error_of(response, 422))["field"] == field
    assert await stage.count(Sync) == 0


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"zone": "Mars/Base", "at": "25:00", "teams": ["Nowhere", "Care", "None"]}, "teams.0 teams.2 zone at"),
        ({"template": "party", "minutes": "few", "owner": "x"}, "template minutes owner"),
    ],
)
async def test_all_that_is_wrong_is_named_at_once(program: Program, fields: dict[str, Any], named: str) -> None:
    said: dict[str, Any] = dict(await error_of(await program.ask("POST", "/syncs", json={**WEEKLY, **fields}), 422))
    assert sorted(said["fields"]) == sorted(named.split())
    assert len(set(said["fields"].values())) == len(said["fields"])


async def test_who_is_named_twice_by_whatever_words_takes_part_once(program: Program) -> None:
    twice = {"teams": ["Care", "care", "Harborline / Harbor"], "facilitators": ["hana@harborline.example"] * 2}
    made = await (await program.ask("POST", "/syncs", json={**WEEKLY, **twice})).json()
    assert (made["teams"], made["facilitators"]) == (["Care", "Harbor"], ["Hana"])


async def test_a_partners_token_sets_up_nothing_for_others(stage: Stage, program: Program) -> None:
    made = await (await program.ask("POST", "/syncs", json=WEEKLY)).json()
    await program.has_token("Hana", Purpose.SYNCS)
    seen = await (await program.ask("GET", f"/syncs/{made['id']}")).json()
    assert seen["teams"] == ["Care", "Harbor"]
    assert (await error_of(await program.ask("PATCH", f"/syncs/{made['id']}", json={"at": "9:00"}), 403))["message"]
    assert (await error_of(await program.ask("POST", f"/syncs/{made['id']}/end"), 403))["message"]
    other = await program.ask("POST", "/syncs", json={**WEEKLY, "name": "Mine", "teams": ["Harbor", "Lumen"]})
    assert (await error_of(other, 422))["field"] == "teams.1"
    await program.has_token("Hugo", Purpose.SYNCS)
    assert (await error_of(await program.ask("POST", "/syncs", json=WEEKLY), 403))["code"] == "not_allowed"
