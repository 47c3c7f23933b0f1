"""Correcting a published update in chat: the form, and the look at what will come of it."""

from dataclasses import dataclass, replace

from bot.capabilities.updates import store
from bot.capabilities.updates.approval import correction_asking, gate
from bot.capabilities.updates.composing import side_names
from bot.capabilities.updates.corrections import rules
from bot.capabilities.updates.corrections.filling import (
    answerers_of,
    correction_in,
    on_top,
    present_form,
    said_at,
    texts_typed,
)
from bot.capabilities.updates.corrections.forms import Look, look_form
from bot.capabilities.updates.corrections.making import make, may_not_ring
from bot.capabilities.updates.corrections.messages import corrected
from bot.capabilities.updates.corrections.planned import Planned, plan, seen_by, sides_of
from bot.capabilities.updates.corrections.rights import correctable
from bot.capabilities.updates.corrections.rules import Correction
from bot.capabilities.updates.corrections.spread import Paces
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.preview import CONFIRMED
from bot.capabilities.updates.publish import refusing, too_long_for
from bot.capabilities.updates.store import CorrectionDraft, Update
from bot.capability import Context
from bot.chat.form import FieldErrors, Form
from bot.chat.inbound import Answer, FormPressed, FormSubmitted, Press


async def open_form(context: Context, inbound: Press) -> Answer:
    """*Correct*: the form with the present text, or with what this person had typed before."""
    known = await correctable(context, inbound.object_id)
    if isinstance(known, Answer):
        return known
    return Answer(form=await present_form(context, known))


async def change(context: Context, inbound: FormPressed) -> Answer:
    """*Change* in the preview: back to the form, with everything as it was typed."""
    known = await correctable(context, inbound.object_id)
    if isinstance(known, Answer):
        return known
    return Answer(form=await present_form(context, known))


async def show_more(context: Context, inbound: FormPressed) -> Answer:
    """*More*: the same form with all its fields, and with what is typed so far."""
    known = await correctable(context, inbound.object_id)
    if isinstance(known, Answer):
        return known
    base = rules.read_base(inbound.state)
    typed = rules.typed(inbound.values, await said_at(context, known, base), ())
    return Answer(form=await on_top(context, known, typed, base, expanded=True))


