"""Audiences: which there are, and making one."""

from bot.capabilities.setup.handlers.answers import one, sentence, several, shown, unless_refused
from bot.capabilities.setup.messages import organisation as said
from bot.capabilities.setup.store import organisation, places
from bot.capability import Context
from bot.chat.inbound import Answer, Command, FormSubmitted, Press
from bot.people import access, audience, audiences
from bot.people.model import Role, Sharing
from bot.people.refusal import Refused


async def list_audiences(context: Context, inbound: Command | Press) -> Answer:
    """The audiences within scope."""
    found = await organisation.audience_views(context.session, context.actor.scope)
    return shown(said.audience_list(context.t, found, may_make=context.actor.may_somewhere(Role.MANAGER)))


async def ask_new_audience(context: Context, inbound: Command | Press) -> Answer:
    """Opens the form for a new audience, with the teams of the sides that one manages."""
    choices = await places.team_choices(context.session, context.actor.scope)
    mine = [choice for team, choice in choices if context.actor.may(Role.MANAGER, team.side_id)]
    if not mine:
        return sentence(context, said.no_teams_for_audience(context.t))
    return Answer(form=said.audience_form(context.t, mine, may_open=access.may_open_walls(context.actor) is None))


async def make_audience(context: Context, inbound: FormSubmitted) -> Answer:
    """Makes an audience of teams."""
    t, values = context.t, inbound.values
    name = one(values.get("name"))

    async def make() -> Answer:
        if await audiences.audience_named(context.session, context.actor.scope, name):
            raise Refused(said.audience_taken(t, name))
        teams = await places.teams_chosen(context.session, context.actor.scope, several(values.get("teams")))
        made = await audiences.keep(
            context.session,
            context.actor,
            name,
            Sharing(one(values.get("sharing")) or Sharing.NOTHING),
            [team.id for team in teams],
            [],
            context.now,
        )
        resolved = await audience.resolve(context.session, made.id, context.now)
        return sentence(context, said.audience_made(t, made.name, len(resolved.channels)))

    return await unless_refused(context, "name", make)
