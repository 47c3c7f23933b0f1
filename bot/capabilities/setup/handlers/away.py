"""Being away: said by oneself, or by one's lead; nobody away is asked, reminded or missing."""

import re
from datetime import datetime

from bot.capabilities.setup.handlers.answers import one, sentence, shown, spelled, unless_refused, wrong
from bot.capabilities.setup.messages import away as said
from bot.capabilities.setup.messages import people as people_said
from bot.capabilities.setup.rules import leads_somebody
from bot.capabilities.setup.store import people
from bot.capability import Context
from bot.chat.inbound import Answer, Command, FormSubmitted, Press
from bot.chat.message import Part
from bot.people import directory, roster
from bot.people.model import Person
from schedules.calendar import UntilProblem, read_until

_OF_SOMEBODY = re.compile(r"(?P<name>.*?\S)\s+(?:until|till|til)\s+(?P<until>.+)", re.IGNORECASE | re.DOTALL)
_MENTIONED = re.compile(r"@(?P<name>\S+)\s+(?:for\s+)?(?P<until>.+)", re.DOTALL)


async def away(context: Context, inbound: Command) -> Answer:
    """“away” shows the state, “away until friday” keeps it, “away NAME until friday” says it of somebody one leads."""
    typed = inbound.text.strip()
    if not typed:
        return await show_state(context, inbound)
    name, until = read_named(typed)
    person = await person_meant(context, name)
    if person is None:
        return sentence(context, people_said.nobody_called(context.t, name))
    read = read_until(until, context.now, await zone_of(context, person))
    if isinstance(read, UntilProblem):
        return sentence(context, said.misread(context.t, read, until))
    return await _keep(context, person, read)


def read_named(typed: str) -> tuple[str, str]:
    """Of whom (empty for oneself), and until when."""
    found = _OF_SOMEBODY.fullmatch(typed) or _MENTIONED.fullmatch(typed)
    return (found["name"].removeprefix("@"), found["until"]) if found else ("", typed)


async def show_state(context: Context, inbound: Command | Press) -> Answer:
    """Whether whoever asks is away, with the buttons for it."""
    t = context.t
    until = await _away_until(context)
    typed = spelled(context, "away", inbound)
    leads = leads_somebody(context.actor, t) is None
    return shown(said.state(t, until, context.now, context.zone, typed, leads=leads))


async def _away_until(context: Context) -> datetime | None:
    """Until when whoever acts is away; None if they are not."""
    person = await context.session.get_one(Person, context.actor.person_id)
    until = person.away_until
    return until if until is not None and until > context.now else None


async def home_parts(context: Context) -> tuple[Part, ...]:
    """What stands on the home of somebody who is away; nothing for anybody else."""
    until = await _away_until(context)
    return said.at_home(context.t, until, context.now, context.zone) if until is not None else ()


async def ask(context: Context, inbound: Press) -> Answer:
    """Opens the form."""
    return Answer(form=said.form(context.t, leads=leads_somebody(context.actor, context.t) is None))


async def keep(context: Context, inbound: FormSubmitted) -> Answer:
    """Keeps what the form says; what is wrong is said at its field."""
    t, values = context.t, inbound.values
    chosen = one(values.get("person"))
    person = (
        await people.person_of(context.session, context.actor.scope, chosen)
        if chosen
        else await person_meant(context, "")
    )
    if person is None:
        return wrong(person=people_said.not_known(t))
    until = one(values.get("until"))
    read: datetime | UntilProblem | None = None
    if until:
        read = read_until(until, context.now, await zone_of(context, person))
    elif values.get("back") is not True:
        return wrong(until=said.say_when(t))
    if isinstance(read, UntilProblem):
        return wrong(until=said.misread(t, read, until))
    return await unless_refused(context, "person" if chosen else "until", lambda: _keep(context, person, read))


async def back(context: Context, inbound: Command | Press) -> Answer:
    """Whoever acts is back; “back NAME” says it of somebody one leads."""
    name = inbound.text.strip().removeprefix("@") if isinstance(inbound, Command) else ""
    person = await person_meant(context, name)
    if person is None:
        return sentence(context, people_said.nobody_called(context.t, name))
    return await _keep(context, person, None)


async def person_meant(context: Context, name: str) -> Person | None:
    """Who is meant; whoever acts if nobody is named."""
    if not name or name.lower() == "me":
        return await context.session.get_one(Person, context.actor.person_id)
    return await people.person_named(context.session, context.actor.scope, context.origin.platform, name)


async def zone_of(context: Context, person: Person) -> str:
    """The zone in which that person's days begin."""
    if person.id == context.actor.person_id:
        return context.zone
    return (await directory.actor_of(context.session, person.id)).zone


async def _keep(context: Context, person: Person, until: datetime | None) -> Answer:
    """Keeps until when somebody is away, or that they are back (None). Raises Refused."""
    t, now = context.t, context.now
    name = "" if person.id == context.actor.person_id else person.name
    was_away = person.away_until is not None and person.away_until > now
    await roster.set_away(context.session, context.actor, person, until, now)
    if until is None:
        return sentence(context, said.back(t, name, was_away=was_away))
    return sentence(context, said.gone(t, name, until, now, await zone_of(context, person)))
