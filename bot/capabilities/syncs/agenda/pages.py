"""Lays parts out over several messages where they are more than one holds; nothing is left out, and nothing is cut."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.chat.message import (
    Actions,
    Alert,
    Block,
    Body,
    ChannelName,
    CodeBlock,
    Context,
    Divider,
    Facts,
    Headline,
    Inline,
    Link,
    ListBlock,
    Mention,
    Moment,
    Paragraph,
    Part,
    Picture,
    Plain,
    Progress,
    Quote,
    Span,
)

MOST_PARTS = 20
"""Parts of a message; each is at most two of the 50 blocks that Slack shows (docs.slack.dev/reference/block-kit)."""

LONGEST_PART = 2400
"""Characters of a part; a block of Slack holds 3,000 (docs.slack.dev/reference/block-kit/blocks/section-block)."""

LONGEST = 8000
"""Characters of a message: within what both platforms show, however many of them must be escaped."""

OF_A_MOMENT = 30
"""Characters of an instant, with its zone."""


def laid_out(parts: Sequence[Part], reserved: Sequence[Part] = ()) -> list[list[Part]]:
    """The parts as pages; `reserved` is what the first one has to hold besides. A heading goes with what follows it.

    What goes on in another message has its heading there too.
    """
    pages: list[list[Part]] = [[]]
    room = Room().without(reserved)
    heading: list[Part] = []
    within: Sequence[Part] = ()
    for part in (piece for one in parts for piece in _pieces(one)):
        if isinstance(part, Headline | Divider):
            heading.append(part)
            continue
        group = [*heading, part]
        if pages[-1] and not room.holds(group):
            pages.append([])
            room = Room()
            group = [*(heading or within), part]
        pages[-1] += group
        room = room.without(group)
        if heading:
            within = [one for one in heading if isinstance(one, Headline)][-1:]
        heading = []
    pages[-1] += heading
    return [[*_joined(page)] for page in pages]


class Room:
    """What a message still holds."""

    def __init__(self, parts: int = MOST_PARTS, characters: int = LONGEST) -> None:
        self.parts, self.characters = parts, characters

    def holds(self, parts: Sequence[Part]) -> bool:
        return len(parts) <= self.parts and sum(map(length, parts)) <= self.characters

    def without(self, parts: Sequence[Part]) -> "Room":
        return Room(self.parts - len(parts), self.characters - sum(map(length, parts)))


def _pieces(part: Part) -> Iterator[Part]:
    """A part as it is, or a long list in several; the label stands above each."""
    if not isinstance(part, Body) or length(part) <= LONGEST_PART:
        yield part
        return
    blocks: list[Block] = []
    for block in (piece for one in part.blocks for piece in _blocks(one)):
        if blocks and length(Body((*blocks, block), part.label)) > LONGEST_PART:
            yield Body(tuple(blocks), part.label)
            blocks = []
        blocks.append(block)
    yield Body(tuple(blocks), part.label)


def _blocks(block: Block) -> Iterator[Block]:
    """A list in as many as its length asks for; other blocks as they are."""
    if not isinstance(block, ListBlock):
        yield block
        return
    items: list[Inline] = []
    for item in block.items:
        if items and sum(map(_inline, items)) + _inline(item) > LONGEST_PART // 2:
            yield replace(block, items=tuple(items))
            items = []
        items.append(item)
    yield replace(block, items=tuple(items))


def _joined(parts: Sequence[Part]) -> Iterator[Part]:
    """Lists of one part that were taken apart and came to stand under each other again are one list."""
    for part in parts:
        if not isinstance(part, Body):
            yield part
            continue
        blocks: list[Block] = []
        for block in part.blocks:
            last = blocks[-1] if blocks else None
            if isinstance(block, ListBlock) and isinstance(last, ListBlock) and block.ordered == last.ordered:
                blocks[-1] = replace(last, items=(*last.items, *block.items))
            else:
                blocks.append(block)
        yield replace(part, blocks=tuple(blocks))


def length(part: Part) -> int:
    """Characters that people read of a part, about."""
    match part:
        case Headline():
            return len(part.text)
        case Alert() | Context():
            return _inline(part.spans)
        case Body():
            return len(part.label) + sum(map(_block, part.blocks))
        case Quote():
            return len(part.text) + len(part.by)
        case Facts():
            return sum(len(row.label) + _inline(row.value) + 3 for row in part.rows)
        case Progress():
            return len(part.label) + 20
        case Picture():
            return len(part.text) + len(part.alt)
        case Actions():
            return sum(len(button.label) for button in part.buttons)
        case Divider():
            return 0


def _block(block: Block) -> int:
    match block:
        case Paragraph():
            return _inline(block.spans)
        case ListBlock():
            return sum(map(_inline, block.items))
        case CodeBlock():
            return len(block.text)


def _inline(spans: Inline) -> int:
    return sum(map(_span, spans))


def _span(span: Span) -> int:
    match span:
        case Plain() | Link():
            return len(span.text)
        case Mention() | ChannelName():
            return len(span.name)
        case Moment():
            return OF_A_MOMENT
