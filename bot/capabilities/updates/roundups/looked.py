"""What somebody has looked at before a round-up goes out, as the pages hand it on: which drafts, and when they go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.updates.planning.rules import Intent
from bot.capabilities.updates.roundups.forms import MOST
from bot.capabilities.updates.store import Update
from bot.capabilities.updates.store.planning import ClockChange, PlanWay
from schedules.calendar import InvalidCalendar, zone_named


@dataclass(frozen=True)
class Looked:
    """Drafts by their ids, each with its revision then; `intent` is the moment that was chosen, None for at once."""

    drafts: tuple[tuple[str, str], ...] = ()
    intent: Intent | None = None


def read(state: str) -> Looked:
    """What a page holds; of one that somebody has tampered with, as much as makes sense."""
    drafts, _, when = state.partition(";")
    found = {public_id: revision for public_id, _, revision in (one.partition(":") for one in drafts.split(",") if one)}
    return Looked(tuple(found.items())[:MOST], _moment(when) if when else None)


def _moment(text: str) -> Intent | None:
    at, _, rest = text.partition(";")
    zone, _, clocks = rest.partition(";")
    try:
        instant = datetime.fromisoformat(at)
        zone_named(zone)
        change = ClockChange(clocks)
    except (ValueError, InvalidCalendar):
        return None
    return None if instant.tzinfo is None else Intent(PlanWay.MOMENT, instant, None, zone, change)


def drafts_of(updates: Iterable[Update]) -> tuple[tuple[str, str], ...]:
    """Drafts as they are now."""
    return tuple((one.public_id, str(one.revision)) for one in updates)


def written(before: Looked) -> str:
    """The same for the next page."""
    drafts = ",".join(f"{public_id}:{revision}" for public_id, revision in before.drafts)
    intent = before.intent
    if intent is None or intent.at is None:
        return drafts
    return f"{drafts};{intent.at.isoformat()};{intent.zone};{intent.clocks}"
