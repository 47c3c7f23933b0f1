"""Small rounds of every scenario, on both databases: nothing is lost, nothing is doubled unseen."""

from pathlib import Path

import pytest

from bot.proof.chaos import SCENARIOS
from bot.proof.chaos.arena import Arena
from bot.proof.chaos.bots import Hosts
from bot.proof.chaos.rounds import Postgresql, play, play_round, playable, refuse_unplayable
from bot.proof.chaos.scenario import Engine, Scenario
from bot.proof.postgresql import PostgresqlServer
from bot.storage.errors import StorageError

SEED = 20_261_122

LONG = ("shoutouts", Engine.POSTGRESQL)
"""A minute even at its smallest; what it shows more than the one on SQLite is left to large runs."""

PAIRS = [
    pair for name, scenario in SCENARIOS.items() for engine in scenario.engines if (pair := (name, engine)) != LONG
]


@pytest.mark.parametrize(("name", "engine"), PAIRS)
async def test_a_small_round_holds(
    name: str, engine: Engine, postgresql: Postgresql, hosts: Hosts, tmp_path: Path
) -> None:
    size = SCENARIOS[name].least
    played = await play_round(SCENARIOS[name], engine, postgresql, hosts, tmp_path, size, SEED)
    assert played.judgement is not None, played.broken_off
    assert not played.judgement.wrong, [entry for entry in played.judgement.entries if entry.wrong]
    assert played.ok
    if name in ("kills", "storm", "checkins"):
        assert played.kills + played.broken_calls >= 6


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


@pytest.mark.parametrize(
    ("names", "given", "why"),
    [
        (
            ["away"],
            Postgresql("postgresql://127.0.0.1"),
            "away stops and starts PostgreSQL, so it runs only on a server of its own: leave out --postgresql.",
        ),
        (
            ["replicas", "zombie"],
            None,
            "replicas and zombie: there is no PostgreSQL to run on. Give the address of a server with --postgresql.",
        ),
        (
            ["away"],
            None,
            "away: there is no PostgreSQL to stop and start. Install Instep with its extra “dev”.",
        ),
    ],
)
async def test_what_cannot_be_played_at_all_is_refused(names: list[str], given: Postgresql | None, why: str) -> None:
    scenarios = [SCENARIOS[name] for name in names]
    with pytest.raises(StorageError) as refused:
        refuse_unplayable(scenarios, given)
    assert str(refused.value) == why
    assert [played async for played in play(scenarios, given, SEED, 5.0, print)] == []


def test_one_that_can_be_played_is_enough() -> None:
    refuse_unplayable([SCENARIOS["away"], SCENARIOS["kills"]], None)


async def nothing(arena: Arena) -> None:
    """A scenario in which nothing goes wrong."""
