"""At the start of each shift: whoever begins it is told once what changed, if anything did."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.capabilities.updates.catching_up import messages
from bot.capabilities.updates.catching_up.messages import MOST, Item, Page
from bot.capabilities.updates.catching_up.on_demand import FIRST_TIME
from bot.capabilities.updates.composing import facts_of
from bot.capabilities.updates.messages import Facts
from bot.capabilities.updates.reminders.rounds import REMINDER
from bot.capabilities.updates.store import SUBJECT, Update, UpdateState, catching_up, noted_at, questions
from bot.capabilities.updates.store.catching_up import Change, LastShift, Since
from bot.capabilities.updates.store.questions import QUESTION
from bot.capability import HeldBack, JobContext, Offers, Work
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.budget import Budget, Spared
from bot.delivery.outbox import Outbox, Post, Subject, to_person
from bot.delivery.pace import Priority
from bot.due import standing
from bot.people import audience
from bot.people.audience import Reader
from bot.storage.sessions import Session
from schedules.calendar import Shift, WorkingHours, current_shift, next_shift

BEGIN_SHIFTS = "updates.begin_shifts"
"""The work of seeing to everybody whose shift has begun; each puts down the next."""

AGAIN_AFTER = timedelta(hours=1)
"""Hours change and people come: the next look comes no later than this."""

AT_ONCE = 500
"""People seen to in one transaction; the others follow at once."""

SUBJECT_KIND = f"{SUBJECT}.catch_up"
"""The kind of subject that catch-ups are copies of; its id is the minute in which their shift began."""


def minute_of(started: datetime) -> int:
    """By which the catch-ups of a shift that began then are kept."""
    return int(started.timestamp() // 60)


async def ensure(session: Session, now: datetime) -> None:
    """Puts the work down where it does not wait already: call it at every start."""
    await standing.ensure(session, BEGIN_SHIFTS, now)


@dataclass(frozen=True)
class _Beginner:
    """Somebody whose shift has begun and who was not seen to in it."""

    reader: Reader
    shift: Shift


async def begin_shifts(job: JobContext, work: Work) -> None:
    """Sees to whoever is at work and was not seen to in this shift, in one transaction with the next look.

    The people, who may be thousands, are read before, so that nobody who presses a button waits for that.
    """
    # Never before this look was due, even by a clock that was set back: the next one would be this one over again.
    now = max(job.clocks.calendar.now(), work.due_at)
    async with job.read() as session:
        readers = await audience.everybody(session, now)
        beginners = list(_beginners(readers, await catching_up.started(session), now))
    async with job.write() as session:
        if not await job.done(session):
            return
        await _see_to(session, job.outbox(session), job.offers, beginners[:AT_ONCE], now)
        if len(beginners) > AT_ONCE:
            await standing.again(session, BEGIN_SHIFTS, now + timedelta(milliseconds=1))
        else:
            starts = [shift.start for hours in _different(readers) if (shift := next_shift(hours, now))]
            await standing.again(session, BEGIN_SHIFTS, min([*starts, now + AGAIN_AFTER]))


def _different(readers: Sequence[Reader]) -> list[WorkingHours]:
    different = {one.pattern: one for one in readers}
    return [hours for one in different.values() if (hours := one.hours) is not None]


def _beginners(readers: Sequence[Reader], started: Mapping[int, datetime | None], now: datetime) -> Iterator[_Beginner]:
    """Those at work whose present shift is not the one they were last seen to in; nobody who is away."""
    present: dict[object, Shift | None] = {}
    for reader in readers:
        pattern = reader.pattern
        if pattern not in present:
            hours = reader.hours
            present[pattern] = current_shift(hours, now) if hours else None
        shift = present[pattern]
        before = started.get(reader.person_id)
        if shift is not None and not reader.away and (before is None or before < shift.start):
            yield _Beginner(reader, shift)


async def _see_to(
    session: Session, outbox: Outbox, offers: Offers, beginners: Sequence[_Beginner], now: datetime
) -> None:
    """Keeps that their shift began, and posts to those for whom something changed who want it by itself.

    Who was seen to in this shift since they were read, by another look, is left alone.
    """
    kept = await catching_up.last_shifts(session, [one.reader.person_id for one in beginners])
    asked: dict[int, Since] = {}
    first_time: set[int] = set()
    for one in beginners:
        person_id = one.reader.person_id
        last = kept.get(person_id)
        if last is not None and last.started is not None and last.started >= one.shift.start:
            continue
        if last is None:
            last = LastShift(person_id=person_id, automatic=True)
            session.add(last)
        if last.ended is None:
            first_time.add(person_id)
        last.since, last.started, last.ended = last.ended, one.shift.start, one.shift.end
        if last.automatic and one.reader.identities and one.reader.identities[0].takes_direct:
            asked[person_id] = Since(person_id, last.since or now - FIRST_TIME)
    await session.flush()
    budget = Budget(session, now)
    changes = dict(await catching_up.changes(session, list(asked.values()), now))
    spared_to = await budget.spared_to(asked)
    unheard = [one for one, spared in spared_to.items() if any(each.subject.kind == QUESTION for each in spared)]
    waiting = await questions.count_held_by(session, unheard, now)
    for person_id, spared in spared_to.items():
        if held_back := await _held_back(session, person_id, spared, changes.get(person_id, ())):
            changes[person_id] = held_back
    readers = {one.reader.person_id: one.reader for one in beginners}
    others: dict[int, Sequence[HeldBack]] = {}
    for person_id, spared in spared_to.items():
        if lines := await offers.held_back(session, readers[person_id], spared, now):
            others[person_id] = lines
    told = _Told(session, now)
    posts: dict[datetime, list[Post]] = {}
    for one in beginners:
        person_id = one.reader.person_id
        if person_id in changes or person_id in waiting or person_id in others:
            since = None if person_id in first_time else asked[person_id].since
            changed = changes.get(person_id, ())
            also = others.get(person_id, ())
            message = await told.message(one.reader, changed, since, waiting.get(person_id, 0), also)
            posts.setdefault(one.shift.start, []).append(_post(one.reader, message))
    await budget.shown(asked.keys())
    for start, theirs in posts.items():
        subject = Subject(SUBJECT_KIND, minute_of(start))
        await outbox.publish(subject, theirs, priority=Priority.REMIND)


async def _held_back(
    session: Session, person_id: int, spared: Sequence[Spared], changes: Sequence[Change]
) -> Sequence[Change]:
    """The changes, and after them the updates of which somebody was not reminded, as their messages were used up."""
    found = {one.update_id: one for one in changes}
    for one in spared:
        if one.subject.kind == REMINDER and one.subject.id not in found:
            known = await session.get(Update, one.subject.id)
            if known and known.state is UpdateState.PUBLISHED and not await noted_at(session, known, person_id):
                found[known.id] = Change(known.id, noted=False)
    return tuple(found.values())


def _post(reader: Reader, message: Message) -> Post:
    return Post(to_person(reader.identities[0].identity_id), message, reader.side_id, (reader.side_id,), reader.locale)


@dataclass(frozen=True)
class _Told:
    """Makes the messages of one round."""

    session: Session
    now: datetime
    known: dict[tuple[int, str], Facts] = field(default_factory=dict)

    async def message(
        self,
        reader: Reader,
        changes: Sequence[Change],
        since: datetime | None,
        waiting: int,
        others: Sequence[HeldBack],
    ) -> Message:
        items = tuple([Item(await self._facts(one, reader.locale), one.noted) for one in changes[:MOST]])
        page = Page(items, 0, len(changes) - len(items), since, questions=waiting, others=tuple(others))
        return messages.catch_up(page, Texts(reader.locale), reader.zone)

    async def _facts(self, change: Change, locale: str) -> Facts:
        key = (change.update_id, locale)
        if key not in self.known:
            row = await self.session.get_one(Update, change.update_id)
            self.known[key] = await facts_of(self.session, row, locale, self.now)
        return self.known[key]
