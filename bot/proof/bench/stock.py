"""The control of activities: botbuilder's own `CloudAdapter`, as its documentation puts it together."""

from types import SimpleNamespace

from aiohttp import web
from botbuilder.core import ActivityHandler
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botframework.connector.auth import AuthenticationConstants

from adapters.teams.install import PATH
from adapters.teams.limits import LIMITS


def mount_stock(app: web.Application, *, app_id: str, password: str, tenant: str, metadata_url: str) -> None:
    """Serve a bot that does nothing with what it is told."""
    settings = SimpleNamespace(
        APP_ID=app_id,
        APP_PASSWORD=password,
        APP_TENANTID=tenant,
        APP_TYPE="SingleTenant",
        OAUTH_URL=AuthenticationConstants.OAUTH_URL,
        TO_CHANNEL_FROM_BOT_LOGIN_URL=f"https://login.microsoftonline.com/{tenant}",
        TO_CHANNEL_FROM_BOT_OAUTH_SCOPE=LIMITS.token_audience,
        TO_BOT_FROM_CHANNEL_TOKEN_ISSUER=LIMITS.token_issuer,
        TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL=metadata_url,
    )
    adapter, bot = CloudAdapter(ConfigurationBotFrameworkAuthentication(settings)), ActivityHandler()

    async def take(request: web.Request) -> web.Response:
        return await adapter.process(request, bot)  # type: ignore[no-any-return] # botbuilder has no types

    app.router.add_post(PATH, take)
