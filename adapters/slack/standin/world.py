"""The invented Slack: workspaces, people, channels, messages, views, and where our app is installed."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from adapters.slack.limits import LIMITS, Limits
from adapters.slack.manifest import BOT_EVENTS, BOT_SCOPES, COMMANDS, OPTIONAL_BOT_SCOPES, SHORTCUTS
from adapters.slack.standin.changes import Changes
from adapters.slack.standin.clock import StandinClock

Json = dict[str, Any]
T = TypeVar("T")
Kind = Literal["public", "private", "im"]


class NoSuchThing(LookupError):
    """The world holds nothing of that name; a mistake of whoever asked, not of the bot."""


class CannotAct(Exception):
    """Slack's own client would not let this person do that."""


@dataclass(slots=True)
class Workspace:
    """One Slack workspace."""

    id: str
    name: str
    domain: str


@dataclass(slots=True)
class User:
    """One member of a workspace, our app's own bot users among them.

    Somebody who `may_only_post` writes in the channels that are shared with their workspace and uses no app there
    (slack.com/help/articles/360050528953, "permission only to post").
    """

    id: str
    team_id: str
    name: str
    email: str | None = None
    tz: str = "Europe/London"
    locale: str = "en-GB"
    deleted: bool = False
    is_bot: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    may_only_post: bool = False


@dataclass(slots=True)
class Installation:
    """Our app in one workspace."""

    team_id: str
    token: str
    bot_user_id: str
    bot_id: str
    scopes: frozenset[str]
    active: bool = True


@dataclass(slots=True)
class Message:
    """One message as it stands now; `revisions` counts its versions, `by_app` is false for what people wrote.

    `reactions` are by the name of the emoji, with who left each.
    """

    channel: str
    ts: str
    user: str
    team: str
    text: str
    blocks: list[Json]
    by_app: bool = False
    bot_id: str | None = None
    metadata: Json | None = None
    thread_ts: str | None = None
    edited: bool = False
    deleted: bool = False
    revisions: int = 1
    reactions: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Channel:
    """A channel or a direct message. `teams` are the workspaces it is shared with, the host first."""

    id: str
    name: str
    kind: Kind
    teams: list[str]
    members: list[str] = field(default_factory=list)
    archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)

    @property
    def is_ext_shared(self) -> bool:
        """Whether more than one company can read it."""
        return len(self.teams) > 1


@dataclass(slots=True)
class Ephemeral:
    """What one person alone sees in a channel until they reload."""

    user: str
    channel: str
    ts: str
    text: str
    blocks: list[Json]
    team: str
    thread_ts: str | None = None


@dataclass(slots=True)
class OpenView:
    """A modal in somebody's client, or somebody's Home. `typed` is what the person has put in so far.

    `found` are the options that the bot has given to searches in it, by block id and action id.
    """

    id: str
    user: str
    team: str
    view: Json
    hash: str
    root: str
    previous: str | None = None
    typed: dict[str, dict[str, Json]] = field(default_factory=dict)
    found: dict[tuple[str, str], list[Json]] = field(default_factory=dict)


@dataclass(slots=True)
class App:
    """Our app's own settings at Slack."""

    id: str = "A0INSTEP"
    client_id: str = "1000.2000"
    client_secret: str = "standin-client-secret"
    signing_secret: str = "standin-signing-secret"
    app_token: str = "xapp-1-A0INSTEP-standin"
    verification_token: str = "standin-verification-token"
    name: str = "Instep"
    socket_mode: bool = False
    commands: frozenset[str] = frozenset(f"/{name}" for name in COMMANDS)
    shortcuts: frozenset[str] = frozenset(id for id, one in SHORTCUTS.items() if one.on_message)
    global_shortcuts: frozenset[str] = frozenset(id for id, one in SHORTCUTS.items() if not one.on_message)
    scopes: frozenset[str] = frozenset(BOT_SCOPES) | frozenset(OPTIONAL_BOT_SCOPES)
    events: frozenset[str] = frozenset(BOT_EVENTS)


