"""Slack's payloads as neutral records. Whoever acts is identified by their own workspace, never the installing one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from adapters.slack.adapter.workspaces import PLATFORM, Workspace
from adapters.slack.inbound import events
from adapters.slack.inbound.overheard import is_talk
from adapters.slack.inbound.values import chosen_users, read_values
from adapters.slack.inbound.way import Way, WayKind
from adapters.slack.inbound.words import NOBODY, read_words, users_mentioned
from adapters.slack.manifest import shortcut_name
from adapters.slack.render import FormState, Pressed, field_name, read_state, read_value, sought_source
from bot.chat.inbound import (
    Command,
    FormPressed,
    FormSubmitted,
    Identity,
    Inbound,
    Origin,
    Place,
    PlaceKind,
    Press,
    Shortcut,
    Sought,
)
from bot.ports import MemberFacts

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """One request that concerns Instep, and the way its answer takes."""

    inbound: Inbound
    way: Way


def team_candidates(body: Json) -> list[str]:
    """The workspaces in which the app may be installed, likeliest first.

    In channels shared between companies a payload also names the acting person's workspace, so several are tried.
    """

    def all_named() -> Iterator[Any]:
        view, team, message = body.get("view") or {}, body.get("team"), body.get("message") or {}
        yield view.get("app_installed_team_id")
        for authorization in body.get("authorizations") or ():
            yield authorization.get("team_id")
        yield team.get("id") if isinstance(team, dict) else team
        yield message.get("team")
        yield body.get("team_id")
        yield body.get("context_team_id")
        yield view.get("team_id")

    return list(dict.fromkeys(team for team in all_named() if isinstance(team, str) and team))


def users_named(body: Json) -> tuple[str, ...]:
    """The users whom a payload names by their ids alone, so that they have to be asked about before it is read.

    They are those chosen in a form, those mentioned in words to Instep, and whoever wrote the message of a shortcut.
    """
    view = body.get("view")
    found = sorted(chosen_users(view)) if isinstance(view, dict) else []
    said, author = _said(body)
    return tuple(dict.fromkeys((*found, *users_mentioned(said), *([author] if author else []))))


def _said(body: Json) -> tuple[str, str]:
    """What was said to Instep or in the message of a shortcut, and who wrote that message."""
    if "command" in body:
        return str(body.get("text") or ""), ""
    match body.get("type"):
        case "event_callback" if not is_talk(body):
            return str(body["event"].get("text") or ""), ""
        case "message_action":
            message = body.get("message") or {}
            return str(message.get("text") or ""), str(message.get("user") or "")
    return "", ""


def read(body: Json, workspace: Workspace, now: datetime, people: Mapping[str, MemberFacts] = NOBODY) -> Heard | None:
    """What a payload means; None if it does not concern Instep.

    `now` is the machine clock in UTC, for payloads that do not say when; `people` is what is known of `users_named`.
    """
    if "command" in body:
        return _command(body, workspace, now, people)
    match body.get("type"):
        case "event_callback":
            if heard := events.read_event(body, workspace, people):
                return Heard(*heard)
            return None
        case "block_actions":
            return _block_actions(body, workspace, now, people)
        case "view_submission":
            return _submission(body, workspace, now, people)
        case "block_suggestion":
            return _suggestion(body, workspace, now)
        case "message_action" | "shortcut":
            return _shortcut(body, workspace, now, people)
        case _:
            return None


def _command(body: Json, workspace: Workspace, now: datetime, people: Mapping[str, MemberFacts]) -> Heard:
    who = Identity(PLATFORM, body["team_id"], body["user_id"])
    channel = body.get("channel_id", "")
    place = _place(workspace, channel, body.get("channel_name", ""))
    origin = Origin(PLATFORM, f"command:{body['trigger_id']}", who, place, now, body.get("user_name", ""))
    name, words = body["command"].removeprefix("/").lower(), read_words(body.get("text", ""), people)
    way = Way(
        WayKind.COMMAND,
        who,
        channel,
        place.kind is PlaceKind.DIRECT,
        trigger_id=body["trigger_id"],
        response_url=body.get("response_url", ""),
        typed=f"{name} {words.text}".strip(),
    )
    return Heard(Command(origin, name, words.text, mentioned=words.mentioned), way)


def _block_actions(body: Json, workspace: Workspace, now: datetime, people: Mapping[str, MemberFacts]) -> Heard | None:
    action = (body.get("actions") or [{}])[0]
    pressed = read_value(action.get("action_id", ""), action.get("value", ""))
    if action.get("type") != "button" or pressed is None:
        return None
    container = body.get("container") or {}
    if container.get("type") == "view":
        return _press_in_view(body, workspace, now, people, pressed)
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id", "")
    thread = container.get("thread_ts") or (body.get("message") or {}).get("thread_ts") or ""
    place = _place(workspace, channel, (body.get("channel") or {}).get("name", ""), thread)
    origin = _origin(body, workspace, place, now, "press", pressed.locale)
    copy = None if container.get("is_ephemeral") else {"channel": channel, "ts": container["message_ts"]}
    direct = place.kind is PlaceKind.DIRECT
    way = Way(
        WayKind.MESSAGE,
        origin.who,
        channel,
        direct,
        thread,
        body.get("trigger_id", ""),
        body.get("response_url", ""),
        token=pressed.token,
        about=pressed.object_id if direct or copy is None else "",
    )
    return Heard(Press(origin, pressed.action, pressed.object_id, copy, pressed.token), way)


def _press_in_view(
    body: Json, workspace: Workspace, now: datetime, people: Mapping[str, MemberFacts], pressed: Pressed
) -> Heard:
    action, object_id = pressed.action, pressed.object_id
    view = body["view"]
    if view["type"] == "home":
        origin = _origin(body, workspace, _nowhere(workspace), now, "press")
        way = Way(WayKind.HOME_BUTTON, origin.who, trigger_id=body.get("trigger_id", ""))
        return Heard(Press(origin, action, object_id), way)
    state = read_state(view.get("private_metadata", ""))
    origin = _origin(body, workspace, _place_of_form(workspace, state), now, "press", pressed.locale)
    values = read_values(view, people, workspace.team_id) if state.action else {}
    way = Way(
        WayKind.FORM if state.action else WayKind.NOTE,
        origin.who,
        state.channel,
        state.kind == PlaceKind.DIRECT,
        state.thread,
        body.get("trigger_id", ""),
        view_id=view["id"],
        state=state,
        fields=_fields(view),
        values=values,
        token=pressed.token,
    )
    if not state.action:
        return Heard(Press(origin, action, object_id, token=pressed.token), way)
    return Heard(FormPressed(origin, state.action, action, state.object_id, values, state.state), way)


def _fields(view: Json) -> tuple[tuple[str, str], ...]:
    """The names of a form's fields, with their blocks."""
    inputs = [block["block_id"] for block in view.get("blocks") or () if block.get("type") == "input"]
    return tuple((field_name(one), one) for one in inputs)


