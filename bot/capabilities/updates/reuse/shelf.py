"""The templates of a side as their authors and admins see after them: the list, another name, deleting."""

from bot.capabilities.updates import store
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.reuse.saving import name_mistake
from bot.capabilities.updates.reuse.shelf_forms import change_template_form
from bot.capabilities.updates.reuse.shelf_messages import renamed, shelf, template_deleted, template_gone
from bot.capabilities.updates.rules import as_text
from bot.capabilities.updates.store.templates import OwnTemplate
from bot.capability import Context
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, Command, FormPressed, FormSubmitted, Press
from bot.people import audit, sides
from bot.people.access import Scope, may_change_template
from bot.people.model import Role


async def by_words(context: Context, inbound: Command) -> Answer:
    """`/update templates`."""
    return await _show(context, "")


async def by_button(context: Context, inbound: Press) -> Answer:
    """*Own templates*, or those of another side for whoever is an admin there."""
    return await _show(context, inbound.object_id)


async def _show(context: Context, side_public_id: str) -> Answer:
    """Those of a side by its public id; of one's own for any that one may not see after."""
    session, actor = context.session, context.actor
    every = [
        side
        for side in await sides.all_sides(session, actor.scope)
        if side.id == actor.side_id or actor.may(Role.ADMIN, side.id)
    ]
    side = next(
        (one for one in every if one.public_id == side_public_id),
        next(one for one in every if one.id == actor.side_id),
    )
    found = await store.templates.templates_of(session, Scope(frozenset(one.id for one in every)))
    own = [one for one in found if one.side_id == side.id]
    changeable = [one.public_id for one in own if may_change_template(actor, one.side_id, one.author_id) is None]
    elsewhere = {one.side_id for one in found} - {side.id}
    others = {one.public_id: one.name for one in every if one.id in elsewhere}
    message = shelf(side.name, own, changeable, others, context.t, begins=side.id == actor.side_id)
    return Answer(message=message)


async def open_change(context: Context, inbound: Press) -> Answer:
    """*Rename or delete*."""
    template = await _changeable(context, inbound.object_id)
    return template if isinstance(template, Answer) else Answer(form=change_template_form(template, context.t))


async def rename(context: Context, inbound: FormSubmitted) -> Answer:
    """Gives a template another name, which none of its side has."""
    session, t = context.session, context.t
    template = await _changeable(context, inbound.object_id, hold=True)
    if isinstance(template, Answer):
        return template
    name = " ".join(as_text(inbound.values.get("name")).split())
    found = await store.templates.templates_of(session, Scope(frozenset({template.side_id})))
    if why := name_mistake(name, [one for one in found if one.public_id != template.public_id], t):
        return Answer(errors=FieldErrors({"name": why}))
    await store.templates.rename_template(session, template, name)
    await audit.record(session, context.actor, "rename_template", "update", template.public_id, at=context.now)
    return Answer(message=renamed(name, t))


async def delete(context: Context, inbound: FormPressed) -> Answer:
    """*Delete this template*."""
    template = await _changeable(context, inbound.object_id, hold=True)
    if isinstance(template, Answer):
        return template
    await store.templates.delete_template(context.session, template)
    await audit.record(context.session, context.actor, "delete_template", "update", template.public_id, at=context.now)
    return Answer(message=template_deleted(template.name, context.t))


async def _changeable(context: Context, public_id: str, *, hold: bool = False) -> OwnTemplate | Answer:
    """The template that is to be changed, or why whoever acts cannot; with `hold` nobody else does meanwhile."""
    actor, session = context.actor, context.session
    found = await store.templates.listed_template(session, actor.scope, public_id)
    if found is not None and hold:
        await store.templates.hold_templates(session, found.side_id)
        found = await store.templates.listed_template(session, actor.scope, public_id)
    if found is None:
        return Answer(message=template_gone(context.t))
    why = may_change_template(actor, found.side_id, found.author_id)
    return Answer(message=answer(why, context.t)) if why else found
