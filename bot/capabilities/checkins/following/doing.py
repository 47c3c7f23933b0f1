"""*You said, we did*: told to everybody who was asked in a run, corrected, and taken back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.capabilities.checkins.following import done_messages as messages
from bot.capabilities.checkins.following.done_messages import DoneFacts
from bot.capabilities.checkins.following.rules import Followed, followed, place_in, seen_by, typed
from bot.capabilities.checkins.following.spreading import spread
from bot.capabilities.checkins.kinds import RunState
from bot.capabilities.checkins.store import dones, talks
from bot.capabilities.checkins.store.feedback_people import people
from bot.capabilities.checkins.store.following_tables import Done
from bot.capabilities.checkins.store.tables import Checkin, Run
from bot.capabilities.checkins.subjects import DONE
from bot.capability import Context, HeldBack, JobContext, Work
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.chat.message import Button, Message
from bot.chat.texts import Texts
from bot.delivery.budget import Spared
from bot.delivery.guard import inspect
from bot.delivery.outbox import Outbox, Post, Subject, to_channel
from bot.delivery.pace import Priority
from bot.delivery.tables import Copy
from bot.due.work import put_down
from bot.mail import Letter, Mail
from bot.people import audience, audit
from bot.people.audience import Reader
from bot.storage.columns import new_public_id
from bot.storage.sessions import Session

SPREAD, TELL = "checkins.spread_done", "checkins.tell_done_to"
"""The work of telling a page of a run's people, and of telling one of them when their day begins."""

TOO_LATE = timedelta(days=14)
CHANNEL = "channel"


async def tell(context: Context, inbound: Press) -> Answer:
    """*Say what you did*."""
    found = await _organised(context, inbound.object_id)
    if found is None:
        return Answer(message=messages.not_yours(context.t))
    key = f"{found.run.public_id}.{new_public_id()}"
    form = messages.tell_form(key, messages.TOLD_DONE, found.questions, "", context.t, correcting=False)
    return Answer(form=form)


async def told(context: Context, inbound: FormSubmitted) -> Answer:
    """Keeps it, and has everybody told."""
    key, _, form = inbound.object_id.partition(".")
    found, t, values = await _organised(context, key), context.t, inbound.values
    if found is None:
        return Answer(message=messages.not_yours(t))
    text, wrong = typed(values.get("text"), t)
    chosen = values.get("place")
    place = chosen[0] if isinstance(chosen, tuple) and chosen else chosen if isinstance(chosen, str) else ""
    at = 0 if place == messages.ALL else place_in(found, place)
    errors = {"text": wrong} if wrong else {}
    if at is None:
        errors["place"] = t("Choose one of the questions, or all of it.")
    if errors or at is None:
        return Answer(errors=FieldErrors(errors))
    clean = inspect(text).masked
    done = Done(
        public_id=form,
        run_id=found.run.id,
        place=at,
        text=clean,
        by_id=context.actor.person_id,
        at=context.now,
        in_channels=values.get("channels") is True,
    )
    if not await dones.add(context.session, done):
        return Answer(message=messages.told_before(t))
    await put_down(context.session, SPREAD, done.id, context.now, slot="1")
    await _note(context, "tell_checkin_done", done)
    lead = t("Everybody who was asked gets it in their working hours.")
    facts = await done_facts(context.session, done, context.actor.side_id, t)
    return Answer(message=messages.told(facts, lead, t, masked=clean != text))


async def correct(context: Context, inbound: Press) -> Answer:
    """*Correct*."""
    done = await _own(context, inbound.object_id)
    if done is None:
        return Answer(message=messages.not_yours(context.t))
    return Answer(
        form=messages.tell_form(done.public_id, messages.CORRECTED, (), done.text, context.t, correcting=True)
    )


async def corrected(context: Context, inbound: FormSubmitted) -> Answer:
    """Has all copies corrected."""
    done, t = await _own(context, inbound.object_id, lock=True), context.t
    if done is None:
        return Answer(message=messages.not_yours(t))
    text, wrong = typed(inbound.values.get("text"), t)
    if wrong:
        return Answer(errors=FieldErrors({"text": wrong}))
    clean = inspect(text).masked
    if clean != done.text:
        done.text, done.corrected_at, done.corrected_by_id = clean, context.now, context.actor.person_id
        await context.session.flush()
        await context.outbox.mark_stale(Subject(DONE, done.id))
        await _note(context, "correct_checkin_done", done)
    facts = await done_facts(context.session, done, context.actor.side_id, t)
    return Answer(message=messages.told(facts, t("Corrected everywhere."), t, masked=clean != text))


async def withdraw(context: Context, inbound: Press) -> Answer:
    """*Take it back*."""
    done = await _own(context, inbound.object_id, lock=True)
    if done is None:
        return Answer(message=messages.not_yours(context.t))
    done.withdrawn_at, done.text = context.now, ""
    await context.session.flush()
    await context.outbox.cancel(Subject(DONE, done.id))
    await context.outbox.mark_stale(Subject(DONE, done.id))
    await _note(context, "withdraw_checkin_done", done)
    return Answer(message=messages.withdrawn(context.t))


