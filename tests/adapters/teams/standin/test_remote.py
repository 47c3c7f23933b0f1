"""The stand-in driven from another process."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from adapters.slack.standin.control import written as slack_pieces
from adapters.teams.standin import NotPossible, TeamsStandin
from adapters.teams.standin.control import in_pieces as teams_pieces
from adapters.teams.standin.faults import Operation
from adapters.teams.standin.remote import RemoteTeams

Written = Callable[[Sequence[Any]], Awaitable[str]]


async def test_a_world_is_built_and_read_over_http() -> None:
    async with TeamsStandin() as teams, RemoteTeams(teams.url) as remote:
        assert (remote.login_url, remote.openid_metadata_url) == (teams.login_url, teams.openid_metadata_url)
        tenant = await remote.world("add_tenant", name="Harborline")
        user = await remote.world("add_user", tenant=tenant["id"], name="Mei Tan", zone="Asia/Manila")
        team = await remote.world("add_team", tenant=tenant["id"], name="Care", members=[user["id"]])
        await remote.people("write", user=user["id"], where=team["id"], text="Good morning")
        assert [one["text"] for one in await remote.messages(team["id"], user["id"])] == ["Good morning"]
        assert await remote.ledger() == {"entries": [], "calls": []}


async def test_what_teams_would_not_offer_is_an_error_that_says_why() -> None:
    async with TeamsStandin() as teams, RemoteTeams(teams.url) as remote:
        tenant = await remote.world("add_tenant", name="Harborline")
        user = await remote.world("add_user", tenant=tenant["id"], name="Mei Tan")
        await remote.world("add_registration", tenant=tenant["id"], endpoint="http://127.0.0.1:9/")
        with pytest.raises(NotPossible, match="does not have the app"):
            await remote.people("say", user=user["id"], text="home")


async def test_faults_and_paces_are_switched_over_http() -> None:
    async with TeamsStandin() as teams, RemoteTeams(teams.url) as remote:
        await remote.add_fault(operation="post", status=429)
        await remote.enforce_pace(False)
        assert [one.status for one in teams.faults.waiting()] == [429]
        await remote.clear_faults()
        assert teams.faults.waiting() == []
        assert not teams.pace.enabled


async def test_a_fault_by_lot_strikes_its_share_and_a_seed_repeats_the_lots() -> None:
    async with TeamsStandin() as teams, RemoteTeams(teams.url) as remote:
        await remote.add_fault(operation="post", drop=True, chance=0.2, count=None)

        async def struck() -> list[bool]:
            await remote.seed_lots(7)
            return [teams.faults.take(Operation.SEND, "19:a") is not None for _ in range(500)]

        first = await struck()
        assert 70 <= sum(first) <= 130
        assert await struck() == first


@pytest.mark.parametrize("written", [teams_pieces, slack_pieces])
@pytest.mark.parametrize("count", [0, 1, 200, 201, 450])
async def test_a_long_ledger_is_written_whole_while_others_are_answered(written: Written, count: int) -> None:
    records = [{"number": number} for number in range(count)]
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(others())
    assert json.loads(await written(records)) == records
    beside.cancel()
    assert turns >= count // 200
