"""The ports between the domain and a chat platform: verbs, facts, and a small vocabulary of failures.

A platform is one folder under `adapters/`; it implements `ChatPlatform`, is given `Receive`, `Installations` and
`Addresses`, and knows nothing else of Instep.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.chat.inbound import Answer, Identity, Inbound
from bot.chat.message import Message

Address = Mapping[str, Any]
"""Where a message or conversation is, as JSON that only its platform reads."""


MAY_LEAVE: ContextVar[Callable[[], bool]] = ContextVar("may_leave", default=lambda: True)
"""Whether the call under way may still leave; a platform asks at the last moment before its bytes are written.

A process that stood still may have lost its lane, and another may have looked for the post already.
"""


async def _at_once() -> None:
    """Nobody counts."""


TURN: ContextVar[Callable[[], Awaitable[None]]] = ContextVar("turn", default=_at_once)
"""Waits until a request of the call under way may leave; a platform awaits it before each, as late as it can.

The call's first request was counted beforehand, each further one counts besides. Raises NotSent if the call may not
leave now.
"""


# --- failures -------------------------------------------------------------------------------------------------------


class Cause(StrEnum):
    """Why something could not be done; delivery and the receipts give each a sentence and a remedy."""

    CHANNEL_MISSING = "channel_missing"
    CHANNEL_ARCHIVED = "channel_archived"
    BOT_NOT_IN_CHANNEL = "bot_not_in_channel"
    POSTING_RESTRICTED = "posting_restricted"
    PERSON_UNREACHABLE = "person_unreachable"
    CONVERSATION_UNKNOWN = "conversation_unknown"
    MESSAGE_MISSING = "message_missing"
    MESSAGE_NOT_OURS = "message_not_ours"
    APP_REMOVED = "app_removed"
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - a cause, not a secret
    PERMISSION_MISSING = "permission_missing"
    PLATFORM_UNAVAILABLE = "platform_unavailable"
    TIMED_OUT = "timed_out"
    CONNECTION_LOST = "connection_lost"
    TOO_LARGE = "too_large"
    INVALID_MESSAGE = "invalid_message"
    BLOCKED_BY_POLICY = "blocked_by_policy"
    SHARED_SINCE = "shared_since"
    OTHER = "other"


class PlatformFailure(Exception):
    """A call to a platform did not succeed. `detail` is the platform's own error word, never a message body."""

    def __init__(self, cause: Cause, detail: str = "") -> None:
        super().__init__(f"{cause}: {detail}" if detail else str(cause))
        self.cause = cause
        self.detail = detail


class Limits(StrEnum):
    """What a refusal for pace concerns."""

    METHOD = "method"
    CONVERSATION = "conversation"
    LANE = "lane"


class RateLimited(PlatformFailure):
    """Refused for pace; nothing happened. `retry_after` is the raw header value (may be missing or absurd)."""

    def __init__(self, retry_after: str | None, concerns: Limits, detail: str = "") -> None:
        super().__init__(Cause.PLATFORM_UNAVAILABLE, detail or "rate limited")
        self.retry_after = retry_after
        self.concerns = concerns


class NotSent(PlatformFailure):
    """Certainly nothing happened (refused connection, failed host look-up, 412): safe to repeat soon."""


class Uncertain(PlatformFailure):
    """It may have happened (timeout, lost connection after bytes were written, 5xx): look up before posting again."""


class Unreachable(PlatformFailure):
    """This destination or message cannot be reached until somebody acts; final for this delivery."""


class NotAllowed(PlatformFailure):
    """The installation is broken (token revoked, app removed, scope missing): everything on its lane stops."""


class Rejected(PlatformFailure):
    """The platform refuses the content: our fault, never repeated unchanged."""


class StorageUnavailable(Exception):
    """Raised by `Receive` when nothing could be saved: events are answered 503, people are told to try again."""


# --- what a platform is asked ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Destination:
    """Where to post: a channel, or a person (a direct message), within one installation.

    `address` is the stored address of that conversation if one is known, `thread` the address of the message to reply
    to. With `person` and no address the platform opens the conversation itself and keeps it through `Addresses`.
    """

    installation: str
    channel: str = ""
    person: Identity | None = None
    address: Address | None = None
    thread: Address | None = None


@dataclass(frozen=True)
class Size:
    """How much of a limit a rendered message uses."""

    what: str
    used: int
    allowed: int


@dataclass(frozen=True)
class Rendered:
    """A message as it will go over the wire, with its sizes (gallery, preview, playground)."""

    payload: Mapping[str, Any]
    sizes: tuple[Size, ...] = ()


@dataclass(frozen=True)
class MemberFacts:
    """What a platform says of a user. Fields it does not tell are empty."""

    identity: Identity
    name: str
    email: str = ""
    zone: str = ""
    locale: str = ""
    is_bot: bool = False
    is_guest: bool = False
    deactivated: bool = False


@dataclass(frozen=True)
class ChannelFacts:
    """What a platform says of a channel.

    `homes` are the other workspaces or tenants that share it (empty: not shared). `hosted_elsewhere`: another company
    hosts it, so their admin must add the app. `address` as in `Destination`.
    """

    installation: str
    channel: str
    name: str
    private: bool = False
    archived: bool = False
    bot_is_member: bool = False
    can_post: bool = False
    shared: bool = False
    homes: tuple[str, ...] = ()
    hosted_elsewhere: bool = False
    direct: bool = False
    team: str = ""
    address: Address | None = None


