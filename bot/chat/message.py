"""A message as its meaning: a closed set of frozen parts that every platform renders in its own manner.

All text in here is data. Renderers escape it, bound it by the platform's limits and cut it with a visible
ellipsis; nothing in a `str` is ever markup.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Discriminator, TypeAdapter

from bot.chat.tokens import TOKEN_ROOM

SCHEMA = 1
"""Number of the stored form of a message; raised when an older reader could not understand a newer message."""

ACTION_LIMIT = 150
"""Characters that a button may carry in all (action, schema, object id): the smallest limit of our platforms."""


@dataclass(frozen=True)
class Plain:
    """Text in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    kind: Literal["plain"] = "plain"


@dataclass(frozen=True)
class Link:
    """A link; an address that is not http, https or mailto is shown as text."""

    text: str
    url: str
    kind: Literal["link"] = "link"


@dataclass(frozen=True)
class Mention:
    """A person: mentioned natively where the target's platform and home know the identity, else by name.

    `quiet` writes the name without ringing anybody, on every platform. `instead` is what stands there in bold where
    they are not mentioned natively; empty: their name.
    """

    name: str
    platform: str = ""
    home: str = ""
    user_id: str = ""
    quiet: bool = False
    instead: str = ""
    kind: Literal["mention"] = "mention"


@dataclass(frozen=True)
class ChannelName:
    """A channel, written natively where the target's platform and home know it, else `#name`."""

    name: str
    platform: str = ""
    home: str = ""
    channel: str = ""
    kind: Literal["channel"] = "channel"


class MomentStyle(StrEnum):
    """How much of an instant is written."""

    TIME = "time"
    DATE = "date"
    DATE_TIME = "date_time"


@dataclass(frozen=True)
class Moment:
    """An instant, shown in the reader's zone where the platform can, else in `zone`, with the zone's name.

    `at` is aware UTC; `zone` an IANA name (the team's); `locale` a babel locale such as `en` or `de_AT`.
    """

    at: datetime
    style: MomentStyle = MomentStyle.DATE_TIME
    zone: str = "UTC"
    locale: str = "en"
    kind: Literal["moment"] = "moment"


Span = Annotated[Plain | Link | Mention | ChannelName | Moment, Discriminator("kind")]
Inline = tuple[Span, ...]


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of running text; `rtl` is its direction where its language is known, None: as its first letter."""

    spans: Inline
    rtl: bool | None = None
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class ListBlock:
    """A list, bulleted or numbered; `rtl` as a paragraph's, where the first item decides for all."""

    items: tuple[Inline, ...]
    ordered: bool = False
    rtl: bool | None = None
    kind: Literal["list"] = "list"


@dataclass(frozen=True)
class CodeBlock:
    """Preformatted text."""

    text: str
    kind: Literal["code"] = "code"


Block = Annotated[Paragraph | ListBlock | CodeBlock, Discriminator("kind")]


class Tone(StrEnum):
    """What a line or button weighs; never by colour alone."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"
    URGENT = "urgent"
    GOOD = "good"
    MUTED = "muted"


@dataclass(frozen=True)
class Headline:
    """The one line that says what the message is; `size` 1 for a message's own title, 2 for a heading inside.

    `rtl` as a paragraph's.
    """

    text: str
    size: Literal[1, 2] = 1
    rtl: bool | None = None
    kind: Literal["headline"] = "headline"


@dataclass(frozen=True)
class Alert:
    """A line that must be seen first, or a state such as “Withdrawn”."""

    spans: Inline
    tone: Tone = Tone.URGENT
    kind: Literal["alert"] = "alert"


@dataclass(frozen=True)
class Body:
    """Rich text, with an optional label above it (“What changed”)."""

    blocks: tuple[Block, ...]
    label: str = ""
    kind: Literal["body"] = "body"


@dataclass(frozen=True)
class Quote:
    """Somebody's own words, set apart; they run as their first letter does."""

    text: str
    by: str = ""
    kind: Literal["quote"] = "quote"


@dataclass(frozen=True)
class Fact:
    """One label with its value."""

    label: str
    value: Inline


@dataclass(frozen=True)
class Facts:
    """Labels with values, aligned."""

    rows: tuple[Fact, ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True)
