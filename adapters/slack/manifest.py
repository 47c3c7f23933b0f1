"""The Slack app manifest: what Instep asks of a workspace, why, and the file that creates the app.

Shape and lengths follow slackapi/manifest-schema, schemas/manifest.schema.2.0.0.json. Scopes are fixed for all of
Instep's capabilities at once, since every workspace has to install the app again when one is added.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import yaml

from adapters.slack.limits import LIMITS, Limits

EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"


@dataclass(frozen=True, slots=True)
class Permission:
    """One scope and the reason for it, in words an administrator can judge."""

    scope: str
    why: str
    optional: bool = False


PERMISSIONS: Sequence[Permission] = (
    Permission("commands", "Offers the slash commands and the message shortcut."),
    Permission("chat:write", "Posts, corrects and withdraws Instep's own messages. It cannot touch anyone else's."),
    Permission("chat:write.public", "Posts in public channels that an author chose, without joining them first."),
    Permission("app_mentions:read", "Receives messages that mention @Instep, and no others, in channels."),
    Permission("im:history", "Receives what people write to Instep in their direct messages with it."),
    Permission("im:read", "Recognises a conversation as a direct message with Instep."),
    Permission("im:write", "Opens a direct message with a person who is to be told something."),
    Permission("channels:read", "Lists public channels and their members, to check that an update can arrive."),
    Permission("channels:join", "Joins a public channel when somebody links it to a team."),
    Permission("groups:read", "The same list for private channels that Instep has been invited to."),
    Permission("users:read", "Reads names, time zones and whether an account is active, to address people rightly."),
    Permission("users:read.email", "Reads work e-mail addresses, to recognise one person across Slack and Teams."),
    Permission("team:read", "Reads the workspace's name, to say which company a channel belongs to."),
    Permission(
        "channels:history",
        "Looks for one of Instep's own messages in a public channel after a broken connection, so that it is not"
        " posted twice. Nothing else is read or kept. Without it a rare message is reported as unconfirmed.",
        optional=True,
    ),
    Permission("groups:history", "The same for private channels that Instep has been invited to.", optional=True),
)

READING: Mapping[str, str] = MappingProxyType(
    {
        "app_mentions:read": "Receives messages that mention @Instep, in channels.",
        "channels:history": "Receives what is written in the public channels that Instep is in. Of a question in the"
        " thread of an update Instep offers its writer alone, once, to bring it to whoever answers; everything else it"
        " drops unread by anybody, and keeps and logs nothing of it. After a broken connection it also looks for its"
        " own message, so that it is not posted twice.",
        "groups:history": "The same for private channels that Instep has been invited to.",
    }
)
"""What these scopes are for where the operator chose that Instep may read replies (`--reading`)."""

READING_EVENTS: Sequence[str] = ("message.channels", "message.groups")
"""docs.slack.dev/reference/events/message.channels: these need `channels:history` and `groups:history`."""

BOT_SCOPES: Sequence[str] = tuple(each.scope for each in PERMISSIONS if not each.optional)
OPTIONAL_BOT_SCOPES: Sequence[str] = tuple(each.scope for each in PERMISSIONS if each.optional)


def permissions(reading: bool = False) -> Sequence[Permission]:
    """What is asked for; with `reading` the app cannot be installed without what reading replies needs."""
    if not reading:
        return PERMISSIONS
    return tuple(Permission(each.scope, READING.get(each.scope, each.why)) for each in PERMISSIONS)


# docs.slack.dev/reference/events: a private channel has events of its own for everything but joins, ids and sharing.
BOT_EVENTS: Sequence[str] = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_id_changed",
    "channel_left",
    "channel_rename",
    "channel_shared",
    "channel_unarchive",
    "channel_unshared",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.im",
    "team_join",
    "tokens_revoked",
    "user_change",
)


@dataclass(frozen=True, slots=True)
class Command:
    """One slash command as Slack shows it."""

    description: str
    usage_hint: str


COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "checkin": Command("Short questions to your teams", "new, or nothing for all of yours"),
        "feedback": Command("Write a line to one of your people", "@name what you saw, or nothing for all"),
        "instep": Command("Everything Instep can do for you here", "help, or what you want to do"),
        "shoutout": Command("Thank somebody by name", "@name what they did #value, or nothing for an empty form"),
        "sync": Command("Your weekly syncs", "new, or the name of a sync, or nothing for all of yours"),
        "update": Command("Tell every team what has changed", "title, or nothing for an empty form"),
    }
)
"""The commands by the name Instep knows them under; a manifest may publish them under others."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One shortcut: in the menu beside a message, or else wherever somebody writes (docs.slack.dev calls it global)."""

    name: str
    description: str
    on_message: bool = True


