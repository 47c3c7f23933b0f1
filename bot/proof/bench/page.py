"""The playground's page: how soon it can be used, how soon it shows a message, and how it scrolls through thousands."""

import asyncio
import re
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bot.proof.bench.bars import Bar, Findings, Say
from bot.proof.bundle import ensure
from bot.proof.gallery.pictures import NoBrowser, chromium
from bot.proof.hands import until
from bot.proof.processes import Process, free_port, own_environment

RUNS = 3
SHOWN = 20
"""Messages whose time until they are shown is measured."""

MESSAGES = 2_000
FRAMES = 120
"""Frames in which the page scrolls through all of them."""

READS, WRITES, PLACE = "nora", "tobias", "product-news"

TOPOLOGY = (
    "the playground as `instep demo` starts it, its page built before; Chromium without a window. Controls: both "
    "stand-ins alone until they serve; a request of the page to the playground; an empty page that draws as many frames"
)

SHOWN_AT = """(text) => new Promise((resolve) => {
    const there = () => document.querySelector('[data-test=pane-slack]').innerText.includes(text);
    const look = () => there() ? resolve(Date.now()) : requestAnimationFrame(look);
    look();
})"""

ASKED = (
    """async () => { const began = performance.now(); await fetch('/api/now'); return performance.now() - began; }"""
)

FRAME_TIMES = """async ([frames, scrolls]) => {
    const log = [...document.querySelectorAll('[data-test=pane-slack] *')]
        .filter((each) => each.scrollHeight > each.clientHeight + 1000)[0];
    const times = [];
    let last = await new Promise(requestAnimationFrame);
    for (let frame = 0; frame < frames; frame += 1) {
        if (scrolls) log.scrollTop = log.scrollHeight * (1 - (frame + 1) / frames);
        const now = await new Promise(requestAnimationFrame);
        times.push(now - last);
        last = now;
    }
    return times;
}"""


@dataclass
class Played:
    """A playground that can be used: what to open, who is who there, and how many seconds it took to get there."""

    http: aiohttp.ClientSession
    url: str
    world: dict[str, Any]
    seconds: float

    @property
    def origin(self) -> str:
        return self.url.partition("/?")[0]

    def user(self, key: str) -> str:
        person = next(one for one in self.world["people"] if one["key"] == key)
        return str(next(one["user"] for one in person["accounts"] if one["platform"] == "slack"))

    async def say(self, text: str) -> None:
        channel = next(one["id"] for one in self.world["channels"] if one["name"] == PLACE)
        act = {"platform": "slack", "verb": "say", "user": self.user(WRITES), "channel": channel, "text": text}
        async with self.http.post(f"{self.origin}/api/act", json=act) as response:
            response.raise_for_status()


async def measure(say: Say) -> Findings:
    """RUNS starts; in the last playground, SHOWN messages, and then MESSAGES of them."""
    try:
        browser_path = chromium()
        from playwright.async_api import async_playwright
    except (NoBrowser, ImportError) as reason:
        return Findings((), TOPOLOGY, (f"not measured: {reason}",))
    await asyncio.to_thread(ensure)
    started, alone = [], []
    for number in range(1, RUNS + 1):
        say(f"start {number} of {RUNS} …")
        alone.append(await _standins_alone())
        async with playground() as played:
            started.append(played.seconds)
            if number < RUNS:
                continue
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
                page = await browser.new_page()
                empty = await page.evaluate(FRAME_TIMES, [FRAMES, False])
                await page.goto(f"{played.url}#as={READS}")
                await page.locator(f"[data-test='place-{PLACE}']").click()
                say(f"{SHOWN} messages, one by one …")
                shown, asked = [], []
                for each in range(SHOWN):
                    asked.append(float(await page.evaluate(ASKED)))
                    shown.append(await _shown_after(played, page, f"Message number {each} of many"))
                say(f"{MESSAGES:,} messages …")
                for each in range(MESSAGES):
                    await played.say(f"Line {each}: nothing else has changed since this morning.")
                await page.evaluate(SHOWN_AT, f"Line {MESSAGES - 1}:")
                frames = await page.evaluate(FRAME_TIMES, [FRAMES, True])
                await browser.close()
    return Findings(
        (
            Bar("the playground can be used after its start", "s", 5.0, tuple(started), tuple(alone), (0.0,)),
            Bar("a message is shown after it was stored", "ms", 200.0, tuple(shown), tuple(asked), (0.0,)),
            Bar(
                f"the longest frame, scrolling {MESSAGES:,} messages",
                "ms",
                100.0,
                (max(frames),),
                (max(empty),),
                (0.0,),
            ),
        ),
        TOPOLOGY,
    )


async def _shown_after(played: Played, page: Any, text: str) -> float:
    """Milliseconds from storing a message to the frame in which it is shown."""
    shown = asyncio.ensure_future(page.evaluate(SHOWN_AT, text))
    began = time.time()
    await played.say(text)
    return float(await shown) - began * 1000


@asynccontextmanager
async def playground() -> AsyncIterator[Played]:
    """`instep demo` in a process of its own, until it can be used."""
    with tempfile.TemporaryDirectory(prefix="instep-") as folder:
        log, port = Path(folder) / "demo.log", free_port()
        demo = ["-m", "bot.cli", "demo", "--no-browser", "--port", str(port)]
        began = time.monotonic()
        async with (
            Process(demo, log=log, environment=own_environment()) as process,
            aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http,
        ):

            async def address() -> str:
                process.check()
                found = re.search(r"http://\S+", log.read_text()) if log.exists() else None
                return found.group() if found else ""

            url = str(await until(address, "an address to open", 60))
            async with http.get(url) as entered:
                entered.raise_for_status()

            async def world() -> Any:
                async with http.get(f"{url.partition('/?')[0]}/api/world") as response:
                    return await response.json() if response.status == 200 else None

            known = await until(world, "the organisation to move in", 60)
            yield Played(http, url, known, time.monotonic() - began)


async def _standins_alone() -> float:
    """Seconds until both stand-ins serve."""
    with tempfile.TemporaryDirectory(prefix="instep-") as folder:
        began = time.monotonic()
        log = Path(folder) / "standins.log"
        standins = Process(["-m", "bot.proof.standins"], log=log, environment=own_environment(), reads_output=True)
        async with standins as process:
            await process.line()
            return time.monotonic() - began
