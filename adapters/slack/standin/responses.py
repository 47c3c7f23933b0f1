"""Response URLs over HTTP: the way to answer one interaction, five times within half an hour."""

from typing import Any

from aiohttp import web

from adapters.slack.standin import posting
from adapters.slack.standin.call import Refusal
from adapters.slack.standin.desk import Desk
from adapters.slack.standin.trouble import Trouble
from adapters.slack.standin.wire import Exchange
from adapters.slack.standin.world import Channel, Installation

Json = dict[str, Any]


class Responses:
    """Serves `/response/<name>` (docs.slack.dev/interactivity/handling-user-interaction)."""

    def __init__(self, desk: Desk, trouble: Trouble) -> None:
        self._desk = desk
        self._trouble = trouble

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one use."""
        try:
            body = await request.json()
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        method, name = "response_url", request.match_info["name"]
        fault = self._desk.faults.match(method, None, None)
        if fault is not None and (suffered := await self._trouble.before(fault, request, method, None, None)):
            return suffered
        try:
            ticket = self._desk.tickets.redeem_response(name)
            if not isinstance(body, dict):
                raise Refusal("invalid_payload")
            installation = self._desk.world.installation(ticket.team)
            place = self._desk.world.channel(ticket.channel)
            self._respond(installation, place, ticket.user, ticket.ts, ticket.ephemeral, ticket.thread_ts, body)
        except Refusal as refusal:
            self._desk.ledger.record_call(method, None, None, refusal.error, 404)
            status = 404 if refusal.error in ("expired_url", "used_url") else 400
            return web.Response(status=status, text=refusal.error)
        stored = self._desk.ledger.entries[-1]
        kept = Exchange(stored.at, method, stored.channel or "", stored.ts or "", body, "ok")
        self._desk.wire.keep(kept)
        await self._desk.ledger.announce()
        if fault is not None and (suffered := await self._trouble.after(fault, request, method, None, None)):
            return suffered
        self._desk.ledger.record_call(method, ticket.team, ticket.channel, None)
        return web.Response(text="ok")

    def _respond(
        self,
        installation: Installation,
        place: Channel,
        user: str,
        ts: str | None,
        ephemeral: bool,
        thread_ts: str | None,
        body: Json,
    ) -> None:
        desk, via = self._desk, "response_url"
        known = {"text", "blocks", "response_type", "replace_original", "delete_original", "thread_ts", "metadata"}
        known |= {"unfurl_links", "unfurl_media"}
        if set(body) - known:
            raise Refusal("not_served", detail=", ".join(sorted(set(body) - known)))
        if body.get("delete_original"):
            if ts is None:
                raise Refusal("message_not_found")
            if ephemeral:
                inbox = self._desk.world.inbox[user]
                inbox[:] = [each for each in inbox if each.ts != ts]
                desk.ledger.record("delete", via, installation.team_id, channel=place.id, ts=ts, user=user)
            else:
                said = posting.own_message(place, ts, installation, "cant_delete_message")
                posting.delete(desk, installation, said, via)
            return
        flags: Json = {name: body[name] for name in ("unfurl_links", "unfurl_media") if name in body}
        content = posting.content(desk, body.get("text"), body.get("blocks"), body.get("metadata"), flags)
        if body.get("replace_original") and ts is not None:
            if ephemeral:
                posting.whisper(desk, installation, place.id, user, content, via, thread_ts, replaces=ts)
            else:
                said = posting.own_message(place, ts, installation, "cant_update_message")
                posting.update(desk, installation, said, content, via)
        elif body.get("response_type", "ephemeral") == "in_channel":
            posting.post(desk, installation, place, content, via, body.get("thread_ts"))
        else:
            posting.whisper(desk, installation, place.id, user, content, via, body.get("thread_ts"))
