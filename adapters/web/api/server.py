"""Serves what capabilities offer to programs: who asks, may they, one transaction, then the answer."""

import asyncio
import math
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus

import structlog
from aiohttp import web
from pydantic import BaseModel, ValidationError

from adapters.web.api.allowance import Allowance
from adapters.web.api.errors import Failed, declined, malformed
from adapters.web.api.openapi import description
from bot.asked import NOW
from bot.capability import Acting, Asked, Declined, Document, EndpointOffer, Offers
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery.outbox import Outbox, Wake, nobody
from bot.people import directory, requests, tokens
from bot.people.refusal import Refused
from bot.people.tokens import Holder
from bot.ports import ChatPlatform, StorageUnavailable
from bot.storage.sessions import Database, Session, WrittenMeanwhile, database_now

BASE = "/api"

LARGEST = 64 * 1024
"""Bytes of a body: several times the longest update."""

READ_SECONDS = 15.0
"""Longest time that a body may take to come in."""

_TOKEN = re.compile(rf"{tokens.PREFIX}[\w-]{{43}}", re.ASCII)
_KEY = re.compile(rf"[!-~]{{1,{requests.LONGEST_KEY}}}")

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True)
class Question:
    """A request that got through the gate. `key` is empty for what changes nothing."""

    holder: Holder
    key: str
    fingerprint: str
    asked: Asked


