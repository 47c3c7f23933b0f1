"""The tables of people, sides, teams, channels, audiences and rights.

Inside keys are integers; whatever leaves the process (buttons, links, the API) uses `public_id`.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from bot.chat.channels import written
from bot.people.folding import folded, found_by
from bot.storage.columns import Json, Key, PublicId
from bot.storage.tables import Base


class SideKind(StrEnum):
    INTERNAL = "internal"
    PARTNER = "partner"


class SideState(StrEnum):
    """`paused` gets nothing for a while; `leaving` gets nothing more and is erased on `erase_on`; `gone` is erased."""

    ACTIVE = "active"
    PAUSED = "paused"
    LEAVING = "leaving"
    GONE = "gone"


class PersonState(StrEnum):
    """`provisional` people were seen in a team's channel and wait for their lead's word."""

    PROVISIONAL = "provisional"
    ACTIVE = "active"
    LEFT = "left"
    ERASED = "erased"


HAVE_LEFT = (PersonState.LEFT, PersonState.ERASED)
"""The states of people who are in no team any more."""


class Presence(StrEnum):
    """How a partner is on a platform; decides what is possible there and what set-up says."""

    OWN_WORKSPACE = "own_workspace"
    SLACK_CONNECT = "slack_connect"
    OWN_TENANT = "own_tenant"
    GUESTS = "guests"
    SHARED_BY_US = "shared_by_us"
    SHARED_BY_THEM = "shared_by_them"


class Sharing(StrEnum):
    """What the sides of an audience let one another see; `nothing` is a wall."""

    NOTHING = "nothing"
    FIGURES = "figures"
    NAMES = "names"


class Role(StrEnum):
    """Rights, each within a side or for the organisation. `urgent` may ring people."""

    AGENT = "agent"
    LEAD = "lead"
    MANAGER = "manager"
    AUTHOR = "author"
    URGENT = "urgent"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Side(Base):
    """The company's own people, or one partner."""

    __tablename__ = "side"
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[SideKind]
    state: Mapped[SideState] = mapped_column(default=SideState.ACTIVE)
    erase_on: Mapped[date | None] = mapped_column(default=None)
    created_at: Mapped[datetime]


class HomeLink(Base):
    """A workspace, enterprise or tenant that an admin has linked to a side."""

    __tablename__ = "home_link"
    __table_args__ = (UniqueConstraint("platform", "home"),)
    id: Mapped[Key]
    platform: Mapped[str] = mapped_column(String(16))
    home: Mapped[str] = mapped_column(String(64))
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    presence: Mapped[Presence]


class StrangerHome(Base):
    """A home that nobody has linked yet; kept so that the admins hear of each new company once."""

    __tablename__ = "stranger_home"
    __table_args__ = (UniqueConstraint("platform", "home"),)
    id: Mapped[Key]
    platform: Mapped[str] = mapped_column(String(16))
    home: Mapped[str] = mapped_column(String(64))
    seen_at: Mapped[datetime]


class Team(Base):
    """People of one side who work together. `working_hours` as `schedules.calendar` reads it.

    `found_by` is the name as it is looked for.
    """

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("side_id", "name"),)
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    found_by: Mapped[str] = mapped_column(Text, default="")
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    country: Mapped[str] = mapped_column(String(2), default="")
    region: Mapped[str] = mapped_column(String(8), default="")
    locale: Mapped[str] = mapped_column(String(16), default="en")
    working_hours: Mapped[str] = mapped_column(default="")
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    home_channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"), default=None)
    archived: Mapped[bool] = mapped_column(default=False)

    @validates("name")
    def _named(self, _: str, value: str) -> str:
        self.found_by = folded(value)
        return value


