"""Looking at a draft that somebody asks to approve, and approving it or sending it back; the first word counts."""

from dataclasses import dataclass, replace

from bot.capabilities.updates import store
from bot.capabilities.updates.approval import gate, messages
from bot.capabilities.updates.approval.forms import look_form, send_back_form
from bot.capabilities.updates.approval.letters import author_of, name_for, round_of, settle, tell_author
from bot.capabilities.updates.approval.rules import as_kept, reason_mistake, to_keep, whole_of
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.planning.arrange import intent_of, mistakes, plan_with
from bot.capabilities.updates.planning.heirs import is_here
from bot.capabilities.updates.planning.previewing import plan_previewed
from bot.capabilities.updates.preview import CONFIRMED
from bot.capabilities.updates.publish import (
    Publishing,
    Release,
    crossing,
    impediment,
    let_go,
    refusal,
    release_of,
)
from bot.capabilities.updates.rules import as_text
from bot.capabilities.updates.store import Approval, ApprovalState, Update, UpdateState
from bot.capabilities.updates.store.planning import UpdatePlan
from bot.capability import Context
from bot.chat.form import FieldErrors, Form
from bot.chat.inbound import Answer, FormPressed, FormSubmitted, Press
from bot.chat.texts import Texts
from bot.delivery.guard import inspect
from bot.people import audience, audit, directory


@dataclass(frozen=True)
class Looked:
    """A draft that whoever acts may approve, with what was asked about it."""

    known: Update
    row: Approval


