"""What happens by itself: work that is due, rhythms, occasions and what platforms tell."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.chat.inbound import ChannelChanged, Identity, InstallationChanged, MembersChanged, PersonChanged
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery.outbox import Outbox
from bot.due.rhythms import Planner
from bot.due.tables import ONE_OFF, Rhythm, Whose
from bot.people.access import Actor
from bot.ports import ChannelFacts, ChatPlatform, MemberFacts
from bot.storage.sessions import Session

if TYPE_CHECKING:
    from bot.capability.offers import Offers


@dataclass(frozen=True)
class Work:
    """A piece of due work, handed to its job: which, for whom, and when it was due (never `now`).

    Of an occurrence of a rhythm, `owner_id` is the rhythm's and `original_date` the date that its rule yields.
    """

    kind: str
    owner_id: int
    slot: str
    for_whom: str
    due_at: datetime
    data: Mapping[str, Any]
    original_date: date = ONE_OFF


@dataclass(frozen=True)
class JobContext:
    """What a job works with. It calls platforms outside of any transaction, then writes in one of its own.

    `done` must be called with the session of that transaction, so that the work is marked done together with its
    effect; it returns False if another replica was first, and then the job changes nothing.
    """

    write: Callable[[], AbstractAsyncContextManager[Session]]
    read: Callable[[], AbstractAsyncContextManager[Session]]
    clocks: Clocks
    platforms: Mapping[str, ChatPlatform]
    offers: "Offers"
    done: Callable[[Session], Awaitable[bool]]
    outbox: Callable[[Session], Outbox]


NEVER_TOO_LATE = timedelta(days=3650)
"""Of work that is as useful after a long standstill as on time."""


@dataclass(frozen=True)
class JobOffer:
    """Work that becomes due. Later than `too_late` after its time it is not run but recorded as missed.

    `counts_from`: what an occurrence needs before it takes place is of use until that, so its lateness counts from the
    time of this kind of the same occurrence's work, where that is later. `at_leisure`: nobody waits for it to the
    minute, and it can take long, such as where it asks a platform page by page, so that it must hold up no other work.
    """

    run: Callable[[JobContext, Work], Awaitable[None]]
    too_late: timedelta
    counts_from: str = ""
    at_leisure: bool = False


@dataclass(frozen=True)
class RhythmOffer:
    """A kind of rhythm: how one is laid out, what it is called, and the sides that take part in it.

    Whoever sees all of these sides sees it listed; its owner, and managers of all of them, decide about it. What they
    have `decided` is told in the same transaction, where what is out already shows when it is. `whose` time it is said
    to be, where people take part at that time of their own and the rhythm goes by one clock.
    """

    plan: Planner
    title: Callable[[Session, Rhythm, Texts], Awaitable[str]]
    sides: Callable[[Session, Rhythm], Awaitable[frozenset[int]]]
    decided: Callable[[Session, Outbox, Rhythm], Awaitable[None]] | None = None
    whose: Whose | None = None


@dataclass(frozen=True)
class Occasion:
    """Something that people were part of, such as an update that they acknowledged; `id` is its inside id."""

    id: int
    public_id: str
    title: str
    side_ids: frozenset[int]


@dataclass(frozen=True)
class OccasionOffer:
    """A kind of occasion after which others can turn to whoever was part of it: whom, and how it is chosen.

    `people` are they now, by inside id; `known` says of an inside id what it is, None where it is gone. `listed` are
    those (newest first, of these words) after which somebody may turn to everybody who was part of them, `called` is
    one of those by its public id.
    """

    people: Callable[[Session, int], Awaitable[Collection[int]]]
    known: Callable[[Session, int], Awaitable[Occasion | None]]
    listed: Callable[[Session, Actor, str], Awaitable[Sequence[Occasion]]]
    called: Callable[[Session, Actor, str], Awaitable[Occasion | None]]


PASSED = "occasion.passed"
"""The work of whoever follows occasions that come again: one of them is over.

Its owner is the occasion's inside id; its slot is the kind of occasion, a space, and which time that was.
"""

Event = ChannelChanged | MembersChanged | PersonChanged | InstallationChanged
EventOffer = Callable[["EventContext", Event], Awaitable[None]]


@dataclass(frozen=True)
class EventContext:
    """What a listener to platform events works with, in the transaction of the event.

    `facts` holds what the platform said, before the transaction, of the people and the channel concerned; whoever it
    did not tell of in time is absent, and a later reading of the channel's members makes up for it.
    """

    session: Session
    outbox: Outbox
    clocks: Clocks
    offers: "Offers"
    facts: Mapping[Identity, MemberFacts]
    channel: ChannelFacts | None
