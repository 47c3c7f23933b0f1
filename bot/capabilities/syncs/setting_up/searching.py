"""Finding people for a sync, and how what was chosen is called."""

from bot.capabilities.syncs.setting_up.forms import Choices
from bot.capabilities.syncs.setting_up.typed import Typed
from bot.capabilities.syncs.store import setting_up as store
from bot.capabilities.syncs.store.syncs import sync_called, team_ids_of
from bot.capability import Acting, Context
from bot.chat.form import Option
from bot.chat.inbound import Answer, Sought
from bot.people import search
from bot.people.search import MOST
from bot.setting_up.searching import HANDFUL, option, whom_of


async def find_people(context: Context, inbound: Sought) -> Answer:
    """The people whom these words mean; for no words those of one's own teams."""
    if not inbound.words.strip():
        return Answer(options=await _colleagues(context, MOST))
    found = await search.find_people(context.session, context.actor.scope, inbound.words)
    return Answer(options=tuple(option(one) for one in found if not one.provisional))


async def choices_of(acting: Acting, typed: Typed, changes: str = "") -> Choices:
    """What is chosen and offered in the form, as far as whoever acts may see it; of a sync that it `changes`."""
    sync = await sync_called(acting.session, changes) if changes else None
    own = (await team_ids_of(acting.session, [sync.id]))[sync.id] if sync is not None else ()
    people = await store.people_chosen(acting.session, acting.actor.scope, typed.facilitators)
    return Choices(
        await whom_of(acting, typed, own, sync.audience_id if sync is not None else None),
        tuple(option(people[one]) for one in typed.facilitators if one in people),
        await _colleagues(acting, HANDFUL),
    )


async def _colleagues(acting: Acting, most: int) -> tuple[Option, ...]:
    found = await search.find_colleagues(acting.session, acting.actor, most)
    return tuple(option(one) for one in found if not one.provisional)
