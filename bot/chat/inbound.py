"""What comes in from a chat platform, in neutral terms, and the answer that goes back to whoever acted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from bot.chat.form import FieldErrors, Form, Option, Values
from bot.chat.message import Button, Message

AGAIN = "instep.again"
"""A button's action that stands for the words in its object id: asks the same again, for whoever presses it."""


@dataclass(frozen=True)
class Identity:
    """A chat identity: `home` is the user's own workspace or enterprise (Slack), or tenant (Teams)."""

    platform: str
    home: str
    user_id: str

    def __str__(self) -> str:
        return f"{self.platform}/{self.home}/{self.user_id}"


class PlaceKind(StrEnum):
    """Where something happened."""

    CHANNEL = "channel"
    GROUP = "group"
    DIRECT = "direct"
    NOWHERE = "nowhere"


@dataclass(frozen=True)
class Place:
    """A channel, group or direct conversation.

    `installation` names the workspace or tenant through which it came (`app_id/enterprise-or-dash/workspace` on Slack,
    `app_id/tenant` on Teams), `channel` the platform's id, `thread` the id of the thread's first message, if any.
    `address` is what the platform needs to post here again (a Teams conversation reference), opaque to the domain.
    """

    installation: str
    channel: str
    kind: PlaceKind
    name: str = ""
    thread: str = ""
    team: str = ""
    address: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Origin:
    """Who did it, where, and the platform's id of the request (unique per installation; the inbox's key)."""

    platform: str
    request_id: str
    who: Identity
    place: Place
    at: datetime
    name: str = ""
    locale: str = ""


class MentionedKind(StrEnum):
    """What was mentioned. A bot is an app, ours too; a group is many people by one name."""

    PERSON = "person"
    BOT = "bot"
    CHANNEL = "channel"
    GROUP = "group"


@dataclass(frozen=True)
class Mentioned:
    """Somebody or something mentioned natively in typed words; `text` is how it stands in them (`@Tala`, `#news`).

    `who` is empty where the platform does not say which person it is.
    """

    text: str
    kind: MentionedKind
    who: Identity | None = None


@dataclass(frozen=True)
class Command:
    """A slash command, `@Instep word …`, or the same words in a direct message. `name` is lower-case, no slash.

    `mentioned` are the native mentions in the text, in their order, without that of Instep which makes it a command.
    `cut`: it may be but the beginning of what was typed, so a form asks for the rest before anything of it is kept.
    """

    origin: Origin
    name: str
    text: str = ""
    by_mention: bool = False
    mentioned: tuple[Mentioned, ...] = ()
    cut: bool = False


@dataclass(frozen=True)
class Press:
    """A button on a message. `message` is the platform's address of the copy pressed, `token` see `Button.token`.

    With a token, the origin's `locale` is that of the message.
    """

    origin: Origin
    action: str
    object_id: str
    message: Mapping[str, Any] | None = None
    token: str = ""
    wants_form: bool = False


@dataclass(frozen=True)
class FormSubmitted:
    """A form sent off; `token` see `Form.token`."""

    origin: Origin
    action: str
    object_id: str
    values: Values
    state: str = ""
    token: str = ""


@dataclass(frozen=True)
class FormPressed:
    """A button inside an open form, with what is typed so far. `action` is the button's, `form` the form's."""

    origin: Origin
    form: str
    action: str
    object_id: str
    values: Values
    state: str = ""


@dataclass(frozen=True)
class Sought:
    """Somebody types into a `SearchField` of `source`: the answer's `options` are what fits the words so far.

    `within` is the field's, *unauthenticated*: whoever reads it checks rights again.
    """

    origin: Origin
    source: str
    words: str = field(default="", repr=False)
    within: str = ""

    @classmethod
    def asked(cls, origin: Origin, asked_of: str, words: str) -> Self:
        """What was typed into a field that is asked of one word, `SearchField.asked_of`."""
        source, _, within = asked_of.partition("/")
        return cls(origin, source, words, within)


