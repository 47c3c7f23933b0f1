"""Freezes a run: its questions, its mode, who is asked and when, and the groups in which answers are kept."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import SystemRandom
from typing import Any, Self
from zoneinfo import ZoneInfo

from bot.capabilities.checkins.kinds import CheckinState, Mode, RunState
from bot.capabilities.checkins.protecting import grouping, nodes
from bot.capabilities.checkins.protecting.nodes import Person
from bot.capabilities.checkins.questions import read
from bot.capabilities.checkins.running import asking, telling
from bot.capabilities.checkins.running.newcomers import WEEKS
from bot.capabilities.checkins.running.reaching import NO_OCCASIONS, Hindrance, Reach, reach_of
from bot.capabilities.checkins.running.timing import ask_at
from bot.capabilities.checkins.store import history, runs
from bot.capabilities.checkins.store.checkins import CHECKIN, checkin_of, run_of
from bot.capabilities.checkins.store.named import leads_of
from bot.capabilities.checkins.store.runs import Called
from bot.capabilities.checkins.store.tables import Checkin, Group, Run
from bot.capability import JobContext, OccasionOffer, Work
from bot.delivery.outbox import Outbox
from bot.due.opening import note_missed
from bot.due.tables import DueState, Rhythm
from bot.people.audience import Reader
from bot.storage.sessions import Session, one_by_one

NOBODY = "nobody"
"""Why a run was not held to which nobody could have been asked; the other causes are those of `grouping.Refusal`."""

TOO_LATE_BY = "Instep was not running until more than half of the time to answer was over"

TOO_LATE = timedelta(days=400)
"""A limit for what nobody waits for any more; whether a run is of use is looked at when it is prepared."""


@dataclass(frozen=True)
class When:
    """When a run is: `at` an instant, by the clock of its rhythm.

    `local` is the time that everybody's own clock shows when they are asked; None: as soon as they are at work.
    """

    original_date: date
    at: datetime
    local: datetime | None

    @classmethod
    def of(cls, original_date: date, at: datetime, zone: str) -> Self:
        """An occurrence at an instant."""
        return cls(original_date, at, at.astimezone(ZoneInfo(zone)).replace(tzinfo=None))

    @classmethod
    def at_once(cls, now: datetime, zone: str) -> Self:
        """Today, as soon as people are at work."""
        return cls(now.astimezone(ZoneInfo(zone)).date(), now, None)


async def prepare(job: JobContext, work: Work) -> None:
    """Freezes the run of an occurrence, where that has not been done; one that comes far too late is missed."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        rhythm = await session.get(Rhythm, work.owner_id)
        checkin = await runs.checkin_locked(session, (await checkin_of(session, rhythm)).id) if rhythm else None
        row = await runs.occurrence(session, work.owner_id, work.original_date)
        if rhythm is None or checkin is None or row is None:
            await job.done(session)
            return
        known = await run_of(session, checkin.id, work.original_date)
        late = now > row.due_at + timedelta(minutes=checkin.open_minutes) / 2
        if work.kind == CHECKIN and known is None and late and row.state is DueState.WAITING:
            await runs.miss(session, row, now, TOO_LATE_BY)
            await note_missed(session, rhythm.id, now)
            return
        over = checkin.state is CheckinState.ENDED or row.state in (DueState.CANCELLED, DueState.MISSED)
        if not await job.done(session) or known is not None or late or over:
            return
        when = When.of(work.original_date, row.due_at, rhythm.zone)
        await freeze(session, job.outbox(session), checkin, when, now, job.offers.occasions)


