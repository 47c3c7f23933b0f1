"""The prompt as whoever sets a check-in up can try it out, in their own chat; its buttons keep nothing."""

from datetime import datetime, timedelta

from bot.capabilities.checkins.answering.facts import TRY, PromptFacts
from bot.capabilities.checkins.answering.messages import erased
from bot.capabilities.checkins.answering.prompt import prompt
from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.setting_up.checking import Settled
from bot.capabilities.checkins.subjects import TRIAL
from bot.capability import Context, JobContext, Work
from bot.chat.message import Context as Note
from bot.chat.message import Message, plain, say
from bot.chat.texts import Texts
from bot.delivery.outbox import Post, Subject, to_person
from bot.delivery.pace import Priority
from bot.delivery.tables import Copy
from bot.due.work import put_down
from bot.people import audience
from bot.people.model import Person, PersonState
from bot.storage.columns import new_public_id
from bot.storage.sessions import Session

END = "checkins.end_test"
"""The work of closing a test, by the inside id of whoever had it sent."""


def trial_of(context: Context, wanted: Settled) -> Message:
    """As it would come to whoever acts."""
    t = context.t
    facts = PromptFacts(
        key=TRY,
        name=wanted.name,
        mode=wanted.mode,
        threshold=wanted.threshold,
        asked=wanted.threshold,
        questions=wanted.questions,
        closes_at=closes(context, wanted),
        organiser=context.actor.name,
        side=context.actor.side_name,
        led=wanted.mode is Mode.NAMED,
    )
    found = prompt(facts, t, context.zone)
    note = Note(plain(t("A test for you alone: nothing that you tap here is kept.")))
    return Message(found.summary, (note, *found.parts), found.locale)


def closes(context: Context, wanted: Settled) -> datetime:
    """When the check-in would close that is tried out now."""
    return context.now + timedelta(minutes=wanted.open_minutes)


def over(t: Texts) -> Message:
    """In the place of a test whose time is over."""
    return say(t("This test is closed, as the check-in would be by now."), locale=t.locale)


async def send_trial(context: Context, message: Message, wanted: Settled) -> bool:
    """Sends it to whoever acts, rather where they are; False where no message of their own reaches them."""
    readers = await audience.readers_called(context.session, [context.actor.person_id], context.now)
    ways = [one for reader in readers for one in reader.identities if one.takes_direct]
    if not ways:
        return False
    here = next((one for one in ways if one.identity.platform == context.origin.platform), ways[0])
    side_id = context.actor.side_id
    # Each is a message by itself: what is tried out changes from one to the next.
    slot = f"trial.{new_public_id()}"
    post = Post(to_person(here.identity_id), message, side_id, (side_id,), message.locale, slot)
    person_id = context.actor.person_id
    await context.outbox.publish(Subject(TRIAL, person_id), [post], priority=Priority.ANSWER)
    await put_down(context.session, END, person_id, closes(context, wanted), slot=slot)
    return True


async def end(job: JobContext, work: Work) -> None:
    """Has a test say that it is closed, unless whoever had it sent was erased meanwhile."""
    async with job.write() as session:
        person = await session.get(Person, work.owner_id)
        if not await job.done(session) or person is None or person.state is PersonState.ERASED:
            return
        outbox = job.outbox(session)
        copies = await outbox.copies(Subject(TRIAL, person.id), slot=work.slot)
        await outbox.edit_all([(copy, over(Texts(copy.locale))) for copy in copies])


async def compose(session: Session, subject: Subject, copy: Copy) -> Message | None:
    """A test names whoever had it sent; None, which leaves it as it is, until they are erased."""
    person = await session.get(Person, subject.id)
    return None if person is not None and person.state is not PersonState.ERASED else erased(Texts(copy.locale))
