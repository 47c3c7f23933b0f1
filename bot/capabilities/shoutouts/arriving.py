"""Tells the giver what did not arrive, some minutes after it was posted or reached more channels; and tries again."""

from datetime import timedelta

from bot.capabilities.shoutouts import store
from bot.capabilities.shoutouts.composers import cards_of
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.loading import wall_of
from bot.capabilities.shoutouts.release import subject_of
from bot.capabilities.shoutouts.store import Shoutout
from bot.capability import Context, JobContext, Work
from bot.chat.inbound import Answer, Press
from bot.chat.message import Actions, Body, Button, ListBlock, Message, Paragraph, plain, say
from bot.chat.texts import Texts
from bot.delivery.causes import explain
from bot.delivery.outbox import Outbox, Post, to_person
from bot.delivery.pace import Priority
from bot.delivery.receipts import Receipt, ReceiptLine, receipt
from bot.people import audience
from bot.people.viewpoint import Viewpoint
from bot.ports import Cause
from bot.storage.sessions import Session

ARRIVED = "shoutouts.arrived"
"""The work of looking whether it has arrived everywhere."""

RETRY = "shoutouts.retry"

NOT_ARRIVED = "not_arrived"
"""The slot of the message that tells it."""

LOOK_AFTER = timedelta(minutes=2)
"""By then whatever was to arrive at once has; what has not is told to the giver."""

TOO_LATE = timedelta(days=2)


async def look(job: JobContext, work: Work) -> None:
    """Tells the giver, in a direct message, of channels that have not got it; says nothing where all have."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        # It is locked before the work is done: whoever withdraws it has that first, and then takes this back.
        kept = await session.get(Shoutout, work.owner_id, with_for_update=True)
        if not await job.done(session):
            return
        if kept is None or kept.state is not ShoutoutState.POSTED or kept.giver_id is None:
            return
        outbox = job.outbox(session)
        found = await _arrivals(session, outbox, kept)
        failed = [line for line in found.lines if line.failed or line.doubtful]
        readers = await audience.readers_called(session, [kept.giver_id], now)
        if not failed or not readers or not readers[0].identities:
            return
        reader = readers[0]
        viewpoint = (await wall_of(session, kept)).viewpoint({reader.side_id})
        message = not_arrived(kept.public_id, found, failed, viewpoint, Texts(reader.locale))
        post = Post(
            to_person(reader.identities[0].identity_id),
            message,
            reader.side_id,
            (reader.side_id,),
            reader.locale,
            f"{NOT_ARRIVED}.{work.slot}" if work.slot else NOT_ARRIVED,
        )
        await outbox.publish(subject_of(kept), [post], priority=Priority.ANSWER)


async def _arrivals(session: Session, outbox: Outbox, kept: Shoutout) -> Receipt:
    """What became of every card that stands, also of those that a correction brought."""
    standing = {copy.public_id: copy.slot for copy in await cards_of(outbox, kept)}
    lines: list[ReceiptLine] = []
    for slot in sorted(set(standing.values())):
        found = await receipt(session, subject_of(kept), slot=slot)
        lines += [line for line in found.lines if line.copy_public_id in standing]
    return Receipt(tuple(lines))


def not_arrived(public_id: str, found: Receipt, failed: list[ReceiptLine], viewpoint: Viewpoint, t: Texts) -> Message:
    """The message: where it is, where it is not and why, and what to do; of other partners' channels without names."""
    there = sum(line.delivered for line in found.lines)
    text = t("Your shoutout is in {n} of {total} channels", n=there, total=len(found.lines))
    items = []
    known = [line for line in failed if _sees(viewpoint, line)]
    if others := len(failed) - len(known):
        items.append(
            plain(
                t.n("{n} channel of another company has not got it.", "{n} channels of others have not got it.", others)
            )
        )
    for line in known:
        if line.doubtful:
            items.append(plain(t("{channel}: it may be there; nobody can tell from here.", channel=line.written)))
        else:
            told = explain(line.cause or Cause.OTHER, t, channel=line.written, detail=line.detail)
            items.append(plain(f"{told.what} {told.request}"))
    parts = (
        Body((Paragraph(plain(text, bold=True)), ListBlock(tuple(items)))),
        Actions((Button(t("Try again"), RETRY, public_id),)),
    )
    return Message(text, parts, t.locale)


def _sees(viewpoint: Viewpoint, line: ReceiptLine) -> bool:
    return viewpoint.sides <= {viewpoint.internal} or (line.side_id is not None and viewpoint.sees_side(line.side_id))


async def try_again(context: Context, inbound: Press) -> Answer:
    """*Try again*: posts to just the channels that have not got it."""
    t = context.t
    kept = await store.by_public_id(context.session, inbound.object_id, lock=True)
    if kept is None or kept.state is not ShoutoutState.POSTED or kept.giver_id != context.actor.person_id:
        return Answer(message=say(t("This shoutout is no longer posted, so nothing was sent."), locale=t.locale))
    slots = sorted({copy.slot for copy in await cards_of(context.outbox, kept)})
    again = sum([await context.outbox.retry(subject_of(kept), slot=slot) for slot in slots])
    if not again:
        return Answer(message=say(t("Every channel has it, or is about to get it."), locale=t.locale))
    text = t.n("Trying {n} channel again.", "Trying {n} channels again.", again)
    return Answer(message=say(text, locale=t.locale))
