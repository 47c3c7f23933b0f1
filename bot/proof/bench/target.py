"""`python -m bot.proof.bench.target`: a server that takes any post and answers it, as cheaply as aiohttp can.

The strict stand-ins would spend more on a post than what is measured. A path is `/<delay in ms>/<name>/…`; what comes
to a name is counted, and `GET /taken/<name>` tells it: how many, and the first and last instant (monotonic seconds).
"""

import asyncio
import json
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field

from aiohttp import web

ANSWERS = {
    "slack": (200, {"ok": True, "channel": "C1", "ts": "1.000001", "message": {}}),
    "teams": (201, {"id": "1", "activityId": "1"}),
}
"""The status and the body that each platform answers a post with."""


@dataclass
class Target:
    """What was taken, by name."""

    taken: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self._answers = {name: (status, json.dumps(body).encode()) for name, (status, body) in ANSWERS.items()}

    async def take(self, request: web.Request) -> web.Response:
        """One post, answered after the delay of its path."""
        await request.read()
        name = request.match_info["name"]
        self.taken[name].append(time.monotonic())
        if delay := int(request.match_info["delay"]):
            await asyncio.sleep(delay / 1000)
        status, body = self._answers[name]
        return web.Response(status=status, body=body, content_type="application/json")

    async def tell(self, request: web.Request) -> web.Response:
        """What came to a name so far; it then counts from nothing again."""
        times = self.taken.pop(request.match_info["name"], [])
        return web.json_response({"count": len(times), "first": min(times, default=0), "last": max(times, default=0)})


async def serve() -> None:
    """Say the address on the first line, then serve until standard input ends."""
    target = Target()
    app = web.Application()
    app.router.add_get("/taken/{name}", target.tell)
    app.router.add_post(r"/{delay:\d+}/{name}/{rest:.*}", target.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        sys.stdout.write(f"http://127.0.0.1:{runner.addresses[0][1]}\n")
        sys.stdout.flush()
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        await reader.read()
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve())
