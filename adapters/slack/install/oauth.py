"""OAuth installs: Bolt's flow over our own stores, so that tokens are sealed and states are shared by all replicas."""

from collections.abc import Awaitable, Callable
from logging import Logger, getLogger
from typing import Any

from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from adapters.slack.adapter import SlackClient, Workspace, Workspaces, installation_key
from adapters.slack.limits import LIMITS
from adapters.slack.manifest import BOT_SCOPES, INSTALL_PATH, OPTIONAL_BOT_SCOPES, REDIRECT_PATH
from bot.ports import OneTimeStates, PlatformFailure
from bot.settings import Settings

PURPOSE = "slack_oauth"
_AUTHORIZE = "/oauth/v2/authorize"

Installed = Callable[[Workspace], Awaitable[None]]


class StateKeeper(AsyncOAuthStateStore):
    """OAuth's `state` values in our own table: unguessable, used once, ten minutes long."""

    def __init__(self, states: OneTimeStates) -> None:
        self._states = states

    @property
    def logger(self) -> Logger:
        return getLogger(__name__)

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        return await self._states.issue(PURPOSE, int(LIMITS.oauth_code_life))

    async def async_consume(self, state: str) -> bool:
        return bool(state) and await self._states.consume(PURPOSE, state)


class InstallationKeeper(AsyncInstallationStore):
    """Installations behind the port `Installations`; one per workspace, whoever of its people installed it."""

    def __init__(self, app_id: Callable[[], str], workspaces: Workspaces) -> None:
        self._app_id = app_id
        self._workspaces = workspaces

    @property
    def logger(self) -> Logger:
        return getLogger(__name__)

    async def async_save(self, installation: Installation) -> None:
        await self._workspaces.save(workspace_of(installation))

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        found = await self._workspaces.find(self._app_id(), enterprise_id or "", [team_id or ""])
        if found is None:
            return None
        return Bot(
            app_id=found.app_id,
            enterprise_id=found.enterprise_id or None,
            team_id=found.team_id,
            team_name=found.name,
            bot_token=found.token,
            bot_id=found.bot_id,
            bot_user_id=found.bot_user_id,
            bot_scopes=sorted(found.scopes),
            installed_at=0,
        )

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        await self._workspaces.remove(installation_key(self._app_id(), enterprise_id or "", team_id or ""))


def workspace_of(installation: Installation) -> Workspace:
    """Bolt's record of an installation as ours; `BoltError` for one without a workspace."""
    if not (installation.team_id and installation.bot_token and installation.app_id):
        raise BoltError("only installations into a single workspace are supported")
    return Workspace(
        app_id=installation.app_id,
        team_id=installation.team_id,
        bot_user_id=installation.bot_user_id or "",
        bot_id=installation.bot_id or "",
        token=installation.bot_token,
        scopes=frozenset(installation.bot_scopes or ()),
        name=installation.team_name or "",
        enterprise_id=installation.enterprise_id or "",
        installed_by=installation.user_id or "",
    )


class SealedOAuthFlow(AsyncOAuthFlow):
    """Bolt's flow with the exchange of the code made by our own client: typed failures, nothing logged."""

    def __init__(self, client: SlackClient, settings: AsyncOAuthSettings) -> None:
        super().__init__(client=client.web, settings=settings)
        self._slack = client

    async def run_installation(self, code: str) -> Installation | None:
        try:
            granted = await self._slack.read(
                "oauth.v2.access",
                "",
                code=code,
                client_id=self.settings.client_id,
                client_secret=self.settings.client_secret,
                redirect_uri=self.settings.redirect_uri,
            )
            who = await self._slack.call("auth.test", granted["access_token"])
        except PlatformFailure:
            return None
        team, enterprise = granted.get("team") or {}, granted.get("enterprise") or {}
        return Installation(
            app_id=granted["app_id"],
            enterprise_id=enterprise.get("id"),
            team_id=team.get("id"),
            team_name=team.get("name"),
            bot_token=granted["access_token"],
            bot_id=who["bot_id"],
            bot_user_id=granted["bot_user_id"],
            bot_scopes=granted["scope"],
            user_id=granted["authed_user"]["id"],
        )


def build_oauth_flow(
    settings: Settings, client: SlackClient, workspaces: Workspaces, states: OneTimeStates, installed: Installed
) -> SealedOAuthFlow | None:
    """The flow behind `/slack/install`, or None when no client id is set; `installed` hears of every installation."""
    if not (settings.slack_client_id and settings.slack_client_secret):
        return None
    known = _KnownApp()

    async def success(args: AsyncSuccessArgs) -> BoltResponse:
        workspace = workspace_of(args.installation)
        known.app_id = workspace.app_id
        await installed(workspace)
        return _page(200, "Instep is installed. You can close this page and open Instep in Slack.")

    async def failure(args: AsyncFailureArgs) -> BoltResponse:
        status = args.suggested_status_code if args.suggested_status_code < 500 else 503
        return _page(status, "Instep was not installed. Go back to the page where you began and try again.")

    base = settings.slack_api_url.rstrip("/").removesuffix("/api") if settings.slack_api_url else "https://slack.com"
    return SealedOAuthFlow(
        client,
        AsyncOAuthSettings(
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret.get_secret_value(),
            scopes=[*BOT_SCOPES, *OPTIONAL_BOT_SCOPES],
            user_scopes=[],
            redirect_uri=f"{settings.base_url}{REDIRECT_PATH}",
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            install_page_rendering_enabled=False,
            authorization_url=f"{base}{_AUTHORIZE}",
            callback_options=AsyncCallbackOptions(success=success, failure=failure),
            installation_store=InstallationKeeper(lambda: known.app_id, workspaces),
            installation_store_bot_only=True,
            state_store=StateKeeper(states),
        ),
    )


class _KnownApp:
    """The app's id, which Slack tells with the first installation."""

    app_id = ""


async def serve_install(flow: SealedOAuthFlow, request: AsyncBoltRequest) -> BoltResponse:
    """Send the browser to Slack's page of permissions."""
    return await flow.handle_installation(request)


async def serve_redirect(flow: SealedOAuthFlow, request: AsyncBoltRequest) -> BoltResponse:
    """Take the browser back from Slack, and finish the installation."""
    return await flow.handle_callback(request)


def _page(status: int, sentence: str) -> BoltResponse:
    html = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Instep</title><p>{sentence}</p></html>'
    return BoltResponse(status=status, body=html, headers={"Content-Type": "text/html; charset=utf-8"})
