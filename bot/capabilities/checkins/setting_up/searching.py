"""Finding occasions for a check-in, and how what was chosen is called."""

from bot.capabilities.checkins.setting_up.forms import Choices
from bot.capabilities.checkins.setting_up.rules import least_threshold
from bot.capabilities.checkins.setting_up.typed import Typed
from bot.capabilities.checkins.store.checkins import checkin_called, team_ids_of
from bot.capability import Acting, Context
from bot.chat.form import Option
from bot.chat.inbound import Answer, Sought
from bot.people.search import MOST
from bot.setting_up.searching import HANDFUL, whom_of

LONGEST_OPTION = 75
"""Characters of what an option is called."""


async def find_occasions(context: Context, inbound: Sought) -> Answer:
    """The occasions after which whoever acts may ask; for no words the newest ones."""
    return Answer(options=await _occasions(context, inbound.words, MOST))


async def choices_of(acting: Acting, typed: Typed, changes: str = "") -> Choices:
    """What is chosen and offered in the form, as far as whoever acts may see it; of a check-in that it `changes`."""
    checkin = await checkin_called(acting.session, changes) if changes else None
    own = (await team_ids_of(acting.session, [checkin.id]))[checkin.id] if checkin is not None else ()
    return Choices(
        await whom_of(acting, typed, own, checkin.audience_id if checkin is not None else None),
        await _chosen_occasion(acting, typed.occasion),
        await _occasions(acting, "", HANDFUL),
        await least_threshold(acting.session),
    )


async def _occasions(acting: Acting, words: str, most: int) -> tuple[Option, ...]:
    found: list[Option] = []
    for kind, offer in acting.offers.occasions.items():
        listed = await offer.listed(acting.session, acting.actor, words)
        found += [Option(f"{kind}/{one.public_id}", one.title[:LONGEST_OPTION]) for one in listed]
    return tuple(found[:most])


async def _chosen_occasion(acting: Acting, chosen: str) -> tuple[Option, ...]:
    kind, _, public_id = chosen.partition("/")
    offer = acting.offers.occasions.get(kind)
    one = await offer.called(acting.session, acting.actor, public_id) if offer is not None else None
    return (Option(chosen, one.title[:LONGEST_OPTION]),) if one is not None else ()
