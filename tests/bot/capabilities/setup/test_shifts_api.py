"""Shifts over HTTP: whose, which days, and what is wrong with them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.people.model import Grant, Person, Role
from bot.people.rotas.tables import CoveredDays, PlannedShift
from bot.people.tokens import Purpose
from tests.bot.capabilities.updates.elsewhere.conftest import Program
from tests.bot.capabilities.updates.elsewhere.test_api import error_of, on_one_database

pytestmark = on_one_database

HANA = {"person": "Hana", "start": "2026-11-25T22:00+08:00", "end": "2026-11-26T06:00+08:00"}


@pytest.fixture
async def program(stage: Any) -> AsyncIterator[Program]:
    """A workforce tool with a token of Hana, who manages Harborline."""
    async with stage.database.write() as session:
        hana = await stage.one(Person, name="Hana")
        session.add(Grant(person_id=hana.id, role=Role.MANAGER, side_id=hana.side_id))
    async with Program.over(stage) as program:
        await program.has_token("Hana", Purpose.SHIFTS)
        yield program


async def test_shifts_are_taken_and_the_same_again_changes_nothing(stage: Any, program: Program) -> None:
    body = {"shifts": [HANA], "source": "Rota tool", "first_day": "2026-11-23", "last_day": "2026-11-29"}
    said = await (await program.ask("POST", "/shifts", json={**body, "dry_run": True})).json()
    assert said["new"] == 1
    assert await stage.count(PlannedShift) == 0
    for new, unchanged in ((1, 0), (0, 1)):
        response = await program.ask("POST", "/shifts", json=body)
        assert await response.json() == {
            "first_day": "2026-11-23",
            "last_day": "2026-11-29",
            "people": 1,
            "new": new,
            "changed": 0,
            "gone": 0,
            "unchanged": unchanged,
        }
    assert [row.source for row in await stage.all(CoveredDays)] == ["Rota tool"]


@pytest.mark.parametrize(
    ("shift", "field"),
    [
        ({**HANA, "person": "Ada"}, "shifts.1.person"),
        ({**HANA, "person": " "}, "shifts.1.person"),
        ({**HANA, "start": "2026-11-25T22:00"}, "shifts.1.start"),
        ({**HANA, "end": None}, "shifts.1.end"),
        ({**HANA, "start": "2026-11-26T05:00+08:00"}, "shifts.1.start"),
        ({**HANA, "side": "Lumenara"}, "shifts.1.side"),
        ({**HANA, "hours": 8}, "shifts.1.hours"),
    ],
)
async def test_what_is_wrong_is_named_by_its_field_and_nothing_is_kept(
    stage: Any, program: Program, shift: Any, field: str
) -> None:
    response = await program.ask("POST", "/shifts", json={"shifts": [HANA, shift]})
    assert (await error_of(response, 422))["field"] == field
    assert await stage.count(CoveredDays) == 0


async def test_all_that_is_wrong_is_named_at_once(program: Program) -> None:
    nobody = {**HANA, "person": "zendesk/0"}
    response = await program.ask("POST", "/shifts", json={"shifts": [nobody, HANA, nobody]})
    assert list((await error_of(response, 422))["fields"]) == ["shifts.0.person", "shifts.2.person"]
    halves = [{**HANA, "end": None}, {**HANA, "start": None}]
    response = await program.ask("POST", "/shifts", json={"shifts": halves})
    assert list((await error_of(response, 422))["fields"]) == ["shifts.0.end", "shifts.1.start"]


async def test_a_token_of_another_purpose_or_of_an_agent_brings_in_nothing(stage: Any, program: Program) -> None:
    for person, purpose, code in (("Hana", Purpose.STORIES, "wrong_purpose"), ("Ben", Purpose.SHIFTS, "not_allowed")):
        await program.has_token(person, purpose)
        response = await program.ask("POST", "/shifts", json={"shifts": [HANA]})
        assert (await error_of(response, 403))["code"] == code
    assert await stage.count(CoveredDays) == 0
