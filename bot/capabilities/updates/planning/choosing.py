"""The page reached from the preview: its author chooses when a draft goes out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.capabilities.updates import store
from bot.capabilities.updates.planning.arrange import mistakes, plan_with
from bot.capabilities.updates.planning.forms import AT_ONCE, Chosen, plan_form
from bot.capabilities.updates.planning.rules import Mistake, read_intent
from bot.capabilities.updates.planning.words import Plan, mistaken
from bot.capabilities.updates.publish import Publishing, release_of
from bot.capabilities.updates.rules import as_text
from bot.capabilities.updates.store import Update, planning
from bot.capabilities.updates.store.planning import PlanWay, UpdatePlan
from bot.capabilities.updates.write import gone, own_draft
from bot.capability import Context
from bot.chat.form import FieldErrors, Form, Values
from bot.chat.inbound import Answer, FormPressed, FormSubmitted
from bot.people import audience
from bot.people.audience import Resolved

MOST_ZONES = 30
"""Zones that the page offers: more places than that are nobody's, and each audience has its own."""


async def open_page(context: Context, inbound: FormPressed) -> Answer:
    """*Plan it* in the preview."""
    known = await own_draft(context, inbound.object_id)
    if known is None:
        return gone(context)
    return Answer(form=await page(context, known, move=False))


async def page(context: Context, known: Update, *, move: bool, alert: str = "") -> Form:
    """The page with what is chosen so far."""
    row = await planning.plan_of(context.session, known)
    resolved = await audience.resolve(context.session, known.audience_id, context.now)
    chosen = Chosen(row.way, _typed(row), row.zone) if row else Chosen(AT_ONCE, "", context.zone)
    zones = zones_for(context, [resolved], chosen.zone)
    return plan_form(chosen, zones, context.t, object_id=known.public_id, move=move, alert=alert)


def _typed(row: UpdatePlan) -> str:
    """What was typed, as it is read again."""
    match row.way:
        case PlanWay.MORNINGS:
            return row.day.isoformat() if row.day else ""
        case PlanWay.MOMENT:
            return local(row.at, row.zone)
        case PlanWay.SHIFTS:
            return ""


def local(at: datetime | None, zone: str) -> str:
    """An instant as it is typed in a zone."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if at else ""


def zones_for(context: Context, audiences: Sequence[Resolved], chosen: str) -> Sequence[str]:
    """The author's own, then those of the audiences' teams of whose sides they may know, the most frequent first."""
    of_teams: Counter[str] = Counter()
    for resolved in audiences:
        own = resolved.viewpoint_of(context.actor.side_id)
        of_teams.update(team.zone for team in resolved.teams if own.sees_side(team.side_id))
    return list(dict.fromkeys([context.zone, chosen, *(zone for zone, _ in of_teams.most_common(MOST_ZONES)), "UTC"]))


async def chosen_plan(context: Context, known: Update, resolved: Resolved, values: Values) -> Plan | FieldErrors:
    """The plan that was chosen on the page, or what is wrong with it, at its field."""
    t = context.t
    way = as_text(values.get("way"))
    if way not in list(PlanWay):
        return FieldErrors({"way": t("Choose when it goes out.")})
    zone = as_text(values.get("zone")) or context.zone
    if zone not in zones_for(context, [resolved], context.zone):
        row = await planning.plan_of(context.session, known)
        zone = row.zone if row is not None and row.zone == zone else context.zone
    intent = read_intent(PlanWay(way), as_text(values.get("when")), zone, context.now)
    if isinstance(intent, Mistake):
        return FieldErrors({"when": mistaken(intent, t)})
    if not resolved.channels:
        return FieldErrors({"way": t("This audience has no channel any more. Press Change and choose another one.")})
    plan = await plan_with(context.session, intent, resolved)
    if found := mistakes(known, plan, context.now, t, context.zone):
        return FieldErrors(found)
    return plan


@dataclass(frozen=True)
class Choosing:
    """Takes the page that was sent off, and goes back to the preview."""

    publishing: Publishing

    async def keep(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Keeps with the draft when it goes out, and shows what will come of it."""
        known = await own_draft(context, inbound.object_id, lock=True)
        if known is None:
            return gone(context)
        if as_text(inbound.values.get("way")) == AT_ONCE:
            await store.drop_plan(context.session, known)
        else:
            resolved = await audience.resolve(context.session, known.audience_id, context.now)
            plan = await chosen_plan(context, known, resolved, inbound.values)
            if isinstance(plan, FieldErrors):
                return Answer(errors=plan)
            await keep_intent(context, known, plan)
        known.revision += 1
        known.saved_at = context.now
        return Answer(form=await self.publishing.preview(context, await release_of(context, known)))


async def keep_intent(context: Context, known: Update, plan: Plan) -> UpdatePlan:
    """Keeps what was chosen."""
    intent = plan.intent
    return await planning.keep_plan(
        context.session, known, intent.way, intent.at, intent.day, intent.zone, intent.clocks
    )
