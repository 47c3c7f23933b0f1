"""One's own shifts: shown, and *I'm on until …* for whom no rota says it; a lead says it of their people too."""

from datetime import datetime, timedelta
from itertools import islice

from bot.capabilities.setup.handlers.answers import one, sentence, shown, unless_refused, wrong
from bot.capabilities.setup.handlers.away import person_meant, read_named, zone_of
from bot.capabilities.setup.messages import away as away_said
from bot.capabilities.setup.messages import people as people_said
from bot.capabilities.setup.messages import shifts as said
from bot.capabilities.setup.rules import leads_somebody
from bot.capabilities.setup.store import people
from bot.capability import Context
from bot.chat.inbound import Answer, Command, FormSubmitted, Press
from bot.people import audit, roster
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
    """“on until 18:00” says until when whoever acts is on shift, “on NAME until 18:00” says it of somebody they lead.

    Alone it shows their shifts.
    """
    typed = inbound.text.strip()
    if not typed:
        return await my_shifts(context, inbound)
    name, until = read_named(typed)
    person = await person_meant(context, name)
    if person is None:
        return sentence(context, people_said.nobody_called(context.t, name))
    problem = await _keep(context, person, until)
    return problem if isinstance(problem, Answer) else sentence(context, problem)


async def ask_on(context: Context, inbound: Press) -> Answer:
    """Opens the form."""
    return Answer(form=said.on_form(context.t, leads=leads_somebody(context.actor, context.t) is None))


async def keep_on(context: Context, inbound: FormSubmitted) -> Answer:
    """Keeps what the form says; what is wrong is said at its field."""
    chosen, typed = one(inbound.values.get("person")), one(inbound.values.get("until"))
    scope = context.actor.scope
    person = await people.person_of(context.session, scope, chosen) if chosen else await person_meant(context, "")
    if person is None:
        return wrong(person=people_said.not_known(context.t))

    async def work() -> Answer:
        kept = await _keep(context, person, typed)
        return kept if isinstance(kept, Answer) else wrong(until=kept)

    return await unless_refused(context, "person" if chosen else "until", work)


async def not_on(context: Context, inbound: Press) -> Answer:
    """Takes back what was said of the shift that whoever acts is in, or somebody whom they lead."""
    person = await context.session.get_one(Person, context.actor.person_id)
    if inbound.object_id:
        named = await people.person_called(context.session, context.actor.scope, inbound.object_id)
        if named is None:
            return sentence(context, people_said.not_known(context.t))
        await roster.require_to_say_when(context.session, context.actor, named)
        person = named
    was = await keeping.take_back(context.session, person.id, context.now)
    return sentence(context, said.not_on(context.t, was=was))


async def _keep(context: Context, person: Person, typed: str) -> Answer | str:
    """The answer where somebody is on until then, or what is wrong with it; who was away is back. Raises Refused."""
    t, now, zone = context.t, context.now, await zone_of(context, person)
    await roster.require_to_say_when(context.session, context.actor, person)
    until, clock = read_until(typed, now, zone), typed.lower().removeprefix("until").strip()
    if until is UntilProblem.NOT_UNDERSTOOD:
        return said.not_understood(t, clock or typed)
    if isinstance(until, UntilProblem):
        return away_said.misread(t, until, typed)
    if until - now > SURELY_MEANT and read_until(f"today {clock}", now, zone) is UntilProblem.PAST:
        return said.passed(t, clock)
    shift = await _shift(context, person, until)
    if shift.end - shift.start > LONGEST_SHIFT:
        return said.too_long(t)
    await keeping.say(context.session, person.id, shift)
    await audit.record(context.session, context.actor, "say_shift", "person", person.public_id, at=now)
    if person.away_until is not None and person.away_until > now:
        await roster.set_away(context.session, context.actor, person, None, now)
    of = "" if person.id == context.actor.person_id else person.name
    return shown(said.on_until(t, until, zone, of, person.public_id if of else ""))


async def _shift(context: Context, person: Person, until: datetime) -> Shift:
    """The shift that ends then: the one that somebody is in, else one from now on."""
    hours = await person_hours(context.session, person.id, context.now)
    present = current_shift(hours, context.now) if hours else None
    return Shift(present.start if present else context.now, until)
