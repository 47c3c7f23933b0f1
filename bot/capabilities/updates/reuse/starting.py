"""Starting an update from a template, or from another update."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.capabilities.updates import store
from bot.capabilities.updates.acknowledge import may_read, unreadable
from bot.capabilities.updates.forms import SAVE
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.reuse.beginning import (
    NOTHING_BEGUN,
    OWN,
    Start,
    as_kept,
    offered,
    over,
    started,
    without,
)
from bot.capabilities.updates.reuse.forms import outage_form, templates_form
from bot.capabilities.updates.reuse.keeping import keep
from bot.capabilities.updates.reuse.saving import own_templates
from bot.capabilities.updates.reuse.shelf_messages import template_gone
from bot.capabilities.updates.reuse.templates import OUTAGE, Template, template
from bot.capabilities.updates.rules import Typed, as_text, typed
from bot.capabilities.updates.store import Update
from bot.capabilities.updates.write import (
    Writing,
    choices_for,
    chosen_beforehand,
    form_with,
    no_audience,
    typed_of,
)
from bot.capability import Context
from bot.chat.form import FieldErrors, Value
from bot.chat.inbound import Answer, FormPressed, FormSubmitted, Press
from bot.people import audiences
from bot.people.access import may_publish_urgent
from bot.storage.columns import new_public_id


async def offer(context: Context, inbound: FormPressed) -> Answer:
    """*Start from a template*: the templates; what is typed is kept for afterwards."""
    await keep(context, inbound.object_id, started(inbound.state), typed(inbound.values), blank=True)
    return await _offer(context, inbound)


async def _offer(context: Context, inbound: FormPressed) -> Answer:
    own = await own_templates(context)
    return Answer(form=templates_form(inbound.object_id, started(inbound.state), own, context.t))


async def without_template(context: Context, inbound: FormSubmitted) -> Answer:
    """*Without a template*: back to the form."""
    start = started(inbound.state)
    start = NOTHING_BEGUN if start.template == OWN else replace(start, template="")
    return Answer(form=await form_with(context, await _typed_themselves(context, inbound), inbound.object_id, start))


@dataclass(frozen=True)
class FromTemplate:
    """The button of one template."""

    key: str

    async def __call__(self, context: Context, inbound: FormPressed) -> Answer:
        """The form with what it asks for; what was typed already stands where it stood."""
        beginning = await _typed_themselves(context, inbound)
        if self.key == OUTAGE:
            return await _outage(context, beginning, inbound.object_id)
        chosen = template(self.key, context.t)
        assert chosen is not None, "the button of a template that there is"
        filled = replace(beginning, changed=beginning.changed or chosen.changed)
        return Answer(form=await form_with(context, filled, inbound.object_id, Start(self.key)))


@dataclass(frozen=True)
class FromOwnTemplate:
    """The button of one of the side's own templates, by its place among those that were offered."""

    place: int

    async def __call__(self, context: Context, inbound: FormPressed) -> Answer:
        """The form as the template has it; what was typed already stands where it stood."""
        ids = offered(inbound.state)
        public_id = ids[self.place] if self.place < len(ids) else ""
        chosen = await store.templates.template_content(context.session, context.actor, public_id)
        if chosen is None:
            return await _offer(context, inbound)
        return await _from_own(context, chosen, await _typed_themselves(context, inbound), inbound.object_id)


async def from_own(context: Context, inbound: Press) -> Answer:
    """*Start from it* in the list of templates."""
    chosen = await store.templates.template_content(context.session, context.actor, inbound.object_id)
    if chosen is None:
        return Answer(message=template_gone(context.t))
    if not (await choices_for(context)).audiences:
        return no_audience(context)
    return await _from_own(context, chosen, Typed(), new_public_id())


async def _from_own(context: Context, chosen: Update, beginning: Typed, draft_id: str) -> Answer:
    choices = await choices_for(context)
    given = await _given_by(context, chosen)
    if given.audience not in {option.value for option in choices.audiences}:
        given = replace(given, audience=await chosen_beforehand(context, choices))
    elif beginning.audience == await chosen_beforehand(context, choices):
        beginning = replace(beginning, audience="")
    return Answer(form=await form_with(context, over(beginning, given), draft_id, Start(OWN, chosen.public_id)))


