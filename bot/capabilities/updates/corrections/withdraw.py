"""Withdrawing an update: every copy says so and why, and nothing more is done about it."""

from dataclasses import dataclass

from bot.capabilities.updates import store
from bot.capabilities.updates.approval.letters import APPROVAL_JOB
from bot.capabilities.updates.corrections import leftovers, rules
from bot.capabilities.updates.corrections.copies import Copies, copies_of, follow
from bot.capabilities.updates.corrections.forms import withdraw_form
from bot.capabilities.updates.corrections.messages import withdrawn, withdrawn_card
from bot.capabilities.updates.corrections.rights import standing
from bot.capabilities.updates.corrections.spread import Paces
from bot.capabilities.updates.planning.arrange import GO_OUT
from bot.capabilities.updates.preview import CONFIRMED
from bot.capabilities.updates.publish import RING_JOB, personal_data
from bot.capabilities.updates.questions.letters import close_questions
from bot.capabilities.updates.reminders.looking import LOOK
from bot.capabilities.updates.reminders.rounds import REMINDER
from bot.capabilities.updates.reports.letters import close_reports
from bot.capabilities.updates.store import Update, questions
from bot.capability import Acting, Context
from bot.chat.form import FieldErrors, Form
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.guard import Finding
from bot.delivery.outbox import Subject
from bot.due.work import take_back
from bot.people import audience, audit

WORK_OF_AN_UPDATE = (RING_JOB, LOOK, GO_OUT, APPROVAL_JOB)
"""Kinds of due work whose owner is an update: what waits of them is taken back once it is withdrawn."""

ABOUT_AN_UPDATE = (REMINDER, *leftovers.KINDS)
"""Further kinds of subjects with the id of an update; their composers say what copies show once it is withdrawn.

What they compose to nothing stays as it is.
"""


@dataclass(frozen=True)
class Withdrawing:
    """The form that asks once, and what follows it."""

    paces: Paces

    async def open_form(self, context: Context, inbound: Press) -> Answer:
        """*Withdraw*: says what that means, and asks why."""
        known = await standing(context, inbound.object_id)
        if isinstance(known, Answer):
            return known
        return Answer(form=await self._form(context, known, "", ()))

    async def _form(self, context: Context, known: Update, reason: str, findings: tuple[Finding, ...]) -> Form:
        t = context.t
        words = await store.text_of(context.session, known, t.locale)
        copies = await copies_of(context.session, context.outbox, known)
        seconds = copies.seconds(self.paces)
        return withdraw_form(words.title, reason, copies.channels, seconds, findings, t, update_id=known.public_id)

    async def withdraw(self, context: Context, inbound: FormSubmitted) -> Answer:
        """Has every copy say that it no longer holds; what has not gone out yet never does."""
        session, t, now = context.session, context.t, context.now
        known = await standing(context, inbound.object_id, lock=True)
        if isinstance(known, Answer):
            return known
        typed = inbound.values.get("reason")
        reason = " ".join(typed.split()) if isinstance(typed, str) else ""
        if mistake := rules.reason_mistake(reason, t):
            return Answer(errors=FieldErrors({"reason": mistake}))
        resolved = await audience.resolve(session, known.audience_id, now)
        findings = personal_data(context, resolved, reason)
        if findings and inbound.values.get(CONFIRMED) is not True:
            if CONFIRMED not in inbound.values:
                return Answer(form=await self._form(context, known, reason, findings))
            text = t("Switch this on if it may be shared, or take it out. Nothing was withdrawn.")
            return Answer(errors=FieldErrors({CONFIRMED: text}))
        copies = await withdraw(context, known, reason, self.paces)
        return Answer(message=withdrawn(copies.channels, copies.seconds(self.paces), t))


async def withdraw(acting: Acting, known: Update, reason: str, paces: Paces) -> Copies:
    """The withdrawal itself, by whatever way it came; gives the copies that say so now."""
    session, outbox = acting.session, acting.outbox
    copies = await copies_of(session, outbox, known)
    await store.withdraw(session, known, acting.actor.person_id, reason, acting.now)
    answered = await questions.answered_for_all(session, known) > 0
    cards: dict[str, Message] = {}
    for copy in copies.all:
        if copy.locale not in cards:
            words = await store.text_of(session, known, copy.locale)
            cards[copy.locale] = withdrawn_card(words.title, reason, Texts(copy.locale), answered=answered)
    await outbox.withdraw_all([(copy, cards[copy.locale]) for copy in copies.all])
    await close_questions(session, outbox, known, acting.now)
    await close_reports(session, outbox, known, acting.now)
    for kind in ABOUT_AN_UPDATE:
        subject = Subject(kind, known.id)
        others = [one for one in await outbox.copies(subject) if not one.withdrawn]
        compose = acting.offers.composers[kind]
        composed = [(one, await compose(session, subject, one)) for one in others]
        await outbox.withdraw_all([(one, message) for one, message in composed if message is not None])
    for kind in WORK_OF_AN_UPDATE:
        await take_back(session, kind, known.id, reason="withdrawn")
    await follow(acting, known, paces)
    await audit.record(
        session,
        acting.actor,
        "withdraw_update",
        "update",
        known.public_id,
        at=acting.now,
        version=known.version,
        copies=len(copies.all),
    )
    return copies
