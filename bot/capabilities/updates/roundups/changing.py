"""What can be done about a planned round-up until it goes out: move it, or cancel it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.planning import letters
from bot.capabilities.updates.planning.choosing import zones_for
from bot.capabilities.updates.planning.messages import planned_answer
from bot.capabilities.updates.planning.warnings import warnings
from bot.capabilities.updates.publish import refusal, release_of
from bot.capabilities.updates.roundups import arrange, planned, times
from bot.capabilities.updates.rules import as_text
from bot.capabilities.updates.store import Update, UpdateState, planned_round_ups
from bot.capabilities.updates.store.planned_round_ups import PlannedRoundUp
from bot.capability import Context
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.people import audience, audit


@dataclass(frozen=True)
class _Found:
    row: PlannedRoundUp
    updates: Sequence[Update]


async def _found(context: Context, public_id: str, *, lock: bool = False) -> _Found | Answer:
    """A planned round-up with its updates, or why whoever acts cannot change it."""
    session, t = context.session, context.t
    row = await planned_round_ups.by_public_id(session, public_id, lock=lock)
    all_of_it = await planned_round_ups.members_of(session, row, lock=lock) if row else ()
    updates = [one for one in all_of_it if one.state is UpdateState.PLANNED]
    if row is None or not updates:
        return Answer(message=planned.over(t))
    if row.author_id != context.actor.person_id or context.actor.provisional:
        for known in updates:
            resolved = await audience.resolve(session, known.audience_id, context.now)
            if why := refusal(context, resolved, urgent=False):
                return Answer(message=answer(why, t))
    return _Found(row, updates)


async def open_move(context: Context, inbound: Press) -> Answer:
    """*Move*: the page on which another time is chosen."""
    found = await _found(context, inbound.object_id)
    if isinstance(found, Answer):
        return found
    audiences = [await audience.resolve(context.session, one.audience_id, context.now) for one in found.updates]
    return Answer(form=times.page_to_move(context, audiences, found.row))


async def move(context: Context, inbound: FormSubmitted) -> Answer:
    """Has it go out at another time; what goes out stays as it was previewed."""
    found = await _found(context, inbound.object_id, lock=True)
    if isinstance(found, Answer):
        return found
    releases = [await release_of(context, known) for known in found.updates]
    if not any(one.resolved.channels for one in releases):
        text = context.t("Its audiences have no channel any more. Cancel the plan, and choose others in the drafts.")
        return Answer(errors=FieldErrors({"when": text}))
    zone = as_text(inbound.values.get("zone"))
    if zone not in zones_for(context, [one.resolved for one in releases], found.row.zone):
        zone = found.row.zone
    intent = await times.moment(context, releases, as_text(inbound.values.get("when")), zone)
    if isinstance(intent, FieldErrors):
        return Answer(errors=intent)
    plan = await arrange.move_them(context, found.row, releases, intent)
    against = await warnings(context, found.updates, plan, [one.resolved for one in releases])
    return Answer(message=planned_answer(plan, context.t, context.zone, against))


async def cancel(context: Context, inbound: Press) -> Answer:
    """*Cancel the plan*: all of them are drafts again, and their author may go on with them."""
    found = await _found(context, inbound.object_id, lock=True)
    if isinstance(found, Answer):
        return found
    session, row = context.session, found.row
    titles = [await arrange.title_of(session, one) for one in found.updates]

    def words(t: Texts, zone: str) -> Message:
        return planned.drafts_again(titles, t)

    await letters.change(session, context.outbox, arrange.letters_about(row), row.public_id, words)
    for one in found.updates:
        await audit.record(session, context.actor, "cancel_plan", "update", one.public_id, at=context.now)
    await arrange.dissolve(context, row, found.updates)
    if row.author_id == context.actor.person_id:
        return Answer(message=words(context.t, context.zone))
    return Answer(message=planned.not_planned_any_more(len(titles), context.t))
