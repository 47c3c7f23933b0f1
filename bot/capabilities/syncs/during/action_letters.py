"""What is sent about an action to its owner, or to the owner's lead: that it is theirs, due, late, or ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.capabilities.syncs.composing import Composing
from bot.capabilities.syncs.during import action_messages as messages
from bot.capabilities.syncs.during.facts import Task, task_of
from bot.capabilities.syncs.during.walls import wall_of
from bot.capabilities.syncs.kinds import ActionState
from bot.capabilities.syncs.naming import name_of
from bot.capabilities.syncs.store import actions
from bot.capabilities.syncs.store.people import away_at, lead_of_person
from bot.capabilities.syncs.store.tables import Action, Sync
from bot.capabilities.syncs.subjects import action_subject, kind_of_slot
from bot.capability import JobContext, Work
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox
from bot.delivery.tables import Copy
from bot.due.work import put_down
from bot.mail import Letter, Mail
from bot.people.audience import Reader
from bot.people.calendars import person_calendars
from bot.people.model import ChatIdentity
from bot.people.viewpoint import Wall
from bot.storage.sessions import Session
from schedules.calendar import instant_of, zone_named

DUE = "syncs.action_due"
"""The work of reminding of an action; the slot says of what, and for which owner in turn."""

TELL = "syncs.tell_action"
"""The work of telling somebody when their working day begins."""

TOO_LATE = timedelta(days=14)
"""After that no message comes of it any more: it stands in the list and on the agenda."""

YOURS = "yours"
FELL = "fell"
SOON = "soon"
LATE = "late"
MOVED = "moved"
CHANGED = "changed"
"""What it is about, as the first word of the slot."""

SLOTS = (YOURS, FELL, SOON, LATE, MOVED, CHANGED)

_OF_A_DAY = (SOON, LATE, MOVED)
"""What is told anew where the action has another day."""

MORNING = time(9)
"""When reminders are looked at, by the owner's clock; they go out in the owner's hours."""

DAY = timedelta(days=1)


@dataclass(frozen=True)
class News:
    """Something about an action, by the slot of its message."""

    action: Action
    slot: str


async def _load(session: Session, work: Work, now: datetime) -> News | None:
    action = await actions.action_locked(session, work.owner_id)
    slot = str(work.data.get("slot", ""))
    if action is None or not slot:
        return None
    is_open = action.state is ActionState.OPEN
    return News(action, slot) if is_open or kind_of_slot(slot) == CHANGED else None


async def _write(
    session: Session, outbox: Outbox, about: News, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    task = await task_of(session, about.action)
    wall = await wall_of(session, await session.get_one(Sync, about.action.sync_id))
    concerned = await _concerned(session, about, now)
    slot = about.slot
    return [
        Letter(one, _message(task, slot, one.person_id, wall, one.side_id, Texts(one.locale), one.zone, now), slot)
        for one in readers
        if concerned is None or one.person_id in concerned
    ]


async def _concerned(session: Session, about: News, now: datetime) -> Collection[int] | None:
    """Whom it still concerns; None: whoever it was meant for."""
    if kind_of_slot(about.slot) == CHANGED:
        return None
    return await answerable(session, about.action, now)


NEWS = Mail(TELL, lambda about: action_subject(about.action), _load, _write)


async def answerable(session: Session, action: Action, now: datetime) -> Collection[int]:
    """Who is told of an open action: its owner, or while they are away the lead of their team."""
    if action.owner_id is None:
        return []
    if await away_at(session, [action.owner_id], now):
        lead = await lead_of_person(session, action.owner_id)
        if lead is not None and not await away_at(session, [lead], now):
            return [action.owner_id, lead]
    return [action.owner_id]


async def tell(
    session: Session, outbox: Outbox, action: Action, kind: str, people: Collection[int], now: datetime
) -> None:
    """Tells people of an action; each is told once of the same."""
    slot = f"{kind}.{action.handed}" if action.handed else kind
    if action.moved and kind in _OF_A_DAY:
        slot = f"{kind}.{action.handed}.{action.moved}"
    if kind == CHANGED:
        slot = f"{CHANGED}.{action.handed}.{action.state}"
    await NEWS.bring(session, outbox, News(action, slot), people, now, revision=slot, data={"slot": slot})


def _as_new(action: Action) -> Collection[str]:
    """The slots in which its present owner is told that it is theirs."""
    return [f"{kind}.{action.handed}" if action.handed else kind for kind in (YOURS, FELL)]


async def remind_later(session: Session, action: Action, now: datetime) -> bool:
    """Puts the reminders of an action down for its present owner: a day before it is due, and once it is late.

    Says whether that day before is still to come.
    """
    if action.due_on is None or action.owner_id is None:
        return False
    calendars = await person_calendars(session, [action.owner_id])
    zone = zone_named(calendars[action.owner_id].zone if action.owner_id in calendars else "UTC")
    today = now.astimezone(zone).date()
    for kind, day in ((SOON, action.due_on - DAY), (LATE, action.due_on + DAY)):
        at = instant_of(datetime.combine(day, MORNING), zone)
        # Who is told of it today need not be reminded today.
        if day > today:
            moved = f".{action.moved}" if action.moved else ""
            await put_down(session, DUE, action.id, at, slot=f"{kind}.{action.handed}{moved}")
    return action.due_on - DAY > today


async def remind(job: JobContext, work: Work) -> None:
    """Reminds of an action that is due, or late, unless it ended, is somebody else's by now, or has another day."""
    kind, _, counted = work.slot.partition(".")
    handed, _, moved = counted.partition(".")
    now = job.clocks.calendar.now()
    async with job.write() as session:
        action = await actions.action_locked(session, work.owner_id)
        if not await job.done(session) or action is None or action.state is not ActionState.OPEN:
            return
        if (handed, moved or "0") != (str(action.handed), str(action.moved)):
            return
        outbox = job.outbox(session)
        people = await answerable(session, action, now)
        # Whoever is away hears of it from their lead's side, and from the list when they are back.
        away = await away_at(session, people, now)
        to_remind = [one for one in people if one not in away] or people
        fresh = await actions.told_since(session, TELL, action, _as_new(action), now - DAY)
        await tell(session, outbox, action, kind, [one for one in to_remind if one not in fresh], now)
        await outbox.mark_stale(action_subject(action))


