"""Tells the owner of a rhythm what did not take place, else the organisation's admins, when they are at work."""

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.capabilities.rhythms import messages
from bot.capability import JobContext, Work
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox, Post, Subject, to_person
from bot.delivery.pace import Priority
from bot.due.opening import TELL_MISSED
from bot.due.rhythms import missed_of, upcoming
from bot.due.tables import Rhythm
from bot.due.work import put_down
from bot.people import audience, grants
from bot.people.access import EVERYTHING
from bot.people.audience import Reader
from bot.people.calendars import NO_ZONE
from bot.people.reachability import reaches
from bot.storage.sessions import Session
from schedules.calendar import next_beginning, on_shift

SUBJECT = "rhythm"
"""The kind of subject that these messages are copies of; its id is the rhythm's."""

USUAL_MORNING, USUAL_EVENING = time(9), time(17)
"""When somebody is told whose hours nobody knows, in their own zone."""


async def tell(job: JobContext, work: Work) -> None:
    """Tells what was missed since it was last told: of several admins those at work, else whose day begins first."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        if not await job.done(session):
            return
        rhythm = await session.get(Rhythm, work.owner_id)
        if rhythm is None or rhythm.kind not in job.offers.rhythms:
            return
        owner = await audience.readers_called(session, [rhythm.owner_id], now) if rhythm.owner_id is not None else ()
        owned = _reached(owner)
        readers = owned or _reached(await _admins(session, now))
        if not readers:
            return
        there = [one for one in readers if _is_there(one, now)]
        if not there:
            begins = min(next_beginning(one.hours, one.zone, now, USUAL_MORNING).instant for one in readers)
            await put_down(session, TELL_MISSED, rhythm.id, begins, slot=begins.isoformat())
            return
        await _tell(job, session, job.outbox(session), rhythm, there, nobodys=not owned)


def _reached(readers: Sequence[Reader]) -> Sequence[Reader]:
    return [one for one in readers if one.identities and one.identities[0].takes_direct]


async def _admins(session: Session, now: datetime) -> Sequence[Reader]:
    """The organisation's admins; one who is in no team has hours that nobody knows."""
    people = {one.id: one for one in await grants.admins(session, EVERYTHING)}
    in_teams = await audience.readers_called(session, people.keys(), now)
    others = people.keys() - {one.person_id for one in in_teams}
    ways = await reaches(session, others)
    return [
        *in_teams,
        *(
            Reader(
                person_id=person.id,
                team_id=0,
                side_id=person.side_id,
                name=person.name,
                identities=ways.get(person.id, ()),
                provisional=False,
                away=person.away_until is not None and person.away_until > now,
                zone=person.zone or NO_ZONE,
                locale=person.locale or "en",
                working_hours="",
                country="",
                region="",
            )
            for person in (people[one] for one in sorted(others))
        ),
    ]


def _is_there(reader: Reader, now: datetime) -> bool:
    """Whether somebody is at work; whose hours nobody knows is so on a usual day."""
    if reader.away:
        return False
    if reader.hours is not None:
        return on_shift(reader.hours, now)
    return USUAL_MORNING <= now.astimezone(ZoneInfo(reader.zone)).time() < USUAL_EVENING


async def _tell(
    job: JobContext, session: Session, outbox: Outbox, rhythm: Rhythm, readers: Sequence[Reader], *, nobodys: bool
) -> None:
    offer, now = job.offers.rhythms[rhythm.kind], job.clocks.calendar.now()
    plan = await offer.plan(session, rhythm)
    rows = await missed_of(session, rhythm, plan)
    if not rows:
        return
    coming = await upcoming(session, rhythm, plan, now, count=1)
    dates = sorted({row.original_date for row in rows})
    there = [(one.instant, place) for place, one in enumerate(coming) if one.instant is not None]
    following = coming[min(there)[1]] if there else None
    for row in rows:
        row.told = True
    posts = []
    for reader in readers:
        t = Texts(reader.locale)
        title = await offer.title(session, rhythm, t)
        message = messages.missed(title, dates, rows[-1].reason, rhythm, following, t, reader.zone, nobodys=nobodys)
        posts.append(
            Post(
                to_person(reader.identities[0].identity_id),
                message,
                reader.side_id,
                (reader.side_id,),
                reader.locale,
                f"missed.{dates[-1].isoformat()}",
            )
        )
    await outbox.publish(Subject(SUBJECT, rhythm.id), posts, priority=Priority.REMIND)
