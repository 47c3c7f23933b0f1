"""The stand-in's control from another process: the same verbs over HTTP."""

from types import TracebackType
from typing import Any, Self

import aiohttp

from adapters.teams.standin.dialogs import NotPossible

Json = dict[str, Any]


class RemoteTeams:
    """`async with RemoteTeams("http://127.0.0.1:40123") as teams:` drives a stand-in that runs elsewhere."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session:
            await self._session.close()

    @property
    def login_url(self) -> str:
        """The value for `TEAMS_LOGIN_URL`."""
        return f"{self.url}/login"

    @property
    def openid_metadata_url(self) -> str:
        """The value for `TEAMS_OPENID_METADATA_URL`."""
        return f"{self.url}/openid/v1/.well-known/openidconfiguration"

    async def world(self, verb: str, **arguments: Any) -> Any:
        """A verb of `World`, such as `await teams.world("add_tenant", name=…)`; records come back as dicts."""
        return await self._send("POST", f"world/{verb}", arguments)

    async def people(self, verb: str, **arguments: Any) -> Any:
        """A verb of `People`; returns the `Turn` as a dict. Raises NotPossible where Teams would not offer it."""
        return await self._send("POST", f"people/{verb}", arguments)

    async def screen(self, verb: str, **arguments: Any) -> Any:
        """A verb of `Screen`. Raises NotPossible where Teams would not offer it."""
        return await self._send("POST", f"screen/{verb}", arguments)

    async def changes(self, after: int = 0, wait: float = 0.0) -> Any:
        """What looks different since that number; waits up to `wait` seconds for the first."""
        return await self._send("GET", "changes", query={"after": after, "wait": wait})

    async def add_fault(self, **fault: Any) -> None:
        """Make something go wrong; see `Fault`."""
        await self._send("POST", "faults", fault)

    async def clear_faults(self) -> None:
        """Nothing goes wrong any more."""
        await self._send("DELETE", "faults")

    async def seed_lots(self, seed: int) -> None:
        """Draw the lots of faults with a `chance` as this seed has it."""
        await self._send("POST", "faults/seed", {"seed": seed})

    async def enforce_pace(self, enforced: bool) -> None:
        """Switch rate limits on or off."""
        await self._send("POST", "pace", {"enabled": enforced})

    async def ledger(self) -> Any:
        """What bots did (`entries`) and every call they made (`calls`)."""
        return await self._send("GET", "ledger")

    async def messages(self, conversation: str, user: str = "") -> Any:
        """What is visible in a conversation, to everyone or to `user`."""
        return await self._send("GET", "messages", query={"conversation": conversation, "user": user})

    async def _send(self, method: str, path: str, body: Json | None = None, query: Json | None = None) -> Any:
        assert self._session is not None, "use it as an asynchronous context manager"
        url = f"{self.url}/_standin/{path}"
        async with self._session.request(method, url, json=body, params=query) as response:
            result = await response.json()
            if response.status >= 400:
                raise NotPossible(result.get("error", str(response.status)))
            return result
