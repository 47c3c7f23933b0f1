"""What keeps the bot from starting with settings that are fine one by one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.settings.values import TeamsAppType, is_loopback

if TYPE_CHECKING:
    from bot.settings import Settings

SHORTEST_SECRET_KEY = 32
"""Bytes. Below the 256 bits that the keys derived from it claim, a key would be the weakest part."""

LEASE_PER_HTTP_TIMEOUT = 3
"""A lane's lease must outlast a hanging call and its receipt, else another process posts it again."""

MAKE_A_KEY = "make one with python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
"""48 bytes, so that none is ever too short."""


def problems(settings: "Settings") -> Iterator[str]:
    """One sentence for each thing that keeps the bot from starting."""
    if not settings.slack_on and not settings.teams_on:
        yield "No platform is on: set the SLACK_ or the TEAMS_ settings, or INSTEP_MODE=development to try Instep."
    if settings.slack_on:
        yield from _slack_problems(settings)
    if settings.teams_on:
        yield from _teams_problems(settings)
    yield from _process_problems(settings)


def _slack_problems(settings: "Settings") -> Iterator[str]:
    if not settings.slack_signing_secret and not settings.slack_app_token:
        yield (
            "Slack is on, but SLACK_SIGNING_SECRET (for HTTP) or SLACK_APP_TOKEN (for Socket Mode) is missing: "
            "copy one of them from the app's page."
        )
    if settings.slack_client_id and not settings.slack_client_secret:
        yield "SLACK_CLIENT_ID is set, but SLACK_CLIENT_SECRET is missing: copy it from the app's page."
    if settings.slack_client_secret and not settings.slack_client_id:
        yield "SLACK_CLIENT_SECRET is set, but SLACK_CLIENT_ID is missing: copy it from the app's page."
    if not (settings.slack_bot_token or settings.slack_client_id or settings.slack_client_secret):
        yield (
            "Slack is on, but SLACK_BOT_TOKEN (for one workspace) or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET "
            "(for OAuth) are missing: copy them from the app's page."
        )


def _teams_problems(settings: "Settings") -> Iterator[str]:
    if settings.teams_app_password and not settings.teams_app_id:
        yield "TEAMS_APP_PASSWORD is set, but TEAMS_APP_ID is missing: copy it from the bot's page in Azure."
    if settings.teams_app_id and not settings.teams_app_password:
        yield "TEAMS_APP_ID is set, but TEAMS_APP_PASSWORD is missing: make a client secret in Azure."
    if settings.development:
        return
    if not settings.teams_app_id and not settings.teams_app_password:
        yield "Teams is on, but TEAMS_APP_ID and TEAMS_APP_PASSWORD are missing: copy them from Azure."
    if settings.teams_app_type is TeamsAppType.SINGLE_TENANT and not settings.teams_tenant_id:
        yield "Teams is on for a single tenant, but TEAMS_TENANT_ID is missing: copy the directory id from Azure."
    if settings.teams_login_url:
        yield "TEAMS_LOGIN_URL is for development mode only: remove it, or set INSTEP_MODE=development."


def _process_problems(settings: "Settings") -> Iterator[str]:
    if settings.development:
        if not is_loopback(settings.instep_host):
            yield "Development mode listens on this machine only: set INSTEP_HOST to 127.0.0.1."
    elif not settings.secret_keys:
        yield f"INSTEP_SECRET_KEY is missing: {MAKE_A_KEY}."
    elif any(len(key.encode()) < SHORTEST_SECRET_KEY for key in settings.secret_keys):
        yield f"Each key in INSTEP_SECRET_KEY must have at least {SHORTEST_SECRET_KEY} bytes: {MAKE_A_KEY}."
    lease, timeout = settings.instep_lane_lease_seconds, settings.instep_http_timeout_seconds
    if lease < LEASE_PER_HTTP_TIMEOUT * timeout:
        yield (
            f"INSTEP_LANE_LEASE_SECONDS ({lease:g}) must be at least {LEASE_PER_HTTP_TIMEOUT} times "
            f"INSTEP_HTTP_TIMEOUT_SECONDS ({timeout:g}), else a slow call is posted twice: raise the first to "
            f"{LEASE_PER_HTTP_TIMEOUT * timeout:g}, or lower the second."
        )
