"""Inline text: as elements of rich text, where nothing a person wrote is markup, or as one mrkdwn line."""

import re
from dataclasses import dataclass
from typing import Any, assert_never

from adapters.slack.limits import Limits
from adapters.slack.render.text import ELLIPSIS, LOOKS_LIKE_BACKTICK, clean, cut, escape, literal, visible
from bot.chat.message import ChannelName, Inline, Link, Mention, Moment, MomentStyle, Plain, Span
from bot.chat.texts import Texts

Json = dict[str, Any]

_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>|\x00-\x1f\ud800-\udfff]+", re.IGNORECASE)
_ID = re.compile(r"[A-Z0-9]{1,64}")
_LINE_RUN = 500  # characters of one run in a small line, so that it fits even when escaped at its longest
# docs.slack.dev/messaging/formatting-message-text, "Date formatting".
_DATE_FORMATS = {
    MomentStyle.TIME: "{time}",
    MomentStyle.DATE: "{date_short_pretty}",
    MomentStyle.DATE_TIME: "{date_short_pretty}, {time}",
}


@dataclass
class Writer:
    """Turns spans into Slack's elements, within `room` characters and `pieces` elements; what is left out shows as "…".

    `home` is the workspace that the message goes to: only people and channels of it are written natively. An empty
    home stands for any, as in a preview.
    """

    limits: Limits
    room: int
    home: str = ""
    pieces: int = 400
    ended: bool = False

    def rich(self, spans: Inline, *, bold: bool = False) -> list[Json]:
        """Elements of a rich text section; empty when there is nothing to see."""
        written = [element for span in spans for element in self._rich_span(span, bold)]
        return written if any(visible(each.get("text", "x")) for each in written) else []

    def text(self, text: str, **style: bool) -> list[Json]:
        """A run of literal text with a style."""
        return self._run(text, style)

    def line(self, spans: Inline, most: int) -> Json | None:
        """One text object for a context line: plain where all of it is plain, else mrkdwn; None when empty."""
        if all(isinstance(span, Plain) and _style(span) == {} for span in spans):
            text = self._take("".join(span.text for span in spans if isinstance(span, Plain)), most)
            return {"type": "plain_text", "text": text, "emoji": False} if visible(text) else None
        pieces: list[str] = []
        left = most
        for span in spans:
            piece = self._mrkdwn(span)
            if len(piece) > left - 1:
                pieces.append(ELLIPSIS)
                break
            pieces.append(piece)
            left -= len(piece)
        text = "".join(pieces)
        return {"type": "mrkdwn", "text": text, "verbatim": True} if visible(text) else None

    def _rich_span(self, span: Span, bold: bool) -> list[Json]:
        emphasis = {"bold": True} if bold else {}
        self.pieces -= 1
        if self.pieces < 0:
            self.room = 0
            return self._run(ELLIPSIS, emphasis)
        match span:
            case Plain():
                return self._run(span.text, _style(span) | emphasis)
            case Link():
                if not is_address(span.url, self.limits):
                    return self._run(spelled_out(span), emphasis)
                text = self._take(span.text)
                shown: Json = {"type": "link", "url": span.url, **({"text": text} if visible(text) else {})}
                return [_styled(shown, emphasis)]
            case Mention():
                if self._is_native(span.platform, span.home, span.user_id) and not span.quiet:
                    return [_styled({"type": "user", "user_id": span.user_id}, emphasis)]
                return self._run(span.instead or span.name, emphasis | ({"bold": True} if span.instead else {}))
            case ChannelName():
                if self._is_native(span.platform, span.home, span.channel):
                    return [_styled({"type": "channel", "channel_id": span.channel}, emphasis)]
                return self._run(f"#{span.name.removeprefix('#')}", emphasis)
            case Moment():
                return [
                    _styled(
                        {
                            "type": "date",
                            "timestamp": int(span.at.timestamp()),
                            "format": _DATE_FORMATS[span.style],
                            "fallback": spoken(span),
                        },
                        emphasis,
                    )
                ]
            case _:
                assert_never(span)

    def _mrkdwn(self, span: Span) -> str:
        match span:
            case Plain():
                text = self._take(span.text, _LINE_RUN)
                return literal(text) if not span.code else escape(text).replace("`", LOOKS_LIKE_BACKTICK).join("``")
            case Link():
                if not is_address(span.url, self.limits):
                    return literal(self._take(spelled_out(span), _LINE_RUN))
                text = " ".join(self._take(span.text, _LINE_RUN).split())
                address = escape(span.url)
                return f"<{address}|{literal(text).replace('|', '¦')}>" if visible(text) else f"<{address}>"
            case Mention():
                if self._is_native(span.platform, span.home, span.user_id) and not span.quiet:
                    return f"<@{span.user_id}>"
                return literal(self._take(span.instead or span.name, _LINE_RUN))
            case ChannelName():
                if self._is_native(span.platform, span.home, span.channel):
                    return f"<#{span.channel}>"
                return literal(self._take(f"#{span.name.removeprefix('#')}"))
            case Moment():
                fallback = escape(spoken(span)).replace("|", "¦")
                return f"<!date^{int(span.at.timestamp())}^{_DATE_FORMATS[span.style]}|{fallback}>"
            case _:
                assert_never(span)

    def _run(self, text: str, style: Json) -> list[Json]:
        taken = self._take(text)
        return [_styled({"type": "text", "text": taken}, style)] if taken else []

    def _take(self, text: str, most: int | None = None) -> str:
        cleaned = clean(text)
        if self.room <= 0:
            shown = "" if self.ended or not cleaned else ELLIPSIS
            self.ended = self.ended or bool(cleaned)
            return shown
        taken = cut(cleaned, min(self.room, most or self.limits.rich_text))
        self.room -= len(taken)
        self.ended = self.room <= 0 and taken != cleaned
        return taken

    def _is_native(self, platform: str, home: str, name: str) -> bool:
        return platform == "slack" and home in (self.home or home,) and _ID.fullmatch(name) is not None


def is_address(url: str, limits: Limits) -> bool:
    """Whether Slack can link to this: http, https or mailto, without spaces, not too long."""
    return len(url) <= limits.url and _ADDRESS.fullmatch(url) is not None


def spelled_out(link: Link) -> str:
    """A link that cannot be one: its words, then its address as text."""
    return f"{link.text} ({link.url})" if link.url and link.url != link.text else link.text


def spoken(moment: Moment) -> str:
    """An instant in its own zone, with the zone's name, for readers whose client cannot write it in theirs."""
    said = Texts(moment.locale).moment(moment.at, moment.zone, moment.style)
    return said if moment.style is MomentStyle.DATE else f"{said} ({moment.zone})"


def words(spans: Inline) -> str:
    """Spans as bare words, for places that show no markup at all."""
    said = []
    for span in spans:
        match span:
            case Plain() | Link():
                said.append(span.text)
            case Mention():
                said.append(span.name)
            case ChannelName():
                said.append(f"#{span.name.removeprefix('#')}")
            case Moment():
                said.append(spoken(span))
            case _:
                assert_never(span)
    return "".join(said)


def _style(span: Plain) -> Json:
    marks = {"bold": span.bold, "italic": span.italic, "strike": span.strike, "code": span.code}
    return {name: True for name, on in marks.items() if on}


def _styled(element: Json, style: Json) -> Json:
    return {**element, "style": style} if style else element
