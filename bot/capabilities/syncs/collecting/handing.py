"""Who facilitates, as it goes from one to another: chosen, swapped, volunteered for, and replaced."""

from collections.abc import Collection
from datetime import datetime

from bot.capabilities.syncs import facilitating, planning
from bot.capabilities.syncs.agenda import posting
from bot.capabilities.syncs.agenda.templates import SHAPES
from bot.capabilities.syncs.collecting import presence, runner
from bot.capabilities.syncs.collecting import runner_messages as words
from bot.capabilities.syncs.collecting.runner import to_facilitator, to_owner
from bot.capabilities.syncs.collecting.taking_part import place_of
from bot.capabilities.syncs.kinds import MeetingState
from bot.capabilities.syncs.naming import name_of
from bot.capabilities.syncs.store.occurrences import follow_rhythm
from bot.capabilities.syncs.store.people import people_in_teams, people_named, person_called
from bot.capabilities.syncs.store.syncs import meeting_called, rhythm_of
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.capabilities.syncs.subjects import meeting_subject
from bot.capability import Context, Offers
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.delivery.outbox import Outbox
from bot.mail import hold_budgets
from bot.people import access, audience, directory
from bot.people.model import ChatIdentity
from bot.storage.sessions import Session

GOES_ON = (MeetingState.COLLECTING, MeetingState.OPEN)


async def settle(
    session: Session,
    outbox: Outbox,
    sync: Sync,
    meeting: Meeting,
    now: datetime,
    offers: Offers,
    *,
    then: Collection[int] = (),
) -> None:
    """Has somebody facilitate a locked meeting who is there: whoever was chosen, else whose turn it is.

    Where all are away, nobody does, and whoever looks after the sync is told. It does nothing twice. `then` are those
    who are told something after it in the same transaction.
    """
    if not SHAPES[sync.template].facilitated or await _is_there(session, sync, meeting, now):
        return
    but = {*await asked_before(session, outbox, meeting), *([meeting.facilitator_id] if meeting.facilitator_id else [])}
    chosen = await facilitating.choose(session, sync, meeting, now, but=but)
    await _give(session, outbox, sync, meeting, chosen, now, offers, then=then)


async def asked_before(session: Session, outbox: Outbox, meeting: Meeting) -> Collection[int]:
    """Who was to facilitate a meeting before and does not any more: they are not chosen again."""
    copies = await outbox.copies(meeting_subject(meeting), slot=runner.SLOT)
    found = [await session.get(ChatIdentity, copy.target_id) for copy in copies]
    return {one.person_id for one in found if one is not None}


async def _give(
    session: Session,
    outbox: Outbox,
    sync: Sync,
    meeting: Meeting,
    person_id: int | None,
    now: datetime,
    offers: Offers,
    *,
    then: Collection[int] = (),
) -> None:
    """Has somebody facilitate, tells them (`then` others are told), and has everything follow that shows it."""
    meeting.facilitator_id = person_id
    await session.flush()
    mail, told_id = to_facilitator(offers), person_id
    if person_id is None:
        rhythm = await rhythm_of(session, sync)
        mail, told_id = to_owner(offers), rhythm.owner_id if rhythm is not None else None
    if told_id is not None:
        if then:
            await hold_budgets(session, {told_id, *then}, now)
        await mail.bring(session, outbox, meeting, [told_id], now)
    await outbox.mark_stale(meeting_subject(meeting))
    await posting.follow(outbox, meeting)


async def _is_there(session: Session, sync: Sync, meeting: Meeting, now: datetime) -> bool:
    """Whether whoever facilitates is there, and takes part still."""
    person_id = meeting.facilitator_id
    if person_id is None:
        return False
    if not await facilitating.may_facilitate(session, sync, await directory.actor_of(session, person_id)):
        return False
    readers = await audience.readers_called(session, [person_id], now)
    return any(presence.is_there(one, meeting.starts_at) for one in readers)


# --- acting -----------------------------------------------------------------------------------------------------------


async def volunteer(context: Context, inbound: Press) -> Answer:
    """*I'll facilitate*: at once where nobody does, else asked once more, with who does."""
    return await _volunteer(context, inbound, instead=False)


async def volunteer_instead(context: Context, inbound: Press) -> Answer:
    """*Facilitate instead*, after it was said who does."""
    return await _volunteer(context, inbound, instead=True)


async def _volunteer(context: Context, inbound: Press, *, instead: bool) -> Answer:
    session, t, me = context.session, context.t, context.actor.person_id
    meeting, sync = await _going_on(session, inbound.object_id)
    if meeting is None or sync is None:
        return Answer(message=words.over(t))
    if context.actor.provisional or await place_of(session, sync, context.actor) is None:
        return Answer(message=words.not_taking_part(t))
    if meeting.facilitator_id not in (None, me) and not instead:
        viewpoint = (await planning.resolved_for(session, sync, context.now)).viewpoint_of(context.actor.side_id)
        named = await people_named(session, [meeting.facilitator_id])
        name = name_of(named.get(meeting.facilitator_id or 0), viewpoint)
        return Answer(message=words.facilitates_already(name, meeting.public_id, t))
    if meeting.facilitator_id != me:
        await _give(session, context.outbox, sync, meeting, me, context.now, context.offers)
    return Answer(message=await runner.shown_to(context, meeting))


