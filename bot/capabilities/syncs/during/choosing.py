"""Choosing who is to do something: people who take part, whom whoever chooses may name."""

from collections.abc import Collection, Sequence

from bot.capabilities.syncs.during.action_words import ActionSaid, without_name
from bot.capabilities.syncs.during.rights import may_direct
from bot.capabilities.syncs.during.walls import wall_of
from bot.capabilities.syncs.naming import Named, name_of
from bot.capabilities.syncs.planning import teams_taking_part
from bot.capabilities.syncs.store import actions, outcomes
from bot.capabilities.syncs.store.people import people_in_teams, people_named, person_called, person_met, sides_of_teams
from bot.capabilities.syncs.store.syncs import sync_called
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.capability import Acting, Context
from bot.chat.form import Option, Value
from bot.chat.inbound import Answer, Sought
from bot.people import search
from bot.people.access import EVERYTHING, Scope
from bot.people.search import MOST
from bot.people.viewpoint import Wall

HANDFUL = 8
"""People offered in the form itself; everybody else is found by typing."""

LONGEST_LABEL = 70
"""Characters of a choice; Slack cuts at 75."""


async def syncs_with(acting: Acting) -> Sequence[Sync]:
    """The active syncs that whoever acts takes part in, by name."""
    mine = {*acting.actor.team_ids, *acting.actor.led_team_ids}
    found = await actions.syncs_of_teams(acting.session, mine)
    return [one for one in found if mine & set(await teams_taking_part(acting.session, one))]


async def find(context: Context, inbound: Sought) -> Answer:
    """People of a sync, or of one's syncs, whom these words mean, the likeliest first.

    Without words they are those of one's teams.
    """
    session, known = context.session, set[int]()
    walls: list[tuple[Wall, frozenset[int]]] = []
    for sync in await _sought_in(context, inbound.within):
        people = await people_in_teams(session, await teams_taking_part(session, sync))
        walls.append((await wall_of(session, sync), people))
        known |= people
    if inbound.words.strip():
        scope = await _scope(context, [wall for wall, _ in walls])
        found = await search.find_people(session, scope, inbound.words, 4 * MOST)
    else:
        found = await search.find_colleagues(session, context.actor)
    named = await people_named(session, [one.person_id for one in found if one.person_id in known])
    shown = [
        named[one.person_id]
        for one in found
        if one.person_id in named
        and any(one.person_id in people and may_name(context, wall, named[one.person_id]) for wall, people in walls)
    ]
    return Answer(options=tuple(option(one) for one in shown[:MOST]))


async def _sought_in(acting: Acting, public_id: str) -> Sequence[Sync]:
    """The sync that is meant, for whoever takes part in it or directs it; their syncs where none is."""
    if not public_id:
        return await syncs_with(acting)
    sync = await sync_called(acting.session, public_id)
    if sync is None:
        return []
    teams = await sides_of_teams(acting.session, await teams_taking_part(acting.session, sync))
    mine = not teams.keys().isdisjoint({*acting.actor.team_ids, *acting.actor.led_team_ids})
    return [sync] if mine or await may_direct(acting, sync, frozenset(teams.values())) else []


async def _scope(context: Context, walls: Sequence[Wall]) -> Scope:
    """The sides whose people may be found at all: their names are checked one by one after that."""
    if context.actor.is_internal and not context.actor.provisional:
        return EVERYTHING
    agreed = frozenset[int]().union(*(wall.agreed or () for wall in walls))
    internal = {wall.internal for wall in walls if wall.internal is not None}
    return Scope(frozenset({context.actor.side_id, *agreed, *internal}))


def may_name(acting: Acting, wall: Wall, one: Named) -> bool:
    """Whether whoever acts may read somebody's name."""
    own = one.side_id == acting.actor.side_id
    return own or (not acting.actor.provisional and bool(name_of(one, wall.viewpoint({acting.actor.side_id}))))


def option(one: Named) -> Option:
    """Somebody as a choice."""
    label = f"{one.name} · {one.side_name}"
    return Option(one.public_id, label if len(label) <= LONGEST_LABEL else f"{label[:LONGEST_LABEL]}…")


async def suggested(acting: Acting, sync: Sync, meeting: Meeting | None) -> tuple[Option, ...]:
    """The likeliest before anything is typed: whoever acts, and who attends."""
    session, me = acting.session, acting.actor.person_id
    attend = await outcomes.attendees_of(session, meeting) if meeting is not None else []
    wall = await wall_of(session, sync)
    named = await people_named(session, [me, *(one.person_id for one in attend)])
    order = dict.fromkeys([me, *(one.person_id or 0 for one in attend)])
    likely = [named[one] for one in order if one in named]
    return tuple(option(one) for one in likely if one.here and may_name(acting, wall, one))[:HANDFUL]


async def meant(acting: Acting, sync: Sync, team_ids: Collection[int], said: ActionSaid) -> tuple[Named | None, str]:
    """Who is to do what was typed, and what that is.

    None where nobody is said, or it is not clear who, or for whom it may not be.
    """
    session = acting.session
    if said.own:
        return await chosen(acting, sync, team_ids, acting.actor.public_id), said.what
    if said.who is not None:
        person = await person_met(session, said.who.who) if said.who.who is not None else None
        return (await chosen(acting, sync, team_ids, person.public_id) if person is not None else None), said.what
    if not said.named:
        return None, said.what
    people = await people_in_teams(session, team_ids)
    named = await people_named(session, people)
    wall = await wall_of(session, sync)
    fitting = [
        (one, rest)
        for one in named.values()
        if one.here and may_name(acting, wall, one) and (rest := without_name(said.what, one.name)) is not None
    ]
    # Of “Ana Lim” and “Ana Roy” the one that is written out is meant.
    fitting.sort(key=lambda each: len(each[1]))
    if not fitting or (len(fitting) > 1 and len(fitting[0][1]) == len(fitting[1][1])):
        return None, f"@{said.what}"
    return fitting[0]


async def chosen(acting: Acting, sync: Sync, team_ids: Collection[int], value: Value) -> Named | None:
    """Who was chosen in a form; None for nobody, and for whom it may not be."""
    public_id = value[0] if isinstance(value, tuple) and value else value
    if not isinstance(public_id, str):
        return None
    person = await person_called(acting.session, public_id)
    if person is None or person.id not in await people_in_teams(acting.session, team_ids):
        return None
    one = (await people_named(acting.session, [person.id]))[person.id]
    return one if may_name(acting, await wall_of(acting.session, sync), one) else None
