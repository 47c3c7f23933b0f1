"""The Web API over HTTP: authentication, pace, faults, and the answer in Slack's form."""

import json
import math
from typing import Any

from aiohttp import web

from adapters.slack.standin.call import Call, Method, Refusal
from adapters.slack.standin.desk import Desk
from adapters.slack.standin.methods import METHODS, WITHOUT_BOT_TOKEN
from adapters.slack.standin.socket import SocketMode
from adapters.slack.standin.trouble import Trouble, too_many
from adapters.slack.standin.wire import Exchange
from adapters.slack.standin.world import Installation

Json = dict[str, Any]


class WebApi:
    """Serves `/api/<method>`."""

    def __init__(self, desk: Desk, socket: SocketMode, trouble: Trouble, origin: str) -> None:
        self._desk = desk
        self._socket = socket
        self._trouble = trouble
        self._origin = origin

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        name = request.match_info["method"]
        method = METHODS.get(name)
        args = await _arguments(
            request, takes_json=name in WITHOUT_BOT_TOKEN or (method is not None and method.takes_json)
        )
        authorization = request.headers.get("Authorization", "")
        token = (
            authorization.removeprefix("Bearer ") if authorization.startswith("Bearer ") else str(args.get("token", ""))
        )
        installation = self._desk.world.by_token(token)
        team = installation.team_id if installation else None
        channel = args["channel"] if isinstance(args.get("channel"), str) else None
        if name != "apps.connections.open" and method is None:
            return self._answer(name, args, team, channel, Refusal("unknown_method"))
        if installation and installation.active:
            wait = self._desk.pace.take(installation.team_id, name, channel)
            if wait is not None:
                self._desk.ledger.record_call(name, team, channel, "ratelimited", 429)
                return too_many(str(math.ceil(wait)))
        fault = self._desk.faults.match(name, team, channel)
        if fault is not None and (suffered := await self._trouble.before(fault, request, name, installation, channel)):
            return suffered
        call = Call(self._desk, name, args, installation, self._origin, authorization)
        try:
            self._authenticate(name, token, installation)
            result = await self._result(method, call, token)
        except Refusal as refusal:
            answer = self._answer(name, args, team, channel, refusal)
        else:
            await self._desk.ledger.announce()
            if fault is not None and (suffered := await self._trouble.after(fault, request, name, team, channel)):
                return suffered
            self._desk.ledger.record_call(name, team, channel, None)
            self._keep(name, args, {"ok": True, **result})
            answer = web.json_response({"ok": True, **result})
        if installation:
            answer.headers["X-OAuth-Scopes"] = ",".join(sorted(installation.scopes))
        return answer

    async def _result(self, method: Method | None, call: Call, token: str) -> Json:
        if method is None:
            if token != self._desk.world.app.app_token:
                raise Refusal("not_allowed_token_type" if call.installation else "invalid_auth")
            return {"url": f"{self._origin.replace('http', 'ws', 1)}/link?ticket={self._socket.ticket()}"}
        if method.scopes:
            call.need(*method.scopes)
        for argument in method.unserved:
            if call.args.get(argument) is not None:
                raise Refusal("not_served", detail=f"{call.method} with {argument}")
        return await method.serve(call)

    def _authenticate(self, method: str, token: str, installation: Installation | None) -> None:
        if method in WITHOUT_BOT_TOKEN:
            return
        if not token:
            raise Refusal("not_authed")
        if installation is None:
            raise Refusal("not_allowed_token_type" if token == self._desk.world.app.app_token else "invalid_auth")
        if not installation.active:
            raise Refusal("token_revoked")

    def _answer(self, method: str, args: Json, team: str | None, channel: str | None, refusal: Refusal) -> web.Response:
        self._desk.ledger.record_call(method, team, channel, refusal.error)
        self._keep(method, args, {"ok": False, "error": refusal.error, **refusal.more})
        return web.json_response({"ok": False, "error": refusal.error, **refusal.more})

    def _keep(self, method: str, args: Json, answer: Json) -> None:
        """Keep the call for whoever asks what went over the wire for a message or a view."""
        if method.startswith("chat."):
            where, what = answer.get("channel", args.get("channel")), answer.get("ts") or answer.get("message_ts")
            about = (where, what or args.get("ts"))
        elif method.startswith("views."):
            about = ("", (answer.get("view") or {}).get("id") or args.get("view_id"))
        else:
            return
        conversation, message = (str(part or "") for part in about)
        self._desk.wire.keep(Exchange(self._desk.clock.utc(), method, conversation, message, args, answer))


async def _arguments(request: web.Request, *, takes_json: bool) -> Json:
    """Query and form always count; a JSON body only for methods that take one, as at Slack."""
    args: Json = dict(request.query)
    if request.method != "POST" or not request.can_read_body:
        return args
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read())
        except ValueError:
            return args
        return args | body if takes_json and isinstance(body, dict) else args
    return args | {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
