"""Walls of stories: one's own, those that one gave, somebody's, a team's; with paging."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.capabilities.shoutouts import store
from bot.capabilities.shoutouts.back import wall_messages
from bot.capabilities.shoutouts.back.sight import sight_of
from bot.capabilities.shoutouts.back.wall_messages import PAGE, Shown, Story, seen_by
from bot.capabilities.shoutouts.facts import Whom
from bot.capabilities.shoutouts.loading import facts_of_many, walls_of
from bot.capabilities.shoutouts.naming import name_of
from bot.capabilities.shoutouts.store import Shoutout, back
from bot.capabilities.shoutouts.store.back import Sight, Wall
from bot.capability import Acting, Context, HomeItem
from bot.chat.inbound import Answer, Command, Press
from bot.chat.message import Message
from bot.people import sides
from bot.people.access import EVERYTHING
from bot.people.model import Person, PersonState, Sharing, Team
from bot.people.viewpoint import Viewpoint

MINE, GIVEN, PERSON, TEAM = "m", "g", "p", "t"
"""How the button of a page begins: whose wall it is."""

FURTHEST = 10_000
"""Stories that can be leafed through."""

HOME_ORDER = 320


async def mine(context: Context, inbound: Command | Press) -> Answer:
    """`/shoutout mine`: the stories that name whoever looks, the private ones too."""
    return Answer(message=await _mine(context, await sight_of(context), 0))


async def given(context: Context, inbound: Command) -> Answer:
    """`/shoutout given`: the stories that whoever looks has told."""
    return Answer(message=await _given(context, await sight_of(context), 0))


async def of_chosen(context: Context, public_id: str) -> Answer:
    """`/shoutout @agent`: the stories of somebody whom whoever looks may know."""
    sight = await sight_of(context)
    person = await back.person_seen(context.session, sight.scope, public_id)
    if person is None or person.id == context.actor.person_id:
        return Answer(message=await _mine(context, sight, 0))
    return Answer(message=await _of_person(context, sight, person, 0))


async def of_team(context: Context, inbound: Command) -> Answer:
    """`/shoutout team [name]`: the stories of a team; without a name, of those that one belongs to."""
    sight, t, name = await sight_of(context), context.t, inbound.text.strip()
    teams: Sequence[Team] = (
        await back.teams_seen(context.session, sight.scope, name)
        if name
        else await back.teams_of(context.session, context.actor)
    )
    if not teams:
        return Answer(message=wall_messages.no_team(name, t))
    if len(teams) > 1:
        return Answer(message=wall_messages.several_teams(await _labels(context, teams), t))
    return Answer(message=await _of_team(context, sight, teams[0], 0))


async def show(context: Context, inbound: Press) -> Answer:
    """A page of a wall, as whoever presses may see it."""
    return Answer(message=await _page_called(context, inbound.object_id) or wall_messages.no_more(context.t))


async def turn(context: Context, inbound: Press) -> Answer:
    """*Older* and *Newer*: another page in the place of the one that was there."""
    page = await _page_called(context, inbound.object_id)
    return Answer(redraw=page) if page is not None else Answer(message=wall_messages.no_more(context.t))


async def _page_called(context: Context, name: str) -> Message | None:
    kind, _, rest = name.partition(":")
    public_id, _, place = rest.rpartition(".")
    after = int(place) if place.isdecimal() and len(place) <= len(str(FURTHEST)) else FURTHEST
    sight, session = await sight_of(context), context.session
    if after >= FURTHEST:
        return None
    if kind == MINE:
        return await _mine(context, sight, after)
    if kind == GIVEN:
        return await _given(context, sight, after)
    if kind == PERSON and (person := await back.person_seen(session, sight.scope, public_id)) is not None:
        return await _of_person(context, sight, person, after)
    if kind == TEAM and (team := await back.team_seen(session, sight.scope, public_id)) is not None:
        return await _of_team(context, sight, team, after)
    return None


async def home(context: Context) -> Sequence[HomeItem]:
    """How many stories of this month name whoever looks; nothing where none does."""
    wall = Wall(person_id=context.actor.person_id)
    own = Sight(context.actor, context.actor.scope, whole=True)
    count = await back.count(context.session, own, wall, month(context))
    return [HomeItem(wall_messages.home(count, context.t), HOME_ORDER)] if count else []


def month(context: Context) -> datetime:
    """When this month began where whoever looks is."""
    return context.now.astimezone(ZoneInfo(context.zone)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


async def _mine(context: Context, sight: Sight, after: int) -> Message:
    t = context.t
    shown = await _page(context, sight, Wall(person_id=context.actor.person_id), after, f"{MINE}:")
    if not shown.total:
        return wall_messages.none_of_mine(t)
    return _message(context, shown, t.n("{n} shoutout for you", "{n} shoutouts for you", shown.total), own=True)


async def _given(context: Context, sight: Sight, after: int) -> Message:
    t = context.t
    shown = await _page(context, sight, Wall(giver_id=context.actor.person_id), after, f"{GIVEN}:")
    if not shown.total:
        return wall_messages.none_given(t)
    return _message(context, shown, t.n("{n} shoutout from you", "{n} shoutouts from you", shown.total))


async def _of_person(context: Context, sight: Sight, person: Person, after: int) -> Message:
    t, name = context.t, await name_for(context, person)
    shown = await _page(context, sight, Wall(person_id=person.id), after, f"{PERSON}:{person.public_id}")
    if not shown.total:
        here = person.state is not PersonState.LEFT
        return wall_messages.none_of(name, person.public_id if here else "", t)
    title = t.n("{n} shoutout for {name}", "{n} shoutouts for {name}", shown.total, name=name)
    return _message(context, shown, title)


async def _of_team(context: Context, sight: Sight, team: Team, after: int) -> Message:
    t = context.t
    shown = await _page(context, sight, Wall(team_id=team.id), after, f"{TEAM}:{team.public_id}")
    if not shown.total:
        return wall_messages.none_of(team.name, "", t)
    title = t.n("{n} shoutout for {name}", "{n} shoutouts for {name}", shown.total, name=team.name)
    return _message(context, shown, title)


async def name_for(context: Context, person: Person) -> str:
    """Somebody's name as whoever acts may read it; for people within the scope of whom they may name."""
    named = await store.people_named(context.session, [person.id], context.now)
    internal = await sides.internal_side(context.session)
    viewpoint = Viewpoint(frozenset({context.actor.side_id}), Sharing.NAMES, internal.id if internal else None)
    return name_of(named[person.id], viewpoint, context.t)


