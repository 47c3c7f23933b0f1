"""Teams' activities as neutral records."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from adapters.teams.mentions import said, said_in_payload
from adapters.teams.parts import part, parts, words
from adapters.teams.registrations import PLATFORM, installation_key
from adapters.teams.render import KEY, left_empty, read_values, unpack, with_chosen
from bot.chat import tokens
from bot.chat.form import FieldErrors, Form, Values
from bot.chat.inbound import (
    ChannelChange,
    ChannelChanged,
    Command,
    FormPressed,
    FormSubmitted,
    Identity,
    MembersChanged,
    Mentioned,
    Origin,
    Place,
    PlaceKind,
    Press,
    Shortcut,
    Sought,
)
from bot.chat.questions import reads_like_question

Json = Mapping[str, Any]
EXECUTE = "adaptiveCard/action"
DIALOG_OPENS = ("task/fetch",)
DIALOG_SENT = ("task/submit",)
EXTENSION_OPENS = ("composeExtension/fetchTask",)
SEARCH = "application/search"
EXTENSION_SENT = ("composeExtension/submitAction",)
LONGEST_REQUEST_ID = 200
SHOWN_AT_ONCE = 15
"""Choices in a list that is searched (…/cards/dynamic-search: “The number of options in the dropdown is limited”)."""

CHANNEL_EVENTS: Mapping[str, ChannelChange] = {
    "channelRenamed": ChannelChange.RENAMED,
    "channelDeleted": ChannelChange.DELETED,
    "channelRestored": ChannelChange.UNARCHIVED,
    "channelShared": ChannelChange.SHARED,
    "channelUnShared": ChannelChange.UNSHARED,
}
TEAM_EVENTS: Mapping[str, ChannelChange] = {
    "teamArchived": ChannelChange.ARCHIVED,
    "teamUnarchived": ChannelChange.UNARCHIVED,
    "teamDeleted": ChannelChange.DELETED,
    "teamHardDeleted": ChannelChange.DELETED,
}
"""Events of a whole team: they concern each of its channels."""


@dataclass(frozen=True)
class Typed:
    """What came back from a dialog: the form that was shown, if it could be read, its values, and what is missing."""

    form: Form | None
    values: Values
    empty: FieldErrors | None = None


def home_is_unsaid(activity: Json) -> bool:
    """Whether the sender may belong to another tenant than the conversation, which only the roster tells.

    So it is in shared channels and group chats. In personal chats, and in standard and private channels, which hold
    accounts of their own tenant (guests included) alone, it is the conversation's.
    """
    kind = words(part(activity, "conversation", "conversationType"))
    if kind == "personal":
        return False
    return kind != "channel" or words(part(activity, "channelData", "channel", "type")) not in ("standard", "private")


def read_origin(activity: Json, app_id: str, home: str, received: datetime) -> Origin:
    """Who, where and when; `home` is the sender's own tenant."""
    who = Identity(PLATFORM, home, words(part(activity, "from", "aadObjectId")))
    return Origin(
        platform=PLATFORM,
        request_id=_request_id(activity),
        who=who,
        place=read_place(activity, app_id),
        at=_time(activity, received),
        name=words(part(activity, "from", "name")),
        locale=words(activity.get("locale")).replace("-", "_"),
    )


def read_place(activity: Json, app_id: str) -> Place:
    """The channel, group chat or personal chat, with what is needed to post there again."""
    tenant = words(part(activity, "channelData", "tenant", "id"))
    root, _, thread = words(part(activity, "conversation", "id")).partition(";messageid=")
    team = words(part(activity, "channelData", "team", "id"))
    address: dict[str, Any] = {"conversation": root, "service_url": words(activity.get("serviceUrl"))}
    match words(part(activity, "conversation", "conversationType")):
        case "channel":
            kind = PlaceKind.CHANNEL
            # An event about a team comes with the team's first channel; one about a channel names it.
            root = words(part(activity, "channelData", "channel", "id")) or root
            name = words(part(activity, "channelData", "channel", "name"))
            address |= {"conversation": root, "team": team, "name": name or ("General" if root == team else "")}
        case "groupChat":
            kind, name = PlaceKind.GROUP, words(part(activity, "conversation", "name"))
        case _:
            kind, name = PlaceKind.DIRECT, ""
    return Place(installation_key(app_id, tenant), root, kind, name=name, thread=thread, team=team, address=address)


