"""An organisation built on both stand-ins through their control, and the people in it as hands to act with."""

from dataclasses import dataclass, field
from typing import Any, Self

from adapters.slack.standin import RemoteSlack
from adapters.teams.standin.remote import RemoteTeams
from bot.proof.organisation import Kind, Organisation, Person, Place, Platform, Side

Json = dict[str, Any]

TEAMS_PASSWORD = "an invented secret of the stand-in"  # noqa: S105 - nothing real is behind it


@dataclass(frozen=True)
class Account:
    """Somebody on one platform: home workspace or tenant, and user id there."""

    platform: Platform
    home: str
    user: str


@dataclass
class World:
    """What was built: accounts by person, ids of channels by name, homes by side and platform, the Teams app.

    `accounts` holds each person's main account first.
    """

    organisation: Organisation
    slack: RemoteSlack
    teams: RemoteTeams
    homes: dict[tuple[str, Platform], str] = field(default_factory=dict)
    accounts: dict[str, list[Account]] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    teams_app: str = ""
    teams_home: str = ""
    teams_team: str = ""
    bot_token: str = ""
    bot_user: str = ""
    signing_secret: str = ""

    @classmethod
    async def build(cls, organisation: Organisation, slack: RemoteSlack, teams: RemoteTeams) -> Self:
        """Make companies, people and channels. The app is in the organisation's workspace, and on Teams in nothing yet:
        `install_on_teams` does that once there is a bot to hear of it."""
        world = cls(organisation, slack, teams)
        for side in organisation.sides:
            await world._add_home(side, side.platform)
        for person in organisation.people:
            await world._add_person(person)
        for place in organisation.places:
            await world._add_place(place)
        return world

    # --- who and where ------------------------------------------------------------------------------------------------

    def account(self, key: str, platform: Platform | None = None) -> Account:
        """Somebody's account, the main one unless a platform is named."""
        return next(one for one in self.accounts[key] if platform in (None, one.platform))

    def user(self, key: str) -> str:
        """The user id of somebody's main account."""
        return self.account(key).user

    def channel(self, name: str) -> str:
        """The platform's id of a channel."""
        return self.channels[name]

    def homes_to_link(self) -> list[tuple[Side, Platform, str]]:
        """The companies whom nobody has linked: all but the first admin's own, which links itself."""
        found = []
        for (name, platform), home in self.homes.items():
            side = self.organisation.side(name)
            if not (side.internal and platform is side.platform):
                found.append((side, platform, home))
        return found

    @property
    def own_workspace(self) -> str:
        """The workspace in which the app is installed."""
        internal = next(side for side in self.organisation.sides if side.internal)
        return self.homes[internal.name, Platform.SLACK]

    # --- building -----------------------------------------------------------------------------------------------------

    async def _add_home(self, side: Side, platform: Platform) -> str:
        home = self.homes.get((side.name, platform))
        if home is not None:
            return home
        if platform is Platform.SLACK:
            home = str(await self.slack.world("add_workspace", name=side.name))
            if side.internal:
                installed = await self.slack.world("install_app", team=home)
                facts = await self.slack.facts()
                self.bot_token, self.signing_secret = installed["token"], facts["signing_secret"]
                self.bot_user = installed["bot_user_id"]
        else:
            home = str((await self.teams.world("add_tenant", name=side.name))["id"])
        self.homes[side.name, platform] = home
        return home

    async def _add_person(self, person: Person) -> None:
        side = self.organisation.side(person.side)
        own = [self.accounts.setdefault(person.key, [])]
        platforms = [side.platform]
        if person.on_both:
            platforms.append(Platform.TEAMS if side.platform is Platform.SLACK else Platform.SLACK)
        for platform in platforms:
            own[0].append(await self._add_account(person, side, platform))

    async def _add_account(self, person: Person, side: Side, platform: Platform) -> Account:
        zone = next(team.zone for team in self.organisation.teams if team.name == person.team)
        if platform is Platform.SLACK:
            home = self.own_workspace if person.guest else await self._add_home(side, platform)
            facts: Json = {"email": person.email or None, "tz": zone, "is_restricted": person.guest}
            if person.may_only_post:
                facts["may_only_post"] = True
            return Account(
                platform, home, str(await self.slack.world("add_user", team=home, name=person.name, **facts))
            )
        home = await self._add_home(side, platform)
        made = await self.teams.world(
            "add_user", tenant=home, name=person.name, email=person.email, zone=zone, guest=person.guest
        )
        return Account(platform, home, str(made["id"]))

    async def _add_place(self, place: Place) -> None:
        if place.platform is Platform.SLACK:
            self.channels[place.name] = await self._add_slack_channel(place)
        else:
            self.channels[place.name] = await self._add_teams_channel(place)

    async def _add_slack_channel(self, place: Place) -> str:
        host = self.own_workspace
        guests = [self.homes[place.side, Platform.SLACK]] if place.kind is Kind.CONNECT else []
        members = [self.account(one.key, Platform.SLACK).user for one in self.organisation.members(place)]
        made = await self.slack.world("add_channel", team=host, name=place.name, members=members, shared_with=guests)
        return str(made)

    async def _add_teams_channel(self, place: Place) -> str:
        if not self.teams_team:
            await self._add_teams_team(place.side)
        members = [self.account(one.key, Platform.TEAMS).user for one in self.organisation.members(place)]
        kind = "shared" if place.kind is Kind.SHARED else "standard"
        made = await self.teams.world(
            "add_channel",
            team=self.teams_team,
            name=place.name,
            kind=kind,
            members=members if kind == "shared" else [],
        )
        return str(made["id"])

    async def _add_teams_team(self, side: str) -> None:
        home = self.homes[side, Platform.TEAMS]
        employed = [one.key for one in self.organisation.people if one.side == side]
        members = [self.account(key, Platform.TEAMS).user for key in employed]
        made = await self.teams.world("add_team", tenant=home, name=f"{side} agents", members=members)
        self.teams_team = str(made["id"])

    # --- the bot's arrival --------------------------------------------------------------------------------------------

    async def register_on_teams(self, endpoint: str) -> None:
        """Register the bot in the partner's tenant, where its messages go to `endpoint`."""
        side = next(side for side in self.organisation.sides if side.platform is Platform.TEAMS)
        self.teams_home = self.homes[side.name, Platform.TEAMS]
        made = await self.teams.world(
            "add_registration", tenant=self.teams_home, endpoint=endpoint, password=TEAMS_PASSWORD
        )
        self.teams_app = str(made["app_id"])

    async def install_on_teams(self) -> list[Json]:
        """Have somebody of the partner add the app to their team and to its shared channels; gives the turns."""
        by = next(
            self.account(one.key).user
            for one in self.organisation.people
            if self.account(one.key).platform is Platform.TEAMS and not one.guest
        )
        shared = [self.channels[one.name] for one in self.organisation.places if one.kind is Kind.SHARED]
        return [
            await self.teams.people("install", user=by, where=where, app_id=self.teams_app)
            for where in (self.teams_team, *shared)
        ]

    def settings(self, *, port: int, database_url: str, slack_api_url: str) -> dict[str, str]:
        """The environment of a bot for this world, with a real signing secret and a real app password."""
        admin = self.account(self.organisation.admin).user
        others = [home for (_, platform), home in self.homes.items() if platform is Platform.TEAMS]
        return {
            "INSTEP_MODE": "development",
            "INSTEP_HOST": "127.0.0.1",
            "INSTEP_PORT": str(port),
            "INSTEP_ADMINS": admin,
            "DATABASE_URL": database_url,
            "SLACK_API_URL": slack_api_url,
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
            "TEAMS_APP_ID": self.teams_app,
            "TEAMS_APP_PASSWORD": TEAMS_PASSWORD,
            "TEAMS_TENANT_ID": self.teams_home,
            "TEAMS_ALLOWED_TENANTS": ",".join(others),
            "TEAMS_LOGIN_URL": self.teams.login_url,
            "TEAMS_OPENID_METADATA_URL": self.teams.openid_metadata_url,
        }
