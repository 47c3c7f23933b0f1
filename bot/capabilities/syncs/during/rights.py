"""Who may do what in a meeting, and with an action."""

from dataclasses import dataclass

from bot.capabilities.syncs.during.walls import wall_of
from bot.capabilities.syncs.facilitating import may_facilitate
from bot.capabilities.syncs.kinds import EVENTS, MeetingState
from bot.capabilities.syncs.naming import name_of
from bot.capabilities.syncs.planning import teams_taking_part
from bot.capabilities.syncs.store import actions
from bot.capabilities.syncs.store.people import is_in_teams, people_named, sides_of_teams
from bot.capabilities.syncs.store.syncs import facilitators_of, meeting_called, rhythm_of
from bot.capabilities.syncs.store.tables import Action, Meeting, Sync
from bot.capability import Acting, Context
from bot.chat.inbound import Answer
from bot.chat.message import say
from bot.people.access import may_decide_rhythm
from bot.people.model import Role


@dataclass(frozen=True)
class Joined:
    """A meeting that whoever acts takes part in.

    `directs`: they facilitate it or, of an event, host it, own its rhythm, or manage its sides.
    """

    sync: Sync
    meeting: Meeting
    team_ids: tuple[int, ...]
    directs: bool


async def joined(context: Context, public_id: str, *, lock: bool = False) -> Joined | Answer:
    """A meeting whose agenda is out, for whoever takes part in it; otherwise what they are told."""
    meeting = await meeting_called(context.session, public_id, lock=lock)
    if meeting is not None and (found := await _taking_part(context, meeting)) is not None:
        if meeting.state in (MeetingState.OPEN, MeetingState.CLOSED):
            return found
        return _told(context, context.t("This meeting has not begun or does not take place, so nothing was changed."))
    if meeting is not None and meeting.facilitator_id == context.actor.person_id:
        return _told(context, await _taken_out(context, meeting))
    return _told(context, context.t("You do not take part in this meeting, so nothing was changed."))


async def _taking_part(acting: Acting, meeting: Meeting) -> Joined | None:
    session, actor = acting.session, acting.actor
    sync = await session.get_one(Sync, meeting.sync_id)
    teams = await sides_of_teams(session, await teams_taking_part(session, sync))
    leads_through = meeting.facilitator_id == actor.person_id and await may_facilitate(session, sync, actor)
    side_ids = frozenset(teams.values())
    leads_through = leads_through or await _hosts(acting, sync, side_ids)
    directs = leads_through or await may_direct(acting, sync, side_ids)
    if not directs and teams.keys().isdisjoint({*actor.team_ids, *actor.led_team_ids}):
        return None
    return Joined(sync, meeting, tuple(teams), directs)


async def _hosts(acting: Acting, sync: Sync, side_ids: frozenset[int]) -> bool:
    """Whether whoever acts was named to host an event in which their side takes part."""
    if sync.template not in EVENTS or acting.actor.provisional or acting.actor.side_id not in side_ids:
        return False
    return acting.actor.person_id in await facilitators_of(acting.session, sync.id)


async def _taken_out(context: Context, meeting: Meeting) -> str:
    """What somebody is told who was to facilitate a meeting of which their team is no part any more."""
    session, t = context.session, context.t
    sync = await session.get_one(Sync, meeting.sync_id)
    rhythm = await rhythm_of(session, sync)
    owner_id = rhythm.owner_id if rhythm is not None else None
    owner = (await people_named(session, [owner_id])).get(owner_id or 0)
    name = name_of(owner, (await wall_of(session, sync)).viewpoint({context.actor.side_id}))
    left_out = t("Your team does not take part in {sync} any more, so nothing was changed.", sync=sync.name)
    who = t("{name} looks after it, and can.", name=name) if name else t("Whoever looks after it can, and managers.")
    return f"{left_out} {who}"


async def may_direct(acting: Acting, sync: Sync, side_ids: frozenset[int]) -> bool:
    """Whether whoever acts owns the rhythm of a sync, or manages all sides that take part."""
    rhythm = await rhythm_of(acting.session, sync)
    return may_decide_rhythm(acting.actor, side_ids, rhythm.owner_id if rhythm else None) is None


async def may_free(acting: Acting, found: Joined) -> bool:
    """Whether whoever acts leads or manages whoever took a handover, or directs its sync."""
    session, actor, taken_by = acting.session, acting.actor, found.meeting.taken_by_id
    sides = await sides_of_teams(session, found.team_ids)
    if await may_direct(acting, found.sync, frozenset(sides.values())):
        return True
    taker = (await people_named(session, [taken_by])).get(taken_by or 0)
    if taker is None:
        # Who took it was erased.
        return not actor.provisional and not sides.keys().isdisjoint(actor.led_team_ids)
    return await _leads(acting, taker.person_id, taker.side_id)


async def _leads(acting: Acting, person_id: int | None, side_id: int) -> bool:
    """Whether whoever acts leads somebody, or manages their side."""
    actor = acting.actor
    if actor.may(Role.LEAD, side_id):
        return True
    led = () if actor.provisional else actor.led_team_ids
    return person_id is not None and bool(led) and await is_in_teams(acting.session, person_id, led)


async def may_end(acting: Acting, action: Action) -> bool:
    """Whether whoever acts owns an action, leads or manages its owner, or facilitates or directs its sync."""
    session, actor = acting.session, acting.actor
    if action.owner_id == actor.person_id:
        return True
    if await _leads(acting, action.owner_id, action.side_id):
        return True
    sync = await session.get_one(Sync, action.sync_id)
    leads_through = await actions.facilitates_latest(session, action.sync_id) == actor.person_id
    if leads_through and await may_facilitate(session, sync, actor):
        return True
    teams = await sides_of_teams(session, await teams_taking_part(session, sync))
    return await may_direct(acting, sync, frozenset(teams.values()))


def _told(context: Context, text: str) -> Answer:
    return Answer(message=say(text, locale=context.t.locale))
