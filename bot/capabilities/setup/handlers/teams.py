"""Teams: which there are, and the people whom their leads confirm."""

from bot.capabilities.setup.handlers.answers import one, sentence, several, shown
from bot.capabilities.setup.messages import people as said
from bot.capabilities.setup.messages import teams as teams_said
from bot.capabilities.setup.rules import leads_somebody
from bot.capabilities.setup.store import people
from bot.capabilities.setup.store import places as stored
from bot.capability import Context
from bot.chat.inbound import Answer, Command, FormSubmitted, Press
from bot.people import access, roster
from bot.people.model import Team


async def list_teams(context: Context, inbound: Command | Press) -> Answer:
    """The teams within scope."""
    found = await stored.teams(context.session, context.actor.scope, context.now)
    leads = leads_somebody(context.actor, context.t) is None
    return shown(teams_said.team_list(context.t, found, leads=leads))


async def ask_confirm(context: Context, inbound: Press) -> Answer:
    """Opens the list of a team's people who wait for its lead's word."""
    team = await _team(context, inbound.object_id)
    if team is None:
        return sentence(context, teams_said.team_gone(context.t))
    if refusal := access.may_lead_team(context.actor, team.id, team.side_id):
        return sentence(context, refusal)
    waiting = [view for _, view in await people.to_confirm(context.session, context.actor.scope, team.id)]
    if not waiting:
        return sentence(context, said.nobody_to_confirm(context.t, team.name))
    return Answer(form=said.confirm_people_form(context.t, team.name, team.public_id, waiting))


async def confirm(context: Context, inbound: FormSubmitted) -> Answer:
    """Confirms those who were left ticked and takes the others that were shown out of the team."""
    team = await _team(context, inbound.object_id)
    if team is None:
        return sentence(context, teams_said.team_gone(context.t))
    waiting = {
        view.public_id: key for key, view in await people.to_confirm(context.session, context.actor.scope, team.id)
    }
    shown_ids = [each for each in inbound.state.split(",") if each in waiting]
    ticked = set(several(inbound.values.get("people")))
    inside = [waiting[each] for each in shown_ids if each in ticked]
    outside = [waiting[each] for each in shown_ids if each not in ticked]

    confirmed = await roster.confirm(context.session, context.actor, team, inside, context.now)
    declined = await roster.decline(context.session, context.actor, team, outside, context.now)
    left = len(await people.to_confirm(context.session, context.actor.scope, team.id))
    return shown(said.people_confirmed(context.t, team.name, confirmed, declined, left, team.public_id))


async def _team(context: Context, public_id: str) -> Team | None:
    found = await stored.teams_chosen(context.session, context.actor.scope, [one(public_id)])
    return found[0] if found else None
