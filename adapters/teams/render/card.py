"""A neutral message as the elements of an Adaptive Card 1.5."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, assert_never

from adapters.teams.render.buttons import Carrier, action, rows
from adapters.teams.render.text import Bounds, clean, cut, escape, native, plain, safe_url
from bot.chat.direction import CLOSER, OPENER, block_from_right_to_left, from_right_to_left, held
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
    Tone,
)

Json = dict[str, Any]
BAR = 12  # characters of a progress bar
FACTS_SHOWN = 40
SEPARATED: Json = {"separator": True, "spacing": "Medium"}
"""The line above an element."""


@dataclass
class Drawing:
    """What is drawn with: bounds of texts, how buttons act, the token of those that ask for one (as
    `bot.chat.tokens.written` wrote it), whether the card is one from right to left, and the mentions met on the way."""

    bounds: Bounds
    carrier: Carrier
    token: str = ""
    rtl: bool = False
    mentions: dict[str, str] = field(default_factory=dict)

    def entities(self) -> list[Json]:
        """The mention entities that the card's text refers to."""
        return [
            {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": user, "name": name}}
            for name, user in self.mentions.items()
        ]


def draw(parts: Sequence[Part], drawing: Drawing) -> list[Json]:
    """The elements of all parts; a divider becomes the line above what follows it."""
    drawn: list[Json] = []
    separate = False
    for part in parts:
        if isinstance(part, Divider):
            separate = bool(drawn)
            continue
        for element in _part(part, drawing):
            drawn.append({**element, **SEPARATED} if separate else element)
            separate = False
    return drawn


def _part(part: Part, drawing: Drawing) -> list[Json]:
    match part:
        case Headline():
            weight = {"size": "Large" if part.size == 1 else "Medium", "weight": "Bolder"}
            rtl = from_right_to_left((Plain(part.text),), part.rtl)
            text = escape(part.text, drawing.bounds)
            title = _text_block(held(text) if rtl else text, style="heading", **weight)
            return _turned([title], drawing, rtl=rtl)
        case Alert():
            lead = (Plain("● ", bold=True), *part.spans) if part.tone is Tone.URGENT else part.spans
            line = _line(lead, drawing, weight="Bolder")
            return [{"type": "Container", "style": _container_style(part.tone), "items": [line]}]
        case Body():
            label = [_text_block(escape(part.label, drawing.bounds), weight="Bolder")] if part.label else []
            stretches = groupby(part.blocks, block_from_right_to_left)
            return label + [one for rtl, blocks in stretches for one in _stretch(blocks, drawing, rtl=rtl)]
        case Quote():
            rtl = from_right_to_left((Plain(part.text),))
            said = _runs((Plain(f"“{part.text}”", italic=True),), drawing, rtl=rtl)
            lines = _turned([said], drawing, rtl=rtl)
            if part.by:
                lines.append({**_runs((Plain(f"— {part.by}"),), drawing), "spacing": "Small"})
            return [{"type": "Container", "style": "emphasis", "items": lines}]
        case Facts():
            facts = [
                {"title": escape(row.label, drawing.bounds), "value": _markdown(row.value, drawing, dates=False) or " "}
                for row in part.rows[:FACTS_SHOWN]
            ]
            return [{"type": "FactSet", "facts": facts}] if facts else []
        case Context():
            return [_line(part.spans, drawing, size="Small", isSubtle=True)]
        case Progress():
            share = min(max(part.done / part.total, 0), 1) if part.total > 0 else 0
            done = round(BAR * share)
            bar = "▓" * done + "░" * (BAR - done)
            return [_runs((Plain(f"{bar}  "), Plain(part.label)), drawing)]
        case Picture():
            return [_picture(part, drawing)]
        case Actions():
            actions = [action(button, drawing.carrier, drawing.bounds, drawing.token) for button in part.buttons]
            return [{"type": "ActionSet", "actions": row} for row in rows([one for one in actions if one])]
        case Divider():
            return []
        case _:
            assert_never(part)


def _picture(part: Picture, drawing: Drawing) -> Json:
    """Words with the picture beside them, so that both are seen where the picture cannot be fetched."""
    words = _line((Plain(part.text),), drawing, size="Small", isSubtle=True)
    url = safe_url(part.url)
    if url is None or not url.startswith("https://"):
        return words
    picture = {"type": "Image", "url": url, "altText": clean(part.alt or part.text, drawing.bounds), "size": "Medium"}
    columns = [
        {"type": "Column", "width": "stretch", "verticalContentAlignment": "Center", "items": [words]},
        {"type": "Column", "width": "auto", "items": [picture]},
    ]
    return {"type": "ColumnSet", "columns": columns}


def _container_style(tone: Tone) -> str:
    match tone:
        case Tone.URGENT:
            return "attention"
        case Tone.DANGER:
            return "warning"
        case Tone.GOOD:
            return "good"
        case Tone.PRIMARY:
            return "accent"
        case Tone.PLAIN | Tone.MUTED:
            return "emphasis"
        case _:
            assert_never(tone)


def _stretch(blocks: Iterator[Block], drawing: Drawing, *, rtl: bool) -> list[Json]:
    return _turned([one for block in blocks for one in _block(block, drawing, rtl=rtl)], drawing, rtl=rtl)


def _turned(elements: list[Json], drawing: Drawing, *, rtl: bool) -> list[Json]:
    """Elements that run another way than their card, in a container that says so.

    adaptivecards.io/explorer/Container.html: `rtl`, since 1.5, which elements with text do not have themselves.
    """
    return elements if rtl == drawing.rtl or not elements else [{"type": "Container", "rtl": rtl, "items": elements}]


def _block(block: Block, drawing: Drawing, *, rtl: bool) -> list[Json]:
    match block:
        case Paragraph():
            return [_line(block.spans, drawing, rtl=rtl)]
        case ListBlock():
            marks = [f"{number}. " if block.ordered else "•  " for number in range(1, len(block.items) + 1)]
            return [
                {**_line((Plain(mark), *item), drawing, rtl=rtl), "spacing": "Small"}
                for mark, item in zip(marks, block.items, strict=True)
            ]
        case CodeBlock():
            run = _run(Plain(block.text, code=True), drawing)
            lines = [{"type": "RichTextBlock", "inlines": [run]}] if block.text else []
            return [{"type": "Container", "style": "emphasis", "items": lines}]
        case _:
            assert_never(block)


def _line(spans: Inline, drawing: Drawing, *, rtl: bool = False, **look: Any) -> Json:
    """One line or paragraph.

    Rich text takes every character as it is, so it is used wherever it can be; mentions and dates in the reader's own
    zone exist in a TextBlock alone, where the rest of the text is escaped.
    """
    if any(isinstance(span, Moment) or _rings(span, drawing) for span in spans):
        text = _markdown(spans, drawing, dates=True)
        return _text_block(held(text) if rtl else text, **look)
    return _runs(spans, drawing, rtl=rtl, **look)


def _rings(span: object, drawing: Drawing) -> bool:
    return (
        isinstance(span, Mention)
        and drawing.bounds.ring
        and not span.quiet
        and span.platform == "teams"
        and bool(span.user_id)
    )


def _text_block(text: str, **look: Any) -> Json:
    return {"type": "TextBlock", "text": text or " ", "wrap": True, **look}


def _runs(spans: Inline, drawing: Drawing, *, rtl: bool = False, **look: Any) -> Json:
    runs = [run for span in spans if (run := {**_run(span, drawing), **look})["text"]]
    if rtl and runs:
        turned = [{**run, "text": run["text"].replace("\n", f"{CLOSER}\n{OPENER}")} for run in runs]
        runs = [{"type": "TextRun", "text": OPENER}, *turned, {"type": "TextRun", "text": CLOSER}]
    return {"type": "RichTextBlock", "inlines": runs or [{"type": "TextRun", "text": " "}]}


def _run(span: Plain | Link | Mention | ChannelName | Moment, drawing: Drawing) -> Json:
    bounds = drawing.bounds
    match span:
        case Plain():
            look: Json = {"weight": "Bolder"} if span.bold else {}
            look |= {"italic": True} if span.italic else {}
            look |= {"strikethrough": True} if span.strike else {}
            look |= {"fontType": "Monospace"} if span.code else {}
            return {"type": "TextRun", "text": clean(span.text, bounds), **look}
        case Link() if url := safe_url(span.url):
            words = clean(span.text or span.url, bounds)
            return {
                "type": "TextRun",
                "text": words,
                "underline": True,
                "selectAction": {"type": "Action.OpenUrl", "url": url},
            }
        case Mention() if span.instead:
            return _run(Plain(span.instead, bold=True), drawing)
        case Link() | Mention() | ChannelName() | Moment():
            return {"type": "TextRun", "text": plain((span,), bounds)}
        case _:
            assert_never(span)


def _markdown(spans: Inline, drawing: Drawing, *, dates: bool) -> str:
    return "".join(_marked(span, drawing, dates=dates) for span in spans)


def _marked(span: Plain | Link | Mention | ChannelName | Moment, drawing: Drawing, *, dates: bool) -> str:
    bounds = drawing.bounds
    match span:
        case Plain():
            text = escape(span.text, bounds)
            # Markdown's marks must touch a word on both sides, or they are shown as they are.
            mark = ("**" if span.bold else "") + ("_" if span.italic else "")
            if not mark or not text.strip():
                return text
            head, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
            return f"{head}{mark}{text.strip()}{mark[::-1]}{tail}"
        case Link() if url := safe_url(span.url):
            return f"[{escape(span.text or span.url, bounds)}]({url.replace('(', '%28').replace(')', '%29')})"
        case Mention() if _rings(span, drawing):
            return f"<at>{_named(span, drawing)}</at>"
        case Mention() if span.instead:
            return _marked(Plain(span.instead, bold=True), drawing, dates=dates)
        case Moment() if dates:
            return native(span)
        case Link() | Mention() | ChannelName() | Moment():
            return escape(plain((span,), bounds), bounds)
        case _:
            assert_never(span)


def _named(mention: Mention, drawing: Drawing) -> str:
    """The name inside the mention's tags; two people of one name get different ones."""
    # Whatever Markdown or a tag could make of a name is replaced by what looks alike.
    name = cut(mention.name, 100).translate(str.maketrans("<>&*_[]()`\\{}~#", "‹›＆∗‗⟦⟧⟮⟯'∖⦃⦄˜♯")).strip() or "?"
    name = clean(name, drawing.bounds)
    number = 2
    wanted = name
    while drawing.mentions.get(wanted, mention.user_id) != mention.user_id:
        wanted = f"{name} ({number})".replace("(", "⟮").replace(")", "⟯")
        number += 1
    drawing.mentions[wanted] = mention.user_id
    return wanted
