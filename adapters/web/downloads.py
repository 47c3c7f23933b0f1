"""Serves what people fetch from chat by a link of their own: a page that asks once, then the file.

Opening the link fetches nothing: chat products and mail gateways open links before people do.
"""

import html
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType

import structlog
from aiohttp import web

from bot.capability import Acting, Document, Offers
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery.outbox import Outbox, Wake, nobody
from bot.people import directory
from bot.people.access import Actor
from bot.people.personal_links import PATH, Claim, Links
from bot.people.refusal import Refused
from bot.ports import ChatPlatform, StorageUnavailable
from bot.storage.sessions import Database, Session

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex",
    }
)

PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Instep</title><style>body{{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem}}
button{{font:inherit;padding:.6rem 1.2rem}}:root{{color-scheme:light dark}}</style></head>
<body><p>{text}</p>{button}</body></html>
"""

log = structlog.stdlib.get_logger(__name__)


class Downloads:
    """The two requests of a link: the page, and the file."""

    def __init__(
        self,
        database: Database,
        offers: Offers,
        clocks: Clocks,
        platforms: Mapping[str, ChatPlatform],
        links: Links,
        wake: Wake = nobody,
    ) -> None:
        self._database = database
        self._offers = offers
        self._clocks = clocks
        self._platforms = platforms
        self._links = links
        self._wake = wake

    def routes(self) -> list[web.RouteDef]:
        """For the application to mount."""
        address = f"{PATH}/{{claim}}"
        return [web.get(address, self._serve(self._ask)), web.post(address, self._serve(self._fetch))]

    def _serve(
        self, answer: Callable[[Claim], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            claim = self._links.claim(request.match_info["claim"])
            if claim is None or claim.what not in self._offers.downloads:
                return _run_out(Texts("en"))
            try:
                return await answer(claim)
            except StorageUnavailable:
                t = Texts("en")
                return _page(t, t("The database cannot be used now. Try again in a minute."), HTTPStatus(503))

        return serve

    async def _ask(self, claim: Claim) -> web.Response:
        async with self._database.read() as session:
            actor = await self._actor(session, claim)
        if actor is None:
            return _run_out(Texts("en"))
        t = Texts(actor.locale or "en")
        if self._offers.downloads[claim.what].admins_see:
            text = t(
                "This file is for {name}. The admins of each side that is in it will see who took it.", name=actor.name
            )
        else:
            text = t("This file is for {name}.", name=actor.name)
        return _page(t, text, HTTPStatus.OK, t("Download"))

    async def _fetch(self, claim: Claim) -> web.Response:
        async with self._database.write() as session:
            actor = await self._actor(session, claim)
            if actor is None:
                return _run_out(Texts("en"))
            t = Texts(actor.locale or "en")
            acting = Acting(
                session=session,
                outbox=Outbox(session, self._clocks, self._wake),
                actor=actor,
                t=t,
                clocks=self._clocks,
                platforms=self._platforms,
                offers=self._offers,
            )
            try:
                document = await self._offers.downloads[claim.what].fetch(acting, claim.about)
            except Refused as refused:
                return _page(t, str(refused), HTTPStatus.FORBIDDEN)
        return _file(document)

    async def _actor(self, session: Session, claim: Claim) -> Actor | None:
        """Whoever the link is for; None if they do not take part any more."""
        if not await directory.takes_part(session, claim.person_id):
            return None
        return await directory.actor_of(session, claim.person_id)


def _file(document: Document) -> web.Response:
    headers = {
        **HEADERS,
        "Content-Type": document.media_type,
        "Content-Disposition": f'attachment; filename="{document.name}"',
    }
    return web.Response(body=document.data, headers=headers)


def _run_out(t: Texts) -> web.Response:
    text = t("This link has run out, or it is not whole. Ask for a new one in chat.")
    return _page(t, text, HTTPStatus.NOT_FOUND)


def _page(t: Texts, text: str, status: HTTPStatus, button: str = "") -> web.Response:
    form = f'<form method="post"><button>{html.escape(button)}</button></form>' if button else ""
    page = PAGE.format(lang=html.escape(t.locale), text=html.escape(text), button=form)
    return web.Response(text=page, status=status, content_type="text/html", headers=HEADERS)
