"""Takes activities to a bot's `/api/messages`, signed, and waits no longer than Teams would."""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from adapters.teams.limits import LIMITS
from adapters.teams.standin.dialogs import Dialog
from adapters.teams.standin.records import Registration
from adapters.teams.standin.tokens import Tokens
from adapters.teams.standin.wire import Wire

TROUBLE = "Something went wrong. Please try again."


@dataclass(frozen=True)
class Turn:
    """One delivery and what came of it.

    `status` is the bot's HTTP status, 0 if it could not be reached, 504 if it took too long. `said` is what the person
    alone is shown; `dialog` what opened; `problem` why Teams would not take the bot's answer.
    """

    number: int
    app_id: str
    activity: Mapping[str, Any]
    status: int
    body: Any
    seconds: float
    said: str = ""
    dialog: Dialog | None = None
    problem: str = ""

    @property
    def well(self) -> bool:
        """Whether the person saw no error."""
        return 200 <= self.status < 300 and not self.problem


@dataclass
class Budgets:
    """How long Teams waits for a bot, in seconds."""

    invoke: float = LIMITS.invoke_seconds
    activity: float = LIMITS.activity_seconds


class Courier:
    """Delivers; keeps every turn, so that one can be delivered again."""

    def __init__(self, tokens: Tokens, service_url: str, wire: Wire) -> None:
        self._wire = wire
        self._tokens = tokens
        self._service_url = service_url
        self._session: aiohttp.ClientSession | None = None
        self.budgets = Budgets()
        self.turns: list[Turn] = []

    async def deliver(self, app: Registration, activity: Mapping[str, Any], *, token: str | None = None) -> Turn:
        """Sends one activity; `token` replaces the right one, and an empty one leaves the header out."""
        bearer = self._tokens.inbound(app.app_id, self._service_url) if token is None else token
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        data = json.dumps(activity).encode()
        budget = self.budgets.invoke if activity.get("type") == "invoke" else self.budgets.activity
        began = time.monotonic()
        status, body = await self.send(app.endpoint, data, headers, budget)
        turn = Turn(len(self.turns) + 1, app.app_id, activity, status, body, time.monotonic() - began)
        self.turns.append(turn)
        name, about = activity.get("name") or activity.get("type"), activity.get("replyToId") or activity.get("id")
        self._wire.keep(str(name), _where(activity), str(about), activity, {"status": status, "body": body})
        return turn

    async def send(self, endpoint: str, data: bytes, headers: Mapping[str, str], budget: float) -> tuple[int, Any]:
        """Posts raw bytes, right or wrong; gives status and body (JSON if it is)."""
        if self._session is None:
            self._session = aiohttp.ClientSession()
        try:
            async with (
                asyncio.timeout(budget),
                self._session.post(
                    endpoint, data=data, headers={"Content-Type": "application/json; charset=utf-8", **headers}
                ) as response,
            ):
                text = await response.text()
        except TimeoutError:
            return 504, None
        except aiohttp.ClientError:
            return 0, None
        try:
            return response.status, json.loads(text) if text else None
        except ValueError:
            return response.status, text

    async def close(self) -> None:
        """Closes its connections."""
        if self._session is not None:
            await self._session.close()


def _where(activity: Mapping[str, Any]) -> str:
    """Its conversation; empty for a forgery without one."""
    conversation = activity.get("conversation")
    return str(conversation.get("id", "")) if isinstance(conversation, Mapping) else ""
