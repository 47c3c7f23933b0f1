"""A check-in that is set up, as somebody would type it."""

from bot.capabilities.checkins.questions import read
from bot.capabilities.checkins.setting_up.notation import write_questions
from bot.capabilities.checkins.setting_up.seen import Seen
from bot.capabilities.checkins.setting_up.templates import USUAL, began_from
from bot.capabilities.checkins.setting_up.typed import Typed
from bot.capabilities.checkins.setting_up.when import present_at, typed_when
from bot.capabilities.checkins.store.checkins import team_ids_of
from bot.capability import Acting
from bot.people import audiences
from bot.people.teams import teams_of


async def present_of(acting: Acting, seen: Seen) -> Typed:
    """Its present values, without the teams that whoever acts may not see."""
    session, scope, checkin = acting.session, acting.actor.scope, seen.checkin
    own = (await team_ids_of(session, [checkin.id]))[checkin.id]
    listed = await audiences.all_audiences(session, scope) if checkin.audience_id is not None else ()
    began = began_from(checkin.template)
    return Typed(
        name=checkin.name,
        template=began,
        questions=write_questions(read(checkin.questions)),
        teams=tuple(one.public_id for one in await teams_of(session, scope, own)),
        audience=next((one.audience.public_id for one in listed if one.audience.id == checkin.audience_id), ""),
        occasion=f"{checkin.occasion}/{seen.occasion.public_id}" if seen.occasion is not None else "",
        when=typed_when(seen.rhythm),
        at=present_at(seen.rhythm, USUAL[began].at),
        open_minutes=str(checkin.open_minutes),
        mode=checkin.mode.value,
        threshold=str(checkin.threshold),
        reminds=checkin.reminds,
    )
