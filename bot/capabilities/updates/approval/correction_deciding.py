"""Looking at a correction that somebody asks to approve, and approving it or sending it back; the first word counts."""

from dataclasses import dataclass, replace

from bot.capabilities.updates import store
from bot.capabilities.updates.approval import gate, messages
from bot.capabilities.updates.approval.correction_asking import round_of, settle_correction, tell_writer
from bot.capabilities.updates.approval.forms import (
    SEND_BACK_CORRECTION_WITH,
    approve_correction_form,
    send_back_form,
)
from bot.capabilities.updates.approval.letters import name_for
from bot.capabilities.updates.approval.rules import reason_mistake, whole_of
from bot.capabilities.updates.corrections import rules
from bot.capabilities.updates.corrections.correct import Correcting
from bot.capabilities.updates.corrections.filling import correction_in
from bot.capabilities.updates.corrections.making import make, may_not_ring, refusal_of
from bot.capabilities.updates.corrections.planned import Planned, plan
from bot.capabilities.updates.corrections.rights import reaches_hidden_sides
from bot.capabilities.updates.corrections.spread import correct_button
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.planning.heirs import is_here
from bot.capabilities.updates.preview import CONFIRMED
from bot.capabilities.updates.publish import refusing, too_long_for
from bot.capabilities.updates.rules import as_text, may_write
from bot.capabilities.updates.store import CorrectionDraft, CorrectionRequest, Update
from bot.capability import Context
from bot.chat.form import FieldErrors, Form
from bot.chat.inbound import Answer, FormPressed, FormSubmitted, Press
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.guard import inspect
from bot.people import audience, audit, directory


@dataclass(frozen=True)
class Asked:
    """A correction that whoever acts may approve, with what was asked about it."""

    known: Update
    draft: CorrectionDraft
    request: CorrectionRequest


