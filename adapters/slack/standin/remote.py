"""The stand-in's control from another process: the same verbs over HTTP."""

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import aiohttp

Json = dict[str, Any]


class StandinRefused(Exception):
    """The stand-in could not do what was asked; the text says why."""


class RemoteSlack:
    """`async with RemoteSlack("http://127.0.0.1:40123") as slack:` drives a stand-in that runs elsewhere."""

    def __init__(self, origin: str) -> None:
        self.origin = origin.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session:
            await self._session.close()

    async def world(self, verb: str, **arguments: Any) -> Any:
        """A verb of `World`, such as `await slack.world("add_user", team=…, name=…)`."""
        return await self._send("POST", f"world/{verb}", arguments)

    async def act(self, verb: str, **arguments: Any) -> Any:
        """A verb of `People` or `Happenings`; returns the bot's answer as a dict."""
        return await self._send("POST", f"act/{verb}", arguments)

    async def connect_bot(self, url: str) -> None:
        """Send the bot's requests to this address."""
        await self._send("POST", "bot", {"url": url})

    async def add_fault(self, kind: str, **how: Any) -> None:
        """Make something go wrong; see `Fault`."""
        await self._send("POST", "fault", {"kind": kind, **how})

    async def clear_faults(self) -> None:
        """Nothing goes wrong any more."""
        await self._send("DELETE", "fault")

    async def seed_lots(self, seed: int) -> None:
        """Draw the lots of faults with a `chance` as this seed has it."""
        await self._send("POST", "lots", {"seed": seed})

    async def enforce_pace(self, enforced: bool, *, lifted: Sequence[str] = ()) -> None:
        """Switch rate limits on or off; those of the `lifted` methods stay off."""
        await self._send("POST", "pace", {"enforced": enforced, "except": list(lifted)})

    async def insist(self, on: bool = True) -> None:
        """Send events again that the bot does not take, as Slack does: at once, after one minute, after five."""
        await self._send("POST", "retries", {"on": on})

    async def replay(self, number: int) -> Any:
        """Deliver an earlier request once more, byte for byte."""
        return await self._send("POST", "replay", {"number": number})

    async def facts(self) -> Any:
        """What the bot needs as settings: api_url, signing_secret, client_id, client_secret, app_token, tokens."""
        return await self._send("GET", "facts")

    async def ledger(self, after: int = 0, wait: float = 0.0) -> Any:
        """The entries after that number; waits up to `wait` seconds for the first of them."""
        return await self._send("GET", f"ledger?after={after}&wait={wait}")

    async def calls(self, after: int = 0) -> Any:
        """The Web API calls after that number."""
        return await self._send("GET", f"calls?after={after}")

    async def changes(self, after: int = 0, wait: float = 0.0) -> Any:
        """What looks different since that number; waits up to `wait` seconds for the first."""
        return await self._send("GET", f"changes?after={after}&wait={wait}")

    async def see(self, what: str, name: str) -> Any:
        """`channel` by id, or `inbox`, `direct`, `modal`, `home` by user id."""
        return await self._send("GET", f"{what}/{name}")

    async def _send(self, method: str, path: str, body: Json | None = None) -> Any:
        assert self._session is not None, "use it as an asynchronous context manager"
        async with self._session.request(method, f"{self.origin}/_standin/{path}", json=body) as response:
            result = await response.json()
            if response.status >= 400:
                raise StandinRefused(result.get("error", str(response.status)))
            return result