def read_message(activity: Json, origin: Origin, mentioned: tuple[Mentioned, ...] = ()) -> Command | Press | None:
    """A typed command, or the press of a button by a client that does not know Action.Execute; None if it is not ours.

    `is_talk` has let pass what is said to others. `mentioned` are the mentions in the text, as the roster knows them.
    """
    value = activity.get("value")
    if isinstance(value, Mapping) and isinstance(value.get(KEY), Mapping):
        return read_press(activity, origin, value)
    typed = said(activity)
    name, rest = ([*typed.text.split(maxsplit=1), "", ""])[:2]
    return Command(origin, name.lower().lstrip("/"), rest, typed.addressed, mentioned)


def is_talk(activity: Json) -> bool:
    """Whether this was written to others: Teams sends it only where a team has granted `ChannelMessage.Read.Group`
    (learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-messages-with-rsc)."""
    if part(activity, "conversation", "conversationType") not in ("channel", "groupChat"):
        return False
    return part(activity, "value", KEY) is None and not said(activity).addressed


def question_in_thread(activity: Json) -> str:
    """What a person asks others in a channel's thread; empty for whatever else is said there."""
    _, _, thread = words(part(activity, "conversation", "id")).partition(";messageid=")
    in_channel = part(activity, "conversation", "conversationType") == "channel"
    person = words(part(activity, "from", "aadObjectId")) and part(activity, "from", "role") != "bot"
    if not (in_channel and person and thread) or thread == activity.get("id"):
        return ""
    text = said(activity).text
    return text if reads_like_question(text) else ""


def read_press(activity: Json, origin: Origin, data: object, *, wants_form: bool = False) -> Press | None:
    """A button on a message; None if its data is not ours."""
    ours = part(data, KEY)
    action = words(part(ours, "a"))
    if part(ours, "k") != "press" or "." not in action:
        return None
    message = words(activity.get("replyToId"))
    address = address_of(activity, message) if message else None
    token, locale = tokens.read(words(part(ours, "t")))
    return Press(spoken(origin, locale), action, words(part(ours, "o")), address, token, wants_form)


def spoken(origin: Origin, locale: str) -> Origin:
    """The origin with the language of what was pressed, where that tells it."""
    return replace(origin, locale=locale) if locale else origin


def has_token(activity: Json) -> bool:
    """Whether a press or form comes with a token: then nothing may be kept of who sent it, or where from."""
    value = activity.get("value")
    carriers = (value, part(value, "data"), part(value, "action", "data"))
    return any(part(one, KEY, "t") is not None for one in carriers)


def address_of(activity: Json, message: str) -> Json:
    """The address of a message in the conversation that an activity comes from."""
    conversation = words(part(activity, "conversation", "id"))
    return {"conversation": conversation, "activity": message, "service_url": words(activity.get("serviceUrl"))}


def read_dialog(origin: Origin, data: object) -> tuple[FormSubmitted | FormPressed | None, Typed]:
    """What was sent from a dialog, and the form it was typed into."""
    ours = part(data, KEY)
    form = unpack(part(ours, "f"))
    sent = data if isinstance(data, Mapping) else {}
    form = with_chosen(form, sent) if form else None
    values = read_values(form, sent, origin.place.installation.rpartition("/")[2])
    typed = Typed(form, values, left_empty(form, values, sent) if form else None)
    action, object_id, state = (words(part(ours, name)) for name in ("a", "o", "s"))
    match part(ours, "k"):
        case "form" if action:
            token, locale = tokens.read(words(part(ours, "t")))
            return FormSubmitted(spoken(origin, locale), action, object_id, values, state, token), typed
        case "button" if pressed := words(part(ours, "b")):
            return FormPressed(origin, action, pressed, object_id, values, state), typed
    return None, typed


