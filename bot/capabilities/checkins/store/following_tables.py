"""The tables of what follows answers: conversations, what was written back to nobody in particular, what was done."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.capabilities.checkins.store.tables import HASH_LENGTH
from bot.storage.columns import PUBLIC_ID_LENGTH, Key, PublicId, UtcDateTime
from bot.storage.tables import Base


class Talk(Base):
    """What somebody who looks after a run talks about with a person who answered it with their name."""

    __tablename__ = "checkin_talk"
    __table_args__ = (UniqueConstraint("run_id", "person_id", "by_id"),)
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    run_id: Mapped[int] = mapped_column(ForeignKey("checkin_run.id", ondelete="CASCADE"))
    place: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class TalkSaid(Base):
    """What one of the two said; masked by the guard. Its public id is that of the form, so that it is sent once."""

    __tablename__ = "checkin_talk_said"
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    talk_id: Mapped[int] = mapped_column(ForeignKey("checkin_talk.id", ondelete="CASCADE"), index=True)
    by_person: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class WrittenBack(Base):
    """What was written back to words of an anonymous run, and what whoever wrote those said to it.

    `voter` is that of the ballot, so it names nobody. `by_id` is who of the organisers wrote; of the other it is never
    known. Of the time there is the day alone; `number` is the order within one conversation, `read` that the organisers
    were told. All rows of a group are written anew together whenever one is added, see `store.written_back`.
    """

    __tablename__ = "checkin_written_back"
    __table_args__ = ({"sqlite_with_rowid": False},)
    run_id: Mapped[int] = mapped_column(ForeignKey("checkin_run.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    voter: Mapped[str] = mapped_column(String(HASH_LENGTH), primary_key=True)
    form: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("checkin_group.id"))
    number: Mapped[int]
    by_organiser: Mapped[bool]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None, index=True)
    text: Mapped[str] = mapped_column(Text)
    day: Mapped[date]
    read: Mapped[bool] = mapped_column(default=False)


class NoteSent(Base):
    """When all people of a run were last told that somebody was written back to, and how often they were."""

    __tablename__ = "checkin_note_sent"
    run_id: Mapped[int] = mapped_column(ForeignKey("checkin_run.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    number: Mapped[int] = mapped_column(default=1)


class Done(Base):
    """*You said, we did*: told to everybody who was asked in a run; `place` is the question it answers to (0: all)."""

    __tablename__ = "checkin_done"
    __table_args__ = (Index("ix_checkin_done_run", "run_id", "place"),)
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    run_id: Mapped[int] = mapped_column(ForeignKey("checkin_run.id", ondelete="CASCADE"))
    place: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    in_channels: Mapped[bool] = mapped_column(default=False)
    corrected_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None, index=True)
    corrected_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
