"""The gallery's pages: one for each wording, with the payloads as data, drawn by the playground's own renderers."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.capability import Offers
from bot.proof.gallery.drawing import Drawn, draw_all
from bot.proof.wordings import WORDINGS

READER_ZONE = "Europe/London"
"""Where the gallery's reader is; both platforms write dates in the reader's zone."""

TEMPLATE = "gallery.html"
"""The page without its data, among the built files."""

NEEDED = ("gallery.js", "gallery.css", "favicon.svg", "licences.txt")
"""What stands beside the pages that are written."""

FILES: Mapping[str, str] = MappingProxyType(
    {wording: "index.html" if place == 0 else f"{wording}.html" for place, wording in enumerate(WORDINGS)}
)
"""The files that are written, by wording."""


def page(offers: Offers, wording: str, built: Path, *, addresses: Mapping[str, str] = FILES) -> str:
    """One page as HTML; `built` holds the page's own files, `addresses` say where the other wordings are.

    Raises CannotBeDrawn for the first example that a platform would not show.
    """
    shown = {
        "text": wording,
        "texts": [{"key": key, "title": title, "href": addresses[key]} for key, title in WORDINGS.items()],
        "zone": READER_ZONE,
        "capabilities": _capabilities(offers, wording),
    }
    # In a data block "<" could end it or open a comment; in JSON it may always be written so.
    data = json.dumps(shown, ensure_ascii=False, separators=(",", ":"), default=dict).replace("<", "\\u003c")
    block = f'<script type="application/json" id="drawings">{data}</script>\n  </head>'
    return (built / TEMPLATE).read_text("utf-8").replace("</head>", block, 1)


def write(offers: Offers, folder: Path, built: Path) -> Path:
    """Writes all pages into a folder, made if it is not there; the path of the first. Raises CannotBeDrawn."""
    pages = {FILES[wording]: page(offers, wording, built) for wording in WORDINGS}
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name in NEEDED:
        shutil.copyfile(built / name, folder / name)
    return folder / next(iter(pages))


def _capabilities(offers: Offers, wording: str) -> list[dict[str, Any]]:
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for drawn in draw_all(offers, [wording]):
        examples = found.setdefault(drawn.capability, {})
        example = examples.setdefault(drawn.example, {"name": drawn.example, "note": drawn.note, "drawings": {}})
        example["drawings"][drawn.platform] = _drawing(drawn)
    return [{"name": name, "examples": list(examples.values())} for name, examples in found.items()]


def _drawing(drawn: Drawn) -> dict[str, Any]:
    return {
        "form": drawn.is_form,
        "line": drawn.line,
        "payload": drawn.payload,
        "sizes": [asdict(size) for size in drawn.sizes],
        "names": drawn.names,
    }
