"""What stands on the home of somebody who is asked."""

from collections.abc import Sequence

from bot.capabilities.checkins.answering.facts import Phase, phase_of, prompt_facts
from bot.capabilities.checkins.answering.home_messages import open_parts, waiting_parts
from bot.capabilities.checkins.kinds import Mode, Path
from bot.capabilities.checkins.store.asked import open_for
from bot.capabilities.checkins.store.silences import silence_of
from bot.capability import Context, HomeItem

ORDER = 32


async def items(context: Context) -> Sequence[HomeItem]:
    """One item for each check-in that they can answer.

    Of an anonymous one nobody knows whether they did; it stands there as something that is open, not as their debt.
    """
    found, session, person_id = [], context.session, context.actor.person_id
    for run, group, row in await open_for(session, person_id):
        over = phase_of(run, context.now) is not Phase.OPEN or row.answered_at is not None or row.took_part
        if over or await silence_of(session, run.checkin_id, person_id, context.now):
            continue
        facts = await prompt_facts(session, run, group, row.side_id, context.now)
        if run.mode is Mode.ANONYMOUS and row.path is Path.DIRECT:
            found.append(HomeItem(open_parts(facts, context.t, context.zone), ORDER))
        elif run.mode is Mode.ANONYMOUS:
            parts = open_parts(facts, context.t, context.zone, by_button=True)
            found.append(HomeItem(parts, ORDER, waiting=True))
        else:
            found.append(HomeItem(waiting_parts(facts, context.t, context.zone), ORDER, waiting=True))
    return found
