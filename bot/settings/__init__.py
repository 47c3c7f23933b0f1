"""What the process needs to start, read from the environment and `.env`, and refused in plain sentences."""

from pathlib import Path
from typing import Annotated
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.settings.problems import problems
from bot.settings.values import (
    CommaList,
    LogLevel,
    Mode,
    SettingsError,
    TeamsAppType,
    is_command_name,
    is_loopback,
    same_case,
    split,
    web_address,
)

__all__ = ["LogLevel", "Mode", "Settings", "SettingsError", "TeamsAppType", "is_loopback", "load_settings"]

DEVELOPMENT_SECRET_KEY = "instep-development-key-known-to-everybody"  # noqa: S105
"""Seals what development mode stores, so that a restart can still open it; production never uses it."""


class Settings(BaseModel):
    """All settings, checked one by one; `problems` tells whether the bot can start with them together.

    A field is named like its environment variable. Constructing it reads nothing from outside;
    `load_settings` reads the environment. The first sentence of each is also in `.env.example`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    slack_bot_token: SecretStr | None = Field(
        None, description="Bot token (xoxb-…) of a single workspace; leave empty if workspaces install by OAuth."
    )
    slack_signing_secret: SecretStr | None = Field(
        None, description="Signing secret of the Slack app; needed where Slack calls Instep over HTTP."
    )
    slack_app_token: SecretStr | None = Field(
        None, description="App-level token (xapp-…); turns on Socket Mode, which needs no public address."
    )
    slack_client_id: str | None = Field(
        None, description="Client id of the Slack app; with the secret it lets several workspaces install by OAuth."
    )
    slack_client_secret: SecretStr | None = Field(None, description="Client secret of the Slack app, for OAuth.")
    slack_api_url: str | None = Field(
        None, description="Base address of Slack's Web API; empty means https://slack.com/api."
    )

    teams_app_id: str | None = Field(None, description="Application (client) id of the bot registration.")
    teams_app_password: SecretStr | None = Field(None, description="Client secret of the bot registration.")
    teams_app_type: Annotated[TeamsAppType, same_case(TeamsAppType)] = Field(
        TeamsAppType.SINGLE_TENANT,
        description="How the bot is registered, SingleTenant or MultiTenant; empty means SingleTenant.",
    )
    teams_tenant_id: str | None = Field(None, description="Directory (tenant) id in which the bot is registered.")
    teams_allowed_tenants: CommaList = Field(
        (), description="Further tenant ids that may talk to the bot, separated by commas."
    )
    teams_service_hosts: CommaList = Field(
        (),
        description="Exact hosts that replies may go to, separated by commas; empty means Microsoft's public ones.",
    )
    teams_openid_metadata_url: str | None = Field(
        None, description="Where the keys of incoming tokens are published; empty means Microsoft's public address."
    )
    teams_login_url: str | None = Field(
        None, description="Login host on this machine in place of Microsoft's; development mode only."
    )

    instep_mode: Annotated[Mode, same_case(Mode)] = Field(
        Mode.PRODUCTION,
        description="production, or development: this machine only, Teams without authentication, nothing to protect.",
    )
    instep_host: str = Field(
        "127.0.0.1",
        description="Address to listen on; 0.0.0.0 for all, as in a container; development mode allows this machine's.",
    )
    instep_port: int = Field(8080, ge=0, le=65535, description="Port to listen on.")
    instep_base_url: str | None = Field(
        None, description="Address under which the outside reaches Instep, for links and OAuth."
    )
    instep_secret_key: SecretStr | None = Field(
        None,
        description="Keys that seal stored secrets, newest first, separated by commas, 32 bytes or more each.",
    )
    instep_admins: CommaList = Field(
        (), description="First admins by e-mail or platform user id (U…, or a Teams object id), separated by commas."
    )
    instep_command_names: CommaList = Field(
        (),
        description="Other names for commands, like update=team-update, since Slack's are shared with other apps.",
    )
    instep_log_level: Annotated[LogLevel, same_case(LogLevel)] = Field(
        LogLevel.INFO, description="From which weight on lines are logged: debug, info, warning or error."
    )

    database_url: SecretStr = Field(
        SecretStr("sqlite:///instep.db"),
        description="The database: a SQLite file, or postgresql://user:password@host/name to run several processes.",
    )

    instep_lane_lease_seconds: float = Field(
        30, gt=0, description="Seconds after which another process takes over the sending of one that died."
    )
    instep_http_timeout_seconds: float = Field(
        10, gt=0, description="Seconds that one call to a platform may take; at most a third of the lease."
    )
    instep_slack_posts_per_second: float | None = Field(
        None, gt=0, description="Posts a second into one Slack workspace; empty means the built-in pace."
    )
    instep_slack_post_burst: int | None = Field(
        None, ge=1, description="Posts into one Slack workspace that may go out at once; empty means the built-in pace."
    )
    instep_slack_channel_posts_per_second: float | None = Field(
        None, gt=0, description="Posts a second into one Slack channel; empty means the built-in pace."
    )
    instep_slack_edits_per_minute: float | None = Field(
        None, gt=0, description="Edits a minute in one Slack workspace; empty means the built-in pace."
    )
    instep_slack_deletes_per_minute: float | None = Field(
        None, gt=0, description="Deletions a minute in one Slack workspace; empty means the built-in pace."
    )
    instep_teams_requests_per_second: float | None = Field(
        None, gt=0, description="Requests a second in one Teams tenant; empty means the built-in pace."
    )
    instep_teams_reserved_per_second: float | None = Field(
        None, ge=0, description="Of these, requests a second kept for answers to people; empty means the built-in pace."
    )
    instep_teams_conversation_windows: CommaList = Field(
        (),
        description="Most messages per seconds in a Teams conversation, like 7/1,60/30; empty means the built-in pace.",
    )

    @field_validator("instep_base_url")
    @classmethod
    def _base_url(cls, value: str | None) -> str | None:
        return value and web_address("INSTEP_BASE_URL", value, plain_http=False)

    @field_validator("slack_api_url")
    @classmethod
    def _slack_api_url(cls, value: str | None) -> str | None:
        return value and web_address("SLACK_API_URL", value, plain_http=True)

    @field_validator("teams_openid_metadata_url")
    @classmethod
    def _teams_openid_metadata_url(cls, value: str | None) -> str | None:
        return value and web_address("TEAMS_OPENID_METADATA_URL", value, plain_http=False)

    @field_validator("teams_login_url")
    @classmethod
    def _teams_login_url(cls, value: str | None) -> str | None:
        if value and not is_loopback(urlsplit(value).hostname or ""):
            raise ValueError("TEAMS_LOGIN_URL must be an address on this machine, such as http://127.0.0.1:8081.")
        return value and web_address("TEAMS_LOGIN_URL", value, plain_http=True)

    @field_validator("teams_service_hosts")
    @classmethod
    def _teams_service_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for host in value:
            if any(sign in host for sign in "/*@ ") or urlsplit(f"//{host}").hostname is None:
                raise ValueError(
                    f"TEAMS_SERVICE_HOSTS must hold exact host names such as smba.trafficmanager.net, not “{host}”."
                )
        return tuple(host.lower() for host in value)

    @field_validator("instep_command_names")
    @classmethod
    def _command_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        named = [pair.split("=") for pair in value]
        if not all(len(pair) == 2 and all(is_command_name(name.strip()) for name in pair) for pair in named):
            raise ValueError("INSTEP_COMMAND_NAMES must look like update=team-update: small letters, digits, - and _.")
        for names in ([own.strip() for own, _ in named], [given.strip() for _, given in named]):
            if len(set(names)) < len(names):
                raise ValueError("INSTEP_COMMAND_NAMES gives one name twice.")
        return value

    @field_validator("instep_teams_conversation_windows")
    @classmethod
    def _teams_windows(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for window in value:
            messages, slash, seconds = window.partition("/")
            if not (slash and messages.isdecimal() and seconds.isdecimal() and int(messages) and int(seconds)):
                raise ValueError(
                    "INSTEP_TEAMS_CONVERSATION_WINDOWS must look like 7/1,60/30: messages, a slash, seconds."
                )
        return value

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, value: SecretStr) -> SecretStr:
        scheme = urlsplit(value.get_secret_value()).scheme.partition("+")[0]
        if scheme not in ("sqlite", "postgresql", "postgres"):
            raise ValueError("DATABASE_URL must begin with sqlite:/// or postgresql://.")
        return value

    @property
    def development(self) -> bool:
        """Whether this is development mode."""
        return self.instep_mode is Mode.DEVELOPMENT

    @property
    def slack_on(self) -> bool:
        """Whether any Slack setting is present, which turns Slack on."""
        return self._any("slack_")

    @property
    def teams_on(self) -> bool:
        """Whether any Teams setting is present; in development mode Teams is on without any."""
        return self.development or self._any("teams_")

    @property
    def danger(self) -> str:
        """What development mode leaves open, as a sentence; empty in production.

        Activities of Teams are taken unseen only where no registration could vouch for them.
        """
        if not self.development:
            return ""
        unseen = "" if self.teams_app_id and self.teams_app_password else "Teams activities are not authenticated, "
        return f"Development mode: this machine only, {unseen}nothing here is protected."

    @property
    def base_url(self) -> str:
        """Where the outside reaches Instep, without a trailing slash; on this machine if nothing else is set."""
        return self.instep_base_url or f"http://{self.instep_host}:{self.instep_port}"

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The keys to seal with, newest first; in development mode without any, one that everybody knows."""
        keys = split(self.instep_secret_key.get_secret_value()) if self.instep_secret_key else ()
        assert isinstance(keys, tuple)
        return keys or ((DEVELOPMENT_SECRET_KEY,) if self.development else ())

    @property
    def command_names(self) -> dict[str, str]:
        """The names that commands go by here, by the ones that Instep knows them under."""
        pairs = (pair.partition("=") for pair in self.instep_command_names)
        return {own.strip(): given.strip() for own, _, given in pairs}

    @property
    def teams_conversation_windows(self) -> tuple[tuple[int, int], ...]:
        """Overridden Teams windows as (messages, seconds); empty for the built-in ones."""
        return tuple(
            (int(messages), int(seconds))
            for messages, _, seconds in (window.partition("/") for window in self.instep_teams_conversation_windows)
        )

    def secret_values(self) -> frozenset[str]:
        """Every secret in these settings, so that logs can leave them out."""
        sealed = (value.get_secret_value() for _, value in self if isinstance(value, SecretStr))
        password = urlsplit(self.database_url.get_secret_value()).password or ""
        values = {*sealed, *self.secret_keys, password, unquote(password)}
        return frozenset(value for value in values if value) - {_DEFAULT_DATABASE_URL}

    def problems(self) -> tuple[str, ...]:
        """Say, one sentence each, what keeps the bot from starting; empty if nothing does."""
        return tuple(problems(self))

    def check_start(self) -> None:
        """Raise SettingsError if the bot cannot start with these settings."""
        if problems := self.problems():
            raise SettingsError(problems)

    def _any(self, prefix: str) -> bool:
        return any(name.startswith(prefix) and getattr(self, name) for name in self.model_fields_set)


