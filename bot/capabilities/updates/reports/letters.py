"""What is sent about a report: to whoever has it to decide, and of the decision to everybody who reported it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.capabilities.updates.reports import messages, views
from bot.capabilities.updates.reports.holding import Turn, holder_of
from bot.capabilities.updates.reports.parts import OwnReport, Standing
from bot.capabilities.updates.store import Update
from bot.capabilities.updates.store import answerers as people
from bot.capabilities.updates.store import reports as store
from bot.capabilities.updates.store.report_tables import Report
from bot.chat.inbound import Identity
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery.outbox import Outbox, Post, Subject, to_person
from bot.delivery.pace import Priority
from bot.delivery.tables import Copy
from bot.due.work import put_down
from bot.people import directory
from bot.people.model import ChatIdentity
from bot.storage.sessions import Session

BEGINS_JOB = "updates.report_begins"
DUE_JOB = "updates.report_due"

TOLD = "fault_report.told"
"""The kind of subject of messages to those who reported; its id is the report's."""

ABOUT_SEVERAL = "fault_reports"
"""The kind of subject of messages that concern several reports; its id is that of the person who decides them."""

MOST_RUNG = 3
"""Reports with a direct message each that somebody has open at once; the others are shown in one list.

Held back for the next catch-up, a report would outlive its clock, so this stands in place of the budget of a shift."""


@dataclass(frozen=True)
class Mail:
    """What is needed to send about reports: the transaction, and the calendar's instant."""

    session: Session
    outbox: Outbox
    now: datetime

    # --- whoever decides ----------------------------------------------------------------------------------------------

    async def hand(self, report: Report, turn: Turn) -> None:
        """Gives a report to somebody: now, or once their shift begins. Whoever had it may still decide it."""
        report.turn += 1
        report.desk = turn.desk
        report.holder_id = turn.holder.person_id if turn.holder else None
        report.begins_at = turn.begins_at
        await self.look_again(report, turn.due_at)
        if turn.holder is not None and turn.begins_at <= self.now:
            await self.call(report)
        elif turn.holder is not None:
            await put_down(self.session, BEGINS_JOB, report.id, turn.begins_at, slot=str(report.turn))
        await self.redraw([report])

    async def look_again(self, report: Report, at: datetime) -> None:
        """Has a report looked at again at an instant, by which it is to be decided."""
        report.step += 1
        report.due_at = at
        await self.session.flush()
        await put_down(self.session, DUE_JOB, report.id, at, slot=str(report.step))

    async def call(self, report: Report) -> None:
        """Messages whoever has a report; somebody who has several already hears once a day that more wait."""
        holder = await holder_of(self.session, report, self.now)
        if holder is None or holder.reach is None:
            return
        if await store.count_held_by(self.session, holder.person_id, self.now) > MOST_RUNG:
            subject, slot = Subject(ABOUT_SEVERAL, holder.person_id), f"more.{self.now:%Y%m%d}"
            message = messages.more_wait(Texts(holder.locale))
        else:
            person = await directory.actor_of(self.session, holder.person_id)
            line = await views.line_for_decider(self.session, report, person, holder.locale)
            subject, slot = report_subject(report), f"{store.HOLDER}{report.turn}"
            message = messages.to_decide(line, Texts(holder.locale), holder.zone, self.now)
        post = Post(
            to_person(holder.reach.identity_id), message, holder.side_id, (holder.side_id,), message.locale, slot
        )
        await self.outbox.publish(subject, [post], priority=Priority.ANSWER)

    async def redraw(self, reports: Sequence[Report]) -> None:
        """Has the direct messages to those who have or had these reports say at once how they stand."""
        by_id = {report.id: report for report in reports}
        changes = [
            (copy, message)
            for copy in await store.holder_copies(self.session, reports)
            if (message := await _to_decide(self.session, by_id[copy.subject_id], copy, self.now)) is not None
        ]
        await self.outbox.edit_all(changes, priority=Priority.ANSWER)

    # --- whoever reported ---------------------------------------------------------------------------------------------

    async def tell_outcome(self, report: Report) -> int:
        """Tells everybody who reported it what became of it; says how many cannot be messaged."""
        known = await views.topic_of(self.session, report)
        theirs = {one.person_id: one for one in await store.sightings_of(self.session, report) if one.person_id}
        found = await people.answerers(self.session, [person_id for person_id in theirs if person_id], self.now)
        alike: dict[tuple[int, str], OwnReport] = {}
        posts = []
        for person in found.values():
            if person.reach is None:
                continue
            key = (theirs[person.person_id].side_id, person.locale)
            if key not in alike:
                alike[key] = await self._alike(report, known, *key)
            own = replace(alike[key], text=theirs[person.person_id].text)
            t = Texts(person.locale)
            message = messages.told(own, known.public_id if known else "", t, person.zone, self.now)
            posts.append(
                Post(to_person(person.reach.identity_id), message, person.side_id, (person.side_id,), t.locale)
            )
        await self.outbox.publish(Subject(TOLD, report.id), posts, priority=Priority.ANSWER)
        return len(theirs) - len(posts)

    async def _alike(self, report: Report, known: Update | None, side_id: int, locale: str) -> OwnReport:
        """What all of a side are told in one locale, without their own words."""
        viewpoint = (await views.wall_around(self.session, known)).viewpoint({side_id})
        return OwnReport(
            await views.title_of(self.session, known, locale),
            "",
            await views.tally_for(self.session, report, viewpoint),
            Standing(None, (), told=True),
            await views.outcome_for(self.session, report, viewpoint),
        )


def report_subject(report: Report) -> Subject:
    return Subject(store.REPORT, report.id)


async def _to_decide(session: Session, report: Report, copy: Copy, now: datetime) -> Message | None:
    """What a copy says now; None where whoever has it is erased."""
    row = await session.get(ChatIdentity, copy.target_id)
    if row is None:
        return None
    person = await directory.actor_of(session, row.person_id, Identity(row.platform, row.home, row.user_id))
    turn = int(copy.slot.removeprefix(store.HOLDER))
    line = await views.line_for_decider(session, report, person, copy.locale, turn=turn)
    return messages.to_decide(line, Texts(copy.locale), person.zone or "UTC", now)


@dataclass(frozen=True)
class Composer:
    """Composes what those who decide a report see of it, with how many have joined it by now."""

    clocks: Clocks

    async def __call__(self, session: Session, subject: Subject, copy: Copy) -> Message | None:
        """The message as it stands now."""
        report = await session.get(Report, subject.id)
        if report is None or not copy.slot.startswith(store.HOLDER):
            return None
        return await _to_decide(session, report, copy, self.clocks.calendar.now())


async def close_reports(session: Session, outbox: Outbox, known: Update, now: datetime) -> int:
    """Closes the open reports about an update that is withdrawn, and tells everybody in them; says how many."""
    closed = await store.close_about(session, known, now)
    mail = Mail(session, outbox, now)
    await mail.redraw(closed)
    for report in closed:
        await mail.tell_outcome(report)
    return len(closed)
