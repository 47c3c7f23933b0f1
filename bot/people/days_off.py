"""The organisation's own days off, beside public holidays: for everybody, for a side, or for a team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.people import access, audit
from bot.people.access import Actor, Scope
from bot.people.model import Side, Team
from bot.people.refusal import Refused
from bot.storage.columns import Key, PublicId
from bot.storage.tables import Base
from schedules.calendar import NamedDays

LONGEST_NAME = 80

LONGEST = timedelta(days=366)
"""From the first day to the last: what is longer holds a mistyped date."""

KEPT = timedelta(days=400)
"""How long days off are kept that are over or were removed."""

_KEPT = "own days off"


class OwnDaysOff(Base):
    """Days off with a name, from the first to the last; for everybody where neither a side nor a team is named.

    `side_id` is the team's where there is one. Removed ones stay for a while, so that they can be brought back.
    """

    __tablename__ = "own_days_off"
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    first: Mapped[date]
    last: Mapped[date]
    side_id: Mapped[int | None] = mapped_column(ForeignKey("side.id"), index=True, default=None)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True, default=None)
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None] = mapped_column(default=None)


@dataclass(frozen=True)
class Known:
    """All own days off of the organisation, for asking by team."""

    rows: tuple[tuple[int | None, int | None, NamedDays], ...] = ()

    def of(self, team_id: int | None, side_id: int) -> tuple[NamedDays, ...]:
        """Those that hold for a team, or (None) for somebody of a side who is in none."""
        return tuple(
            days for side, team, days in self.rows if side in (None, side_id) and (team is None or team == team_id)
        )


async def known_days(session: AsyncSession) -> Known:
    """All own days off: read once in a session, since they are few and every hour of work is asked about them."""
    if _KEPT not in session.info:
        rows = await session.scalars(
            select(OwnDaysOff).where(OwnDaysOff.removed_at.is_(None)).order_by(OwnDaysOff.first, OwnDaysOff.id)
        )
        session.info[_KEPT] = Known(
            tuple((row.side_id, row.team_id, NamedDays(row.first, row.last, row.name)) for row in rows)
        )
    known: Known = session.info[_KEPT]
    return known


def forget_known(session: AsyncSession) -> None:
    """Has them read again in this session: call it with each change."""
    session.info.pop(_KEPT, None)


@dataclass(frozen=True)
class Kept:
    """Own days off as somebody may see them; `whose` is the team or side that has them, empty for everybody."""

    public_id: str
    days: NamedDays
    whose: str
    side_id: int | None
    team_id: int | None


async def listed(session: AsyncSession, scope: Scope, today: date) -> Sequence[Kept]:
    """Those of today and later that hold for everybody or for sides within scope, in their order."""
    within = OwnDaysOff.side_id.is_(None) | OwnDaysOff.side_id.in_(sorted(scope.sides or ()))
    rows = await session.execute(
        select(OwnDaysOff, Side.name, Team.name)
        .outerjoin(Side, Side.id == OwnDaysOff.side_id)
        .outerjoin(Team, Team.id == OwnDaysOff.team_id)
        .where(OwnDaysOff.removed_at.is_(None), OwnDaysOff.last >= today)
        .where(true() if scope.sides is None else within)
        .order_by(OwnDaysOff.first, OwnDaysOff.id)
    )
    return [_kept(row, team or side or "") for row, side, team in rows]


async def add(
    session: AsyncSession, actor: Actor | None, days: NamedDays, now: datetime, side: Side | None, team: Team | None
) -> Kept:
    """Days off from now on for everybody, a side or a team. Raises Refused for what cannot be, or is there already."""
    side_id = team.side_id if team else side.id if side else None
    access.require(actor, access.may_keep_days_off, side_id, team.id if team else None)
    name = " ".join(days.name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused(f"Days off need a name of at most {LONGEST_NAME} characters, like Founding day.")
    if days.last < days.first:
        raise Refused(f"The last day, {days.last}, is before the first, {days.first}. Turn them round.")
    if days.last - days.first > LONGEST:
        raise Refused(f"From {days.first} to {days.last} is more than a year. Check the dates.")
    same = select(OwnDaysOff.id).where(
        OwnDaysOff.removed_at.is_(None),
        OwnDaysOff.first == days.first,
        OwnDaysOff.last == days.last,
        OwnDaysOff.side_id.is_not_distinct_from(side_id),
        OwnDaysOff.team_id.is_not_distinct_from(team.id if team else None),
    )
    if await session.scalar(same.limit(1)) is not None:
        raise Refused("These days are off already.")
    row = OwnDaysOff(
        name=name,
        first=days.first,
        last=days.last,
        side_id=side_id,
        team_id=team.id if team else None,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    forget_known(session)
    await audit.record(session, actor, "add_days_off", "days_off", row.public_id, at=now)
    return _kept(row, team.name if team else side.name if side else "")


async def remove(session: AsyncSession, actor: Actor | None, public_id: str, now: datetime) -> NamedDays:
    """Have days be working days again. Raises Refused where there are none such, or it is not for the actor."""
    return await _change(session, actor, public_id, now, removed=True)


async def bring_back(session: AsyncSession, actor: Actor | None, public_id: str, now: datetime) -> NamedDays:
    """Undo a removal."""
    return await _change(session, actor, public_id, now, removed=False)


async def forget_before(session: AsyncSession, before: datetime) -> int:
    """Delete what was over or removed then; tells how many."""
    gone = await session.execute(
        delete(OwnDaysOff)
        .where(or_(OwnDaysOff.last < before.date(), OwnDaysOff.removed_at < before))
        .returning(OwnDaysOff.id)
    )
    return len(gone.all())


async def _change(
    session: AsyncSession, actor: Actor | None, public_id: str, now: datetime, *, removed: bool
) -> NamedDays:
    row = await session.scalar(select(OwnDaysOff).where(OwnDaysOff.public_id == public_id))
    if row is None or (actor is not None and row.side_id is not None and not actor.scope.covers(row.side_id)):
        raise Refused("These days off are no longer there.")
    access.require(actor, access.may_keep_days_off, row.side_id, row.team_id)
    if (row.removed_at is not None) is not removed:
        row.removed_at = now if removed else None
        await session.flush()
        forget_known(session)
        deed = "remove_days_off" if removed else "bring_back_days_off"
        await audit.record(session, actor, deed, "days_off", row.public_id, at=now)
    return NamedDays(row.first, row.last, row.name)


def _kept(row: OwnDaysOff, whose: str) -> Kept:
    return Kept(row.public_id, NamedDays(row.first, row.last, row.name), whose, row.side_id, row.team_id)
