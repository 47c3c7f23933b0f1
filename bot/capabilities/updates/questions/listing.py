"""Lists of questions: those that wait for somebody, and all of an author's or owner's, page by page."""

from collections.abc import Sequence
from dataclasses import replace

from bot.capabilities.updates.questions import messages, views
from bot.capabilities.updates.store import questions as store
from bot.capability import Context
from bot.chat.inbound import Answer, Command, Press
from bot.chat.message import Message, Part

PAGE = 6
"""Questions on a page, so that with their buttons they fit into one message."""

MOST_OWN = 3
"""Questions that somebody asked themselves and that stand below."""


async def questions(context: Context, inbound: Command) -> Answer:
    """`/update questions`, with the number of a page if there are several."""
    number = inbound.text.strip()
    return Answer(message=await _page(context, int(number) - 1 if number.isdecimal() and len(number) < 6 else 0))


async def show_page(context: Context, inbound: Press) -> Answer:
    """A page of the same list."""
    return Answer(message=await _page(context, _read(inbound.object_id)))


async def page_now(context: Context, page: str) -> Message | None:
    """The list as it is by now, for whoever did something in it; None where `page` says that it was elsewhere."""
    return await _page(context, _read(page)) if page else None


def _read(number: str) -> int:
    return int(number) if number.isdecimal() and len(number) < 6 else 0


async def _page(context: Context, wanted: int) -> Message:
    session, person_id = context.session, context.actor.person_id
    count = await store.count_concerning(session, person_id)
    pages = max(1, -(-(count.open + count.answered) // PAGE))
    page = min(max(wanted, 0), pages - 1)
    found = await store.concerning(session, person_id, skip=page * PAGE, at_most=PAGE)
    own = await store.asked_by(session, person_id, at_most=MOST_OWN) if page == 0 else ()
    return messages.listing(
        [await views.line_of(context, one) for one in found],
        [await views.line_of(context, one) for one in own],
        (count.open, count.answered),
        (page, pages),
        context.t,
        context.zone,
    )


async def waiting_questions(context: Context, *, at_most: int) -> tuple[Sequence[tuple[Part, ...]], int]:
    """The questions that wait for whoever looks, each with its buttons, and how many there are in all."""
    session, person_id = context.session, context.actor.person_id
    found = await store.held_by(session, person_id, context.now, at_most=at_most)
    if not found:
        return (), 0
    count = (await store.count_held_by(session, [person_id], context.now)).get(person_id, 0)
    lines = [replace(await views.line_of(context, one), may_answer=True) for one in found]
    return [messages.open_item(line, context.t, context.zone) for line in lines], count
