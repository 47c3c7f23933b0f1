"""What keeps bots of the proof on this machine's stand-ins: each address that one could speak to is looked at first."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from bot.settings import Settings, SettingsError, is_loopback

CHAOS = "Chaos kills bots and breaks calls, so it runs against stand-ins on this machine only"

PLACES = ("slack_api_url", "teams_login_url", "teams_openid_metadata_url")
"""The settings that say where the platforms are; a bot without them would speak to the real ones."""


CREDENTIALS = (
    "slack_bot_token",
    "slack_signing_secret",
    "slack_app_token",
    "slack_client_id",
    "slack_client_secret",
    "teams_app_id",
    "teams_app_password",
)
"""The settings with which a bot would reach a real workspace or tenant."""


def refuse_elsewhere(settings: Settings) -> None:
    """Raise SettingsError if somebody has said where the platforms are, and that is not this machine."""
    for name in PLACES:
        address = getattr(settings, name)
        if address and not is_here(address):
            _refuse(f"{name.upper()} names {_host(address)}: nothing was started; unset it and try again")


def refuse_real_platforms(settings: Settings, why: str = CHAOS) -> None:
    """Raise SettingsError if a bot with these settings could reach anything but this machine; `why` begins it."""
    for name in PLACES:
        address = getattr(settings, name)
        if not address or not is_here(address):
            _refuse(f"{name.upper()} names {_host(address or '') or 'nothing'}: this bot was not started", why)


def refuse_credentials(settings: Settings) -> None:
    """Raise SettingsError if there are credentials of a real workspace or tenant: none is used, and none is near."""
    found = [name.upper() for name in CREDENTIALS if getattr(settings, name)]
    if found:
        raise SettingsError(
            (
                f"The playground never runs beside real credentials, but {found[0]} is set: take it out of .env and "
                "the environment, or start it in another folder. Nothing was started.",
            )
        )


def refuse_addresses(addresses: Iterable[str]) -> None:
    """Raise SettingsError if one of these stand-ins is not on this machine."""
    for address in addresses:
        if not is_here(address):
            _refuse(f"{_host(address) or address} is another: nothing was broken there")


def is_here(address: str) -> bool:
    """Whether that is an address of this machine."""
    return is_loopback(_host(address))


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""


def _refuse(found: str, why: str = CHAOS) -> None:
    raise SettingsError((f"{why}, but {found}.",))
