"""Text on its way into a card: escaping, bounding, and the plain text of a line."""

import re
import unicodedata
from dataclasses import dataclass
from typing import assert_never
from urllib.parse import quote, urlsplit

from bot.chat.direction import enclosed
from bot.chat.message import ChannelName, Inline, Link, Mention, Moment, MomentStyle, Plain
from bot.chat.texts import Texts

ELLIPSIS = "…"
SAFE_SCHEMES = ("http", "https", "mailto")
# What Markdown, and the templates and mentions of an Adaptive Card, could take for their own.
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>])")
_INDENT = re.compile(r"^[ \t]*(?:\t| {4})[ \t]*", re.MULTILINE)  # Markdown would make it code
_TAG = re.compile(r"<(?=[/!a-zA-Z])")
_FUNCTION = re.compile(r"{(?={(?:DATE|TIME)\()")  # Microsoft's own renderer runs them in a TextRun, too
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_JOINER = "\u200d"
_BREAK = "\u200c"  # a non-joiner: nothing to see, and `<at>` is no tag, `{{DATE(…)}}` no function any more


@dataclass(frozen=True)
class Bounds:
    """How long one run of text may be, and whether people are mentioned so that it rings."""

    characters: int
    ring: bool = True


def clean(text: str, bounds: Bounds) -> str:
    """Text without control characters, cut visibly, that turns nothing around but itself."""
    data = _TAG.sub(f"<{_BREAK}", enclosed(cut(printable(text), bounds.characters)))
    return _FUNCTION.sub(f"{{{_BREAK}", data)


def printable(text: str) -> str:
    """The same text with a sign in place of control characters, which no card can hold."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


def cut(text: str, characters: int) -> str:
    """At most so many characters, with a visible ellipsis; never through the middle of an emoji sequence."""
    if len(text) <= characters:
        return text
    at = max(0, characters - 1)
    while at and (_joins(text[at]) or text[at - 1] == _JOINER):
        at -= 1
    return text[:at].rstrip() + ELLIPSIS


def _joins(character: str) -> bool:
    return (
        character == _JOINER
        or unicodedata.combining(character) > 0
        or "\ufe00" <= character <= "\ufe0f"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )


def escape(text: str, bounds: Bounds) -> str:
    """Text for a TextBlock or FactSet, whose Markdown and functions then find nothing in it."""
    indented = _INDENT.sub(lambda found: "\u00a0" * len(found[0].expandtabs(4)), clean(text, bounds))
    return _MARKUP.sub(r"\\\1", indented.replace("&", "&amp;"))


def safe_url(url: str) -> str | None:
    """The address as it may stand in a card, or None for one that must be shown as text."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if parts.scheme.lower() not in SAFE_SCHEMES or not (parts.netloc or parts.scheme.lower() == "mailto"):
        return None
    return quote(url.strip(), safe=":/?#@!$&'*+,;=%~-._")


def plain(spans: Inline, bounds: Bounds) -> str:
    """A line as text alone; moments in their own zone, with its name."""
    return "".join(_plain(span, bounds) for span in spans)


def _plain(span: Plain | Link | Mention | ChannelName | Moment, bounds: Bounds) -> str:
    match span:
        case Plain():
            return clean(span.text, bounds)
        case Link():
            words = clean(span.text, bounds)
            return words if safe_url(span.url) else f"{words} ({clean(span.url, bounds)})"
        case Mention():
            return clean(span.name, bounds)
        case ChannelName():
            return "#" + clean(span.name, bounds).lstrip("#")
        case Moment():
            return zoned(span)
        case _:
            assert_never(span)


def zoned(moment: Moment) -> str:
    """An instant in the zone it was written for, with the zone's city: `Tue 24 Nov, 14:00 (London)`."""
    text = Texts(moment.locale).moment(moment.at, moment.zone, moment.style)
    return f"{text} ({moment.zone.rsplit('/', 1)[-1].replace('_', ' ')})"


def native(moment: Moment) -> str:
    """An instant as the card's own function, which the client writes in the reader's zone.

    learn.microsoft.com/adaptive-cards/authoring-cards/text-features: TextBlock only, seconds and Z.
    """
    at = f"{moment.at:%Y-%m-%dT%H:%M:%S}Z"
    match moment.style:
        case MomentStyle.TIME:
            return f"{{{{TIME({at})}}}}"
        case MomentStyle.DATE:
            return f"{{{{DATE({at},SHORT)}}}}"
        case MomentStyle.DATE_TIME:
            return f"{{{{DATE({at},SHORT)}}}} {{{{TIME({at})}}}}"
        case _:
            assert_never(moment.style)
