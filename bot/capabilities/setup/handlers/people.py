"""People: who somebody is, whom a lead confirms, lists, and roles given and taken."""

from bot.capabilities.setup.handlers.answers import one, sentence, shown, unless_refused, word_of, wrong
from bot.capabilities.setup.handlers.ways_in import title_of
from bot.capabilities.setup.messages import people as said
from bot.capabilities.setup.store import organisation, people
from bot.capabilities.setup.views import RoleView
from bot.capability import Context
from bot.chat.form import Form
from bot.chat.inbound import Answer, Command, FormSubmitted, Press
from bot.chat.texts import Texts
from bot.delivery.outbox import Post, Subject, to_person
from bot.people import grants
from bot.people.model import Person, Role, SideKind
from bot.people.refusal import Refused


async def who_am_i(context: Context, inbound: Command | Press) -> Answer:
    """What Instep goes by when this person acts."""
    me = await people.self_view(context.session, context.actor)
    return shown(said.who_am_i(context.t, me, title_of(context, me.platform)))


async def not_me(context: Context, inbound: Command | Press) -> Answer:
    """Where it comes from, and how it is put right."""
    return shown(said.not_me(context.t))


async def tell_admins(context: Context, inbound: Press) -> Answer:
    """Tells the admins that somebody is not who Instep believes; once a day at most."""
    me = await people.self_view(context.session, context.actor)
    admins = await people.admins_told(context.session)
    posts = [
        Post(
            to_person(admin.identity_id),
            said.somebody_is_wrong(Texts(admin.locale), me, title_of(context, me.platform)),
            admin.side_id,
            (admin.side_id,),
            admin.locale,
            slot=f"not_me.{context.now:%Y%m%d}",
        )
        for admin in admins
    ]
    await context.outbox.publish(Subject("setup.person", context.actor.person_id), posts)
    return sentence(context, said.admins_told(context.t, len(posts)))


async def list_people(context: Context, inbound: Command | Press) -> Answer:
    """The people within scope, or those whose name was added to the words."""
    like = inbound.text.strip() if isinstance(inbound, Command) else ""
    found = await people.people(context.session, context.actor.scope, like)
    if like and not found:
        return sentence(context, said.nobody_called(context.t, like))
    return shown(said.people_list(context.t, found))


async def ask_grant(context: Context, inbound: Command | Press) -> Answer:
    """Gives a role if role and person were both said, else opens the form for it."""
    return await _ask_role(context, inbound, give=True)


async def ask_revoke(context: Context, inbound: Command | Press) -> Answer:
    """Takes a role if role and person were both said, else opens the form for it."""
    return await _ask_role(context, inbound, give=False)


async def _ask_role(context: Context, inbound: Command | Press, *, give: bool) -> Answer:
    word, _, name = inbound.text.strip().partition(" ") if isinstance(inbound, Command) else ("", "", "")
    role = next((each for each in Role if each == word.lower()), None)
    name = name.strip().removeprefix("@")
    if role and name:
        person = await people.person_named(context.session, context.actor.scope, context.origin.platform, name)
        if person:
            return await _change(context, person, role, await _own_side(context, person), give=give)
        return Answer(form=await _form(context, role, give=give, problem=said.nobody_called(context.t, name)))
    return Answer(form=await _form(context, role, give=give))


async def _own_side(context: Context, person: Person) -> tuple[int, str] | None:
    """Where a role is meant if nobody said so: a partner's people get theirs within it, ours for the organisation."""
    sides = await organisation.side_choices(context.session, context.actor.scope)
    return next(
        ((side.id, side.name) for side, _ in sides if side.id == person.side_id and side.kind is SideKind.PARTNER), None
    )


async def _form(context: Context, role: Role | None, *, give: bool, problem: str = "") -> Form:
    sides = await organisation.side_choices(context.session, context.actor.scope)
    return said.grant_form(context.t, [choice for _, choice in sides], role, give=give, problem=problem)


async def grant(context: Context, inbound: FormSubmitted) -> Answer:
    """Gives a role."""
    return await _submitted(context, inbound, give=True)


async def revoke(context: Context, inbound: FormSubmitted) -> Answer:
    """Takes a role away."""
    return await _submitted(context, inbound, give=False)


async def _submitted(context: Context, inbound: FormSubmitted, *, give: bool) -> Answer:
    values = inbound.values
    person = await people.person_of(context.session, context.actor.scope, one(values.get("person")))
    if person is None:
        return wrong(person=said.not_known(context.t))
    role, where = word_of(Role, one(values.get("role"))), one(values.get("side"))
    if role is None:
        return wrong(role=said.role_needed(context.t))
    if where == said.ORGANISATION:
        return await _change(context, person, role, None, give=give, field="person")
    side = await organisation.side_chosen(context.session, context.actor.scope, where)
    if side is None:
        return wrong(side=said.side_needed(context.t))
    return await _change(context, person, role, (side.id, side.name), give=give, field="person")


async def _change(
    context: Context, person: Person, role: Role, side: tuple[int, str] | None, *, give: bool, field: str = ""
) -> Answer:
    side_id, side_name = side or (None, "")
    held = RoleView(role, side_name)
    t = context.t

    async def change() -> Answer:
        if give:
            await grants.grant(context.session, context.actor, person, role, side_id, context.now)
            return sentence(context, said.role_given(t, person.name, held))
        if (role, side_id) not in await grants.rights_of(context.session, person.id):
            raise Refused(said.role_not_held(t, person.name, held))
        await grants.revoke(context.session, context.actor, person, role, side_id, context.now)
        return sentence(context, said.role_taken(t, person.name, held))

    return await unless_refused(context, field, change) if field else await change()
