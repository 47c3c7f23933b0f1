"""Deciding about a report: it is handled, or no fault, and everybody who reported it is told; the first one counts."""

from bot.capabilities.updates import store as updates
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.preview import CONFIRMED
from bot.capabilities.updates.reports import messages, views
from bot.capabilities.updates.reports.forms import LONGEST_SENTENCE, settle_form
from bot.capabilities.updates.reports.guarding import crossing_sentence, foreign_names
from bot.capabilities.updates.reports.holding import owner_of
from bot.capabilities.updates.reports.letters import Mail
from bot.capabilities.updates.rules import as_text, too_long
from bot.capabilities.updates.store import Update
from bot.capabilities.updates.store import answerers as people
from bot.capabilities.updates.store import reports as store
from bot.capabilities.updates.store.report_tables import Report, ReportState
from bot.capability import Context
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.chat.message import Message
from bot.people import audit
from bot.people.access import may_publish
from bot.people.model import Role

DECISIONS = {str(state): state for state in (ReportState.HANDLED, ReportState.NO_FAULT)}


async def open_handled(context: Context, inbound: Press) -> Answer:
    """*It is handled*: asks what was done."""
    return await _open(context, inbound.object_id, ReportState.HANDLED)


async def open_no_fault(context: Context, inbound: Press) -> Answer:
    """*Not a fault*: asks why it works as intended."""
    return await _open(context, inbound.object_id, ReportState.NO_FAULT)


async def _open(context: Context, public_id: str, state: ReportState) -> Answer:
    found = await decidable(context, public_id)
    if isinstance(found, Answer):
        return found
    line = await views.line_for_decider(context.session, found, context.actor, context.t.locale)
    return Answer(form=settle_form(line, state, context.t))


async def settle(context: Context, inbound: FormSubmitted) -> Answer:
    """Keeps the decision, tells everybody who reported it, and has all messages about it say so."""
    session, t, now = context.session, context.t, context.now
    found = await decidable(context, inbound.object_id, lock=True)
    if isinstance(found, Answer):
        return found
    state = DECISIONS.get(inbound.state)
    if state is None:
        return Answer(message=answer(t("This form is from an older version, so nothing was changed."), t))
    sentence = as_text(inbound.values.get("sentence")).strip()
    if not sentence:
        return Answer(
            errors=FieldErrors({"sentence": t("Say it in one sentence. Everybody who reported it reads it.")})
        )
    if len(sentence) > LONGEST_SENTENCE:
        return Answer(errors=FieldErrors({"sentence": too_long(len(sentence), LONGEST_SENTENCE, t)}))
    if again := await _unconfirmed(context, inbound, found, state, sentence):
        return again
    if not await store.settle(session, found, state, context.actor.person_id, now, sentence=sentence):
        return Answer(message=await decided_before(context, found))
    mail = Mail(session, context.outbox, now)
    untold = await mail.tell_outcome(found)
    await mail.redraw([found])
    await audit.record(session, context.actor, "settle_report", "report", found.public_id, at=now, outcome=str(state))
    viewpoint = (await views.wall_around(session, await views.topic_of(session, found))).viewpoint(
        {context.actor.side_id}
    )
    tally = await views.tally_for(session, found, viewpoint)
    return Answer(message=messages.settled(state, tally.people, untold > 0, t))


async def _unconfirmed(
    context: Context, inbound: FormSubmitted, found: Report, state: ReportState, sentence: str
) -> Answer | None:
    """The form again, with what must be confirmed before others read it; None if nothing must, or it was."""
    t = context.t
    known = await views.topic_of(context.session, found)
    findings = await crossing_sentence(context, known, found, sentence)
    names = await foreign_names(context, known, found, sentence)
    if (not findings and not names) or inbound.values.get(CONFIRMED) is True:
        return None
    if CONFIRMED in inbound.values:
        say = t("Switch this on if it may be shared, or take it out. Nothing was sent.")
        return Answer(errors=FieldErrors({CONFIRMED: say}))
    line = await views.line_for_decider(context.session, found, context.actor, t.locale)
    return Answer(form=settle_form(line, state, t, sentence=sentence, findings=findings, names=names))


async def decidable(context: Context, public_id: str, *, lock: bool = False) -> Report | Answer:
    """The open report that whoever acts may decide, or why they cannot."""
    session, t = context.session, context.t
    found = await store.report_by_id(session, public_id, lock=lock)
    if found is None:
        return Answer(message=answer(t("This report is no longer there, so nothing was changed."), t))
    if not await _may_decide(context, found, await views.topic_of(session, found)):
        return Answer(message=answer(t("This report is not yours to decide. Ask the owner of the update."), t))
    if not found.is_open:
        return Answer(message=await decided_before(context, found))
    return found


async def decided_before(context: Context, found: Report) -> Message:
    """To whoever comes second, what was decided first."""
    known = await views.topic_of(context.session, found)
    viewpoint = (await views.wall_around(context.session, known)).viewpoint({context.actor.side_id})
    return messages.decided_by_then(await views.outcome_for(context.session, found, viewpoint), context.t)


async def _may_decide(context: Context, found: Report, known: Update | None) -> bool:
    """Whoever has it, the owner, their leads, the author, who may publish to the same sides; else who may manage."""
    session, actor = context.session, context.actor
    if actor.person_id == found.holder_id:
        return True
    if actor.provisional:
        return False
    owner = await owner_of(session, known)
    if owner is not None and actor.person_id in {owner, *await people.leads_of(session, owner)}:
        return True
    if known is None:
        return actor.may(Role.MANAGER)
    return actor.person_id == known.author_id or may_publish(actor, await updates.sides_reached(session, known)) is None
