"""The tables of questions about updates: who asked what, who has it, and what was answered to whom."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.columns import Key, PublicId
from bot.storage.tables import Base


class QuestionState(StrEnum):
    """`closed`: it will not be answered, because its update was withdrawn or its asker erased."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Desk(StrEnum):
    """As what somebody has a question; `handed`: somebody else handed it over to them."""

    HELPER = "helper"
    OWNER = "owner"
    AUTHOR = "author"
    LEAD = "lead"
    MANAGER = "manager"
    HANDED = "handed"
    NOBODY = "nobody"


class Hearers(StrEnum):
    """Who hears an answer besides whoever gave it."""

    ASKER = "asker"
    EVERYONE = "everyone"


class Guidance(Base):
    """What to do about an update until a question is answered, in one line."""

    __tablename__ = "update_guidance"
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"), primary_key=True)
    until_answered: Mapped[str]


class NamedAnswerer(Base):
    """Somebody whom the author has named to answer questions while they are at work."""

    __tablename__ = "update_answerer"
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class QuestionOffer(Base):
    """Somebody was offered to have asked what they wrote to others under an update: once, and never what it was."""

    __tablename__ = "update_question_offer"
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    platform: Mapped[str] = mapped_column(String(16))
    offered_at: Mapped[datetime]


class Question(Base):
    """One question of one person about one update.

    `side_id` is the asker's, `platform` the one they asked on. `turn` counts its holders; the present one has it from
    `begins_at` on, when their shift begins, and an answer is due by `due_at`. `shown` is the question as it stands in
    all channels, in the answerer's words. Rows stay when their texts go, as counts.
    """

    __tablename__ = "update_question"
    __table_args__ = (
        Index("ix_update_question_update", "update_id", "state"),
        Index("ix_update_question_holder", "holder_id", "state"),
        Index("ix_update_question_asker", "asker_id"),
    )
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"))
    asker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    platform: Mapped[str] = mapped_column(String(16))
    text: Mapped[str]
    asked_at: Mapped[datetime]
    state: Mapped[QuestionState] = mapped_column(default=QuestionState.OPEN)
    desk: Mapped[Desk] = mapped_column(default=Desk.NOBODY)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    turn: Mapped[int] = mapped_column(default=0)
    escalated: Mapped[bool] = mapped_column(default=False)
    begins_at: Mapped[datetime | None] = mapped_column(default=None)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    shown: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    heard_by: Mapped[Hearers | None] = mapped_column(default=None)

    @property
    def is_open(self) -> bool:
        return self.state is QuestionState.OPEN
