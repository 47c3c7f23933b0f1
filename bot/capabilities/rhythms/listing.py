"""Lists what recurs, as far as whoever looks may see it, and shows one with its next dates."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.capabilities.rhythms import messages
from bot.capabilities.rhythms.messages import Listed
from bot.capability import Acting, Context, RhythmOffer
from bot.chat.inbound import Answer, Command, Press
from bot.chat.message import say
from bot.due.rhythms import Party, Plan, Upcoming, active, is_paused, upcoming
from bot.due.tables import Rhythm
from bot.people import access
from bot.people.model import Person
from bot.storage.sessions import Session

SHOWN = 5
"""Dates ahead that are shown."""

HELP = "help"

MOST_ZONES = 12
"""Zones that are looked at for one date, of what goes by each one's own time."""


async def by_words(context: Context, inbound: Command) -> Answer:
    """`/instep rhythms` lists them and says what can be typed, as `help` does; with a name it shows that one."""
    wanted = inbound.text.strip().casefold()
    found = await visible(context)
    if not wanted:
        return _all(context, found)
    fitting = [one for one in found if wanted in one.title.casefold()]
    exact = [one for one in fitting if one.title.casefold() == wanted] or fitting
    if len(exact) == 1:
        return Answer(message=messages.shown(exact[0], context.t, context.zone))
    if fitting:
        return _all(context, fitting)
    if wanted == HELP:
        return _all(context, found)
    text = context.t(
        "Nothing that recurs is called “{name}”. {command} shows all of it.",
        name=inbound.text.strip()[:80],
        command=context.command("rhythms"),
    )
    return Answer(message=say(text, locale=context.t.locale))


async def by_button(context: Context, inbound: Press) -> Answer:
    """*What recurs* in the menu."""
    return _all(context, await visible(context))


def _all(context: Context, found: Sequence[Listed]) -> Answer:
    typed, sees_all = context.command("rhythms") + " NAME", context.actor.scope.sides is None
    return Answer(message=messages.listed(found, context.t, context.zone, typed, sees_all=sees_all))


async def look(context: Context, inbound: Press) -> Answer:
    """*Look at it*."""
    found = next((one for one in await visible(context) if one.rhythm.public_id == inbound.object_id), None)
    return Answer(message=messages.shown(found, context.t, context.zone)) if found else gone(context)


def gone(context: Context) -> Answer:
    """There is no such rhythm, or none that whoever acts may see."""
    return Answer(message=say(context.t("This has ended, so nothing was changed."), locale=context.t.locale))


async def visible(acting: Acting) -> list[Listed]:
    """What recurs in sides that whoever acts may see, the next one first."""
    found = []
    for rhythm in await active(acting.session, acting.offers.rhythms):
        sides = await acting.offers.rhythms[rhythm.kind].sides(acting.session, rhythm)
        scope = acting.actor.scope
        within = scope.sides is None or (bool(sides) and scope.covers_all(sides))
        if within or rhythm.owner_id == acting.actor.person_id:
            found.append(await listed(acting, rhythm))
    return found


async def listed(acting: Acting, rhythm: Rhythm) -> Listed:
    """A rhythm as it is shown to whoever acts."""
    offer = acting.offers.rhythms[rhythm.kind]
    sides = await offer.sides(acting.session, rhythm)
    owner = await acting.session.get(Person, rhythm.owner_id) if rhythm.owner_id is not None else None
    seen = owner is not None and acting.actor.scope.covers(owner.side_id)
    return Listed(
        rhythm,
        await offer.title(acting.session, rhythm, acting.t),
        owner.name if owner is not None and seen else "",
        await coming_of(acting.session, rhythm, offer, acting.now),
        access.may_decide_rhythm(acting.actor, sides, rhythm.owner_id) is None,
        is_paused(rhythm, acting.now),
        acting.now,
        offer.whose,
    )


async def coming_of(session: Session, rhythm: Rhythm, offer: RhythmOffer, now: datetime) -> tuple[Upcoming, ...]:
    """Its next dates, as far as they are shown."""
    plan = with_a_party_for_each_zone(await offer.plan(session, rhythm), MOST_ZONES)
    return tuple(await upcoming(session, rhythm, plan, now, count=SHOWN))


def with_a_party_for_each_zone(plan: Plan, at_most: int | None = None) -> Plan:
    """With the first party of each zone alone: thousands of people share a few zones."""
    by_zone: Mapping[str, Party] = {party.zone: party for party in reversed(plan.parties)}
    return replace(plan, parties=tuple(by_zone[zone] for zone in sorted(by_zone))[:at_most])
