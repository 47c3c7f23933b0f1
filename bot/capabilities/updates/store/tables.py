"""The tables of updates: texts by version and locale, who was expected to read them, and who has."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.columns import Json, Key, PublicId, UtcDateTime
from bot.storage.tables import Base

SUBJECT = "update"
"""The kind of subject that an update's cards are copies of."""


class UpdateState(StrEnum):
    DRAFT = "draft"
    PLANNED = "planned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    TEMPLATE = "template"


class Update(Base):
    """A product change that agents must know. `locale` is the one it was written in.

    `version` numbers the texts and goes up with every correction. `asked` is the version from which *Got it* counts: it
    follows when a correction asks everybody anew. Expected readers and acknowledgements belong to `asked`.
    `revision` counts the saves of a draft, so that only what was previewed is published. `effective_from` unset means
    the moment of publication; `acknowledge_by` unset means each person's next shift, `remind_before` (minutes) what
    the organisation has set. `unreached` counts by side (its id
    as text) the people who were on shift when the current version rang and could not be messaged.
    """

    __tablename__ = "product_update"
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    audience_id: Mapped[int] = mapped_column(ForeignKey("audience.id"))
    state: Mapped[UpdateState] = mapped_column(default=UpdateState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    asked: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    urgent: Mapped[bool] = mapped_column(default=False)
    effective_from: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    acknowledge_by: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    playbook_url: Mapped[str] = mapped_column(Text, default="")
    locale: Mapped[str] = mapped_column(String(16), default="en")
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    remind_before: Mapped[int | None] = mapped_column(default=None)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    withdrawn_because: Mapped[str] = mapped_column(Text, default="")
    unreached: Mapped[dict[str, int]] = mapped_column(Json, default=dict)

    @property
    def unpublished(self) -> bool:
        """Whether it has gone out to nobody: a draft, what is planned, a template."""
        return self.state in (UpdateState.DRAFT, UpdateState.PLANNED, UpdateState.TEMPLATE)


class UpdateText(Base):
    """The words of one version in one locale; `changed` is Markdown as it was typed.

    `by_id` wrote this version at `at`; `note` says of a correction what is different from the version before.
    """

    __tablename__ = "update_text"
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    locale: Mapped[str] = mapped_column(String(16), primary_key=True)
    title: Mapped[str]
    changed: Mapped[str]
    tell_customers: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    note: Mapped[str] = mapped_column(default="")


class CorrectionDraft(Base):
    """What somebody has typed to correct a published update, until it is made or given up.

    `base` is what the update said when they began (see `corrections.rules.Base`); `revision` counts the saves, so that
    only what was previewed is made.
    """

    __tablename__ = "correction_draft"
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    base: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    title: Mapped[str]
    changed: Mapped[str]
    tell_customers: Mapped[str]
    effective_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledge_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    playbook_url: Mapped[str] = mapped_column(Text)
    remind_before: Mapped[int | None]
    until_answered: Mapped[str]
    note: Mapped[str]
    asks: Mapped[bool]
    drops_check: Mapped[bool] = mapped_column(default=False)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CorrectionAnswerer(Base):
    """Somebody whom a correction that is being written names to answer questions."""

    __tablename__ = "correction_answerer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["update_id", "person_id"], ["correction_draft.update_id", "correction_draft.person_id"], ondelete="CASCADE"
        ),
    )
    update_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    answerer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class ExpectedReader(Base):
    """A person who was in the audience when a version was published that asked for *Got it*.

    `since` is when it is asked of them where that is later than of the first, as with an update that goes out in
    each team's own morning.
    Erased people who had acknowledged it stay without a person, as a count.
    """

    __tablename__ = "expected_reader"
    __table_args__ = (
        UniqueConstraint("update_id", "version", "person_id"),
        Index("ix_expected_reader_person", "person_id"),
    )
    id: Mapped[Key]
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"))
    version: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    provisional: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Acknowledgement(Base):
    """One person's *Got it*, once per version that asked for it. `expected`: counted among those it was asked of."""

    __tablename__ = "acknowledgement"
    __table_args__ = (
        UniqueConstraint("update_id", "version", "person_id"),
        Index("ix_acknowledgement_person", "person_id"),
    )
    id: Mapped[Key]
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"))
    version: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    expected: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    platform: Mapped[str] = mapped_column(String(16))
