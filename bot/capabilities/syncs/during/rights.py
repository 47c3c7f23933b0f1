"""Who may do what in a meeting, and with an action."""

from dataclasses import dataclass

from bot.capabilities.syncs.kinds import MeetingState
from bot.capabilities.syncs.planning import teams_taking_part
from bot.capabilities.syncs.store import actions
from bot.capabilities.syncs.store.people import is_in_teams, sides_of_teams
from bot.capabilities.syncs.store.syncs import meeting_called, rhythm_of
from bot.capabilities.syncs.store.tables import Action, Meeting, Sync
from bot.capability import Acting, Context
from bot.chat.inbound import Answer
from bot.chat.message import say
from bot.people.access import may_decide_rhythm
from bot.people.model import Role


@dataclass(frozen=True)
class Joined:
    """A meeting that whoever acts takes part in; `directs`: they facilitate it, own its rhythm, or manage its sides."""

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
    return _told(context, context.t("You do not take part in this meeting, so nothing was changed."))


async def _taking_part(acting: Acting, meeting: Meeting) -> Joined | None:
    session, actor = acting.session, acting.actor
    sync = await session.get_one(Sync, meeting.sync_id)
    teams = await sides_of_teams(session, await teams_taking_part(session, sync))
    directs = meeting.facilitator_id == actor.person_id or await may_direct(acting, sync, frozenset(teams.values()))
    if not directs and teams.keys().isdisjoint({*actor.team_ids, *actor.led_team_ids}):
        return None
    return Joined(sync, meeting, tuple(teams), directs)


async def may_direct(acting: Acting, sync: Sync, side_ids: frozenset[int]) -> bool:
    """Whether whoever acts owns the rhythm of a sync, or manages all sides that take part."""
    rhythm = await rhythm_of(acting.session, sync)
    return may_decide_rhythm(acting.actor, side_ids, rhythm.owner_id if rhythm else None) is None


async def may_end(acting: Acting, action: Action) -> bool:
    """Whether whoever acts owns an action, leads or manages its owner, or facilitates or directs its sync."""
    session, actor = acting.session, acting.actor
    if action.owner_id == actor.person_id:
        return True
    if actor.may(Role.LEAD, action.side_id):
        return True
    led = () if actor.provisional else actor.led_team_ids
    if action.owner_id is not None and led and await is_in_teams(session, action.owner_id, led):
        return True
    if await actions.facilitates_latest(session, action.sync_id) == actor.person_id:
        return True
    sync = await session.get_one(Sync, action.sync_id)
    teams = await sides_of_teams(session, await teams_taking_part(session, sync))
    return await may_direct(acting, sync, frozenset(teams.values()))


def _told(context: Context, text: str) -> Answer:
    return Answer(message=say(text, locale=context.t.locale))
