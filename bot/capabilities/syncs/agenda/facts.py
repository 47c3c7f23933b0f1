"""What the agenda of a meeting is composed from, read once for all who read it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.capabilities.syncs.agenda.templates import SHAPES, Shape
from bot.capabilities.syncs.during.facts import Minutes, Task
from bot.capabilities.syncs.kinds import Held, MeetingState, Raise
from bot.capabilities.syncs.naming import Named
from bot.capabilities.syncs.unnamed import NOBODY, Names
from bot.people.viewpoint import Viewpoint


@dataclass(frozen=True)
class Item:
    """Something that was raised. `by` is None where they were erased since."""

    kind: Raise
    text: str
    side_id: int
    by: Named | None = None
    names: Names = NOBODY


@dataclass(frozen=True)
class Off:
    """A team that has a day off on the day of the meeting, by its own clock, and what that day is called."""

    team: str
    side_id: int
    day: str


@dataclass(frozen=True)
class Absent:
    """Somebody who is out of office when it begins."""

    name: str
    side_id: int
    team_id: int


@dataclass(frozen=True)
class Facts:
    """A meeting as it stands.

    `ends_at` is when a live one should be over, and until when a written one is answered. `zone` is the sync's own.
    `moved_from` is when it should have been, where it was moved or its rule changed. `teams` counts by side those that
    take part. `again_at` is the second time of an event, and `again_moved_from` when that should have been.
    `hosts` are those of an event. `ended`: its sync has ended. `tasks` are carried over from earlier meetings, `today`
    is the day by the sync's zone.
    """

    minutes: Minutes
    sections: tuple[str, ...]
    ends_at: datetime
    zone: str
    today: date
    facilitator: Named | None = None
    following: Named | None = None
    hosts: tuple[Named, ...] = ()
    moved_from: datetime | None = None
    again_at: datetime | None = None
    again_moved_from: datetime | None = None
    ended: bool = False
    items: tuple[Item, ...] = ()
    tasks: tuple[Task, ...] = ()
    off: tuple[Off, ...] = ()
    absent: tuple[Absent, ...] = ()
    teams: dict[int, int] = field(default_factory=dict)
    sides: dict[int, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.minutes.sync

    @property
    def starts_at(self) -> datetime:
        return self.minutes.starts_at

    @property
    def state(self) -> MeetingState:
        return self.minutes.state

    @property
    def shape(self) -> Shape:
        return SHAPES[self.minutes.template]

    @property
    def is_written(self) -> bool:
        return self.minutes.held is Held.WRITTEN


@dataclass(frozen=True)
class Place:
    """A channel in which an agenda stands: who reads it, which teams' it is, and the zones that these are in.

    `second`: the second time of an event fits the hours of these teams, and the first does not.
    """

    viewpoint: Viewpoint
    team_ids: tuple[int, ...]
    platform: str
    locale: str
    zone: str
    zones: tuple[str, ...] = ()
    second: bool = False

    def is_of(self, side_id: int) -> bool:
        """Whether it is a side's own place: besides that side at most internal people read it."""
        others = self.viewpoint.sides - {side_id}
        return side_id in self.viewpoint.sides and (not others or (others == {self.viewpoint.internal}))
