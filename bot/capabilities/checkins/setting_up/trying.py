"""The prompt as whoever sets a check-in up can try it out, in their own chat; its buttons keep nothing."""

from datetime import timedelta

from bot.capabilities.checkins.answering.facts import TRY, PromptFacts
from bot.capabilities.checkins.answering.messages import erased
from bot.capabilities.checkins.answering.prompt import prompt
from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.setting_up.checking import Settled
from bot.capabilities.checkins.subjects import TRIAL
from bot.capability import Context
from bot.chat.message import Context as Note
from bot.chat.message import Message, plain
from bot.chat.texts import Texts
from bot.delivery.outbox import Post, Subject, to_person
from bot.delivery.pace import Priority
from bot.delivery.tables import Copy
from bot.people import audience
from bot.people.model import Person, PersonState
from bot.storage.columns import new_public_id
from bot.storage.sessions import Session


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
        closes_at=context.now + timedelta(minutes=wanted.open_minutes),
        organiser=context.actor.name,
        side=context.actor.side_name,
        led=wanted.mode is Mode.NAMED,
    )
    found = prompt(facts, t, context.zone)
    note = Note(plain(t("A test for you alone: nothing that you tap here is kept.")))
    return Message(found.summary, (note, *found.parts), found.locale)


async def send_trial(context: Context, message: Message) -> bool:
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
    await context.outbox.publish(Subject(TRIAL, context.actor.person_id), [post], priority=Priority.ANSWER)
    return True


async def compose(session: Session, subject: Subject, copy: Copy) -> Message | None:
    """A test names whoever had it sent; None, which leaves it as it is, until they are erased."""
    person = await session.get(Person, subject.id)
    return None if person is not None and person.state is not PersonState.ERASED else erased(Texts(copy.locale))
