"""What the words of reports and of decisions must not carry across sides: customers' data, and others' names."""

import re

from bot.capabilities.updates import store as updates
from bot.capabilities.updates.questions.guarding import SHORTEST_NAME
from bot.capabilities.updates.reports.holding import sides_on_path
from bot.capabilities.updates.reports.views import wall_around
from bot.capabilities.updates.store import Update
from bot.capabilities.updates.store import reports as store
from bot.capabilities.updates.store.report_tables import Report
from bot.capability import Context
from bot.delivery.guard import Finding, inspect
from bot.people import sides
from bot.people.access import EVERYTHING


async def crossing_report(context: Context, known: Update | None, *texts: str) -> tuple[Finding, ...]:
    """Personal data in a report that people of other sides may get to read."""
    session = context.session
    may_read = await sides_on_path(session, known, context.now)
    if known is not None:
        may_read |= await updates.sides_reached(session, known)
    if not may_read - {context.actor.side_id}:
        return ()
    return tuple(finding for text in texts for finding in inspect(text).findings)


async def crossing_sentence(context: Context, known: Update | None, report: Report, text: str) -> tuple[Finding, ...]:
    """Personal data in a decision that people of other sides than the decider's will read."""
    hearers = (await store.figures_of(context.session, report)).people.keys()
    if not hearers - {context.actor.side_id}:
        return ()
    return inspect(text).findings


async def foreign_names(context: Context, known: Update | None, report: Report, text: str) -> tuple[str, ...]:
    """Names in a decision that some of its hearers may not know: those of reporters, and of partners."""
    session = context.session
    hearers = (await store.figures_of(session, report)).people.keys()
    viewpoint = (await wall_around(session, known)).viewpoint(frozenset(hearers))
    hidden = [side.name for side in await sides.all_sides(session, EVERYTHING) if not viewpoint.sees_side(side.id)]
    for one in await store.reporters(session, report):
        if not viewpoint.sees_names_of(one.side_id):
            hidden += [word for word in one.name.split() if len(word) >= SHORTEST_NAME]
    return tuple(
        name for name in dict.fromkeys(hidden) if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
    )
