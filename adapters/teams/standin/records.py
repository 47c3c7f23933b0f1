"""The records of the invented world: tenants, accounts, bots, teams, channels, chats."""

from dataclasses import dataclass, field
from enum import StrEnum

LEGACY_TENANT = "d6d49420-f39b-4df7-a1dc-d59a935871db"  # what "botframework.com" stands for at the login host


class Kind(StrEnum):
    """What kind of channel it is; private and shared ones have members and apps of their own."""

    STANDARD = "standard"
    PRIVATE = "private"
    SHARED = "shared"


class Reach(StrEnum):
    """Which tenants an app may be used in: its sign-in audience, or the older multi-tenant bot."""

    MY_ORG = "AzureADMyOrg"
    MULTIPLE_ORGS = "AzureADMultipleOrgs"
    LEGACY = "MultiTenant"


class Unknown(LookupError):
    """The world holds nothing with that id."""


@dataclass(frozen=True)
class Tenant:
    """One organisation's directory."""

    id: str
    name: str


@dataclass(frozen=True)
class User:
    """One account in one directory; `id` is its Entra object id. A guest is an account of the inviting tenant."""

    id: str
    tenant: str
    name: str
    email: str
    upn: str
    zone: str
    locale: str
    guest: bool


@dataclass(frozen=True)
class Registration:
    """One bot: its app id and secret, its home tenant, and where its messages go."""

    app_id: str
    password: str = field(repr=False)
    tenant: str
    reach: Reach
    name: str
    endpoint: str

    @property
    def bot_id(self) -> str:
        """The bot's address in Teams."""
        return f"28:{self.app_id}"

    @property
    def token_tenant(self) -> str:
        """The tenant that must have issued its tokens."""
        return LEGACY_TENANT if self.reach is Reach.LEGACY else self.tenant


@dataclass
class Team:
    """A team; its id is its first channel's id, as in Teams. `readers` are apps that its owner lets read channels."""

    id: str
    tenant: str
    name: str
    group_id: str
    members: set[str] = field(default_factory=set)
    apps: set[str] = field(default_factory=set)
    readers: set[str] = field(default_factory=set)


@dataclass
class Channel:
    """A channel of a team. `members` and `apps` count for private and shared ones only."""

    id: str
    team: str
    name: str
    kind: Kind
    members: set[str] = field(default_factory=set)
    apps: set[str] = field(default_factory=set)
    deleted: bool = False
    archived: bool = False


@dataclass
class Chat:
    """A group chat, or the personal chat of one user with one bot."""

    id: str
    tenant: str
    members: set[str] = field(default_factory=set)
    apps: set[str] = field(default_factory=set)
    personal: bool = False


@dataclass(frozen=True)
class Place:
    """A conversation id taken apart: the channel or chat, and the thread if it names one."""

    conversation: str
    tenant: str
    channel: Channel | None = None
    chat: Chat | None = None
    thread: str = ""
