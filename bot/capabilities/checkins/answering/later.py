"""*Not now*: asks once more after two hours, in the person's shift, as long as it can be answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.capabilities.checkins.answering import messages
from bot.capabilities.checkins.answering.facts import TRY, Phase, phase_of, prompt_facts
from bot.capabilities.checkins.answering.named import mine
from bot.capabilities.checkins.answering.prompt import reminder
from bot.capabilities.checkins.kinds import Path
from bot.capabilities.checkins.store.silences import silence_of
from bot.capabilities.checkins.store.tables import Asked, Group, Run
from bot.capabilities.checkins.subjects import AGAIN, group_subject
from bot.capability import Context, Work
from bot.chat.inbound import Answer, Press
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox, Subject
from bot.due.work import put_down
from bot.mail import USUAL_MORNING, Letter, Mail
from bot.people import audience
from bot.people.audience import Reader
from bot.storage.sessions import Session
from schedules.calendar import next_beginning, on_shift

ASK_AGAIN = "checkins.ask_again"
"""The work of asking somebody once more, by the inside id of their row."""

PAUSE = timedelta(hours=2)

TOO_LATE = timedelta(days=7)
"""A limit for what nobody waits for any more; whether it is of use is looked at when it is done."""


@dataclass(frozen=True)
class PutOff:
    """Somebody who put it off."""

    run: Run
    group: Group
    row: Asked


async def not_now(context: Context, inbound: Press) -> Answer:
    """*Not now*; it says nothing of whether somebody answers, so in all modes it is kept with who pressed."""
    t = context.t
    if inbound.object_id == TRY:
        return Answer(message=messages.only_tried(t))
    found = await mine(context, inbound.object_id, writes=True)
    if found is None:
        return Answer(message=messages.not_asked(t))
    if found.facts.phase is not Phase.OPEN or found.facts.told() or found.row.path is not Path.DIRECT:
        return Answer(message=messages.nothing_to_put_off(t))
    if found.row.put_off:
        return Answer(message=messages.later_before(found.facts, t, context.zone))
    readers = await audience.readers_called(context.session, [context.actor.person_id], context.now)
    at = in_hours(readers[0] if readers else None, context.now + PAUSE)
    if at >= found.run.closes_at:
        return Answer(message=messages.no_later(found.facts, t, context.zone))
    found.row.put_off = True
    await put_down(context.session, ASK_AGAIN, found.row.id, at, for_whom=str(context.actor.person_id))
    return Answer(message=messages.later(at, context.now, t, context.zone))


def in_hours(reader: Reader | None, at: datetime) -> datetime:
    """That instant, or where it is outside of somebody's hours the beginning of their next ones."""
    if reader is None or reader.hours is None or on_shift(reader.hours, at):
        return at
    return next_beginning(reader.hours, reader.zone, at, USUAL_MORNING).instant


def _about(put_off: PutOff) -> Subject:
    return group_subject(put_off.group)


async def _load(session: Session, work: Work, now: datetime) -> PutOff | None:
    row = await session.get(Asked, work.owner_id, with_for_update=True, populate_existing=True)
    if row is None or row.person_id is None or row.answered_at is not None:
        return None
    run = await session.get_one(Run, row.run_id, populate_existing=True)
    if phase_of(run, now) is not Phase.OPEN or await silence_of(session, run.checkin_id, row.person_id, now):
        return None
    return PutOff(run, await session.get_one(Group, row.group_id), row)


async def _letters(
    session: Session, outbox: Outbox, about: PutOff, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    facts = await prompt_facts(session, about.run, about.group, about.row.side_id, now)
    return [Letter(one, reminder(facts, Texts(one.locale), one.zone, put_off=True), AGAIN) for one in readers]


ASKING_AGAIN = Mail(ASK_AGAIN, _about, _load, _letters)
