"""Shows whose answers, or what words, can be followed up."""

from bot.capabilities.checkins.answering.words import value_words
from bot.capabilities.checkins.following import page_messages as messages
from bot.capabilities.checkins.following.back_messages import not_shown
from bot.capabilities.checkins.following.backing import exchange_of, words_shown
from bot.capabilities.checkins.following.rules import followed, names_seen, place_in
from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.results.messages import refused
from bot.capabilities.checkins.store import talks
from bot.capabilities.checkins.store import written_back as store
from bot.capabilities.checkins.store.named import answers_named
from bot.capability import Context
from bot.chat.inbound import Answer, Press
from bot.chat.message import Message


async def show(context: Context, inbound: Press) -> Answer:
    """*Follow up*, and *Write back*."""
    key, _, rest = inbound.object_id.partition(".")
    place, _, start = rest.partition(".")
    found = await followed(context.session, context.actor, key)
    at = place_in(found, place) if found is not None else None
    if found is None or at is None:
        return Answer(message=refused(context.t))
    first = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 0
    if found.run.mode is Mode.ANONYMOUS:
        return Answer(message=await _words(context, key, place, first))
    me, run, question = context.actor.person_id, found.run, found.questions[at - 1]
    with_name = await answers_named(context.session, run.id, names_seen(found, context.actor), place=at)
    talking = await talks.talked_with(context.session, run.id, me)
    lines = [
        messages.Line(
            one.public_id,
            one.name if one.side_id == context.actor.side_id else f"{one.name} ({one.side_name})",
            value_words(question, one.value, context.t) if one.value is not None else "",
            one.text,
            one.person_id in talking,
        )
        for one in with_name
        if one.person_id != me
    ]
    return Answer(message=messages.named_page(key, at, question.said(context.t.locale), lines, first, context.t))


async def _words(context: Context, key: str, place: str, first: int) -> Message:
    shown = await words_shown(context, key, place)
    if shown is None:
        return not_shown(context.t)
    found, at, ballots = shown
    said = await store.said_to(context.session, found.run, at, [one.voter for one in ballots])
    words = [
        messages.Words(
            one.voter,
            await exchange_of(context.session, found, one, said.get(one.voter, ()), context.t),
        )
        for one in ballots[first : first + messages.A_PAGE]
    ]
    question = found.questions[at - 1].said(context.t.locale)
    return messages.words_page(key, at, question, words, first, len(ballots), context.t)
