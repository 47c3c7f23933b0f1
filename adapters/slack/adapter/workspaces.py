"""The workspaces that have our app: what Instep keeps of each, and how it is found again."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.ports import Installation, Installations

PLATFORM = "slack"
_NO_ENTERPRISE = "-"
_BOT_TOKEN = "bot_token"  # noqa: S105 - the name of a secret, not one


@dataclass(frozen=True, slots=True)
class Workspace:
    """One installation as the Slack folder works with it. `enterprise_id` is empty outside Enterprise organisations."""

    app_id: str
    team_id: str
    bot_user_id: str
    bot_id: str
    token: str = field(repr=False)
    scopes: frozenset[str]
    name: str = ""
    enterprise_id: str = ""
    installed_by: str = ""

    @property
    def key(self) -> str:
        """The name under which it is kept, and that places and destinations say."""
        return installation_key(self.app_id, self.enterprise_id, self.team_id)


def installation_key(app_id: str, enterprise_id: str, team_id: str) -> str:
    """`app_id/enterprise-or-dash/workspace`."""
    return f"{app_id}/{enterprise_id or _NO_ENTERPRISE}/{team_id}"


class Workspaces:
    """Reads installations through a cache, since every request needs one; `drop` forgets what has changed."""

    def __init__(self, installations: Installations) -> None:
        self._installations = installations
        self._known: dict[str, Workspace] = {}
        self._reading = asyncio.Lock()

    async def get(self, key: str) -> Workspace | None:
        """The workspace of that key, or None when the app is not (any more) installed there."""
        if key in self._known:
            return self._known[key]
        # The first posts of a broadcast all ask at once: one of them reads for the others.
        async with self._reading:
            if key not in self._known:
                kept = await self._installations.get(PLATFORM, key)
                found = _workspace(kept) if kept else None
                if found is None:
                    return None
                self._known[key] = found
            return self._known[key]

    async def find(self, app_id: str, enterprise_id: str, team_ids: Sequence[str]) -> Workspace | None:
        """The first of these teams in which the app is installed."""
        for team_id in team_ids:
            for enterprise in dict.fromkeys((enterprise_id, "")):
                if found := await self.get(installation_key(app_id, enterprise, team_id)):
                    return found
        return None

    async def save(self, workspace: Workspace) -> None:
        """Keep an installation, its token sealed."""
        await self._installations.save(
            Installation(
                platform=PLATFORM,
                key=workspace.key,
                app_id=workspace.app_id,
                home=workspace.team_id,
                name=workspace.name,
                data={
                    "team_id": workspace.team_id,
                    "enterprise_id": workspace.enterprise_id,
                    "bot_user_id": workspace.bot_user_id,
                    "bot_id": workspace.bot_id,
                    "scopes": sorted(workspace.scopes),
                    "installed_by": workspace.installed_by,
                },
                secrets={_BOT_TOKEN: workspace.token},
            )
        )
        self._known[workspace.key] = workspace

    async def remove(self, key: str) -> None:
        """Mark as removed and forget the token."""
        self.drop(key)
        await self._installations.deactivate(PLATFORM, key)

    def drop(self, key: str) -> None:
        """Forget what is cached of one workspace."""
        self._known.pop(key, None)


def _workspace(kept: Installation) -> Workspace | None:
    token = kept.secrets.get(_BOT_TOKEN)
    if not kept.active or not token:
        return None
    return Workspace(
        app_id=kept.app_id,
        team_id=kept.data["team_id"],
        bot_user_id=kept.data["bot_user_id"],
        bot_id=kept.data["bot_id"],
        token=token,
        scopes=frozenset(kept.data["scopes"]),
        name=kept.name,
        enterprise_id=kept.data["enterprise_id"],
        installed_by=kept.data.get("installed_by", ""),
    )