class World:
    """Builds and holds the invented Slack. All verbs take and return plain data, so that they work over HTTP too."""

    def __init__(self, clock: StandinClock, limits: Limits = LIMITS, app: App | None = None) -> None:
        self.clock = clock
        self.limits = limits
        self.app = app or App()
        self.changes = Changes(clock.utc)
        self.workspaces: dict[str, Workspace] = {}
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.installations: dict[str, Installation] = {}
        self.inbox: dict[str, list[Ephemeral]] = {}
        self.modals: dict[str, list[OpenView]] = {}
        self.homes: dict[tuple[str, str], OpenView] = {}
        self._direct: dict[tuple[str, str], str] = {}
        self._numbers = itertools.count(1)
        self._last_ts = 0

    # --- Building -------------------------------------------------------------------------------------------------

    def add_workspace(self, name: str, id: str | None = None) -> str:
        """A new workspace; returns its id (`T…`)."""
        made = id or self.new_id("T")
        self.workspaces[made] = Workspace(made, name, name.lower().replace(" ", "-").replace("&", "and"))
        return made

    def install_app(self, team: str, token: str | None = None, scopes: list[str] | None = None) -> Json:
        """Install our app in a workspace; returns token, bot_user_id, bot_id and scopes."""
        self.workspace(team)
        bot_user = self.add_user(team, self.app.name.lower(), is_bot=True)
        self.installations[team] = Installation(
            team_id=team,
            token=token or f"xoxb-{team}-{self.new_id('K')}",
            bot_user_id=bot_user,
            bot_id=self.new_id("B"),
            scopes=frozenset(scopes) if scopes is not None else self.app.scopes,
        )
        made = self.installations[team]
        return {"token": made.token, "bot_user_id": bot_user, "bot_id": made.bot_id, "scopes": sorted(made.scopes)}

    def add_user(self, team: str, name: str, **facts: Any) -> str:
        """A new member of a workspace; returns the user id. `facts` are fields of `User`; `id` chooses the id."""
        self.workspace(team)
        made = facts.pop("id", None) or self.new_id("U")
        self.users[made] = User(made, team, name, **facts)
        return made

    def add_channel(
        self,
        team: str,
        name: str,
        private: bool = False,
        members: list[str] | None = None,
        shared_with: list[str] | None = None,
        bot_in: bool = True,
        id: str | None = None,
    ) -> str:
        """A new channel hosted by `team`; returns its id. The bots of all its workspaces are in it if `bot_in`."""
        made = id or self.new_id("G" if private and not shared_with else "C")
        teams = [team, *(shared_with or [])]
        joined = [self.user(user).id for user in members or []]
        if bot_in:
            joined += [self.installations[each].bot_user_id for each in teams if each in self.installations]
        self.channels[made] = Channel(made, name, "private" if private else "public", teams, joined)
        self.changes.note("place", made)
        return made

    def set_user(self, user: str, **facts: Any) -> None:
        """Change fields of a `User` without telling the bot; `People.change_user` tells it."""
        person = self.user(user)
        for name, value in facts.items():
            if not hasattr(person, name):
                raise NoSuchThing(f"a user has no {name!r}")
            setattr(person, name, value)

    def set_channel(self, channel: str, **facts: Any) -> None:
        """Change `name`, `archived`, `members` or `teams` of a channel without telling the bot."""
        place = self.channel(channel)
        for name, value in facts.items():
            if name not in ("name", "archived", "members", "teams"):
                raise NoSuchThing(f"a channel's {name!r} cannot be set")
            setattr(place, name, value)
        self.changes.note("place", channel)

    def set_app(self, **facts: Any) -> None:
        """Change our app's settings at Slack: `socket_mode`, `commands`, `shortcuts`, `events`, `signing_secret`, …"""
        for name, value in facts.items():
            if not hasattr(self.app, name):
                raise NoSuchThing(f"an app has no {name!r}")
            setattr(self.app, name, frozenset(value) if isinstance(value, list) else value)

    def set_scopes(self, team: str, scopes: list[str]) -> None:
        """Give the installation in a workspace other scopes."""
        self.installation(team).scopes = frozenset(scopes)

    def set_token_active(self, team: str, active: bool) -> None:
        """Revoke the installation's token, or make it valid again, without telling the bot."""
        self.installation(team).active = active

    # --- Finding --------------------------------------------------------------------------------------------------

    def workspace(self, team: str) -> Workspace:
        """The workspace of that id."""
        return _found(self.workspaces, team, "workspace")

    def user(self, user: str) -> User:
        """The user of that id."""
        return _found(self.users, user, "user")

    def channel(self, channel: str) -> Channel:
        """The channel or direct message of that id."""
        return _found(self.channels, channel, "channel")

    def message(self, channel: str, ts: str) -> Message:
        """The message of that time in that channel."""
        return _found(self.channel(channel).messages, ts, "message")

    def installation(self, team: str) -> Installation:
        """Our app's installation in that workspace."""
        return _found(self.installations, team, "installation")

    def by_token(self, token: str) -> Installation | None:
        """The installation that this bot token belongs to, active or not."""
        return next((each for each in self.installations.values() if each.token == token), None)

    def installations_in(self, channel: Channel) -> Iterator[Installation]:
        """The active installations whose bot is in the channel, the host's first."""
        for team in channel.teams:
            installation = self.installations.get(team)
            if installation and installation.active and installation.bot_user_id in channel.members:
                yield installation

    def shares_channel(self, installation: Installation, user: str) -> bool:
        """Whether the user and the bot are together in some channel."""
        return any(
            user in channel.members and installation.bot_user_id in channel.members
            for channel in self.channels.values()
            if channel.kind != "im"
        )

    def knows(self, installation: Installation, user: User) -> bool:
        """Whether a workspace can see this user: one of its own, or an external of a channel shared with it."""
        return user.team_id == installation.team_id or any(
            installation.team_id in channel.teams and user.id in channel.members for channel in self.channels.values()
        )

    def seen_by(self, person: User) -> list[User]:
        """Whom somebody can mention: their workspace, and whoever is in a channel that it shares.

        A guest sees the people of their own channels alone (slack.com/help/articles/202518103).
        """
        guest = person.is_restricted or person.is_ultra_restricted
        met = {
            member
            for channel in self.channels.values()
            if (person.id in channel.members if guest else person.team_id in channel.teams)
            for member in channel.members
        }
        own = set() if guest else {one.id for one in self.users.values() if one.team_id == person.team_id}
        return [one for one in self.users.values() if one.id in met | own and not one.is_bot and not one.deleted]

    # --- Changing -------------------------------------------------------------------------------------------------

    def direct_channel(self, installation: Installation, user: User) -> Channel:
        """The direct message between the bot and this user, opened when there is none yet."""
        members = (installation.bot_user_id, user.id)
        if known := self._direct.get(members):
            return self.channels[known]
        made = Channel(self.new_id("D"), "", "im", [installation.team_id], [*members])
        self.channels[made.id], self._direct[members] = made, made.id
        self.changes.note("place", made.id, user=user.id)
        return made

    def say(self, channel: str, user: str, text: str, thread_ts: str | None = None) -> str:
        """A person writes in a channel, without the bot being told; returns the message's ts."""
        person = self.user(user)
        ts = self.new_ts()
        message = Message(channel, ts, user, person.team_id, text, [], thread_ts=thread_ts)
        self.channel(channel).messages[ts] = message
        self.changes.note("message", channel, ts, user)
        return ts

    def new_id(self, prefix: str) -> str:
        """An id that looks like Slack's: the prefix and eight digits."""
        return f"{prefix}{next(self._numbers):08d}"

    def new_ts(self) -> str:
        """The next message time: Unix seconds with six decimals, never twice."""
        self._last_ts = max(self._last_ts + 1, int(self.clock.unix() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"


def _found(things: dict[str, T], name: str, what: str) -> T:
    if name not in things:
        raise NoSuchThing(f"no {what} {name!r}")
    return things[name]
