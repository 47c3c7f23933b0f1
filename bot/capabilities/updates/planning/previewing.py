"""What the preview says of a plan, and what its button does: the update is planned as it was seen."""

from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.updates import store
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.planning.arrange import intent_of, mistakes, plan_it, plan_with
from bot.capabilities.updates.planning.messages import goes_out, planned_answer
from bot.capabilities.updates.planning.warnings import warnings
from bot.capabilities.updates.store import Update
from bot.capabilities.updates.store.planning import UpdatePlan
from bot.capability import Acting
from bot.chat.inbound import Answer
from bot.chat.message import Part
from bot.people.audience import Resolved


@dataclass(frozen=True)
class Previewed:
    """When an update first goes out, and what the preview says of that: nothing where it goes out at once."""

    first: datetime
    says: tuple[Part, ...] = ()


async def previewed(context: Acting, known: Update, resolved: Resolved) -> Previewed:
    """What the preview says of when it would go out."""
    row = await store.plan_of(context.session, known)
    if row is None or not resolved.channels:
        return Previewed(context.now)
    plan = await plan_with(context.session, intent_of(row), resolved)
    return Previewed(
        plan.table.first,
        tuple(goes_out(plan, context.t, context.zone, await warnings(context, [known], plan, [resolved]))),
    )


async def plan_previewed(context: Acting, known: Update, row: UpdatePlan, resolved: Resolved) -> Answer:
    """Plans it, unless its time has come meanwhile."""
    plan = await plan_with(context.session, intent_of(row), resolved)
    for says in mistakes(known, plan, context.now, context.t, context.zone).values():
        text = context.t("{why} Nothing was planned: go on writing, and press Plan it again.", why=says)
        return Answer(message=answer(text, context.t))
    await plan_it(context, known, row, plan, resolved)
    return Answer(message=planned_answer(plan, context.t, context.zone))
