"""Tells whoever looks after a rhythm that it is theirs now, and what stays as it is though days off have changed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.capabilities.rhythms import messages, store
from bot.capabilities.rhythms.listing import coming_of
from bot.capabilities.rhythms.missed import SUBJECT
from bot.capabilities.rhythms.owners import begins, is_there, reached
from bot.capability import HeldBack, JobContext, Offers, Work
from bot.chat.message import Button, Message
from bot.chat.texts import Texts
from bot.delivery.budget import Spared
from bot.delivery.outbox import Outbox, Subject
from bot.due.rhythms import is_paused, overtaken
from bot.due.tables import Rhythm
from bot.due.work import put_down
from bot.mail import Letter, post_within_budget
from bot.people import directory
from bot.people.audience import Reader
from bot.storage.sessions import Session
from schedules.calendar import InvalidCalendar

HANDED_OVER = "rhythms.handed_over"
"""The work of telling a new owner when their day begins."""

STANDS = "rhythms.stands"
"""The same of an owner, about what days off no longer move."""

HANDED_SLOT, STANDS_SLOT = "handed", "stands"

Later = tuple[str, Mapping[str, Any]]
"""The kind of work by which somebody is told later, and its data."""

STAYS: Later = (STANDS, {})

Write = Callable[[Reader, Texts], Awaitable[tuple[Message, str] | None]]
"""What one reader is told, with the slot of that message; None where there is nothing to tell them any more."""


# --- theirs from now on -----------------------------------------------------------------------------------------------


async def tell_new_owner(
    session: Session, outbox: Outbox, offers: Offers, rhythm: Rhythm, by: int | None, now: datetime
) -> None:
    """Tells whoever looks after it now, unless they took it themselves: at once, or when their day begins."""
    if rhythm.owner_id is not None and rhythm.owner_id != by:
        write = _theirs(session, offers, rhythm, by, now)
        await _tell(session, outbox, rhythm, write, now, (HANDED_OVER, {"by": by}))


async def run_handed_over(job: JobContext, work: Work) -> None:
    """Tells them as their day begins, if they look after it still."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        rhythm = await session.get(Rhythm, work.owner_id)
        if not await job.done(session) or rhythm is None or rhythm.ended or str(rhythm.owner_id) != work.for_whom:
            return
        write = _theirs(session, job.offers, rhythm, work.data.get("by"), now)
        await _tell(session, job.outbox(session), rhythm, write, now, (HANDED_OVER, work.data))


def _theirs(session: Session, offers: Offers, rhythm: Rhythm, by: int | None, now: datetime) -> Write:
    async def write(reader: Reader, t: Texts) -> tuple[Message, str] | None:
        offer = offers.rhythms[rhythm.kind]
        giver = await directory.actor_of(session, by) if by is not None else None
        taker = await directory.actor_of(session, reader.person_id)
        name = giver.name if giver is not None and taker.scope.covers(giver.side_id) else ""
        one = messages.Listed(
            rhythm,
            await offer.title(session, rhythm, t),
            reader.name,
            await coming_of(session, rhythm, offer, now),
            mine=False,
            paused=is_paused(rhythm, now),
            whose=offer.whose,
        )
        return messages.handed_over(one, name, t, reader.zone), f"{HANDED_SLOT}.{int(now.timestamp())}"

    return write


# --- days off that no longer move it ----------------------------------------------------------------------------------


async def look_at_days_off(job: JobContext, work: Work) -> None:
    """Days off have changed: owners are told of what was opened before and stays where it is."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        if not await job.done(session):
            return
        for rhythm in await store.opened_ahead(session, job.offers.rhythms, now):
            await _tell(session, job.outbox(session), rhythm, _standing(session, job.offers, rhythm, now), now, STAYS)


async def run_stands(job: JobContext, work: Work) -> None:
    """Tells an owner as their day begins, if it stays so still."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        rhythm = await session.get(Rhythm, work.owner_id)
        if await job.done(session) and rhythm is not None and not rhythm.ended:
            write = _standing(session, job.offers, rhythm, now)
            await _tell(session, job.outbox(session), rhythm, write, now, STAYS)


def _standing(session: Session, offers: Offers, rhythm: Rhythm, now: datetime) -> Write:
    async def write(reader: Reader, t: Texts) -> tuple[Message, str] | None:
        offer = offers.rhythms[rhythm.kind]
        try:
            found = await overtaken(session, rhythm, await offer.plan(session, rhythm), now)
        except InvalidCalendar:
            return None  # its trouble is told to the operator
        if not found:
            return None
        message = messages.stands(await offer.title(session, rhythm, t), rhythm, found, t, reader.zone)
        days = [f"{one.original_date:%m%d}-{by_rule.instant or now:%m%d}" for one, by_rule in found]
        return message, f"{STANDS_SLOT}.{'.'.join(days)}"[:60]

    return write


# --- parts ------------------------------------------------------------------------------------------------------------


async def _tell(
    session: Session,
    outbox: Outbox,
    rhythm: Rhythm,
    write: Write,
    now: datetime,
    later: Later,
) -> None:
    """Tells its owner at once where they are at work, else by the work of this kind when their day begins."""
    readers = await reached(session, [rhythm.owner_id], now) if rhythm.owner_id is not None else ()
    for reader in readers:
        written = await write(reader, Texts(reader.locale))
        if written is None:
            continue
        if is_there(reader, now):
            letter = Letter(reader, *written)
            await post_within_budget(session, outbox, Subject(SUBJECT, rhythm.id), [letter], now)
            continue
        kind, data = later
        due_at = begins(reader, now)
        await put_down(
            session, kind, rhythm.id, due_at, slot=due_at.isoformat(), for_whom=str(reader.person_id), data=data
        )


async def spared(session: Session, reader: Reader, held_back: Sequence[Spared], now: datetime) -> Sequence[HeldBack]:
    """What the budget held back, in the catch-up of whoever looks after it still."""
    t, found = Texts(reader.locale), []
    for one in held_back:
        rhythm = await session.get(Rhythm, one.subject.id)
        if rhythm is None or rhythm.ended or rhythm.owner_id != reader.person_id:
            continue
        text = t("Days off have changed, and something that recurs stays as it was")
        if one.slot.startswith(HANDED_SLOT):
            text = t("Something that recurs is yours to look after now")
        found.append(HeldBack(text, Button(t("Look at it"), messages.LOOK, rhythm.public_id)))
    return found
