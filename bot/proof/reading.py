"""Reading what the platforms show: Block Kit and Adaptive Cards as lines of text, and what stands on a button."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

Json = Mapping[str, Any]

_SLACK_LINK = re.compile(r"<[^|>\s]+\|([^>]*)>")
_MARKDOWN_LINK = re.compile(r"(?<!\\)\[((?:[^\]\\]|\\.)*)\]\([^)\s]+\)")
_SLACK_DATE = re.compile(r"<!date\^[^|>]*\|([^>]*)>")
_TEAMS_DATE = re.compile(r"\{\{(DATE|TIME)\(([^,)]+)[^)]*\)\}\}")
_MARKDOWN_MARKS = re.compile(r"(?<!\\)(\*\*|__|[*_`~])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!~>|])")


class Weight(StrEnum):
    """How a line stands out."""

    TITLE = "title"
    TEXT = "text"
    QUIET = "quiet"
    BUTTONS = "buttons"


@dataclass(frozen=True)
class Line:
    """One paragraph as a reader sees it."""

    text: str
    weight: Weight = Weight.TEXT


def text_of(lines: Sequence[Line]) -> str:
    """All of it as one text, to look something up in."""
    return "\n".join(line.text for line in lines)


# --- Slack ------------------------------------------------------------------------------------------------------------


def slack_lines(blocks: Sequence[Json]) -> list[Line]:
    """The lines of Block Kit blocks, of a message, a modal or a Home."""
    return [line for block in blocks for line in _block(block) if line.text.strip()]


def _block(block: Json) -> Iterator[Line]:
    match block["type"]:
        case "header":
            yield Line(block["text"]["text"], Weight.TITLE)
        case "section":
            for part in (block.get("text"), *(block.get("fields") or ())):
                if part:
                    yield Line(_mrkdwn(part))
        case "context":
            yield Line("".join(_mrkdwn(one) for one in block["elements"] if "text" in one), Weight.QUIET)
        case "actions":
            yield _buttons([_title(one) for one in block["elements"]])
        case "rich_text":
            for element in block["elements"]:
                yield from _rich(element)
        case "input":
            yield Line(f"{block['label']['text']}:", Weight.QUIET)
        case "markdown":
            yield Line(str(block["text"]))
        case "image":
            yield Line(f"[{block['alt_text']}]", Weight.QUIET)


def _rich(element: Json) -> Iterator[Line]:
    if element["type"] == "rich_text_list":
        indent = "  " * int(element.get("indent", 0))
        for number, item in enumerate(element["elements"], 1):
            mark = f"{number}." if element.get("style") == "ordered" else "•"
            yield Line(f"{indent}{mark} {_spans(item['elements'])}")
    else:
        for text in _spans(element["elements"]).split("\n"):
            yield Line(text)


def _spans(elements: Sequence[Json]) -> str:
    return "".join(
        str(
            one.get("text")
            or one.get("fallback")
            or one.get("url")
            or (f"@{one['user_id']}" if "user_id" in one else "")
        )
        for one in elements
    )


def _mrkdwn(part: Json) -> str:
    text = str(part["text"])
    if part.get("type") == "mrkdwn":
        text = _SLACK_LINK.sub(r"\1", _SLACK_DATE.sub(r"\1", text))
        for sign, escaped in (("<", "&lt;"), (">", "&gt;"), ("&", "&amp;")):
            text = text.replace(escaped, sign)
    return text


def _title(element: Json) -> str:
    label = element.get("text") or element.get("placeholder") or {}
    return str(label.get("text", ""))


def _buttons(titles: Sequence[str]) -> Line:
    return Line("  ".join(f"[ {title} ]" for title in titles if title), Weight.BUTTONS)


# --- Teams ------------------------------------------------------------------------------------------------------------


def teams_lines(card: Json) -> list[Line]:
    """The lines of an Adaptive Card."""
    found = [line for part in card.get("body") or () for line in _part(part)]
    if card.get("actions"):
        found.append(_buttons([str(one.get("title", "")) for one in card["actions"]]))
    return [line for line in found if line.text.strip()]


def _part(part: Json) -> Iterator[Line]:
    match part["type"]:
        case "TextBlock":
            yield Line(_markdown(str(part["text"])), _weight(part))
        case "RichTextBlock":
            inlines = part["inlines"]
            yield Line("".join(one if isinstance(one, str) else str(one.get("text", "")) for one in inlines))
        case "FactSet":
            for fact in part["facts"]:
                yield Line(f"{_markdown(fact['title'])}  {_markdown(fact['value'])}")
        case "ActionSet":
            yield _buttons([str(one.get("title", "")) for one in part["actions"]])
        case "Image":
            yield Line(f"[{part.get('altText', '')}]", Weight.QUIET)
        case kind if kind.startswith("Input."):
            yield Line(f"{part.get('label') or part.get('title') or part['id']}:", Weight.QUIET)
        case _:
            for inner in (*(part.get("items") or ()), *(part.get("columns") or ())):
                yield from _part({"type": "Column", **inner})


def _weight(part: Json) -> Weight:
    if part.get("size") in ("Large", "ExtraLarge", "large", "extraLarge") or part.get("style") == "heading":
        return Weight.TITLE
    return Weight.QUIET if part.get("isSubtle") or part.get("size") in ("Small", "small") else Weight.TEXT


def _markdown(text: str) -> str:
    """Markdown as Teams shows it in a card: without its marks, which count only where they are not escaped."""
    shown = _MARKDOWN_LINK.sub(r"\1", text)
    shown = _TEAMS_DATE.sub(_local, shown)
    return _ESCAPED.sub(r"\1", _MARKDOWN_MARKS.sub("", shown)).replace("\r", "\n")


def _local(found: re.Match[str]) -> str:
    """A date or time as Teams puts it into the reader's zone; here into UTC, since nobody in particular reads."""
    instant = datetime.fromisoformat(found[2])
    return f"{instant:%a} {instant.day} {instant:%b}" if found[1] == "DATE" else f"{instant:%H:%M} UTC"
