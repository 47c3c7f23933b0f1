"""What people say to others in channels: sent by Slack only where the app is subscribed to `message.channels`.

Such an event comes for every message of every channel that Instep is in, so that nearly all of them end here, by their
own words alone (docs.slack.dev/reference/events/message).
"""

from typing import Any

from adapters.slack.adapter.workspaces import Workspace
from adapters.slack.inbound.words import typed_words
from bot.chat.questions import reads_like_question

Json = dict[str, Any]

# An edit, a deletion, a join and the like have a subtype, and what an app wrote names its bot.
_NOT_WRITTEN_NOW = ("subtype", "bot_id", "edited", "hidden")


def is_talk(body: Json) -> bool:
    """Whether this is a message that was not written to Instep in its own conversation."""
    event = body.get("event")
    return isinstance(event, dict) and event.get("type") == "message" and event.get("channel_type") != "im"


def question_in_thread(body: Json) -> str:
    """What somebody asks in a thread; empty for whatever else is said."""
    event = body["event"]
    if event.get("channel_type") not in ("channel", "group") or any(event.get(name) for name in _NOT_WRITTEN_NOW):
        return ""
    said = [event.get(name) for name in ("user", "channel", "thread_ts", "text")]
    if not all(isinstance(one, str) and one for one in said) or event["thread_ts"] == event.get("ts"):
        return ""
    words = typed_words(event["text"])
    return words if reads_like_question(words) else ""


def concerns_itself(body: Json, workspace: Workspace) -> bool:
    """Whether Instep wrote it, or is mentioned in it: then `app_mention` brings it as well."""
    event = body["event"]
    return event["user"] == workspace.bot_user_id or f"<@{workspace.bot_user_id}" in event["text"]
