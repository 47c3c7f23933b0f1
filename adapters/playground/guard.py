"""Who may speak to the page's server: whoever has the token of this start, from this machine and from this page."""

import hmac
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Nothing leaves this machine, and nothing that is not ours runs (w3.org/TR/CSP3)."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

LOCKED = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Instep</title></head>
<body><h1>This page needs its key</h1>
<p>Open the address that <code>instep demo</code> printed, with everything behind the question mark.
It is another one each time it is started.</p></body></html>
"""


class Guard:
    """Judges each request. Cookies are shared by all ports of a machine, so the cookie's name holds the port."""

    def __init__(self, token: str, port: int) -> None:
        self._token = token
        self._cookie = f"instep_playground_{port}"
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Lets through what may pass."""
        if request.host not in self._hosts:
            return refusal(request, 403, "This page is served under 127.0.0.1 and localhost only.")
        if request.method in ("GET", "HEAD") and self._is_token(request.query.get("token", "")):
            return self._let_in(request)
        if not self._is_token(request.cookies.get(self._cookie, "")):
            return refusal(request, 401, "This page needs the key in the address that `instep demo` printed.")
        if request.method not in ("GET", "HEAD"):
            origin = request.headers.get("Origin")
            if origin is not None and (not origin.startswith("http://") or urlsplit(origin).netloc not in self._hosts):
                return refusal(request, 403, "Only the page itself may act.")
            if request.content_type != "application/json":
                return refusal(request, 403, "Acts are sent as application/json.")
        return await handler(request)

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(errors="replace"), self._token.encode())

    def _let_in(self, request: web.Request) -> web.Response:
        """Takes the token out of the address, so that it stays in no history."""
        # One slash, since two would name another machine; and as it came, since what is decoded could do that too.
        answer = web.Response(status=303, headers={"Location": f"/{request.rel_url.raw_path.lstrip('/')}"})
        answer.set_cookie(self._cookie, self._token, path="/", httponly=True, samesite="Strict")
        return answer


def refusal(request: web.Request, status: int, sentence: str) -> web.Response:
    """An error as a page for who opens one, else as JSON."""
    if status == 401 and not request.path.startswith("/api/"):
        return web.Response(status=status, text=LOCKED, content_type="text/html")
    return web.json_response({"error": sentence}, status=status)


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """On every answer, errors and events among them."""
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
