"""Reporting a shoutout to the organisation's managers, and what they decide."""

from collections.abc import Sequence

from bot.capabilities.shoutouts import store
from bot.capabilities.shoutouts.after import letters
from bot.capabilities.shoutouts.after import report_messages as messages
from bot.capabilities.shoutouts.after.forms import EXPOSES, LONGEST_NOTE, SHORTEST_NOTE, report_form
from bot.capabilities.shoutouts.after.rights import gone, may_decide, standing
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.store import Shoutout
from bot.capability import Context, HomeItem
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, Command, FormPressed, FormSubmitted, Press
from bot.chat.message import Message, say
from bot.chat.texts import Texts
from bot.delivery.guard import inspect
from bot.people import audit
from bot.people.access import Actor

MOST_LISTED = 5
"""Reports that are shown at once."""

HOME_ORDER = 85
"""On a home: among what others wait for."""


async def ask(context: Context, inbound: FormPressed) -> Answer:
    """*Report it*: what is wrong with it."""
    kept = await standing(context, inbound.object_id)
    if isinstance(kept, Answer):
        return kept
    if before := await store.objection_by(context.session, kept, context.actor.person_id):
        return Answer(message=messages.reported_before(settled=before.settled_at is not None, t=context.t))
    return Answer(form=report_form(kept.public_id, context.t))


async def report(context: Context, inbound: FormSubmitted) -> Answer:
    """Brings it to those who decide, once a person."""
    session, actor, t = context.session, context.actor, context.t
    kept = await standing(context, inbound.object_id, lock=True)
    if isinstance(kept, Answer):
        return kept
    typed = inbound.values.get("text")
    text = typed.strip() if isinstance(typed, str) else ""
    if len(text) < SHORTEST_NOTE:
        wrong = t("Say what is wrong with it, in at least {n} characters.", n=SHORTEST_NOTE)
        return Answer(errors=FieldErrors({"text": wrong}))
    if len(text) > LONGEST_NOTE:
        return Answer(errors=FieldErrors({"text": t("Up to {n} characters fit. Shorten it.", n=LONGEST_NOTE)}))
    text = inspect(text).masked
    exposes = inbound.values.get(EXPOSES) is True
    objection = await store.object_to(
        session, kept, actor.person_id, actor.side_id, text, context.now, exposes_customer=exposes
    )
    if objection is None:
        before = await store.objection_by(session, kept, actor.person_id)
        settled = before is not None and before.settled_at is not None
        return Answer(message=messages.reported_before(settled=settled, t=t))
    await letters.send_report(context, kept, objection)
    await audit.record(session, actor, "report_shoutout", "shoutout", kept.public_id, at=context.now)
    return Answer(message=messages.report_sent(t))


async def fine(context: Context, inbound: Press) -> Answer:
    """*It is fine*: it stays, and whoever reported it is told."""
    session, t = context.session, context.t
    if not may_decide(context.actor):
        return Answer(message=say(messages.only_deciders(t), locale=t.locale))
    objection = await store.objection_called(session, inbound.object_id, lock=True)
    kept = await session.get(Shoutout, objection.shoutout_id) if objection is not None else None
    if objection is None or kept is None or objection.settled_at is not None:
        return Answer(message=messages.decided_before(t))
    if kept.state is not ShoutoutState.POSTED:
        return Answer(message=messages.decided_before(t))
    if kept.giver_id == context.actor.person_id:
        return Answer(message=messages.not_ones_own(t))
    await letters.settle(context, kept, objection)
    await audit.record(session, context.actor, "settle_report", "shoutout", kept.public_id, at=context.now)
    return Answer(message=messages.it_stays(t, tells=objection.person_id is not None))


def may_see(actor: Actor, t: Texts) -> str | None:
    """Reports are for those who decide."""
    return None if may_decide(actor) else messages.only_deciders(t)


async def listing(context: Context, inbound: Command | Press) -> Answer:
    """`/shoutout reports`, or *See the reports*: what waits for those who decide."""
    session, t = context.session, context.t
    found: list[Message] = []
    for objection in await store.open_objections(session, at_most=MOST_LISTED):
        kept = await session.get_one(Shoutout, objection.shoutout_id)
        found.append(await letters.report_letter(session, kept, objection, context.actor.side_id, t, context.now))
    more = await store.count_open_objections(session) - len(found)
    return Answer(message=messages.reports(found, more, t))


async def home(context: Context) -> Sequence[HomeItem]:
    """How many reports wait for whoever looks, with the way to them."""
    if not may_decide(context.actor):
        return ()
    count, urgent = await store.open_for(context.session, context.actor.person_id)
    return (HomeItem(messages.waiting_parts(count, urgent, context.t), HOME_ORDER, waiting=True),) if count else ()


async def read_letter(context: Context, inbound: Press) -> Answer:
    """*Read it* in a catch-up: what its giver, or who reported it, was to be told of what became of a shoutout."""
    session, actor, t = context.session, context.actor, context.t
    kept = await store.by_public_id(session, inbound.object_id)
    if kept is not None and kept.giver_id == actor.person_id and kept.state is ShoutoutState.TAKEN_DOWN and kept.story:
        platform = context.origin.platform
        letter = await letters.letter_to_giver(session, kept, actor.side_id, platform, t, context.now)
        return Answer(message=letter)
    objection = await store.objection_by(session, kept, actor.person_id) if kept is not None else None
    if kept is None or objection is None or objection.settled_at is None:
        return gone(context)
    return Answer(message=messages.became(kept.state, objection.text, t))
