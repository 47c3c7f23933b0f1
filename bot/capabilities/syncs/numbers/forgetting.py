"""Figures that go: those that somebody deletes, and those that have been there for long enough."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.capabilities.syncs.numbers.defining import spelled
from bot.capabilities.syncs.store import metrics as store
from bot.people import access, audit
from bot.people.access import EVERYTHING, Actor
from bot.people.model import SideKind
from bot.people.refusal import Refused
from bot.people.sides import all_sides
from bot.storage.sessions import Session

KEPT = timedelta(days=730)
"""How long a figure is kept after it was first brought in, as long as the meetings that showed it."""


@dataclass(frozen=True)
class Deleted:
    """What went: so many figures of a metric, and the metric with them where nothing narrowed it down."""

    metric: str
    figures: int
    whole: bool


async def delete(
    session: Session,
    actor: Actor | None,
    name: str,
    now: datetime,
    *,
    side: str = "",
    first: date | None = None,
    last: date | None = None,
    dry_run: bool = False,
) -> Deleted:
    """Delete figures of a metric: of a side (`internal` or a partner's name), of some days, or all with the metric.

    Without an actor it is the operator. Raises Refused where there is no such metric or side, and for days that end
    before they begin; then nothing is deleted.
    """
    access.require(actor, access.may_define_figures)
    metric = (await store.metrics_by_word(session)).get(spelled(name).casefold())
    if metric is None:
        raise Refused(f"There is no metric “{name.strip()}”: instep metrics list shows them. Nothing was deleted.")
    if first and last and last < first:
        raise Refused(f"{last} is before {first}. Nothing was deleted.")
    side_id = await _side(session, side) if side else None
    chosen = store.Chosen(metric.id, side_id, first, last)
    whole = chosen == store.Chosen(metric.id)
    deleted = Deleted(metric.name, await store.count_of(session, EVERYTHING, chosen), whole)
    if dry_run:
        return deleted
    await store.delete_of(session, EVERYTHING, chosen)
    if whole:
        await session.delete(metric)
        await session.flush()
    await audit.record(
        session, actor, "delete_metrics", "metric", metric.public_id, at=now, name=metric.name, figures=deleted.figures
    )
    return deleted


async def _side(session: Session, name: str) -> int:
    wanted = name.strip().casefold()
    for one in await all_sides(session, EVERYTHING):
        if one.name.casefold() == wanted or (one.kind is SideKind.INTERNAL and wanted == SideKind.INTERNAL):
            return one.id
    raise Refused(f"There is no side “{name.strip()}”: write internal or a partner's name. Nothing was deleted.")


async def forget(session: Session, now: datetime) -> int:
    """Deletes the figures that have been kept for long enough; says how many."""
    return await store.delete_brought_before(session, now - KEPT)
