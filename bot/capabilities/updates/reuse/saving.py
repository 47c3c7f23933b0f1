"""Saving a draft, or an update that was published, as a template of one's side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.capabilities.updates import store
from bot.capabilities.updates.acknowledge import may_read, unreadable
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.publish import Publishing, release_of
from bot.capabilities.updates.reuse.again import BELONGINGS
from bot.capabilities.updates.reuse.shelf_forms import proposed_name, save_form
from bot.capabilities.updates.reuse.shelf_messages import saved
from bot.capabilities.updates.reuse.templates import MOST_OWN, templates
from bot.capabilities.updates.rights import refusal_to_publish
from bot.capabilities.updates.rules import as_text, too_long
from bot.capabilities.updates.store import Update, UpdateState, questions
from bot.capabilities.updates.store.templates import LONGEST_NAME, OwnTemplate, key_of
from bot.capabilities.updates.write import gone, own_draft
from bot.capability import Context
from bot.chat.form import FieldErrors, Show
from bot.chat.inbound import Answer, FormPressed, FormSubmitted, Press
from bot.chat.message import Alert, Tone, plain
from bot.chat.texts import Texts
from bot.people import audience, audit
from bot.people.access import Scope, may_change_template


async def open_form(context: Context, inbound: Press | FormPressed) -> Answer:
    """*Save as template*, in the preview of a draft or beside what was published."""
    known = await _to_save(context, inbound.object_id)
    if isinstance(known, Answer):
        return known
    words = await store.text_of(context.session, known, known.locale)
    draft = known.state is UpdateState.DRAFT
    changeable = _changeable(context, await own_templates(context))
    form = save_form(words.title, changeable, context.t, update_id=known.public_id, draft=draft)
    return Answer(form=form)


async def own_templates(context: Context) -> Sequence[OwnTemplate]:
    """Those of the side of whoever acts."""
    return await store.templates.templates_of(context.session, Scope(frozenset({context.actor.side_id})))


def _changeable(context: Context, own: Sequence[OwnTemplate]) -> list[OwnTemplate]:
    actor = context.actor
    return [one for one in own if may_change_template(actor, one.side_id, one.author_id) is None]


async def _to_save(context: Context, public_id: str, *, lock: bool = False) -> Update | Answer:
    """What is to be kept as a template, or why whoever acts cannot: they have to be able to publish it as it is."""
    t, session = context.t, context.session
    known = await store.by_public_id(session, public_id, lock=lock)
    if known is None or known.unpublished:
        known = await own_draft(context, public_id)
        if known is None:
            return gone(context)
    elif not await may_read(context, known):
        return Answer(message=unreadable(context))
    elif not await store.is_kept(session, known):
        return Answer(message=answer(t("The text of this update is not kept any more. Write a new one."), t))
    resolved = await audience.resolve(session, known.audience_id, context.now)
    if why := refusal_to_publish(context.actor, resolved, t, urgent=False):
        return Answer(message=answer(why, t))
    return known


@dataclass(frozen=True)
class Saving:
    """What ends with the preview where it began there."""

    publishing: Publishing

    async def keep(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Makes the template, in place of another one if that was chosen."""
        t, session = context.t, context.session
        known = await _to_save(context, inbound.object_id, lock=True)
        if isinstance(known, Answer):
            return known
        await store.templates.hold_templates(session, context.actor.side_id)
        own = await own_templates(context)
        chosen = as_text(inbound.values.get("instead_of"))
        replaced = next((one for one in _changeable(context, own) if one.public_id == chosen), None)
        if chosen and replaced is None:
            text = t("This template is no longer there, or not yours to change. Choose another one.")
            return Answer(errors=FieldErrors({"instead_of": text}))
        name = " ".join(as_text(inbound.values.get("name")).split())
        proposed = proposed_name((await store.text_of(session, known, known.locale)).title)
        if replaced is not None and name in ("", proposed):
            name = replaced.name
        others = [one for one in own if one != replaced]
        if why := name_mistake(name, others, t):
            return Answer(errors=FieldErrors({"name": why}))
        if len(others) >= MOST_OWN:
            text = t("Your side has {n} templates, and more do not fit. Put this in place of one.", n=MOST_OWN)
            return Answer(errors=FieldErrors({"name": text}))
        if replaced is not None:
            await store.templates.delete_template(session, replaced)
        await self._make(context, known, name, replaced=replaced is not None)
        said = saved(name, t, replaced=replaced is not None)
        if known.state is not UpdateState.DRAFT:
            return Answer(message=answer(said, t))
        preview = await self.publishing.preview(context, await release_of(context, known))
        return Answer(form=replace(preview, parts=(Show(Alert(plain(said), Tone.PLAIN)), *preview.parts)))

    async def _make(self, context: Context, known: Update, name: str, *, replaced: bool) -> None:
        session, actor = context.session, context.actor
        made = await store.templates.make_template(session, actor, known, name, context.now)
        guidance, named = (
            await questions.until_answered(session, known),
            await questions.answerers_named(session, known),
        )
        await questions.keep_guidance(session, made, guidance, named)
        for copy in BELONGINGS:
            await copy(context, known, made)
        await audit.record(session, actor, "save_template", "update", made.public_id, at=context.now, replaced=replaced)


def name_mistake(name: str, others: Sequence[OwnTemplate], t: Texts) -> str | None:
    """What is wrong with the name of a template beside these others, and those that ship."""
    if not name:
        return t("Give it a name.")
    if len(name) > LONGEST_NAME:
        return too_long(len(name), LONGEST_NAME, t)
    taken = [*(one.name for one in others), *(one.name for one in templates(t))]
    if key_of(name) in map(key_of, taken):
        return t(
            "There is a template “{name}” already. Choose another name, or save it in place of that one.", name=name
        )
    return None