async def compose(session: Session, action: Action, copy: Copy, composing: Composing) -> Message | None:
    """A message about an action as it stands now."""
    identity = await session.get(ChatIdentity, copy.target_id)
    if identity is None:
        return None
    task = await task_of(session, action)
    wall = await wall_of(session, await session.get_one(Sync, action.sync_id))
    zone = "UTC"
    calendars = await person_calendars(session, [identity.person_id])
    if identity.person_id in calendars:
        zone = calendars[identity.person_id].zone
    return _message(
        task, copy.slot, identity.person_id, wall, copy.side_id or 0, Texts(copy.locale), zone, composing.now
    )


def _message(
    task: Task, slot: str, person_id: int, wall: Wall, side_id: int, t: Texts, zone: str, now: datetime
) -> Message:
    viewpoint = wall.viewpoint({side_id})
    today = now.astimezone(ZoneInfo(zone)).date()
    own = task.owner is not None and task.owner.person_id == person_id
    kind, _, counted = slot.partition(".")
    number, _, moved = counted.partition(".")
    if kind in (SOON, LATE) and (moved or "0") != str(task.moved):
        kind = MOVED
    present = kind != CHANGED and (number or "0") == str(task.handed)
    # Whoever has it since is not the one who was away then.
    owner = name_of(task.owner, viewpoint) if present else ""
    match kind:
        case "soon":
            title = messages.soon(owner, t, own=own)
        case "late":
            title = messages.late(owner, t, own=own)
        case "moved":
            title = messages.moved(owner, t, own=own)
        case "changed":
            title = messages.changed(t)
        case _:
            author = name_of(task.author, viewpoint)
            title = messages.yours(author, t, falls_to_lead=kind == FELL, handed=bool(number))
    return messages.letter(task, title, viewpoint, t, today, own=own, present=present)
