"""Asking another author to approve a correction, and the messages about that."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.capabilities.updates import store
from bot.capabilities.updates.approval import gate, messages
from bot.capabilities.updates.approval.forms import asking_look
from bot.capabilities.updates.approval.letters import (
    APPROVAL_JOB,
    AUTHORS,
    approval_subject,
    name_for,
    post_to,
    tell_author,
)
from bot.capabilities.updates.approval.messages import ToApprove
from bot.capabilities.updates.corrections.spread import correct_button
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.rights import sees_all_sides
from bot.capabilities.updates.store import CorrectionDraft, CorrectionRequest, Update
from bot.capabilities.updates.store import answerers as people
from bot.capability import Acting, JobContext
from bot.chat.form import Form
from bot.chat.inbound import Answer
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox
from bot.delivery.pace import Priority
from bot.due.work import put_down
from bot.people import audience, audit
from bot.people.audience import Resolved
from bot.people.model import Audience
from bot.storage.sessions import Session

WAIT = timedelta(hours=1)
"""After that whoever wrote it is told that nobody has decided: meanwhile every copy says what shall be corrected."""


def round_of(known: Update, request: CorrectionRequest) -> str:
    """One round of asking about one correction."""
    return f"{known.public_id}.{request.public_id}.{request.revision}"


def is_about_correction(known: Update, slot: str) -> bool:
    """Whether a slot is that of a correction of this update, and not of its draft: there a number is in the middle."""
    return slot.startswith(f"{known.public_id}.") and slot.count(".") == 2


async def offered(context: Acting, known: Update, draft: CorrectionDraft, resolved: Resolved, look: Form) -> Form:
    """What a correction will do, which asks for an approval first where one is needed."""
    session = context.session
    if not await gate.required_to_correct(session, known, resolved):
        return look
    request = await store.request_about(session, draft)
    asked: list[str] = []
    if request is not None and request.revision == draft.revision:
        for one in await store.asked_to_correct(session, request):
            asked.append(await name_for(session, known, one, context.actor.side_id) or context.t("Another author"))
    return asking_look(look, asked, context.t)


async def ask(context: Acting, known: Update, draft: CorrectionDraft, resolved: Resolved) -> Answer:
    """Asks whoever is at work; says who that is. Asking again about what was changed asks anew."""
    session, t = context.session, context.t
    asked = await gate.approvers(session, {draft.person_id}, resolved, context.now)
    if not asked:
        text = t(
            "Nobody else may publish to {audience}, so nobody can approve this and nothing was changed. Ask an admin "
            "to give another author the right, or withdraw the update: that waits for nobody.",
            audience=resolved.name,
        )
        return Answer(message=answer(text, t))
    request = await store.ask_to_correct(session, draft, [one.person_id for one in asked], context.now)
    slot = round_of(known, request)
    await settle_correction(context, known, request, lambda _, t: messages.not_needed(t), sparing=slot)
    posts = []
    for one in asked:
        if one.reach is not None:
            told = await described(session, known, request, one.side_id, one.locale)
            posts.append(post_to(one, messages.to_approve(told, Texts(one.locale)), slot))
    await context.outbox.publish(approval_subject(known), posts, priority=Priority.ANSWER)
    await put_down(session, APPROVAL_JOB, known.id, request.asked_at + WAIT, slot=slot)
    await audit.record(
        session, context.actor, "ask_correction", "update", known.public_id, at=context.now, people=len(asked)
    )
    names = [await name_for(session, known, one.person_id, context.actor.side_id) for one in asked]
    named = [name for name in names if name]
    untold = len([one for one in asked if one.reach is None])
    return Answer(message=messages.asked(named, len(names) - len(named), untold, t))


async def described(
    session: Session, known: Update, request: CorrectionRequest, side_id: int, locale: str
) -> ToApprove:
    """A request for somebody of a side."""
    goes_to = await session.get_one(Audience, known.audience_id)
    title = await store.title_of(session, known, locale)
    who = await name_for(session, known, request.person_id, side_id)
    return ToApprove(request.public_id, title, who, goes_to.name, request.asked_at, corrects=True)


async def settle_correction(
    context: Acting,
    known: Update,
    request: CorrectionRequest,
    what: Callable[[str, Texts], str],
    by: int | None = None,
    *,
    sparing: str = "",
) -> None:
    """Has the messages to those who were asked about a correction say what became of it, but for one round."""
    session, outbox = context.session, context.outbox
    resolved = await audience.resolve(session, known.audience_id, context.now)
    for copy in await outbox.copies(approval_subject(known)):
        asked = copy.slot.startswith(f"{known.public_id}.{request.public_id}.") and not copy.slot.endswith(AUTHORS)
        if copy.withdrawn or not asked or copy.slot == sparing:
            continue
        t, side_id = Texts(copy.locale), next(iter(copy.viewpoint), 0)
        name = await name_for(session, known, by, side_id)
        title = await store.title_of(session, known, copy.locale) if sees_all_sides(side_id, resolved) else ""
        await outbox.withdraw(copy, messages.settled(title, what(name, t), t))


Words = Callable[[str, int, Texts], Message]
"""Makes a message for whoever wrote a correction: of the update's title, for their side."""


async def tell_writer(
    session: Session, outbox: Outbox, known: Update, request: CorrectionRequest, slot: str, words: Words, now: datetime
) -> None:
    """Messages whoever wrote a correction, if they can be."""
    writer = (await people.answerers(session, [request.person_id], now))[request.person_id]
    title = await store.title_of(session, known, writer.locale)
    await tell_author(outbox, known, slot, writer, words(title, writer.side_id, Texts(writer.locale)))


async def remind_writer(job: JobContext, session: Session, known: Update, slot: str) -> None:
    """Tells whoever wrote a correction that nobody has decided, if it is still as it was when they asked."""
    found = await store.request_by_id(session, slot.split(".")[1])
    if found is None or round_of(known, found[2]) != slot or found[1].revision != found[2].revision:
        return

    def words(title: str, side_id: int, t: Texts) -> Message:
        return messages.nobody_decided_correction(title, correct_button(known.public_id, t), t)

    now = job.clocks.calendar.now()
    await tell_writer(session, job.outbox(session), known, found[2], f"{slot}.waits", words, now)
