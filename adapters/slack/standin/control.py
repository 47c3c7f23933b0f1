"""The stand-in's own control over HTTP, under `/_standin/`, for those who run in another process."""

import asyncio
import dataclasses
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiohttp import web

from adapters.slack.standin.world import CannotAct, NoSuchThing
from bot.settings import is_loopback

if TYPE_CHECKING:
    from adapters.slack.standin.server import SlackStandin

Json = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PIECE = 200
"""Records that are written in one go."""

WORLD_VERBS = frozenset(
    {
        "add_workspace",
        "install_app",
        "add_user",
        "add_channel",
        "set_user",
        "set_channel",
        "set_app",
        "set_scopes",
        "set_token_active",
        "say",
    }
)
PEOPLE_VERBS = frozenset(
    {"command", "press", "presses", "submit", "suggest", "close", "shortcut", "global_shortcut", "authorize"}
)
SCREEN_VERBS = frozenset(
    {"seen", "look", "behind", "write", "type_command", "press_element", "suggest_options", "submit_view"}
)
HAPPENING_VERBS = frozenset(
    {
        "mention",
        "write",
        "react",
        "take_back",
        "direct_message",
        "open_home",
        "join",
        "leave",
        "join_workspace",
        "change_user",
        "archive",
        "unarchive",
        "rename",
        "delete_channel",
        "share",
        "unshare",
        "uninstall",
        "event",
        "redeliver",
    }
)


