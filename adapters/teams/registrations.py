"""The bots that Instep is on Teams, and the tenants and teams where they have been added."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from adapters.teams.credentials import Registration
from bot.ports import Cause, Installation, Installations, NotAllowed

PLATFORM = "teams"
NO_APP = "-"
PASSWORD = "password"  # noqa: S105 - the name under which the secret is kept


def installation_key(app_id: str, tenant: str) -> str:
    """One bot in one tenant, as `Place.installation` says it; without an app id only in development."""
    return f"{app_id or NO_APP}/{tenant}"


class Registrations:
    """The bot of the settings, and those kept as installations with a secret of their own.

    An installation's `data` holds what Teams has told: `service_url`, and `teams` by id with their names.
    """

    def __init__(self, first: Registration | None, further_tenants: Collection[str], kept: Installations) -> None:
        self._first = first
        self._further = frozenset(further_tenants)
        self._kept = kept
        self._bots: dict[str, Registration] = {first.app_id: first} if first else {}
        self._rows: dict[str, Installation] = {}
        self._noting = asyncio.Lock()

    async def load(self) -> None:
        """Reads what is kept; to be repeated when a registration was added."""
        rows = await self._kept.all(PLATFORM)
        self._rows = {row.key: row for row in rows if row.active}
        self._bots = {self._first.app_id: self._first} if self._first else {}
        for row in self._rows.values():
            if PASSWORD in row.secrets:
                type = str(row.data.get("type", "SingleTenant"))
                self._bots.setdefault(row.app_id, Registration(row.app_id, row.secrets[PASSWORD], row.home, type))

    def all(self) -> Collection[Registration]:
        """Every bot of ours."""
        return list(self._bots.values())

    def app_ids(self) -> Collection[str]:
        """Their app ids."""
        return self._bots.keys()

    def tenants(self) -> Collection[str]:
        """Whose messages are wanted: each bot's home, and the tenants that the settings allow besides."""
        return self._further | {bot.tenant for bot in self._bots.values()}

    def by_app_id(self, app_id: str) -> Registration:
        """The bot with this app id (empty: none, in development); raises NotAllowed."""
        if not app_id:
            return Registration("", "", "")
        if app_id not in self._bots:
            raise NotAllowed(Cause.APP_REMOVED, "no such registration")
        return self._bots[app_id]

    def of(self, installation: str) -> tuple[Registration, str]:
        """The bot and the tenant of an installation; raises NotAllowed."""
        app_id, _, tenant = installation.partition("/")
        return self.by_app_id("" if app_id == NO_APP else app_id), tenant

    def data(self, installation: str) -> Mapping[str, Any]:
        """What is known of an installation."""
        row = self._rows.get(installation)
        return row.data if row else {}

    async def note(self, app_id: str, tenant: str, service_url: str, team: Mapping[str, str] | None = None) -> bool:
        """Keeps where a bot is met; says whether that is a new installation. Writes only what has changed."""
        async with self._noting:
            return await self._note(app_id, tenant, service_url, team)

    async def _note(self, app_id: str, tenant: str, service_url: str, team: Mapping[str, str] | None) -> bool:
        key = installation_key(app_id, tenant)
        row = self._rows.get(key)
        known = row or await self._kept.get(PLATFORM, key)
        new = known is None or not known.active
        if known is None:
            known = Installation(PLATFORM, key, app_id, tenant)
        data = {**known.data, "service_url": service_url}
        if team is not None:
            data["teams"] = {**data.get("teams", {}), team["id"]: team.get("name") or ""}
        if new or data != known.data:
            known = replace(known, active=True, data=data)
            await self._kept.save(known)
        self._rows[key] = known
        return new

    async def drop_team(self, installation: str, team: str) -> None:
        """Forgets a team that the bot was removed from."""
        row = self._rows.get(installation)
        if row is not None and team in row.data.get("teams", {}):
            teams = {id: name for id, name in row.data["teams"].items() if id != team}
            self._rows[installation] = replace(row, data={**row.data, "teams": teams})
            await self._kept.save(self._rows[installation])
