"""The organisation's own days off: listed, added and taken away, each with a way back."""

from collections.abc import Sequence
from datetime import date

from bot.capabilities.setup.handlers.answers import one, sentence, shown, unless_refused, wrong
from bot.capabilities.setup.messages import days_off as said
from bot.capabilities.setup.store import organisation, places
from bot.capabilities.setup.views import ChoiceView
from bot.capability import Context
from bot.chat.inbound import Answer, Command, FormSubmitted, Press
from bot.due.opening import look_again
from bot.people import access, days_off
from bot.people.days_off import Kept
from bot.people.model import Side, Team
from schedules.calendar import NamedDays, read_date

Whose = tuple[ChoiceView, Side | None, Team | None]


async def list_days_off(context: Context, inbound: Command | Press) -> Answer:
    """Those to come that whoever asks may see, with the buttons for whoever may change them."""
    kept = await days_off.listed(context.session, context.actor.scope, _today(context))
    may_change = _for_everybody(context) or bool(await _whose(context))
    may_remove = any(_may(context, one) for one in kept)
    return shown(said.listed(context.t, kept, may_change=may_change, may_remove=may_remove))


async def ask_add(context: Context, inbound: Press) -> Answer:
    """Opens the form."""
    choices = [view for view, _, _ in await _whose(context)]
    return Answer(form=said.add_form(context.t, choices, everybody=_for_everybody(context)))


async def add(context: Context, inbound: FormSubmitted) -> Answer:
    """Adds what the form says; what is wrong is said at its field."""
    t, values, today = context.t, inbound.values, _today(context)
    first = read_date(one(values.get("first")), today)
    if first is None:
        return wrong(first=said.no_date(t))
    typed = one(values.get("last"))
    last = read_date(typed, first) if typed else first
    if last is None:
        return wrong(last=said.no_date(t))
    chosen = one(values.get("whose"))
    found = next(((side, team) for view, side, team in await _whose(context) if view.public_id == chosen), None)
    if found is None and chosen != said.EVERYBODY:
        return wrong(whose=said.choose(t))
    side, team = found or (None, None)
    days = NamedDays(first, last, one(values.get("name")))

    async def work() -> Answer:
        kept = await days_off.add(context.session, context.actor, days, context.now, side, team)
        await look_again(context.session, context.now)
        return shown(said.added(t, kept))

    return await unless_refused(context, "first", work)


async def ask_remove(context: Context, inbound: Press) -> Answer:
    """Opens the form for taking days away."""
    kept = await days_off.listed(context.session, context.actor.scope, _today(context))
    theirs = [each for each in kept if _may(context, each)]
    if not theirs:
        return sentence(context, said.none_to_remove(context.t))
    return Answer(form=said.remove_form(context.t, theirs))


async def remove(context: Context, inbound: FormSubmitted) -> Answer:
    """Has the chosen days be working days again."""
    chosen = one(inbound.values.get("days"))

    async def work() -> Answer:
        return shown(said.removed(context.t, await _removed(context, chosen), chosen))

    return await unless_refused(context, "days", work)


async def undo_add(context: Context, inbound: Press) -> Answer:
    """Takes back what was added just now."""
    days = await _removed(context, inbound.object_id)
    return shown(said.removed(context.t, days, inbound.object_id))


async def bring_back(context: Context, inbound: Press) -> Answer:
    """Takes back a removal."""
    days = await days_off.bring_back(context.session, context.actor, inbound.object_id, context.now)
    await look_again(context.session, context.now)
    return sentence(context, said.back(context.t, days))


async def _removed(context: Context, public_id: str) -> NamedDays:
    days = await days_off.remove(context.session, context.actor, public_id, context.now)
    await look_again(context.session, context.now)
    return days


async def _whose(context: Context) -> Sequence[Whose]:
    """The sides and teams for which whoever acts may say which days are off."""
    actor = context.actor
    sides = await organisation.side_choices(context.session, actor.scope)
    teams = await places.team_choices(context.session, actor.scope)
    found: list[Whose] = [
        (view, side, None) for side, view in sides if access.may_keep_days_off(actor, side.id, None) is None
    ]
    return found + [
        (view, None, team) for team, view in teams if access.may_keep_days_off(actor, team.side_id, team.id) is None
    ]


def _for_everybody(context: Context) -> bool:
    return access.may_keep_days_off(context.actor, None, None) is None


def _may(context: Context, kept: Kept) -> bool:
    return access.may_keep_days_off(context.actor, kept.side_id, kept.team_id) is None


def _today(context: Context) -> date:
    return context.now.date()
