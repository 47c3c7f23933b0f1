"""*⋯*: being left alone by a check-in, for a week or for good, taking that back, and who sees what."""

from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta

from bot.capabilities.checkins.answering import messages
from bot.capabilities.checkins.answering.facts import TRY
from bot.capabilities.checkins.answering.named import Mine, mine
from bot.capabilities.checkins.answering.silence_forms import Silenced, explain_form, more_form
from bot.capabilities.checkins.store import silences
from bot.capability import Context, Handler
from bot.chat.form import Form
from bot.chat.inbound import Answer, FormPressed, Press
from schedules.calendar import instant_of, zone_named


async def more(context: Context, inbound: Press) -> Answer:
    """Opens what stands behind *⋯*."""
    if inbound.object_id == TRY:
        return Answer(message=messages.only_tried(context.t))
    return await _shown(context, inbound.object_id, _look)


async def _look(context: Context, found: Mine) -> Form:
    silence = await silences.silence_of(context.session, found.run.checkin_id, context.actor.person_id, context.now)
    silenced = Silenced(silence.until) if silence is not None else None
    return more_form(found.facts, silenced, context.t, context.zone)


async def _snooze(context: Context, found: Mine) -> Form:
    until = next_monday(context.now, context.zone)
    await silences.be_silent(context.session, found.run.checkin_id, context.actor.person_id, until)
    return await _look(context, found)


async def _stop(context: Context, found: Mine) -> Form:
    await silences.be_silent(context.session, found.run.checkin_id, context.actor.person_id, None)
    return await _look(context, found)


async def _undo(context: Context, found: Mine) -> Form:
    await silences.ask_again(context.session, found.run.checkin_id, context.actor.person_id)
    return await _look(context, found)


async def _explain(context: Context, found: Mine) -> Form:
    return explain_form(found.facts, context.t)


def next_monday(now: datetime, zone: str) -> datetime:
    """When the next week begins for somebody in a zone."""
    clock = zone_named(zone)
    today = now.astimezone(clock).date()
    return instant_of(datetime.combine(today + timedelta(days=7 - today.weekday()), time()), clock)


Shows = Callable[[Context, Mine], Awaitable[Form]]


async def _shown(context: Context, key: str, shows: Shows) -> Answer:
    found = await mine(context, key)
    if found is None:
        return Answer(message=messages.not_asked(context.t))
    return Answer(form=await shows(context, found))


def _pressed(shows: Shows) -> Handler[FormPressed]:
    async def handler(context: Context, inbound: FormPressed) -> Answer:
        return await _shown(context, inbound.object_id, shows)

    return handler


back, snooze, stop, undo, explain = (_pressed(one) for one in (_look, _snooze, _stop, _undo, _explain))
