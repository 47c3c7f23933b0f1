"""A shift handover: somebody of the next shift takes it; where nobody does, leads are told, then managers."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.capabilities.syncs.agenda.posting import follow
from bot.capabilities.syncs.composing import Composing
from bot.capabilities.syncs.during import settings, taking_messages
from bot.capabilities.syncs.during.coming import SECOND_BEGINS
from bot.capabilities.syncs.during.messages import over
from bot.capabilities.syncs.during.rights import Joined, joined, may_free
from bot.capabilities.syncs.during.walls import reading, wall_of
from bot.capabilities.syncs.kinds import MeetingState, Template
from bot.capabilities.syncs.naming import Named, name_of
from bot.capabilities.syncs.planning import teams_taking_part
from bot.capabilities.syncs.second_time import second_of
from bot.capabilities.syncs.store.people import leads_of, managers_of, people_named, sides_of_teams
from bot.capabilities.syncs.store.syncs import meeting_due
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.capabilities.syncs.subjects import kind_of_slot, meeting_subject
from bot.capability import Context, JobContext, Work
from bot.chat.inbound import Answer, Press
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox
from bot.delivery.tables import Copy
from bot.due.work import put_down
from bot.mail import Letter, Mail
from bot.people.audience import Reader
from bot.people.viewpoint import Viewpoint
from bot.storage.sessions import Session

ESCALATE = "syncs.escalate"
"""The work of telling leads (slot `leads`), then managers, that nobody has taken a handover."""

TELL_NOBODY = "syncs.tell_nobody"
"""The work of telling those of them who were not at work."""

NOBODY = "nobody"
"""The slot of what they are told."""

LEADS, MANAGERS = "leads", "managers"

TOO_LATE = timedelta(hours=6)
"""After that the shift is half over; the next handover tells more."""


async def take(context: Context, inbound: Press) -> Answer:
    """*I take it*: whoever of the teams is first has it."""
    found = await joined(context, inbound.object_id, lock=True)
    if isinstance(found, Answer):
        return found
    session, meeting, t, actor = context.session, found.meeting, context.t, context.actor
    if meeting.taken_at is not None:
        return await told_who_has_it(context, found, meeting.taken_at)
    if found.sync.template is not Template.HANDOVER or meeting.state is not MeetingState.OPEN:
        return Answer(message=over(meeting.closed_at, t, context.zone))
    if actor.provisional:
        return Answer(message=taking_messages.not_confirmed(t))
    meeting.taken_by_id, meeting.taken_at = actor.person_id, context.now
    await session.flush()
    await follow(context.outbox, meeting)
    return Answer(message=taking_messages.taken(context.now, t, context.zone))


async def give_back(context: Context, inbound: Press) -> Answer:
    """*Give it back*: it is to be taken again. Others than whoever took it are asked first, or told who can."""
    found = await joined(context, inbound.object_id, lock=True)
    if isinstance(found, Answer):
        return found
    meeting, t = found.meeting, context.t
    if meeting.taken_at is None:
        return Answer(message=taking_messages.not_taken(t))
    if meeting.state is not MeetingState.OPEN:
        return Answer(message=over(meeting.closed_at, t, context.zone))
    if meeting.taken_by_id != context.actor.person_id:
        return await _offered(context, found, meeting.taken_at)
    return Answer(message=taking_messages.given_back(await put_back(context, meeting), t))


async def _offered(context: Context, found: Joined, at: datetime) -> Answer:
    """What somebody else than whoever took it is told who wants to give it back."""
    meeting, t, name = found.meeting, context.t, await name_of_taker(context, found)
    if not await may_free(context, found):
        return Answer(message=taking_messages.not_theirs(name, t))
    key = f"{meeting.public_id}.{meeting.given_back}"
    return Answer(message=taking_messages.to_free(name, at, key, context.now, t, context.zone))


async def told_who_has_it(context: Context, found: Joined, at: datetime) -> Answer:
    """Who has it since when."""
    own = found.meeting.taken_by_id == context.actor.person_id
    name = await name_of_taker(context, found)
    return Answer(message=taking_messages.taken_before(at, name, context.now, context.t, context.zone, own=own))


async def name_of_taker(context: Context, found: Joined) -> str:
    """Who took it; empty where whoever acts may not read that."""
    session, taken_by = context.session, found.meeting.taken_by_id
    named = (await people_named(session, [taken_by])).get(taken_by or 0)
    return name_of(named, (await wall_of(session, found.sync)).viewpoint({context.actor.side_id}))


async def put_back(context: Context, meeting: Meeting) -> int | None:
    """It is to be taken again, and waits for somebody as at its beginning: so many minutes, None before it begins."""
    session = context.session
    meeting.taken_by_id, meeting.taken_at, meeting.given_back = None, None, meeting.given_back + 1
    await session.flush()
    await follow(context.outbox, meeting)
    if context.now < meeting.starts_at:
        return None
    await _wait(session, meeting, context.now)
    return await settings.handover_minutes(session)


async def begun(job: JobContext, work: Work) -> None:
    """A meeting begins: its card follows, and a handover waits to be taken."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        sync, meeting = await meeting_due(session, work.owner_id, work.original_date)
        # An agenda that goes out late is still a handover that somebody has to take.
        if not await job.done(session) or meeting.state not in (MeetingState.COLLECTING, MeetingState.OPEN):
            return
        await follow(job.outbox(session), meeting)
        if (second := await second_of(session, sync, meeting)) is not None:
            await put_down(session, SECOND_BEGINS, meeting.id, second)
        if sync.template is Template.HANDOVER and meeting.taken_at is None:
            wait = timedelta(minutes=await settings.handover_minutes(session))
            await _wait(session, meeting, max(meeting.starts_at, now - wait))