class Control:
    """Every verb takes its keyword arguments as a JSON object and returns its result as JSON.

    `POST world/<verb>`, `POST act/<verb>`, `POST bot {"url"}`, `POST fault {"kind", …}`, `DELETE fault`,
    `POST lots {"seed"}`, `POST pace {"enforced", "except"}`, `POST replay {"number"}`;
    `GET ledger|calls|changes?after=SEQ&wait=SECONDS`, `GET channel/<id>`, `GET inbox|direct|modal|home/<user>`,
    `GET facts`.
    """

    def __init__(self, standin: "SlackStandin") -> None:
        self._standin = standin

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        for path, handler in {
            "world/{verb}": self._world,
            "act/{verb}": self._act,
            "bot": self._bot,
            "fault": self._fault,
            "lots": self._lots,
            "pace": self._pace,
            "retries": self._retries,
            "replay": self._replay,
        }.items():
            app.router.add_post(f"/_standin/{path}", self._guarded(handler))
        app.router.add_delete("/_standin/fault", self._guarded(self._clear_faults))
        for path, handler in {
            "facts": self._facts,
            "ledger": self._ledger,
            "calls": self._calls,
            "changes": self._changes,
            "channel/{id}": self._channel,
            "inbox/{id}": self._inbox,
            "direct/{id}": self._direct,
            "modal/{id}": self._modal,
            "home/{id}": self._home,
        }.items():
            app.router.add_get(f"/_standin/{path}", self._guarded(handler))

    def _guarded(
        self, handler: Callable[[web.Request], Awaitable[Any]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            try:
                return web.Response(text=await written(await handler(request)), content_type="application/json")
            except NoSuchThing as error:
                return web.json_response({"error": str(error)}, status=404)
            except CannotAct as error:
                return web.json_response({"error": str(error)}, status=409)
            except (TypeError, ValueError) as error:
                return web.json_response({"error": str(error)}, status=400)

        return serve

    async def _world(self, request: web.Request) -> Any:
        verb = _verb(request, WORLD_VERBS)
        return getattr(self._standin.world, verb)(**await _body(request))

    async def _act(self, request: web.Request) -> Any:
        verb = _verb(request, PEOPLE_VERBS | HAPPENING_VERBS | SCREEN_VERBS)
        screen, people = self._standin.screen, self._standin.people
        actor = screen if verb in SCREEN_VERBS else people if verb in PEOPLE_VERBS else self._standin.happenings
        result = getattr(actor, verb)(**await _body(request))
        return await result if asyncio.iscoroutine(result) else result

    async def _bot(self, request: web.Request) -> Any:
        self._standin.connect_bot((await _body(request))["url"])

    async def _fault(self, request: web.Request) -> Any:
        return self._standin.add_fault(**await _body(request))

    async def _clear_faults(self, request: web.Request) -> Any:
        self._standin.desk.faults.clear()

    async def _lots(self, request: web.Request) -> Any:
        self._standin.desk.faults.seed(int((await _body(request))["seed"]))

    async def _pace(self, request: web.Request) -> Any:
        asked = await _body(request)
        self._standin.desk.pace.enforced = bool(asked["enforced"])
        self._standin.desk.pace.lifted = frozenset(asked.get("except", ()))

    async def _retries(self, request: web.Request) -> Any:
        self._standin.courier.insists = bool((await _body(request))["on"])

    async def _replay(self, request: web.Request) -> Any:
        return await self._standin.courier.replay((await _body(request))["number"])

    async def _facts(self, request: web.Request) -> Any:
        app = self._standin.world.app
        return {
            "api_url": self._standin.api_url,
            "signing_secret": app.signing_secret,
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "app_token": app.app_token,
            "app_id": app.id,
            "tokens": {team: each.token for team, each in self._standin.world.installations.items()},
        }

    async def _ledger(self, request: web.Request) -> Any:
        after = int(request.query.get("after", "0"))
        await self._wait(request, lambda: len(self._standin.ledger.entries) > after)
        return self._standin.ledger.entries[after:]

    async def _calls(self, request: web.Request) -> Any:
        return self._standin.ledger.calls[int(request.query.get("after", "0")) :]

    async def _changes(self, request: web.Request) -> Any:
        query = request.query
        return await self._standin.world.changes.after(int(query.get("after", "0")), float(query.get("wait", "0")))

    async def _wait(self, request: web.Request, grown: Callable[[], bool]) -> None:
        seconds = float(request.query.get("wait", "0"))
        if seconds <= 0 or grown():
            return
        try:
            await self._standin.ledger.wait_for(lambda _: grown(), seconds)
        except TimeoutError:
            return

    async def _channel(self, request: web.Request) -> Any:
        place = self._standin.world.channel(request.match_info["id"])
        return {
            "id": place.id,
            "name": place.name,
            "kind": place.kind,
            "teams": place.teams,
            "members": place.members,
            "archived": place.archived,
            "messages": self._standin.messages(place.id),
        }

    async def _inbox(self, request: web.Request) -> Any:
        return self._standin.inbox(request.match_info["id"])

    async def _direct(self, request: web.Request) -> Any:
        return self._standin.direct_messages(request.match_info["id"])

    async def _modal(self, request: web.Request) -> Any:
        return self._standin.modal(request.match_info["id"])

    async def _home(self, request: web.Request) -> Any:
        return self._standin.home(request.match_info["id"])


@web.middleware
async def no_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Programs of this machine alone: no page that somebody has open in a browser has the stand-in do something,
    neither as itself nor under another name for this machine."""
    if "Origin" in request.headers or not is_loopback(urlsplit(f"//{request.host}").hostname or ""):
        raise web.HTTPForbidden
    return await handler(request)


async def written(value: Any) -> str:
    """JSON, of a list piece by piece: a long ledger takes seconds, and bots are answered meanwhile."""
    if not isinstance(value, list):
        return json.dumps(as_json(value))
    pieces = []
    for start in range(0, len(value), PIECE):
        pieces.append(json.dumps(as_json(value[start : start + PIECE]))[1:-1])
        await asyncio.sleep(0)
    return f"[{', '.join(pieces)}]"


def as_json(value: Any) -> Any:
    """Plain JSON of what the stand-in holds: dataclasses as objects, times in ISO 8601, sets sorted."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: as_json(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): as_json(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(part) for part in value]
    if isinstance(value, set | frozenset):
        return sorted(value)
    return value


def _verb(request: web.Request, allowed: frozenset[str]) -> str:
    verb = request.match_info["verb"]
    if verb not in allowed:
        raise NoSuchThing(f"no verb {verb!r}")
    return verb


async def _body(request: web.Request) -> Json:
    if not request.can_read_body:
        return {}
    body = await request.json()
    if not isinstance(body, dict):
        raise ValueError("a JSON object is expected")
    return body