@dataclass(frozen=True)
class Shortcut:
    """A shortcut or message extension; with all of the rest that is known when it was used on a message.

    `author` wrote it, `mentioned` are the native mentions in `text`, in their order; `link` leads to it.
    """

    origin: Origin
    name: str
    text: str = ""
    author: Identity | None = None
    link: str = ""
    mentioned: tuple[Mentioned, ...] = ()


@dataclass(frozen=True)
class ThreadQuestion:
    """What reads like a question, written to others in a thread: it comes only where Instep may read replies.

    Nobody said it to Instep, so its text is neither kept nor logged unless whoever wrote it has it asked.
    """

    origin: Origin
    text: str = field(repr=False)


@dataclass(frozen=True)
class HomeOpened:
    """Somebody looks at the bot's home."""

    origin: Origin


class ChannelChange(StrEnum):
    """What happened to a channel."""

    ARCHIVED = "archived"
    UNARCHIVED = "unarchived"
    RENAMED = "renamed"
    DELETED = "deleted"
    SHARED = "shared"
    UNSHARED = "unshared"
    ID_CHANGED = "id_changed"
    BOT_ADDED = "bot_added"
    BOT_REMOVED = "bot_removed"


@dataclass(frozen=True)
class ChannelChanged:
    """A fact about a channel changed; `new_id` and `new_name` where that is the change.

    `also`: further channels of which it is true, and which have the same members as that of `origin.place`.
    """

    origin: Origin
    change: ChannelChange
    new_id: str = ""
    new_name: str = ""
    also: tuple[Place, ...] = ()


@dataclass(frozen=True)
class MembersChanged:
    """People joined or left the channel of `origin.place`, and `also` further ones that have the same members."""

    origin: Origin
    joined: tuple[Identity, ...] = ()
    left: tuple[Identity, ...] = ()
    also: tuple[Place, ...] = ()


@dataclass(frozen=True)
class PersonChanged:
    """A platform's user was changed or deactivated (`origin.who` is that user)."""

    origin: Origin
    deactivated: bool = False


class InstallationChange(StrEnum):
    """What happened to an installation."""

    INSTALLED = "installed"
    REMOVED = "removed"
    REVOKED = "revoked"


@dataclass(frozen=True)
class InstallationChanged:
    """The app was installed or removed, or its tokens were revoked; `origin.place.installation` says where."""

    origin: Origin
    change: InstallationChange


Inbound = (
    Command
    | Press
    | FormSubmitted
    | FormPressed
    | Sought
    | Shortcut
    | ThreadQuestion
    | HomeOpened
    | ChannelChanged
    | MembersChanged
    | PersonChanged
    | InstallationChanged
)


@dataclass(frozen=True)
class Answer:
    """What returns the way the request came, at once, to the person who acted and to nobody else.

    `message`: ephemeral, or in the direct message it was asked in. To a command in a channel of a platform that cannot
    answer privately there, dispatch has already reduced it to one harmless line with a button that opens a form, and
    the platform posts it in the thread (`opens` is that button, where the words typed are not enough to open it); to a
    press with `wants_form` such a platform shows it in the dialog, and to a `ThreadQuestion` in their own chat.
    `settled`: what becomes of the message that answered typed words and whose button opened the form that this answers;
    where that stands in a channel all in it read this, so it says nothing of anybody. Elsewhere it says `message`.
    `form`: opens, or replaces the form that was submitted or pressed. `errors`: shown at the fields, the form stays.
    `redraw`: the pressed copy's new content, drawn through the interaction; to a form, that of the message whose button
    opened it, where the platform still reaches it. `home`: the person's home, after `HomeOpened`. `options`: after
    `Sought`, in the order in which they are shown. Nothing set: acknowledged without words; an open form closes.
    What answers a press or form with a token has the same token in its own buttons that ask for one.
    """

    message: Message | None = None
    form: Form | None = None
    errors: FieldErrors | None = None
    redraw: Message | None = None
    home: Message | None = None
    options: tuple[Option, ...] = ()
    opens: Button | None = None
    settled: str = ""


NOTHING = Answer()
