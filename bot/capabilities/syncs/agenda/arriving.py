"""Tells the owner of a sync what of its agenda did not arrive, some minutes after it went out; and tries again."""

from collections.abc import Sequence
from datetime import timedelta

from bot.capabilities.syncs import planning
from bot.capabilities.syncs.kinds import MeetingState
from bot.capabilities.syncs.store.syncs import meeting_called, meeting_numbered, rhythm_of
from bot.capabilities.syncs.store.tables import Sync
from bot.capabilities.syncs.subjects import kind_of_slot, meeting_subject
from bot.capability import Context, JobContext, Work
from bot.chat.inbound import Answer, Press
from bot.chat.message import Actions, Body, Button, Inline, ListBlock, Message, Paragraph, plain, say
from bot.chat.texts import Texts
from bot.delivery.causes import explain
from bot.delivery.outbox import CARD, Outbox, Post, Subject, to_person
from bot.delivery.pace import Priority
from bot.delivery.receipts import Receipt, ReceiptLine, receipt
from bot.people import access
from bot.people.audience import Resolved
from bot.people.model import Person
from bot.people.reachability import reaches
from bot.people.viewpoint import Viewpoint
from bot.ports import Cause
from bot.storage.sessions import Session

ARRIVED = "syncs.arrived"
"""The work of looking whether an agenda has arrived everywhere."""

RETRY = "syncs.post_again"

NOT_ARRIVED = "not_arrived"
"""The slot of the message that tells it."""

LOOK_AFTER = timedelta(minutes=2)
"""By then whatever was to arrive at once has; what has not is told to the owner."""

TOO_LATE = timedelta(days=2)


async def look(job: JobContext, work: Work) -> None:
    """Tells the owner, in a direct message, of channels and teams that have not got the agenda; else says nothing."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        meeting = await meeting_numbered(session, work.owner_id)
        if not await job.done(session) or meeting is None or meeting.state is MeetingState.LEFT_OUT:
            return
        sync = await session.get_one(Sync, meeting.sync_id)
        resolved = await planning.resolved_for(session, sync, now)
        outbox, subject = job.outbox(session), meeting_subject(meeting)
        found = await _arrivals(session, outbox, subject)
        failed = [line for line in found.lines if line.failed or line.doubtful]
        without = _without_channel(resolved)
        owner = await _owner(session, sync)
        if owner is None or (found.lines and not failed and not without):
            return
        person, identity_id = owner
        viewpoint, t = resolved.viewpoint_of(person.side_id), Texts(person.locale or "en")
        teams = [name for name, side_id in without if viewpoint.sees_side(side_id) or _is_internal(viewpoint)]
        message = not_arrived(sync.name, meeting.public_id, found, failed, teams, viewpoint, t)
        post = Post(
            to_person(identity_id), message, person.side_id, (person.side_id,), person.locale or "en", NOT_ARRIVED
        )
        await outbox.publish(subject, [post], priority=Priority.ANSWER)


async def _arrivals(session: Session, outbox: Outbox, subject: Subject) -> Receipt:
    """What became of all messages of the agenda; a channel is told once, by the first of its messages that failed."""
    slots = {one.slot for one in await outbox.copies(subject) if kind_of_slot(one.slot) == CARD}
    lines: dict[str, ReceiptLine] = {}
    for slot in sorted(slots, key=lambda one: (len(one), one)):
        for line in (await receipt(session, subject, slot=slot)).lines:
            known = lines.get(line.conversation)
            if known is None or (known.delivered and not line.delivered):
                lines[line.conversation] = line
    return Receipt(tuple(lines.values()))


def _without_channel(resolved: Resolved) -> Sequence[tuple[str, int]]:
    """Teams that no channel is linked to, each with its side."""
    linked = {team_id for channel in resolved.channels for team_id in channel.team_ids}
    return [(team.name, team.side_id) for team in resolved.teams if team.team_id not in linked]


async def _owner(session: Session, sync: Sync) -> tuple[Person, int] | None:
    """Who answers for a sync and can be written to, with the identity to do it by: its owner, else who set it up."""
    rhythm = await rhythm_of(session, sync)
    for person_id in dict.fromkeys((rhythm.owner_id if rhythm else None, sync.author_id)):
        if person_id is None:
            continue
        ways = (await reaches(session, [person_id])).get(person_id, ())
        person = await session.get(Person, person_id)
        if person is not None and ways and ways[0].takes_direct:
            return person, ways[0].identity_id
    return None


def not_arrived(
    name: str,
    public_id: str,
    found: Receipt,
    failed: Sequence[ReceiptLine],
    teams: Sequence[str],
    viewpoint: Viewpoint,
    t: Texts,
) -> Message:
    """Where the agenda is, where it is not and why, and what to do; of other partners' channels without names."""
    there = sum(line.delivered for line in found.lines)
    if not found.lines:
        text = t("The agenda of {name} was posted nowhere: no team has a channel", name=name)
    else:
        text = t.n(
            "The agenda of {name} is in {there} of {n} channel",
            "The agenda of {name} is in {there} of {n} channels",
            len(found.lines),
            name=name,
            there=there,
        )
    items: list[Inline] = []
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
    for team in teams:
        items.append(plain(t("{team} has no channel. Link one to it: the next agenda reaches it there.", team=team)))
    blocks = (Paragraph(plain(text, bold=True)), *((ListBlock(tuple(items)),) if items else ()))
    buttons = (Actions((Button(t("Try again"), RETRY, public_id),)),) if failed else ()
    return Message(text, (Body(blocks), *buttons), t.locale)


def _sees(viewpoint: Viewpoint, line: ReceiptLine) -> bool:
    return _is_internal(viewpoint) or (line.side_id is not None and viewpoint.sees_side(line.side_id))


def _is_internal(viewpoint: Viewpoint) -> bool:
    return viewpoint.sides <= {viewpoint.internal}


async def try_again(context: Context, inbound: Press) -> Answer:
    """*Try again*: posts to just the channels that have not got it."""
    t = context.t
    meeting = await meeting_called(context.session, inbound.object_id, lock=True)
    if meeting is None or meeting.state is not MeetingState.OPEN:
        return Answer(message=say(t("This meeting is over, so nothing was sent."), locale=t.locale))
    sync = await context.session.get_one(Sync, meeting.sync_id)
    rhythm = await rhythm_of(context.session, sync)
    sides = frozenset(side.side_id for side in (await planning.resolved_for(context.session, sync, context.now)).sides)
    access.require(context.actor, access.may_decide_rhythm, sides, rhythm.owner_id if rhythm else sync.author_id)
    subject = meeting_subject(meeting)
    slots = sorted({one.slot for one in await context.outbox.copies(subject) if kind_of_slot(one.slot) == CARD})
    again = sum([await context.outbox.retry(subject, slot=slot) for slot in slots])
    if not again:
        return Answer(message=say(t("Every channel has it, or is about to get it."), locale=t.locale))
    return Answer(message=say(t("Trying again: look into the channels in a minute."), locale=t.locale))
