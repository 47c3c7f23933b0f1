"""Hands on what waits for people who left or lead no longer, or were not met: a daily look, and nobody told twice."""

from collections.abc import Collection
from datetime import datetime

from bot.capabilities.shoutouts import store
from bot.capabilities.shoutouts.after import letters, rights
from bot.capabilities.shoutouts.kinds import ShoutoutState, StoryState
from bot.capabilities.shoutouts.release import report_subject, subject_of
from bot.capabilities.shoutouts.store import CustomerStory, Objection, Shoutout, handing_on
from bot.capabilities.shoutouts.stories import telling as stories
from bot.capabilities.shoutouts.stories.rights import deciders_of
from bot.capabilities.shoutouts.telling import LEAD, NEWS, PERSONAL, TELL, TOO_LATE, led_of, to_be_told
from bot.capability import JobContext, Work
from bot.delivery.outbox import CARD
from bot.due import standing
from bot.due.standing import DAILY
from bot.mail import bring_to_met
from bot.people import directory
from bot.storage.sessions import Session

LOOK = "shoutouts.handing_on"
"""The work of looking what waits for nobody any more, after a standstill too; each look puts down the next."""


async def ensure(session: Session, now: datetime) -> None:
    """Puts the work down where it does not wait already: call it at every start."""
    await standing.ensure(session, LOOK, now + DAILY)


async def look(job: JobContext, work: Work) -> None:
    """Hands on each in a transaction of its own; what was handed on before an interruption is found to be so."""
    # Never before this look was due, even by a clock that was set back: the next one would be this one over again.
    now = max(job.clocks.calendar.now(), work.due_at)
    async with job.write() as session:
        await bring_to_met(session, now)
    await _shoutouts(job, now)
    await _stories(job, now)
    await _reports(job, now)
    async with job.write() as session:
        if await job.done(session):
            await standing.again(session, LOOK, now + DAILY)


async def _shoutouts(job: JobContext, now: datetime) -> None:
    async with job.read() as session:
        awaited = await handing_on.shoutouts_awaited(session, TELL, now - TOO_LATE)
        found = [one.id for one in awaited if await _leads_of_shoutout(session, one)]
    for key in found:
        async with job.write() as session:
            kept = await session.get(Shoutout, key, with_for_update=True)
            if kept is not None and kept.state is ShoutoutState.POSTED:
                people = await _leads_of_shoutout(session, kept)
                await NEWS.bring(session, job.outbox(session), kept, people, now, revision=_revision(now))


async def _leads_of_shoutout(session: Session, kept: Shoutout) -> Collection[int]:
    """The present leads who were not told, where somebody whom it no longer concerns was not told either."""
    whom = await handing_on.addressed(session, subject_of(kept), (LEAD, PERSONAL), TELL)
    concerned = set(await to_be_told(session, kept))
    if whom.unserved <= concerned:
        return ()
    return (concerned & set(await led_of(session, kept))) - whom.served


async def _stories(job: JobContext, now: datetime) -> None:
    async with job.read() as session:
        left = await handing_on.stories_left(session)
        found = [one.id for one in left if await _deciders_of_story(session, one)]
    for key in found:
        async with job.write() as session:
            story = await session.get(CustomerStory, key, with_for_update=True)
            if story is None or story.state is not StoryState.OFFERED:
                continue
            if people := await _deciders_of_story(session, story):
                story.lead_id = people[0]
                await stories.tell(session, job.outbox(session), story, CARD, people, now)


async def _deciders_of_story(session: Session, story: CustomerStory) -> list[int]:
    """Who is to be asked now, where none of them was."""
    people = await deciders_of(session, story)
    slots = (CARD, stories.REMINDER)
    whom = await handing_on.addressed(session, stories.subject_of(story), slots, stories.TELL)
    return list(people) if whom.served.isdisjoint(people) else []


async def _reports(job: JobContext, now: datetime) -> None:
    async with job.read() as session:
        waiting = await store.open_objections(session)
        found = [one.id for one in waiting if await _deciders_of_report(session, one)]
    for key in found:
        async with job.write() as session:
            report = await session.get(Objection, key, with_for_update=True)
            if report is None or report.settled_at is not None:
                continue
            people, urgent = await _deciders_of_report(session, report), report.exposes_customer
            outbox, revision = job.outbox(session), _revision(now)
            await letters.TO_DECIDERS.bring(session, outbox, report, people, now, revision=revision, urgent=urgent)


async def _deciders_of_report(session: Session, report: Objection) -> Collection[int]:
    """Who decides now, where nobody who was told of it still does."""
    whom = await handing_on.addressed(session, report_subject(report), (letters.REPORT,), letters.TELL_REPORT)
    actors = await directory.actors_of(session, whom.served)
    for one, actor in actors.items():
        if rights.may_decide(actor) and await directory.takes_part(session, one):
            return ()
    kept = await session.get_one(Shoutout, report.shoutout_id)
    but = {one for one in (kept.giver_id, report.person_id) if one is not None}
    return await store.deciders(session, but)


def _revision(now: datetime) -> str:
    """By which this look's work is told from what was put down before."""
    return f"handed_on.{now:%Y%m%d}"
