"""The page on which an author chooses when a round-up goes out."""

from collections.abc import Sequence

from bot.capabilities.updates.planning.choosing import local, zones_for
from bot.capabilities.updates.planning.forms import AT_ONCE, Chosen
from bot.capabilities.updates.planning.rules import Intent, Mistake, read_intent
from bot.capabilities.updates.planning.words import mistaken
from bot.capabilities.updates.publish import Release
from bot.capabilities.updates.roundups import arrange, looked
from bot.capabilities.updates.roundups.forms import time_form
from bot.capabilities.updates.roundups.looked import Looked
from bot.capabilities.updates.rules import as_text
from bot.capabilities.updates.store.planned_round_ups import PlannedRoundUp
from bot.capabilities.updates.store.planning import PlanWay
from bot.capability import Context
from bot.chat.form import FieldErrors, Form, Values
from bot.people.audience import Resolved


def page(context: Context, audiences: Sequence[Resolved], before: Looked) -> Form:
    """The page with what is chosen so far."""
    chosen = Chosen(AT_ONCE, "", context.zone)
    if (intent := before.intent) is not None:
        chosen = Chosen(PlanWay.MOMENT, local(intent.at, intent.zone), intent.zone)
    zones = zones_for(context, audiences, chosen.zone)
    return time_form(chosen, zones, context.t, state=looked.written(before))


def page_to_move(context: Context, audiences: Sequence[Resolved], row: PlannedRoundUp) -> Form:
    """The page of one that is planned already."""
    chosen = Chosen(PlanWay.MOMENT, local(row.at, row.zone), row.zone)
    zones = zones_for(context, audiences, row.zone)
    return time_form(chosen, zones, context.t, object_id=row.public_id, move=True)


async def chosen(context: Context, releases: Sequence[Release], values: Values) -> Intent | FieldErrors | None:
    """The moment that was chosen on the page (None for at once), or what is wrong with it, at its field."""
    if as_text(values.get("way")) == AT_ONCE:
        return None
    zone = as_text(values.get("zone"))
    if zone not in zones_for(context, [one.resolved for one in releases], context.zone):
        zone = context.zone
    return await moment(context, releases, as_text(values.get("when")), zone)


async def moment(context: Context, releases: Sequence[Release], typed: str, zone: str) -> Intent | FieldErrors:
    """What was typed, in a zone, as a moment at which all of them can go out."""
    intent = read_intent(PlanWay.MOMENT, typed, zone, context.now)
    if isinstance(intent, Mistake):
        return FieldErrors({"when": mistaken(intent, context.t)})
    if why := await arrange.mistake(context, releases, intent):
        return FieldErrors({"when": why})
    return intent
