"""One's own actions over all syncs, and those of a lead's team: late ones first, with their buttons."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.capabilities.syncs.during import action_messages
from bot.capabilities.syncs.during.facts import Task, tasks_of
from bot.capabilities.syncs.during.walls import wall_of
from bot.capabilities.syncs.store import actions
from bot.capabilities.syncs.store.tables import Sync
from bot.capability import Context, HomeItem
from bot.chat.inbound import Answer, Command, Press
from bot.chat.message import Actions, Body, Button, Message, Paragraph, plain

OF_TEAM = "t"
"""How buttons of the team's list say where they stand."""

HOME_ORDER = 330

FARTHEST = 10_000
"""Actions that can be leafed through."""


async def mine(context: Context, inbound: Press | Command) -> Answer:
    """`/sync actions`, and *My actions*."""
    first = _first(inbound.object_id) if isinstance(inbound, Press) else 0
    return Answer(message=await message(context, team=False, first=first))


async def of_team(context: Context, inbound: Press) -> Answer:
    """*My team's actions*, for a lead."""
    return Answer(message=await message(context, team=bool(_led(context)), first=_first(inbound.object_id)))


async def message(context: Context, *, team: bool, first: int = 0) -> Message:
    """The list."""
    tasks = await _tasks(context, team=team)
    # What the list is of is of one's own side, which everybody sees whole.
    wall = await wall_of(context.session, Sync(audience_id=None))
    viewpoint = wall.viewpoint({context.actor.side_id})
    today = context.now.astimezone(ZoneInfo(context.zone)).date()
    shown = first if first < len(tasks) else 0
    return action_messages.listing(
        tasks, viewpoint, context.t, today, team=team, leads=bool(_led(context)), first=shown
    )


async def home(context: Context) -> Sequence[HomeItem]:
    """How many actions wait for whoever looks: with those that are late above all else."""
    tasks = await _tasks(context, team=False)
    if not tasks:
        return []
    t, today = context.t, context.now.astimezone(ZoneInfo(context.zone)).date()
    text = action_messages.title(tasks, t, today, team=False)
    button = Actions((Button(t("My actions"), action_messages.MINE),))
    late = any(one.late(today) for one in tasks)
    return [HomeItem((Body((Paragraph(plain(text)),)), button), HOME_ORDER, waiting=late)]


async def _tasks(context: Context, *, team: bool) -> Sequence[Task]:
    people: Sequence[int] = [context.actor.person_id]
    if team:
        people = await actions.people_led(context.session, _led(context), context.actor.person_id)
    found = await actions.actions_owned(context.session, people)
    called = {sync.id: sync.name for _, sync in found}
    return await tasks_of(context.session, [action for action, _ in found], called)


def _led(context: Context) -> Sequence[int]:
    return () if context.actor.provisional else context.actor.led_team_ids


def _first(object_id: str) -> int:
    return int(object_id) if object_id.isdecimal() and len(object_id) < len(str(FARTHEST)) else 0
