"""Finding teams and people for a sync, and how those chosen are called."""

from collections.abc import Sequence

from bot.capabilities.syncs.setting_up.forms import Choices
from bot.capabilities.syncs.setting_up.typed import Typed
from bot.capabilities.syncs.store import setting_up as store
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


async def find_teams(context: Context, inbound: Sought) -> Answer:
    """The teams that these words mean; for no words the first ones."""
    if not inbound.words.strip():
        return Answer(options=await _first_teams(context, MOST))
    found = await search.find_teams(context.session, context.actor.scope, inbound.words)
    return Answer(options=tuple(_option(one.public_id, one.name, one.side_name) for one in found))


async def find_people(context: Context, inbound: Sought) -> Answer:
    """The people whom these words mean; for no words those of one's own teams."""
    session, actor = context.session, context.actor
    if not inbound.words.strip():
        return Answer(options=await _colleagues(context, MOST))
    found = await search.find_people(session, actor.scope, inbound.words)
    return Answer(
        options=tuple(_option(one.public_id, one.name, one.side_name) for one in found if not one.provisional)
    )


async def choices_of(acting: Acting, typed: Typed) -> Choices:
    """What is chosen and offered in the form, as far as whoever acts may see it."""
    session, scope = acting.session, acting.actor.scope
    teams = await teams_chosen(session, scope, typed.teams)
    people = await store.people_chosen(session, scope, typed.facilitators)
    listed = await audiences.all_audiences(session, scope)
    return Choices(
        tuple(_option(one.public_id, one.name, one.side_name) for one in teams),
        tuple(_option(one, people[one].name, people[one].side_name) for one in typed.facilitators if one in people),
        tuple(Option(one.audience.public_id, one.audience.name) for one in listed[:MOST_AUDIENCES]),
        await _first_teams(acting, HANDFUL),
        await _colleagues(acting, HANDFUL),
    )


async def _first_teams(acting: Acting, most: int) -> tuple[Option, ...]:
    found = await first_teams(acting.session, acting.actor.scope, most)
    return tuple(_option(one.public_id, one.name, one.side_name) for one in found)


async def _colleagues(acting: Acting, most: int) -> tuple[Option, ...]:
    found: Sequence[search.Found] = await search.find_colleagues(acting.session, acting.actor, most)
    return tuple(_option(one.public_id, one.name, one.side_name) for one in found if not one.provisional)


def _option(public_id: str, name: str, side_name: str) -> Option:
    return Option(public_id, f"{name} · {side_name}")
