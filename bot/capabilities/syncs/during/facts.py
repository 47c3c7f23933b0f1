"""A meeting as it stands, and an action: what their messages are composed from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.capabilities.syncs.collecting.raised import raised_for
from bot.capabilities.syncs.kinds import (
    EVENTS,
    ActionState,
    Held,
    MeetingState,
    Outcome,
    Raise,
    Template,
)
from bot.capabilities.syncs.naming import Named
from bot.capabilities.syncs.store import actions, outcomes
from bot.capabilities.syncs.store.people import away_at, names_known, people_named, side_names
from bot.capabilities.syncs.store.tables import Action, Attendee, Meeting, Sync
from bot.capabilities.syncs.unnamed import NOBODY, Names
from bot.people.viewpoint import Figure, Viewpoint
from bot.storage.sessions import Session


@dataclass(frozen=True)
class Task:
    """An action. Who owns it or wrote it down is None where they were erased; `sync` is what its sync is called.

    `handed` counts how often it was handed over, `moved` how often it got another day.
    """

    public_id: str
    what: str
    side_id: int
    author_side_id: int
    owner: Named | None = None
    author: Named | None = None
    due_on: date | None = None
    state: ActionState = ActionState.OPEN
    ended_by: Named | None = None
    ended_because: str = ""
    sync: str = ""
    handed: int = 0
    moved: int = 0
    names: Names = NOBODY

    def seen_by(self, viewpoint: Viewpoint) -> "Task":
        """The same without names that not everybody who reads a place may know."""
        what, why = (self.names.hide(one, viewpoint) for one in (self.what, self.ended_because))
        return replace(self, what=what, ended_because=why)

    def shown_to(self, viewpoint: Viewpoint) -> bool:
        """Whether everybody who reads a place may know of it: it is of the side that is to do it, and of its writer."""
        return viewpoint.sees_side(self.side_id) and viewpoint.sees_side(self.author_side_id)

    def late(self, today: date) -> bool:
        """Whether it is still to be done after its day."""
        return self.state is ActionState.OPEN and self.due_on is not None and self.due_on < today


@dataclass(frozen=True)
class Said:
    """A decision, a note, or something raised (`kind`) that somebody of a side wrote.

    Of what was raised, `settled` once it was dealt with, and `left_off` where the agenda had no room for it.
    """

    kind: Outcome | Raise
    text: str
    side_id: int
    by: Named | None = None
    settled: bool = False
    public_id: str = ""
    left_off: bool = False
    names: Names = NOBODY

    def seen_by(self, viewpoint: Viewpoint) -> "Said":
        """The same without names that not everybody who reads a place may know."""
        return replace(self, text=self.names.hide(self.text, viewpoint))

    def shown_to(self, viewpoint: Viewpoint) -> bool:
        """Whether everybody who reads a place may read it."""
        return viewpoint.sees_side(self.side_id)


@dataclass(frozen=True)
class Minutes:
    """What came of a meeting so far.

    `here` is who attends and has said that they are there, by side; empty where nobody has. `coming` counts replies to
    an event, by side, and `coming_again` those to its second time, where it has one. `sides` are the names of
    those sides.
    """

    sync: str
    public_id: str
    template: Template
    held: Held
    state: MeetingState
    starts_at: datetime
    written: tuple[Said, ...] = ()
    tasks: tuple[Task, ...] = ()
    raised: tuple[Said, ...] = ()
    here: Mapping[int, Figure] = field(default_factory=dict)
    coming: Mapping[int, Figure] = field(default_factory=dict)
    coming_again: Mapping[int, Figure] = field(default_factory=dict)
    sides: Mapping[int, str] = field(default_factory=dict)
    taken_by: Named | None = None
    taken_at: datetime | None = None
    closed_by: Named | None = None
    closed_at: datetime | None = None
    recorded: bool = False

    @property
    def is_event(self) -> bool:
        return self.template in EVENTS

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written down."""
        return not self.written and not self.tasks

    def shows_anything_to(self, viewpoint: Viewpoint) -> bool:
        """Whether anything that was written down may be read there."""
        said = any(one.shown_to(viewpoint) for one in self.written)
        return said or any(one.shown_to(viewpoint) for one in self.tasks)


