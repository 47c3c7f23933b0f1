"""The invented Teams world: tenants, people, teams, channels, chats, and where each app has been added."""

import time
import uuid
from collections.abc import Iterable
from typing import TypeVar

from adapters.teams.standin.changes import Changes
from adapters.teams.standin.records import Channel, Chat, Kind, Place, Reach, Registration, Team, Tenant, Unknown, User

T = TypeVar("T")
NAMESPACE = uuid.UUID("6f1d5a1e-3c55-4d0c-9d6c-0a5d2a1f7b10")


class World:
    """Builds and answers questions about the invented world; ids are the same for the same steps and seed."""

    def __init__(self, seed: str = "teams") -> None:
        self._seed = seed
        self._made = 0
        self._stamp = 0
        self.changes = Changes()
        self.tenants: dict[str, Tenant] = {}
        self.users: dict[str, User] = {}
        self.teams: dict[str, Team] = {}
        self.channels: dict[str, Channel] = {}
        self.chats: dict[str, Chat] = {}
        self.registrations: dict[str, Registration] = {}
        self.personal: set[tuple[str, str]] = set()
        self.blocked: set[tuple[str, str]] = set()

    def _guid(self) -> str:
        self._made += 1
        return str(uuid.uuid5(NAMESPACE, f"{self._seed}:{self._made}"))

    def stamp(self) -> str:
        """A message id: milliseconds since 1970, never the same twice."""
        self._stamp = max(self._stamp + 1, time.time_ns() // 1_000_000)
        return str(self._stamp)

    # --- building -----------------------------------------------------------------------------------------------

    def add_tenant(self, name: str, *, id: str = "") -> Tenant:
        """A new organisation."""
        tenant = Tenant(id or self._guid(), name)
        self.tenants[tenant.id] = tenant
        return tenant

    def add_registration(
        self,
        tenant: str,
        endpoint: str,
        *,
        name: str = "Instep",
        app_id: str = "",
        password: str = "stand-in secret",  # noqa: S107 - nothing real is behind it
        reach: str = Reach.MY_ORG,
    ) -> Registration:
        """A bot that lives in `tenant` and is called at `endpoint`."""
        self._tenant(tenant)
        made = Registration(app_id or self._guid(), password, tenant, Reach(reach), name, endpoint)
        self.registrations[made.app_id] = made
        return made

    def change_password(self, app_id: str, password: str) -> None:
        """Gives the bot another secret; the old one is refused from now on."""
        old = self.registration(app_id)
        self.registrations[app_id] = Registration(old.app_id, password, old.tenant, old.reach, old.name, old.endpoint)

    def point(self, app_id: str, endpoint: str) -> None:
        """Sends the bot's messages to another address."""
        old = self.registration(app_id)
        self.registrations[app_id] = Registration(old.app_id, old.password, old.tenant, old.reach, old.name, endpoint)

    def add_user(
        self,
        tenant: str,
        name: str,
        *,
        email: str = "",
        zone: str = "Europe/London",
        locale: str = "en-GB",
        guest: bool = False,
        id: str = "",
    ) -> User:
        """An account in `tenant`; many agents have no e-mail address."""
        self._tenant(tenant)
        made = id or self._guid()
        mark = "#EXT#" if guest else ""
        user = User(made, tenant, name, email, f"u{self._made}{mark}@{tenant[:8]}.example", zone, locale, guest)
        self.users[user.id] = user
        return user

    def add_team(self, tenant: str, name: str, *, members: Iterable[str] = ()) -> Team:
        """A team with its General channel."""
        self._tenant(tenant)
        thread = f"19:{self._guid().replace('-', '')}@thread.tacv2"
        team = Team(thread, tenant, name, self._guid(), {self.user(one).id for one in members})
        self.teams[team.id] = team
        self.channels[thread] = Channel(thread, team.id, "General", Kind.STANDARD)
        return team

    def add_channel(self, team: str, name: str, *, kind: str = Kind.STANDARD, members: Iterable[str] = ()) -> Channel:
        """A channel; a shared one may have members of other tenants, the others may not."""
        host = self.team(team)
        channel = Channel(f"19:{self._guid().replace('-', '')}@thread.tacv2", host.id, name, Kind(kind))
        if channel.kind is not Kind.STANDARD:
            for one in members:
                self._may_join(channel, self.user(one))
                channel.members.add(one)
        self.channels[channel.id] = channel
        self.changes.note("place", channel.id)
        return channel

    def add_group_chat(self, tenant: str, members: Iterable[str]) -> Chat:
        """A group chat without a bot."""
        self._tenant(tenant)
        chat = Chat(f"19:{self._guid().replace('-', '')}@thread.v2", tenant, {self.user(one).id for one in members})
        self.chats[chat.id] = chat
        return chat

    def add_member(self, where: str, user: str) -> None:
        """Puts a user into a team, a private or shared channel, or a group chat."""
        person = self.user(user)
        if where in self.teams:
            if person.tenant != self.teams[where].tenant:
                raise ValueError("only accounts of the same tenant, guests included, can be in a team")
            self.teams[where].members.add(user)
        elif where in self.channels:
            channel = self.channels[where]
            self._may_join(channel, person)
            channel.members.add(user)
        else:
            self._chat(where).members.add(user)
        self.changes.note("place", where, user=user)

    def drop_member(self, where: str, user: str) -> None:
        """Takes a user out of a team, channel or group chat."""
        if where in self.teams:
            self.teams[where].members.discard(user)
        elif where in self.channels:
            self.channels[where].members.discard(user)
        else:
            self._chat(where).members.discard(user)
        self.changes.note("place", where, user=user)

    def add_app(self, app_id: str, where: str) -> None:
        """Adds the app to a team, a private or shared channel, a group chat, or for one user (`where` is their id).

        Raises ValueError where Teams would not offer it: another tenant that the app's audience does not include, or a
        private or shared channel whose team does not have the app.
        """
        app = self.registration(app_id)
        if self.tenant_of(where) != app.tenant and app.reach is Reach.MY_ORG:
            raise ValueError("a single-tenant app cannot be added in another tenant")
        if where in self.users:
            self.personal.add((app_id, where))
            self.blocked.discard((app_id, where))
        elif where in self.teams:
            self.teams[where].apps.add(app_id)
        elif where in self.channels:
            channel = self.channels[where]
            if channel.kind is Kind.STANDARD:
                raise ValueError("an app is added to the team, not to its standard channels")
            if app_id not in self.teams[channel.team].apps:
                raise ValueError("the app must be in the host team before it is added to this channel")
            channel.apps.add(app_id)
        else:
            self._chat(where).apps.add(app_id)

    def drop_app(self, app_id: str, where: str) -> None:
        """Removes the app again; from a team also out of its private and shared channels."""
        if where in self.users:
            self.personal.discard((app_id, where))
        elif where in self.teams:
            self.teams[where].apps.discard(app_id)
            self.teams[where].readers.discard(app_id)
            for channel in self.channels.values():
                if channel.team == where:
                    channel.apps.discard(app_id)
        elif where in self.channels:
            self.channels[where].apps.discard(app_id)
        else:
            self._chat(where).apps.discard(app_id)

    def let_read(self, app_id: str, team: str) -> None:
        """An owner agrees that the app is sent what is written in the team's standard channels."""
        if app_id not in self.team(team).apps:
            raise ValueError("consent is asked for when the app is added to the team")
        self.team(team).readers.add(app_id)

    def block(self, app_id: str, user: str) -> None:
        """The user blocks the bot in the personal chat."""
        self.blocked.add((app_id, self.user(user).id))

    def rename_channel(self, channel: str, name: str) -> None:
        """Gives a channel another name."""
        self.channel(channel).name = name
        self.changes.note("place", channel)

    def delete_channel(self, channel: str) -> None:
        """Deletes a channel; whoever posts there learns that it is not found."""
        self.channel(channel).deleted = True
        self.changes.note("place", channel)

    def archive_channel(self, channel: str) -> None:
        """Archives a channel; nobody can post there any more."""
        self.channel(channel).archived = True
        self.changes.note("place", channel)

    def unarchive_channel(self, channel: str) -> None:
        """Brings an archived channel back."""
        self.channel(channel).archived = False
        self.changes.note("place", channel)

    # --- asking -------------------------------------------------------------------------------------------------

    def _tenant(self, tenant: str) -> Tenant:
        return _found(self.tenants, tenant, "tenant")

    def _chat(self, chat: str) -> Chat:
        return _found(self.chats, chat, "chat")

    def user(self, user: str) -> User:
        """The account with this object id; raises Unknown."""
        return _found(self.users, user, "user")

    def team(self, team: str) -> Team:
        """The team with this id; raises Unknown."""
        return _found(self.teams, team, "team")

    def channel(self, channel: str) -> Channel:
        """The channel with this id; raises Unknown."""
        return _found(self.channels, channel, "channel")

    def registration(self, app_id: str) -> Registration:
        """The bot with this app id; raises Unknown."""
        return _found(self.registrations, app_id, "app")

    def tenant_of(self, where: str) -> str:
        """In which tenant a user, team, channel or chat lives."""
        if where in self.users:
            return self.users[where].tenant
        if where in self.channels:
            return self.teams[self.channels[where].team].tenant
        return self._chat(where).tenant

    def address(self, app_id: str, user: str) -> str:
        """A user's `29:` id, which is another one for every bot."""
        return f"29:1{uuid.uuid5(NAMESPACE, f'{app_id}/{user}').hex}"

    def user_at(self, app_id: str, id: str) -> User | None:
        """Who is meant by a `29:` id of this bot, an object id or a user principal name."""
        if id in self.users:
            return self.users[id]
        for user in self.users.values():
            if id in (user.id, user.upn) or id == self.address(app_id, user.id):
                return user
        return None

    def personal_chat(self, app_id: str, user: str) -> Chat:
        """The personal chat of a user with a bot; made when first asked for."""
        id = f"a:1{uuid.uuid5(NAMESPACE, f'chat/{app_id}/{user}').hex}"
        if id not in self.chats:
            self.chats[id] = Chat(id, self.user(user).tenant, {user}, {app_id}, personal=True)
        return self.chats[id]

    def place(self, conversation: str) -> Place:
        """Takes a conversation id apart; raises Unknown."""
        root, _, thread = conversation.partition(";messageid=")
        if root in self.channels and not self.channels[root].deleted:
            return Place(root, self.tenant_of(root), channel=self.channels[root], thread=thread)
        if thread:
            raise Unknown(f"no channel {root}")
        return Place(root, self._chat(root).tenant, chat=self.chats[root])

    def members(self, where: str) -> list[User]:
        """Who is in a team, channel or chat, by name."""
        ids = self.teams[where].members if where in self.teams else set()
        if where in self.channels:
            channel = self.channels[where]
            ids = self.teams[channel.team].members if channel.kind is Kind.STANDARD else channel.members
        elif where in self.chats:
            ids = self.chats[where].members
        return sorted((self.users[one] for one in ids), key=lambda user: (user.name, user.id))

    def has_app(self, app_id: str, place: Place) -> bool:
        """Whether the bot has been added where this conversation is."""
        if place.channel is not None:
            if place.channel.kind is Kind.STANDARD:
                return app_id in self.teams[place.channel.team].apps
            return app_id in place.channel.apps
        assert place.chat is not None
        if place.chat.personal:
            return all(self.may_message(app_id, user) for user in place.chat.members)
        return app_id in place.chat.apps

    def may_read(self, app_id: str, place: Place) -> bool:
        """Whether the bot is sent what does not mention it: with consent (RSC), in standard channels."""
        channel = place.channel
        return channel is not None and channel.kind is Kind.STANDARD and app_id in self.teams[channel.team].readers

    def may_message(self, app_id: str, user: str) -> bool:
        """Whether the app is there for this user: added by them, or in a team or chat that they belong to."""
        if (app_id, user) in self.personal:
            return True
        return any(app_id in one.apps and user in one.members for one in self.teams.values()) or any(
            app_id in one.apps and user in one.members for one in self.chats.values() if not one.personal
        )

    def _may_join(self, channel: Channel, user: User) -> None:
        host = self.teams[channel.team]
        match channel.kind:
            case Kind.STANDARD:
                raise ValueError("a standard channel has its team's members")
            case Kind.PRIVATE if user.id not in host.members:
                raise ValueError("a private channel takes members of its team")
            case Kind.SHARED if user.guest:
                raise ValueError("guests cannot be in a shared channel")
            case _:
                return


def _found(where: dict[str, T], id: str, what: str) -> T:
    if id not in where:
        raise Unknown(f"no {what} {id!r}")
    return where[id]