class Api:
    """All endpoints of one process."""

    def __init__(
        self,
        database: Database,
        offers: Offers,
        clocks: Clocks,
        platforms: Mapping[str, ChatPlatform],
        wake: Wake = nobody,
        allowance: Allowance | None = None,
    ) -> None:
        self._database = database
        self._all_offers = offers
        self._offers = offers.endpoints()
        self._clocks = clocks
        self._platforms = platforms
        self._wake = wake
        self._allowance = allowance or Allowance(clocks.machine)
        self._description = description(self._offers, BASE)

    def routes(self) -> list[web.RouteDef]:
        """For the application to mount last: what is below the base and not there is answered in the same shape."""
        paths = sorted({offer.path for offer in self._offers})
        return [
            web.get(f"{BASE}/openapi.json", self._describe),
            *(web.route(offer.method, BASE + offer.path, partial(self._serve, offer)) for offer in self._offers),
            *(web.route("*", BASE + path, partial(self._other_method, path)) for path in paths),
            web.route("*", f"{BASE}/{{rest:.*}}", self._not_there),
        ]

    async def _describe(self, request: web.Request) -> web.Response:
        return web.json_response(self._description)

    async def _other_method(self, path: str, request: web.Request) -> web.Response:
        known = ", ".join(sorted(offer.method for offer in self._offers if offer.path == path))
        text = f"This address is asked with {known}."
        return Failed(HTTPStatus.METHOD_NOT_ALLOWED, "method", text, headers={"Allow": known}).response()

    async def _not_there(self, request: web.Request) -> web.Response:
        text = f"There is no such address. {BASE}/openapi.json describes those that are there."
        return Failed(HTTPStatus.NOT_FOUND, "not_found", text).response()

    async def _serve(self, offer: EndpointOffer, request: web.Request) -> web.Response:
        try:
            return await self._answer(offer, request)
        except Failed as failed:
            return failed.response()
        except Declined as refusal:
            return declined(refusal).response()
        except Refused as refusal:
            return Failed(HTTPStatus.FORBIDDEN, "not_allowed", str(refusal)).response()
        except StorageUnavailable:
            text = "The database cannot be used now. Ask again in a minute with the same key: nothing is done twice."
            return Failed(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", text, headers={"Retry-After": "60"}).response()
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("request_failed", reference=reference, path=offer.path)
            text = f"That did not work, and nothing was changed. Give your admin the reference {reference}."
            return Failed(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", text).response()

    async def _answer(self, offer: EndpointOffer, request: web.Request) -> web.Response:
        holder = await self._holder(offer, request)
        question = await _question(offer, request, holder, self._clocks.calendar.now())
        if offer.reads and await self._use_is_noted(holder):
            async with self._database.read() as session:
                return _response(offer, await offer.handler(await self._acting(session, holder), question.asked))
        try:
            return await self._write(offer, question)
        except WrittenMeanwhile:
            # Somebody else wrote the same first, such as the same request once more: now it can be seen.
            return await self._write(offer, question)

    async def _holder(self, offer: EndpointOffer, request: web.Request) -> Holder:
        """Whom the token acts as, if it is good for this and not used too often."""
        kind, _, value = request.headers.get("Authorization", "").partition(" ")
        found = None
        if kind.lower() == "bearer" and _TOKEN.fullmatch(value.strip()):
            async with self._database.read() as session:
                now = await database_now(session, self._clocks.machine)
                found = await tokens.holder(session, value.strip(), now)
        if found is None:
            text = "Send a token that works as `Authorization: Bearer …`; `instep tokens create` makes one."
            headers = {"WWW-Authenticate": 'Bearer realm="Instep"'}
            raise Failed(HTTPStatus.UNAUTHORIZED, "unauthorized", text, "Authorization", headers)
        if found.purpose not in offer.purposes:
            text = f"This token is for {found.purpose}. Make one for {min(offer.purposes)}."
            raise Failed(HTTPStatus.FORBIDDEN, "wrong_purpose", text, "Authorization")
        if found.gone:
            text = "The person whom this token acts as does not take part any more. Make one for somebody else."
            raise Failed(HTTPStatus.FORBIDDEN, "person_gone", text, "Authorization")
        if wait := self._allowance.wait(found.token_id):
            seconds = math.ceil(wait)
            text = f"This token asks too often. Wait {seconds} s."
            headers = {"Retry-After": str(seconds)}
            raise Failed(HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests", text, headers=headers)
        return found

    async def _use_is_noted(self, holder: Holder) -> bool:
        async with self._database.read() as session:
            return await tokens.use_is_noted(session, holder.token_id, self._clocks.machine.now())

    async def _write(self, offer: EndpointOffer, question: Question) -> web.Response:
        """One transaction: the key, what is done, the answer to it, and the token's last use."""
        holder, key = question.holder, question.key
        now = self._clocks.machine.now()
        async with self._database.write() as session:
            if key:
                earlier = await requests.begin(session, holder.token_id, key, question.fingerprint, now)
                if earlier is not None and not earlier.same:
                    text = "This key was used for something else. Take a new key for each thing you ask for."
                    raise Failed(HTTPStatus.CONFLICT, "key_reused", text, "Idempotency-Key")
                if earlier is not None:
                    return _json(offer.status, earlier.answer)
            given = await offer.handler(await self._acting(session, holder), question.asked)
            if key:
                assert isinstance(given, BaseModel), "what is done once is answered in JSON"
                await requests.finish(session, holder.token_id, key, given.model_dump_json())
            await tokens.note_use(session, holder.token_id, now)
        return _response(offer, given)

    async def _acting(self, session: Session, holder: Holder) -> Acting:
        actor = await directory.actor_of(session, holder.person_id)
        return Acting(
            session=session,
            outbox=Outbox(session, self._clocks, self._wake),
            actor=actor,
            t=Texts(actor.locale or "en"),
            clocks=self._clocks,
            platforms=self._platforms,
            offers=self._all_offers,
        )


async def _question(offer: EndpointOffer, request: web.Request, holder: Holder, now: datetime) -> Question:
    """What is asked for, read and checked as far as that needs no database."""
    keyed = offer.keyed and offer.method != "GET"
    key = request.headers.get("Idempotency-Key", "") if keyed else ""
    if keyed and not _KEY.fullmatch(key):
        text = f"Send an Idempotency-Key of 1 to {requests.LONGEST_KEY} visible characters, a new one for each request."
        raise Failed(HTTPStatus.BAD_REQUEST, "key_missing", text, "Idempotency-Key")
    body = _checked(offer.body, await _body(request), now) if offer.body else None
    if any("\0" in value for value in request.match_info.values()):
        # No text in a database holds this character, so asking for it would be a fault there.
        raise Failed(HTTPStatus.NOT_FOUND, "not_found", "There is nothing of that id.")
    query = None
    if offer.query:
        try:
            query = offer.query.model_validate(dict(request.query))
        except ValidationError as error:
            raise malformed(error, offer.query) from None
    # What was left out counts: beside a null of a field that stays when it is left out, it asks for something else.
    said = body.model_dump_json(exclude_unset=True) if body else ""
    fingerprint = requests.fingerprint([offer.method, request.path, said])
    return Question(holder, key, fingerprint, Asked(dict(request.match_info), query, body))


async def _body(request: web.Request) -> bytes:
    if request.content_type != "application/json" or request.charset not in (None, "utf-8", "UTF-8"):
        text = "Send the body as application/json in UTF-8."
        raise Failed(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media_type", text, "Content-Type")
    if request.headers.get("Content-Encoding"):
        text = "Send the body without Content-Encoding."
        raise Failed(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media_type", text, "Content-Encoding")
    if (request.content_length or 0) > LARGEST:
        raise _too_large()
    data = b""
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for piece in request.content.iter_any():
                data += piece
                if len(data) > LARGEST:
                    raise _too_large()
    except TimeoutError:
        text = f"The body did not come in within {READ_SECONDS:.0f} s."
        raise Failed(HTTPStatus.REQUEST_TIMEOUT, "timeout", text, headers={"Connection": "close"}) from None
    return data


def _too_large() -> Failed:
    text = f"The body is larger than {LARGEST // 1024} kB."
    # What was not read must not be taken for the next request.
    return Failed(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", text, headers={"Connection": "close"})


def _checked(model: type[BaseModel], data: bytes, now: datetime) -> BaseModel:
    try:
        return model.model_validate_json(data, context={NOW: now})
    except ValidationError as error:
        raise malformed(error, model, of_one=data.lstrip()[:1] == b"{") from None


def _response(offer: EndpointOffer, given: BaseModel | Document) -> web.Response:
    if isinstance(given, Document):
        return web.Response(status=offer.status, body=given.data, headers={"Content-Type": given.media_type})
    return _json(offer.status, given.model_dump_json())


def _json(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=text, content_type="application/json")
