"""The organisation's own days off, beside public holidays: for everybody, for a side, or for a team."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.columns import Key, PublicId
from bot.storage.tables import Base
from schedules.calendar import NamedDays

LONGEST_NAME = 80

_KEPT = "own days off"


class OwnDaysOff(Base):
    """Days off with a name, from the first to the last; for everybody where neither a side nor a team is named.

    `side_id` is the team's where there is one.
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
        rows = await session.scalars(select(OwnDaysOff).order_by(OwnDaysOff.first, OwnDaysOff.id))
        session.info[_KEPT] = Known(
            tuple((row.side_id, row.team_id, NamedDays(row.first, row.last, row.name)) for row in rows)
        )
    known: Known = session.info[_KEPT]
    return known


def forget_known(session: AsyncSession) -> None:
    """Has them read again in this session: call it with each change."""
    session.info.pop(_KEPT, None)
