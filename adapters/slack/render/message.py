"""A neutral message as Block Kit blocks, with the text that notifications and screen readers use."""

from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import Any, assert_never

from adapters.slack.limits import LIMITS, Limits
from adapters.slack.render.button import button, link_button, plain
from adapters.slack.render.inline import Writer, is_address
from adapters.slack.render.text import clean, cut, escape, one_line, visible
from bot.chat import tokens
from bot.chat.direction import CLOSER, OPENER, block_from_right_to_left, from_right_to_left, held
from bot.chat.message import (
    Actions,
    Alert,
    Block,
    Body,
    Button,
    CodeBlock,
    Context,
    Divider,
    Facts,
    Headline,
    LinkButton,
    ListBlock,
    Message,
    Paragraph,
    Part,
    Picture,
    Progress,
    Quote,
    Tone,
)
from bot.chat.message import plain as run
from bot.ports import Cause, Rejected, Size

Json = dict[str, Any]

# Room for each part in characters: the first that lets all of them fit into a message is taken.
_ROOMS = (3_000, 1_500, 750, 300)
_BAR = 12
_SIGNS = {Tone.URGENT: "● ", Tone.DANGER: "▲ ", Tone.GOOD: "✓ ", Tone.PLAIN: "", Tone.PRIMARY: "", Tone.MUTED: ""}


def render_message(message: Message, home: str = "", token: str = "", limits: Limits = LIMITS) -> Json:
    """The arguments of `chat.postMessage` besides the channel; links never unfurl.

    `home` is the workspace it goes to. Raises `Rejected(TOO_LARGE)` for more blocks than Slack shows.
    """
    carried = tokens.written(token, message.locale)
    return {
        "text": _summary(message, limits),
        "blocks": render_blocks(message.parts, home, carried, limits.blocks_message, limits)
        or [_section(message.summary, limits)],
        "unfurl_links": False,
        "unfurl_media": False,
    }


def render_home(message: Message, home: str = "", limits: Limits = LIMITS) -> Json:
    """A person's Home as a view."""
    blocks = render_blocks(message.parts, home, "", limits.blocks_view, limits)
    return {"type": "home", "blocks": blocks or [_section(message.summary, limits)]}


def render_blocks(parts: Sequence[Part], home: str, token: str, most: int, limits: Limits) -> list[Json]:
    """The blocks of these parts, at most `most`, with long texts cut so that they fit together."""
    for room in _ROOMS:
        blocks: list[Json] = []
        for part in parts:
            blocks += _part(part, Writer(limits, room, home), token, limits)
        if len(blocks) > most:
            raise Rejected(Cause.TOO_LARGE, f"{len(blocks)} blocks of {most}")
        if characters(blocks) <= limits.blocks_text:
            return blocks
    raise Rejected(Cause.TOO_LARGE, f"more than {limits.blocks_text} characters in {len(blocks)} blocks")


def rendered_sizes(payload: Json, limits: Limits = LIMITS) -> tuple[Size, ...]:
    """How much of Slack's limits a rendered message uses."""
    return (
        Size("blocks", len(payload["blocks"]), limits.blocks_message),
        Size("characters in blocks", characters(payload["blocks"]), limits.blocks_text),
        Size("characters of the notification", len(payload["text"]), limits.text_update),
    )


def characters(value: Any) -> int:
    """All text inside blocks, counted in characters."""
    if isinstance(value, dict):
        text = value.get("text")
        return len(text) if isinstance(text, str) else sum(characters(part) for part in value.values())
    return sum(characters(part) for part in value) if isinstance(value, list) else 0


def _part(part: Part, writer: Writer, token: str, limits: Limits) -> list[Json]:
    match part:
        case Headline():
            if not visible(clean(part.text)):
                return []
            rtl = from_right_to_left(run(part.text), part.rtl)
            if part.size == 1:
                return [{"type": "header", "text": _title(part.text, limits, rtl=rtl)}]
            title = writer.text(one_line(part.text, limits.header_text), bold=True)
            return _rich([_section_of(_held(title) if rtl else title)])
        case Alert():
            inline = writer.rich(part.spans, bold=part.tone is not Tone.MUTED)
            sign = _SIGNS[part.tone]
            return _rich([_section_of([*(run_of(sign) if sign else []), *inline])]) if inline else []
        case Body():
            return list(_body(part, writer))
        case Quote():
            said = writer.text(part.text)
            said = _held(said) if from_right_to_left(run(part.text)) else said
            by = writer.text(f"\n— {part.by}", italic=True) if said and visible(clean(part.by)) else []
            return _rich([{"type": "rich_text_quote", "elements": said + by}]) if visible(clean(part.text)) else []
        case Facts():
            return _rich(_facts(part, writer))
        case Context():
            line = writer.line(part.spans, limits.section_text)
            return [{"type": "context", "elements": [line]}] if line else []
        case Progress():
            return _rich([_section_of([*run_of(_bar(part) + "  "), *writer.rich(run(part.label))])])
        case Picture():
            return [_picture(part, limits)] if visible(clean(part.text)) else []
        case Divider():
            return [{"type": "divider"}]
        case Actions():
            return list(_actions(part, writer, token, limits))
        case _:
            assert_never(part)


