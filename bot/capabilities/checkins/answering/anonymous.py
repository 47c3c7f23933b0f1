"""Answers without a name: a token tells that whoever pressed was sent this prompt, and nothing tells who it was."""

from dataclasses import dataclass

from bot.capabilities.checkins.answering import actions, messages
from bot.capabilities.checkins.answering.deciding import Answers, after_skip, after_tap
from bot.capabilities.checkins.answering.facts import Phase, PromptFacts, prompt_facts, with_given
from bot.capabilities.checkins.answering.forms import answer_form, asks_word, places_of, read_answers
from bot.capabilities.checkins.answering.prompt import prompt
from bot.capabilities.checkins.store import ballots
from bot.capabilities.checkins.store.checkins import group_called
from bot.capabilities.checkins.store.tables import Group, Run
from bot.capabilities.checkins.subjects import group_subject
from bot.capability import AnonymousContext
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormSubmitted, Press

ZONE = "UTC"
"""For clients alone that do not show an instant in their own zone: nobody knows in whose it would be."""


@dataclass(frozen=True)
class Somebodys:
    """A run as a token belongs to it; `facts` with what was answered with it.

    `alone`: some of the group are asked by the button in a channel, and nobody else of it answers meanwhile.
    """

    run: Run
    group: Group
    token: str
    facts: PromptFacts
    alone: bool = False


async def somebodys(context: AnonymousContext, key: str, token: str, *, writes: bool = False) -> Somebodys | None:
    """The run that a key is of, where the token was minted for its group."""
    session = context.session
    group = await group_called(session, key)
    if group is None or not context.tokens.verify(group_subject(group), token):
        return None
    alone = writes and await ballots.has_button(session, group.id)
    if writes:
        await ballots.hold(session, group.id, alone=alone)
    run = await session.get_one(Run, group.run_id, populate_existing=True)
    facts = await prompt_facts(session, run, group, None, context.now)
    if not facts.anonymous:
        return None
    places = range(1, len(facts.questions) + 1)
    return Somebodys(run, group, token, with_given(facts, await ballots.given_by(session, run, token, places)), alone)


async def vote(context: AnonymousContext, inbound: Press) -> Answer:
    """One tap."""
    tap = actions.read_tap(inbound.object_id)
    found = await somebodys(context, tap.key, inbound.token, writes=True) if tap is not None else None
    if tap is None or found is None:
        return Answer(message=messages.not_recognised(context.t))
    if found.facts.phase is not Phase.OPEN:
        return Answer(redraw=prompt(found.facts, context.t, ZONE))
    given = after_tap(found.facts, tap.place, tap.value)
    if given is None:
        return Answer(message=messages.not_an_answer(context.t))
    return Answer(redraw=prompt(await _keep(context, found, given), context.t, ZONE))


async def skip(context: AnonymousContext, inbound: Press) -> Answer:
    """*Skip*: the next question, or thanks."""
    key, what = actions.read_form(inbound.object_id)
    found = await somebodys(context, key, inbound.token, writes=True)
    if found is None:
        return Answer(message=messages.not_recognised(context.t))
    if found.facts.phase is not Phase.OPEN:
        return Answer(redraw=prompt(found.facts, context.t, ZONE))
    places = places_of(found.facts, what)
    given = after_skip(found.facts, places[0]) if len(places) == 1 else None
    if given is None:
        return Answer(message=messages.not_an_answer(context.t))
    return Answer(redraw=prompt(await _keep(context, found, given), context.t, ZONE))


async def change(context: AnonymousContext, inbound: Press) -> Answer:
    """*Change*: the choices once more."""
    found = await somebodys(context, inbound.object_id, inbound.token)
    if found is None:
        return Answer(message=messages.not_recognised(context.t))
    return Answer(redraw=prompt(found.facts, context.t, ZONE, again=bool(found.facts.told())))


async def write(context: AnonymousContext, inbound: Press) -> Answer:
    """Opens the form for a question, for a word, or for all."""
    key, what = actions.read_form(inbound.object_id)
    found = await somebodys(context, key, inbound.token)
    if found is None:
        return Answer(message=messages.not_recognised(context.t))
    if found.facts.phase is not Phase.OPEN:
        return Answer(message=prompt(found.facts, context.t, ZONE))
    if not (places_of(found.facts, what) or asks_word(found.facts, what)):
        return Answer(message=messages.not_an_answer(context.t))
    return Answer(form=answer_form(found.facts, what, actions.KEEP_VOTE, context.t))


async def keep(context: AnonymousContext, inbound: FormSubmitted) -> Answer:
    """Keeps what stood in that form; the message that opened it says thanks."""
    key, what = actions.read_form(inbound.object_id)
    found = await somebodys(context, key, inbound.token, writes=True)
    if found is None:
        return Answer(message=messages.not_recognised(context.t))
    if found.facts.phase is not Phase.OPEN:
        return Answer(message=prompt(found.facts, context.t, ZONE))
    if not (places_of(found.facts, what) or asks_word(found.facts, what)):
        return Answer(message=messages.not_an_answer(context.t))
    typed = read_answers(found.facts, what, inbound.values, context.t)
    if isinstance(typed, FieldErrors):
        return Answer(errors=typed)
    facts = await _keep(context, found, typed.given, masked=typed.masked)
    return Answer(redraw=prompt(facts, context.t, ZONE))


async def _keep(context: AnonymousContext, found: Somebodys, given: Answers, *, masked: bool = False) -> PromptFacts:
    """Keeps answers; nothing else follows, since whatever did would say for whom."""
    if given != found.facts.given:
        session, run, group = context.session, found.run, found.group
        await ballots.keep(session, run, group, found.token, found.facts.given, given)
        if found.alone:
            await ballots.cover(session, run.id, group.id)
    return with_given(found.facts, given, masked=masked)
