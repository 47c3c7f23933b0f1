"""`python -m bot.proof.bench.bare_load FILE`: the control under load, a process that posts and acknowledges, bare.

It makes the calls of FILE (JSON: url, token, body), over and over with as many under way as the bot has, until its
input is closed. Its first line is the address at which it answers every request with a bare 200.
"""

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.delivery.sender import SenderOptions
from bot.proof.bench.bare import acknowledge


async def serve(calls: Sequence[Mapping[str, Any]]) -> None:
    """Post and acknowledge until standard input ends."""
    app = web.Application()
    app.router.add_post("/{any:.*}", acknowledge)
    server = web.AppRunner(app, access_log=None)
    await server.setup()
    await web.TCPSite(server, "127.0.0.1", 0).start()
    sys.stdout.write(f"http://127.0.0.1:{server.addresses[0][1]}\n")
    sys.stdout.flush()
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    in_flight = SenderOptions().in_flight
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=in_flight)) as http:
        endless = cycle(calls)
        workers = [asyncio.create_task(_post(http, endless)) for _ in range(in_flight)]
        ended = asyncio.create_task(reader.read())
        done, _ = await asyncio.wait([ended, *workers], return_when=asyncio.FIRST_COMPLETED)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        for one in done:
            one.result()
    await server.cleanup()


async def _post(http: aiohttp.ClientSession, calls: Iterator[Mapping[str, Any]]) -> None:
    for call in calls:
        headers = {"Authorization": f"Bearer {call['token']}"}
        async with http.post(call["url"], json=call["body"], headers=headers) as response:
            await response.read()
            response.raise_for_status()


if __name__ == "__main__":
    asyncio.run(serve(json.loads(Path(sys.argv[1]).read_text())))
