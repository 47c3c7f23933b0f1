"""Rosters are read at a pace that Teams never refuses, and never stand still for a broadcast."""

import asyncio
from itertools import pairwise
from typing import Any

from adapters.teams.credentials import Registration
from adapters.teams.limits import LIMITS
from adapters.teams.reads import ReadPace

BOT = Registration("app", "secret", "tenant")


def refused(bot: Any) -> list[str]:
    return [str(call.operation) for call in bot.scene.teams.ledger.calls if call.status == 429]


async def test_many_rosters_read_at_once_are_not_refused(bot: Any) -> None:
    places = [bot.scene.teams.world.add_channel(bot.scene.team.id, f"desk-{number}").id for number in range(70)]

    async def read(place: str) -> int:
        return len([one async for one in bot.platform.members(bot.installation, place)])

    assert await asyncio.gather(*map(read, places)) == [2] * 70
    assert refused(bot) == []


async def test_one_team_asked_many_times_at_once_is_not_refused(bot: Any) -> None:
    by, url = bot.scene.registration, bot.scene.teams.service_url
    await asyncio.gather(*(bot.platform.calls.channels(by, url, bot.scene.team.id) for _ in range(16)))
    assert refused(bot) == []


def test_what_is_sent_leaves_less_to_reads_but_never_nothing() -> None:
    now = [100.0]
    pace = ReadPace(LIMITS, lambda: now[0])
    assert pace.take(BOT, "one") == 0.0
    went = []
    for tick in range(1, 400):
        now[0] = 100.0 + tick / 50
        pace.made(BOT)
        went += [now[0]] if pace.take(BOT, "one") == 0.0 else []
    gaps = {round(after - before, 2) for before, after in pairwise(at for at in went if at > 102.0)}
    assert gaps == {0.5}


def test_reads_are_forgotten_after_the_longest_window() -> None:
    now = [100.0]
    pace = ReadPace(LIMITS, lambda: now[0])
    for place in range(5):
        now[0] += 4000.0
        assert pace.take(BOT, str(place)) == 0.0
    assert len(pace._places) == 1
