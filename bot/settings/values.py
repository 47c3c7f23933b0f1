"""The kinds of value that settings have, and how each is read and refused."""

import re
from enum import StrEnum
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator
from pydantic_settings import NoDecode


class Mode(StrEnum):
    """Whether the process serves people or is being tried out on one machine."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"


class TeamsAppType(StrEnum):
    """How the Teams bot is registered with Microsoft."""

    SINGLE_TENANT = "SingleTenant"
    MULTI_TENANT = "MultiTenant"


class LogLevel(StrEnum):
    """From which weight on a line is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class SettingsError(Exception):
    """The settings do not allow what was asked; each of `problems` is one sentence for the operator."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def is_loopback(host: str) -> bool:
    """Whether a host name or address stands for this machine alone."""
    name = host.strip("[]").lower()
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def is_command_name(name: str) -> bool:
    """Whether it can be the name of a command on every platform: Slack allows the fewest characters."""
    return re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,30}", name) is not None


def split(value: object) -> object:
    """Turn a comma-separated text into its parts."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def same_case(kind: type[StrEnum]) -> BeforeValidator:
    """Accept an enumeration's words in any case, as botbuilder does for its app type."""

    def match_word(value: object) -> object:
        if isinstance(value, str):
            return next((word for word in kind if word.lower() == value.strip().lower()), value)
        return value

    return BeforeValidator(match_word)


CommaList = Annotated[tuple[str, ...], NoDecode, BeforeValidator(split)]


def web_address(name: str, value: str, *, plain_http: bool) -> str:
    """Check an http(s) address and give it without a trailing slash."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{name} must be an address that begins with https://.")
    if parts.scheme == "http" and not plain_http and not is_loopback(parts.hostname):
        raise ValueError(f"{name} must begin with https://, since plain http is only safe on this machine.")
    return value.rstrip("/")
