"""What an audience comes to: sides, teams, channels, and the people who are expected to read."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.chat.channels import written
from bot.people.channels import Obstacle
from bot.people.model import Sharing, SideKind, SideState
from bot.people.reachability import Reach
from bot.people.shifts import hours_of
from bot.people.viewpoint import Viewpoint
from bot.ports import Address
from schedules.calendar import NO_ROTA, NamedDays, Rota, WorkingHours


@dataclass(frozen=True)
class ResolvedTeam:
    """A team of the audience."""

    team_id: int
    public_id: str
    name: str
    side_id: int
    zone: str
    locale: str
    country: str
    region: str
    working_hours: str
    lead_id: int | None
    own_days: tuple[NamedDays, ...] = ()

    @property
    def hours(self) -> WorkingHours | None:
        """When the team works; None where nobody knows."""
        return hours_of(self.working_hours, self.zone, self.country, self.region, self.own_days)


@dataclass(frozen=True)
class ResolvedSide:
    """A side that the audience reaches: of its teams, or whose channels are in it."""

    side_id: int
    public_id: str
    name: str
    kind: SideKind
    state: SideState


@dataclass(frozen=True)
class ResolvedChannel:
    """A channel that receives. `side_ids` are all who can read it (see `Viewpoint`), `team_ids` whose people do.

    `side_id` is whose channel it is for counts and receipts: the partner's if one is in it. `obstacle` says, from
    facts already known, why it would fail or must wait for an answer.
    """

    channel_id: int
    public_id: str
    platform: str
    installation: str
    external_id: str
    name: str
    address: Address | None
    side_id: int | None
    side_ids: frozenset[int]
    team_ids: tuple[int, ...]
    zone: str
    locale: str
    shared: bool
    private: bool
    obstacle: Obstacle | None = None

    @property
    def written(self) -> str:
        """Its name as people of its platform write it."""
        return written(self.platform, self.name)


@dataclass(frozen=True)
class Reader:
    """A person who is expected to read, counted in one team. `identities` are in the order in which to try them.

    `working_hours` and `zone` are their own, else the team's; provisional people are counted apart. `away_until` may be
    over: then it says since when they are back. `own_days` are the organisation's days off that hold for their team,
    `rota` are shifts of their own.
    """

    person_id: int
    team_id: int
    side_id: int
    name: str
    identities: tuple[Reach, ...]
    provisional: bool
    away: bool
    zone: str
    locale: str
    working_hours: str
    country: str
    region: str
    away_until: datetime | None = None
    own_days: tuple[NamedDays, ...] = ()
    rota: Rota = NO_ROTA

    @property
    def pattern(self) -> tuple[str, str, str, str, tuple[NamedDays, ...], Rota]:
        """What their hours are made of: the same for all who work alike, for whom they are worked out once."""
        return self.working_hours, self.zone, self.country, self.region, self.own_days, self.rota

    @cached_property
    def hours(self) -> WorkingHours | None:
        """When they work; None where nobody knows."""
        return hours_of(*self.pattern)


@dataclass(frozen=True)
class LeftOut:
    """A channel or team that would belong to the audience, but its side is paused or leaving."""

    name: str
    side_id: int
    side_name: str
    state: SideState


@dataclass(frozen=True)
class Resolved:
    """What an audience comes to at one instant. `agreed` are its sides, where others get it too (None: none do)."""

    audience_id: int
    name: str
    sharing: Sharing
    channels: tuple[ResolvedChannel, ...]
    readers: tuple[Reader, ...]
    teams: tuple[ResolvedTeam, ...]
    sides: tuple[ResolvedSide, ...]
    internal: int | None
    left_out: tuple[LeftOut, ...] = ()
    agreed: frozenset[int] | None = None

    def viewpoint(self, channel: ResolvedChannel) -> Viewpoint:
        """From which the copy in that channel is composed."""
        return Viewpoint(channel.side_ids, self.sharing, self.internal, self.agreed)

    def viewpoint_of(self, side_id: int) -> Viewpoint:
        """From which a message to one person of that side is composed."""
        return Viewpoint(frozenset({side_id}), self.sharing, self.internal, self.agreed)

    @property
    def side_ids(self) -> frozenset[int]:
        """The sides that it reaches, for which one needs the right to publish."""
        return frozenset(side.side_id for side in self.sides)

    def expected(self) -> tuple[Reader, ...]:
        """The readers that stand behind "of 34": confirmed, and not away."""
        return tuple(reader for reader in self.readers if not reader.provisional and not reader.away)


@dataclass(frozen=True)
class Extent:
    """The channels and teams that audiences come to, those of paused sides too."""

    channel_ids: frozenset[int]
    team_ids: frozenset[int]

    def meets(self, resolved: Resolved) -> bool:
        """Whether anything of this gets what goes to another audience, or has people who read it there."""
        teams = {team.team_id for team in resolved.teams}.union(*(one.team_ids for one in resolved.channels))
        return bool(self.team_ids & teams) or any(one.channel_id in self.channel_ids for one in resolved.channels)