_DEFAULT_DATABASE_URL: str = Settings.model_fields["database_url"].default.get_secret_value()


class _Environment(BaseSettings):
    """Reads the environment, then `.env`; an empty value counts as absent."""

    model_config = SettingsConfigDict(env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore")


class _EnvironmentSettings(Settings, _Environment):
    """The settings with the environment as their source."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read the settings from the environment and, below it, from `env_file`.

    Raises SettingsError with a sentence for each setting whose value cannot be read. Whether the bot can
    start with them together is `Settings.check_start`'s to say, since short commands need less.
    """
    try:
        found = _EnvironmentSettings(_env_file=env_file)
    except UnicodeDecodeError:
        raise SettingsError((f"{env_file} is not UTF-8: save it as a text file in UTF-8.",)) from None
    except ValidationError as error:
        raise SettingsError(tuple(_sentence(problem) for problem in error.errors(include_input=False))) from None
    return Settings(**{name: getattr(found, name) for name in found.model_fields_set})


_PLAINLY = {"int_parsing": "it must be a whole number", "float_parsing": "it must be a number"}


def _sentence(problem: object) -> str:
    assert isinstance(problem, dict)
    reason = _PLAINLY.get(str(problem["type"])) or str(problem["msg"]).removeprefix("Value error, ")
    if problem["type"] == "value_error":
        return reason
    name = ".".join(str(part) for part in problem["loc"]).upper()
    return f"{name} cannot be used: {reason[:1].lower()}{reason[1:]}."