class Person(Base):
    """One human, whoever employs them, with or without a chat identity.

    `email` is lower-case and unique within the side, so that nobody learns of other sides' people by trying;
    `working_hours` and `zone` are empty where the team's hold; `away_until` may be over, and then they are back since.
    `found_by` is name, alias and e-mail as they are looked for: it follows them, but for rows that are written without
    an object, which must bring it along.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index(
            "ux_person_email",
            "side_id",
            "email",
            unique=True,
            sqlite_where=text("email <> ''"),
            postgresql_where=text("email <> ''"),
        ),
    )
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    alias: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(320), default="")
    found_by: Mapped[str] = mapped_column(Text, default="")
    zone: Mapped[str] = mapped_column(String(64), default="")
    locale: Mapped[str] = mapped_column(String(16), default="")
    working_hours: Mapped[str] = mapped_column(default="")
    state: Mapped[PersonState] = mapped_column(default=PersonState.PROVISIONAL)
    away_until: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    left_at: Mapped[datetime | None] = mapped_column(default=None)

    @validates("name", "alias", "email")
    def _called(self, column: str, value: str) -> str:
        now = {"name": self.name, "alias": self.alias, "email": self.email, column: value}
        self.found_by = found_by(**{name: text or "" for name, text in now.items()})
        return value


class ChatIdentity(Base):
    """A person on a chat platform.

    `seen` holds, for each way to reach them (`button`, `form`, `direct`, `ephemeral`), that it worked and the date;
    `guest` means that `home` is not the company that employs them, so that it says nothing of their side.
    """

    __tablename__ = "chat_identity"
    __table_args__ = (UniqueConstraint("platform", "home", "user_id"),)
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    platform: Mapped[str] = mapped_column(String(16))
    home: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[str] = mapped_column(String(128))
    installation_key: Mapped[str] = mapped_column(String(200), default="")
    guest: Mapped[bool] = mapped_column(default=False)
    deactivated: Mapped[bool] = mapped_column(default=False)
    seen: Mapped[dict[str, Any]] = mapped_column(default=dict)


class DeskIdentity(Base):
    """A person in a help desk, often under a customer-facing alias; `found_by` is the alias as it is looked for."""

    __tablename__ = "desk_identity"
    __table_args__ = (UniqueConstraint("system", "agent_id"),)
    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    system: Mapped[str] = mapped_column(String(40))
    agent_id: Mapped[str] = mapped_column(String(128))
    alias: Mapped[str] = mapped_column(String(200), default="")
    found_by: Mapped[str] = mapped_column(Text, default="")

    @validates("alias")
    def _called(self, _: str, value: str) -> str:
        self.found_by = folded(value)
        return value


class Membership(Base):
    """A person in a team, from one instant to another; `confirmed` by the team's lead or an import.

    `declined`: the lead has said that they do not belong to it. `channel_id`: they came by being in that channel, and
    go by leaving it.
    """

    __tablename__ = "membership"
    __table_args__ = (
        Index(
            "ux_membership_open",
            "team_id",
            "person_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )
    id: Mapped[Key]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    confirmed: Mapped[bool] = mapped_column(default=False)
    declined: Mapped[bool] = mapped_column(default=False)
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"), default=None)
    since: Mapped[datetime]
    until: Mapped[datetime | None] = mapped_column(default=None)


class Channel(Base):
    """A place on one platform. Facts are kept by events and by one paged sweep (`checked_at`).

    `homes` are the other companies' workspaces or tenants in it, `agreed_homes` those that somebody has agreed to;
    `seen_sides` are the sides of the people met in it, 0 for people who belong to none.
    """

    __tablename__ = "channel"
    __table_args__ = (UniqueConstraint("platform", "installation_key", "external_id"),)
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    platform: Mapped[str] = mapped_column(String(16))
    installation_key: Mapped[str] = mapped_column(String(200))
    external_id: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200), default="")
    archived: Mapped[bool] = mapped_column(default=False)
    missing: Mapped[bool] = mapped_column(default=False)
    private: Mapped[bool] = mapped_column(default=False)
    bot_is_member: Mapped[bool] = mapped_column(default=False)
    can_post: Mapped[bool] = mapped_column(default=False)
    shared: Mapped[bool] = mapped_column(default=False)
    homes: Mapped[list[str]] = mapped_column(default=list)
    agreed_homes: Mapped[list[str]] = mapped_column(default=list)
    seen_sides: Mapped[list[int]] = mapped_column(Json, default=list)
    hosted_elsewhere: Mapped[bool] = mapped_column(default=False)
    address: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    checked_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def written(self) -> str:
        """Its name as people of its platform write it."""
        return written(self.platform, self.name or self.external_id)


class ChannelTeam(Base):
    """A channel linked to a team; a shared channel may have several."""

    __tablename__ = "channel_team"
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)


class Audience(Base):
    """A named set of teams and channels, and what its sides share.

    Names are unique only among those that one person may see: a name that is taken would tell of another's audience.
    """

    __tablename__ = "audience"
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(String(120))
    sharing: Mapped[Sharing] = mapped_column(default=Sharing.NOTHING)
    everyone: Mapped[bool] = mapped_column(default=False)


class AudienceTeam(Base):
    """A team in an audience: its home channel (or all its channels) receives, its people are the readers."""

    __tablename__ = "audience_team"
    audience_id: Mapped[int] = mapped_column(ForeignKey("audience.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)


class AudienceChannel(Base):
    """A channel in an audience, besides those that come with its teams."""

    __tablename__ = "audience_channel"
    audience_id: Mapped[int] = mapped_column(ForeignKey("audience.id"), primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), primary_key=True)


class Grant(Base):
    """A role of a person, within a side, or for the organisation (`side_id` null)."""

    __tablename__ = "role_grant"
    __table_args__ = (
        Index("ux_grant_side", "person_id", "role", "side_id", unique=True),
        Index(
            "ux_grant_organisation",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("side_id IS NULL"),
            postgresql_where=text("side_id IS NULL"),
        ),
    )
    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role]
    side_id: Mapped[int | None] = mapped_column(ForeignKey("side.id"), default=None)


class OrganisationSetting(Base):
    """What the organisation decides, typed by the capability that offers it; every change is audited."""

    __tablename__ = "organisation_setting"
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[Any] = mapped_column(Json)
    changed_at: Mapped[datetime]


class AuditEntry(Base):
    """Who did what to which object; append only. `detail` holds ids and figures, never texts of people."""

    __tablename__ = "audit"
    id: Mapped[Key]
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(default=None)
    actor: Mapped[str] = mapped_column(String(200), default="")
    action: Mapped[str] = mapped_column(String(80))
    object_kind: Mapped[str] = mapped_column(String(40), default="")
    object_id: Mapped[str] = mapped_column(String(64), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
