"""The Teams app package of this installation, from its settings and from what the operator says of the publisher."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.teams.manifest import COMMANDS, Publisher, build_manifest
from bot.settings import Settings

PUBLISHER_CHARACTERS = 32
"""Longest name of a publisher: `developer.name` in the schema at developer.microsoft.com/json-schemas/teams."""


@dataclass(frozen=True)
class Pages:
    """Who publishes the app and where the pages about it are; what is empty follows from the base URL."""

    publisher: str
    website: str = ""
    privacy: str = ""
    terms: str = ""


def teams_package_manifest(
    settings: Settings,
    pages: Pages,
    *,
    app_id: str = "",
    base_url: str = "",
    names: Mapping[str, str] | None = None,
    app_name: str = "Instep",
    version: str = "1.0.0",
    reading: bool = False,
) -> dict[str, Any]:
    """The manifest inside the package; raises ValueError with one sentence for what is missing or unusable."""
    address = base_url or settings.instep_base_url or ""
    website = pages.website or address
    id = app_id or settings.teams_app_id or ""
    if not id:
        raise ValueError("The package needs the bot's application id: set TEAMS_APP_ID, or give --app-id.")
    if not website:
        raise ValueError("The package needs a page of the publisher: set INSTEP_BASE_URL, or give --website.")
    publisher = Publisher(
        name=pages.publisher,
        website=website,
        privacy=pages.privacy or f"{website.rstrip('/')}/privacy",
        terms=pages.terms or f"{website.rstrip('/')}/terms",
    )
    known = {own: given for own, given in (names or {}).items() if own in COMMANDS}
    return build_manifest(
        id, publisher, version=version, app_name=app_name, names=known, base_url=address, reading=reading
    )
