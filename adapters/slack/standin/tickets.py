"""What Slack hands out to be used soon and rarely: trigger ids, response URLs, OAuth codes."""

from dataclasses import dataclass
from typing import Any

from adapters.slack.standin.call import Refusal
from adapters.slack.standin.world import World

Json = dict[str, Any]


@dataclass(slots=True)
class Trigger:
    """The right to open one view for one person. `view` is the modal it was pressed in, if any."""

    user: str
    team: str
    until: float
    view: str | None = None
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """The right to answer one interaction. `ts` is the message it came from, `ephemeral` whether only `user` saw it."""

    user: str
    team: str
    channel: str
    until: float
    ts: str | None = None
    thread_ts: str | None = None
    ephemeral: bool = False
    uses: int = 0


@dataclass(slots=True)
class OAuthCode:
    """The right to install the app in a workspace once."""

    team: str
    user: str
    scopes: tuple[str, ...]
    redirect_uri: str
    until: float
    used: bool = False


class Tickets:
    """Issues and redeems them. Times are the stand-in's monotonic clock."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponseUrl] = {}
        self._codes: dict[str, OAuthCode] = {}

    def trigger(self, user: str, team: str, view: str | None = None) -> str:
        """A new trigger id."""
        name = f"{self._world.new_id('')}.{self._world.new_id('')}.standin"
        until = self._now() + self._world.limits.trigger_life
        self._triggers[name] = Trigger(user, team, until, view)
        return name

    def redeem_trigger(self, name: str, team: str) -> Trigger:
        """Use a trigger id up."""
        trigger = self._triggers.get(name)
        if trigger is None or trigger.team != team:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if self._now() > trigger.until:
            raise Refusal("expired_trigger_id")
        trigger.used = True
        return trigger

    def response_url(self, origin: str, user: str, team: str, channel: str, **more: Any) -> str:
        """A new response URL under `origin`."""
        name = self._world.new_id("R")
        until = self._now() + self._world.limits.response_url_life
        self._responses[name] = ResponseUrl(user, team, channel, until, **more)
        return f"{origin}/response/{name}"

    def redeem_response(self, name: str) -> ResponseUrl:
        """Count one use of a response URL."""
        response = self._responses.get(name)
        if response is None or self._now() > response.until:
            raise Refusal("expired_url")
        if response.uses >= self._world.limits.response_url_uses:
            raise Refusal("used_url")
        response.uses += 1
        return response

    def code(self, team: str, user: str, scopes: tuple[str, ...], redirect_uri: str) -> str:
        """A new OAuth code."""
        name = f"{self._world.new_id('')}.code"
        until = self._now() + self._world.limits.oauth_code_life
        self._codes[name] = OAuthCode(team, user, scopes, redirect_uri, until)
        return name

    def redeem_code(self, name: str, redirect_uri: str | None) -> OAuthCode:
        """Use an OAuth code up."""
        code = self._codes.get(name)
        if code is None or self._now() > code.until:
            raise Refusal("invalid_code")
        if code.used:
            raise Refusal("code_already_used")
        if redirect_uri != code.redirect_uri:
            raise Refusal("bad_redirect_uri")
        code.used = True
        return code

    def _now(self) -> float:
        return self._world.clock.monotonic()
