"""Tells all people of a run alike that somebody was written back to, and the organisers that somebody answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.capabilities.checkins.following import back_messages as messages
from bot.capabilities.checkins.following.rules import LOOKED_EVERY, LOOKED_FOR, NOTED_EVERY
from bot.capabilities.checkins.following.spreading import spread
from bot.capabilities.checkins.kinds import RunState
from bot.capabilities.checkins.results.messages import RESULTS
from bot.capabilities.checkins.store import written_back as store
from bot.capabilities.checkins.store.checkins import run_called
from bot.capabilities.checkins.store.following_tables import NoteSent
from bot.capabilities.checkins.store.tables import Checkin, Run
from bot.capabilities.checkins.subjects import BACK, NOTE
from bot.capability import Context, HeldBack, JobContext, Work
from bot.chat.inbound import Answer, Press
from bot.chat.message import Button, Message
from bot.chat.texts import Texts
from bot.delivery.budget import Spared
from bot.delivery.outbox import Outbox, Subject
from bot.delivery.tables import Copy
from bot.due.work import put_down
from bot.mail import Letter, Mail
from bot.people.audience import Reader
from bot.storage.sessions import Session

SPREAD, TELL = "checkins.note", "checkins.tell_note"
"""The work of telling a page of a run's people, and of telling one of them when their day begins."""

LOOK, TELL_BACK = "checkins.look_back", "checkins.tell_back"
"""The work of looking for answers once a day, and of telling an organiser of them when their day begins."""

TOO_LATE = timedelta(days=7)


async def note_all(session: Session, run: Run, now: datetime) -> None:
    """Has all people told; not before `NOTED_EVERY` after the last time, and then once for all that came between."""
    sent = await store.note_of(session, run.id)
    if sent is None:
        sent = NoteSent(run_id=run.id, at=now, number=1)
        session.add(sent)
    elif sent.at <= now:
        sent.at, sent.number = max(now, sent.at + NOTED_EVERY), sent.number + 1
    else:
        return
    await session.flush()
    await put_down(session, SPREAD, run.id, sent.at, slot=str(sent.number))


async def look_daily(session: Session, run: Run, now: datetime) -> None:
    """Has it looked for answers in a day, unless that is so already."""
    due_at = now + LOOKED_EVERY
    await put_down(session, LOOK, run.id, due_at, slot=due_at.date().isoformat())


async def tell_page(job: JobContext, work: Work) -> None:
    """Tells some of a run's people."""

    async def bring(session: Session, outbox: Outbox, work: Work, people: list[int], now: datetime) -> None:
        slot = f"card.{work.slot.partition('.')[0]}"
        about = (await session.get_one(Run, work.owner_id), slot)
        await NOTES.bring(session, outbox, about, people, now, revision=slot, data={"slot": slot})

    await spread(job, work, _still_shown, bring, direct_alone=True)


async def look(job: JobContext, work: Work) -> None:
    """Tells the organisers how many answered since yesterday, and looks again tomorrow whether anybody did or not."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        run = await session.get(Run, work.owner_id)
        if not await job.done(session) or run is None or run.state is not RunState.CLOSED:
            return
        if now + LOOKED_EVERY < run.closes_at + LOOKED_FOR:
            await look_daily(session, run, now)
        if count := await store.take_unread(session, run.id):
            slot = f"card.{now.date().isoformat()}"
            people = await store.organisers_of(session, run.id)
            data = {"slot": slot, "count": count}
            await BACKS.bring(session, job.outbox(session), (run, slot, count), people, now, revision=slot, data=data)


async def show(context: Context, inbound: Press) -> Answer:
    """*Show* in the catch-up; it only reads, so that nothing tells who looked."""
    run = await run_called(context.session, inbound.object_id)
    if run is None or run.state is not RunState.CLOSED or await context.session.get(NoteSent, run.id) is None:
        return Answer(message=messages.note_over(context.t))
    return Answer(message=messages.note(await _name(context.session, run), context.t))


async def spared_notes(
    session: Session, reader: Reader, held_back: Sequence[Spared], now: datetime
) -> Sequence[HeldBack]:
    """One line for each run."""
    t, found = Texts(reader.locale), list[HeldBack]()
    for run_id in dict.fromkeys(one.subject.id for one in held_back):
        run = await session.get(Run, run_id)
        if run is not None and run.state is RunState.CLOSED:
            text = messages.note(await _name(session, run), t).summary
            found.append(HeldBack(text, Button(t("Show"), messages.SHOW_NOTE, run.public_id)))
    return found


async def spared_backs(
    session: Session, reader: Reader, held_back: Sequence[Spared], now: datetime
) -> Sequence[HeldBack]:
    """One line for each run, to an organiser."""
    t, found = Texts(reader.locale), list[HeldBack]()
    for run_id in dict.fromkeys(one.subject.id for one in held_back):
        run = await session.get(Run, run_id)
        if run is not None and run.state is RunState.CLOSED:
            text = t("{name}: somebody answered what you wrote back.", name=await _name(session, run))
            found.append(HeldBack(text, Button(t("See results"), RESULTS, run.public_id)))
    return found


async def as_it_stands(session: Session, subject: Subject, copy: Copy) -> Message | None:
    """Notes stay as they are: they say nothing that changes."""
    return None


async def _name(session: Session, run: Run) -> str:
    return (await session.get_one(Checkin, run.checkin_id)).name


async def _still_shown(session: Session, work: Work) -> int | None:
    run = await session.get(Run, work.owner_id)
    return run.id if run is not None and run.state is RunState.CLOSED else None


async def _load(session: Session, work: Work, now: datetime) -> tuple[Run, str] | None:
    run = await session.get(Run, work.owner_id)
    return (run, str(work.data["slot"])) if run is not None and run.state is RunState.CLOSED else None


async def _write(
    session: Session, outbox: Outbox, about: tuple[Run, str], readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    name = await _name(session, about[0])
    return [Letter(one, messages.note(name, Texts(one.locale)), about[1]) for one in readers]


async def _load_back(session: Session, work: Work, now: datetime) -> tuple[Run, str, int] | None:
    found = await _load(session, work, now)
    return (*found, int(work.data["count"])) if found is not None else None


async def _write_back(
    session: Session, outbox: Outbox, about: tuple[Run, str, int], readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    run, slot, count = about
    name, found = await _name(session, run), []
    for one in readers:
        t = Texts(one.locale)
        button = Button(t("See results"), RESULTS, run.public_id, opens_form=True)
        found.append(Letter(one, messages.told_back(name, count, button, t), slot))
    return found


NOTES = Mail[tuple[Run, str]](TELL, lambda about: Subject(NOTE, about[0].id), _load, _write)
BACKS = Mail[tuple[Run, str, int]](TELL_BACK, lambda about: Subject(BACK, about[0].id), _load_back, _write_back)
