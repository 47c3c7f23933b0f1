"""The organisation that chaos is let loose on: channels of three sides in many workspaces and two tenants.

It is made on the stand-ins through their control, and written into the database as installing, linking and sweeping
would have written it.
"""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from adapters.slack.adapter import Workspace, Workspaces
from adapters.slack.manifest import BOT_SCOPES, OPTIONAL_BOT_SCOPES
from adapters.slack.standin import RemoteSlack
from adapters.teams.registrations import PASSWORD, installation_key
from adapters.teams.standin.remote import RemoteTeams
from bot.people.model import Channel, Side, SideKind
from bot.ports import Installation
from bot.proof.organisation import Platform
from bot.proof.world import TEAMS_PASSWORD
from bot.storage.columns import new_public_id
from bot.storage.installations import InstallationStore
from bot.storage.sessions import Database

T = TypeVar("T")

WORKSPACES = 25
"""Slack workspaces, each a lane with look-ups of its own pace."""

WITHOUT_LOOK_UP = 5
"""One workspace in so many has not granted the permission to read history, so that nothing can be looked up there."""

TENANTS = 2

SIDES = ("Marlowe & Finch", "Harborline", "Lumenara")

AT_ONCE = 32
"""Requests to the stand-ins' control under way together."""


@dataclass(frozen=True)
class Place:
    """A channel. `findable`: an uncertain post there can be looked up."""

    platform: Platform
    installation: str
    id: str
    name: str
    side: int
    findable: bool
    address: Mapping[str, Any] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Topology:
    """Everything that was made on the stand-ins: where the app is, and the channels, sides and platforms in turn."""

    workspaces: tuple[Workspace, ...]
    registrations: tuple[Installation, ...]
    places: tuple[Place, ...]

    @property
    def settings(self) -> dict[str, str]:
        """What a bot for it is told of Teams."""
        first = self.registrations[0]
        return {
            "TEAMS_APP_ID": first.app_id,
            "TEAMS_APP_PASSWORD": first.secrets[PASSWORD],
            "TEAMS_TENANT_ID": first.home,
        }

    def app_of(self, place: Place) -> str:
        """The app that is in a channel."""
        apps = {one.key: one.app_id for one in self.workspaces} | {one.key: one.app_id for one in self.registrations}
        return apps[place.installation]

    def told(self) -> str:
        """The topology in words, for whoever reads a figure."""
        slack = sum(place.platform is Platform.SLACK for place in self.places)
        return (
            f"{slack:,} Slack channels in {len(self.workspaces)} workspaces, one in {WITHOUT_LOOK_UP} of them without "
            f"look-up, and {len(self.places) - slack:,} Teams channels in {len(self.registrations)} tenants; "
            "posting pace off, look-up limits on"
        )


async def build(slack: RemoteSlack, teams: RemoteTeams, channels: int, homes: int = WORKSPACES) -> Topology:
    """Make half of the channels on each stand-in, on Slack in so many workspaces."""
    workspaces = [await _add_workspace(slack, number) for number in range(homes)]
    tenants = [await _add_tenant(teams, number) for number in range(TENANTS)]
    on_slack = [
        _add_slack_channel(slack, workspaces[number % homes], number) for number in range(channels - channels // 2)
    ]
    on_teams = [_add_teams_channel(teams, *tenants[number % TENANTS], number) for number in range(channels // 2)]
    made = await some_at_once([*on_slack, *on_teams])
    half = len(on_slack)
    turns = [*zip(made[:half], made[half:], strict=False)]
    places = [place for turn in turns for place in turn] + made[len(turns) : half]
    return Topology(tuple(workspaces), tuple(registration for registration, _ in tenants), tuple(places))


async def plant(database: Database, topology: Topology, now: datetime) -> dict[Place, tuple[int, int]]:
    """Write it into a database with all tables and no rows; gives the channel's and the side's key of each place."""
    store = InstallationStore(database)
    kept = Workspaces(store)
    for workspace in topology.workspaces:
        await kept.save(workspace)
    for registration in topology.registrations:
        await store.save(registration)
    sides = [
        Side(
            public_id=new_public_id(), name=name, kind=SideKind.PARTNER if number else SideKind.INTERNAL, created_at=now
        )
        for number, name in enumerate(SIDES)
    ]
    rows = [
        Channel(
            public_id=new_public_id(),
            platform=place.platform,
            installation_key=place.installation,
            external_id=place.id,
            name=place.name,
            bot_is_member=True,
            can_post=True,
            address=dict(place.address) if place.address else None,
            checked_at=now,
        )
        for place in topology.places
    ]
    async with database.write() as session:
        session.add_all([*sides, *rows])
        await session.flush()
    return {place: (row.id, sides[place.side].id) for place, row in zip(topology.places, rows, strict=True)}


# --- on the stand-ins -------------------------------------------------------------------------------------------------


async def _add_workspace(slack: RemoteSlack, number: int) -> Workspace:
    team = await slack.world("add_workspace", name=f"Chaos {number + 1}")
    blind = number % WITHOUT_LOOK_UP == WITHOUT_LOOK_UP - 1
    scopes = sorted({*BOT_SCOPES} if blind else {*BOT_SCOPES, *OPTIONAL_BOT_SCOPES})
    made = await slack.world("install_app", team=team, scopes=scopes)
    return Workspace(
        app_id=(await slack.facts())["app_id"],
        team_id=team,
        bot_user_id=made["bot_user_id"],
        bot_id=made["bot_id"],
        token=made["token"],
        scopes=frozenset(made["scopes"]),
        name=f"Chaos {number + 1}",
    )


async def _add_tenant(teams: RemoteTeams, number: int) -> tuple[Installation, str]:
    tenant = (await teams.world("add_tenant", name=f"Chaos {number + 1}"))["id"]
    made = await teams.world("add_registration", tenant=tenant, endpoint="http://127.0.0.1:9/", password=TEAMS_PASSWORD)
    team = (await teams.world("add_team", tenant=tenant, name="Agents"))["id"]
    await teams.world("add_app", app_id=made["app_id"], where=team)
    kept = Installation(
        platform=Platform.TEAMS,
        key=installation_key(made["app_id"], tenant),
        app_id=made["app_id"],
        home=tenant,
        data={"service_url": f"{teams.url}/teams/", "type": "SingleTenant", "teams": {team: "Agents"}},
        secrets={PASSWORD: TEAMS_PASSWORD},
    )
    return kept, team


async def _add_slack_channel(slack: RemoteSlack, workspace: Workspace, number: int) -> Place:
    name = f"care-{number + 1}"
    made = await slack.world("add_channel", team=workspace.team_id, name=name)
    findable = workspace.scopes.issuperset(OPTIONAL_BOT_SCOPES)
    return Place(Platform.SLACK, workspace.key, made, name, number % len(SIDES), findable)


async def _add_teams_channel(teams: RemoteTeams, registration: Installation, team: str, number: int) -> Place:
    name = f"Care {number + 1}"
    made: dict[str, Any] = await teams.world("add_channel", team=team, name=name)
    address = {
        "conversation": made["id"],
        "service_url": registration.data["service_url"],
        "team": team,
        "name": name,
    }
    return Place(Platform.TEAMS, registration.key, made["id"], name, number % len(SIDES), False, address)


async def some_at_once(works: Sequence[Awaitable[T]]) -> list[T]:
    """All of it, a few at a time."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(work: Awaitable[T]) -> T:
        async with turn:
            return await work

    return list(await asyncio.gather(*map(one, works)))
