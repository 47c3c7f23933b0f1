"""Brings a story to whoever decides on it, and to the agent, in the working hours of each."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.capabilities.shoutouts.kinds import StoryState
from bot.capabilities.shoutouts.mail import USUAL_MORNING
from bot.capabilities.shoutouts.store import STORY, CustomerStory
from bot.capabilities.shoutouts.stories.facts import facts_of
from bot.capabilities.shoutouts.stories.messages import offer, story_erased, to_agent
from bot.capabilities.shoutouts.stories.rights import deciders_of
from bot.capability import JobContext, Work
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.budget import Budget
from bot.delivery.outbox import CARD, Outbox, Post, Subject, to_person
from bot.delivery.pace import Priority
from bot.delivery.tables import Copy
from bot.due.work import put_down
from bot.people import audience, sides
from bot.people.audience import Reader
from bot.people.model import ChatIdentity, Person
from bot.storage.sessions import Session
from schedules.calendar import current_shift, next_beginning, on_shift

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


async def bring(session: Session, outbox: Outbox, story: CustomerStory, now: datetime) -> None:
    """Brings a story to whoever decides on it, and has them asked once more if nobody does."""
    people = await deciders_of(session, story)
    story.lead_id = people[0] if people else None
    await tell(session, outbox, story, CARD, people, now)
    await put_down(session, REMIND, story.id, now + REMIND_AFTER)


async def tell(
    session: Session, outbox: Outbox, story: CustomerStory, slot: str, people: Collection[int], now: datetime
) -> None:
    """Tells those who are at work now, and puts down the work of telling the others when their day begins."""
    readers = await audience.readers_called(session, people, now)
    at_work = [one for one in readers if not one.away and (hours := one.hours) is not None and on_shift(hours, now)]
    await _send(session, outbox, story, slot, at_work, now)
    for reader in readers:
        if reader not in at_work:
            await _later(session, story.id, slot, reader, now)


async def tell_later(job: JobContext, work: Work) -> None:
    """Tells somebody whose working day begins, if it still concerns them."""
    now = job.clocks.calendar.now()
    slot = work.slot.partition(" ")[0]
    async with job.write() as session:
        story = await session.get(CustomerStory, work.owner_id, with_for_update=True)
        if not await job.done(session) or story is None or not _stands(story, slot):
            return
        readers = await audience.readers_called(session, [int(work.for_whom)], now)
        away = [one for one in readers if one.away and one.away_until is not None]
        present = [one for one in readers if one not in away]
        await _send(session, job.outbox(session), story, slot, present, now)
        for reader in away:
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
    return await _message(session, story, copy.slot, person.side_id, Texts(copy.locale), person.zone or "UTC")


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
    reachable = [one for one in readers if one.identities and one.identities[0].takes_direct]
    allowed = await Budget(session, now).allowed(_shifts(reachable, now), subject_of(story), slot=slot)
    posts = []
    for reader in reachable:
        if reader.person_id in allowed:
            message = await _message(session, story, slot, reader.side_id, Texts(reader.locale), reader.zone)
            target = to_person(reader.identities[0].identity_id)
            posts.append(Post(target, message, reader.side_id, (reader.side_id,), reader.locale, slot))
        elif slot == PASSED:
            await _later(session, story.id, slot, reader, now)
    await outbox.publish(subject_of(story), posts, priority=Priority.REMIND)


def _shifts(readers: Sequence[Reader], now: datetime) -> Mapping[int, datetime]:
    """When the present shift of each began."""
    return {
        one.person_id: shift.start if (hours := one.hours) is not None and (shift := current_shift(hours, now)) else now
        for one in readers
    }


async def _message(session: Session, story: CustomerStory, slot: str, side_id: int, t: Texts, zone: str) -> Message:
    facts = await facts_of(session, story)
    if slot == PASSED:
        internal = await sides.internal_side(session)
        return to_agent(facts, t, with_ticket=internal is not None and internal.id == side_id)
    return offer(facts, t, zone, reminds=slot == REMINDER)
