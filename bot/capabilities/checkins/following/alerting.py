"""Tells at once of a low answer that was given with a name, where its question asks for that.

An anonymous answer never comes here: whoever heard of one at the moment it was given would know whose it is. What is
low there is pointed out with the results, under their threshold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.capabilities.checkins.answering.words import value_words
from bot.capabilities.checkins.following import alert_messages as messages
from bot.capabilities.checkins.following.alert_messages import LowAnswer, LowFacts
from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.questions import Given, Question, read
from bot.capabilities.checkins.results.walls import eyes_of
from bot.capabilities.checkins.store import named
from bot.capabilities.checkins.store.asked import asked_of
from bot.capabilities.checkins.store.checkins import rhythm_of, run_called
from bot.capabilities.checkins.store.named import Named, answers_named
from bot.capabilities.checkins.store.tables import Asked, Checkin, Group, Run
from bot.capabilities.checkins.subjects import LOW
from bot.capability import Context, HeldBack, Work
from bot.chat.inbound import Answer, Press
from bot.chat.message import Button, Message
from bot.chat.texts import Texts
from bot.delivery.budget import Spared
from bot.delivery.outbox import Outbox, Subject
from bot.delivery.tables import Copy
from bot.mail import Letter, Mail
from bot.people import directory
from bot.people.access import Actor
from bot.people.audience import Reader
from bot.people.model import ChatIdentity
from bot.storage.sessions import Session

TELL = "checkins.tell_low"
"""The work of telling one of them when their day begins."""

TOO_LATE = timedelta(days=7)


@dataclass(frozen=True)
class Low:
    """Somebody's answers in a run, some of them low."""

    run: Run
    row: Asked

    @property
    def slot(self) -> str:
        """Of the one message about them to each reader."""
        return f"low.{self.row.id}"


def low_places(questions: Sequence[Question], given: Mapping[int, Given]) -> set[int]:
    """Where somebody answered low."""
    return {place for place, one in given.items() if questions[place - 1].is_low(one.value)}


async def heed(
    session: Session,
    outbox: Outbox,
    about: Low,
    before: Mapping[int, Given],
    after: Mapping[int, Given],
    now: datetime,
) -> None:
    """Tells those whom it concerns of what is newly low; what they were told follows every change."""
    if about.run.mode is Mode.ANONYMOUS or about.row.person_id is None:
        return
    questions = read(about.run.questions)
    was, is_now = low_places(questions, before), low_places(questions, after)
    if was or is_now:
        await outbox.mark_stale(Subject(LOW, about.run.id))
    if is_now - was:
        data = {"row": about.row.id}
        await MAIL.bring(session, outbox, about, await _whom(session, about), now, revision=about.slot, data=data)


async def show(context: Context, inbound: Press) -> Answer:
    """*Show* in the catch-up."""
    key, _, public_id = inbound.object_id.partition(".")
    run, person_id = await run_called(context.session, key), await named.person_numbered(context.session, public_id)
    row = await asked_of(context.session, run.id, person_id) if run is not None and person_id is not None else None
    if run is None or row is None:
        return Answer(message=messages.gone(context.t))
    return Answer(message=await _message(context.session, context.actor, Low(run, row), context.t))


async def compose(session: Session, subject: Subject, copy: Copy) -> Message | None:
    """A message as it stands now: the answer may have been changed, and whoever reads it may see it no longer."""
    t, about = Texts(copy.locale), await _low(session, subject.id, copy.slot)
    identity = await session.get(ChatIdentity, copy.target_id)
    if about is None or identity is None:
        return messages.gone(t)
    return await _message(session, await directory.actor_of(session, identity.person_id), about, t)


async def spared(session: Session, reader: Reader, held_back: Sequence[Spared], now: datetime) -> Sequence[HeldBack]:
    """One line for each person who answered low."""
    t, found = Texts(reader.locale), list[HeldBack]()
    for one in held_back:
        about = await _low(session, one.subject.id, one.slot)
        facts = await _facts(session, await directory.actor_of(session, reader.person_id), about, t) if about else None
        if facts is not None and facts.answers:
            button = Button(t("Show"), messages.SHOW_LOW, f"{facts.key}.{facts.public_id}")
            found.append(HeldBack(messages.title(facts, t), button))
    return found


async def _whom(session: Session, about: Low) -> list[int]:
    """Whoever looks after it, and with names the person's lead; managers of their side where neither may see it."""
    checkin = await session.get_one(Checkin, about.run.checkin_id)
    group, rhythm = await session.get_one(Group, about.row.group_id), await rhythm_of(session, checkin)
    likely = [checkin.author_id, rhythm.owner_id if rhythm is not None else None, group.lead_id]
    found = await _able(session, about, {one for one in likely if one is not None})
    return found or await _able(session, about, await named.managers_of(session, about.row.side_id))


async def _able(session: Session, about: Low, people: set[int]) -> list[int]:
    actors = await directory.actors_of(session, await named.here(session, people))
    return [one for one, actor in sorted(actors.items()) if await _seen(session, actor, about)]


async def _seen(session: Session, actor: Actor, about: Low) -> Sequence[Named]:
    """The answers of that person whose name they may see; nobody is told of their own."""
    if about.row.person_id in (None, actor.person_id):
        return ()
    eyes = await eyes_of(session, actor, about.run, await session.get_one(Checkin, about.run.checkin_id))
    if eyes is None:
        return ()
    return await answers_named(session, about.run.id, eyes.names(about.run, actor), person_id=about.row.person_id)


async def _facts(session: Session, actor: Actor, about: Low, t: Texts) -> LowFacts | None:
    """What somebody may know of it, as it stands now."""
    seen, questions = await _seen(session, actor, about), read(about.run.questions)
    if not seen:
        return None
    checkin, person = await session.get_one(Checkin, about.run.checkin_id), seen[0]
    answers = []
    for one in seen:
        question = questions[one.place - 1]
        if one.value is not None and question.is_low(one.value):
            chosen = value_words(question, one.value, t)
            answers.append(LowAnswer(one.place, question.said(t.locale), chosen, one.text))
    elsewhere = person.side_name if person.side_id != actor.side_id else ""
    return LowFacts(about.run.public_id, checkin.name, person.public_id, person.name, elsewhere, tuple(answers))


async def _message(session: Session, actor: Actor, about: Low, t: Texts) -> Message:
    facts = await _facts(session, actor, about, t)
    return messages.low(facts, t) if facts is not None else messages.gone(t)


async def _low(session: Session, run_id: int, slot: str) -> Low | None:
    row = await session.get(Asked, int(slot.partition(".")[2]))
    run = await session.get(Run, run_id)
    return Low(run, row) if run is not None and row is not None and row.run_id == run.id else None


async def _load(session: Session, work: Work, now: datetime) -> Low | None:
    return await _low(session, work.owner_id, f"low.{work.data['row']}")


async def _write(
    session: Session, outbox: Outbox, about: Low, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    found = []
    for one in readers:
        t = Texts(one.locale)
        facts = await _facts(session, await directory.actor_of(session, one.person_id), about, t)
        if facts is not None and facts.answers:
            found.append(Letter(one, messages.low(facts, t), about.slot))
    return found


MAIL = Mail[Low](TELL, lambda about: Subject(LOW, about.run.id), _load, _write)
