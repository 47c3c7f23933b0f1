"""A neutral message as the activity that Teams is sent, within its limits."""

import json
from typing import Any

from adapters.teams.limits import LIMITS, Limits
from adapters.teams.render.buttons import Carrier
from adapters.teams.render.card import Drawing, draw
from adapters.teams.render.text import Bounds, clean, cut
from bot.chat import tokens
from bot.chat.languages import from_right_to_left
from bot.chat.message import Message
from bot.ports import Cause, Rejected, Size

Json = dict[str, Any]
CARD = "application/vnd.microsoft.card.adaptive"
SUMMARY_CHARACTERS = 300
# How long one run of text may be, tried in this order until the whole message fits.
CUTS = (40_000, 16_000, 8_000, 4_000, 2_000, 1_000, 500, 200)


def render_activity(message: Message, *, limits: Limits = LIMITS, token: str = "", ring: bool = True) -> Json:
    """The activity as JSON: summary and card. `ring` false writes people's names without mentioning them.

    Texts are cut visibly until the message fits; raises Rejected where even that is not enough.
    """
    for characters in CUTS:
        card = render_card(message, Bounds(characters, ring), limits=limits, token=token)
        activity = {
            "type": "message",
            "summary": cut(clean(message.summary, Bounds(SUMMARY_CHARACTERS)), SUMMARY_CHARACTERS),
            "attachments": [{"contentType": CARD, "content": card}],
        }
        if all(size.used <= size.allowed for size in sizes(activity, limits)):
            return activity
    raise Rejected(Cause.TOO_LARGE, "even with every text cut")


def render_card(
    message: Message,
    bounds: Bounds,
    *,
    limits: Limits = LIMITS,
    carrier: Carrier = Carrier.MESSAGE,
    token: str = "",
) -> Json:
    """The card alone, for a conversation or for a dialog."""
    carried = tokens.written(token, message.locale)
    drawing = Drawing(bounds, carrier, carried, rtl=from_right_to_left(message.locale))
    body = draw(message.parts, drawing)
    if not body:
        body = [{"type": "TextBlock", "text": " ", "wrap": True}]
    return frame(body, message.locale, message.summary, drawing, limits)


def frame(body: list[Json], locale: str, summary: str, drawing: Drawing, limits: Limits = LIMITS) -> Json:
    """A card around a body: version, language, direction, and what an old client says instead."""
    language = locale.partition("_")[0].partition("-")[0] or "en"
    card: Json = {
        "type": "AdaptiveCard",
        "version": limits.card_version,
        "lang": language,
        "fallbackText": cut(clean(summary, Bounds(SUMMARY_CHARACTERS)), SUMMARY_CHARACTERS),
        "body": body,
        "msteams": {"width": "Full"},
    }
    if drawing.rtl:
        card["rtl"] = True
    if entities := drawing.entities():
        card["msteams"]["entities"] = entities
    return card


def sizes(activity: Json, limits: Limits = LIMITS) -> tuple[Size, ...]:
    """How much of Teams' limit and of our own an activity uses."""
    text = json.dumps(activity, ensure_ascii=False, separators=(",", ":"))
    return (
        Size("characters", len(text), limits.message_characters),
        Size("bytes as UTF-16", len(text.encode("utf-16-le", "surrogatepass")), limits.message_bytes),
    )


def mentions_people(activity: Json) -> bool:
    """Whether the card mentions anybody so that it rings."""
    return any("entities" in one["content"].get("msteams", {}) for one in activity["attachments"])