@dataclass(frozen=True)
class DecidingCorrections:
    """The look at a correction for whoever is asked, and their word."""

    correcting: Correcting

    async def look(self, context: Context, inbound: Press) -> Answer:
        """*Look at it*: each field as it is and as it will be, and how each copy will read."""
        found = await _found(context, inbound.object_id)
        if isinstance(found, Answer):
            return found
        planned = await self._plan(context, found)
        return Answer(form=await self._form(context, found, planned))

    async def _plan(self, context: Context, found: Asked) -> Planned:
        """What it would do, as whoever looks may know it."""
        writer = await _as_writer(context, found)
        return await plan(context, found.known, await correction_in(writer, found.known, found.draft))

    async def _form(self, context: Context, found: Asked, planned: Planned) -> Form:
        known, t = found.known, context.t
        before = await whole_of(context.session, known)
        now = replace(
            before,
            said=planned.correction.said,
            languages={one: words for one, words in planned.texts.items() if one != known.locale},
            check=() if planned.correction.drops_check else before.check,
        )
        look = await self.correcting.unadorned(context, planned, found.draft)
        who = await name_for(context.session, known, found.request.person_id, context.actor.side_id)
        return approve_correction_form(look, found.request.public_id, who, before, now, t, context.zone)

    async def approve(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Approves what was looked at, and nothing newer; every copy says it in the name of who wrote it."""
        session, t = context.session, context.t
        found = await _found(context, inbound.object_id, lock=True)
        if isinstance(found, Answer):
            return found
        known, writer = found.known, await _as_writer(context, found)
        planned = await self._plan(context, found)
        if inbound.state != str(found.draft.revision):
            return Answer(form=await self._form(context, found, planned))
        if why := await _obstacle(context, writer, found):
            return Answer(message=answer(why, t))
        if title := refusing(context, planned.on_platforms):
            return Answer(message=answer(too_long_for(title, t), t))
        if planned.findings and inbound.values.get(CONFIRMED) is not True:
            if CONFIRMED not in inbound.values:
                return Answer(form=await self._form(context, found, planned))
            text = t("Switch this on if it may be shared, or send it back. Nothing was changed.")
            return Answer(errors=FieldErrors({CONFIRMED: text}))
        by = context.actor
        await settle_correction(context, known, found.request, messages.approved_by, by.person_id)
        await audit.record(session, by, "approve_correction", "update", known.public_id, at=context.now)
        await make(writer, planned, self.correcting.paces)
        channels = planned.changing.channels
        name = await name_for(session, known, by.person_id, writer.actor.side_id)

        def words(title: str, side_id: int, t: Texts) -> Message:
            return messages.correction_made(title, name, channels, t)

        slot = round_of(known, found.request)
        await tell_writer(session, context.outbox, known, found.request, slot, words, context.now)
        await store.forget_correction(session, found.draft)
        return Answer(message=messages.correction_approved(channels, t))


async def open_send_back(context: Context, inbound: FormPressed) -> Answer:
    """*Send back*: asks what is to be changed."""
    found = await _found(context, inbound.object_id)
    if isinstance(found, Answer):
        return found
    return Answer(form=await _send_back_form(context, found))


async def _send_back_form(context: Context, found: Asked) -> Form:
    title = await store.title_of(context.session, found.known, context.t.locale)
    return send_back_form(title, found.request.public_id, context.t, action=SEND_BACK_CORRECTION_WITH)


async def send_back(context: Context, inbound: FormSubmitted) -> Answer:
    """Whoever wrote it gets it back with what is to be changed; what they typed stays."""
    session, actor, t = context.session, context.actor, context.t
    found = await _found(context, inbound.object_id, lock=True)
    if isinstance(found, Answer):
        return found
    known, request = found.known, found.request
    reason = " ".join(as_text(inbound.values.get("reason")).split())
    if mistake := reason_mistake(reason, t):
        return Answer(errors=FieldErrors({"reason": mistake}))
    writer = await directory.actor_of(session, request.person_id)
    findings = inspect(reason).findings if writer.side_id != actor.side_id else ()
    if findings and inbound.values.get(CONFIRMED) is not True:
        if CONFIRMED in inbound.values:
            return Answer(errors=FieldErrors({CONFIRMED: t("Switch this on if it may be shared, or take it out.")}))
        title = await store.title_of(session, known, t.locale)
        action = SEND_BACK_CORRECTION_WITH
        form = send_back_form(title, request.public_id, t, action=action, reason=reason, findings=findings)
        return Answer(form=form)
    await settle_correction(context, known, request, messages.sent_back_by, actor.person_id)
    by = await name_for(session, known, actor.person_id, writer.side_id)

    def words(title: str, side_id: int, t: Texts) -> Message:
        return messages.correction_came_back(title, by, reason, correct_button(known.public_id, t), t)

    await tell_writer(session, context.outbox, known, request, round_of(known, request), words, context.now)
    await store.end_request(session, request)
    await audit.record(session, actor, "send_back_correction", "update", known.public_id, at=context.now)
    return Answer(message=messages.correction_was_sent_back(t))


async def _found(context: Context, public_id: str, *, lock: bool = False) -> Asked | Answer:
    """What somebody is asked to approve, or why they cannot: rights first, so that nobody else learns where it is."""
    session, t = context.session, context.t
    over = answer(t("This is not asked for any more: it was decided, taken back or withdrawn meanwhile."), t)
    found = await store.request_by_id(session, public_id)
    if found is not None and lock:
        await store.by_public_id(session, found[0].public_id, lock=True)
        found = await store.request_by_id(session, public_id)
    if found is None:
        return Answer(message=over)
    known, draft, request = found
    resolved = await audience.resolve(session, known.audience_id, context.now)
    why = (
        gate.refusal_of_eyes(context.actor, {request.person_id}, resolved, t)
        or await refusal_of(context, known)
        or await reaches_hidden_sides(context, known)
    )
    if why:
        return Answer(message=answer(why, t))
    if draft.revision != request.revision:
        text = t("It is being changed just now. You are asked again once it is ready, and nothing was changed.")
        return Answer(message=answer(text, t))
    return Asked(known, draft, request)


async def _as_writer(context: Context, found: Asked) -> Context:
    """The same transaction in the name of who wrote it."""
    writer = await directory.actor_of(context.session, found.request.person_id)
    return replace(context, actor=writer, t=Texts(writer.locale))


async def _obstacle(context: Context, writer: Context, found: Asked) -> str | None:
    """Why this cannot be approved as it is."""
    t, known, draft = context.t, found.known, found.draft
    allowed = await is_here(context.session, writer.actor.person_id) and may_write(writer.actor, t) is None
    if not allowed or await refusal_of(writer, known) or await may_not_ring(writer, known, draft.asks):
        return t("Who wrote it may not correct it any more. Send it back, or correct it yourself.")
    if not rules.is_present(rules.read_base(draft.base), known.version, await store.said(context.session, known)):
        return t("Somebody else has corrected it meanwhile. Send it back, so that both come together.")
    if draft.acknowledge_by is not None and draft.acknowledge_by <= context.now and draft.asks:
        return t("The time by which Got it is wanted has passed. Send it back, so that its author sets a new one.")
    return None