async def task_of(session: Session, action: Action) -> Task:
    """One action as it stands."""
    return (await tasks_of(session, [action]))[0]


async def tasks_of(
    session: Session, found: Sequence[Action], called: Mapping[int, str] | None = None
) -> tuple[Task, ...]:
    """Actions as they stand, in their order; `called` are the names of their syncs, where they were read before."""
    named = await people_named(
        session, [one for action in found for one in (action.owner_id, action.author_id, action.ended_by_id)]
    )
    names = dict(called or {})
    for sync_id in {one.sync_id for one in found} - names.keys():
        names[sync_id] = (await session.get_one(Sync, sync_id)).name
    known = await names_known(session) if found else NOBODY
    return tuple(
        Task(
            one.public_id,
            one.what,
            one.side_id,
            one.author_side_id,
            named.get(one.owner_id or 0),
            named.get(one.author_id or 0),
            one.due_on,
            one.state,
            named.get(one.ended_by_id or 0),
            one.ended_because,
            names[one.sync_id],
            one.handed,
            one.moved,
            known,
        )
        for one in found
    )


async def minutes_of(session: Session, sync: Sync, meeting: Meeting) -> Minutes:
    """A meeting as it stands."""
    written = await outcomes.written_in(session, meeting)
    tasks = await tasks_of(session, await actions.actions_of_meeting(session, meeting), {sync.id: sync.name})
    raised = [one for one in await outcomes.raised_open(session, meeting) if one.kind is not Raise.WELL]
    on_agenda = {one.id for one in await raised_for(session, meeting)}
    attendees = await outcomes.attendees_of(session, meeting)
    replies = await outcomes.replies_of(session, meeting)
    away = await away_at(session, [one.person_id for one in attendees], meeting.starts_at)
    named = await people_named(
        session,
        [
            *(one.person_id for one in written),
            *(one.person_id for one in raised),
            meeting.taken_by_id,
            meeting.closed_by_id,
        ],
    )
    names = await names_known(session) if written or raised else NOBODY
    concerned = {one.side_id for one in attendees} | {one.side_id for one in replies}
    return Minutes(
        sync=sync.name,
        public_id=meeting.public_id,
        template=sync.template,
        held=sync.held,
        state=meeting.state,
        starts_at=meeting.starts_at,
        written=tuple(
            Said(one.kind, one.text, one.side_id, named.get(one.person_id or 0), public_id=one.public_id, names=names)
            for one in written
        ),
        tasks=tasks,
        raised=tuple(
            Said(
                one.kind,
                one.text,
                one.side_id,
                named.get(one.person_id or 0),
                one.settled_at is not None,
                one.public_id,
                left_off=one.id not in on_agenda,
                names=names,
            )
            for one in raised
        ),
        here=_here(attendees, away, sync.held),
        coming=_coming([(one.side_id, one.coming) for one in replies]),
        coming_again=_coming([(one.side_id, one.coming and one.again) for one in replies]) if sync.again_at else {},
        sides=await side_names(session, concerned),
        taken_by=named.get(meeting.taken_by_id or 0),
        taken_at=meeting.taken_at,
        closed_by=named.get(meeting.closed_by_id or 0),
        closed_at=meeting.closed_at,
        recorded=bool(meeting.recording_url),
    )


def was_there(one: Attendee, held: Held) -> bool:
    """Whether an attendee took part: by being there, or in a written round by answering."""
    return (one.here_at if held is Held.LIVE else one.answered_at) is not None


def _here(attendees: Sequence[Attendee], away: Collection[int], held: Held) -> Mapping[int, Figure]:
    """Who was there of those expected, by side. Whoever is away is expected only where they came all the same."""
    found: dict[int, Figure] = {}
    if not any(was_there(one, held) for one in attendees):
        return found
    for one in attendees:
        came = was_there(one, held)
        if came or one.person_id not in away:
            found[one.side_id] = found.get(one.side_id, Figure(0, 0)) + Figure(int(came), 1)
    return found


def _coming(replies: Sequence[tuple[int, bool]]) -> Mapping[int, Figure]:
    found: dict[int, Figure] = {}
    for side_id, coming in replies:
        found[side_id] = found.get(side_id, Figure(0, 0)) + Figure(int(coming), 0)
    return found
