"""What the cells of a file name: sides, teams and channels, found by the words people use for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.inbound import Identity
from bot.people import access
from bot.people.access import Actor, Scope
from bot.people.channels import all_channels
from bot.people.model import Channel, HomeLink, Side, SideKind, SideState, Team
from bot.people.refusal import Refused
from bot.people.sides import add_partner, all_sides, make_internal_side
from bot.people.tabular.bulk import insert_new
from bot.people.tabular.sheet import Problems
from bot.storage.columns import new_public_id
from bot.storage.installations import InstallationRow


class NotFound(ValueError):
    """A cell names what is not there, or not uniquely; the text says what to write instead."""


@dataclass
class Lookup:
    """The sides, teams and channels within scope, read at once; kept up to date by whoever adds some.

    `taken` are all channels there are, `home_sides` all linked homes with their sides, within scope or not.
    """

    session: AsyncSession
    scope: Scope
    sides: list[Side]
    teams: Sequence[Team]
    channels: dict[str, Channel]
    taken: frozenset[tuple[str, str, str]]
    installations: frozenset[tuple[str, str]]
    installation_at: Mapping[tuple[str, str], str]
    home_sides: Mapping[tuple[str, str], int]
    _new: list[Channel] = field(default_factory=list)
    _teams_named: Mapping[str, Sequence[Team]] = field(init=False)

    def __post_init__(self) -> None:
        named: dict[str, list[Team]] = {}
        for team in self.teams:
            named.setdefault(team.name.casefold(), []).append(team)
        self._teams_named = named

    @classmethod
    async def load(cls, session: AsyncSession, scope: Scope) -> Self:
        teams = await session.scalars(
            select(Team).where(scope.where(Team.side_id), Team.archived.is_(False)).order_by(Team.id)
        )
        taken = await session.execute(select(Channel.platform, Channel.installation_key, Channel.external_id))
        installed = select(InstallationRow.platform, InstallationRow.key, InstallationRow.home)
        installations = (await session.execute(installed.where(InstallationRow.active.is_(True)))).all()
        homes = await session.execute(select(HomeLink.platform, HomeLink.home, HomeLink.side_id))
        return cls(
            session,
            scope,
            list(await all_sides(session, scope)),
            teams.all(),
            {channel_word(channel): channel for channel in await all_channels(session, scope)},
            frozenset((platform, key, external_id) for platform, key, external_id in taken),
            frozenset((platform, key) for platform, key, _ in installations),
            {(platform, home): key for platform, key, home in installations},
            {(platform, home): side_id for platform, home, side_id in homes},
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

    async def managed_side(
        self, name: str, actor: Actor | None, line: int, now: datetime, problems: Problems, *, new_sides: bool
    ) -> Side | None:
        """The side of that name if its people and teams may be changed; else None, and the problem is noted."""
        try:
            side = await self.side(name, actor, now, new_sides=new_sides)
            access.require(actor, access.may_manage_people, side.id)
        except (NotFound, Refused) as problem:
            problems.add(line, "side", str(problem))
            return None
        return side

    def team(self, word: str, side: Side | None = None) -> Team:
        """The team `name`, of that side if one is given, or `side/name`; raises NotFound."""
        side_name, slash, name = word.rpartition("/")
        matching = self._teams_named.get(word.casefold(), ())
        if slash and not matching:
            of = {each.id for each in self.sides if each.name.casefold() == side_name.casefold()}
            matching = [team for team in self._teams_named.get(name.casefold(), ()) if team.side_id in of]
        if side is not None:
            matching = [team for team in matching if team.side_id == side.id]
        match matching:
            case [team]:
                return team
            case []:
                whose = f" of {side.name}" if side is not None else ""
                raise NotFound(f"There is no team “{word}”{whose}. Import the teams first, or correct the name.")
        raise NotFound(f"Several sides have a team “{word}”. Write the side in front, like Internal/{word}.")

    def teams_in(self, words: Sequence[str], side: Side | None, line: int, problems: Problems) -> list[Team] | None:
        """The teams of these words, each once; None if one is not found, and every such problem is noted."""
        found: dict[int, Team] = {}
        before = len(problems.found)
        for word in words:
            try:
                team = self.team(word, side)
                found[team.id] = team
            except NotFound as problem:
                problems.add(line, "teams", str(problem))
        return list(found.values()) if len(problems.found) == before else None

    def team_word(self, team: Team) -> str:
        """What `team` reads as this one."""
        return f"{next(side.name for side in self.sides if side.id == team.side_id)}/{team.name}"

    def channel(self, word: str) -> Channel:
        """The channel `platform:installation:id`, or `#name` if there is one of that name only; raises NotFound.

        One that is named in full is taken up where Instep is installed; a sweep will tell more of it.
        """
        if word.startswith("#"):
            name = word[1:].casefold()
            named = [channel for channel in self.channels.values() if channel.name.casefold() == name]
            if len(named) != 1:
                how = "There is no channel" if not named else "There are several channels"
                raise NotFound(f"{how} “{word}”. Write platform:installation:id, as instep channels export shows it.")
            return named[0]
        found = self.channels.get(word)
        if found is None:
            platform, _, rest = word.partition(":")
            installation, _, external_id = rest.partition(":")
            if not external_id or (platform, installation) not in self.installations:
                raise NotFound(f"There is no channel “{word}”. Import the channels first, or link it in chat.")
            found = self.new_channel(platform, installation, external_id, "")
        return found

    def new_channel(self, platform: str, installation: str, external_id: str, name: str) -> Channel:
        """Take up a channel of which nothing is known yet; raises NotFound if it is there, but out of scope."""
        if (platform, installation, external_id) in self.taken:
            raise NotFound("This channel belongs to somebody else. Ask an admin of the organisation to link it.")
        channel = Channel(
            public_id=new_public_id(),
            platform=platform,
            installation_key=installation,
            external_id=external_id,
            name=name,
            homes=[],
            agreed_homes=[],
        )
        self._new.append(channel)
        self.channels[channel_word(channel)] = channel
        return channel

    async def store_channels(self) -> None:
        """Store the channels that were taken up."""
        await insert_new(self.session, Channel, self._new)
        self._new.clear()

    def homes(self, side: Side) -> dict[str, tuple[str, ...]]:
        """A side's own workspaces and tenants, by platform."""
        found: dict[str, tuple[str, ...]] = {}
        for (platform, home), side_id in self.home_sides.items():
            if side_id == side.id:
                found[platform] = (*found.get(platform, ()), home)
        return found

    def identity_row(self, person_id: int, side_id: int, identity: Identity) -> dict[str, object]:
        """A chat identity as it is stored; one of a home that is not of the person's side's is a guest there.

        They can be messaged at once where Instep is installed in that home, else as soon as they are met.
        """
        at = (identity.platform, identity.home)
        return {
            "person_id": person_id,
            "platform": identity.platform,
            "home": identity.home,
            "user_id": identity.user_id,
            "guest": self.home_sides.get(at, side_id) != side_id,
            "installation_key": self.installation_at.get(at, ""),
        }


def channel_word(channel: Channel) -> str:
    """What `Lookup.channel` reads as this one."""
    return f"{channel.platform}:{channel.installation_key}:{channel.external_id}"


def identity_from(word: str) -> Identity:
    """The identity `platform:home/user`; raises NotFound."""
    platform, colon, rest = word.partition(":")
    home, slash, user = rest.rpartition("/")
    if not (colon and slash and home and user):
        raise NotFound(f"“{word}” is neither an e-mail nor an identity like slack:home/user.")
    return Identity(platform, home, user)
