"""One Web API call: its arguments, who asks, and how a method refuses it."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from adapters.slack.standin.world import Channel, Installation, User

if TYPE_CHECKING:
    from adapters.slack.standin.desk import Desk

Json = dict[str, Any]
T = TypeVar("T")


class Refusal(Exception):
    """Slack says no: `{"ok": false, "error": error, **more}`."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


@dataclass(frozen=True, slots=True)
class Method:
    """How one Web API method is served.

    Scopes in `scopes` are all needed. Reading methods take no JSON body, as at Slack. `unserved` are arguments that
    Slack knows and the stand-in refuses.
    """

    serve: Callable[["Call"], Awaitable[Json]]
    scopes: Sequence[str] = ()
    takes_json: bool = False
    unserved: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """The arguments of one call, with what every method needs."""

    desk: "Desk"
    method: str
    args: Json
    installation: Installation | None
    origin: str
    authorization: str = field(default="", repr=False)

    @property
    def bot(self) -> Installation:
        """The installation whose bot token was sent."""
        if self.installation is None:
            raise Refusal("not_allowed_token_type")
        return self.installation

    def text(self, name: str, default: str | None = None) -> str | None:
        """An optional string argument."""
        value = self.args.get(name)
        if value is None or value == "":
            return default
        if not isinstance(value, str):
            raise Refusal("invalid_arguments", response_metadata={"messages": [f"[ERROR] {name} must be a string"]})
        return value

    def required(self, name: str, error: str = "invalid_arguments") -> str:
        """A string argument that must be there."""
        value = self.text(name)
        if value is None:
            missing = [f"[ERROR] missing required field: {name}"]
            raise Refusal(
                error, **({"response_metadata": {"messages": missing}} if error == "invalid_arguments" else {})
            )
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean argument, in any of the forms that forms use."""
        value = self.args.get(name)
        if value is None:
            return default
        return value in (True, 1, "1", "true", "True")

    def number(self, name: str, default: int, most: int) -> int:
        """A whole number from 1 to `most`."""
        value = self.args.get(name, default)
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise Refusal("invalid_arguments") from None
        if not 1 <= number <= most:
            raise Refusal("invalid_limit")
        return number

    def structure(self, name: str, error: str) -> Any:
        """A JSON argument, written out or as a string of JSON; None when absent."""
        value = self.args.get(name)
        if isinstance(value, str):
            if not value:
                return None
            try:
                return json.loads(value)
            except ValueError:
                raise Refusal(error) from None
        return value

    def need(self, *scopes: str) -> None:
        """Refuse unless the token has all of these scopes."""
        held = self.bot.scopes
        missing = [scope for scope in scopes if scope not in held]
        if missing:
            raise Refusal("missing_scope", needed=",".join(missing), provided=",".join(sorted(held)))

    def channel(self, name: str = "channel", must_be_open: bool = False) -> Channel:
        """The channel named by an argument, if the bot's workspace may know of it.

        A private channel that the bot is not in does not exist for it.
        """
        channel = self.desk.world.channels.get(self.required(name, "channel_not_found"))
        bot = self.bot
        if channel is None or bot.team_id not in channel.teams:
            raise Refusal("channel_not_found")
        if channel.kind != "public" and bot.bot_user_id not in channel.members:
            raise Refusal("channel_not_found")
        if must_be_open and channel.archived:
            raise Refusal("is_archived")
        return channel

    def user(self, name: str = "user") -> User:
        """The user named by an argument, if the bot's workspace knows them."""
        user = self.desk.world.users.get(self.required(name, "user_not_found"))
        if user is None:
            raise Refusal("user_not_found")
        if not self.desk.world.knows(self.bot, user):
            raise Refusal("user_not_visible")
        return user

    def page(self, things: Sequence[T], default: int | None = None, most: int | None = None) -> tuple[list[T], Json]:
        """One page of a list, and the `response_metadata` with the cursor of the next."""
        limits = self.desk.limits
        limit = self.number("limit", default or limits.page_default, most or limits.page_most)
        cursor = self.text("cursor")
        start = 0
        if cursor is not None:
            prefix, _, number = cursor.partition(":")
            if prefix != f"after-{self.method}" or not number.isdigit():
                raise Refusal("invalid_cursor")
            start = int(number)
        end = start + limit
        following = f"after-{self.method}:{end}" if end < len(things) else ""
        return list(things[start:end]), {"next_cursor": following}
