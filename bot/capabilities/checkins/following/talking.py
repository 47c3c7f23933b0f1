"""A private conversation about an answer that was given with a name: begun by whoever sees it, answered by both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.capabilities.checkins.answering.words import value_words
from bot.capabilities.checkins.following import talk_messages as messages
from bot.capabilities.checkins.following.rules import Followed, followed, names_seen, place_in, seen_by, typed
from bot.capabilities.checkins.following.talk_messages import Conversation, Told
from bot.capabilities.checkins.kinds import RunState
from bot.capabilities.checkins.questions import read
from bot.capabilities.checkins.results.messages import refused
from bot.capabilities.checkins.store import answers, talks
from bot.capabilities.checkins.store.feedback_people import Someone, people, person_called
from bot.capabilities.checkins.store.following_tables import Talk, TalkSaid
from bot.capabilities.checkins.store.named import answers_named
from bot.capabilities.checkins.store.tables import Checkin, Run
from bot.capabilities.checkins.subjects import TALK
from bot.capability import Context, HeldBack, Work
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.chat.message import Button, Message
from bot.chat.texts import Texts
from bot.delivery.budget import Spared
from bot.delivery.guard import inspect
from bot.delivery.outbox import Outbox, Subject
from bot.delivery.tables import Copy
from bot.mail import Letter, Mail
from bot.people import directory
from bot.people.audience import Reader
from bot.people.model import ChatIdentity
from bot.storage.columns import new_public_id
from bot.storage.sessions import Session

TELL = "checkins.tell_talk"
TOO_LATE = timedelta(days=30)

BEGIN, BEGUN = "checkins.follow_up", "checkins.followed_up"
"""Opens the form that begins one: `RUN.PLACE.PERSON`; sends it off: the same and `.FORM`."""

SHOW = "checkins.show_talk"
"""Shows a conversation as it stands: `TALK`."""


@dataclass(frozen=True)
class Begun:
    """An answer with a name that somebody may follow up."""

    followed: Followed
    place: int
    person: Someone


async def begin(context: Context, inbound: Press) -> Answer:
    """*Follow up*."""
    found = await _begun(context, inbound.object_id)
    if found is None:
        return Answer(message=refused(context.t))
    conversation = await _about(context.session, found, context.actor.person_id, context.t)
    key = f"{inbound.object_id}.{new_public_id()}"
    return Answer(form=messages.say_form(key, BEGUN, conversation, context.t, to_person=True))


async def begun(context: Context, inbound: FormSubmitted) -> Answer:
    """Sends the first words, or more of them."""
    about, _, form = inbound.object_id.rpartition(".")
    found = await _begun(context, about)
    if found is None:
        return Answer(message=refused(context.t))
    me, run = context.actor.person_id, found.followed.run
    _, wrong = typed(inbound.values.get("text"), context.t)
    if wrong:
        return Answer(errors=FieldErrors({"text": wrong}))
    talk = await talks.talk_between(context.session, run.id, found.place, found.person.person_id, me)
    return await _keep(context, talk, form, inbound)


async def answer(context: Context, inbound: Press) -> Answer:
    """*Answer*, by either of the two."""
    talk = await _own(context, inbound.object_id)
    if talk is None:
        return Answer(message=messages.not_yours(context.t))
    found = await conversation_of(context.session, talk, context.actor.person_id, context.t)
    key = f"{talk.public_id}.{new_public_id()}"
    to_person = talk.by_id == context.actor.person_id
    return Answer(form=messages.say_form(key, messages.KEEP_SAID, found, context.t, to_person=to_person))


async def keep(context: Context, inbound: FormSubmitted) -> Answer:
    """Sends what one of the two said to the other."""
    key, _, form = inbound.object_id.partition(".")
    talk = await _own(context, key, lock=True)
    if talk is None:
        return Answer(message=messages.not_yours(context.t))
    return await _keep(context, talk, form, inbound)


async def show(context: Context, inbound: Press) -> Answer:
    """*Show*, in the catch-up."""
    talk = await _own(context, inbound.object_id)
    if talk is None:
        return Answer(message=messages.not_yours(context.t))
    found = await conversation_of(context.session, talk, context.actor.person_id, context.t)
    composed = messages.for_person if talk.person_id == context.actor.person_id else messages.for_organiser
    return Answer(message=composed(found, context.t))


async def conversation_of(session: Session, talk: Talk, reader_id: int, t: Texts) -> Conversation:
    """What two people talk about, for one of them, in a language.

    What they said to each other stays with both. The answer itself whoever began it sees as long as they may.
    """
    run = await session.get_one(Run, talk.run_id)
    checkin = await session.get_one(Checkin, run.checkin_id)
    known = await people(session, [talk.person_id, talk.by_id])
    question = read(run.questions)[talk.place - 1]
    given = (await answers.given_by(session, run.id, talk.person_id)).get(talk.place)
    chosen = value_words(question, given.value, t) if given is not None and given.value is not None else ""
    words = given.text if given is not None else ""
    answered = t("{answer}: {words}", answer=chosen, words=words) if chosen and words else chosen or words
    if given is not None and run.state is not RunState.CLOSED and not question.is_low(given.value):
        # It was low when they began; before the close nothing else is shown.
        answered = t(
            "This answer has been changed since. It can be seen here once {name} has closed.", name=checkin.name
        )
    if answered and reader_id == talk.by_id and not await _sees_answer(session, talk, run):
        answered = t("This answer is no longer yours to see.")
    return Conversation(
        key=talk.public_id,
        name=checkin.name,
        question=question.said(t.locale),
        answered=answered,
        person=known.get(talk.person_id),
        by=known.get(talk.by_id),
        said=tuple(Told(one.by_person, one.text) for one in await talks.said_in(session, talk.id)),
    )


async def _sees_answer(session: Session, talk: Talk, run: Run) -> bool:
    """Whether whoever began it still sees that answer with its name."""
    actor = await directory.actor_of(session, talk.by_id)
    found = await seen_by(session, actor, run)
    if found is None:
        return False
    names = names_seen(found, actor)
    return bool(await answers_named(session, run.id, names, place=talk.place, person_id=talk.person_id))


async def compose(session: Session, subject: Subject, copy: Copy) -> Message | None:
    """A message about a conversation as it stands now."""
    talk, t = await talks.talk_numbered(session, subject.id), Texts(copy.locale)
    identity = await session.get(ChatIdentity, copy.target_id)
    if talk is None or identity is None:
        return messages.not_yours(t)
    found = await conversation_of(session, talk, identity.person_id, t)
    return messages.for_person(found, t) if identity.person_id == talk.person_id else messages.for_organiser(found, t)


async def spared(session: Session, reader: Reader, held_back: Sequence[Spared], now: datetime) -> Sequence[HeldBack]:
    """One line for each conversation, however many messages of it were held back."""
    t, found = Texts(reader.locale), list[HeldBack]()
    for talk_id in dict.fromkeys(one.subject.id for one in held_back):
        talk = await talks.talk_numbered(session, talk_id)
        if talk is not None and reader.person_id in (talk.person_id, talk.by_id):
            conversation = await conversation_of(session, talk, reader.person_id, t)
            to_person = reader.person_id == talk.person_id
            text = messages.spared_line(conversation, t, to_person=to_person)
            found.append(HeldBack(text, Button(t("Show"), SHOW, talk.public_id)))
    return found


async def _begun(context: Context, object_id: str) -> Begun | None:
    key, _, rest = object_id.partition(".")
    place, _, public_id = rest.partition(".")
    found = await followed(context.session, context.actor, key, before_close=True)
    at = place_in(found, place) if found is not None else None
    person = await person_called(context.session, public_id)
    if found is None or at is None or person is None or not person.here:
        return None
    if person.person_id == context.actor.person_id:
        return None
    names = names_seen(found, context.actor)
    seen = await answers_named(context.session, found.run.id, names, place=at, person_id=person.person_id)
    if not seen or (found.run.state is not RunState.CLOSED and not found.questions[at - 1].is_low(seen[0].value)):
        return None
    return Begun(found, at, person)


async def _about(session: Session, found: Begun, by_id: int, t: Texts) -> Conversation:
    """As it would stand if it were begun."""
    run = found.followed.run
    not_there = Talk(public_id="", run_id=run.id, place=found.place, person_id=found.person.person_id, by_id=by_id)
    return await conversation_of(session, not_there, by_id, t)


async def _own(context: Context, public_id: str, *, lock: bool = False) -> Talk | None:
    talk = await talks.talk_called(context.session, public_id, lock=lock)
    return talk if talk is not None and context.actor.person_id in (talk.person_id, talk.by_id) else None


async def _keep(context: Context, talk: Talk, form: str, inbound: FormSubmitted) -> Answer:
    session, t, now = context.session, context.t, context.now
    text, wrong = typed(inbound.values.get("text"), t)
    if wrong:
        return Answer(errors=FieldErrors({"text": wrong}))
    by_person, clean = talk.person_id == context.actor.person_id, inspect(text).masked
    said = TalkSaid(public_id=form, talk_id=talk.id, by_person=by_person, text=clean, at=now)
    if not await talks.add_said(session, said):
        return Answer(message=messages.sent_before(t))
    slot, other = f"said.{said.id}", talk.by_id if by_person else talk.person_id
    await MAIL.bring(session, context.outbox, (talk, slot), [other], now, revision=slot, data={"slot": slot})
    await context.outbox.mark_stale(Subject(TALK, talk.id))
    found = await conversation_of(session, talk, context.actor.person_id, t)
    return Answer(message=messages.sent(found, t, to_person=not by_person, masked=clean != text))


async def _load(session: Session, work: Work, now: datetime) -> tuple[Talk, str] | None:
    talk = await talks.talk_numbered(session, work.owner_id, lock=True)
    return (talk, str(work.data["slot"])) if talk is not None else None


async def _write(
    session: Session, outbox: Outbox, about: tuple[Talk, str], readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    talk, slot = about
    found = []
    for one in readers:
        t = Texts(one.locale)
        composed = messages.for_person if one.person_id == talk.person_id else messages.for_organiser
        found.append(Letter(one, composed(await conversation_of(session, talk, one.person_id, t), t), slot))
    return found


MAIL = Mail[tuple[Talk, str]](TELL, lambda about: Subject(TALK, about[0].id), _load, _write, awaits=TOO_LATE)