def _picture(part: Picture, limits: Limits) -> Json:
    """Words with the picture beside them.

    A picture by itself would keep Slack from posting the whole message where it cannot fetch it; beside words it does
    not (github.com/slackapi/java-slack-sdk/issues/1396).
    """
    section = _section(part.text, limits)
    if not part.url.startswith("https://") or not is_address(part.url, limits):
        return section
    alt = one_line(part.alt, limits.alt_text) if visible(clean(part.alt)) else one_line(part.text, limits.alt_text)
    return {**section, "accessory": {"type": "image", "image_url": part.url, "alt_text": alt}}


def _body(part: Body, writer: Writer) -> Iterator[Json]:
    """A block for each stretch of one direction, since Slack lays out a whole block by its first letter."""
    label = writer.text(one_line(part.label, 200), bold=True) if visible(clean(part.label)) else []
    for rtl, blocks in groupby(part.blocks, block_from_right_to_left):
        if rtl and label:
            yield from _rich([_section_of(label)])
            label = []
        yield from _rich(list(_stretch(blocks, label, writer, rtl=rtl)))
        label = []
    yield from _rich([_section_of(label)])


def _stretch(blocks: Iterator[Block], label: list[Json], writer: Writer, *, rtl: bool) -> Iterator[Json]:
    """Sections for running text, a blank line between its paragraphs; lists and code stand for themselves."""
    open_section = label
    between = "\n"
    for block in blocks:
        match block:
            case Paragraph():
                inline = writer.rich(block.spans)
                if inline:
                    inline = _held(inline) if rtl else inline
                    open_section = [*open_section, *(run_of(between) if open_section else []), *inline]
                    between = "\n\n"
            case ListBlock():
                rows = [inline for item in block.items if (inline := writer.rich(item))]
                if rows:
                    yield from _sections(open_section)
                    open_section, between = [], "\n"
                    yield {
                        "type": "rich_text_list",
                        "style": "ordered" if block.ordered else "bullet",
                        "elements": [_section_of(_held(inline) if rtl else inline) for inline in rows],
                    }
            case CodeBlock():
                code = writer.text(block.text)
                if visible(clean(block.text)) and code:
                    yield from _sections(open_section)
                    open_section, between = [], "\n"
                    yield {"type": "rich_text_preformatted", "elements": code}
            case _:
                assert_never(block)
    yield from _sections(open_section)


def _held(elements: list[Json]) -> list[Json]:
    """Elements whose lines run from right to left; the marks are ours, so that nothing inside can close them early."""
    turned = f"{CLOSER}\n{OPENER}"
    lines = [{**one, "text": one["text"].replace("\n", turned)} if "text" in one else one for one in elements]
    return [*run_of(OPENER), *lines, *run_of(CLOSER)]


def _title(text: str, limits: Limits, *, rtl: bool) -> Json:
    if not rtl:
        return plain(text, limits.header_text)
    title = plain(text, limits.header_text - len(OPENER + CLOSER))
    return {**title, "text": held(title["text"])}


def _facts(part: Facts, writer: Writer) -> list[Json]:
    written: list[Json] = []
    for row in part.rows:
        value = writer.rich(row.value)
        if value:
            label = writer.text(f"{one_line(row.label, 200)}: ", bold=True)
            written += [*(run_of("\n") if written else []), *label, *value]
    return [_section_of(written)] if written else []


def _actions(part: Actions, writer: Writer, token: str, limits: Limits) -> Iterator[Json]:
    lost = [
        each for each in part.buttons if isinstance(each, LinkButton) and not is_address_for_button(each.url, limits)
    ]
    for each in lost:
        line = writer.line(run(f"{each.label}: {each.url}"), limits.section_text)
        if line:
            yield {"type": "context", "elements": [line]}
    buttons = iter(each for each in part.buttons if each not in lost)
    while row := list(islice(buttons, limits.actions_elements)):
        yield {"type": "actions", "elements": list(_row(row, token, limits))}


def _row(buttons: Sequence[Button | LinkButton], token: str, limits: Limits) -> Iterator[Json]:
    seen: dict[str, int] = {}
    for each in buttons:
        match each:
            case Button():
                number = seen[each.action] = seen.get(each.action, -1) + 1
                yield button(each, number, limits, token)
            case LinkButton():
                number = seen["link"] = seen.get("link", -1) + 1
                yield link_button(each, number, limits)
            case _:
                assert_never(each)


def is_address_for_button(url: str, limits: Limits) -> bool:
    """Whether a button can open this: Slack takes http and https there."""
    return is_address(url, limits) and not url.lower().startswith("mailto:")


def run_of(text: str) -> list[Json]:
    """Our own literal text as rich text elements."""
    return [{"type": "text", "text": text}]


def _sections(elements: list[Json]) -> Iterator[Json]:
    if elements:
        yield _section_of(elements)


def _section_of(elements: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": elements}


def _rich(parts: list[Json]) -> list[Json]:
    filled = [part for part in parts if part["elements"]]
    return [{"type": "rich_text", "elements": filled}] if filled else []


def _bar(part: Progress) -> str:
    share = min(1.0, max(0.0, part.done / part.total)) if part.total > 0 else 0.0
    full = int(share * _BAR)
    return "▓" * full + "░" * (_BAR - full)


def _summary(message: Message, limits: Limits) -> str:
    # Escaping makes text longer, so the data is cut first, to where it fits at its longest.
    text = one_line(message.summary, limits.text_update)
    while len(escape(text)) > limits.text_update:
        text = cut(text, len(text) * 9 // 10)
    return escape(text)


def _section(text: str, limits: Limits) -> Json:
    return {"type": "section", "text": plain(text, limits.section_text)}
