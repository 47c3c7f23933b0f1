"""Planned round-ups as they are kept: which updates go out together, and when."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.capabilities.updates.store.planning import ClockChange
from bot.capabilities.updates.store.tables import Update
from bot.storage.columns import Key, PublicId, UtcDateTime
from bot.storage.locking import locked
from bot.storage.tables import Base


class PlannedRoundUp(Base):
    """Several updates that go out together at one moment, until they have gone out or their plan is cancelled.

    Each of them has a plan for the same moment; `revision` goes up when it is moved. `clocks` says what the clocks make
    of the moment that was chosen in `zone`.
    """

    __tablename__ = "planned_round_up"
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    zone: Mapped[str]
    clocks: Mapped[ClockChange] = mapped_column(default=ClockChange.NONE)
    revision: Mapped[int] = mapped_column(default=1)


class RoundUpMember(Base):
    """An update of a planned round-up; `place` is where its card stands among the others."""

    __tablename__ = "round_up_member"
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"), primary_key=True)
    round_up_id: Mapped[int] = mapped_column(ForeignKey("planned_round_up.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]


async def keep(
    session: AsyncSession, author_id: int, updates: Sequence[Update], at: datetime, zone: str, clocks: ClockChange
) -> PlannedRoundUp:
    """Keeps that these go out together, in this order."""
    row = PlannedRoundUp(author_id=author_id, at=at, zone=zone, clocks=clocks, revision=1)
    session.add(row)
    await session.flush()
    session.add_all(
        RoundUpMember(update_id=known.id, round_up_id=row.id, place=place) for place, known in enumerate(updates)
    )
    await session.flush()
    return row


async def by_public_id(session: AsyncSession, public_id: str, *, lock: bool = False) -> PlannedRoundUp | None:
    """A round-up by the id that buttons carry; whether it may be changed is for the caller to ask."""
    return await _one(session, PlannedRoundUp.public_id == public_id, lock=lock)


async def by_id(session: AsyncSession, round_up_id: int, *, lock: bool = False) -> PlannedRoundUp | None:
    """A round-up by the inside id that its work carries."""
    return await _one(session, PlannedRoundUp.id == round_up_id, lock=lock)


async def _one(session: AsyncSession, which: ColumnElement[bool], *, lock: bool) -> PlannedRoundUp | None:
    return await session.scalar(locked(select(PlannedRoundUp).where(which), lock))


async def members_of(session: AsyncSession, row: PlannedRoundUp, *, lock: bool = False) -> Sequence[Update]:
    """Its updates in their order, whatever has become of each; locked in one order, whoever asks."""
    query = (
        select(Update, RoundUpMember.place)
        .join(RoundUpMember, RoundUpMember.update_id == Update.id)
        .where(RoundUpMember.round_up_id == row.id)
        .order_by(Update.id)
    )
    if lock:
        query = query.with_for_update(of=Update).execution_options(populate_existing=True)
    found = (await session.execute(query)).all()
    return [known for known, _ in sorted(found, key=lambda one: one.place)]


async def round_ups_of(session: AsyncSession, update_ids: Collection[int]) -> Mapping[int, PlannedRoundUp]:
    """With which round-up each of these updates goes out, by update; one that goes by itself is absent."""
    rows = await session.execute(
        select(RoundUpMember.update_id, PlannedRoundUp)
        .join(PlannedRoundUp, PlannedRoundUp.id == RoundUpMember.round_up_id)
        .where(RoundUpMember.update_id.in_(sorted(set(update_ids))))
    )
    return {update_id: row for update_id, row in rows}  # noqa: C416 - a row is not known to be a pair


async def end(session: AsyncSession, row: PlannedRoundUp) -> None:
    """Nothing goes out together any more."""
    await session.execute(delete(RoundUpMember).where(RoundUpMember.round_up_id == row.id))
    await session.execute(delete(PlannedRoundUp).where(PlannedRoundUp.id == row.id))


async def export_round_ups(session: AsyncSession, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The round-ups that a person has planned."""
    rows = await session.execute(
        select(PlannedRoundUp, Update.public_id)
        .join(RoundUpMember, RoundUpMember.round_up_id == PlannedRoundUp.id)
        .join(Update, Update.id == RoundUpMember.update_id)
        .where(PlannedRoundUp.author_id == person_id)
        .order_by(PlannedRoundUp.id, RoundUpMember.place)
    )
    updates: dict[PlannedRoundUp, list[str]] = {}
    for row, public_id in rows:
        updates.setdefault(row, []).append(public_id)
    return {
        "round_ups_planned": [
            {"id": row.public_id, "at": row.at.isoformat(), "zone": row.zone, "updates": ids}
            for row, ids in updates.items()
        ]
    }
