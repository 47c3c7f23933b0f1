"""Direct messages that reach each person in their own working hours, once, and within the budget of each."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Generic, TypeVar

from bot.capability import JobContext, Work
from bot.chat.message import Message
from bot.delivery.budget import Budget
from bot.delivery.outbox import Outbox, Post, Subject, to_person
from bot.delivery.pace import Priority
from bot.delivery.tables import TargetKind
from bot.due.work import put_down, waiting
from bot.people import audience
from bot.people.audience import NO_TEAM, Reader
from bot.people.reachability import reaches
from bot.storage.sessions import Session, others_write
from schedules.calendar import current_shift, next_beginning, on_shift

USUAL_MORNING = time(9)
"""When somebody is told whose hours nobody knows, in their own zone."""

USUAL_DAY = timedelta(hours=8)
"""How long after that morning they can still be told."""

UNMET = "unmet"
"""The slot of work that waits until somebody can be told at all."""

URGENT = "urgent"
"""In the data of work: it goes out apart from the budget."""

About = TypeVar("About")


@dataclass(frozen=True)
class Letter:
    """What one person is told, and the slot of that message."""

    reader: Reader
    message: Message
    slot: str


@dataclass(frozen=True)
class Mail(Generic[About]):
    """One kind of direct message, and the work by which it is brought to whoever is not at work yet.

    `load` finds and locks what the work is about when its time comes; None where there is nothing to tell any more.
    `write` says who is told what at that instant; whom it no longer concerns is left out. For `awaits` it waits for
    those to whom no direct message can be sent yet, and is brought to them when `bring_to_met` finds that one can.
    `teamless`: it may be for somebody who is in no team, who looks after something or manages.
    """

    job: str
    subject: Callable[[About], Subject]
    load: Callable[[Session, Work, datetime], Awaitable[About | None]]
    write: Callable[[Session, Outbox, About, Sequence[Reader], datetime], Awaitable[Sequence[Letter]]]
    awaits: timedelta | None = None
    teamless: bool = False

    async def bring(
        self,
        session: Session,
        outbox: Outbox,
        about: About,
        people: Collection[int],
        now: datetime,
        *,
        revision: str = "",
        data: Mapping[str, Any] | None = None,
        urgent: bool = False,
    ) -> None:
        """Tells those who are at work now, and puts down the work of telling the others when their day begins.

        What is `urgent` is told to all of them at once where none is at work, whatever the hour.
        """
        readers = await self._readers(session, people, now)
        at_once = [one for one in readers if at_work(one, now)]
        if urgent and not any(can_be_told(one) for one in at_once):
            at_once = list(readers)
        await self._send(session, outbox, about, at_once, now, urgent=urgent)
        kept = {**(data or {}), **({URGENT: True} if urgent else {})}
        for reader in readers:
            if not can_be_told(reader):
                await self._once_met(session, self.subject(about).id, reader, now, kept)
            elif reader not in at_once:
                await self._later(session, self.subject(about).id, reader, now, revision, kept)

    async def run(self, job: JobContext, work: Work) -> None:
        """Tells somebody whose day begins, if it still concerns them; who is not at work after all is told later."""
        now = job.clocks.calendar.now()
        async with job.write() as session:
            # What it is about is locked before the work is closed, as wherever both are.
            about = await self.load(session, work, now)
            if not await job.done(session) or about is None:
                return
            readers = await self._readers(session, [int(work.for_whom)], now)
            ready = [one for one in readers if at_work(one, now) or _as_usual(one, work.due_at, now)]
            await self._send(session, job.outbox(session), about, ready, now, urgent=bool(work.data.get(URGENT)))
            for reader in readers:
                if not can_be_told(reader):
                    await self._once_met(session, work.owner_id, reader, now, work.data)
                elif reader not in ready:
                    await self._later(session, work.owner_id, reader, now, None, work.data)

    async def _readers(self, session: Session, people: Collection[int], now: datetime) -> Sequence[Reader]:
        called = audience.anybody_called if self.teamless else audience.readers_called
        return await called(session, people, now)

    async def _once_met(
        self, session: Session, owner_id: int, reader: Reader, now: datetime, data: Mapping[str, Any]
    ) -> None:
        """Work that ran its time out once under this key stays done, so that nobody is waited for twice."""
        if self.awaits is not None:
            due_at, whom = now + self.awaits, str(reader.person_id)
            await put_down(session, self.job, owner_id, due_at, slot=UNMET, for_whom=whom, data=data)

    async def _later(
        self,
        session: Session,
        owner_id: int,
        reader: Reader,
        now: datetime,
        revision: str | None,
        data: Mapping[str, Any],
    ) -> None:
        since = reader.away_until if reader.away and reader.away_until else now
        begins = next_beginning(reader.hours, reader.zone, since, USUAL_MORNING).instant
        slot = begins.isoformat() if revision is None else revision
        await put_down(session, self.job, owner_id, begins, slot=slot, for_whom=str(reader.person_id), data=data)

    async def _send(
        self,
        session: Session,
        outbox: Outbox,
        about: About,
        readers: Sequence[Reader],
        now: datetime,
        *,
        urgent: bool,
    ) -> None:
        """What is above the budget of somebody joins their catch-up; what they have already is not counted again."""
        reachable = [one for one in readers if can_be_told(one)]
        if not reachable:
            return
        subject = self.subject(about)
        letters = await self.write(session, outbox, about, reachable, now)
        copies = await outbox.copies(subject)
        there = {(copy.slot, copy.target_id) for copy in copies if copy.target_kind is TargetKind.PERSON}
        fresh = [one for one in letters if (one.slot, one.reader.identities[0].identity_id) not in there]
        await post_within_budget(session, outbox, subject, fresh, now, urgent=urgent)


async def hold_budgets(session: Session, people: Collection[int], now: datetime) -> None:
    """Has nobody else count messages of these people, as far as they are at work, until this transaction is through.

    For what brings them several letters, first of all: see `Budget.hold`.
    """
    if not others_write(session):
        return
    readers = await audience.anybody_called(session, people, now)
    began = {one.person_id: shift_began(one, now) for one in readers if at_work(one, now) and can_be_told(one)}
    if began:
        await Budget(session, now).hold(began)


async def post_within_budget(
    session: Session,
    outbox: Outbox,
    subject: Subject,
    letters: Sequence[Letter],
    now: datetime,
    *,
    urgent: bool = False,
) -> None:
    """Sends each reader their letter, as far as their budget allows; the others join the catch-up of their readers.

    Readers are those whom direct messages reach. Call it once for each letter: it counts.
    """
    await post_all_within_budget(session, outbox, [(subject, letters)], now, urgent=urgent)


async def post_all_within_budget(
    session: Session,
    outbox: Outbox,
    about: Sequence[tuple[Subject, Sequence[Letter]]],
    now: datetime,
    *,
    urgent: bool = False,
) -> None:
    """The same about several subjects."""
    budget = Budget(session, now)
    began = {one.reader.person_id: shift_began(one.reader, now) for _, letters in about for one in letters}
    if not urgent and len({(subject, one.slot) for subject, letters in about for one in letters}) > 1:
        await budget.hold(began)
    for subject, letters in about:
        posts = []
        for slot in sorted({one.slot for one in letters}):
            of_slot = {one.reader.person_id: one for one in letters if one.slot == slot}
            starts = {person_id: began[person_id] for person_id in of_slot}
            allowed = await budget.allowed(starts, subject, slot=slot, urgent=urgent)
            posts += [_post(one) for person_id, one in of_slot.items() if person_id in allowed]
        await outbox.publish(subject, posts, priority=Priority.ANSWER if urgent else Priority.REMIND)


async def bring_to_met(session: Session, now: datetime) -> None:
    """Has those told now, or in their own hours, who could not be and have been met since: of whatever waits."""
    unmet = await waiting(session, UNMET)
    ways = await reaches(session, [int(one.for_whom) for one in unmet])
    for one in unmet:
        if (theirs := ways.get(int(one.for_whom))) and theirs[0].takes_direct:
            await put_down(session, one.kind, one.owner_id, now, slot=UNMET, for_whom=one.for_whom, data=one.data)


def at_work(reader: Reader, now: datetime) -> bool:
    """Whether somebody is known to be at work; who is in no team is so on a usual day."""
    if reader.team_id == NO_TEAM and not reader.away:
        begins = next_beginning(None, reader.zone, now - USUAL_DAY, USUAL_MORNING).instant
        return begins <= now < begins + USUAL_DAY
    return not reader.away and (hours := reader.hours) is not None and on_shift(hours, now)


def _as_usual(reader: Reader, due_at: datetime, now: datetime) -> bool:
    """Whether it is still the morning that was meant, for whom no hours say when they work."""
    by_hours = next_beginning(reader.hours, reader.zone, now, USUAL_MORNING).by_hours
    return not reader.away and not by_hours and now - due_at < USUAL_DAY


def can_be_told(reader: Reader) -> bool:
    """Whether a direct message can be sent to somebody."""
    return bool(reader.identities) and reader.identities[0].takes_direct


def shift_began(reader: Reader, now: datetime) -> datetime:
    """When their present shift began."""
    shift = current_shift(reader.hours, now) if reader.hours is not None else None
    return shift.start if shift is not None else now


def _post(letter: Letter) -> Post:
    reader = letter.reader
    target = to_person(reader.identities[0].identity_id)
    return Post(target, letter.message, reader.side_id, (reader.side_id,), reader.locale, letter.slot)