async def show(context: Context, inbound: Press) -> Answer:
    """*Show* in the catch-up: to whoever was asked, or looks after it."""
    done = await dones.done_called(context.session, inbound.object_id)
    if done is None:
        return Answer(message=messages.not_yours(context.t))
    run = await context.session.get_one(Run, done.run_id)
    if not await talks.is_asked(context.session, run.id, context.actor.person_id):
        seen = await seen_by(context.session, context.actor, run)
        if seen is None or not seen.organises:
            return Answer(message=messages.not_yours(context.t))
    facts = await done_facts(context.session, done, context.actor.side_id, context.t)
    return Answer(message=messages.for_reader(facts, context.t))


async def done_facts(session: Session, done: Done, side_id: int | None, t: Texts) -> DoneFacts:
    """As people of a side (None: of several) may read it: internal people are known to all, others to their own."""
    run = await session.get_one(Run, done.run_id)
    checkin = await session.get_one(Checkin, run.checkin_id)
    known = await people(session, [done.by_id, done.corrected_by_id])

    def named(person_id: int | None) -> str:
        one = known.get(person_id or 0)
        return one.name if one is not None and (one.internal or one.side_id == side_id) else ""

    question = dones.question_of(run, done)
    return DoneFacts(
        key=done.public_id,
        name=checkin.name,
        question=question.said(t.locale) if question is not None else "",
        text=done.text,
        at=done.at,
        by=named(done.by_id),
        corrected_by=named(done.corrected_by_id) if done.corrected_by_id != done.by_id else "",
        corrected=done.corrected_at is not None,
        withdrawn=done.withdrawn_at is not None,
    )


async def tell_page(job: JobContext, work: Work) -> None:
    """Tells some of a run's people; with the first of them, the channels of their teams."""

    async def bring(session: Session, outbox: Outbox, work: Work, people: list[int], now: datetime) -> None:
        done = await dones.done_numbered(session, work.owner_id)
        if done is None:
            return
        if done.in_channels and not work.data.get("after"):
            await _into_channels(session, outbox, done)
        await MAIL.bring(session, outbox, done, people, now)

    await spread(job, work, _stands, bring, direct_alone=False)


async def compose(session: Session, subject: Subject, copy: Copy) -> Message | None:
    """A copy as it stands now."""
    done = await dones.done_numbered(session, subject.id)
    if done is None:
        return None
    t = Texts(copy.locale)
    return messages.for_reader(await done_facts(session, done, _reader_side(copy), t), t)


def _reader_side(copy: Copy) -> int | None:
    return copy.viewpoint[0] if len(copy.viewpoint) == 1 else None


async def spared(session: Session, reader: Reader, held_back: Sequence[Spared], now: datetime) -> Sequence[HeldBack]:
    """One line for each."""
    t, found = Texts(reader.locale), list[HeldBack]()
    for done_id in dict.fromkeys(one.subject.id for one in held_back):
        done = await dones.done_numbered(session, done_id)
        if done is not None and done.withdrawn_at is None:
            facts = await done_facts(session, done, reader.side_id, t)
            found.append(HeldBack(messages.spared_line(facts.name, t), Button(t("Show"), messages.SHOW, facts.key)))
    return found


async def _organised(context: Context, key: str) -> Followed | None:
    found = await followed(context.session, context.actor, key)
    return found if found is not None and found.organises else None


async def _own(context: Context, public_id: str, *, lock: bool = False) -> Done | None:
    done = await dones.done_called(context.session, public_id, lock=lock)
    if done is None or done.withdrawn_at is not None:
        return None
    found = await seen_by(context.session, context.actor, await context.session.get_one(Run, done.run_id))
    return done if found is not None and found.organises else None


async def _note(context: Context, what: str, done: Done) -> None:
    await audit.record(context.session, context.actor, what, "checkin_done", done.public_id, at=context.now)


async def _stands(session: Session, work: Work) -> int | None:
    done = await dones.done_numbered(session, work.owner_id, lock=True)
    run = await session.get(Run, done.run_id) if done is not None else None
    if done is None or done.withdrawn_at is not None or run is None or run.state is not RunState.CLOSED:
        return None
    return run.id


async def _into_channels(session: Session, outbox: Outbox, done: Done) -> None:
    """One message in each channel of a team that was asked."""
    resolved = await audience.resolve_teams(session, await talks.teams_asked(session, done.run_id))
    posts = []
    for channel in resolved.channels:
        if channel.obstacle is not None:
            continue
        sides, t = tuple(sorted(channel.side_ids)), Texts(channel.locale)
        facts = await done_facts(session, done, sides[0] if len(sides) == 1 else None, t)
        message = messages.for_reader(facts, t)
        posts.append(Post(to_channel(channel.channel_id), message, channel.side_id, sides, channel.locale, CHANNEL))
    await outbox.publish(Subject(DONE, done.id), posts, priority=Priority.REMIND)


async def _load(session: Session, work: Work, now: datetime) -> Done | None:
    done = await dones.done_numbered(session, work.owner_id, lock=True)
    return done if done is not None and done.withdrawn_at is None else None


async def _write(
    session: Session, outbox: Outbox, done: Done, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    found, composed = [], dict[tuple[int, str], Message]()
    for one in readers:
        key = (one.side_id, one.locale)
        if key not in composed:
            t = Texts(one.locale)
            composed[key] = messages.for_reader(await done_facts(session, done, one.side_id, t), t)
        found.append(Letter(one, composed[key], "card"))
    return found


MAIL = Mail[Done](TELL, lambda done: Subject(DONE, done.id), _load, _write)