_ANYWHERE = "+anywhere"

SHORTCUTS: Mapping[str, Shortcut] = MappingProxyType(
    {
        "shoutout": Shortcut("Shout out this message", "Thank somebody with the text of this message"),
        f"shoutout{_ANYWHERE}": Shortcut("Give a shoutout", "Thank somebody by name", on_message=False),
        "update": Shortcut("Write an update", "Begin an update with the text of this message"),
    }
)
"""The shortcuts by callback id."""


def shortcut_name(callback_id: str) -> str:
    """What Instep knows a shortcut under: the same for both places, which need a callback id each."""
    return callback_id.removesuffix(_ANYWHERE)


def build_manifest(
    base_url: str,
    *,
    names: Mapping[str, str] | None = None,
    socket_mode: bool = False,
    app_name: str = "Instep",
    reading: bool = False,
    limits: Limits = LIMITS,
) -> dict[str, Any]:
    """The manifest as a dict.

    `base_url` is where Slack reaches the bot (`INSTEP_BASE_URL`). `names` gives commands other published names, by
    the name Instep knows them under, since commands are not namespaced and the app installed last wins. In Socket
    Mode nothing arrives over HTTP, so no request URL is written. `reading` has Slack send what is written in channels,
    so that a question in an update's thread can be offered to be asked. Raises `ValueError` in plain words for what
    Slack would refuse.
    """
    base = base_url.rstrip("/")
    if not socket_mode and not base.startswith("https://"):
        raise ValueError(f"Slack needs an address that begins with https://, not {base_url!r}.")
    if not 1 <= len(app_name) <= limits.manifest_name:
        raise ValueError(f"The app's name has 1 to {limits.manifest_name} characters.")
    events = f"{base}{EVENTS_PATH}"
    request_url = {} if socket_mode else {"request_url": events}
    asked = permissions(reading)
    optional = [each.scope for each in asked if each.optional]
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": app_name,
            "description": "Keeps internal and partner support teams in step: the same update, in the same minute.",
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": app_name, "always_online": True},
            "shortcuts": [
                {
                    "name": each.name,
                    "type": "message" if each.on_message else "global",
                    "callback_id": id,
                    "description": each.description,
                }
                for id, each in SHORTCUTS.items()
            ],
            "slash_commands": [
                {
                    "command": published,
                    **({} if socket_mode else {"url": events}),
                    "description": COMMANDS[name].description,
                    "usage_hint": COMMANDS[name].usage_hint,
                    "should_escape": True,
                }
                for name, published in published_names(names, limits).items()
            ],
        },
        "oauth_config": {
            **({} if socket_mode else {"redirect_urls": [f"{base}{REDIRECT_PATH}"]}),
            "scopes": {
                "bot": [each.scope for each in asked if not each.optional],
                **({"bot_optional": optional} if optional else {}),
            },
        },
        "settings": {
            "event_subscriptions": {
                **request_url,
                "bot_events": [*BOT_EVENTS, *(READING_EVENTS if reading else ())],
            },
            "interactivity": {
                "is_enabled": True,
                **request_url,
                **({} if socket_mode else {"message_menu_options_url": events}),
            },
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def published_names(names: Mapping[str, str] | None = None, limits: Limits = LIMITS) -> dict[str, str]:
    """Each command's published name with its slash, by the name Instep knows it under; `ValueError` if unusable."""
    unknown = set(names or ()) - set(COMMANDS)
    if unknown:
        raise ValueError(f"There is no command {sorted(unknown)[0]!r}; there are {', '.join(COMMANDS)}.")
    chosen = {name: "/" + (names or {}).get(name, name).lstrip("/") for name in COMMANDS}
    for name, published in chosen.items():
        plain = published[1:].replace("-", "").replace("_", "")
        if not (plain.isalnum() and published == published.lower() and len(published) <= limits.manifest_command):
            raise ValueError(
                f"{published!r} cannot be the name of /{name}: small letters, digits, - and _,"
                f" at most {limits.manifest_command} characters."
            )
    if len(set(chosen.values())) < len(chosen):
        raise ValueError("Two commands cannot have the same name.")
    return chosen


def as_json(manifest: Mapping[str, Any]) -> str:
    """The manifest as a JSON file."""
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def as_yaml(manifest: Mapping[str, Any]) -> str:
    """The manifest as a YAML file, in the order written here."""
    return str(yaml.safe_dump(dict(manifest), sort_keys=False, allow_unicode=True))