def _submission(body: Json, workspace: Workspace, now: datetime, people: Mapping[str, MemberFacts]) -> Heard | None:
    view = body["view"]
    state = read_state(view.get("private_metadata", ""))
    if not state.action:
        return None
    origin = _origin(body, workspace, _place_of_form(workspace, state), now, "submit", state.locale)
    values = read_values(view, people, workspace.team_id)
    way = Way(
        WayKind.SUBMISSION,
        origin.who,
        state.channel,
        state.kind == PlaceKind.DIRECT,
        state.thread,
        body.get("trigger_id", ""),
        view_id=view["id"],
        state=state,
        fields=_fields(view),
        token=state.token,
    )
    return Heard(FormSubmitted(origin, state.action, state.object_id, values, state.state, state.token), way)


def _suggestion(body: Json, workspace: Workspace, now: datetime) -> Heard | None:
    """Somebody types into a field whose options are searched
    (docs.slack.dev/reference/interaction-payloads/block_suggestion-payload)."""
    source = sought_source(body["action_id"])
    if not source:
        return None
    state = read_state((body.get("view") or {}).get("private_metadata", ""))
    origin = _origin(body, workspace, _place_of_form(workspace, state), now, "search")
    return Heard(Sought.asked(origin, source, body.get("value") or ""), Way(WayKind.SEARCH, origin.who))


