"""Cheering: one a person and shoutout, by hundreds at once if they like; the counts follow quietly."""

from collections import defaultdict
from collections.abc import Sequence

from bot.capabilities.shoutouts import store
from bot.capabilities.shoutouts.after import messages
from bot.capabilities.shoutouts.after.rights import sides_reached, standing
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.release import subject_of
from bot.capabilities.shoutouts.store import Shoutout
from bot.capability import Context
from bot.chat.inbound import Answer, FormPressed, PlaceKind, Press
from bot.chat.message import Message


async def cheer(context: Context, inbound: Press) -> Answer:
    """*Cheer* on a card; answers the presser alone."""
    kept = await standing(context, inbound.object_id)
    if isinstance(kept, Answer):
        return kept
    t, me = context.t, context.actor.person_id
    if me == kept.giver_id:
        return Answer(message=messages.own_shoutout(t))
    if await store.thanked_in(context.session, kept, [me]):
        return Answer(message=messages.about_you(t))
    if await store.cheer_together(context.session, kept, [me], context.now):
        await context.outbox.mark_stale(subject_of(kept))
        return Answer(message=_cheered(context, kept))
    at = await store.cheered_at(context.session, kept, me) or context.now
    apart = _answers_apart(context)
    return Answer(message=messages.cheered_before(at, context.now, kept.public_id, t, context.zone, apart=apart))


async def cheer_together(asked: Sequence[tuple[Context, Press]]) -> Sequence[Answer | None]:
    """The same for many at once, as far as there is nothing to it but to count them; the others are decided alone."""
    by_shoutout: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for number, (context, press) in enumerate(asked):
        by_shoutout[press.object_id].setdefault(context.actor.person_id, number)
    answers: list[Answer | None] = [None] * len(asked)
    counting = []
    for public_id, presses in by_shoutout.items():
        first, _ = asked[next(iter(presses.values()))]
        kept = await store.by_public_id(first.session, public_id)
        if kept is not None and kept.state is ShoutoutState.POSTED:
            counting.append((kept, presses))
    # In the order in which everybody cheers several, whatever was pressed first: so nobody waits for each other.
    for kept, presses in sorted(counting, key=lambda one: one[0].id):
        first, _ = asked[next(iter(presses.values()))]
        may = await sides_reached(first, kept)
        people = {one for one, number in presses.items() if asked[number][0].actor.side_id in may}
        people -= {kept.giver_id} | await store.thanked_in(first.session, kept, people)
        counted = await store.cheer_together(first.session, kept, people, first.now) if people else ()
        for person_id in counted:
            context, _ = asked[presses[person_id]]
            answers[presses[person_id]] = Answer(message=_cheered(context, kept))
        if counted:
            await first.outbox.mark_stale(subject_of(kept))
    return answers


async def take_back(context: Context, inbound: Press) -> Answer:
    """*Take it back* below the answer."""
    return Answer(redraw=await _taken_back(context, inbound.object_id))


async def take_back_in_more(context: Context, inbound: FormPressed) -> Answer:
    """*Take my cheer back* in *More*."""
    return Answer(message=await _taken_back(context, inbound.object_id))


async def _taken_back(context: Context, public_id: str) -> Message:
    kept = await store.by_public_id(context.session, public_id)
    if kept is None or not await store.stop_cheering(context.session, kept, context.actor.person_id):
        return messages.no_cheer(context.t)
    await context.outbox.mark_stale(subject_of(kept))
    return messages.cheer_taken_back(context.t)


def _cheered(context: Context, kept: Shoutout) -> Message:
    zone, apart = context.zone, _answers_apart(context)
    return messages.cheered(context.now, kept.public_id, context.t, zone, apart=apart)


def _answers_apart(context: Context) -> bool:
    """Whether the presser is answered in a message of their own, beside the card."""
    return context.manners.private_in_channels or context.origin.place.kind is PlaceKind.DIRECT
