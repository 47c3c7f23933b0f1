"""Lists of reports: those that wait for somebody's decision, and what one reported oneself."""

from collections.abc import Sequence

from bot.capabilities.updates.reports import messages, views
from bot.capabilities.updates.store import reports as store
from bot.capability import Context
from bot.chat.inbound import Answer, Command, Press
from bot.chat.message import Message, Part
from bot.people.model import Role

PAGE = 3
"""Reports on a page, so that with their words and buttons they fit into one message."""

MOST_OWN = 3
"""Reports of one's own that stand below."""


async def reports(context: Context, inbound: Command) -> Answer:
    """`/update reports`, with the number of a page if there are several."""
    number = inbound.text.strip()
    return Answer(message=await _page(context, int(number) - 1 if _is_number(number) else 0))


async def show_page(context: Context, inbound: Press) -> Answer:
    """A page of the same list."""
    return Answer(message=await _page(context, int(inbound.object_id) if _is_number(inbound.object_id) else 0))


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 6


async def _page(context: Context, wanted: int) -> Message:
    session, actor, now = context.session, context.actor, context.now
    nobodys = actor.may(Role.ADMIN)
    total = await store.count_concerning(session, actor.person_id, also_nobodys=nobodys)
    pages = max(1, -(-total // PAGE))
    page = min(max(wanted, 0), pages - 1)
    found = await store.concerning(session, actor.person_id, also_nobodys=nobodys, skip=page * PAGE, at_most=PAGE)
    own = await store.sighted_by(session, actor.person_id, at_most=MOST_OWN) if page == 0 else ()
    locale = context.t.locale
    return messages.listing(
        [await views.line_for_decider(session, one, actor, locale) for one in found],
        [await views.own_report(session, one, mine, actor.person_id, locale, now) for one, mine in own],
        total,
        (page, pages),
        context.t,
        context.zone,
        now,
    )


async def waiting_reports(context: Context, *, at_most: int) -> Sequence[tuple[Part, ...]]:
    """The reports that wait for the decision of whoever looks, each with its buttons."""
    session, actor, now = context.session, context.actor, context.now
    found = await store.held_by(session, actor.person_id, now, at_most=at_most)
    return [
        messages.open_item(
            await views.line_for_decider(session, one, actor, context.t.locale), context.t, context.zone, now
        )
        for one in found
    ]
