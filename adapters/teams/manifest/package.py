"""The zip that is uploaded to Teams: manifest.json and the two icons at its root."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from adapters.teams.manifest.icons import colour_icon, outline_icon

FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold: the same content gives the same bytes


def build_package(manifest: Mapping[str, Any]) -> bytes:
    """The package of one manifest; the same manifest gives the same bytes."""
    files = {
        "manifest.json": (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode(),
        "color.png": colour_icon(),
        "outline.png": outline_icon(),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, FIRST_DATE), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
