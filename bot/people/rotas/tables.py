"""The tables of persons' own shifts."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.columns import Key
from bot.storage.tables import Base

LONGEST_SOURCE = 80


class PlannedShift(Base):
    """A shift as a workforce tool has it; `day` is the local day on which it starts, by which it is replaced."""

    __tablename__ = "planned_shift"
    __table_args__ = (
        UniqueConstraint("person_id", "starts_at"),
        Index("ix_planned_shift_ends_at", "ends_at"),
    )
    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class CoveredDays(Base):
    """Local days of which an import has said all the shifts of a person, and where it came from.

    They may overlap: a day is covered that lies in any of them.
    """

    __tablename__ = "covered_days"
    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    first: Mapped[date]
    last: Mapped[date]
    source: Mapped[str] = mapped_column(String(LONGEST_SOURCE))
    imported_at: Mapped[datetime]


class SaidShift(Base):
    """A shift that a person gave themselves: *I'm on until …*."""

    __tablename__ = "said_shift"
    __table_args__ = (UniqueConstraint("person_id", "starts_at"),)
    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