async def _page(context: Context, sight: Sight, wall: Wall, after: int, key: str) -> Shown:
    session = context.session
    total = await back.count(session, sight, wall)
    rows = await back.stories(session, sight, wall, after=after, at_most=PAGE)
    return Shown("", key, await stories_of(context, sight, rows, wall.person_id), after, total)


async def stories_of(
    context: Acting, sight: Sight, rows: Sequence[Shoutout], of_person: int | None = None
) -> tuple[Story, ...]:
    """Shoutouts as whoever looks may see them, on the wall of a person if it is one."""
    session = context.session
    facts = await facts_of_many(session, rows, context.now)
    walls = await walls_of(session, rows)
    recipients = await store.recipients_of(session, [kept.id for kept in rows])
    me = context.actor.person_id
    mine = await back.whole_teams_with(session, me, [kept.id for kept in rows])
    stories = []
    for kept in rows:
        named = recipients[kept.id]
        teams = mine.get(kept.id, ())
        known: set[Whom] = {(me, None)}
        for row in named:
            whom = (row.person_id, row.team_id if row.whole_team else None)
            # Whoever thanked somebody privately knows whom.
            if kept.giver_id == me or row.team_id in sight.led or (row.whole_team and row.team_id in teams):
                known.add(whom)
        shown, private = seen_by(facts[kept.id], known)
        viewpoint = walls[kept.id].viewpoint({context.actor.side_id})
        with_team = of_person is not None and all(row.person_id != of_person for row in named)
        stories.append(Story(shown, viewpoint, kept.posted_at or kept.saved_at, private, with_team))
    return tuple(stories)


def _message(context: Context, shown: Shown, title: str, *, own: bool = False) -> Message:
    if not shown.stories:
        return wall_messages.no_more(context.t)
    page = replace(shown, title=title, own=own)
    return wall_messages.wall(page, context.origin.platform, context.t, context.zone)


async def _labels(context: Context, teams: Sequence[Team]) -> list[tuple[str, str]]:
    """Teams of the same name are told apart by their side."""
    known = {one.id: one.name for one in await sides.all_sides(context.session, EVERYTHING)}
    same = len({team.name for team in teams}) < len(teams)
    return [
        (f"{team.name} · {known[team.side_id]}" if same else team.name, f"{TEAM}:{team.public_id}") for team in teams
    ]
