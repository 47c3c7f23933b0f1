"""The manifest.json of the package, for schema 1.25.

Lengths and keys follow OfficeDev/microsoft-teams-app-schema. 1.25 is the lowest version that has shared and private
channels; older Teams clients refuse newer ones.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

VERSION = "1.25"
SCHEMA = f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}/MicrosoftTeams.schema.json"
APP_NAMESPACE = uuid.UUID("5a1b9d3e-6c0f-4f43-9b0e-1d7a4f2c8e61")
COLOUR = "#1f3a5f"
SHORT_NAME = 30
FULL_NAME = 100
DEVELOPER_NAME = 32
COMMAND_TITLE = 32
COMMANDS_SHOWN = 12

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "home": "What waits for you",
        "shoutout": "Thank somebody by name, with what they did",
        "sync": "Your weekly syncs, and setting one up",
        "checkin": "Short questions to your teams",
        "feedback": "Write a line to one of your people",
        "update": "Tell every team what has changed",
        "got it": "Note the update of this thread, or the newest one here",
        "instep": "Set up channels, teams and settings",
        "help": "What Instep can do for you here",
    }
)
"""What the bot suggests when it is mentioned, by the word it understands."""

EXTENSIONS: Sequence[tuple[str, str, tuple[str, ...]]] = (
    ("shoutout", "Give a shoutout", ("compose", "commandBox", "message")),
    ("update", "Write an update", ("compose", "commandBox", "message")),
)
"""Action commands of the message extension: id, title, where it is offered."""


SILENT = "It reads only what is addressed to it."
READING = (
    "In channels it also receives what is not addressed to it: it offers whoever asks something under an update to"
    " bring the question to whoever answers, and keeps nothing else."
)
"""What the package says of reading, as its administrators find it in the app's description."""


@dataclass(frozen=True)
class Publisher:
    """Who runs Instep, as the other company's administrator reads it; the pages must begin with https://."""

    name: str
    website: str
    privacy: str
    terms: str


def build_manifest(
    app_id: str,
    publisher: Publisher,
    *,
    version: str = "1.0.0",
    app_name: str = "Instep",
    names: Mapping[str, str] | None = None,
    base_url: str = "",
    reading: bool = False,
) -> dict[str, Any]:
    """The manifest of one registration as a dict.

    `app_id` is the bot's. The package has an id of its own, always the same for the same bot. `version` must rise with
    every change. `names` gives commands other words. `reading` asks each team for what is written in its channels
    without a mention, so that a question in an update's thread can be offered to be asked. Raises ValueError in plain
    words for what an upload would refuse.
    """
    _check(app_id, publisher, version, app_name)
    words = {**{name: name for name in COMMANDS}, **(names or {})}
    if unknown := set(words) - set(COMMANDS):
        raise ValueError(f"There is no command {sorted(unknown)[0]!r}; there are {', '.join(COMMANDS)}.")
    if any(not 1 <= len(word) <= COMMAND_TITLE for word in words.values()):
        raise ValueError(f"A command's name has 1 to {COMMAND_TITLE} characters.")
    host = urlsplit(base_url).hostname if base_url else None
    suggested = [{"title": words[name], "description": text} for name, text in COMMANDS.items()][:COMMANDS_SHOWN]
    return {
        "$schema": SCHEMA,
        "manifestVersion": VERSION,
        "version": version,
        "id": str(uuid.uuid5(APP_NAMESPACE, app_id.lower())),
        "developer": {
            "name": publisher.name,
            "websiteUrl": publisher.website,
            "privacyUrl": publisher.privacy,
            "termsOfUseUrl": publisher.terms,
        },
        "name": {"short": app_name, "full": f"{app_name}: every support team in step"},
        "description": {
            "short": "Keeps internal and partner support teams in step.",
            "full": "Instep brings product updates to every support team, inside and outside the company, in the"
            f" channels where they already work. {READING if reading else SILENT}",
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": COLOUR,
        "supportsChannelFeatures": "tier1",
        "bots": [
            {
                "botId": app_id,
                "scopes": ["team", "personal", "groupChat"],
                "isNotificationOnly": False,
                "supportsFiles": False,
                "commandLists": [{"scopes": ["team", "personal", "groupChat"], "commands": suggested}],
            }
        ],
        "composeExtensions": [
            {
                "botId": app_id,
                "commands": [
                    {
                        "id": id,
                        "type": "action",
                        "title": title,
                        "description": COMMANDS[id],
                        "context": list(context),
                        "fetchTask": True,
                    }
                    for id, title, context in EXTENSIONS
                ],
            }
        ],
        "validDomains": [host] if host else [],
        **(_reading(app_id) if reading else {}),
    }


def _reading(app_id: str) -> dict[str, Any]:
    """What each team is asked to agree to when the app is added to it.

    learn.microsoft.com/microsoftteams/platform/graph-api/rsc/test-resource-specific-consent: the registration is named,
    and `resource` must be there though it stands for nothing.
    """
    permission = {"name": "ChannelMessage.Read.Group", "type": "Application"}
    return {
        "webApplicationInfo": {"id": app_id, "resource": "https://instep.invalid"},
        "authorization": {"permissions": {"resourceSpecific": [permission]}},
    }


def _check(app_id: str, publisher: Publisher, version: str, app_name: str) -> None:
    try:
        uuid.UUID(app_id)
    except ValueError as error:
        raise ValueError("TEAMS_APP_ID must be the application id of the registration, such as 1a2b…-….") from error
    if not 1 <= len(app_name) <= SHORT_NAME:
        raise ValueError(f"The app's name has 1 to {SHORT_NAME} characters.")
    if not 1 <= len(publisher.name) <= DEVELOPER_NAME:
        raise ValueError(f"The publisher's name has 1 to {DEVELOPER_NAME} characters.")
    for page in (publisher.website, publisher.privacy, publisher.terms):
        if not page.startswith("https://"):
            raise ValueError(f"Teams needs pages that begin with https://, not {page!r}.")
    if len(parts := version.split(".")) != 3 or not all(part.isdecimal() for part in parts):
        raise ValueError(f"The version has three numbers, such as 1.0.1, not {version!r}.")
