"""Answers with a name: in the person's own messages, where each can be changed until the run closes."""

from dataclasses import dataclass

from bot.capabilities.checkins.answering import actions, messages
from bot.capabilities.checkins.answering.deciding import Answers, after_skip, after_tap
from bot.capabilities.checkins.answering.facts import TRY, Phase, PromptFacts, prompt_facts, with_given
from bot.capabilities.checkins.answering.forms import answer_form, asks_word, places_of, read_answers
from bot.capabilities.checkins.answering.prompt import prompt, reminder
from bot.capabilities.checkins.following import alerting
from bot.capabilities.checkins.store import answers
from bot.capabilities.checkins.store.asked import asked_of
from bot.capabilities.checkins.store.ballots import hold
from bot.capabilities.checkins.store.checkins import group_called
from bot.capabilities.checkins.store.tables import Asked, Group, Run
from bot.capabilities.checkins.subjects import AGAIN, REMINDER
from bot.capability import Context
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.pace import Priority


@dataclass(frozen=True)
class Mine:
    """A run as whoever acts is asked in it; `facts` with what they answered, unless nobody is to know that."""

    run: Run
    group: Group
    row: Asked
    facts: PromptFacts


async def mine(context: Context, key: str, *, writes: bool = False, alone: bool = False) -> Mine | None:
    """The run that a key is of, where they are asked in it; `alone` keeps all other answers of their group waiting."""
    session, person_id = context.session, context.actor.person_id
    known = await group_called(session, key)
    row = await asked_of(session, known.run_id, person_id) if known is not None else None
    if known is None or row is None:
        return None
    if writes or alone:
        await hold(session, row.group_id, alone=alone)
        await session.refresh(row)
    # A message in a channel is about one of several groups; whoever presses belongs to their own.
    group = await session.get_one(Group, row.group_id)
    run = await session.get_one(Run, group.run_id, populate_existing=True)
    facts = await prompt_facts(session, run, group, row.side_id, context.now)
    if not facts.anonymous:
        facts = with_given(facts, await answers.given_by(session, run.id, person_id))
    return Mine(run, group, row, facts)


async def answer(context: Context, inbound: Press) -> Answer:
    """One tap."""
    tap = actions.read_tap(inbound.object_id)
    if tap is not None and tap.key == TRY:
        return Answer(message=messages.only_tried(context.t))
    found = await mine(context, tap.key, writes=True) if tap is not None else None
    if tap is not None and found is None:
        return Answer(message=messages.not_asked(context.t))
    if tap is None or found is None or found.facts.anonymous:
        return Answer(message=messages.not_an_answer(context.t))
    if found.facts.phase is not Phase.OPEN:
        return Answer(redraw=prompt(found.facts, context.t, context.zone))
    given = after_tap(found.facts, tap.place, tap.value)
    if given is None:
        return Answer(message=messages.not_an_answer(context.t))
    facts = await keep_given(context, found, given)
    return Answer(redraw=prompt(facts, context.t, context.zone))


async def skip(context: Context, inbound: Press) -> Answer:
    """*Skip*: the next question, or thanks."""
    key, what = actions.read_form(inbound.object_id)
    if key == TRY:
        return Answer(message=messages.only_tried(context.t))
    found = await mine(context, key, writes=True)
    if found is None:
        return Answer(message=messages.not_asked(context.t))
    if found.facts.phase is not Phase.OPEN:
        return Answer(redraw=prompt(found.facts, context.t, context.zone))
    places = () if found.facts.anonymous else places_of(found.facts, what)
    given = after_skip(found.facts, places[0]) if len(places) == 1 else None
    if given is None:
        return Answer(message=messages.not_an_answer(context.t))
    return Answer(redraw=prompt(await keep_given(context, found, given), context.t, context.zone))


async def change(context: Context, inbound: Press) -> Answer:
    """*Change*: the choices once more."""
    found = await mine(context, inbound.object_id)
    if found is None or found.facts.anonymous:
        return Answer(message=messages.not_asked(context.t))
    return Answer(redraw=prompt(found.facts, context.t, context.zone, again=bool(found.facts.told())))


async def write(context: Context, inbound: Press) -> Answer:
    """Opens the form for a question, for a word, or for all."""
    key, what = actions.read_form(inbound.object_id)
    if key == TRY:
        return Answer(message=messages.only_tried(context.t))
    found = await mine(context, key)
    if found is None:
        return Answer(message=messages.not_asked(context.t))
    if found.facts.phase is not Phase.OPEN:
        return Answer(message=prompt(found.facts, context.t, context.zone))
    if found.facts.anonymous or not (places_of(found.facts, what) or asks_word(found.facts, what)):
        return Answer(message=messages.not_an_answer(context.t))
    return Answer(form=answer_form(found.facts, what, actions.KEEP, context.t))


async def keep(context: Context, inbound: FormSubmitted) -> Answer:
    """Keeps what stood in that form; the message that opened it says thanks."""
    facts = await keep_typed(context, inbound)
    return facts if isinstance(facts, Answer) else Answer(redraw=prompt(facts, context.t, context.zone))


async def keep_typed(context: Context, inbound: FormSubmitted) -> PromptFacts | Answer:
    """Keeps what stood in a form; an answer that says why not."""
    key, what = actions.read_form(inbound.object_id)
    found = await mine(context, key, writes=True)
    if found is None or found.facts.anonymous:
        return Answer(message=messages.not_asked(context.t))
    if found.facts.phase is not Phase.OPEN:
        return Answer(message=prompt(found.facts, context.t, context.zone))
    if not (places_of(found.facts, what) or asks_word(found.facts, what)):
        return Answer(message=messages.not_an_answer(context.t))
    typed = read_answers(found.facts, what, inbound.values, context.t)
    if isinstance(typed, FieldErrors):
        return Answer(errors=typed)
    return await keep_given(context, found, typed.given, masked=typed.masked)


async def keep_given(context: Context, found: Mine, given: Answers, *, masked: bool = False) -> PromptFacts:
    """Keeps answers, and has all messages that they have of it follow; the same twice changes nothing."""
    person_id, facts = context.actor.person_id, with_given(found.facts, given, masked=masked)
    if given == found.facts.given:
        return facts
    await answers.keep(context.session, found.group, person_id, found.facts.given, given, context.now)
    if any(given.values()):
        found.row.answered_at = found.row.answered_at or context.now
    await context.session.flush()
    about = alerting.Low(found.run, found.row)
    await alerting.heed(context.session, context.outbox, about, found.facts.given, given, context.now)
    copies = await answers.copies_of(context.session, found.group.id, person_id)
    changes = [(copy, as_sent(facts, copy.slot, Texts(copy.locale), context.zone)) for copy in copies]
    await context.outbox.edit_all(changes, priority=Priority.COUNTS)
    return facts


def as_sent(facts: PromptFacts, slot: str, t: Texts, zone: str) -> Message:
    """A message to somebody about a group, as it stands."""
    if slot not in (REMINDER, AGAIN):
        return prompt(facts, t, zone)
    return reminder(facts, t, zone, put_off=slot == AGAIN)