class Context:
    """A small line under what it belongs to."""

    spans: Inline
    kind: Literal["context"] = "context"


@dataclass(frozen=True)
class Progress:
    """A bar with what it counts; always with words, since a picture alone says nothing to a screen reader."""

    done: int
    total: int
    label: str
    kind: Literal["progress"] = "progress"


@dataclass(frozen=True)
class Picture:
    """A small picture beside a line that says the same in words: whoever does not see it misses nothing.

    `alt` is what it shows; `url` is public, since the platforms fetch it themselves.
    """

    url: str
    alt: str
    text: str
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True)
class Divider:
    """A rule between two matters."""

    kind: Literal["divider"] = "divider"


@dataclass(frozen=True)
class Confirm:
    """Asks once before a dangerous button acts (where the platform has no dialog of its own, the form asks)."""

    title: str
    text: str
    yes: str
    no: str = "Keep it"


@dataclass(frozen=True)
class Button:
    """What happens when pressed: `action` is `capability.verb`, `object_id` an opaque id (or empty).

    `opens_form`: the answer is a form (Teams must know before the press). `token`: the sender mints an unlinkable
    token for this copy at the send, in a message to one person; it reaches the handler of an anonymous press (see
    `bot.capability.AnonymousPressOffer`) and is stored nowhere.
    Action, token and object id together stay within `ACTION_LIMIT` characters. `spoken` is what a screen reader says
    where the label is a picture or a number.
    """

    label: str
    action: str
    object_id: str = ""
    tone: Tone = Tone.PLAIN
    opens_form: bool = False
    confirm: Confirm | None = None
    token: bool = False
    spoken: str = ""
    kind: Literal["button"] = "button"

    def __post_init__(self) -> None:
        room = ACTION_LIMIT - 8 - (TOKEN_ROOM if self.token else 0)
        if "." not in self.action or len(self.action) + len(self.object_id) > room:
            raise ValueError(f"a button's action is capability.verb and short: {self.action!r}")


@dataclass(frozen=True)
class LinkButton:
    """A button that opens a web address and tells Instep nothing."""

    label: str
    url: str
    kind: Literal["link_button"] = "link_button"


@dataclass(frozen=True)
class Actions:
    """A row of buttons; renderers break it where the platform's limit asks."""

    buttons: tuple[Annotated[Button | LinkButton, Discriminator("kind")], ...]
    kind: Literal["actions"] = "actions"


Part = Annotated[
    Headline | Alert | Body | Quote | Facts | Context | Progress | Picture | Divider | Actions, Discriminator("kind")
]


@dataclass(frozen=True)
class Message:
    """A whole message. `summary` alone tells what it is (notification, screen reader, Teams' summary)."""

    summary: str
    parts: tuple[Part, ...] = field(default=())
    locale: str = "en"


def asks_for_token(message: Message) -> bool:
    """Whether a message has a button that the sender gives a token."""
    rows = (part.buttons for part in message.parts if isinstance(part, Actions))
    return any(isinstance(button, Button) and button.token for row in rows for button in row)


_MESSAGE = TypeAdapter(Message)


def to_json(message: Message) -> str:
    """The stored form of a message: compact JSON with its schema number."""
    return f'{{"schema":{SCHEMA},"message":{_MESSAGE.dump_json(message).decode()}}}'


def from_json(stored: str) -> Message:
    """Reads what `to_json` wrote; raises ValueError for a schema that this program does not know."""
    head = f'{{"schema":{SCHEMA},"message":'
    if not stored.startswith(head):
        raise ValueError("this message was stored by a newer program")
    return _MESSAGE.validate_json(stored[len(head) : -1])


def plain(text: str, *, bold: bool = False, italic: bool = False, code: bool = False) -> Inline:
    """A single run of text as an inline."""
    return (Plain(text, bold=bold, italic=italic, code=code),)


def paragraph(text: str) -> Body:
    """A body of one plain paragraph."""
    return Body((Paragraph(plain(text)),))


def say(text: str, *buttons: Button | LinkButton, locale: str = "en") -> Message:
    """A message of one sentence, with buttons below it if any."""
    parts: tuple[Part, ...] = (paragraph(text),)
    if buttons:
        parts = (*parts, Actions(buttons))
    return Message(summary=text, parts=parts, locale=locale)
