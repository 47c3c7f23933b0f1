"""Small rounds of every scenario, on both databases: nothing is lost, nothing is doubled unseen."""

from pathlib import Path

import pytest

from bot.proof.chaos import SCENARIOS
from bot.proof.chaos.arena import Arena
from bot.proof.chaos.bots import Hosts
from bot.proof.chaos.rounds import Postgresql, fitting, play_round, playable
from bot.proof.chaos.scenario import Engine, Scenario
from bot.proof.postgresql import PostgresqlServer

SMALL = 200
SEED = 20_261_122

PAIRS = [(name, engine) for name, scenario in SCENARIOS.items() for engine in scenario.engines]


@pytest.mark.parametrize(("name", "engine"), PAIRS)
async def test_a_small_round_holds(
    name: str, engine: Engine, postgresql: Postgresql, hosts: Hosts, tmp_path: Path
) -> None:
    played = await play_round(SCENARIOS[name], engine, postgresql, hosts, tmp_path, SMALL, SEED)
    assert played.judgement is not None, played.broken_off
    assert not played.judgement.wrong, [entry for entry in played.judgement.entries if entry.wrong]
    assert played.ok
    if name in ("kills", "storm"):
        assert played.kills + played.broken_calls >= 6


def test_a_round_is_as_large_as_fits() -> None:
    kills = SCENARIOS["kills"]
    assert fitting(kills, seconds=10_000, pace=40) == kills.full
    assert fitting(kills, seconds=10, pace=40) == 0
    assert kills.least < fitting(kills, seconds=120, pace=40) < kills.full


@pytest.mark.parametrize("needs_server", [True, False])
def test_what_stops_postgresql_is_played_on_a_server_of_our_own_alone(needs_server: bool) -> None:
    scenario = Scenario("any", "", nothing, needs_server=needs_server)
    given, own = (
        Postgresql("postgresql://elsewhere"),
        Postgresql("postgresql://", PostgresqlServer.__new__(PostgresqlServer)),
    )
    assert not playable(scenario, Engine.POSTGRESQL, None)
    assert playable(scenario, Engine.POSTGRESQL, own)
    assert playable(scenario, Engine.POSTGRESQL, given) is not needs_server
    assert playable(scenario, Engine.SQLITE, None) is not needs_server


async def nothing(arena: Arena) -> None:
    """A scenario in which nothing goes wrong."""
