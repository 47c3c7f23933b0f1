"""Asks each lead once a week to write to two or three of their people: those who have been longest without."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from bot.capabilities.checkins.feedback import round_messages as messages
from bot.capabilities.checkins.feedback.round_messages import Line, Round
from bot.capabilities.checkins.feedback.rules import ASKED_AT_ONCE
from bot.capabilities.checkins.store import feedback as store
from bot.capabilities.checkins.store import feedback_people, feedback_rounds
from bot.capabilities.checkins.store.feedback_people import Member
from bot.capabilities.checkins.store.feedback_tables import FeedbackRound
from bot.capabilities.checkins.subjects import ROUND
from bot.capability import Context, JobContext, RhythmOffer, Work
from bot.chat.inbound import Answer, Press
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.outbox import CARD, Outbox, Subject
from bot.delivery.tables import Copy
from bot.due import deciding
from bot.due.rhythms import Moment, Party, Plan
from bot.due.tables import Rhythm, Whose
from bot.mail import Letter, Mail
from bot.people import sides
from bot.people.access import EVERYTHING
from bot.people.audience import Reader
from bot.people.calendars import MONDAY_TO_FRIDAY, NO_ZONE, TeamCalendar, team_calendars
from bot.people.model import ChatIdentity
from bot.storage.sessions import Session
from schedules.calendar import JointDaysOff

FEEDBACK = "checkins.feedback"
"""The kind of the rhythm, and of the work that is one week of it."""

TELL = "checkins.ask_for_feedback"
"""The work of asking a lead whose day begins."""

USUALLY, USUAL_TIME = "FREQ=WEEKLY;BYDAY=WE", time(10)
"""When leads are asked unless somebody decides otherwise."""

TOO_LATE = timedelta(hours=24)
TOO_LATE_TO_TELL = timedelta(days=5)
"""After that the next week's follows."""

RECENTLY = timedelta(days=7)
"""Whoever had feedback so shortly ago is not asked for."""


async def begin(session: Session, now: datetime) -> None:
    """Has the rhythm where there is none."""
    rhythm = Rhythm(kind=FEEDBACK, rule=USUALLY, starts=now.date(), at=USUAL_TIME, whose=Whose.TEAM)
    await deciding.begin_once(session, rhythm, plan, now)


async def plan(session: Session, rhythm: Rhythm) -> Plan:
    """A party for each zone in which somebody leads a team."""
    found: dict[str, list[TeamCalendar]] = {NO_ZONE: []}
    for team in (await team_calendars(session, await feedback_people.led_teams(session))).values():
        found.setdefault(team.zone, []).append(team)
    return Plan(tuple(_party(zone, found[zone]) for zone in sorted(found)), (Moment(FEEDBACK),))


def _party(zone: str, teams: Sequence[TeamCalendar]) -> Party:
    days_off = JointDaysOff(tuple((team.name, team.days_off) for team in teams))
    workdays = frozenset[int]().union(*(team.workdays for team in teams)) or MONDAY_TO_FRIDAY
    return Party(f"zone:{zone}", zone, days_off, workdays)


async def _title(session: Session, rhythm: Rhythm, t: Texts) -> str:
    return t("Asking leads for feedback")


async def _sides(session: Session, rhythm: Rhythm) -> frozenset[int]:
    return frozenset(one.id for one in await sides.all_sides(session, EVERYTHING))


RHYTHM = RhythmOffer(plan, _title, _sides)


async def ask(job: JobContext, work: Work) -> None:
    """The leads of one zone are asked, each for those of their people who have been longest without."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        if not await job.done(session):
            return
        for lead_id in await feedback_people.leads_in(session, work.for_whom.removeprefix("zone:")):
            people = to_ask_for(await feedback_people.members_led(session, lead_id), now)
            if not people or await feedback_rounds.round_of(session, lead_id, work.original_date) is not None:
                continue
            asked = FeedbackRound(
                lead_id=lead_id, day=work.original_date, at=now, people=[one.person_id for one in people]
            )
            session.add(asked)
            await session.flush()
            await ASKING.bring(session, job.outbox(session), asked, [lead_id], now)


def to_ask_for(members: Sequence[Member], now: datetime) -> Sequence[Member]:
    """Two or three of a lead's people, those longest without first; neither who is away nor who just had some."""
    there = [
        one
        for one in members
        if not (one.away_until is not None and one.away_until > now) and (one.last is None or one.last < now - RECENTLY)
    ]
    there.sort(key=lambda one: (one.last or one.since, one.name.casefold()))
    return there[:ASKED_AT_ONCE]


async def _load(session: Session, work: Work, now: datetime) -> FeedbackRound | None:
    found = await feedback_rounds.round_numbered(session, work.owner_id, lock=True)
    return None if found is None or found.left_out or await feedback_rounds.is_quiet(session, found.lead_id) else found


async def _letters(
    session: Session, outbox: Outbox, asked: FeedbackRound, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    facts = await round_of(session, asked, now)
    if not any(not one.written for one in facts.lines):
        return []
    return [Letter(one, messages.asks(facts, Texts(one.locale)), CARD) for one in readers]


ASKING = Mail(TELL, lambda asked: Subject(ROUND, asked.id), _load, _letters)


async def round_of(session: Session, asked: FeedbackRound, now: datetime) -> Round:
    """Whom a lead is asked to write to, as it stands now; of people who are no longer theirs nothing is said."""
    members = {one.person_id: one for one in await feedback_people.members_led(session, asked.lead_id)}
    written = await store.given_since(session, asked.lead_id, asked.people, asked.at)
    lines = [
        Line(one.public_id, one.name, one.last, one.since, one.person_id in written)
        for one in (members[person_id] for person_id in asked.people if person_id in members)
    ]
    quiet = await feedback_rounds.is_quiet(session, asked.lead_id)
    return Round(asked.public_id, tuple(lines), asked.at, left_out=asked.left_out, quiet=quiet)


async def compose(session: Session, subject: Subject, copy: Copy) -> Message | None:
    """The message to a lead as it stands now."""
    asked = await feedback_rounds.round_numbered(session, subject.id)
    identity = await session.get(ChatIdentity, copy.target_id)
    if asked is None or identity is None:
        return messages.over(Texts(copy.locale))
    return messages.asks(await round_of(session, asked, asked.at), Texts(copy.locale))


async def leave_out(context: Context, inbound: Press) -> Answer:
    """*Not this week*."""
    found = await _own(context, inbound)
    if found is None:
        return Answer(redraw=messages.over(context.t))
    found.left_out = True
    await context.session.flush()
    return Answer(redraw=messages.asks(await round_of(context.session, found, context.now), context.t))


async def be_quiet(context: Context, inbound: Press) -> Answer:
    """*Stop asking me*, and *Ask me again*."""
    found = await _own(context, inbound)
    if found is None:
        return Answer(redraw=messages.over(context.t))
    await feedback_rounds.quiet(context.session, context.actor.person_id, wanted=inbound.action == messages.STOP)
    return Answer(redraw=messages.asks(await round_of(context.session, found, context.now), context.t))


async def _own(context: Context, inbound: Press) -> FeedbackRound | None:
    found = await feedback_rounds.round_called(context.session, inbound.object_id)
    return found if found is not None and found.lead_id == context.actor.person_id else None
