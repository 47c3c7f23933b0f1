"""What stands on the home of an attendee who has not answered."""

from collections.abc import Sequence

from bot.capabilities.syncs.collecting import messages
from bot.capabilities.syncs.collecting.facts import Phase, ask_facts, phase_of
from bot.capabilities.syncs.store.attending import unanswered
from bot.capability import Context, HomeItem


async def waiting(context: Context) -> Sequence[HomeItem]:
    """One item for each agenda that waits for them."""
    found = []
    for sync, meeting in await unanswered(context.session, context.actor, context.now):
        if phase_of(sync, meeting) is Phase.ASKED:
            facts = await ask_facts(context.session, sync, meeting, context.actor)
            found.append(HomeItem(messages.waiting_parts(facts, context.t, context.zone), order=30, waiting=True))
    return found
