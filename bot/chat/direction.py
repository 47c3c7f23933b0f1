"""Which way a text runs, and the marks that hold its lines together: unicode.org/reports/tr9."""

import unicodedata
from typing import assert_never

from bot.chat.message import Block, CodeBlock, Inline, Link, ListBlock, Paragraph, Plain

OPENER, CLOSER = "\u200f\u2067", "\u2069"
"""Around a line from right to left. The mark in front decides for a client that looks at the first letter; the isolate
holds the line together for one that does not. Both end with their line, as every paragraph of that standard does."""

_ISOLATES = "\u2066\u2067\u2068"
_OVERRIDES = "\u202a\u202b\u202d\u202e\u202c"
_BREAKS = "\n\u2029"


def from_right_to_left(spans: Inline, rtl: bool | None = None) -> bool:
    """Which way a line runs: as it is told, else as its first letter does; letters inside isolates decide nothing.

    Names of people and places decide nothing either: a sentence stays one whoever it begins with.
    """
    if rtl is not None:
        return rtl
    depth = 0
    for character in "".join(span.text for span in spans if isinstance(span, Plain | Link)):
        if character in _BREAKS:
            depth = 0
        depth = max(0, depth + (character in _ISOLATES) - (character == CLOSER))
        kind = unicodedata.bidirectional(character)
        if depth == 0 and kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def block_from_right_to_left(block: Block) -> bool:
    """The same for a block; a list runs as its first item does, code from left to right."""
    match block:
        case Paragraph():
            return from_right_to_left(block.spans, block.rtl)
        case ListBlock():
            return from_right_to_left(block.items[0] if block.items else (), block.rtl)
        case CodeBlock():
            return False
        case _:
            assert_never(block)


def held(text: str) -> str:
    """A text from right to left that keeps its direction among others: each of its lines between the marks."""
    return "\n".join(f"{OPENER}{line}{CLOSER}" if line else line for line in text.split("\n"))


def enclosed(text: str) -> str:
    """The text without what turns the text after it around.

    Embeddings and overrides go; isolates stay, each closed on its own line, and none closes what it did not open.
    """
    kept: list[str] = []
    depth = 0
    for character in text:
        if character in _OVERRIDES or (character == CLOSER and depth == 0):
            continue
        if character in _BREAKS:
            kept.append(CLOSER * depth)
            depth = 0
        depth += (character in _ISOLATES) - (character == CLOSER)
        kept.append(character)
    return "".join(kept) + CLOSER * depth
