"""The page's own files, as they were built, from the one folder that holds them."""

import asyncio
import hashlib
import mimetypes
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from aiohttp import web

INDEX = "index.html"
Made = Mapping[str, Callable[[], str]]
"""Pages that are made when they are asked for, by what stands in the address bar."""

NONE: Made = MappingProxyType({})


class Pages:
    """Serves the files below `folder`, the pages that are made, and nothing else; browsers keep unchanged files."""

    def __init__(self, folder: Path, made: Made = NONE) -> None:
        self._folder = folder.resolve()
        self._made = made

    async def serve(self, request: web.Request) -> web.Response:
        """One file; 404 for what is not there."""
        name = request.match_info["name"]
        if "\0" in name:
            raise web.HTTPNotFound
        if make := self._made.get(name):
            page = await asyncio.to_thread(make)
            return web.Response(text=page, content_type="text/html", headers={"Cache-Control": "no-cache"})
        path = (self._folder / (name or INDEX)).resolve()
        if not path.is_relative_to(self._folder):
            raise web.HTTPNotFound
        try:
            body = path.read_bytes()
        except OSError:  # there is none, it is a folder, or no file could be called that
            raise web.HTTPNotFound from None
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers=headers)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        charset = "utf-8" if kind.startswith("text/") or kind.endswith(("json", "javascript")) else None
        return web.Response(body=body, headers=headers, content_type=kind, charset=charset)
