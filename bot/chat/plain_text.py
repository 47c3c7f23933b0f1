"""A message or form as plain text, as a terminal shows it."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from bot.chat.form import Form, Show
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
    Message,
    Moment,
    Paragraph,
    Part,
    Picture,
    Plain,
    Progress,
    Quote,
    Span,
)
from bot.chat.texts import Texts


def text_of(shows: Message | Form) -> str:
    """What there is to read, without buttons and fields, a line for each paragraph."""
    parts = shows.parts if isinstance(shows, Message) else [one.part for one in shows.parts if isinstance(one, Show)]
    return "\n".join(line for part in parts for line in lines_of(part))


def lines_of(part: Part) -> Iterator[str]:
    """The lines of one part."""
    match part:
        case Headline(text):
            yield text
        case Alert(spans) | Context(spans):
            yield _inline(spans)
        case Body(blocks, label):
            if label:
                yield f"{label}:"
            for block in blocks:
                yield from _block(block)
        case Quote(text, by):
            yield f"“{text}”{f' {by}' if by else ''}"
        case Facts(rows):
            for row in rows:
                yield f"{row.label}: {_inline(row.value)}"
        case Progress(_, _, label):
            yield label
        case Picture(_, _, text):
            yield text
        case Divider():
            yield ""
        case Actions():
            return
        case _:
            assert_never(part)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(spans):
            yield _inline(spans)
        case ListBlock(items, ordered):
            for number, item in enumerate(items, 1):
                yield f"{f'{number}.' if ordered else '-'} {_inline(item)}"
        case CodeBlock(text):
            yield from text.splitlines()
        case _:
            assert_never(block)


def _inline(spans: Inline | Sequence[Span]) -> str:
    return "".join(_span(span) for span in spans)


def _span(span: Span) -> str:
    match span:
        case Plain(text):
            return text
        case Link(text, url):
            return f"{text} <{url}>"
        case Mention(name):
            return name
        case ChannelName(name):
            return f"#{name}"
        case Moment(at, style, zone, locale):
            return f"{Texts(locale).moment(at, zone, style)} ({zone})"
        case _:
            assert_never(span)
