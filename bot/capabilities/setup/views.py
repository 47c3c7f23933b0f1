"""What the messages of set-up show, as frozen facts; the store reads them, the messages word them."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.people.model import Presence, Role, Sharing, SideState


@dataclass(frozen=True)
class TeamView:
    """A team: `people` are confirmed, `provisional` ones wait for the lead's word."""

    public_id: str
    name: str
    side: str
    zone: str
    hours: str
    lead: str
    people: int
    provisional: int
    channels: tuple[str, ...]
    locale: str = "en"


@dataclass(frozen=True)
class ReadingView:
    """What was found in a channel: all people, and those who could not be placed, for each reason."""

    found: int
    unplaced: int = 0
    guests: int = 0
    strangers: int = 0


@dataclass(frozen=True)
class PersonView:
    """A person with their teams."""

    public_id: str
    name: str
    side: str
    teams: tuple[str, ...]
    provisional: bool


@dataclass(frozen=True)
class RoleView:
    """A role of a person; `side` empty for the whole organisation."""

    role: Role
    side: str


@dataclass(frozen=True)
class SelfView:
    """What Instep knows of whoever asks. `ways` are those seen to work for them, in their order."""

    name: str
    platform: str
    user_id: str
    side: str
    provisional: bool
    teams: tuple[str, ...]
    led: tuple[str, ...]
    roles: tuple[RoleView, ...]
    zone: str
    hours: str
    ways: tuple[str, ...]


@dataclass(frozen=True)
class ChoiceView:
    """Something to choose in a form, under its public id."""

    public_id: str
    name: str
    detail: str = ""


@dataclass(frozen=True)
class AudienceView:
    """An audience with the names of its teams."""

    public_id: str
    name: str
    sharing: Sharing
    everyone: bool
    teams: tuple[str, ...]


@dataclass(frozen=True)
class PartnerView:
    """A partner, how it is where, and when its people will be erased if it leaves."""

    public_id: str
    name: str
    state: SideState
    homes: tuple[tuple[str, Presence], ...]
    erase_on: date | None


@dataclass(frozen=True)
class PartnerEffect:
    """What pausing or offboarding a partner would touch, counted."""

    people: int
    channels: int
    waiting: int


@dataclass(frozen=True)
class Obstacle:
    """A channel that could not be reached now, why, and what helps."""

    channel: str
    what: str
    remedy: str


@dataclass(frozen=True)
class LaneView:
    """One way out: `open_deliveries` wait for it; `halted` says in words why it stands still, if it does."""

    platform: str
    name: str
    open_deliveries: int
    halted: str


@dataclass(frozen=True)
class Health:
    """What is known without asking any platform."""

    lanes: tuple[LaneView, ...]
    channels: int
    obstacles: tuple[Obstacle, ...]
    unlinked_homes: tuple[tuple[str, str], ...]
    overdue: int
    checked_at: datetime | None
