"""A Teams team of hundreds of channels: met in the one turn that Teams waits for, and read once after it."""

import pytest
from sqlalchemy import func, select

from bot.people.model import Channel
from tests.contract.house import House, quiet, seen

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHANNELS = 300


async def test_a_large_team_is_met_with_one_reading_of_its_roster(either_house: House) -> None:
    house = either_house
    teams, yasmin = house.teams_here, house.teams_user("yasmin")
    team = teams.world.add_team(house.world.teams_home, "Returns", members=[yasmin]).id
    desks = {team, *(teams.world.add_channel(team, f"desk {number}").id for number in range(1, CHANNELS))}
    await quiet(house)
    asked = len(teams.ledger.calls)
    turn = await teams.people.install(yasmin, team, app_id=house.world.teams_app)
    assert turn.well, turn

    async def read() -> bool:
        async with house.inside.read() as session:
            met = select(func.count()).where(Channel.external_id.in_(desks), Channel.checked_at.is_not(None))
            everybody = [
                one
                for (one,) in await session.execute(select(Channel.seen_sides).where(Channel.external_id.in_(desks)))
            ]
            return await session.scalar(met) == CHANNELS and all(everybody)

    await seen(read, "every channel of the team to be met and read")
    await quiet(house)
    calls = [one.operation for one in teams.ledger.calls[asked:] if one.conversation in desks]
    assert calls.count("members") == 1
    assert 1 <= calls.count("team") <= 3
