"""Organisations to play with: who works where, in which hours, and which channels there are; plain data."""

from dataclasses import dataclass
from enum import StrEnum


class Platform(StrEnum):
    SLACK = "slack"
    TEAMS = "teams"


class Kind(StrEnum):
    """What kind of channel it is. A `connect` channel is shared by Slack Connect, a `shared` one by Teams."""

    PUBLIC = "public"
    CONNECT = "connect"
    STANDARD = "standard"
    SHARED = "shared"


@dataclass(frozen=True)
class Side:
    """The organisation itself or one partner; `presence` as the imports and `/instep` name it."""

    name: str
    platform: Platform
    presence: str
    internal: bool = False


@dataclass(frozen=True)
class Team:
    """A team as a row of `teams.csv`; `lead` is a person's key, `home` the name of its channel."""

    name: str
    side: str
    zone: str
    country: str
    hours: str
    lead: str
    home: str
    locale: str = "en"


@dataclass(frozen=True)
class Person:
    """One invented human; `key` is what the story calls them.

    A guest of Slack has an account with the host and none at home; `on_both` has an account on the other platform too.
    Who `may_only_post` uses no app in Slack Connect. `desk` is who they are in a help desk, as the roster writes it.
    """

    key: str
    name: str
    side: str
    team: str
    email: str = ""
    guest: bool = False
    on_both: bool = False
    may_only_post: bool = False
    desk: str = ""


@dataclass(frozen=True)
class Place:
    """A channel that is linked to `teams`: their people are in it, and the `visitors` by key.

    In a shared channel there are its visitors alone: a few of each team.
    """

    name: str
    side: str
    kind: Kind
    teams: tuple[str, ...]
    visitors: tuple[str, ...] = ()

    @property
    def platform(self) -> Platform:
        return Platform.SLACK if self.kind in (Kind.PUBLIC, Kind.CONNECT) else Platform.TEAMS


@dataclass(frozen=True)
class Addressees:
    """An audience: a name, and the channels that it comes to."""

    name: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Organisation:
    """All of it. `author` publishes, to the first of the audiences; `admin` is the first admin; both by key."""

    sides: tuple[Side, ...]
    teams: tuple[Team, ...]
    people: tuple[Person, ...]
    places: tuple[Place, ...]
    audiences: tuple[Addressees, ...]
    author: str
    admin: str

    @property
    def audience(self) -> str:
        """The name of the first audience."""
        return self.audiences[0].name

    def side(self, name: str) -> Side:
        return next(side for side in self.sides if side.name == name)

    def person(self, key: str) -> Person:
        return next(person for person in self.people if person.key == key)

    def place(self, name: str) -> Place:
        return next(place for place in self.places if place.name == name)

    def members(self, place: Place) -> tuple[Person, ...]:
        """Who is in a channel."""
        teams = () if place.kind is Kind.SHARED else place.teams
        return tuple(one for one in self.people if one.team in teams or one.key in place.visitors)
