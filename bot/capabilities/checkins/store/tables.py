"""The tables of check-ins: what is set up, each run with who is asked and in which group, and what was answered.

What is anonymous stands in `Voter` and `Ballot` alone. They name nobody and hold no time; their keys are hashes of a
token that no table has, and their rows are written anew in random order every hour and when the run closes.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.capabilities.checkins.kinds import CheckinState, Mode, Path, RunState, Template
from bot.storage.columns import Json, Key, PublicId, UtcDateTime
from bot.storage.tables import Base

LONGEST_NAME = 80
"""Characters of a check-in's name."""

HASH_LENGTH = 43
"""Characters of a SHA-256 in URL-safe base64 without padding."""

_WITH_WORDS: dict[str, Any] = {"sqlite_where": text("text <> ''"), "postgresql_where": text("text <> ''")}
"""Few write something; those who do are found without reading the others."""


class Checkin(Base):
    """Short questions that are asked once or on a rhythm (`CHECKIN`, by inside id), as they are set up.

    Its teams (and those of its audience, if it has one) are asked; or those who belong to `occasion` (such as the
    people who acknowledged an update), `occasion_id` being its inside id. `threshold` and `mode` are frozen in each
    run. `open_minutes` is how long after its time a run can be answered.
    """

    __tablename__ = "checkin"
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    template: Mapped[Template] = mapped_column(default=Template.OWN)
    state: Mapped[CheckinState] = mapped_column(default=CheckinState.ACTIVE)
    mode: Mapped[Mode]
    threshold: Mapped[int] = mapped_column(default=5)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None, index=True)
    audience_id: Mapped[int | None] = mapped_column(ForeignKey("audience.id"), default=None)
    occasion: Mapped[str] = mapped_column(String(40), default="")
    occasion_id: Mapped[int | None] = mapped_column(default=None)
    open_minutes: Mapped[int] = mapped_column(default=3 * 24 * 60)
    reminds: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class CheckinTeam(Base):
    """A team that is asked."""

    __tablename__ = "checkin_team"
    checkin_id: Mapped[int] = mapped_column(ForeignKey("checkin.id", ondelete="CASCADE"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True, index=True)


class Silence(Base):
    """Somebody who does not want to be asked by a check-in: until an instant, or (None) any more."""

    __tablename__ = "checkin_silence"
    checkin_id: Mapped[int] = mapped_column(ForeignKey("checkin.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Run(Base):
    """One occurrence of a check-in, by the original date that its rule yields: frozen when it was prepared.

    `at` is the occurrence's instant by the clock of its rhythm; people are asked at that time of their own day.
    `nodes` are the sets of groups whose results may be shown at all, see `bot.capabilities.checkins.protecting`;
    `rested` counts people who were not asked so that nobody could be worked out, `silenced` those who had stopped it.
    `left_out` are the others who are not asked, counted by team and cause, see `running.reaching`.
    """

    __tablename__ = "checkin_run"
    __table_args__ = (UniqueConstraint("checkin_id", "original_date"),)
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    checkin_id: Mapped[int] = mapped_column(ForeignKey("checkin.id"), index=True)
    original_date: Mapped[date]
    state: Mapped[RunState] = mapped_column(default=RunState.PREPARED)
    why: Mapped[str] = mapped_column(String(40), default="")
    mode: Mapped[Mode]
    threshold: Mapped[int]
    questions: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    nodes: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    rested: Mapped[int] = mapped_column(default=0)
    silenced: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Group(Base):
    """The smallest set of people that answers are kept for: of a team, of a side's other teams, or of several sides.

    It is what prompts of a run are about (`subjects.GROUP`), so that a token holds for it alone. `asked` counts its
    people when the run was frozen. In an anonymous run no group is smaller than the threshold. `lead_id` led its team
    when a run with names was frozen, and sees its answers as long as they do; nobody in the other modes.
    """

    __tablename__ = "checkin_group"
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    run_id: Mapped[int] = mapped_column(ForeignKey("checkin_run.id", ondelete="CASCADE"), index=True)
    side_id: Mapped[int | None] = mapped_column(ForeignKey("side.id"), default=None)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), default=None)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None, index=True)
    asked: Mapped[int]


