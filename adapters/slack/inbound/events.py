"""Slack's events as neutral records."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from adapters.slack.adapter.workspaces import PLATFORM, Workspace
from adapters.slack.inbound.overheard import concerns_itself, is_talk, question_in_thread
from adapters.slack.inbound.way import Way, WayKind
from adapters.slack.inbound.words import NOBODY, Words, name_and_rest, read_words, without_mention
from bot.chat.inbound import (
    ChannelChange,
    ChannelChanged,
    Command,
    HomeOpened,
    Identity,
    Inbound,
    InstallationChange,
    InstallationChanged,
    MembersChanged,
    Origin,
    PersonChanged,
    Place,
    PlaceKind,
    ThreadQuestion,
)
from bot.ports import MemberFacts

Json = dict[str, Any]

_CHANGES = {
    "archive": ChannelChange.ARCHIVED,
    "unarchive": ChannelChange.UNARCHIVED,
    "rename": ChannelChange.RENAMED,
    "deleted": ChannelChange.DELETED,
    "left": ChannelChange.BOT_REMOVED,
    "shared": ChannelChange.SHARED,
    "unshared": ChannelChange.UNSHARED,
    "id_changed": ChannelChange.ID_CHANGED,
}


def read_event(
    body: Json, workspace: Workspace, people: Mapping[str, MemberFacts] = NOBODY
) -> tuple[Inbound, Way] | None:
    """The meaning of an `event_callback`; None if it does not concern Instep. `people` see `read_words`."""
    event = body["event"]
    match event["type"]:
        case "app_mention":
            return _mention(body, event, workspace, people)
        case "message" if is_talk(body):
            return _thread_question(body, event, workspace)
        case "message":
            return _direct_message(body, event, workspace, people)
        case "app_home_opened" if event.get("tab") == "home":
            origin = _origin(body, workspace, _nowhere(workspace), _who(event, workspace))
            return HomeOpened(origin), Way(WayKind.HOME, origin.who)
        case "member_joined_channel" | "member_left_channel":
            return _quiet(_membership(body, event, workspace))
        case "team_join" | "user_change":
            user = event["user"]
            who = Identity(PLATFORM, user.get("team_id") or workspace.team_id, user["id"])
            origin = _origin(body, workspace, _nowhere(workspace), who)
            return _quiet(PersonChanged(origin, deactivated=bool(user.get("deleted"))))
        case "app_uninstalled" | "tokens_revoked":
            return _quiet(_installation(body, event, workspace))
        case name if name.startswith(("channel_", "group_")):
            return _quiet(_channel(body, event, workspace))
        case _:
            return None


def _mention(
    body: Json, event: Json, workspace: Workspace, people: Mapping[str, MemberFacts]
) -> tuple[Inbound, Way] | None:
    if event.get("bot_id") or not event.get("user"):
        return None
    thread = event.get("thread_ts", "")
    place = Place(workspace.key, event["channel"], PlaceKind.CHANNEL, "", thread, workspace.team_id)
    text = without_mention(event["text"], workspace.bot_user_id)
    return _spoken(WayKind.MENTION, body, workspace, place, read_words(text, people))


def _direct_message(
    body: Json, event: Json, workspace: Workspace, people: Mapping[str, MemberFacts]
) -> tuple[Inbound, Way] | None:
    ours = event.get("bot_id") or event.get("subtype") or event.get("user") == workspace.bot_user_id
    if ours or not event.get("user"):
        return None
    place = Place(workspace.key, event["channel"], PlaceKind.DIRECT, "", event.get("thread_ts", ""), workspace.team_id)
    text = without_mention(event.get("text", ""), workspace.bot_user_id)
    return _spoken(WayKind.DIRECT, body, workspace, place, read_words(text, people))


def _thread_question(body: Json, event: Json, workspace: Workspace) -> tuple[Inbound, Way] | None:
    text = question_in_thread(body)
    if not text or concerns_itself(body, workspace):
        return None
    thread = event["thread_ts"]
    place = Place(workspace.key, event["channel"], PlaceKind.CHANNEL, "", thread, workspace.team_id)
    origin = _origin(body, workspace, place, _who(event, workspace))
    return ThreadQuestion(origin, text), Way(WayKind.OVERHEARD, origin.who, place.channel, thread=thread)


def _spoken(kind: WayKind, body: Json, workspace: Workspace, place: Place, words: Words) -> tuple[Inbound, Way]:
    name, rest = name_and_rest(words.text)
    origin = _origin(body, workspace, place, _who(body["event"], workspace))
    way = Way(kind, origin.who, place.channel, kind is WayKind.DIRECT, place.thread, typed=words.text)
    return Command(origin, name, rest, by_mention=True, mentioned=words.mentioned), way


def _membership(body: Json, event: Json, workspace: Workspace) -> Inbound:
    place = Place(workspace.key, event["channel"], PlaceKind.CHANNEL, team=workspace.team_id)
    who = _who(event, workspace)
    origin = _origin(body, workspace, place, who)
    joined = event["type"] == "member_joined_channel"
    if event["user"] == workspace.bot_user_id:
        return ChannelChanged(origin, ChannelChange.BOT_ADDED if joined else ChannelChange.BOT_REMOVED)
    return MembersChanged(origin, joined=(who,)) if joined else MembersChanged(origin, left=(who,))


def _installation(body: Json, event: Json, workspace: Workspace) -> Inbound | None:
    origin = _origin(body, workspace, _nowhere(workspace), _ourselves(workspace))
    if event["type"] == "app_uninstalled":
        return InstallationChanged(origin, InstallationChange.REMOVED)
    if workspace.bot_user_id in ((event.get("tokens") or {}).get("bot") or ()):
        return InstallationChanged(origin, InstallationChange.REVOKED)
    return None


def _channel(body: Json, event: Json, workspace: Workspace) -> Inbound | None:
    change = _CHANGES.get(event["type"].partition("_")[2])
    if change is None:
        return None
    channel = event.get("old_channel_id") or event["channel"]
    shown = channel if isinstance(channel, dict) else {"id": channel}
    place = Place(workspace.key, shown["id"], PlaceKind.CHANNEL, team=workspace.team_id)
    who = _who(event, workspace) if event.get("user") else _ourselves(workspace)
    origin = _origin(body, workspace, place, who)
    return ChannelChanged(origin, change, event.get("new_channel_id", ""), shown.get("name", ""))


def _who(event: Json, workspace: Workspace) -> Identity:
    """Whoever did it, by their own workspace: `user_team`, else `team`, else a member of the installing one."""
    home = event.get("user_team") or event.get("team") or workspace.team_id
    return Identity(PLATFORM, home, event["user"])


def _ourselves(workspace: Workspace) -> Identity:
    return Identity(PLATFORM, workspace.team_id, workspace.bot_user_id)


def _origin(body: Json, workspace: Workspace, place: Place, who: Identity) -> Origin:
    at = datetime.fromtimestamp(int(body["event_time"]), UTC)
    return Origin(PLATFORM, f"event:{body['event_id']}", who, place, at)


def _nowhere(workspace: Workspace) -> Place:
    return Place(workspace.key, "", PlaceKind.NOWHERE, team=workspace.team_id)


def _quiet(inbound: Inbound | None) -> tuple[Inbound, Way] | None:
    return (inbound, Way(WayKind.EVENT, inbound.origin.who)) if inbound else None