def read_search(origin: Origin, value: object) -> tuple[Sought, int]:
    """What is typed into a list that is searched, and how many choices it can show at most.

    learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/dynamic-search
    """
    top = part(value, "queryOptions", "top")
    most = top if isinstance(top, int) and 0 < top < SHOWN_AT_ONCE else SHOWN_AT_ONCE
    return Sought.asked(origin, words(part(value, "dataset")), words(part(value, "queryText"))), most


def read_shortcut(activity: Json, origin: Origin, author_home: str, mentioned: tuple[Mentioned, ...] = ()) -> Shortcut:
    """A command of the message extension, with the message it was opened on; `mentioned` see `read_message`."""
    value = activity.get("value")
    payload = part(value, "messagePayload")
    author = words(part(payload, "from", "user", "id"))
    return Shortcut(
        origin,
        words(part(value, "commandId")),
        text=said_in_payload(payload).text,
        author=Identity(PLATFORM, author_home, author) if author and author_home else None,
        link=words(part(payload, "linkToMessage")),
        mentioned=mentioned,
    )


def read_event(
    activity: Json, origin: Origin, members: Mapping[str, Identity]
) -> tuple[ChannelChanged | MembersChanged | None, bool]:
    """What happened to a channel or its people, and whether it concerns every channel of the team.

    `members` says who stands behind each `29:` id that joined or left.
    """
    bot = part(activity, "recipient", "id")
    if activity.get("type") == "installationUpdate":
        if origin.place.kind is PlaceKind.DIRECT or activity.get("action") not in ("add", "remove"):
            return None, False
        change = ChannelChange.BOT_REMOVED if was_removed(activity) else ChannelChange.BOT_ADDED
        return ChannelChanged(origin, change), origin.place.channel == origin.place.team
    event = words(part(activity, "channelData", "eventType"))
    if event in CHANNEL_EVENTS:
        name = words(part(activity, "channelData", "channel", "name")) if event == "channelRenamed" else ""
        return ChannelChanged(origin, CHANNEL_EVENTS[event], new_name=name), False
    if event in TEAM_EVENTS:
        return ChannelChanged(origin, TEAM_EVENTS[event]), True
    joined = _people(parts(activity, "membersAdded"), members, bot)
    left = _people(parts(activity, "membersRemoved"), members, bot)
    if not joined and not left:
        return None, False
    return MembersChanged(origin, joined, left), event.startswith("teamMember")


def was_removed(activity: Json) -> bool:
    """Whether the app was taken away; `remove-upgrade` only makes room for its newer version."""
    return activity.get("type") == "installationUpdate" and activity.get("action") == "remove"


def _people(accounts: Sequence[object], members: Mapping[str, Identity], bot: object) -> tuple[Identity, ...]:
    ids = [words(part(one, "id")) for one in accounts]
    return tuple(members[id] for id in ids if id != bot and id in members)


def _request_id(activity: Json) -> str:
    """Conversation and activity together are unique; very long ones are shortened to their digest."""
    return shortened(f"{words(part(activity, 'conversation', 'id'))}/{words(activity.get('id'))}")


def shortened(request_id: str) -> str:
    """A request's id as the inbox can keep it."""
    if len(request_id) <= LONGEST_REQUEST_ID:
        return request_id
    return hashlib.sha256(request_id.encode()).hexdigest()


def _time(activity: Json, received: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(words(activity.get("timestamp")))
    except ValueError:
        return received
    return at if at.tzinfo is not None else received
