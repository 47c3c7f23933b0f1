"""Rich text: what Slack accepts of those parts that the stand-in serves.

Source: docs.slack.dev/reference/block-kit/blocks/rich-text-block and the pages of its elements.
"""

from adapters.slack.limits import Limits
from adapters.slack.standin.schema import Check, boolean, by_type, integer, items, one_of, shape, string

_ID = string(64, 1, r"[A-Z0-9]+")
_ADDRESS = r"(https?://|mailto:)\S+"
_SUB_ELEMENTS = 1_000


def rich_text(limits: Limits) -> Check:
    """The check of a whole block of type `rich_text`."""
    style = shape({}, dict.fromkeys(("bold", "italic", "strike", "code"), boolean))
    styled: dict[str, Check] = {"style": style}
    text = shape({"type": one_of("text"), "text": string(limits.rich_text, 1, blank=True)}, styled)
    link = shape(
        {"type": one_of("link"), "url": string(limits.url, 1, _ADDRESS)},
        {**styled, "text": string(limits.rich_text, 1), "unsafe": boolean},
    )
    written = by_type(
        {
            "text": text,
            "link": link,
            "user": shape({"type": one_of("user"), "user_id": _ID}, styled),
            "channel": shape({"type": one_of("channel"), "channel_id": _ID}, styled),
            "usergroup": shape({"type": one_of("usergroup"), "usergroup_id": _ID}, styled),
            "broadcast": shape({"type": one_of("broadcast"), "range": one_of("here", "channel", "everyone")}, styled),
            "emoji": shape({"type": one_of("emoji"), "name": string(100, 1)}, styled),
            "date": shape(
                {
                    "type": one_of("date"),
                    "timestamp": integer(0, 99_999_999_999),
                    "format": string(200, 1),
                    "fallback": string(200, 1),
                },
                styled,
            ),
        },
        "unsupported type",
    )
    literal = by_type({"text": text, "link": link}, "unsupported type")
    section = shape({"type": one_of("rich_text_section"), "elements": items(written, _SUB_ELEMENTS)})
    border: dict[str, Check] = {"border": integer(0, 1)}
    part = by_type(
        {
            "rich_text_section": section,
            "rich_text_quote": shape(
                {"type": one_of("rich_text_quote"), "elements": items(written, _SUB_ELEMENTS)}, border
            ),
            "rich_text_preformatted": shape(
                {"type": one_of("rich_text_preformatted"), "elements": items(literal, _SUB_ELEMENTS)}, border
            ),
            "rich_text_list": shape(
                {
                    "type": one_of("rich_text_list"),
                    "style": one_of("bullet", "ordered"),
                    "elements": items(section, _SUB_ELEMENTS),
                },
                {**border, "indent": integer(0, 8), "offset": integer(0, 1_000)},
            ),
        },
        "unsupported type",
    )
    return shape(
        {"type": one_of("rich_text"), "elements": items(part, _SUB_ELEMENTS)},
        {"block_id": string(limits.block_id, 1)},
    )
