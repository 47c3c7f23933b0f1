"""The lines of the four kinds of CSV file, cell by cell."""

import re
from collections.abc import Iterable
from typing import Annotated

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from bot.chat.inbound import Identity
from bot.people.model import Role, Sharing
from bot.people.names import LONGEST_NAME
from bot.people.tabular.sheet import parts
from schedules.calendar import DaysOff, parse_stints, zone_named

ORGANISATION = "organisation"
"""Behind a role and an `@`: for the whole organisation instead of the person's own side."""

PLATFORMS = ("slack", "teams")

_EMAIL = re.compile(r"[^@\s;,<>]+@[^@\s;,<>]+\.[^@\s;,<>]+")


def _wanted(value: str) -> str:
    if not value:
        raise ValueError("It is empty. Fill it in.")
    return value


def _platform(value: str) -> str:
    if value not in PLATFORMS:
        raise ValueError(f"“{value}” is no platform. Write {' or '.join(PLATFORMS)}.")
    return value


def _zone(value: str) -> str:
    if value:
        zone_named(value)
    return value


def _locale(value: str) -> str:
    if value:
        try:
            Locale.parse(value.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            raise ValueError(f"“{value}” is not a locale. Write it like en, es or pt_BR.") from None
    return value.replace("-", "_")


def _hours(value: str) -> str:
    if value:
        parse_stints(value)
    return value


def is_email(text: str) -> bool:
    """Whether this can be an e-mail address; whether there is such a mailbox nobody knows."""
    return _EMAIL.fullmatch(text) is not None


def _email(value: str) -> str:
    if value and not is_email(value):
        raise ValueError(f"“{value}” is not an e-mail address.")
    return value.lower()


Wanted = Annotated[str, AfterValidator(_wanted)]
Platform = Annotated[str, AfterValidator(_wanted), AfterValidator(_platform)]
Name = Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(_wanted)]
Zone = Annotated[str, AfterValidator(_zone)]
LocaleName = Annotated[str, AfterValidator(_locale)]
Hours = Annotated[str, AfterValidator(_hours)]
Email = Annotated[str, Field(max_length=320), AfterValidator(_email)]


class SheetRow(BaseModel):
    """One line; a column that the file does not have leaves what is stored as it is (see `model_fields_set`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """All columns, in the order in which they are written."""
        return tuple(cls.model_fields)

    @classmethod
    def required(cls) -> tuple[str, ...]:
        """The columns that a file must have."""
        return tuple(name for name, field in cls.model_fields.items() if field.is_required())


class TeamRow(SheetRow):
    """`lead` is an e-mail or identity; `home_channel` is `platform:installation:id`, or `#name` if that is unique."""

    name: Name
    side: Wanted
    time_zone: Zone = "UTC"
    country: str = ""
    region: str = ""
    locale: LocaleName = "en"
    working_hours: Hours = ""
    lead: str = ""
    home_channel: str = ""

    @field_validator("time_zone", "locale")
    @classmethod
    def _default(cls, value: str, info: ValidationInfo) -> str:
        return value or {"time_zone": "UTC", "locale": "en"}[str(info.field_name)]

    @field_validator("region")
    @classmethod
    def _days_off(cls, region: str, info: ValidationInfo) -> str:
        DaysOff(str(info.data.get("country", "")), region)
        return region

    @field_validator("country")
    @classmethod
    def _country(cls, country: str) -> str:
        DaysOff(country.upper())
        return country.upper()


class PersonRow(SheetRow):
    """`slack` and `msteams` are `home/user` (the home may be left out where the side has only one there).

    `roles` hold within the person's side, or with `@organisation` for all; `desk` are `system/agent id`, with
    `=alias` behind if the customers know another name. `id` comes from an export and may be left out.
    """

    name: Annotated[str, Field(max_length=200), AfterValidator(_wanted)]
    side: Wanted
    teams: str = ""
    email: Email = ""
    alias: Annotated[str, Field(max_length=200)] = ""
    slack: str = ""
    msteams: str = ""
    roles: str = ""
    locale: LocaleName = ""
    time_zone: Zone = ""
    working_hours: Hours = ""
    desk: str = ""
    confirmed: str = "yes"
    id: str = ""

    @field_validator("roles")
    @classmethod
    def _roles(cls, value: str) -> str:
        for word in parts(value):
            role, at, where = word.lower().partition("@")
            if role not in set(Role) or (at and where != ORGANISATION):
                raise ValueError(
                    f"“{word}” is not a role. Use {', '.join(Role)}, with @{ORGANISATION} behind for all sides."
                )
        return value.lower()

    @field_validator("desk")
    @classmethod
    def _desk(cls, value: str) -> str:
        for word in parts(value):
            system, _, agent = word.partition("/")
            if not system or not agent.partition("=")[0]:
                raise ValueError(f"“{word}” is not a help-desk id. Write it like zendesk/4711 or zendesk/4711=Sam.")
        return value

    @field_validator("confirmed")
    @classmethod
    def _confirmed(cls, value: str) -> str:
        if value.lower() not in ("yes", "no", ""):
            raise ValueError("It is either yes or no.")
        return value.lower() or "yes"


class ChannelRow(SheetRow):
    """`teams` are names, or `side/name` where two sides have a team of that name."""

    platform: Platform
    installation: Wanted
    id: Wanted
    name: str = ""
    teams: str = ""


class AudienceRow(SheetRow):
    """`channels` are `platform:installation:id`, or `#name` where that is unique."""

    name: Name
    sharing: Sharing = Sharing.NOTHING
    teams: str = ""
    channels: str = ""

    @field_validator("sharing", mode="before")
    @classmethod
    def _sharing(cls, value: str) -> str:
        if value.lower() not in {"", *Sharing}:
            raise ValueError(f"“{value}” is not known. Use {', '.join(Sharing)}.")
        return value.lower() or Sharing.NOTHING


def identities_in(row: PersonRow, homes: dict[str, tuple[str, ...]]) -> Iterable[tuple[str, Identity]]:
    """The chat identities of a row, each with its column; `homes` are the side's own, by platform.

    Raises ValueError, with what to write instead, where a home is missing and cannot be known.
    """
    for column, platform in (("slack", "slack"), ("msteams", "teams")):
        for word in parts(getattr(row, column)):
            home, slash, user = word.rpartition("/")
            if not slash:
                known = homes.get(platform, ())
                if len(known) != 1:
                    raise ValueError(f"“{word}” needs its workspace or tenant in front. Write it like home/{word}.")
                home = known[0]
            yield column, Identity(platform, home, user)
