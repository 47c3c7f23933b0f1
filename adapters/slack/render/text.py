"""Text as Slack takes it: harmless characters, cut where it must be, escaped where Slack would read markup."""

import re
import unicodedata

from bot.chat.direction import enclosed

ELLIPSIS = "…"
_JOINERS = "\u200d\ufe0f\ufe0e"
LOOKS_LIKE_BACKTICK = "ˋ"
_MARKS = re.compile(r"([*_~])")
_WORD_JOINER = "\u2060"


def clean(text: str) -> str:
    """The text without what breaks JSON, layout or the text after it.

    Lone surrogates become U+FFFD, control characters except line breaks and tabs go, and so do those that turn the
    text after them around.
    """
    kept = []
    for character in text.replace("\r\n", "\n").replace("\r", "\n"):
        if "\ud800" <= character <= "\udfff":
            kept.append("\ufffd")
        elif character in "\n\t" or unicodedata.category(character) != "Cc":
            kept.append(character)
    return enclosed("".join(kept))


def cut(text: str, most: int) -> str:
    """At most `most` characters, ending in an ellipsis where something is missing; no emoji or accent is torn."""
    if len(text) <= most:
        return text
    end = max(0, most - 1)
    while True:
        while 0 < end < len(text) and _belongs_to_previous(text, end):
            end -= 1
        kept = enclosed(text[:end].rstrip() + ELLIPSIS)
        if len(kept) <= most or end == 0:
            return kept[:most]
        end -= 1


def one_line(text: str, most: int, empty: str = "–") -> str:
    """Cleaned text for a label, a title or a button: on one line, never blank, at most `most` characters."""
    joined = " ".join(clean(text).split())
    return cut(joined, most) if visible(joined) else empty


def visible(text: str) -> bool:
    """Whether there is anything to see."""
    return any(unicodedata.category(character)[0] not in "ZC" for character in text)


def escape(text: str) -> str:
    """Data inside mrkdwn: Slack's three characters, in Slack's order.

    docs.slack.dev/messaging/formatting-message-text
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def literal(text: str) -> str:
    """Data inside mrkdwn whose formatting characters must stay what they are.

    mrkdwn has no escape for `*`, `_` and `~`; between word joiners they no longer stand at the edge of a word, which is
    where Slack would take them for formatting. For a backtick no page of Slack's says that it has to stand there, so a
    sign that looks like it stands in its place.
    """
    return _MARKS.sub(rf"{_WORD_JOINER}\1{_WORD_JOINER}", escape(text)).replace("`", LOOKS_LIKE_BACKTICK)


def _belongs_to_previous(text: str, index: int) -> bool:
    character = text[index]
    return (
        character in _JOINERS
        or text[index - 1] == "\u200d"
        or unicodedata.combining(character) != 0
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )
