"""What keeps chaos on this machine's stand-ins: every address that a bot under it could speak to is looked at first."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from bot.settings import Settings, SettingsError, is_loopback

OURS_TO_BREAK = ("slack_api_url", "teams_login_url", "teams_openid_metadata_url")
"""The settings that say where the platforms are; without them the bot would speak to the real ones."""


def refuse_addresses(addresses: Iterable[str]) -> None:
    """Raise SettingsError if one of these addresses is not this machine's."""
    for address in addresses:
        host = urlsplit(address).hostname or ""
        if not is_loopback(host):
            raise SettingsError(
                (
                    "Chaos kills bots and breaks calls, so it runs against stand-ins on this machine only, and "
                    f"{host or 'an empty address'} is not this machine: nothing was started.",
                )
            )


def refuse_what_is_not_ours(settings: Settings) -> None:
    """Raise SettingsError if a bot with these settings could reach a real platform."""
    wanted = OURS_TO_BREAK[:1] if not settings.teams_app_id else OURS_TO_BREAK
    refuse_addresses(getattr(settings, name) or "" for name in wanted)
