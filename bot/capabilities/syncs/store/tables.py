"""The tables of syncs: what is set up, each meeting with who attends and what is raised, and what carries over."""

from datetime import date, datetime, time

from sqlalchemy import Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.capabilities.syncs.kinds import (
    ActionState,
    Better,
    Held,
    MeetingState,
    Outcome,
    Part,
    Raise,
    SyncState,
    Template,
)
from bot.storage.columns import Json, Key, PublicId, UtcDateTime
from bot.storage.tables import Base

LONGEST_NAME = 80
"""Characters of a sync's name."""


class Sync(Base):
    """A meeting or written round that recurs, as it is set up; its times are in its rhythm (`SYNC`, by inside id).

    Its teams (and those of its audience, if it has one) take part. What their sides share is what the audience's share,
    else nothing. `minutes` is how long it lasts; `collect_before`, `remind_before` and `agenda_before` are minutes
    before it begins. `agents_per_team` attend in turn, beside the lead. `sections` are those of the agenda, in order.
    `again_at` is the local time of the second time of an event. `revision` goes up with every change, for calendars.
    """

    __tablename__ = "sync"
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    template: Mapped[Template] = mapped_column(default=Template.WEEKLY)
    held: Mapped[Held] = mapped_column(default=Held.LIVE)
    state: Mapped[SyncState] = mapped_column(default=SyncState.ACTIVE)
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None, index=True)
    audience_id: Mapped[int | None] = mapped_column(ForeignKey("audience.id"), default=None)
    meeting_url: Mapped[str] = mapped_column(Text, default="")
    sections: Mapped[list[str]] = mapped_column(Json, default=list)
    minutes: Mapped[int] = mapped_column(default=45)
    collect_before: Mapped[int] = mapped_column(default=24 * 60)
    remind_before: Mapped[int] = mapped_column(default=4 * 60)
    agenda_before: Mapped[int] = mapped_column(default=30)
    agents_per_team: Mapped[int] = mapped_column(default=1)
    again_at: Mapped[time | None] = mapped_column(default=None)
    revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class SyncTeam(Base):
    """A team that takes part."""

    __tablename__ = "sync_team"
    sync_id: Mapped[int] = mapped_column(ForeignKey("sync.id", ondelete="CASCADE"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True, index=True)


class SyncFacilitator(Base):
    """Somebody who facilitates when it is their turn, in the order of `position`; none named: the leads in turn."""

    __tablename__ = "sync_facilitator"
    sync_id: Mapped[int] = mapped_column(ForeignKey("sync.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    position: Mapped[int]


class Meeting(Base):
    """One occurrence of a sync, by the original date that its rule yields; made when its first work is due.

    `starts_at` is when it begins, as its rhythm had it when that was last looked at. `told_of` is the instant from
    which the agenda tells what is new: the one before's. `announced_for` is when it was to begin as that was posted.
    `given_back` counts how often a handover was taken and given back. `recording_url` is for those who could not come
    to an event.
    """

    __tablename__ = "sync_meeting"
    __table_args__ = (UniqueConstraint("sync_id", "original_date"),)
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    sync_id: Mapped[int] = mapped_column(ForeignKey("sync.id"), index=True)
    original_date: Mapped[date]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.COLLECTING)
    told_of: Mapped[datetime] = mapped_column(UtcDateTime)
    facilitator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None, index=True)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None, index=True)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    given_back: Mapped[int] = mapped_column(default=0)
    agenda_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    announced_for: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None, index=True)
    recording_url: Mapped[str] = mapped_column(Text, default="")


class Attendee(Base):
    """Somebody who is asked for the agenda of a meeting, and expected at it.

    `asked_at` is when they were sent their prompt, `answered_at` when they first answered, `has_nothing` that they said
    there is nothing this time. `here_at` is when they said that they are there. Erased people leave a row without
    them, as a count for their side.
    """

    __tablename__ = "sync_attendee"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("sync_meeting.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    part: Mapped[Part]
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    has_nothing: Mapped[bool] = mapped_column(default=False)
    here_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Raised(Base):
    """Something for the agenda, by an attendee or by any reader; masked by the guard like all text.

    `chosen`: whether the team's lead wants it on the agenda where a team raised many; None: not decided. `settled_at`
    is when the meeting was closed that dealt with it.
    """

    __tablename__ = "sync_raised"
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("sync_meeting.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), default=None)
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    kind: Mapped[Raise]
    text: Mapped[str] = mapped_column(Text)
    chosen: Mapped[bool | None] = mapped_column(default=None)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Written(Base):
    """A decision or a note of a meeting."""

    __tablename__ = "sync_written"
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("sync_meeting.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    kind: Mapped[Outcome]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Action(Base):
    """What somebody is to do until a day, agreed in a meeting; it comes back in every agenda until it is ended.

    `due_on` is a day by the owner's clock. `side_id` is the owner's, `author_side_id` that of who wrote it down.
    `handed` counts how often it was handed over, `moved` how often it got another day. One dropped without a reason was
    taken back by who wrote it down.
    """

    __tablename__ = "sync_action"
    __table_args__ = (Index("ix_sync_action_open", "sync_id", "state"),)
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    sync_id: Mapped[int] = mapped_column(ForeignKey("sync.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("sync_meeting.id"), default=None, index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None, index=True)
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None, index=True)
    author_side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    what: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(default=None)
    state: Mapped[ActionState] = mapped_column(default=ActionState.OPEN)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None, index=True)
    ended_because: Mapped[str] = mapped_column(Text, default="")
    handed: Mapped[int] = mapped_column(default=0)
    moved: Mapped[int] = mapped_column(default=0)


class Reply(Base):
    """Whether somebody comes to an event, or wants the recording; `again`: they come to its second time."""

    __tablename__ = "sync_reply"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)
    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("sync_meeting.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    coming: Mapped[bool]
    again: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Metric(Base):
    """A figure that the organisation imports, such as CSAT; `unit` is written after the number (“%”, “ min”, …)."""

    __tablename__ = "sync_metric"
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(String(60), unique=True)
    unit: Mapped[str] = mapped_column(String(12), default="")
    better: Mapped[Better] = mapped_column(default=Better.HIGHER)
    decimals: Mapped[int] = mapped_column(default=1)


class MetricValue(Base):
    """A figure of one side, or of one of its teams, for the days that end with `day`; one each.

    `weight` is how many cases it rests on, 0 where nobody said: with it a whole is their mean by weight.
    """

    __tablename__ = "sync_metric_value"
    __table_args__ = (
        UniqueConstraint("metric_id", "side_id", "team_id", "day"),
        Index("ix_sync_metric_value_day", "metric_id", "day"),
    )
    id: Mapped[Key]
    metric_id: Mapped[int] = mapped_column(ForeignKey("sync_metric.id", ondelete="CASCADE"))
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    team_id: Mapped[int] = mapped_column(default=0)
    day: Mapped[date]
    value: Mapped[float] = mapped_column(Float)
    weight: Mapped[int] = mapped_column(default=0)
    brought_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Feed(Base):
    """A calendar's address that nobody can guess, by the hash of its secret: of one sync, or of all of a person's."""

    __tablename__ = "sync_feed"
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    sync_id: Mapped[int | None] = mapped_column(ForeignKey("sync.id", ondelete="CASCADE"), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
