"""One's own shifts: shown, and *I'm on until …* for whom no rota says it."""

from datetime import datetime, timedelta
from itertools import islice

from bot.capabilities.setup.handlers.answers import one, sentence, shown, wrong
from bot.capabilities.setup.messages import away as away_said
from bot.capabilities.setup.messages import shifts as said
from bot.capability import Context
from bot.chat.inbound import Answer, Command, FormSubmitted, Press
from bot.people import roster
from bot.people.calendars import person_hours
from bot.people.model import Person
from bot.people.rotas import keeping
from bot.people.rotas.instants import LONGEST_SHIFT
from schedules.calendar import Shift, UntilProblem, current_shift, read_until, shifts

SURELY_MEANT = timedelta(hours=16)
"""A time of day that is further ahead has just passed, and is hardly meant for tomorrow."""


async def my_shifts(context: Context, inbound: Command | Press) -> Answer:
    """When whoever asks works, and where that comes from."""
    person_id, now, zone = context.actor.person_id, context.now, context.zone
    hours = await person_hours(context.session, person_id, now)
    coming = list(islice(shifts(hours, now), said.LISTED)) if hours else []
    present = coming[0] if coming and coming[0].start <= now else None
    view = said.ShiftsView(
        zone=zone,
        known=hours is not None,
        present=present,
        said=await keeping.said_until(context.session, person_id, now) is not None,
        following=tuple(each for each in coming if each.start > now),
        sources=await keeping.sources(context.session, person_id, now.date()),
    )
    return shown(said.my_shifts(context.t, view))


async def on(context: Context, inbound: Command) -> Answer:
    """“on until 18:00” says until when whoever acts is on shift; alone it shows their shifts."""
    typed = inbound.text.strip()
    if not typed:
        return await my_shifts(context, inbound)
    problem = await _keep(context, typed)
    return problem if isinstance(problem, Answer) else sentence(context, problem)


async def ask_on(context: Context, inbound: Press) -> Answer:
    """Opens the form."""
    return Answer(form=said.on_form(context.t))


async def keep_on(context: Context, inbound: FormSubmitted) -> Answer:
    """Keeps what the form says; what is wrong is said at its field."""
    typed = one(inbound.values.get("until"))
    kept = await _keep(context, typed)
    return kept if isinstance(kept, Answer) else wrong(until=kept)


async def not_on(context: Context, inbound: Press) -> Answer:
    """Takes back what whoever acts has said of the shift that they are in."""
    was = await keeping.take_back(context.session, context.actor.person_id, context.now)
    return sentence(context, said.not_on(context.t, was=was))


async def _keep(context: Context, typed: str) -> Answer | str:
    """The answer to whoever is on until then, or what is wrong with it; who was away is back."""
    t, now = context.t, context.now
    until = read_until(typed, now, context.zone)
    if until is UntilProblem.NOT_UNDERSTOOD:
        return said.not_understood(t, typed)
    if isinstance(until, UntilProblem):
        return away_said.misread(t, until, typed)
    clock = typed.lower().removeprefix("until").strip()
    if until - now > SURELY_MEANT and read_until(f"today {clock}", now, context.zone) is UntilProblem.PAST:
        return said.passed(t, clock)
    shift = await _shift(context, until)
    if shift.end - shift.start > LONGEST_SHIFT:
        return said.too_long(t)
    await keeping.say(context.session, context.actor.person_id, shift)
    person = await context.session.get_one(Person, context.actor.person_id)
    if person.away_until is not None and person.away_until > now:
        await roster.set_away(context.session, context.actor, person, None, now)
    return shown(said.on_until(t, until, context.zone))


async def _shift(context: Context, until: datetime) -> Shift:
    """The shift that ends then: the one that whoever acts is in, else one from now on."""
    hours = await person_hours(context.session, context.actor.person_id, context.now)
    present = current_shift(hours, context.now) if hours else None
    return Shift(present.start if present else context.now, until)
