"""From one rule to another in the middle of a week or month: what has begun is neither repeated nor lost."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Self

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.due.opened import PAUSED, SKIPPED, open_ones, put, rows_of, work_of
from bot.due.opening import open_near
from bot.due.rhythms import Party, Plan, Upcoming, changes_of, ruled, ruled_on
from bot.due.tables import ONE_OFF, DueState, DueWork, Rhythm, RhythmChange
from schedules.calendar import InvalidCalendar, period, zone_named

Period = tuple[date, date]


@dataclass(frozen=True)
class Passing:
    """What was, before the rule is changed: the last original date of which anything has begun or passed, and the
    places (occurrences by the old rule alone) of the periods that matter. A place of the new rule stands for each.
    """

    rule: str
    last: date
    today: date
    places: dict[Period, list[Upcoming]]

    @classmethod
    async def of(cls, session: AsyncSession, rhythm: Rhythm, plan: Plan, now: datetime) -> Self:
        """As it is by the present rule; one that can no longer be read has no places."""
        party = first_party(rhythm, plan)
        places: dict[Period, list[Upcoming]] = {}
        today = now.date()
        try:
            await open_near(session, rhythm, plan, now)
            today = now.astimezone(zone_named(party.zone)).date()
            last = await _last_begun(session, rhythm, plan, now)
            for day in (last, today, *await changes_of(session, rhythm)):
                if day != ONE_OFF:
                    places[period(rhythm.rule, day)] = within(rhythm, party, period(rhythm.rule, day))
        except InvalidCalendar:
            last = await _last_begun(session, rhythm, plan, now)
        return cls(rhythm.rule, last, today, places)

    async def to(self, session: AsyncSession, rhythm: Rhythm, plan: Plan, now: datetime) -> None:
        """Has everything follow the new rule, which `rhythm` and `plan` have by now; raises InvalidCalendar."""
        party = first_party(rhythm, plan)
        new = {found: within(rhythm, party, found) for found in self.places}
        rhythm.settled = self._settled(new)
        changes = await changes_of(session, rhythm)
        for row in await rows_of(session, rhythm, plan, open_ones(now)):
            if row.original_date > self.last:
                await session.delete(row)
            elif row.state is DueState.WAITING and row.original_date not in changes:
                mine = next((one for one in plan.parties if one.for_whom == row.for_whom), None)
                target = self._stands_for(row.original_date, new) or row.original_date
                found = ruled_on(rhythm, mine or Party(row.for_whom, rhythm.zone), target)
                if found and found.instant and found.instant > now:
                    put(row, found.instant - plan.moment(row.kind).before, now)
        ahead = {day: change for day, change in changes.items() if day > self.last}
        for change in ahead.values():
            await session.delete(change)
        await session.flush()
        carried: dict[date, RhythmChange] = {}
        for day, change in sorted(ahead.items()):
            to = self._stands_for(day, new)
            if to is not None and to not in carried and to > rhythm.settled:
                carried[to] = _change(rhythm, to, change.to_date, change, now)
        for one in self.places.get(self._period(self.today), []):
            place = self._place(one.original_date, new)
            if place is None or place.instant is None or one.instant is None or one.original_date in changes:
                continue
            if one.original_date > self.last and place.instant <= now < one.instant:
                local = one.instant.astimezone(zone_named(party.zone))
                if place.original_date > rhythm.settled and place.original_date not in carried:
                    kept = _change(rhythm, place.original_date, local.date(), None, now)
                    kept.to_time = local.time()
                    carried[place.original_date] = kept
        session.add_all(carried.values())
        await session.flush()

    def _settled(self, new: dict[Period, list[Upcoming]]) -> date:
        """The last original date by the new rule whose place has been taken: each place that began takes one."""
        if self.last == ONE_OFF:
            return ONE_OFF
        old = self.places.get(self._period(self.last), [])
        taken = max(1, sum(one.original_date <= self.last for one in old))
        there = new.get(self._period(self.last), [])
        taken -= max(0, len(old) - len(there))
        return max([self.last, *(one.original_date for one in there[: max(0, taken)])])

    def _stands_for(self, day: date, new: dict[Period, list[Upcoming]]) -> date | None:
        place = self._place(day, new)
        return place.original_date if place else None

    def _place(self, day: date, new: dict[Period, list[Upcoming]]) -> Upcoming | None:
        """The place by the new rule for one by the old: in order, from the end where there are fewer than before."""
        old, there = (each.get(self._period(day), []) for each in (self.places, new))
        at = next((number for number, one in enumerate(old) if one.original_date == day), None)
        if at is None:
            return None
        at += min(0, len(there) - len(old))
        return there[at] if at >= 0 else None

    def _period(self, day: date) -> Period:
        return next((one for one in self.places if one[0] <= day <= one[1]), (day, day))


def first_party(rhythm: Rhythm, plan: Plan) -> Party:
    """The one by whose clock and calendar the periods of a rhythm are looked at."""
    return plan.parties[0] if plan.parties else Party(zone=rhythm.zone)


def within(rhythm: Rhythm, party: Party, when: Period) -> list[Upcoming]:
    """The occurrences that the rule alone gives a period."""
    return list(takewhile(lambda one: one.original_date <= when[1], ruled(rhythm, party, {}, when[0])))


def _change(rhythm: Rhythm, day: date, to_date: date | None, like: RhythmChange | None, now: datetime) -> RhythmChange:
    return RhythmChange(
        rhythm_id=rhythm.id,
        original_date=day,
        to_date=to_date,
        to_time=like.to_time if like else None,
        changed_by=like.changed_by if like else None,
        changed_at=like.changed_at if like else now,
    )


async def _last_begun(session: AsyncSession, rhythm: Rhythm, plan: Plan, now: datetime) -> date:
    """The last original date of which something ran, is about to, or was left out when its time came."""
    left_out = DueWork.reason.in_((SKIPPED, PAUSED))
    passed = and_(left_out, DueWork.kind == plan.moments[0].kind, DueWork.due_at <= now)
    ran = and_(DueWork.state != DueState.WAITING, ~left_out)
    runs = and_(DueWork.state == DueState.WAITING, DueWork.due_at <= now)
    found = await session.scalar(
        select(func.max(DueWork.original_date)).where(work_of(rhythm, plan), or_(ran, runs, passed))
    )
    return found or ONE_OFF
