"""What the cells of a file name: sides, teams, people and channels, found by the words people use for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.inbound import Identity
from bot.people import channels as stored_channels
from bot.people.access import Actor, Scope
from bot.people.model import Channel, ChatIdentity, Person, PersonState, Side, SideKind, SideState, Team
from bot.people.sides import Home, add_partner, all_sides, make_internal_side, side_of_home
from bot.storage.installations import InstallationRow


class NotFound(ValueError):
    """A cell names what is not there, or not uniquely; the text says what to write instead."""


@dataclass
class Lookup:
    """The sides, teams and channels within scope; kept up to date by whoever adds some."""

    session: AsyncSession
    scope: Scope
    sides: list[Side]
    teams: list[Team]
    channels: list[Channel]
    installations: frozenset[tuple[str, str]]
    installation_at: Mapping[tuple[str, str], str]

    @classmethod
    async def load(cls, session: AsyncSession, scope: Scope) -> Self:
        teams = await session.scalars(
            select(Team).where(scope.where(Team.side_id), Team.archived.is_(False)).order_by(Team.id)
        )
        channels = await stored_channels.all_channels(session, scope)
        installed = select(InstallationRow.platform, InstallationRow.key, InstallationRow.home)
        installations = (await session.execute(installed.where(InstallationRow.active.is_(True)))).all()
        return cls(
            session,
            scope,
            list(await all_sides(session, scope)),
            list(teams),
            list(channels),
            frozenset((platform, key) for platform, key, _ in installations),
            {(platform, home): key for platform, key, home in installations},
        )

    async def side(self, name: str, actor: Actor | None, now: datetime, *, new_sides: bool) -> Side:
        """The side of that name; made a partner only where that was asked for. Raises NotFound."""
        wanted = name.casefold()
        internal = next((side for side in self.sides if side.kind is SideKind.INTERNAL), None)
        if wanted == SideKind.INTERNAL:
            if internal is None:
                internal = await make_internal_side(self.session, now)
                self.sides.append(internal)
            return internal
        found = next((side for side in self.sides if side.name.casefold() == wanted), None)
        if found is not None:
            if found.state is SideState.LEAVING:
                raise NotFound(f"{found.name} is leaving: nothing more is imported for it.")
            return found
        if not new_sides:
            known = ", ".join(side.name for side in self.sides) or SideKind.INTERNAL
            raise NotFound(
                f"There is no side “{name}”. Write {known}; or allow new partners with --new-sides, or add this one "
                "with instep sides add."
            )
        added = await add_partner(self.session, actor, name, now)
        self.sides.append(added)
        return added

    def team(self, word: str, side: Side | None = None) -> Team:
        """The team `name`, of that side if one is given, or `side/name`; raises NotFound."""
        side_name, slash, name = word.rpartition("/")
        matching = [team for team in self.teams if team.name.casefold() == word.casefold()]
        if slash and not matching:
            of = {each.id for each in self.sides if each.name.casefold() == side_name.casefold()}
            matching = [team for team in self.teams if team.name.casefold() == name.casefold() and team.side_id in of]
        if side is not None:
            matching = [team for team in matching if team.side_id == side.id]
        match matching:
            case [team]:
                return team
            case []:
                whose = f" of {side.name}" if side is not None else ""
                raise NotFound(f"There is no team “{word}”{whose}. Import the teams first, or correct the name.")
        raise NotFound(f"Several sides have a team “{word}”. Write the side in front, like Internal/{word}.")

    def team_word(self, team: Team) -> str:
        """What `team` reads as this one."""
        return f"{next(side.name for side in self.sides if side.id == team.side_id)}/{team.name}"

    async def channel(self, word: str) -> Channel:
        """The channel `platform:installation:id`, or `#name` if there is one of that name only; raises NotFound.

        One that is named in full is taken up where Instep is installed; a sweep will tell more of it.
        """
        if word.startswith("#"):
            named = [channel for channel in self.channels if channel.name.casefold() == word[1:].casefold()]
            if len(named) != 1:
                how = "There is no channel" if not named else "There are several channels"
                raise NotFound(f"{how} “{word}”. Write platform:installation:id, as instep channels export shows it.")
            return named[0]
        found = next((channel for channel in self.channels if self.channel_word(channel) == word), None)
        if found is None:
            platform, _, rest = word.partition(":")
            installation, _, external_id = rest.partition(":")
            if not external_id or (platform, installation) not in self.installations:
                raise NotFound(f"There is no channel “{word}”. Import the channels first, or link it in chat.")
            found = await self.new_channel(platform, installation, external_id, "")
        return found

    async def new_channel(self, platform: str, installation: str, external_id: str, name: str) -> Channel:
        """Take up a channel of which nothing is known yet, raises NotFound if it is there, but out of scope."""
        found = await stored_channels.channel_at(self.session, platform, installation, external_id)
        if found is not None:
            raise NotFound("This channel belongs to somebody else. Ask an admin of the organisation to link it.")
        channel = Channel(
            platform=platform,
            installation_key=installation,
            external_id=external_id,
            name=name,
            homes=[],
            agreed_homes=[],
        )
        self.session.add(channel)
        await self.session.flush()
        self.channels.append(channel)
        return channel

    @staticmethod
    def channel_word(channel: Channel) -> str:
        """What `channel` reads as this one."""
        return f"{channel.platform}:{channel.installation_key}:{channel.external_id}"

    async def person(self, word: str, side: Side, now: datetime) -> Person:
        """The person of that e-mail, or `platform:home/user`; taken up by that alone if there is nobody yet.

        Raises NotFound for somebody of another side, and for what is neither.
        """
        identity = None if "@" in word and ":" not in word else identity_from(word)
        query = select(Person).where(Person.state != PersonState.ERASED)
        if identity is None:
            query = query.where(Person.side_id == side.id, Person.email == word.lower())
        else:
            query = query.join(ChatIdentity, ChatIdentity.person_id == Person.id).where(
                ChatIdentity.platform == identity.platform,
                ChatIdentity.home == identity.home,
                ChatIdentity.user_id == identity.user_id,
            )
        person = await self.session.scalar(query)
        if person is None:
            person = Person(side_id=side.id, name=word, state=PersonState.ACTIVE, created_at=now)
            person.email = "" if identity else word.lower()
            self.session.add(person)
            await self.session.flush()
            if identity is not None:
                await self.add_identity(person, identity)
        elif person.side_id != side.id:
            raise NotFound(f"“{word}” is not of {side.name}. A team's lead is of its own side.")
        elif person.state is PersonState.LEFT:
            raise NotFound(f"“{word}” has left. Name somebody else.")
        return person

    async def add_identity(self, person: Person, identity: Identity) -> None:
        """Give a person a chat identity; one of a home that is not of their side's is a guest there.

        They can be messaged at once where Instep is installed in that home, else as soon as they are met.
        """
        home = await side_of_home(self.session, identity.platform, identity.home)
        self.session.add(
            ChatIdentity(
                person_id=person.id,
                platform=identity.platform,
                home=identity.home,
                user_id=identity.user_id,
                guest=home is not None and home.id != person.side_id,
                installation_key=self.installation_at.get((identity.platform, identity.home), ""),
            )
        )
        await self.session.flush()

    def homes(self, linked: Iterable[Home], side: Side) -> dict[str, tuple[str, ...]]:
        """A side's own workspaces and tenants, by platform."""
        found: dict[str, tuple[str, ...]] = {}
        for home in linked:
            if home.side_id == side.id:
                found[home.platform] = (*found.get(home.platform, ()), home.home)
        return found


def identity_from(word: str) -> Identity:
    """The identity `platform:home/user`; raises NotFound."""
    platform, colon, rest = word.partition(":")
    home, slash, user = rest.rpartition("/")
    if not (colon and slash and home and user):
        raise NotFound(f"“{word}” is neither an e-mail nor an identity like slack:home/user.")
    return Identity(platform, home, user)


def identity_word(rows: Sequence[ChatIdentity]) -> str:
    """The first of these identities as `identity_from` reads it; empty without any."""
    return next((f"{row.platform}:{row.home}/{row.user_id}" for row in rows), "")
