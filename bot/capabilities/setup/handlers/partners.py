"""Partners that pause, come back and go: a preview first, then the deed."""

from typing import assert_never

from bot.capabilities.setup.handlers.answers import one, sentence, shown, wrong
from bot.capabilities.setup.messages import partners as said
from bot.capabilities.setup.messages.partners import PartnerStep
from bot.capabilities.setup.rules import ERASE, read_days, start_of
from bot.capabilities.setup.store import organisation
from bot.capabilities.setup.views import PartnerEffect, PartnerView
from bot.capability import Context
from bot.chat.inbound import Answer, Command, FormSubmitted, Press
from bot.due import work
from bot.people import partners
from bot.people.model import Side


async def list_partners(context: Context, inbound: Command | Press) -> Answer:
    """All partners with what may be done; `partner pause NAME` goes straight to the preview."""
    word, _, name = inbound.text.strip().partition(" ") if isinstance(inbound, Command) else ("", "", "")
    step = next((each for each in PartnerStep if each == word.lower()), None)
    views = await organisation.partners(context.session, context.actor.scope)
    if step is None or not name.strip():
        return shown(said.partner_list(context.t, views))
    wanted = name.strip().casefold()
    found = next((view for view in views if view.name.casefold() == wanted), None)
    if found is None:
        return sentence(context, said.no_such_partner(context.t, name.strip()))
    return await _preview(context, step, found.public_id)


async def _partner(context: Context, public_id: str) -> tuple[Side | None, PartnerView | None]:
    side = await organisation.side_chosen(context.session, context.actor.scope, public_id)
    views = await organisation.partners(context.session, context.actor.scope)
    return side, next((view for view in views if view.public_id == public_id), None)


async def preview(step: PartnerStep, context: Context, inbound: Press) -> Answer:
    """Shows what a step would do to the partner that the button names."""
    return await _preview(context, step, inbound.object_id)


async def _preview(context: Context, step: PartnerStep, public_id: str) -> Answer:
    side, view = await _partner(context, public_id)
    if side is None or view is None:
        return sentence(context, said.partner_gone(context.t))
    if step not in said.steps_from(side.state):
        return sentence(context, said.step_not_now(context.t, view))
    touched = await partners.preview(context.session, side)
    waiting = await organisation.waiting_for(context.session, side.id)
    effect = PartnerEffect(touched.people, len(touched.channels), waiting)
    return Answer(form=said.partner_form(context.t, step, view, effect))


async def take(step: PartnerStep, context: Context, inbound: FormSubmitted) -> Answer:
    """Takes the step: the partner's state, what waits for it, and for one that leaves the day of erasure."""
    side, view = await _partner(context, inbound.object_id)
    if side is None or view is None:
        return sentence(context, said.partner_gone(context.t))
    days = 0
    if step is PartnerStep.OFFBOARD:
        try:
            days = read_days(one(inbound.values.get("days")))
        except ValueError:
            return wrong(days=said.days_not_understood(context.t))
    return await _act(context, step, side, days)


async def _act(context: Context, step: PartnerStep, side: Side, days: int) -> Answer:
    session, actor, now = context.session, context.actor, context.now
    cancelled, revoked, erase_on = 0, 0, None
    match step:
        case PartnerStep.PAUSE:
            await partners.pause(session, actor, side, now)
            cancelled = await context.outbox.cancel(None, side_id=side.id)
        case PartnerStep.RESUME:
            await partners.resume(session, actor, side, now)
        case PartnerStep.OFFBOARD:
            left = await partners.offboard(session, actor, side, now, days)
            cancelled = await context.outbox.cancel(None, side_id=side.id)
            revoked, erase_on = len(left.installations), left.erase_on
            await work.put_down(session, ERASE, side.id, max(start_of(erase_on), now), slot=now.isoformat())
        case _:
            assert_never(step)
    return shown(said.partner_done(context.t, step, side.name, cancelled, erase_on, revoked=revoked))
