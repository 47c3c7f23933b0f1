"""Figures over HTTP: of which sides, and what is wrong with them."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import delete, select

from bot.capabilities.syncs.store.tables import Metric, MetricValue
from bot.delivery.tables import Stale
from bot.people.model import Grant, Person, Role, Side
from bot.people.tokens import Purpose
from tests.bot.capabilities.syncs.conftest import Stage
from tests.bot.capabilities.syncs.numbers.conftest import rows
from tests.bot.capabilities.updates.elsewhere.conftest import Program
from tests.bot.capabilities.updates.elsewhere.test_api import error_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CSAT = {"metric": "CSAT", "side": "Harborline", "day": "2026-10-04", "value": 4.6, "weight": 120}


@pytest.fixture
async def program(stage: Stage) -> AsyncIterator[Program]:
    """A reporting tool with a token of Hana, who manages Harborline."""
    async with stage.database.write() as session:
        hana = (await session.scalars(select(Person).where(Person.name == "Hana"))).one()
        session.add(Grant(person_id=hana.id, role=Role.MANAGER, side_id=hana.side_id))
    async with Program.over(stage) as program:
        await program.has_token("Hana", Purpose.METRICS)
        yield program


async def test_figures_are_taken_and_the_same_again_changes_nothing(stage: Stage, program: Program) -> None:
    said = await (await program.ask("POST", "/metrics", json={"figures": [CSAT], "dry_run": True})).json()
    assert (said["new"], await stage.count(MetricValue), await stage.count(Metric)) == (1, 0, 0)
    for new, unchanged in ((1, 0), (0, 1)):
        response = await program.ask("POST", "/metrics", json={"figures": [CSAT]})
        assert await response.json() == {"new": new, "unchanged": unchanged, "replaced": []}
    response = await program.ask("POST", "/metrics", json={"figures": [{**CSAT, "value": 4.5}]})
    assert (await response.json())["replaced"] == [
        {"metric": "CSAT", "side": "Harborline", "team": "", "day": "2026-10-04", "before": 4.6, "now": 4.5}
    ]
    assert [one.value for one in await rows(stage, MetricValue)] == [4.5]


@pytest.mark.parametrize(
    ("figure", "field"),
    [
        ({**CSAT, "side": "Lumenara"}, "figures.1.side"),
        ({**CSAT, "side": "internal"}, "figures.1.side"),
        ({**CSAT, "side": "Nobody"}, "figures.1.side"),
        ({**CSAT, "team": "Care"}, "figures.1.team"),
        ({**CSAT, "day": "2027-10-04"}, "figures.1.day"),
        ({**CSAT, "day": "last week"}, "figures.1.day"),
        ({**CSAT, "value": "4,6"}, "figures.1.value"),
        ({**CSAT, "value": 1e12}, "figures.1.value"),
        ({**CSAT, "weight": -1}, "figures.1.weight"),
        ({**CSAT, "metric": " "}, "figures.1.metric"),
        ({**CSAT, "value": 4.7}, "figures.1.day"),
        ({**CSAT, "note": "x"}, "figures.1.note"),
    ],
)
async def test_what_is_wrong_is_named_by_its_field_and_nothing_is_kept(
    stage: Stage, program: Program, figure: dict[str, Any], field: str
) -> None:
    response = await program.ask("POST", "/metrics", json={"figures": [CSAT, figure]})
    assert (await error_of(response, 422))["field"] == field
    assert await stage.count(MetricValue) == 0
    assert await stage.count(Metric) == 0


async def test_all_that_is_wrong_is_named_at_once_up_to_fifty_fields(program: Program) -> None:
    wrong = {**CSAT, "side": "Nobody", "day": "2027-10-04", "weight": 10**9 + 1}
    response = await program.ask("POST", "/metrics", json={"figures": [CSAT, wrong, {**CSAT, "team": "Care"}]})
    said = await error_of(response, 422)
    assert list(said["fields"]) == ["figures.1.weight"]
    del wrong["weight"]
    response = await program.ask("POST", "/metrics", json={"figures": [CSAT, wrong, {**CSAT, "team": "Care"}]})
    said = await error_of(response, 422)
    assert list(said["fields"]) == ["figures.1.side", "figures.1.day", "figures.2.team"]
    assert (said["field"], said["message"]) == next(iter(said["fields"].items()))
    response = await program.ask("POST", "/metrics", json={"figures": [wrong] * 26})
    assert len((await error_of(response, 422))["fields"]) == 50


async def test_another_partners_side_is_refused_like_one_that_is_not_there(program: Program) -> None:
    said = [
        await error_of(await program.ask("POST", "/metrics", json={"figures": [{**CSAT, "side": side}]}), 422)
        for side in ("Lumenara", "Nobodyra")
    ]
    assert said[0]["message"].replace("Lumenara", "Nobodyra") == said[1]["message"]


async def test_a_partner_says_what_a_new_figure_is_but_changes_none(stage: Stage, program: Program) -> None:
    percent = {"name": "FCR", "unit": "%", "decimals": 0}
    figure = {**CSAT, "metric": "FCR", "value": 71}
    response = await program.ask("POST", "/metrics", json={"figures": [figure], "metrics": [percent]})
    assert response.status == 200
    over = await program.ask("POST", "/metrics", json={"figures": [{**figure, "value": 101}]})
    assert (await error_of(over, 422))["field"] == "figures.0.value"
    again = await program.ask(
        "POST", "/metrics", json={"figures": [figure], "metrics": [{**percent, "better": "lower"}]}
    )
    assert (await error_of(again, 403))["field"] == "metrics"
    assert [(one.unit, one.better, one.decimals) for one in await rows(stage, Metric)] == [("%", "higher", 0)]


async def test_nobody_learns_by_trying_what_others_measure(stage: Stage, program: Program) -> None:
    async with stage.database.write() as session:
        others = Metric(name="Gold calls", unit="%", better="lower", decimals=2)
        session.add(others)
        await session.flush()
        (side,) = await session.scalars(select(Side.id).where(Side.name == "Lumenara"))
        figure = {"day": date(2026, 10, 4), "value": 71, "weight": 0, "brought_at": datetime(2026, 10, 5, tzinfo=UTC)}
        session.add(MetricValue(metric_id=others.id, side_id=side, team_id=0, **figure))
    for dry_run in (True, False):
        said = []
        for name in ("Gold calls", "Silver calls"):
            said.append(
                await program.ask(
                    "POST",
                    "/metrics",
                    json={
                        "figures": [{**CSAT, "metric": name, "value": 450}],
                        "metrics": [{"name": name, "unit": "calls", "better": "higher"}],
                        "dry_run": dry_run,
                    },
                )
            )
        assert [await one.json() for one in said] == [{"new": 1, "unchanged": 0, "replaced": []}] * 2
    kept = [(one.name, one.unit, one.better, one.decimals) for one in await rows(stage, Metric)]
    assert kept == [("Gold calls", "%", "lower", 2), ("Silver calls", "calls", "higher", 1)]


async def test_a_token_of_another_purpose_or_of_an_agent_brings_in_nothing(stage: Stage, program: Program) -> None:
    for person, purpose, code in (("Hana", Purpose.SHIFTS, "wrong_purpose"), ("Hugo", Purpose.METRICS, "not_allowed")):
        await program.has_token(person, purpose)
        assert (await error_of(await program.ask("POST", "/metrics", json={"figures": [CSAT]}), 403))["code"] == code
    assert await stage.count(MetricValue) == 0


async def test_an_agenda_that_is_out_follows_figures_that_come_late(stage: Stage, program: Program) -> None:
    sync = await stage.set_up("Care", "Harbor")
    await stage.at(datetime(2026, 11, 25, 14, 30, tzinfo=UTC))
    meeting = await stage.meeting(sync)
    assert "4.6" not in stage.shown((await stage.cards(meeting))["harbor"])
    async with stage.database.write() as session:
        await session.execute(delete(Stale))
    late = {**CSAT, "day": "2026-11-22"}
    await program.ask("POST", "/metrics", json={"figures": [late], "dry_run": True})
    assert "sync_meeting" not in await stage.stale()
    await program.ask("POST", "/metrics", json={"figures": [late]})
    assert "sync_meeting" in await stage.stale()
    assert "Harborline 4.6" in (await stage.redrawn(meeting))["harbor"]
