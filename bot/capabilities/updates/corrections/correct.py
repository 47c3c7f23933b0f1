"""Correcting a published update in chat: the form, and the look at what will come of it."""

from dataclasses import dataclass, replace

from bot.capabilities.updates import store
from bot.capabilities.updates.composing import begin_round, side_names
from bot.capabilities.updates.corrections import rules
from bot.capabilities.updates.corrections.forms import Look, Meanwhile, correct_form, look_form
from bot.capabilities.updates.corrections.making import make, may_not_ring, refusal_of
from bot.capabilities.updates.corrections.messages import corrected
from bot.capabilities.updates.corrections.planned import Planned, plan, seen_by, sides_of
from bot.capabilities.updates.corrections.rules import Base, Correction
from bot.capabilities.updates.corrections.spread import Paces
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.preview import CONFIRMED
from bot.capabilities.updates.publish import refusing, too_long_for
from bot.capabilities.updates.store import CorrectionDraft, Said, Update
from bot.capability import Context
from bot.chat.form import FieldErrors, Form
from bot.chat.inbound import Answer, FormPressed, FormSubmitted, Press
from bot.people import directory


async def open_form(context: Context, inbound: Press) -> Answer:
    """*Correct*: the form with the present text, or with what this person had typed before."""
    known = await standing(context, inbound.object_id)
    if isinstance(known, Answer):
        return known
    return Answer(form=await _form(context, known))


async def change(context: Context, inbound: FormPressed) -> Answer:
    """*Change* in the preview: back to the form, with everything as it was typed."""
    known = await standing(context, inbound.object_id)
    if isinstance(known, Answer):
        return known
    return Answer(form=await _form(context, known))


async def standing(context: Context, public_id: str, *, lock: bool = False) -> Update | Answer:
    """The update that is to be changed, or why whoever acts cannot change it."""
    t = context.t
    known = await store.by_public_id(context.session, public_id, lock=lock)
    if known is None:
        return Answer(message=answer(t("This update is no longer there, so nothing was changed."), t))
    why = await refusal_of(context, known)
    return Answer(message=answer(why, t)) if why else known


async def _form(context: Context, known: Update) -> Form:
    """The form as this person left it, on top of what it says now."""
    draft = await store.correction_draft(context.session, known, context.actor.person_id)
    now = await store.said(context.session, known)
    if draft is None:
        return _with(context, known, now, Correction(now))
    typed = Correction(_said(draft), draft.note, draft.asks)
    return await _on_top(context, known, typed, rules.read_base(draft.base))


def _with(
    context: Context, known: Update, now: Said, correction: Correction, meanwhile: Meanwhile | None = None
) -> Form:
    return correct_form(
        correction,
        context.t,
        update_id=known.public_id,
        base=rules.base_of(known.version, now),
        zone=context.zone,
        urgent=known.urgent,
        meanwhile=meanwhile,
    )


async def _on_top(context: Context, known: Update, typed: Correction, base: Base | None) -> Form:
    """The form with what was typed on an earlier version, and what others have made of it since."""
    now = await store.said(context.session, known)
    if base is not None and base.version == known.version:
        return _with(context, known, now, typed)
    began = await _said_at(context, known, base)
    said, changed = rules.merged(typed.said, began, now)
    words = await store.words_of_version(context.session, known, known.version)
    who = await _name(context, known, words.by_id if words else None)
    meanwhile = Meanwhile(who, words.note if words else "", now, changed)
    return _with(context, known, now, replace(typed, said=said), meanwhile)


async def _said_at(context: Context, known: Update, base: Base | None) -> Said:
    """What the update said when somebody began; nothing at all if that is not known, so that all they typed is kept."""
    words = await store.words_of_version(context.session, known, base.version) if base else None
    if base is None or words is None:
        return Said("", "", "", None, None, "")
    return Said(
        words.title, words.changed, words.tell_customers, base.effective_from, base.acknowledge_by, base.playbook_url
    )


