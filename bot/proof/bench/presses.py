"""`python -m bot.proof.bench.presses FILE`: so many presses of a button a second, each signed as Slack would sign it.

FILE holds the address of the bot, the signing secret, how many a second, and the payloads. Each line of the input is an
order: `begin`, and `end`, whose answer is one line of JSON.
"""

import asyncio
import json
import math
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp

from adapters.slack.gate import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign
from adapters.slack.limits import LIMITS
from bot.proof.bench.broadcast import percentile

CONNECTIONS = 64
"""As many at once: a press that finds all of them taken waits, and that counts as its time."""

WITHIN = LIMITS.acknowledge_within
"""Seconds after which whoever pressed sees a failure."""


@dataclass(frozen=True)
class Pressed:
    """What became of presses that were sent for `lasted` seconds: so many acknowledged, refused, and not sent yet.

    `half` and `nearly_all` (p99) of those acknowledged were so after that many seconds, from when they were due.
    """

    acknowledged: int
    refused: int
    left: int
    lasted: float
    half: float
    nearly_all: float


async def press(http: aiohttp.ClientSession, url: str, secret: str, payload: Any, due: float) -> float:
    """One press; gives seconds from when it was due, infinite if it was not acknowledged."""
    body = urlencode({"payload": json.dumps(payload)}).encode()
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        TIMESTAMP_HEADER: timestamp,
        SIGNATURE_HEADER: sign(secret, timestamp, body),
    }
    try:
        async with http.post(url, data=body, headers=headers) as response:
            await response.read()
            return time.monotonic() - due if response.status == 200 else math.inf
    except (aiohttp.ClientError, TimeoutError):
        return math.inf


async def press_all(url: str, secret: str, rate: float, payloads: list[Any], ended: asyncio.Event) -> Pressed:
    """One after the other at their pace, however long each takes, until told to end or none is left."""
    began, sent = time.monotonic(), list[asyncio.Task[float]]()
    within = aiohttp.ClientTimeout(total=WITHIN)
    http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS), timeout=within)
    async with http, asyncio.TaskGroup() as tasks:
        for number, payload in enumerate(payloads):
            due = began + number / rate
            if (wait := due - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            if ended.is_set():
                break
            sent.append(tasks.create_task(press(http, url, secret, payload, due)))
        lasted = time.monotonic() - began
    seconds = [one for each in sent if (one := each.result()) < math.inf]
    half, nearly_all = percentile(seconds, 0.5), percentile(seconds, 0.99)
    return Pressed(len(seconds), len(sent) - len(seconds), len(payloads) - len(sent), lasted, half, nearly_all)


async def obey(task: dict[str, Any]) -> None:
    """Begin and end as the input says."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    _say({"ready": len(task["payloads"])})
    await reader.readline()
    ended = asyncio.Event()
    pressing = asyncio.create_task(press_all(**task, ended=ended))
    await reader.readline()
    ended.set()
    _say(asdict(await pressing))


def _say(answer: Any) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(obey(json.loads(Path(sys.argv[1]).read_text())))
