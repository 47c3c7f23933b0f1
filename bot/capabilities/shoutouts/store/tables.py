"""The tables of shoutouts: who is thanked for what, who cheers, what was added, and what customers said."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.capabilities.shoutouts.kinds import Naming, ShoutoutState, StoryState, Where
from bot.storage.columns import Json, Key, PublicId, UtcDateTime
from bot.storage.tables import Base

SUBJECT = "shoutout"
"""The kind of subject that a shoutout's messages are copies of."""

REPORTED = "shoutout_objection"
"""The kind of subject of what is sent about a report; its id is the report's."""

STORY = "customer_story"
"""The kind of subject that the messages about a customer's story are copies of."""

DIGEST = "shoutouts.digest"
"""The kind of subject that digests are copies of, and of the work that sends them; its id is the week's Monday."""


class Shoutout(Base):
    """A customer's story that names people.

    `story` and `quote` of a draft are as typed. Once posted, personal data in them is masked for good, but for what
    the giver has said to be none: that is masked anew wherever
    others than internal people read it. `shown` names what they said that of (`story:0`) for one `revision`.
    `revision` counts the saves of a draft, `version` the corrections. `corrects_id` of a draft is what was posted
    that it changes once it is sent off.
    `audience_id` is the recognition audience as it was when it was posted. `giver_id` is empty once they were erased.
    """

    __tablename__ = "shoutout"
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    giver_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    giver_side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    state: Mapped[ShoutoutState] = mapped_column(default=ShoutoutState.DRAFT)
    revision: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("shoutout.id"), default=None, index=True)
    story: Mapped[str] = mapped_column(Text, default="")
    quote: Mapped[str] = mapped_column(Text, default="")
    customer: Mapped[str] = mapped_column(String(80), default="")
    value: Mapped[str] = mapped_column(String(40), default="")
    ticket_url: Mapped[str] = mapped_column(Text, default="")
    goes_to: Mapped[Where] = mapped_column(default=Where.EVERYWHERE)
    shown: Mapped[list[str]] = mapped_column(Json, default=list)
    audience_id: Mapped[int | None] = mapped_column(ForeignKey("audience.id"), default=None)
    story_id: Mapped[int | None] = mapped_column(ForeignKey("customer_story.id"), default=None, index=True)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    posted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)
    corrected_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    ended_because: Mapped[str] = mapped_column(Text, default="")


class Recipient(Base):
    """Somebody who is thanked, or a whole team (`team_id` without a person).

    `team_id` of a person is the team they were in then. `privately`: they are named to nobody but themselves and their
    lead. An erased person leaves a row without them, as a count for their side.
    """

    __tablename__ = "shoutout_recipient"
    __table_args__ = (UniqueConstraint("shoutout_id", "person_id"), Index("ix_shoutout_recipient_person", "person_id"))
    id: Mapped[Key]
    shoutout_id: Mapped[int] = mapped_column(ForeignKey("shoutout.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    whole_team: Mapped[bool] = mapped_column(default=False)
    privately: Mapped[bool] = mapped_column(default=False)


class Cheer(Base):
    """One person's applause; an erased person's stays as a count."""

    __tablename__ = "shoutout_cheer"
    __table_args__ = (UniqueConstraint("shoutout_id", "person_id"),)
    id: Mapped[Key]
    shoutout_id: Mapped[int] = mapped_column(ForeignKey("shoutout.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Note(Base):
    """What somebody added to a story; masked like the story. `removed_at`: taken back, or taken down."""

    __tablename__ = "shoutout_note"
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    shoutout_id: Mapped[int] = mapped_column(ForeignKey("shoutout.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Objection(Base):
    """Somebody who reported a shoutout to the organisation's managers, and what became of that.

    `exposes_customer`: they say that a customer's personal data can be read in it.
    """

    __tablename__ = "shoutout_objection"
    __table_args__ = (UniqueConstraint("shoutout_id", "person_id"),)
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    shoutout_id: Mapped[int] = mapped_column(ForeignKey("shoutout.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    text: Mapped[str] = mapped_column(Text)
    exposes_customer: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)


class RecognitionChoice(Base):
    """What a person has chosen: to be thanked privately, and how they are named to other sides."""

    __tablename__ = "recognition_choice"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    privately: Mapped[bool] = mapped_column(default=False)
    naming: Mapped[Naming] = mapped_column(default=Naming.FULL)


class SideNaming(Base):
    """How the people of a side may be named to other sides at most; their employer decides."""

    __tablename__ = "side_naming"
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"), primary_key=True)
    naming: Mapped[Naming] = mapped_column(default=Naming.FULL)


class CustomerStory(Base):
    """A customer's praise from a help desk or survey tool, unique by (`from_side_id`, `system`, `external_id`).

    `from_side_id` is the side whose tool brought it: what one side brings neither hinders nor betrays another's.
    `agent_id`, `login` and `alias` are what the tool calls the agent; `person_id` whom that was matched to. Personal
    data in `text` was masked when it came. `customer` is as much of the name as the organisation keeps. `matched_by_id`
    is who said whom it praises, where no tool did. Of what is not kept any longer `text` is empty.
    """

    __tablename__ = "customer_story"
    __table_args__ = (
        UniqueConstraint("from_side_id", "system", "external_id"),
        Index("ix_customer_story_state", "state"),
    )
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    from_side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    system: Mapped[str] = mapped_column(String(40))
    external_id: Mapped[str] = mapped_column(String(200))
    agent_id: Mapped[str] = mapped_column(String(128), default="")
    login: Mapped[str] = mapped_column(String(200), default="")
    alias: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    customer: Mapped[str] = mapped_column(String(80), default="")
    score: Mapped[str] = mapped_column(String(40), default="")
    ticket_url: Mapped[str] = mapped_column(Text, default="")
    said_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    came_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[StoryState] = mapped_column(default=StoryState.UNMATCHED)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None, index=True)
    side_id: Mapped[int | None] = mapped_column(ForeignKey("side.id"), default=None)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None, index=True)
    matched_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None, index=True)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)


class StoryOfTheWeek(Base):
    """The shoutout chosen for a week (its Monday): by somebody, or by cheers (`chosen_by_id` empty)."""

    __tablename__ = "story_of_the_week"
    week: Mapped[date] = mapped_column(primary_key=True)
    shoutout_id: Mapped[int] = mapped_column(ForeignKey("shoutout.id", ondelete="CASCADE"))
    chosen_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)
