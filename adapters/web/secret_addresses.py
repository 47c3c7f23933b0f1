"""Serves programs that cannot log in, such as calendars, under addresses that nobody can guess.

An address is as good as a password: it is written to no log, and what is answered tells nobody where it was asked from.
"""

import math
from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from types import MappingProxyType

import structlog
from aiohttp import web

from adapters.web.api.allowance import Allowance
from bot.capability import Elsewhere, Found, Offers, SecretOffer
from bot.clock import Clocks
from bot.ports import StorageUnavailable
from bot.storage.sessions import Database

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }
)

BURST = 20
"""Requests that may be made at once under one address: several calendars of one person that start together."""

PER_SECOND = 0.2
"""Requests a second that may go on: a calendar asks every few hours, an impatient person a few times a minute."""

log = structlog.stdlib.get_logger(__name__)


class SecretAddresses:
    """All addresses of this kind of one process."""

    def __init__(self, database: Database, offers: Offers, clocks: Clocks, allowance: Allowance | None = None) -> None:
        self._database = database
        self._offers = offers.secrets()
        self._clocks = clocks
        self._allowance = allowance or Allowance(clocks.machine, BURST, PER_SECOND)

    def routes(self) -> list[web.RouteDef]:
        """For the application to mount; each answers HEAD as well."""
        return [
            web.get(offer.path.replace("{secret}", f"{{secret:{offer.pattern}}}"), partial(self._serve, offer))
            for offer in self._offers
        ]

    async def _serve(self, offer: SecretOffer, request: web.Request) -> web.StreamResponse:
        secret = request.match_info["secret"]
        if wait := self._allowance.wait(int.from_bytes(sha256(secret.encode()).digest()[:8])):
            text = "This address is asked too often."
            return _said(text, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(math.ceil(wait))})
        try:
            async with self._database.read() as session:
                found = await offer.handler(session, self._clocks, secret)
            if isinstance(found, Found) and found.noted and offer.note is not None:
                async with self._database.write() as session:
                    await offer.note(session, secret, self._clocks.machine.now())
        except StorageUnavailable:
            return _said("Ask again in a minute.", HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "60"})
        except Exception as error:
            # The error's own words could hold the secret, and its place in the program does not.
            log.error("secret_address_failed", path=offer.path, error=type(error).__name__)
            return _said("That did not work.", HTTPStatus.INTERNAL_SERVER_ERROR)
        match found:
            case None:
                return _said("There is nothing here. Ask Instep in chat for a new address.", HTTPStatus.NOT_FOUND)
            case Elsewhere(url):
                return web.Response(status=HTTPStatus.FOUND, headers={**HEADERS, "Location": url})
            case Found():
                return _document(found, request)


def _document(found: Found, request: web.Request) -> web.Response:
    tag = sha256(found.document.data).hexdigest()[:32]
    headers = {
        **HEADERS,
        "Cache-Control": f"{'public' if found.shared else 'private'}, max-age={found.lasts.total_seconds():.0f}",
        "ETag": f'"{tag}"',
    }
    if any(one.value in (tag, "*") for one in request.if_none_match or ()):
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    headers["Content-Type"] = found.document.media_type
    if found.document.name:
        headers["Content-Disposition"] = f'inline; filename="{found.document.name}"'
    return web.Response(body=found.document.data, headers=headers)


def _said(text: str, status: HTTPStatus, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(text=text, status=status, headers={**HEADERS, "Cache-Control": "no-store", **(headers or {})})