async def _name(context: Context, known: Update, person_id: int | None) -> str:
    """Who corrected it, as far as whoever acts may know."""
    if person_id is None:
        return ""
    who = await directory.actor_of(context.session, person_id)
    wall = (await begin_round(context.session, known, context.now)).wall
    return who.name if wall.viewpoint({context.actor.side_id}).sees_names_of(who.side_id) else ""


def _said(draft: CorrectionDraft) -> Said:
    return Said(
        draft.title,
        draft.changed,
        draft.tell_customers,
        draft.effective_from,
        draft.acknowledge_by,
        draft.playbook_url,
    )


@dataclass(frozen=True)
class Correcting:
    """Takes the form that was sent off, shows what will come of it, and makes the correction."""

    paces: Paces

    async def save(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Keeps what was typed and shows how each copy will read; what is wrong is said at its field."""
        session, t, now = context.session, context.t, context.now
        known = await standing(context, inbound.object_id, lock=True)
        if isinstance(known, Answer):
            return known
        base = rules.read_base(inbound.state)
        before = await _said_at(context, known, base)
        typed = rules.typed(inbound.values, before)
        if base is None or base.version != known.version:
            form = await _on_top(context, known, typed, base)
            said, _ = rules.merged(typed.said, before, await store.said(session, known))
            await self._keep(context, known, replace(typed, said=said), form.state)
            return Answer(form=form)
        if found := rules.mistakes(typed, before, t, now):
            return Answer(errors=FieldErrors(found))
        if why := await may_not_ring(context, known, typed.asks):
            return Answer(errors=FieldErrors({"ask": why}))
        draft = await self._keep(context, known, typed, inbound.state)
        planned = await plan(context, known, draft)
        if title := refusing(context, planned.on_platforms):
            return Answer(errors=FieldErrors({"changed": too_long_for(title, t)}))
        return Answer(form=await self._look(context, planned))

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
        )

    async def _look(self, context: Context, planned: Planned) -> Form:
        names = await side_names(context.session, sides_of(planned))
        platforms = {platform for platform, _ in planned.on_platforms}
        look = Look(
            update_id=planned.known.public_id,
            revision=planned.draft.revision,
            facts=planned.facts,
            seen=seen_by(planned, names, context.t),
            findings=planned.findings,
            channels=planned.copies.channels,
            seconds=planned.copies.seconds(self.paces),
            asked=len(planned.asked) if planned.draft.asks else None,
            fits=tuple(one.manners.title for name, one in sorted(context.platforms.items()) if name in platforms),
        )
        return look_form(look, context.t, context.zone)

    async def make(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Has every copy say it; pressing it twice corrects once."""
        session, t = context.session, context.t
        known = await standing(context, inbound.object_id, lock=True)
        if isinstance(known, Answer):
            return known
        draft = await store.correction_draft(session, known, context.actor.person_id)
        if draft is None:
            return Answer(message=answer(t("This correction was made already. The receipt shows how far it is."), t))
        base = rules.read_base(draft.base)
        if base is None or base.version != known.version:
            return Answer(form=await _form(context, known))
        if why := await may_not_ring(context, known, draft.asks):
            return Answer(message=answer(why, t))
        planned = await plan(context, known, draft)
        if title := refusing(context, planned.on_platforms):
            return Answer(message=answer(too_long_for(title, t), t))
        if inbound.state != str(draft.revision):
            return Answer(form=await self._look(context, planned))
        if planned.findings and inbound.values.get(CONFIRMED) is not True:
            if CONFIRMED not in inbound.values:
                return Answer(form=await self._look(context, planned))
            text = t("Switch this on if it may be shared, or press Change and take it out. Nothing was changed.")
            return Answer(errors=FieldErrors({CONFIRMED: text}))
        await make(context, planned, self.paces)
        await store.forget_correction(session, draft)
        return Answer(message=corrected(planned.copies.channels, planned.copies.seconds(self.paces), t))
