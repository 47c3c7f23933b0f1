"""Companies: linking a workspace or tenant to a side, and hearing of one that nobody has linked."""

from bot.capabilities.setup.handlers.answers import sentence, shown, unless_refused, wrong
from bot.capabilities.setup.handlers.ways_in import title_of
from bot.capabilities.setup.messages import companies
from bot.capabilities.setup.store import organisation, people
from bot.capability import Context
from bot.chat.form import Form
from bot.chat.inbound import Answer, Command, FormSubmitted, Press
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery.outbox import Outbox, Post, Subject, to_person
from bot.people import sides
from bot.people.model import Presence
from bot.people.refusal import Refused
from bot.storage.sessions import Session


async def notify_new_home(session: Session, outbox: Outbox, clocks: Clocks, platform: str, home: str) -> None:
    """Tells the admins that people of an unlinked company came by; queued once per company and admin."""
    stranger = await organisation.stranger_id(session, platform, home)
    if stranger is None:
        return
    posts = [
        Post(
            to_person(admin.identity_id),
            companies.new_company(Texts(admin.locale), platform.capitalize(), platform, home),
            admin.side_id,
            (admin.side_id,),
            admin.locale,
            # SQLite gives a row's number to the next one after the row is gone, so the number alone is not enough.
            slot=f"notice.{home}",
        )
        for admin in await people.admins_told(session)
    ]
    await outbox.publish(Subject("setup.stranger_home", stranger), posts)


async def ask_link_home(context: Context, asked: Command | Press) -> Answer:
    """Opens the form for one company; where several wait, asks which; where none waits, has its id typed."""
    named = asked.object_id if isinstance(asked, Press) else asked.text.strip()
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


async def link_home(context: Context, submitted: FormSubmitted) -> Answer:
    """Links a workspace or tenant to a side, making the partner first if it is new."""
    t, values = context.t, submitted.values
    platform, _, home = submitted.object_id.partition("/")
    home = home or str(values.get("home") or "").strip()
    if not home:
        return wrong(home=companies.home_needed(t))
    if platform not in context.platforms:
        return sentence(context, companies.platform_unknown(t))

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
        presence = Presence(str(values.get("presence")))
        await sides.link_home(context.session, context.actor, platform, home, side, presence, context.now)
        return shown(companies.home_linked(t, side.name, home, presence))

    field = "partner" if values.get("side") == companies.NEW_PARTNER else "side"
    return await unless_refused(context, link, field=field)


async def ask_unlink_home(context: Context, asked: Command | Press) -> Answer:
    """The linked companies, each with the button that undoes the link."""
    linked = await sides.homes(context.session, context.actor.scope)
    return shown(
        companies.linked_companies(
            context.t,
            [(home.platform, title_of(context, home.platform), home.home, home.side_name) for home in linked],
        )
    )


async def unlink_home(context: Context, pressed: Press) -> Answer:
    """Forgets to which side a company belongs; whoever is known already stays."""
    platform, _, home = pressed.object_id.partition("/")

    async def unlink() -> Answer:
        await sides.unlink_home(context.session, context.actor, platform, home, context.now)
        return sentence(context, companies.home_unlinked(context.t, home))

    return await unless_refused(context, unlink)