async def freeze(
    session: Session,
    outbox: Outbox,
    checkin: Checkin,
    when: When,
    now: datetime,
    occasions: Mapping[str, OccasionOffer] = NO_OCCASIONS,
) -> Run:
    """Makes the run, and puts down the work of asking; call it with the check-in locked, once for each date.

    Its organiser is told if it is not held, and whom it newly does not come to.
    """
    closes = when.at + timedelta(minutes=checkin.open_minutes)
    reach = await reach_of(session, checkin, now, occasions, when.original_date)
    called, off = _called(reach, when, now, closes)
    questions = read(checkin.questions)
    run = Run(
        checkin_id=checkin.id,
        original_date=when.original_date,
        mode=checkin.mode,
        threshold=checkin.threshold,
        questions=checkin.questions,
        silenced=len(reach.silenced),
        left_out=_left_out(reach, off),
        at=when.at,
        opens_at=min((one.ask_at for one in called.values()), default=when.at),
        closes_at=closes,
    )
    people = [Person(one.person_id, one.side_id, one.team_id) for one in called.values()]
    # Of two at once that ask the same, the later one must know of the earlier one.
    await one_by_one(session)
    earlier = await history.earlier_runs(session, questions)
    session.add(run)
    await session.flush()
    found = None
    if people:
        # Of thousands of people and a year of runs it takes a second or two of a processor.
        found = await asyncio.to_thread(grouping.freeze, people, run.mode, run.threshold, earlier, SystemRandom())
    if found is not None:
        # No lower than when the same was asked before, or the later run would tell what the earlier one hid.
        run.threshold = found.threshold
    if found is None or isinstance(found, grouping.NotHeld):
        run.state = RunState.NOT_HELD
        run.why = NOBODY if found is None else found.why.value
        run.closed_at = now
    else:
        await _write(session, run, found, called)
        await asking.put_down_asking(session, run)
    await session.flush()
    if run.why != NOBODY or checkin.template not in WEEKS:
        # In most weeks nobody is new, which is no news.
        await telling.tell_of_reach(session, outbox, run, now)
    return run


async def _write(session: Session, run: Run, found: grouping.Grouping, called: Mapping[int, Called]) -> None:
    teams = [one.team_id for one in found.groups if one.team_id is not None] if run.mode is Mode.NAMED else []
    leads = await leads_of(session, teams)
    groups = [
        Group(
            run_id=run.id,
            side_id=one.side_id,
            team_id=one.team_id,
            lead_id=leads.get(one.team_id or 0),
            asked=len(one.people),
        )
        for one in found.groups
    ]
    session.add_all(groups)
    await session.flush()
    run.nodes = nodes.kept(found.nodes, [one.id for one in groups])
    run.rested = len(found.rested)
    group_of = {person_id: row.id for row, one in zip(groups, found.groups, strict=True) for person_id in one.people}
    asked = [called[person_id] for person_id in group_of]
    run.opens_at = min(one.ask_at for one in asked)
    await runs.write_asked(session, run, asked, group_of)


def _called(reach: Reach, when: When, now: datetime, closes: datetime) -> tuple[dict[int, Called], list[Reader]]:
    """Who is asked, with the instant of each; and who is not at work while it is open."""
    called: dict[int, Called] = {}
    off: list[Reader] = []
    ways: list[tuple[Reader, int | None]] = [(reader, None) for reader in reach.direct]
    ways += [(one.reader, one.channel.channel_id) for one in reach.by_button]
    for reader, channel_id in ways:
        at = ask_at(reader, when.local, now, closes)
        if at is None:
            off.append(reader)
        else:
            called[reader.person_id] = Called(reader.person_id, reader.team_id, reader.side_id, at, channel_id)
    return called, off


def _left_out(reach: Reach, off: Sequence[Reader]) -> list[dict[str, Any]]:
    counted = Counter((one.reader.team_id, one.why) for one in reach.unreached)
    counted.update((one.team_id, Hindrance.UNCONFIRMED) for one in reach.unconfirmed)
    counted.update((one.team_id, Hindrance.OFF) for one in off)
    return [{"team": team_id, "why": why.value, "people": people} for (team_id, why), people in sorted(counted.items())]
