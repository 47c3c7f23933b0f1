"""A sync that is set up, as somebody would type it."""

from bot.capabilities.syncs.setting_up.seen import Seen
from bot.capabilities.syncs.setting_up.typed import Typed
from bot.capabilities.syncs.store import setting_up as store
from bot.capabilities.syncs.store.syncs import facilitators_of, team_ids_of
from bot.capability import Acting
from bot.due.words import typed_rule, typed_times
from bot.people import audiences
from bot.people.teams import teams_of
from schedules.calendar import format_times


async def present_of(acting: Acting, seen: Seen) -> Typed:
    """Its present values, without the teams and people whom whoever acts may not see."""
    session, scope, sync, rhythm = acting.session, acting.actor.scope, seen.sync, seen.rhythm
    own = (await team_ids_of(session, [sync.id]))[sync.id]
    teams = await teams_of(session, scope, own)
    named = await facilitators_of(session, sync.id)
    people = await store.people_of(session, scope, named)
    listed = await audiences.all_audiences(session, scope) if sync.audience_id is not None else ()
    audience = next((one.audience.public_id for one in listed if one.audience.id == sync.audience_id), "")
    return Typed(
        name=sync.name,
        template=sync.template.value,
        teams=tuple(one.public_id for one in teams),
        audience=audience,
        when=typed_rule(rhythm),
        at=typed_times(rhythm),
        again=format_times([sync.again_at]) if sync.again_at is not None else "",
        zone=rhythm.zone,
        held=sync.held.value,
        link=sync.meeting_url,
        minutes=str(sync.minutes),
        sections=tuple(sync.sections),
        agents=str(sync.agents_per_team),
        facilitators=tuple(people[one].public_id for one in named if one in people),
        on_holiday=rhythm.on_holiday.value,
        any_counts=rhythm.any_counts,
        collect_before=str(sync.collect_before),
        remind_before=str(sync.remind_before),
        agenda_before=str(sync.agenda_before),
    )
