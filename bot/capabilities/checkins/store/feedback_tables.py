"""The tables of feedback: what leads wrote to people, what was said back, and whom a lead was asked to write to."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.capabilities.checkins.kinds import FeedbackState
from bot.storage.columns import Json, Key, PublicId, UtcDateTime
from bot.storage.tables import Base


class Feedback(Base):
    """One piece of feedback for one person; masked by the guard like all text.

    `through_id` is the lead of the other company who has it to pass on, or has passed it on; None where it went
    directly. Erased people leave a row without them and without words, as a count for their side.
    """

    __tablename__ = "feedback"
    __table_args__ = (Index("ix_feedback_person", "person_id", "at"),)
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    giver_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    giver_side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    state: Mapped[FeedbackState]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    through_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None, index=True)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    reason: Mapped[str] = mapped_column(String(300), default="")
    thanked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class FeedbackReply(Base):
    """What one of the two said about a piece of feedback."""

    __tablename__ = "feedback_reply"
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), index=True)
    by_giver: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class FeedbackRound(Base):
    """The people whom a lead was asked to write to on a day (inside ids, in order); `left_out`: not this week."""

    __tablename__ = "feedback_round"
    __table_args__ = (UniqueConstraint("lead_id", "day"),)
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    lead_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    day: Mapped[date]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    people: Mapped[list[int]] = mapped_column(Json, default=list)
    left_out: Mapped[bool] = mapped_column(default=False)


class FeedbackQuiet(Base):
    """A lead who does not want to be asked every week."""

    __tablename__ = "feedback_quiet"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class FeedbackConsent(Base):
    """A side whose people may be written to by other companies directly, without their own lead."""

    __tablename__ = "feedback_consent"
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"), primary_key=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
