"""What somebody's prompt for an agenda is composed from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.capabilities.syncs.collecting.raised import raised_for
from bot.capabilities.syncs.collecting.taking_part import agenda_at, collects
from bot.capabilities.syncs.kinds import Held, MeetingState, Raise, Template
from bot.capabilities.syncs.planning import teams_taking_part
from bot.capabilities.syncs.store import raised
from bot.capabilities.syncs.store.attending import attendee_of
from bot.capabilities.syncs.store.people import side_names, sides_of_teams
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.people import audiences, sides
from bot.people.access import Actor
from bot.people.model import Audience, Sharing
from bot.storage.sessions import Session


class Phase(StrEnum):
    """How far a meeting is for whoever says something for it; `not_needed`: its sync ended, or asks nobody now."""

    ASKED = "asked"
    OUT = "out"
    OVER = "over"
    LEFT_OUT = "left_out"
    NOT_NEEDED = "not_needed"


class Seen(StrEnum):
    """Who will read what somebody says, with their name; `questions`: others read questions without it."""

    ALL = "all"
    OWN = "own"
    QUESTIONS = "questions"


@dataclass(frozen=True)
class Readers:
    """Who will read it, and what the organisation's own side is called."""

    seen: Seen = Seen.ALL
    internal: str = ""


@dataclass(frozen=True)
class AskFacts:
    """A prompt. `key` is what its buttons carry, `said` what the person said so far, by kind.

    `answers_until` is of a round in writing. `waits`: not all that they said is on the agenda, since their team raised
    more than it has room for.
    """

    key: str
    sync: str
    template: Template
    starts_at: datetime
    agenda_at: datetime
    phase: Phase = Phase.ASKED
    readers: Readers = field(default_factory=Readers)
    said: Mapping[Raise, str] = field(default_factory=dict)
    answered: bool = False
    masked: bool = False
    answers_until: datetime | None = None
    waits: bool = False


def phase_of(sync: Sync, meeting: Meeting) -> Phase:
    """How far a meeting is."""
    if meeting.state is MeetingState.CLOSED:
        return Phase.OVER
    if not collects(sync):
        return Phase.NOT_NEEDED
    match meeting.state:
        case MeetingState.LEFT_OUT:
            return Phase.LEFT_OUT
        case MeetingState.OPEN:
            return Phase.OUT
        case MeetingState.COLLECTING:
            return Phase.ASKED


async def readers_for(session: Session, sync: Sync, side_id: int) -> Readers:
    """Who will read what somebody of a side says for a sync."""
    internal = await sides.internal_side(session)
    if internal is None or side_id == internal.id:
        return Readers()
    taking_part = set((await sides_of_teams(session, await teams_taking_part(session, sync))).values())
    others = taking_part - {side_id, internal.id}
    if not others:
        return Readers()
    named = await session.get(Audience, sync.audience_id) if sync.audience_id is not None else None
    sharing, agreed = Sharing.NOTHING, frozenset[int]()
    if named is not None:
        sharing, agreed = named.sharing, await audiences.sides_of(session, named)
    with_us = side_id in agreed and bool(others & agreed)
    if sharing is Sharing.NAMES and with_us and others <= agreed:
        return Readers()
    name = (await side_names(session, [internal.id]))[internal.id]
    return Readers(Seen.QUESTIONS if sharing is not Sharing.NOTHING and with_us else Seen.OWN, name)


def answers_until(sync: Sync, meeting: Meeting) -> datetime | None:
    """Until when a round in writing is answered; None for a meeting."""
    return meeting.starts_at + timedelta(minutes=sync.minutes) if sync.held is Held.WRITTEN else None


async def said_by(session: Session, meeting: Meeting | None, person_id: int) -> Mapping[Raise, str]:
    """What somebody has said for a meeting, in the order in which it is asked."""
    if meeting is None:
        return {}
    texts = {one.kind: one.text for one in await raised.raised_by(session, meeting.id, person_id)}
    return {kind: texts[kind] for kind in Raise if kind in texts}


async def ask_facts(session: Session, sync: Sync, meeting: Meeting, actor: Actor) -> AskFacts:
    """Somebody's prompt as it stands."""
    attendee = await attendee_of(session, meeting.id, actor.person_id)
    on_it = {one.id for one in await raised_for(session, meeting)}
    theirs = await raised.raised_by(session, meeting.id, actor.person_id)
    return AskFacts(
        meeting.public_id,
        sync.name,
        sync.template,
        meeting.starts_at,
        agenda_at(sync, meeting.starts_at),
        phase_of(sync, meeting),
        await readers_for(session, sync, actor.side_id),
        await said_by(session, meeting, actor.person_id),
        attendee is not None and attendee.answered_at is not None,
        answers_until=answers_until(sync, meeting),
        waits=any(one.id not in on_it for one in theirs),
    )