async def cannot(context: Context, inbound: Press) -> Answer:
    """*Can't facilitate*: whose turn it is next takes over, and is told."""
    session, t, me = context.session, context.t, context.actor.person_id
    meeting, sync = await _going_on(session, inbound.object_id)
    if meeting is None or sync is None or not await _concerns(context, sync, meeting):
        return Answer(message=words.over(t))
    if meeting.facilitator_id == me:
        but = {me, *await asked_before(session, context.outbox, meeting)}
        chosen = await facilitating.choose(session, sync, meeting, context.now, but=but)
        await _give(session, context.outbox, sync, meeting, chosen, context.now, context.offers)
    return Answer(redraw=await runner.shown_to(context, meeting))


async def ask_swap(context: Context, inbound: Press) -> Answer:
    """*Swap*: the form that asks who takes over."""
    meeting, sync = await _going_on(context.session, inbound.object_id, lock=False)
    if meeting is None or sync is None:
        return Answer(message=words.over(context.t))
    if not await _may_hand_over(context, sync, meeting):
        return Answer(message=words.not_yours(context.t))
    options = await _options(context, sync, meeting)
    if not options:
        return Answer(message=words.nobody_to_take_over(context.t))
    return Answer(form=words.swap_form(meeting.public_id, options, context.t))


async def swap(context: Context, inbound: FormSubmitted) -> Answer:
    """Hands it to whoever was chosen, who is told."""
    session, t = context.session, context.t
    meeting, sync = await _going_on(session, inbound.object_id)
    if meeting is None or sync is None:
        return Answer(message=words.over(t))
    if not await _may_hand_over(context, sync, meeting):
        return Answer(message=words.not_yours(t))
    value = inbound.values.get(words.WHO)
    person = await person_called(session, value if isinstance(value, str) else "")
    offered = {one.value for one in await _options(context, sync, meeting, most=None)}
    if person is None or person.public_id not in offered:
        return Answer(errors=FieldErrors({words.WHO: t("Choose somebody who takes part and is there that day.")}))
    was = meeting.facilitator_id
    if was != person.id:
        await _give(session, context.outbox, sync, meeting, person.id, context.now, context.offers)
    message = await runner.shown_to(context, meeting)
    return Answer(redraw=message) if was == context.actor.person_id else Answer(message=message)


async def show(context: Context, inbound: Press) -> Answer:
    """The running order, for whoever facilitates and got no message with it."""
    meeting, sync = await _going_on(context.session, inbound.object_id, lock=False)
    if meeting is None or sync is None or not await _concerns(context, sync, meeting):
        return Answer(message=words.over(context.t))
    message = await runner.shown_to(context, meeting)
    return Answer(message=message)


async def _going_on(session: Session, public_id: str, *, lock: bool = True) -> tuple[Meeting | None, Sync | None]:
    meeting = await meeting_called(session, public_id, lock=lock)
    if meeting is None:
        return None, None
    if lock:
        await follow_rhythm(session, meeting)
    if meeting.state not in GOES_ON:
        return None, None
    return meeting, await session.get_one(Sync, meeting.sync_id)


async def _concerns(context: Context, sync: Sync, meeting: Meeting) -> bool:
    """Whether somebody takes part, or says who facilitates: nobody else learns who does."""
    takes_part = await place_of(context.session, sync, context.actor) is not None
    return takes_part or await _may_hand_over(context, sync, meeting)


async def _may_hand_over(context: Context, sync: Sync, meeting: Meeting) -> bool:
    """Whoever facilitates, whoever looks after the sync, and managers of all who take part."""
    if meeting.facilitator_id == context.actor.person_id and not context.actor.provisional:
        return True
    rhythm = await rhythm_of(context.session, sync)
    if rhythm is None:
        return False
    sides = await planning.RHYTHM.sides(context.session, rhythm)
    return access.may_decide_rhythm(context.actor, sides, rhythm.owner_id) is None


async def _options(
    context: Context, sync: Sync, meeting: Meeting, *, most: int | None = words.MOST_OFFERED
) -> list[words.Offered]:
    """Who can take over and may be named to whoever asks: those in turn first, then all others who take part."""
    session, now = context.session, context.now
    in_turn = [one.person_id for one in await facilitating.candidates_of(session, sync, now)]
    everybody = sorted(await people_in_teams(session, await planning.teams_taking_part(session, sync)))
    viewpoint = (await planning.resolved_for(session, sync, now)).viewpoint_of(context.actor.side_id)
    ids = list(dict.fromkeys([*in_turn, *everybody]))
    readers = {one.person_id: one for one in await audience.readers_called(session, ids, now)}
    there = [
        one
        for one in ids
        if one in readers
        and one != meeting.facilitator_id
        and not readers[one].provisional
        and presence.is_there(readers[one], meeting.starts_at)
    ]
    named = await people_named(session, there)
    found = [
        words.Offered(named[one].public_id, named[one].name, named[one].side_name)
        for one in there
        if one in named and name_of(named[one], viewpoint)
    ]
    return found if most is None else found[:most]
