"""Brings a story to whoever decides on it, and to the agent, in the working hours of each."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.capabilities.shoutouts.kinds import StoryState
from bot.capabilities.shoutouts.store import STORY, CustomerStory
from bot.capabilities.shoutouts.stories.facts import facts_of
from bot.capabilities.shoutouts.stories.messages import not_yours, offer, story_erased, to_agent
from bot.capabilities.shoutouts.stories.rights import deciders_of, may_decide
from bot.capability import JobContext, Work
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.budget import Budget
from bot.delivery.outbox import CARD, Outbox, Post, Subject, to_person
from bot.delivery.pace import Priority
from bot.delivery.tables import Copy
from bot.due.work import put_down
from bot.mail import USUAL_DAY, USUAL_MORNING, at_work
from bot.people import audience, directory, sides
from bot.people.audience import Reader
from bot.people.model import ChatIdentity, Person
from bot.storage.sessions import Session
from schedules.calendar import current_shift, next_beginning

TELL = "shoutouts.tell_story"
"""The work of telling somebody when their working day begins."""

REMIND = "shoutouts.remind_of_story"
"""The work of asking once more."""

REMINDER = "reminder"
PASSED = "passed"

REMIND_AFTER = timedelta(days=7)

TOO_LATE = timedelta(days=14)
"""After that it stands in the list, and no message comes any more."""


def subject_of(story: CustomerStory) -> Subject:
    """What its messages are copies of."""
    return Subject(STORY, story.id)


async def bring(session: Session, outbox: Outbox, stories: Sequence[CustomerStory], now: datetime) -> None:
    """Brings stories to whoever decides on them, and has them asked once more if nobody does."""
    by_agent: dict[int | None, list[CustomerStory]] = {}
    for story in stories:
        by_agent.setdefault(story.person_id, []).append(story)
    for theirs in by_agent.values():
        people = await deciders_of(session, theirs[0])
        readers = await audience.readers_called(session, people, now)
        for story in theirs:
            story.lead_id = people[0] if people else None
            await _tell(session, outbox, story, CARD, readers, now)
            await put_down(session, REMIND, story.id, now + REMIND_AFTER)


async def tell(
    session: Session, outbox: Outbox, story: CustomerStory, slot: str, people: Collection[int], now: datetime
) -> None:
    """Tells those who are at work now, and puts down the work of telling the others when their day begins."""
    await _tell(session, outbox, story, slot, await audience.readers_called(session, people, now), now)


async def _tell(
    session: Session, outbox: Outbox, story: CustomerStory, slot: str, readers: Sequence[Reader], now: datetime
) -> None:
    there = [one for one in readers if at_work(one, now)]
    await _send(session, outbox, story, slot, there, now)
    for reader in readers:
        if reader not in there:
            await _later(session, story.id, slot, reader, now)


async def tell_later(job: JobContext, work: Work) -> None:
    """Tells somebody whose working day begins, if it still concerns them."""
    now = job.clocks.calendar.now()
    slot = work.slot.partition(" ")[0]
    async with job.write() as session:
        story = await session.get(CustomerStory, work.owner_id, with_for_update=True)
        if not await job.done(session) or story is None or not _stands(story, slot):
            return
        concerned = [story.person_id] if slot == PASSED else await deciders_of(session, story)
        if int(work.for_whom) not in concerned:
            return
        readers = await audience.readers_called(session, [int(work.for_whom)], now)
        ready = [one for one in readers if at_work(one, now) or _as_usual(one, work.due_at, now)]
        await _send(session, job.outbox(session), story, slot, ready, now)
        for reader in readers:
            if reader not in ready:
                await _later(session, story.id, slot, reader, now)


async def remind(job: JobContext, work: Work) -> None:
    """Asks whoever decides now once more, where nobody has."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        story = await session.get(CustomerStory, work.owner_id, with_for_update=True)
        if not await job.done(session) or story is None or story.state is not StoryState.OFFERED:
            return
        await tell(session, job.outbox(session), story, REMINDER, await deciders_of(session, story), now)


async def compose(session: Session, subject: Subject, copy: Copy) -> Message | None:
    """A message about a story as it stands now; None where it shall stay as it is."""
    story = await session.get(CustomerStory, subject.id)
    identity = await session.get(ChatIdentity, copy.target_id)
    if story is None:
        return None
    if identity is None or not story.text:
        return story_erased(Texts(copy.locale))
    person = await session.get_one(Person, identity.person_id)
    if not await _concerns(session, story, copy.slot, person):
        return not_yours(Texts(copy.locale))
    reads = (person.id, person.side_id)
    return await _message(session, story, copy.slot, reads, Texts(copy.locale), person.zone or "UTC")


async def _concerns(session: Session, story: CustomerStory, slot: str, person: Person) -> bool:
    """Whether what somebody got is still for them: their own praise, or their word to give on it."""
    if slot == PASSED:
        return story.person_id == person.id
    return await may_decide(session, await directory.actor_of(session, person.id), story)


def _as_usual(reader: Reader, due_at: datetime, now: datetime) -> bool:
    """Whether it is still the morning that was meant, for whom no hours say when they work."""
    return not reader.away and reader.hours is None and now - due_at < USUAL_DAY


def _stands(story: CustomerStory, slot: str) -> bool:
    return story.state is (StoryState.PASSED_ON if slot == PASSED else StoryState.OFFERED)


async def _later(session: Session, story_id: int, slot: str, reader: Reader, now: datetime) -> None:
    since = reader.away_until if reader.away and reader.away_until else now
    begins = next_beginning(reader.hours, reader.zone, since, USUAL_MORNING).instant
    await put_down(session, TELL, story_id, begins, slot=f"{slot} {begins.isoformat()}", for_whom=str(reader.person_id))


async def _send(
    session: Session, outbox: Outbox, story: CustomerStory, slot: str, readers: Sequence[Reader], now: datetime
) -> None:
    """Direct messages within the budget of each: what a lead is spared stands in the list, the agent gets it next."""
    told = {copy.target_id for copy in await outbox.copies(subject_of(story), slot=slot)} if readers else set()
    reachable = [
        one
        for one in readers
        if one.identities and one.identities[0].takes_direct and one.identities[0].identity_id not in told
    ]
    allowed = await Budget(session, now).allowed(_shifts(reachable, now), subject_of(story), slot=slot)
    posts = []
    for reader in reachable:
        if reader.person_id in allowed:
            reads = (reader.person_id, reader.side_id)
            message = await _message(session, story, slot, reads, Texts(reader.locale), reader.zone)
            target = to_person(reader.identities[0].identity_id)
            posts.append(Post(target, message, reader.side_id, (reader.side_id,), reader.locale, slot))
        elif slot == PASSED:
            await _later(session, story.id, slot, reader, now)
    if posts:
        await outbox.publish(subject_of(story), posts, priority=Priority.REMIND)


def _shifts(readers: Sequence[Reader], now: datetime) -> Mapping[int, datetime]:
    """When the present shift of each began."""
    return {
        one.person_id: shift.start if (hours := one.hours) is not None and (shift := current_shift(hours, now)) else now
        for one in readers
    }


async def _message(
    session: Session, story: CustomerStory, slot: str, reads: tuple[int, int], t: Texts, zone: str
) -> Message:
    """What somebody gets, by their own id and that of their side."""
    person_id, side_id = reads
    facts = await facts_of(session, story, person_id)
    if slot == PASSED:
        internal = await sides.internal_side(session)
        return to_agent(facts, t, with_ticket=internal is not None and internal.id == side_id)
    return offer(facts, t, zone, reminds=slot == REMINDER)
