"""The same handles over HTTP under `/_standin/`, for whoever runs in another process."""

import asyncio
import dataclasses
import inspect
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from adapters.teams.standin.dialogs import NotPossible
from adapters.teams.standin.faults import Fault, Faults
from adapters.teams.standin.ledger import Ledger
from adapters.teams.standin.pace import Pace
from adapters.teams.standin.people import People
from adapters.teams.standin.records import Unknown
from adapters.teams.standin.screen import Screen
from adapters.teams.standin.tokens import Tokens
from adapters.teams.standin.world import World
from bot.settings import is_loopback

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PIECE = 200
"""Records that are written in one go."""

WORLD = (
    "add_tenant",
    "add_registration",
    "change_password",
    "point",
    "add_user",
    "add_team",
    "add_channel",
    "add_group_chat",
    "add_member",
    "drop_member",
    "add_app",
    "drop_app",
    "let_read",
    "block",
    "rename_channel",
    "delete_channel",
    "archive_channel",
    "unarchive_channel",
)
PEOPLE = (
    "say",
    "open_home",
    "mention",
    "talk",
    "write",
    "read",
    "chat",
    "view",
    "press",
    "open_extension",
    "submit",
    "search",
    "install",
    "remove",
    "join",
    "leave",
    "channel_event",
    "replay",
)

SCREEN = (
    "seen",
    "look",
    "behind",
    "write",
    "press_action",
    "submit_action",
    "search_choices",
    "close",
    "react",
    "take_back",
)


class Control:
    """`POST /_standin/world/VERB`, `/_standin/people/VERB`, `/_standin/screen/VERB`, `/_standin/tokens/revoke` and
    `/_standin/faults/seed` take JSON arguments by name.

    `GET /_standin/world`, `/_standin/ledger`, `/_standin/messages?conversation=ID` and
    `/_standin/changes?after=SEQ&wait=SECONDS` read; `POST` and `DELETE`
    `/_standin/faults` ask for a fault and forget all; `POST /_standin/pace` `{"enabled": false}` lifts the limits.
    """

    def __init__(
        self,
        world: World,
        people: People,
        screen: Screen,
        faults: Faults,
        ledger: Ledger,
        pace: Pace,
        tokens: Tokens,
    ) -> None:
        self._verbs: dict[str, Callable[..., Any]] = {
            **{f"world/{verb}": getattr(world, verb) for verb in WORLD},
            **{f"people/{verb}": getattr(people, verb) for verb in PEOPLE},
            **{f"screen/{verb}": getattr(screen, verb) for verb in SCREEN},
            "tokens/revoke": tokens.revoke,
            "tokens/rotate": tokens.rotate,
            "faults/seed": faults.seed,
        }
        self._world = world
        self._faults = faults
        self._ledger = ledger
        self._pace = pace

    def routes(self) -> list[web.RouteDef]:
        """What is served below `/_standin`."""
        return [
            web.get("/_standin/world", self.world),
            web.get("/_standin/ledger", self.ledger),
            web.get("/_standin/messages", self.messages),
            web.get("/_standin/changes", self.changes),
            web.post("/_standin/faults", self.add_fault),
            web.get("/_standin/faults", self.list_faults),
            web.delete("/_standin/faults", self.clear_faults),
            web.post("/_standin/pace", self.set_pace),
            web.post("/_standin/{section}/{verb}", self.act),
        ]

    async def act(self, request: web.Request) -> web.Response:
        """Does one thing and gives its result; what is not possible is 409 with the reason."""
        name = f"{request.match_info['section']}/{request.match_info['verb']}"
        if name not in self._verbs:
            return _answer({"error": f"the stand-in has no {name}"}, 404)
        verb = self._verbs[name]
        try:
            arguments = await request.json() if request.can_read_body else {}
            bound = inspect.signature(verb).bind(**arguments)
        except (TypeError, ValueError) as error:
            return _answer({"error": str(error)}, 400)
        try:
            result = verb(*bound.args, **bound.kwargs)
            if inspect.isawaitable(result):
                result = await result
        except (NotPossible, Unknown, ValueError) as error:
            return _answer({"error": str(error)}, 409)
        return _answer(result)

    async def world(self, request: web.Request) -> web.Response:
        """Everything that exists, without secrets."""
        kept = ("tenants", "users", "teams", "channels", "chats", "registrations")
        return _answer({name: list(getattr(self._world, name).values()) for name in kept})

    async def ledger(self, request: web.Request) -> web.Response:
        """What bots did (`entries`) and every call they made (`calls`)."""
        entries, calls = await in_pieces(self._ledger.entries), await in_pieces(self._ledger.calls)
        return web.Response(text=f'{{"entries": {entries}, "calls": {calls}}}', content_type="application/json")

    async def messages(self, request: web.Request) -> web.Response:
        """What is visible in a conversation, to everyone or to `user`."""
        query = request.query
        return _answer(self._ledger.messages(query.get("conversation", ""), user=query.get("user", "")))

    async def changes(self, request: web.Request) -> web.Response:
        """What looks different since a number; waits for the first."""
        query = request.query
        return _answer(await self._world.changes.after(int(query.get("after", "0")), float(query.get("wait", "0"))))

    async def add_fault(self, request: web.Request) -> web.Response:
        """Asks for a fault; the body has the fields of `Fault`."""
        try:
            self._faults.add(Fault(**await request.json()))
        except (TypeError, ValueError) as error:
            return _answer({"error": str(error)}, 400)
        return _answer(self._faults.waiting())

    async def list_faults(self, request: web.Request) -> web.Response:
        """The faults still to come."""
        return _answer(self._faults.waiting())

    async def clear_faults(self, request: web.Request) -> web.Response:
        """Forgets them."""
        self._faults.clear()
        return _answer([])

    async def set_pace(self, request: web.Request) -> web.Response:
        """Keeps the rate limits or lifts them."""
        self._pace.enabled = bool((await request.json())["enabled"])
        return _answer({"enabled": self._pace.enabled})


def _answer(value: object, status: int = 200) -> web.Response:
    return web.Response(status=status, text=json.dumps(plain(value)), content_type="application/json")


async def in_pieces(records: Sequence[object]) -> str:
    """A list as JSON, written piece by piece: a long one takes seconds, and bots are answered meanwhile."""
    pieces = []
    for start in range(0, len(records), PIECE):
        pieces.append(json.dumps(plain(records[start : start + PIECE]))[1:-1])
        await asyncio.sleep(0)
    return f"[{', '.join(pieces)}]"


def plain(value: object) -> Any:
    """JSON of the stand-in's records: sets in order, times in ISO 8601, secrets left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = [one for one in dataclasses.fields(value) if one.repr]
        return {one.name: plain(getattr(value, one.name)) for one in fields}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value


@web.middleware
async def no_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Programs of this machine alone: no page that somebody has open in a browser has the stand-in do something,
    neither as itself nor under another name for this machine."""
    if "Origin" in request.headers or not is_loopback(urlsplit(f"//{request.host}").hostname or ""):
        raise web.HTTPForbidden
    return await handler(request)
