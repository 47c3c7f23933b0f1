"""Opening the playground: never beside real credentials, on one port of this machine, in a browser if there is one."""

import asyncio
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from rich.console import Console

from adapters.playground import Feed, Playground, PortTaken
from bot.proof.bundle import ensure
from bot.proof.harmless import refuse_credentials
from bot.proof.marlowe import marlowe_and_finch
from bot.proof.playground.gallery import gallery_pages
from bot.proof.playground.theatre import Theatre
from bot.proof.processes import until_stopped
from bot.settings import SettingsError, load_settings


def open_playground(*, port: int | None, browser: bool, build: Callable[[], Path] = ensure) -> None:
    """Serve the page until Ctrl-C; `port` None takes INSTEP_PORT. It is built while the organisation moves in.

    Raises SettingsError beside real credentials and where another program has the port, and CannotBundle.
    """
    settings = load_settings()
    refuse_credentials(settings)
    chosen = settings.instep_port if port is None else port
    try:
        asyncio.run(until_stopped(_play(build, chosen, browser=browser)))
    except PortTaken:
        raise SettingsError(
            (
                f"Port {chosen} is taken by another program, or may not be used: choose another one with --port, or "
                "with INSTEP_PORT in .env or the environment. Nothing was started.",
            )
        ) from None


async def _play(build: Callable[[], Path], port: int, *, browser: bool) -> None:
    console = Console(highlight=False, soft_wrap=True, markup=False)
    feed = Feed()
    theatre = Theatre(marlowe_and_finch(), feed, told=console.print)
    async with Playground(theatre, feed, port=port) as playground, _running(theatre) as playing:
        built = await asyncio.to_thread(build)
        playground.show(built, gallery_pages(built))
        console.print("Instep's playground: an invented organisation on Slack and Teams. Nothing here is real.")
        console.print(f"\n  {playground.url}\n")
        if not (browser and await asyncio.to_thread(_opened, playground.url)):
            console.print("Open it in a browser on this machine.")
        console.print("Ctrl-C ends everything.")
        await playing


@asynccontextmanager
async def _running(theatre: Theatre) -> AsyncIterator[asyncio.Task[None]]:
    """It plays for as long as the block lasts."""
    playing = asyncio.create_task(theatre.run())
    try:
        yield playing
    finally:
        playing.cancel()
        with suppress(asyncio.CancelledError):
            await playing


def _opened(url: str) -> bool:
    """Whether a browser took the address; one that would take over this terminal is not asked."""
    try:
        found = webbrowser.get()
        in_terminal = isinstance(found, webbrowser.GenericBrowser) and not isinstance(
            found, webbrowser.BackgroundBrowser
        )
        return not in_terminal and found.open(url)
    except (webbrowser.Error, OSError):
        return False
