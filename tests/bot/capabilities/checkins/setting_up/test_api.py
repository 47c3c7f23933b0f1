"""Check-ins over HTTP: set up, looked at, changed, asked, taken back and ended."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.capabilities.checkins.store.tables import Checkin, Run
from bot.people.tokens import Purpose
from tests.bot.capabilities.checkins.conftest import Stage
from tests.bot.capabilities.checkins.setting_up.conftest import Desk
from tests.bot.capabilities.updates.elsewhere.conftest import Program
from tests.bot.capabilities.updates.elsewhere.test_api import error_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

WEEKLY = {
    "name": "Weekly pulse",
    "template": "pulse",
    "teams": ["Care", "Harborline / Harbor"],
    "when": "every Monday",
    "at": "15:00",
}


@pytest.fixture
async def program(stage: Stage, desk: Desk) -> AsyncIterator[Program]:
    """A tool with a token of Ines, who manages everybody."""
    async with Program.over(stage) as program:
        await program.has_token("Ines", Purpose.CHECKINS)
        yield program


async def test_a_check_in_is_set_up_looked_at_changed_asked_and_ended(stage: Stage, program: Program) -> None:
    trial = await (await program.ask("POST", "/checkins", json={**WEEKLY, "dry_run": True})).json()
    assert (trial["id"], trial["next"][0]["date"], await stage.count(Checkin)) == ("", "2026-11-30", 0)
    response = await program.ask("POST", "/checkins", "once", json=WEEKLY)
    made = await response.json()
    assert response.status == 201, made
    assert await (await program.ask("POST", "/checkins", "once", json=WEEKLY)).json() == made
    assert (made["mode"], made["threshold"], made["teams"]) == ("anonymous", 5, ["Care", "Harbor"])
    assert made["reach"] == {"people": 5, "direct": 5, "rested": 0}
    assert made["questions"][0] == "smileys: How was your week at work?"
    path = f"/checkins/{made['id']}"
    wanted = {"when": "every Thursday", "mode": "named", "questions": ["one of: Which? | A | B"]}
    changed = await (await program.ask("PATCH", path, json=wanted)).json()
    assert (changed["when"], changed["at"], changed["mode"]) == ("every Thursday", "15:00", "named")
    assert changed["questions"] == wanted["questions"]
    assert await (await program.ask("GET", path)).json() == changed
    assert (await (await program.ask("GET", "/checkins")).json())["checkins"] == [changed]
    asked = await program.ask("POST", f"{path}/send", "one")
    assert (await asked.json())["state"] == "asked"
    assert (await program.ask("POST", f"{path}/send", "two")).status == 409
    assert await stage.count(Run) == 1
    assert (await (await program.ask("POST", f"{path}/withdraw", "three")).json())["state"] == "withdrawn"
    assert (await program.ask("POST", f"{path}/withdraw", "four")).status == 409
    assert (await (await program.ask("POST", f"{path}/end", "five")).json())["state"] == "ended"
    assert (await program.ask("GET", path)).status == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"questions": []}, "questions"),
        ({"questions": ["1-5: How?"] * 6}, "questions"),
        ({"questions": ["How?"]}, "questions"),
        ({"teams": ["Nowhere"]}, "teams.0"),
        ({"teams": []}, "teams"),
        ({"audience": "Nobody"}, "audience"),
        ({"occasion": "updates.acknowledged/x", "teams": []}, "occasion"),
        ({"when": "on 2026-11-01"}, "when"),
        ({"at": "noon"}, "at"),
        ({"open_minutes": 1}, "open_minutes"),
        ({"threshold": 2}, "threshold"),
        ({"mode": "open"}, "mode"),
        ({"template": "none"}, "template"),
        ({"teams": ["Lumen"]}, "mode"),
        ({"name": "\x00"}, "name"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_what_is_wrong_is_said_with_its_field_and_changes_nothing(
    stage: Stage, program: Program, change: dict[str, Any], field: str
) -> None:
    response = await program.ask("POST", "/checkins", json={**WEEKLY, **change})
    error = await error_of(response, 422)
    assert error["field"] == field, error
    assert await stage.count(Checkin) == 0
