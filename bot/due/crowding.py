"""A week or month that has more occurrences than its rule gives it, since another rule held when it began."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.texts import Texts
from bot.due.passing import first_party, within
from bot.due.rhythms import Plan, upcoming
from bot.due.tables import DueState, DueWork, Rhythm
from schedules.calendar import period, zone_named

MOST_NAMED = 6
"""Days that are named; of more their number is said."""


@dataclass(frozen=True)
class Crowded:
    """The days on which it took or takes place within a period, and when the next period begins."""

    days: tuple[date, ...]
    begins: date
    ends: date

    @property
    def next_begins(self) -> date:
        return self.ends + timedelta(days=1)


async def crowded(session: AsyncSession, rhythm: Rhythm, plan: Plan, now: datetime) -> Crowded | None:
    """The period of the next occurrence, if it has more of them than the rule gives it."""
    coming = await upcoming(session, rhythm, plan, now, count=1)
    following = next((one.original_date for one in coming if one.instant is not None), None)
    if following is None:
        return None
    party, (begins, ends) = first_party(rhythm, plan), period(rhythm.rule, following)
    rows = await session.execute(
        select(DueWork.original_date, DueWork.due_at).where(
            DueWork.owner_id == rhythm.id,
            DueWork.kind == plan.moments[0].kind,
            DueWork.original_date.between(begins, ends),
            DueWork.state == DueState.DONE,
        )
    )
    found: dict[date, datetime] = {row.original_date: row.due_at for row in rows}
    for one in await upcoming(session, rhythm, plan, now, until=ends):
        if one.instant is not None and one.original_date >= begins:
            found.setdefault(one.original_date, one.instant)
    if len(found) <= len(within(rhythm, party, (begins, ends))):
        return None
    zone = zone_named(party.zone)
    return Crowded(tuple(sorted(at.astimezone(zone).date() for at in found.values())), begins, ends)


def crowded_line(found: Crowded | None, t: Texts) -> str:
    """How many there are in that period, and how to have fewer; empty where all is as it should be."""
    if found is None:
        return ""
    spans = {7: t("week"), 31: t("month"), 92: t("quarter")}
    long = (found.ends - found.begins).days + 1
    span = next((name for most, name in spans.items() if long <= most), t("year"))
    fewer = t(
        "For one that begins with the next {span}, add “from {day}” to the rule.", span=span, day=found.next_begins
    )
    if len(found.days) > MOST_NAMED:
        has = t("This {span} has {n} then.", span=span, n=len(found.days))
    else:
        days = t.names([t.near_day(day) for day in found.days])
        has = t("This {span} has {n} then: {days}.", span=span, n=len(found.days), days=days)
    return f"{has} {fewer}"
