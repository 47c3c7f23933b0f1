"""The bots that are compared on Teams: both check the token, so that neither saves what the other spends."""

from pathlib import Path

import aiohttp
import pytest

from bot.proof.bench.activities import scene


@pytest.mark.parametrize("stock", [False, True])
async def test_both_bots_take_an_authentic_activity_and_no_forged_one(tmp_path: Path, stock: bool) -> None:
    async with (
        scene(tmp_path) as one,
        aiohttp.ClientSession() as http,
        one.listener(stock=stock, folder=tmp_path) as process,
    ):
        url = await process.line()
        forged = one.token[:-8] + "AAAAAAAA"
        assert 200 <= await one.tell(http, url, 1) < 300
        assert await one.tell(http, url, 2, forged) >= 400