async def _given_by(context: Context, chosen: Update) -> Typed:
    """What a template puts into the form; an owner only where it names another person than whoever made it."""
    given = await typed_of(context, chosen)
    return replace(given, owner="") if chosen.owner_id == chosen.author_id else given


async def _typed_themselves(context: Context, inbound: FormPressed | FormSubmitted) -> Typed:
    """What was typed so far, without what another template has put there."""
    beginning, start = await _typed_so_far(context, inbound.object_id), started(inbound.state)
    if start.template != OWN:
        return _without_lines(beginning, start, context)
    before = await store.templates.template_content(context.session, context.actor, start.source)
    left = without(beginning, await _given_by(context, before)) if before else beginning
    return replace(left, audience=left.audience or await chosen_beforehand(context, await choices_for(context)))


async def _typed_so_far(context: Context, draft_id: str) -> Typed:
    begun = await store.beginning(context.session, context.actor, draft_id)
    if begun is not None:
        return as_kept(begun.typed)
    return Typed(audience=await chosen_beforehand(context, await choices_for(context)))


def _without_lines(beginning: Typed, start: Start, context: Context) -> Typed:
    """Without the lines of another template that nobody has filled in."""
    before: Template | None = template(start.template, context.t)
    if before is not None and beginning.changed.split() == before.changed.split():
        return replace(beginning, changed="")
    return beginning


async def _outage(context: Context, beginning: Typed, draft_id: str) -> Answer:
    """The two questions. It goes to the audience chosen already, else to the first, which is everyone if one may."""
    choices = await choices_for(context)
    if not choices.audiences:
        return no_audience(context)
    wanted = beginning.audience or await chosen_beforehand(context, choices)
    option = next((one for one in choices.audiences if one.value == wanted), choices.audiences[0])
    listed = await audiences.all_audiences(context.session, context.actor.scope)
    sides = next(one.side_ids for one in listed if one.audience.public_id == option.value)
    form = outage_form(
        beginning,
        option.label,
        context.t,
        draft_id=draft_id,
        audience_id=option.value,
        may_ring=may_publish_urgent(context.actor, sides) is None,
    )
    return Answer(form=form)


@dataclass(frozen=True)
class Outages:
    """Takes the two answers, and goes on as with any update."""

    writing: Writing

    async def save(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Keeps the draft and shows it; what is wrong is said at the question."""
        t, told = context.t, as_text(inbound.values.get("tell_customers")).strip()
        if not told:
            return Answer(errors=FieldErrors({"tell_customers": t("Say what agents may tell customers now.")}))
        values: Mapping[str, Value] = {
            "title": inbound.values.get("broken"),
            "changed": t("This is known and being worked on. Whatever is new stands here as soon as it is known."),
            "audience": (inbound.state,),
            "tell_customers": told,
            "urgent": inbound.values.get("urgent"),
        }
        answered = await self.writing.save(
            context, replace(inbound, action=SAVE, values=values, state=Start(OUTAGE).state)
        )
        if answered.errors is None:
            return answered
        asked = ("tell_customers", "urgent") if "urgent" in inbound.values else ("tell_customers",)
        at = {name if name in asked else "broken": says for name, says in answered.errors.by_field.items()}
        return Answer(errors=FieldErrors(at))


async def use_again(context: Context, inbound: Press) -> Answer:
    """*Use again*: a new form with all that an update says, without times that have passed."""
    t, session = context.t, context.session
    known = await store.by_public_id(session, inbound.object_id)
    if known is None or not await may_read(context, known):
        return Answer(message=unreadable(context))
    if not await store.is_kept(session, known):
        return Answer(message=answer(t("The text of this update is not kept any more. Write a new one."), t))
    if not (await choices_for(context)).audiences:
        return no_audience(context)
    beginning = await typed_of(context, known)
    again = replace(
        beginning,
        effective_from=_to_come(beginning.effective_from, context.now),
        acknowledge_by=_to_come(beginning.acknowledge_by, context.now),
    )
    return Answer(form=await form_with(context, again, new_public_id(), Start(source=known.public_id)))


def _to_come(at: datetime | None, now: datetime) -> datetime | None:
    return at if at is not None and at > now else None
