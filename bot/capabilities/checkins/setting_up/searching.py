"""Finding teams and occasions for a check-in, and how those chosen are called."""

from bot.capabilities.checkins.setting_up.forms import Choices
from bot.capabilities.checkins.setting_up.rules import least_threshold
from bot.capabilities.checkins.setting_up.typed import Typed
from bot.capability import Acting, Context
from bot.chat.form import Option
from bot.chat.inbound import Answer, Sought
from bot.people import audiences, search
from bot.people.search import MOST
from bot.people.teams import first_teams, teams_chosen

HANDFUL = 10
"""Choices offered without typing."""

MOST_AUDIENCES = 90
"""Audiences in the list, of which a menu on Slack holds 100 (docs.slack.dev/reference/block-kit)."""

LONGEST_OPTION = 75
"""Characters of what an option is called."""


async def find_teams(context: Context, inbound: Sought) -> Answer:
    """The teams that these words mean; for no words the first ones."""
    if not inbound.words.strip():
        return Answer(options=await _first_teams(context, MOST))
    found = await search.find_teams(context.session, context.actor.scope, inbound.words)
    return Answer(options=tuple(_team(one.public_id, one.name, one.side_name) for one in found))


async def find_occasions(context: Context, inbound: Sought) -> Answer:
    """The occasions after which whoever acts may ask; for no words the newest ones."""
    return Answer(options=await _occasions(context, inbound.words, MOST))


async def choices_of(acting: Acting, typed: Typed) -> Choices:
    """What is chosen and offered in the form, as far as whoever acts may see it."""
    session, scope = acting.session, acting.actor.scope
    teams = await teams_chosen(session, scope, typed.teams)
    listed = await audiences.all_audiences(session, scope)
    return Choices(
        tuple(_team(one.public_id, one.name, one.side_name) for one in teams),
        tuple(Option(one.audience.public_id, one.audience.name) for one in listed[:MOST_AUDIENCES]),
        await _chosen_occasion(acting, typed.occasion),
        await _first_teams(acting, HANDFUL),
        await _occasions(acting, "", HANDFUL),
        await least_threshold(session),
    )


async def _first_teams(acting: Acting, most: int) -> tuple[Option, ...]:
    found = await first_teams(acting.session, acting.actor.scope, most)
    return tuple(_team(one.public_id, one.name, one.side_name) for one in found)


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


def _team(public_id: str, name: str, side_name: str) -> Option:
    return Option(public_id, f"{name} · {side_name}")
