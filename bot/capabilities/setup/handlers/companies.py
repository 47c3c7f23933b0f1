"""Companies: linking a workspace or tenant to a side, and hearing of one that nobody has linked."""

from bot.capabilities.setup.handlers.answers import sentence, shown, unless_refused, word_of, wrong
from bot.capabilities.setup.handlers.ways_in import title_of
from bot.capabilities.setup.jobs import members
from bot.capabilities.setup.messages import companies
from bot.capabilities.setup.store import organisation
from bot.capability import Context
from bot.chat.form import Form
from bot.chat.inbound import Answer, Command, FormSubmitted, Press
from bot.people import sides
from bot.people.model import Presence
from bot.people.refusal import Refused


async def ask_link_home(context: Context, inbound: Command | Press) -> Answer:
    """Opens the form for one company; where several wait, asks which; where none waits, has its id typed."""
    named = inbound.object_id if isinstance(inbound, Press) else inbound.text.strip()
    if named:
        platform, slash, home = named.partition("/")
        return Answer(form=await _form(context, *((platform, home) if slash else (context.origin.platform, named))))
    waiting = await organisation.stranger_homes(context.session)
    match waiting:
        case []:
            return Answer(form=await _form(context, context.origin.platform, ""))
        case [(platform, home)]:
            return Answer(form=await _form(context, platform, home))
    named_waiting = [(platform, title_of(context, platform), home) for platform, home in waiting]
    return shown(companies.which_company(context.t, named_waiting))


async def _form(context: Context, platform: str, home: str) -> Form:
    choices = await organisation.side_choices(context.session, context.actor.scope)
    return companies.link_home_form(
        context.t, title_of(context, platform), platform, home, [choice for _, choice in choices]
    )


async def link_home(context: Context, inbound: FormSubmitted) -> Answer:
    """Links a workspace or tenant to a side, making the partner first if it is new."""
    t, values = context.t, inbound.values
    platform, _, home = inbound.object_id.partition("/")
    home = home or str(values.get("home") or "").strip()
    if not home:
        return wrong(home=companies.home_needed(t))
    if platform not in context.platforms:
        return sentence(context, companies.platform_unknown(t))
    presence = word_of(Presence, values.get("presence"))
    if presence is None:
        return wrong(presence=companies.presence_needed(t))

    async def link() -> Answer:
        if values.get("side") == companies.NEW_PARTNER:
            side = await sides.add_partner(
                context.session, context.actor, str(values.get("partner") or ""), context.now
            )
        else:
            found = await organisation.side_chosen(context.session, context.actor.scope, str(values.get("side") or ""))
            if found is None:
                raise Refused(companies.side_needed(t))
            side = found
        await sides.link_home(context.session, context.actor, platform, home, side, presence, context.now)
        await members.read_strangers_again(context.session, platform, context.now)
        return shown(companies.home_linked(t, side.name, home, presence))

    field = "partner" if values.get("side") == companies.NEW_PARTNER else "side"
    return await unless_refused(context, field, link)


async def ask_unlink_home(context: Context, inbound: Command | Press) -> Answer:
    """The linked companies, each with the button that undoes the link."""
    linked = await sides.homes(context.session, context.actor.scope)
    return shown(
        companies.linked_companies(
            context.t,
            [(home.platform, title_of(context, home.platform), home.home, home.side_name) for home in linked],
        )
    )


async def unlink_home(context: Context, inbound: Press) -> Answer:
    """Forgets to which side a company belongs; whoever is known already stays."""
    platform, _, home = inbound.object_id.partition("/")
    await sides.unlink_home(context.session, context.actor, platform, home, context.now)
    return sentence(context, companies.home_unlinked(context.t, home))
