"""The language that a team reads: said by its lead, and undone with one press."""

from collections.abc import Sequence

from bot.capabilities.setup.handlers.answers import one, sentence, shown, wrong
from bot.capabilities.setup.messages import languages as said
from bot.capabilities.setup.messages.teams import team_gone
from bot.capabilities.setup.store import places as stored
from bot.capabilities.setup.views import ChoiceView
from bot.capability import Context
from bot.chat import languages
from bot.chat.inbound import Answer, Command, FormSubmitted, Press
from bot.people import access, roster
from bot.people.model import Team


async def team_language(context: Context, inbound: Command) -> Answer:
    """“team language polish” says it of the one team that somebody leads; else the form asks which."""
    typed = inbound.text.strip()
    language = languages.meant(typed) if typed else ""
    if language is None:
        return sentence(context, said.no_such_language(context.t, typed[:60]))
    mine = [team for team, _ in await _teams(context) if team.id in context.actor.led_team_ids]
    if language and len(mine) == 1:
        return await _keep(context, mine[0], language)
    return await _form(context, mine[0].public_id if len(mine) == 1 else "", language)


async def ask(context: Context, inbound: Press) -> Answer:
    """The button *Team language*."""
    return await _form(context, "", "")


async def keep(context: Context, inbound: FormSubmitted) -> Answer:
    """The form, sent off."""
    team, language = one(inbound.values.get("team")), one(inbound.values.get("language"))
    chosen = next((each for each, view in await _teams(context) if view.public_id == team), None)
    if chosen is None:
        return wrong(team=team_gone(context.t))
    if language not in languages.LANGUAGES:
        return wrong(language=said.no_such_language(context.t, language[:60]))
    return await _keep(context, chosen, language)


async def undo(context: Context, inbound: Press) -> Answer:
    """Back to the language that a team read before."""
    team, _, language = inbound.object_id.partition(".")
    chosen = next((each for each, view in await _teams(context) if view.public_id == team), None)
    if chosen is None or language not in languages.LANGUAGES:
        return sentence(context, team_gone(context.t))
    return await _keep(context, chosen, language)


async def _form(context: Context, team: str, language: str) -> Answer:
    teams = [view for _, view in await _teams(context)]
    if not teams:
        return sentence(context, said.no_team_to_change(context.t))
    if not team and len(teams) == 1:
        team = teams[0].public_id
    return Answer(form=said.language_form(context.t, teams, team, language))


async def _teams(context: Context) -> Sequence[tuple[Team, ChoiceView]]:
    """The teams whose language whoever acts may say."""
    found = await stored.team_choices(context.session, context.actor.scope)
    return [pair for pair in found if access.may_lead_team(context.actor, pair[0].id, pair[0].side_id) is None]


async def _keep(context: Context, team: Team, language: str) -> Answer:
    before = languages.nearest(team.locale)
    if not await roster.set_language(context.session, context.actor, team, language, context.now):
        return sentence(context, said.reads_it_already(context.t, team.name, language))
    return shown(said.language_kept(context.t, team.name, team.public_id, language, before))