@dataclass(frozen=True)
class Deciding:
    """The preview for whoever is asked, and their word."""

    publishing: Publishing

    async def look(self, context: Context, inbound: Press) -> Answer:
        """*Look at it*: the draft as it would go out, and what was changed since it was asked for."""
        found = await _found(context, inbound.object_id)
        if isinstance(found, Answer):
            return found
        return Answer(form=await self._form(context, found, await release_of(context, found.known)))

    async def _form(self, context: Context, found: Looked, release: Release) -> Form:
        known, row, t = found.known, found.row, context.t
        before, now = as_kept(row.before), await whole_of(context.session, known)
        if before is not None and before.audience_id != now.audience_id and not context.actor.is_internal:
            before = None  # what was meant for another audience may name sides that a partner may not know
        return look_form(
            await self.publishing.unadorned(context, release),
            await name_for(context.session, known, known.author_id, context.actor.side_id),
            before,
            now,
            _approves(row, await store.plan_of(context.session, known), t),
            t,
            context.zone,
        )

    async def approve(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Approves what was looked at, and nothing newer; where its author wanted that, it goes out at once."""
        t = context.t
        found = await _found(context, inbound.object_id, lock=True)
        if isinstance(found, Answer):
            return found
        known, release = found.known, await release_of(context, found.known)
        if inbound.state != str(known.revision):
            return Answer(form=await self._form(context, found, release))
        plan = await store.plan_of(context.session, known)
        if why := await _obstacle(context, release, plan):
            return Answer(message=answer(why, t))
        if crossing(context, release) and inbound.values.get(CONFIRMED) is not True:
            if CONFIRMED not in inbound.values:
                return Answer(form=await self._form(context, found, release))
            text = t("Switch this on if it may be shared, or send it back. Nothing was published.")
            return Answer(errors=FieldErrors({CONFIRMED: text}))
        if plan is not None:
            plan.confirmed = inbound.values.get(CONFIRMED) is True
        return await self._approve(context, found, release, plan)

    async def _approve(self, context: Context, found: Looked, release: Release, plan: UpdatePlan | None) -> Answer:
        session, known, row, actor = context.session, found.known, found.row, context.actor
        await store.decide_approval(session, known, row, ApprovalState.APPROVED, actor.person_id, {}, context.now)
        await settle(context, known, messages.approved_by, actor.person_id)
        await audit.record(session, actor, "approve_update", "update", known.public_id, at=context.now)
        if row.publishes and plan is not None:
            await plan_previewed(await _as_author(context, known), known, plan, release.resolved)
            return Answer(message=messages.approved_and_planned(context.t))
        if row.publishes:
            await let_go(await _as_author(context, known), release, self.publishing.paces)
            return Answer(message=messages.approved(len(release.resolved.channels), context.t))
        author = await author_of(context, known)
        by = await name_for(session, known, actor.person_id, author.side_id)
        title = await store.title_of(session, known, author.locale)
        told = messages.may_go_out(title, by, known.public_id, Texts(author.locale))
        slot = f"{round_of(known, row)}.{known.revision}"
        await tell_author(context.outbox, known, slot, author, told)
        return Answer(message=messages.approved(None, context.t))


def _approves(row: Approval, plan: UpdatePlan | None, t: Texts) -> str:
    """What happens when it is approved."""
    if not row.publishes:
        return t("Approve")
    return t("Approve and publish") if plan is None else t("Approve and plan")


async def open_send_back(context: Context, inbound: FormPressed) -> Answer:
    """*Send back*: asks what is to be changed."""
    found = await _found(context, inbound.object_id)
    if isinstance(found, Answer):
        return found
    title = await store.title_of(context.session, found.known, context.t.locale)
    return Answer(form=send_back_form(title, found.known.public_id, context.t))


async def send_back(context: Context, inbound: FormSubmitted) -> Answer:
    """The author gets the draft back with what is to be changed."""
    session, actor = context.session, context.actor
    found = await _found(context, inbound.object_id, lock=True)
    if isinstance(found, Answer):
        return found
    known, row = found.known, found.row
    reason = " ".join(as_text(inbound.values.get("reason")).split())
    if mistake := reason_mistake(reason, context.t):
        return Answer(errors=FieldErrors({"reason": mistake}))
    if again := await _unconfirmed(context, inbound, known, reason):
        return again
    seen = to_keep(await whole_of(session, known))
    await store.decide_approval(
        session, known, row, ApprovalState.SENT_BACK, actor.person_id, seen, context.now, reason
    )
    await settle(context, known, messages.sent_back_by, actor.person_id)
    author = await author_of(context, known)
    by = await name_for(session, known, actor.person_id, author.side_id)
    title = await store.title_of(session, known, author.locale)
    told = messages.came_back(title, by, reason, known.public_id, Texts(author.locale))
    await tell_author(context.outbox, known, round_of(known, row), author, told)
    await audit.record(session, actor, "send_back_update", "update", known.public_id, at=context.now)
    return Answer(message=messages.was_sent_back(context.t))


async def _unconfirmed(context: Context, inbound: FormSubmitted, known: Update, reason: str) -> Answer | None:
    """The form again, while the reason holds what must be confirmed before another company's author reads it."""
    t = context.t
    author = await author_of(context, known)
    findings = inspect(reason).findings if author.side_id != context.actor.side_id else ()
    if not findings or inbound.values.get(CONFIRMED) is True:
        return None
    if CONFIRMED in inbound.values:
        return Answer(errors=FieldErrors({CONFIRMED: t("Switch this on if it may be shared, or take it out.")}))
    title = await store.title_of(context.session, known, t.locale)
    return Answer(form=send_back_form(title, known.public_id, t, reason=reason, findings=findings))


async def _found(context: Context, public_id: str, *, lock: bool = False) -> Looked | Answer:
    """What somebody is asked to approve, or why they cannot: rights first, so that nobody else learns where it is."""
    session, t = context.session, context.t
    known = await store.by_public_id(session, public_id, lock=lock)
    row = await store.approval_of(session, known) if known else None
    if known is None or row is None:
        text = t("This is not asked for any more: its author has deleted it, handed it over or published it.")
        return Answer(message=answer(text, t))
    resolved = await audience.resolve(session, known.audience_id, context.now)
    if why := await gate.refusal_to_approve(session, known, context.actor, resolved, t):
        return Answer(message=answer(why, t))
    by = await name_for(session, known, row.decided_by, context.actor.side_id)
    match row.state:
        case ApprovalState.APPROVED:
            return Answer(message=messages.decided_before(messages.approved_by(by, t), t))
        case ApprovalState.SENT_BACK:
            return Answer(message=messages.decided_before(messages.sent_back_by(by, t), t))
        case ApprovalState.OPEN if known.state is not UpdateState.DRAFT:
            return Answer(message=answer(t("This is published or planned already, so nothing was changed."), t))
        case ApprovalState.OPEN:
            return Looked(known, row)


async def _as_author(context: Context, known: Update) -> Context:
    """The same transaction in the author's name: the receipt is theirs."""
    author = await directory.actor_of(context.session, known.author_id)
    return replace(context, actor=author, t=Texts(author.locale or "en"))


async def _obstacle(context: Context, release: Release, plan: UpdatePlan | None) -> str | None:
    """Why this cannot be approved as it is."""
    t, known = context.t, release.known
    author = await _as_author(context, known)
    if refusal(author, release.resolved, urgent=known.urgent) or not await is_here(context.session, known.author_id):
        return t("Its author may not publish it to this audience any more. Send it back, or write it yourself.")
    if why := impediment(replace(author, t=t), release):
        return why
    if known.acknowledge_by is not None and known.acknowledge_by <= context.now:
        return t("The time by which Got it is wanted has passed. Send it back, so that its author sets a new one.")
    if plan is None:
        return None
    planned = await plan_with(context.session, intent_of(plan), release.resolved)
    found = mistakes(known, planned, context.now, t, context.zone)
    return next((t("{why} Send it back, so that its author plans it anew.", why=says) for says in found.values()), None)
