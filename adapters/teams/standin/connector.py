"""The Bot Connector's REST interface: the calls that Instep makes, and by name a refusal of the others."""

import asyncio
import json
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from adapters.teams.standin import misfortune, roster, rules
from adapters.teams.standin.faults import Faults, Operation
from adapters.teams.standin.ledger import Ledger, Message
from adapters.teams.standin.pace import Pace
from adapters.teams.standin.records import Place, Reach, Registration, Unknown
from adapters.teams.standin.rules import Refusal
from adapters.teams.standin.tokens import NoToken, Tokens
from adapters.teams.standin.wire import Wire
from adapters.teams.standin.world import World

Body = Mapping[str, Any]
Work = Callable[[Registration, Body], Awaitable[web.Response]]
KIND = {Operation.CREATE: "create", Operation.MEMBERS: "read", Operation.TEAM: "read"}


@dataclass
class Latency:
    """Seconds that every connector call takes, to stand for the network."""

    seconds: float = 0.0


class Connector:
    """Serves `/teams/v3/…`: who calls, at what pace, with which fault, and then what it does."""

    def __init__(self, world: World, tokens: Tokens, faults: Faults, pace: Pace, ledger: Ledger, wire: Wire) -> None:
        self._world = world
        self._tokens = tokens
        self._faults = faults
        self._pace = pace
        self._ledger = ledger
        self._wire = wire
        self.latency = Latency()

    def routes(self) -> list[web.RouteDef]:
        """The paths of the connector, in the order in which they are tried."""
        base = "/teams/v3"
        conversation = base + "/conversations/{conversation}"
        return [
            web.post(base + "/conversations", self.create),
            web.post(conversation + "/activities", self.send),
            web.post(conversation + "/activities/{activity}", self.send),
            web.put(conversation + "/activities/{activity}", self.update),
            web.delete(conversation + "/activities/{activity}", self.delete),
            web.get(conversation + "/pagedmembers", self.members),
            web.get(conversation + "/members/{member}", self.member),
            web.get(base + "/teams/{team}", self.team),
            web.get(base + "/teams/{team}/conversations", self.channels),
            web.route("*", "/teams/{rest:.*}", self.unserved),
        ]

    # --- the frame around every call ------------------------------------------------------------------------------

    async def _serve(self, request: web.Request, operation: Operation, work: Work) -> web.Response:
        noted = request.match_info.get("conversation") or request.match_info.get("team") or ""
        app_id = ""
        body: Body = {}
        try:
            app = self._authenticate(request)
            app_id = app.app_id
            body = await self._body(request)
            if operation is Operation.CREATE:
                noted = self._destination(app, body)
            if self.latency.seconds:
                await asyncio.sleep(self.latency.seconds)

            async def answer() -> web.Response:
                try:
                    self._throttle(app, operation, noted)
                    return await work(app, body)
                except Unknown as error:
                    return misfortune.error(404, "ConversationNotFound", str(error))
                except Refusal as error:
                    return misfortune.error(error.status, error.code, error.message, error.headers)

            given = await misfortune.suffer(request, self._faults.take(operation, noted), answer)
        except misfortune.Cut:
            self._ledger.note(operation, app_id, noted, 0)
            raise
        except Refusal as error:
            given = misfortune.error(error.status, error.code, error.message)
        self._ledger.note(operation, app_id, noted, given.status, _code(given))
        if operation not in (Operation.MEMBERS, Operation.TEAM):
            told = json.loads(given.text) if given.text else None
            message = _message(told) or request.match_info.get("activity", "")
            came = {"status": given.status, "body": told}
            self._wire.keep(f"{request.method} {operation}", noted, message, body, came)
        return given

    def _authenticate(self, request: web.Request) -> Registration:
        try:
            app_id, tenant = self._tokens.caller(request.headers.get("Authorization", ""))
        except NoToken as error:
            raise Refusal(401, error.code, "Authorization has been denied for this request.") from error
        app = self._world.registrations.get(app_id)
        if app is None or tenant != app.token_tenant:
            raise Refusal(401, "BotNotRegistered", "The token is not one of a registered bot's own tenant.")
        return app

    async def _body(self, request: web.Request) -> Body:
        if request.method in ("GET", "DELETE"):
            return {}
        if request.content_type != "application/json":
            raise rules.bad("The body is not JSON.")
        try:
            body = json.loads(await request.read())
        except ValueError as error:
            raise rules.bad("The body is not JSON.") from error
        if not isinstance(body, dict):
            raise rules.bad("The body is not an object.")
        return body

    def _destination(self, app: Registration, body: Body) -> str:
        try:
            channel = ((body.get("channelData") or {}).get("channel") or {}).get("id")
            member = str((body.get("members") or [{}])[0].get("id") or "")
        except (AttributeError, LookupError, TypeError) as error:
            raise rules.bad("channelData or members are of the wrong type.") from error
        user = self._world.user_at(app.app_id, member)
        return str(channel or (user.id if user else member))

    def _throttle(self, app: Registration, operation: Operation, conversation: str) -> None:
        tenant = app.tenant
        try:
            tenant = self._world.place(conversation).tenant
        except Unknown:
            if conversation in self._world.users:
                tenant = self._world.users[conversation].tenant
        wait = self._pace.check(app.app_id, tenant, conversation, KIND.get(operation, "send"))
        if wait > 0:
            after = {"Retry-After": str(math.ceil(wait))}
            raise Refusal(429, "TooManyRequests", "API calls quota exceeded.", after)

    def _reach(self, app: Registration, conversation: str) -> Place:
        """The place that a bot may use; raises Refusal or Unknown."""
        place = self._world.place(conversation)
        if place.tenant != app.tenant and app.reach is Reach.MY_ORG:
            raise Refusal(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        if place.chat is not None and place.chat.personal:
            if app.app_id not in place.chat.apps:
                raise Unknown("that is another bot's chat")
            for user in place.chat.members:
                if (app.app_id, user) in self._world.blocked:
                    raise Refusal(403, "ConversationBlockedByUser", "User blocked the conversation with the bot.")
            if not self._world.has_app(app.app_id, place):
                words = json.dumps({"subCode": "MessageWritesBlocked", "details": "The bot was uninstalled."})
                raise Refusal(403, "Forbidden", words)
        elif not self._world.has_app(app.app_id, place):
            raise Refusal(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        return place

    def _writable(self, app: Registration, conversation: str) -> Place:
        place = self._reach(app, conversation)
        if place.channel is not None and place.channel.archived:
            raise Refusal(403, "NotEnoughPermissions", "The channel is archived.")
        if place.thread and self._ledger.find(place.conversation, place.thread) is None:
            raise Unknown("no such thread")
        return place

    # --- posting --------------------------------------------------------------------------------------------------

    async def create(self, request: web.Request) -> web.Response:
        """A new thread in a channel, or the personal chat with one user."""
        return await self._serve(request, Operation.CREATE, self._create)

    async def _create(self, app: Registration, body: Body) -> web.Response:
        data = body.get("channelData") or {}
        channel = (data.get("channel") or {}).get("id")
        if channel:
            if not body.get("isGroup") or not body.get("activity"):
                raise rules.bad("A new thread needs isGroup and an activity.")
            place = self._writable(app, channel)
            if place.channel is None or place.thread:
                raise rules.bad("A thread is begun in a channel.")
            message = self._post(app, place, body["activity"])
            return web.json_response(
                {"id": f"{place.conversation};messageid={message.id}", "activityId": message.id}, status=201
            )
        members = body.get("members") or []
        tenant = body.get("tenantId") or (data.get("tenant") or {}).get("id")
        if body.get("isGroup") or len(members) != 1:
            raise rules.bad("A bot can only open a chat with one user.")
        if not tenant:
            raise rules.bad("The tenant is missing.")
        if body.get("activity"):
            raise rules.not_served("a first message together with opening a personal chat")
        user = self._world.user_at(app.app_id, str(members[0].get("id", "")))
        if user is None or user.tenant != tenant:
            raise Refusal(403, "ForbiddenOperationException", "The bot is not installed for the user.")
        if tenant != app.tenant and app.reach is Reach.MY_ORG:
            raise Refusal(403, "ForbiddenOperationException", "The app is not available in that tenant.")
        if not self._world.may_message(app.app_id, user.id):
            raise Refusal(403, "ForbiddenOperationException", "The bot is not installed for the user.")
        return web.json_response({"id": self._world.personal_chat(app.app_id, user.id).id}, status=201)

    async def send(self, request: web.Request) -> web.Response:
        """A message to a chat, to a thread, or a reply to one message."""

        async def work(app: Registration, body: Body) -> web.Response:
            place = self._writable(app, request.match_info["conversation"])
            answered = request.match_info.get("activity", "")
            if place.channel is not None and not place.thread and answered:
                place = replace(place, thread=answered)
                if self._ledger.find(place.conversation, answered) is None:
                    raise Refusal(404, "ActivityNotFoundInConversation", "No such activity.")
            return web.json_response({"id": self._post(app, place, body).id}, status=201)

        return await self._serve(request, Operation.SEND, work)

    def _post(self, app: Registration, place: Place, activity: object) -> Message:
        message = self._message(app, place, activity, self._world.stamp())
        self._ledger.post(place.tenant, message)
        return message

    def _message(self, app: Registration, place: Place, activity: object, id: str) -> Message:
        checked = rules.check_activity(activity, self._mentionable(app, place))
        attachments = checked.get("attachments") or []
        card = attachments[0]["content"] if attachments else None
        named = [*(checked.get("entities") or []), *(((card or {}).get("msteams") or {}).get("entities") or [])]
        rings = [one["mentioned"]["id"] for one in named if one.get("type") == "mention"]
        known = self._mentionable(app, place)
        return Message(
            id=id,
            conversation=place.conversation,
            thread="" if place.channel is None else place.thread or id,
            app_id=app.app_id,
            author=app.name,
            text=checked.get("text") or "",
            summary=checked.get("summary") or "",
            card=card,
            mentions=tuple(dict.fromkeys(known[one] for one in rings)),
            activity=checked,
        )

    def _mentionable(self, app: Registration, place: Place) -> dict[str, str]:
        found: dict[str, str] = {}
        for user in self._world.members(place.conversation):
            found |= dict.fromkeys((user.id, user.upn, self._world.address(app.app_id, user.id)), user.id)
        return found

    # --- changing -------------------------------------------------------------------------------------------------

    async def update(self, request: web.Request) -> web.Response:
        """Puts another message in the place of one of the bot's own."""

        async def work(app: Registration, body: Body) -> web.Response:
            old, place = self._own(app, request)
            place = replace(place, thread=old.thread)
            changed = self._message(app, place, body, old.id)
            self._ledger.update(place.tenant, replace(changed, thread=old.thread))
            return web.json_response({"id": old.id})

        return await self._serve(request, Operation.UPDATE, work)

    async def delete(self, request: web.Request) -> web.Response:
        """Deletes one of the bot's own messages."""

        async def work(app: Registration, body: Body) -> web.Response:
            old, place = self._own(app, request)
            self._ledger.delete(place.tenant, old)
            return web.Response()

        return await self._serve(request, Operation.DELETE, work)

    def _own(self, app: Registration, request: web.Request) -> tuple[Message, Place]:
        place = self._reach(app, request.match_info["conversation"])
        old = self._ledger.find(place.conversation, request.match_info["activity"])
        if old is None or (place.thread and old.thread != place.thread):
            raise Refusal(404, "ActivityNotFoundInConversation", "No such activity.")
        if old.app_id != app.app_id:
            raise Refusal(403, "ForbiddenOperationException", "That is not the bot's own message.")
        return old, place

    # --- reading --------------------------------------------------------------------------------------------------

    async def members(self, request: web.Request) -> web.Response:
        """One page of the roster."""

        async def work(app: Registration, body: Body) -> web.Response:
            place = self._reach(app, request.match_info["conversation"])
            size, token = request.query.get("pageSize", "200"), request.query.get("continuationToken", "")
            return web.json_response(roster.page(self._world, app, place, size, token))

        return await self._serve(request, Operation.MEMBERS, work)

    async def member(self, request: web.Request) -> web.Response:
        """One member, by `29:` id, object id or user principal name."""

        async def work(app: Registration, body: Body) -> web.Response:
            place = self._reach(app, request.match_info["conversation"])
            user = self._world.user_at(app.app_id, request.match_info["member"])
            if user is None or user not in self._world.members(place.conversation):
                raise Refusal(404, "MemberNotFoundInConversation", "No such member.")
            return web.json_response(roster.account(self._world, app, user))

        return await self._serve(request, Operation.MEMBERS, work)

    async def team(self, request: web.Request) -> web.Response:
        """A team that has the app."""

        async def work(app: Registration, body: Body) -> web.Response:
            team = self._world.team(request.match_info["team"])
            self._reach(app, team.id)
            return web.json_response(roster.team(self._world, team))

        return await self._serve(request, Operation.TEAM, work)

    async def channels(self, request: web.Request) -> web.Response:
        """The channels of a team that the app can see."""

        async def work(app: Registration, body: Body) -> web.Response:
            team = self._world.team(request.match_info["team"])
            self._reach(app, team.id)
            return web.json_response(roster.channels(self._world, app, team))

        return await self._serve(request, Operation.TEAM, work)

    async def unserved(self, request: web.Request) -> web.Response:
        """Whatever else the connector has."""
        return misfortune.error(
            501, "NotServedByStandIn", f"The stand-in does not serve {request.method} {request.path}."
        )


def _message(told: Any) -> str:
    return str(told.get("activityId") or told.get("id") or "") if isinstance(told, dict) else ""


def _code(response: web.Response) -> str:
    if response.status < 400 or response.text is None:
        return ""
    return str((json.loads(response.text).get("error") or {}).get("code", ""))