@dataclass(frozen=True)
class Correcting:
    """Takes the form that was sent off, shows what will come of it, and makes the correction."""

    paces: Paces

    async def save(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Keeps what was typed and shows how each copy will read; what is wrong is said at its field."""
        session, t, now = context.session, context.t, context.now
        known = await correctable(context, inbound.object_id, lock=True)
        if isinstance(known, Answer):
            return known
        base = rules.read_base(inbound.state)
        before = await said_at(context, known, base)
        present = await store.said(session, known)
        answerers, unknown = await answerers_of(context, inbound.values, present)
        typed = rules.typed(inbound.values, before, answerers)
        if not rules.is_present(base, known.version, present):
            form = await on_top(context, known, typed, base)
            said, _ = rules.merged(typed.said, before, present)
            await self._keep(context, known, replace(typed, said=said), form.state)
            return Answer(form=form)
        typed = replace(typed, texts=await texts_typed(context, known))
        translated = typed.translates(await store.languages.texts_of(session, known))
        found = dict(rules.mistakes(typed, before, t, now, translated=translated))
        if unknown:
            found["answerers"] = unknown
        if found:
            return Answer(errors=FieldErrors(found))
        if why := await may_not_ring(context, known, typed.asks):
            return Answer(errors=FieldErrors({"ask": why}))
        draft = await self._keep(context, known, typed, inbound.state)
        planned = await plan(context, known, typed)
        if title := refusing(context, planned.on_platforms):
            return Answer(errors=FieldErrors({"changed": too_long_for(title, t)}))
        return Answer(form=await self._look(context, planned, draft))

    async def keep_typed(self, context: Context, known: Update, inbound: FormPressed) -> Form | None:
        """Keeps what is typed so far, whatever is missing in it; gives the form if somebody was faster."""
        base = rules.read_base(inbound.state)
        before, present = await said_at(context, known, base), await store.said(context.session, known)
        answerers, _ = await answerers_of(context, inbound.values, present)
        typed = rules.typed(inbound.values, before, answerers)
        if rules.is_present(base, known.version, present):
            await self._keep(context, known, typed, inbound.state)
            return None
        return await on_top(context, known, typed, base)

    async def look(self, context: Context, known: Update) -> Answer:
        """How each copy will read; the form as it was left where something is missing in it."""
        session, t = context.session, context.t
        draft = await store.correction_draft(session, known, context.actor.person_id)
        if draft is None:
            return Answer(form=await present_form(context, known))
        present = await store.said(session, known)
        typed = await correction_in(context, known, draft)
        translated = typed.translates(await store.languages.texts_of(session, known))
        missing = rules.mistakes(typed, present, t, context.now, translated=translated)
        if missing or not rules.is_present(rules.read_base(draft.base), known.version, present):
            return Answer(form=await present_form(context, known))
        planned = await plan(context, known, typed)
        if title := refusing(context, planned.on_platforms):
            return Answer(errors=FieldErrors({"changed": too_long_for(title, t)}))
        return Answer(form=await self._look(context, planned, draft))

    async def _keep(self, context: Context, known: Update, typed: Correction, base: str) -> CorrectionDraft:
        return await store.save_correction(
            context.session,
            known,
            context.actor.person_id,
            typed.said,
            typed.note[: rules.LONGEST_NOTE],
            typed.asks,
            base,
            context.now,
            drops_check=typed.drops_check,
        )

    async def _look(self, context: Context, planned: Planned, draft: CorrectionDraft) -> Form:
        look = await self.unadorned(context, planned, draft)
        return await correction_asking.offered(context, planned.known, draft, planned.resolved, look)

    async def unadorned(self, context: Context, planned: Planned, draft: CorrectionDraft) -> Form:
        """How each copy will read, without how it stands with those who approve."""
        names = await side_names(context.session, sides_of(planned))
        platforms = {platform for platform, _ in planned.on_platforms}
        look = Look(
            update_id=planned.known.public_id,
            revision=draft.revision,
            facts=planned.facts,
            seen=seen_by(planned, names, context.t),
            findings=planned.findings,
            channels=planned.changing.channels,
            seconds=planned.changing.seconds(self.paces),
            asked=len(planned.asked) if draft.asks else None,
            fits=tuple(one.manners.title for name, one in sorted(context.platforms.items()) if name in platforms),
            quiet=planned.quiet,
            written=planned.known.locale,
            others=planned.others,
            readings=planned.readings,
            check=await store.knowledge.check_of(context.session, planned.known),
            drops_check=draft.drops_check,
        )
        return look_form(look, context.t, context.zone)

    async def make(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Has every copy say it; pressing it twice corrects once."""
        session, t = context.session, context.t
        known = await correctable(context, inbound.object_id, lock=True)
        if isinstance(known, Answer):
            return known
        draft = await store.correction_draft(session, known, context.actor.person_id)
        if draft is None:
            return Answer(message=answer(t("This correction was made already. The receipt shows how far it is."), t))
        base = rules.read_base(draft.base)
        if not rules.is_present(base, known.version, await store.said(session, known)):
            return Answer(form=await present_form(context, known))
        if why := await may_not_ring(context, known, draft.asks):
            return Answer(message=answer(why, t))
        planned = await plan(context, known, await correction_in(context, known, draft))
        if title := refusing(context, planned.on_platforms):
            return Answer(message=answer(too_long_for(title, t), t))
        if inbound.state != str(draft.revision):
            return Answer(form=await self._look(context, planned, draft))
        if planned.findings and inbound.values.get(CONFIRMED) is not True:
            if CONFIRMED not in inbound.values:
                return Answer(form=await self._look(context, planned, draft))
            text = t("Switch this on if it may be shared, or press Change and take it out. Nothing was changed.")
            return Answer(errors=FieldErrors({CONFIRMED: text}))
        if await gate.required_to_correct(session, known, planned.resolved):
            return await correction_asking.ask(context, known, draft, planned.resolved)
        changed = await make(context, planned, self.paces)
        await store.forget_correction(session, draft)
        if planned.quiet and not changed:
            return Answer(message=answer(t("Kept. The cards stay as they are."), t))
        return Answer(message=corrected(planned.changing.channels, planned.changing.seconds(self.paces), t))