async def _wait(session: Session, meeting: Meeting, begins: datetime) -> None:
    """Has the leads, then the managers, hear of it if nobody has taken it a while after it `begins` to wait."""
    wait = timedelta(minutes=await settings.handover_minutes(session))
    await put_down(session, ESCALATE, meeting.id, begins + wait, slot=_counted(LEADS, meeting))
    await put_down(session, ESCALATE, meeting.id, begins + 2 * wait, slot=_counted(MANAGERS, meeting))


def _counted(slot: str, meeting: Meeting) -> str:
    """A slot as it is called the first time, and each time after it was given back."""
    return f"{slot}.{meeting.given_back}" if meeting.given_back else slot


async def escalate(job: JobContext, work: Work) -> None:
    """Tells the leads, or the managers, once, unless somebody has taken it by now."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        meeting = await _waiting(session, work, now)
        whom = kind_of_slot(work.slot)
        if not await job.done(session) or meeting is None or work.slot != _counted(whom, meeting):
            return
        sync = await session.get_one(Sync, meeting.sync_id)
        teams = await sides_of_teams(session, await teams_taking_part(session, sync))
        people = await (leads_of(session, teams) if whom == LEADS else managers_of(session, set(teams.values())))
        await TO_WHOM_IT_FALLS.bring(
            session, job.outbox(session), meeting, people, now, revision=work.slot, urgent=True
        )


async def _waiting(session: Session, work: Work, now: datetime) -> Meeting | None:
    meeting = await session.get(Meeting, work.owner_id, with_for_update=True)
    waits = meeting is not None and meeting.state is MeetingState.OPEN and meeting.taken_at is None
    return meeting if waits else None


async def _letters(
    session: Session, outbox: Outbox, meeting: Meeting, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    sync = await session.get_one(Sync, meeting.sync_id)
    wall, slot = await wall_of(session, sync), _counted(NOBODY, meeting)
    return [
        Letter(one, _message(sync, meeting, None, wall.viewpoint({one.side_id}), Texts(one.locale), one.zone), slot)
        for one in readers
    ]


TO_WHOM_IT_FALLS = Mail(TELL_NOBODY, meeting_subject, _waiting, _letters, teamless=True)
"""That nobody has taken a handover, to leads and managers."""


async def compose(session: Session, meeting: Meeting, copy: Copy, composing: Composing) -> Message | None:
    """What leads and managers were told, as it stands now."""
    sync = await session.get_one(Sync, meeting.sync_id)
    found = await reading(session, copy, await wall_of(session, sync))
    if found is None:
        return None
    named = (await people_named(session, [meeting.taken_by_id])).get(meeting.taken_by_id or 0)
    own = found.person_id == meeting.taken_by_id
    return _message(sync, meeting, named, found.viewpoint, Texts(copy.locale), found.zone, own=own)


def _message(
    sync: Sync,
    meeting: Meeting,
    taken_by: Named | None,
    viewpoint: Viewpoint,
    t: Texts,
    zone: str,
    *,
    own: bool = False,
) -> Message:
    if meeting.taken_at is not None or meeting.state is not MeetingState.OPEN:
        name = name_of(taken_by, viewpoint)
        return taking_messages.settled(sync.name, meeting.starts_at, meeting.taken_at, name, t, zone, own=own)
    return taking_messages.nobody(sync.name, meeting.public_id, meeting.starts_at, t, zone)