class Asked(Base):
    """Somebody who is asked in a run, and how; says nothing of what they answered.

    `ask_at` is when their prompt is due in their own time, None where it did not come to that; `asked_at` is when it
    was handed to the outbox. Who is asked through a channel shares the one message in `channel_id`. `remind_at` is when
    the reminder is due, None once that was looked at. `put_off`: they had *not now*, once. `answered_at` is kept in
    named and confidential runs alone; `took_part` says that somebody gave the one answer that a channel's button
    allows. Erased people leave a row without them.
    """

    __tablename__ = "checkin_asked"
    __table_args__ = (
        UniqueConstraint("run_id", "person_id"),
        Index("ix_checkin_asked_due", "run_id", "ask_at"),
        Index("ix_checkin_asked_remind", "run_id", "remind_at"),
        Index("ix_checkin_asked_group", "group_id", "path"),
        Index("ix_checkin_asked_counted", "run_id", "group_id", "asked_at", "answered_at", "took_part"),
    )
    id: Mapped[Key]
    run_id: Mapped[int] = mapped_column(ForeignKey("checkin_run.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("checkin_group.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    path: Mapped[Path] = mapped_column(default=Path.DIRECT)
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"), default=None)
    ask_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    remind_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    put_off: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    took_part: Mapped[bool] = mapped_column(default=False)


class Answer(Base):
    """What somebody answered to a question (by its place, from 1) in a named or confidential run; a text is masked."""

    __tablename__ = "checkin_answer"
    __table_args__ = (
        UniqueConstraint("run_id", "place", "person_id"),
        Index("ix_checkin_answer_counted", "run_id", "place", "group_id", "value"),
        Index("ix_checkin_answer_words", "run_id", "place", "group_id", **_WITH_WORDS),
    )
    id: Mapped[Key]
    run_id: Mapped[int] = mapped_column(ForeignKey("checkin_run.id", ondelete="CASCADE"))
    place: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("checkin_group.id"))
    value: Mapped[int | None] = mapped_column(default=None)
    text: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Voter(Base):
    """One who answered anything in an anonymous run: a hash of run and token, or random where there was no token."""

    __tablename__ = "checkin_voter"
    __table_args__ = (Index("ix_checkin_voter_group", "run_id", "group_id"), {"sqlite_with_rowid": False})
    run_id: Mapped[int] = mapped_column(ForeignKey("checkin_run.id", ondelete="CASCADE"), primary_key=True)
    voter: Mapped[str] = mapped_column(String(HASH_LENGTH), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("checkin_group.id"))


class Ballot(Base):
    """One answer to one question of an anonymous run; `voter` is another hash for each question, see `Voter`."""

    __tablename__ = "checkin_ballot"
    __table_args__ = (
        Index("ix_checkin_ballot_counted", "run_id", "place", "group_id", "value"),
        Index("ix_checkin_ballot_words", "run_id", "place", "group_id", **_WITH_WORDS),
        {"sqlite_with_rowid": False},
    )
    run_id: Mapped[int] = mapped_column(ForeignKey("checkin_run.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    voter: Mapped[str] = mapped_column(String(HASH_LENGTH), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("checkin_group.id"))
    value: Mapped[int | None] = mapped_column(default=None)
    text: Mapped[str] = mapped_column(Text, default="")


class Count(Base):
    """What came of a run, by group, counted once when it closed: so many people at a place chose a value.

    Place 0 and negative values stand for what is not chosen, see `store.tallies`. It names nobody, and stays when
    answers go.
    """

    __tablename__ = "checkin_count"
    run_id: Mapped[int] = mapped_column(ForeignKey("checkin_run.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("checkin_group.id"), primary_key=True)
    value: Mapped[int] = mapped_column(primary_key=True)
    people: Mapped[int]
