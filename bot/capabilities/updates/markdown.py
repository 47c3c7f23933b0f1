"""The little Markdown that authors write: bold, italic, lists, links and code; all else stays text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.chat.message import Block, CodeBlock, Inline, Link, ListBlock, Paragraph, Plain, Span

LONGEST = 12_000
"""Characters that are read; what is longer is cut with an ellipsis. Well above what the form takes."""

MOST_BLOCKS = 60
MOST_SPANS = 400
"""Pieces of a text; what comes after is joined as plain text, so that no source grows without bounds."""

DEEPEST = 8
"""Levels of lists in lists; a source that goes deeper has its dashes and numbers kept as text."""

MOST_BRACKETS = 120
"""Beyond so many opening brackets nothing is a link: the search for their ends takes time with their square."""

_LEVELS_OF_A_LIST = 2  # the list and its item; the parser drops what lies below its deepest level

_BARE_ADDRESS = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]}…]")


def read(source: str) -> tuple[Block, ...]:
    """The blocks of a text. Every character that is no mark of the subset is kept as text; HTML is text."""
    source = source.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(source) > LONGEST:
        source = source[:LONGEST].rstrip() + "…"
    rules = ["emphasis", "list", "backticks", "fence", "escape", "newline"]
    if source.count("[") <= MOST_BRACKETS:
        rules.append("link")
    limit = (DEEPEST + 1) * _LEVELS_OF_A_LIST
    tokens = MarkdownIt("zero", {"maxNesting": limit}).enable(rules).parse(source)
    if any(token.level >= limit - _LEVELS_OF_A_LIST for token in tokens):
        rules.remove("list")
        tokens = MarkdownIt("zero").enable(rules).parse(source)
    return tuple(_bounded(_blocks(tokens)))


def as_text(source: str) -> str:
    """The same text without its marks, for a line that cannot show them."""
    return "\n".join(_lines(read(source)))


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(spans):
                yield _text(spans)
            case ListBlock(items):
                yield from (f"• {_text(item)}" for item in items)
            case CodeBlock(text):
                yield text


def _text(spans: Inline) -> str:
    return "".join(span.text for span in spans if isinstance(span, Plain | Link))


def _bounded(blocks: Iterator[Block]) -> Iterator[Block]:
    """At most `MOST_BLOCKS` blocks and about `MOST_SPANS` pieces; the rest as one plain paragraph."""
    left = MOST_SPANS
    for number, block in enumerate(blocks):
        left -= _pieces(block)
        if number >= MOST_BLOCKS or left < 0:
            rest = " ".join(line for piece in (block, *blocks) for line in _lines([piece]))
            yield Paragraph((Plain(rest),))
            return
        yield block


def _pieces(block: Block) -> int:
    match block:
        case Paragraph(spans):
            return len(spans)
        case ListBlock(items):
            return sum(len(item) for item in items)
        case CodeBlock():
            return 1


@dataclass
class _List:
    ordered: bool
    items: list[Inline]


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    """Blocks in their order; lists inside of lists become items of the outer one, set off by a dash."""
    outer: _List | None = None
    depth = 0
    item: list[Span] | None = None
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                depth += 1
                if outer is None:
                    outer = _List(token.type == "ordered_list_open", [])
            case "bullet_list_close" | "ordered_list_close":
                depth -= 1
                if depth == 0 and outer is not None:
                    yield ListBlock(tuple(outer.items), ordered=outer.ordered)
                    outer = None
            case "list_item_open":
                item = [Plain("– ")] if depth > 1 else []
            case "inline":
                lines = [line for line in _spans(token.children or ()) if line]
                if outer is None:
                    yield from (Paragraph(line) for line in lines)
                elif lines:
                    outer.items.append((*(item or ()), *_joined(lines)))
                    item = None
            case "fence" | "code_block":
                text = token.content.rstrip("\n")
                if outer is None:
                    yield CodeBlock(text)
                else:
                    outer.items.append((*(item or ()), Plain(text, code=True)))
                    item = None
            case _:
                pass


def _joined(lines: Sequence[Inline]) -> Inline:
    spans: list[Span] = list(lines[0])
    for line in lines[1:]:
        spans += [Plain(" "), *line]
    return tuple(spans)


def _spans(tokens: Sequence[Token]) -> Iterator[Inline]:
    """The lines of one inline run: a line break begins a new line on every platform."""
    line: list[Span] = []
    bold = italic = 0
    address = ""
    label = ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                address, label = str(token.attrGet("href") or ""), ""
            case "link_close":
                line.append(Link(label or address, address))
                address = ""
            case "softbreak" | "hardbreak":
                if address:
                    label += " "
                    continue
                yield tuple(line)
                line = []
            case _ if not token.content:
                continue
            case _ if address:
                label += token.content
            case "code_inline":
                line.append(Plain(token.content, bold=bold > 0, italic=italic > 0, code=True))
            case _:
                line += _with_addresses(token.content, bold=bold > 0, italic=italic > 0)
    yield tuple(line)


def _with_addresses(text: str, *, bold: bool, italic: bool) -> Iterator[Span]:
    """Running text, in which a bare web address is a link."""
    at = 0
    for found in _BARE_ADDRESS.finditer(text):
        if found.start() > at:
            yield Plain(text[at : found.start()], bold=bold, italic=italic)
        yield Link(found.group(), found.group())
        at = found.end()
    if at < len(text):
        yield Plain(text[at:], bold=bold, italic=italic)