class Verdict(StrEnum):
    """How a check of the doctor ended."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True)
class Finding:
    """One line of `instep doctor`: what was looked at, how it is, and what to do if it is not well."""

    about: str
    verdict: Verdict
    says: str
    remedy: str = ""


@dataclass(frozen=True)
class Manners:
    """What a platform can and cannot do, asked by name instead of by platform.

    `private_in_channels`: a person can be answered privately inside a channel. `posts_can_be_found`: an uncertain post
    can be looked up. `home`: there is a home page of the bot. `direct_by_identity`: people can be messaged without an
    earlier conversation.
    """

    title: str
    private_in_channels: bool
    posts_can_be_found: bool
    home: bool
    direct_by_identity: bool
    command_prefix: str


class ChatPlatform(Protocol):
    """One chat platform. Every method that calls out raises only `PlatformFailure`s."""

    name: str
    manners: Manners

    def render(self, message: Message) -> Rendered:
        """The payload of a message; raises `Rejected` where it cannot be shown within the platform's limits."""
        ...

    async def post(self, to: Destination, message: Message, *, delivery_id: str, token: str = "") -> Address:
        """Posts once, without repeating by itself, and says where the message is now.

        `delivery_id` is put where `find` can see it; `token` goes into buttons that ask for one.
        """
        ...

    def message_id(self, address: Address) -> str:
        """The id of a posted message, as `Place.thread` says it of a reply to that message."""
        ...

    async def edit(self, installation: str, address: Address, message: Message, *, token: str = "") -> None:
        """Replaces a message of ours."""
        ...

    async def delete(self, installation: str, address: Address) -> None:
        """Deletes a message of ours; one that is already gone raises `Unreachable(MESSAGE_MISSING)`."""
        ...

    async def can_find(self, installation: str, *, direct: bool = False) -> bool:
        """Whether `find` may be used here: in channels, or for direct messages, which may need another permission."""
        ...

    async def find(
        self, installation: str, channel: str | Identity, delivery_ids: Sequence[str], oldest: datetime
    ) -> Mapping[str, Address]:
        """Looks posts up by delivery id in one channel, or among the direct messages to one person, since `oldest`;
        those not found are absent."""
        ...

    def members(self, installation: str, channel: str) -> AsyncIterator[MemberFacts]:
        """Everybody in a channel, page by page."""
        ...

    async def person(self, installation: str, who: Identity) -> MemberFacts | None:
        """What the platform says of one user; None if it does not know them."""
        ...

    async def channel(self, installation: str, channel: str) -> ChannelFacts | None:
        """What the platform says of one channel; None if it cannot be seen."""
        ...

    def channels(self, installation: str) -> AsyncIterator[ChannelFacts]:
        """One paged sweep over every channel that the bot can see."""
        ...

    async def show_home(self, installation: str, who: Identity, message: Message) -> None:
        """Draws a person's home, where the platform has one."""
        ...

    async def examine(self, installation: str) -> Sequence[Finding]:
        """Checks token, identity and permissions of one installation, for the doctor."""
        ...

    async def close(self) -> None:
        """Closes sessions and executors."""
        ...


# --- what a platform is given ----------------------------------------------------------------------------------------

Receive = Callable[[Inbound], Awaitable[Answer]]
"""Dispatch, as a platform sees it: saves, then answers. Raises `StorageUnavailable` when nothing was saved."""


@dataclass(frozen=True)
class Installation:
    """A platform's app in one workspace or tenant (or, on Teams, a registration).

    `key` is unique within the platform and is what `Place.installation` and `Destination.installation` say. `home` is
    the enterprise or workspace (Slack) or tenant (Teams) it belongs to. `secrets` are sealed at rest, one by one;
    `data` is the rest of what the platform wants back, without secrets.
    """

    platform: str
    key: str
    app_id: str
    home: str
    name: str = ""
    active: bool = True
    data: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


class Installations(Protocol):
    """Where installations are kept."""

    async def get(self, platform: str, key: str) -> Installation | None: ...

    async def all(self, platform: str) -> Sequence[Installation]: ...

    async def save(self, installation: Installation) -> None:
        """Inserts or replaces by (platform, key)."""
        ...

    async def deactivate(self, platform: str, key: str) -> None:
        """Marks as removed and forgets its secrets."""
        ...


class Addresses(Protocol):
    """Opaque addresses of conversations (Teams references, Slack direct channels), by platform, installation, name."""

    async def get(self, platform: str, installation: str, name: str) -> Address | None: ...

    async def put(self, platform: str, installation: str, name: str, address: Address) -> None: ...

    async def forget(self, platform: str, installation: str, name: str) -> None: ...


class OneTimeStates(Protocol):
    """Short-lived single-use values, such as OAuth's `state`, shared by all replicas."""

    async def issue(self, purpose: str, seconds: int) -> str: ...

    async def consume(self, purpose: str, value: str) -> bool: ...