def _shortcut(body: Json, workspace: Workspace, now: datetime, people: Mapping[str, MemberFacts]) -> Heard:
    channel = (body.get("channel") or {}).get("id", "")
    message = body.get("message") or {}
    place = _place(workspace, channel, (body.get("channel") or {}).get("name", "")) if channel else _nowhere(workspace)
    origin = _origin(body, workspace, place, now, "shortcut")
    way = Way(
        WayKind.SHORTCUT,
        origin.who,
        channel,
        place.kind is PlaceKind.DIRECT,
        trigger_id=body.get("trigger_id", ""),
        response_url=body.get("response_url", ""),
    )
    words = read_words(message.get("text") or "", people)
    shortcut = Shortcut(
        origin,
        shortcut_name(body["callback_id"]),
        words.text,
        _author(message, workspace, people),
        _link(body, channel, message),
        words.mentioned,
    )
    return Heard(shortcut, way)


def _author(message: Json, workspace: Workspace, people: Mapping[str, MemberFacts]) -> Identity | None:
    """Whoever wrote a message; None for an app, and where there is none."""
    user = message.get("user")
    known = people.get(user) if user else None
    if known is not None:
        return None if known.is_bot else known.identity
    if not user or message.get("bot_id"):
        return None
    return Identity(PLATFORM, message.get("user_team") or message.get("team") or workspace.team_id, user)


def _link(body: Json, channel: str, message: Json) -> str:
    """The address of a message, as Slack's client copies it."""
    domain, ts = (body.get("team") or {}).get("domain", ""), body.get("message_ts", "")
    if not (domain and channel and ts):
        return ""
    thread = message.get("thread_ts")
    within = f"?thread_ts={thread}&cid={channel}" if thread and thread != ts else ""
    return f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}{within}"


def _origin(body: Json, workspace: Workspace, place: Place, now: datetime, kind: str, locale: str = "") -> Origin:
    user = body["user"]
    who = Identity(PLATFORM, user.get("team_id") or workspace.team_id, user["id"])
    actions = body.get("actions") or [{}]
    acted = body.get("action_ts") or actions[0].get("action_ts")
    at = datetime.fromtimestamp(float(acted), UTC) if acted else now
    request = body.get("trigger_id") or f"{user['id']}:{acted or now.timestamp()}"
    name = user.get("name") or user.get("username") or ""
    return Origin(PLATFORM, f"{kind}:{request}", who, place, at, name, locale)


def _place(workspace: Workspace, channel: str, name: str, thread: str = "") -> Place:
    direct = channel.startswith("D") or name == "directmessage"
    group = name.startswith("mpdm-")
    kind = PlaceKind.DIRECT if direct else PlaceKind.GROUP if group else PlaceKind.CHANNEL
    return Place(workspace.key, channel, kind, "" if direct else name, thread, workspace.team_id)


def _place_of_form(workspace: Workspace, state: FormState) -> Place:
    if not state.channel:
        return _nowhere(workspace)
    kind = PlaceKind.DIRECT if state.kind == PlaceKind.DIRECT else PlaceKind.CHANNEL
    return Place(workspace.key, state.channel, kind, "", state.thread, workspace.team_id)


def _nowhere(workspace: Workspace) -> Place:
    return Place(workspace.key, "", PlaceKind.NOWHERE, team=workspace.team_id)
