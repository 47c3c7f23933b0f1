"""What a button carries: the action in its `action_id`, and an opaque value that Slack brings back."""

from dataclasses import dataclass
from typing import Any

from adapters.slack.limits import Limits
from adapters.slack.render.text import one_line
from bot.chat import tokens
from bot.chat.message import SCHEMA, Button, Confirm, LinkButton, Tone

Json = dict[str, Any]

LINK_ACTION = "link"
_SEPARATOR = ":"


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a pressed button said: `action` is `capability.verb`, `locale` the message's where there is a token."""

    action: str
    object_id: str
    token: str
    locale: str


def button(meant: Button, number: int, limits: Limits, token: str = "") -> Json:
    """A button; `number` makes its action id unique in its row, `token` is sent only by a button that asks for one.

    It comes as `bot.chat.tokens.written` wrote it.
    """
    carried = _SEPARATOR.join((str(SCHEMA), token if meant.token else "", meant.object_id))
    shown: Json = {
        "type": "button",
        "action_id": f"{meant.action}#{number}" if number else meant.action,
        "text": plain(meant.label, limits.button_text),
        "value": carried,
    }
    if meant.tone in (Tone.PRIMARY, Tone.DANGER):
        shown["style"] = str(meant.tone)
    if meant.spoken:
        shown["accessibility_label"] = one_line(meant.spoken, limits.button_text)
    if meant.confirm:
        shown["confirm"] = _confirm(meant.confirm, meant.tone, limits)
    return shown


def link_button(meant: LinkButton, number: int, limits: Limits) -> Json:
    """A button that opens an address; Slack reports the press all the same, and nobody needs it."""
    return {
        "type": "button",
        "action_id": f"{LINK_ACTION}#{number}",
        "text": plain(meant.label, limits.button_text),
        "url": meant.url,
    }


def read_value(action_id: str, value: str) -> Pressed | None:
    """What `button` wrote; None for a link button or something that is not ours."""
    action = action_id.partition("#")[0]
    schema, _, rest = value.partition(_SEPARATOR)
    token, separator, object_id = rest.partition(_SEPARATOR)
    if action == LINK_ACTION or "." not in action or not schema.isdigit() or not separator:
        return None
    return Pressed(action, object_id, *tokens.read(token))


def plain(text: str, most: int) -> Json:
    """A plain text object on one line."""
    return {"type": "plain_text", "text": one_line(text, most), "emoji": False}


def _confirm(meant: Confirm, tone: Tone, limits: Limits) -> Json:
    shown = {
        "title": plain(meant.title, limits.confirm_title),
        "text": plain(meant.text, limits.confirm_text),
        "confirm": plain(meant.yes, limits.confirm_button),
        "deny": plain(meant.no, limits.confirm_button),
    }
    return shown | ({"style": "danger"} if tone is Tone.DANGER else {})
