"""The page's own files, as they were built, from the one folder that holds them."""

import hashlib
import mimetypes
from pathlib import Path

from aiohttp import web

INDEX = "index.html"
START = {"": INDEX, "gallery": "gallery.html"}
"""Files by what stands in the address bar; the index stands in for what has none of its own."""


class Pages:
    """Serves the files below `folder` and nothing else; a browser keeps them for as long as they are the same."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    async def serve(self, request: web.Request) -> web.Response:
        """One file; 404 for what is not there."""
        name = request.match_info["name"]
        if "\0" in name:
            raise web.HTTPNotFound
        path = (self._folder / START.get(name, name)).resolve()
        if name in START and not path.is_file():
            path = self._folder / INDEX
        if not path.is_relative_to(self._folder) or not path.is_file():
            raise web.HTTPNotFound
        body = path.read_bytes()
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers=headers)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        charset = "utf-8" if kind.startswith("text/") or kind.endswith(("json", "javascript")) else None
        return web.Response(body=body, headers=headers, content_type=kind, charset=charset)
