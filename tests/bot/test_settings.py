"""Settings: what is read, what is refused, and in which words."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.settings import Mode, Settings, SettingsError, TeamsAppType, load_settings

ROOT = Path(__file__).parents[2]
LONG_KEY = "k" * 32
SLACK = {"slack_bot_token": "xoxb-canary", "slack_signing_secret": "signing-canary"}
TEAMS = {"teams_app_id": "app", "teams_app_password": "secret", "teams_tenant_id": "tenant"}


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    yield


def startable(**values: object) -> Settings:
    return Settings.model_validate({"instep_secret_key": LONG_KEY, **values})


def test_a_platform_is_on_when_one_of_its_settings_is_not_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9000/api/")
    monkeypatch.setenv("TEAMS_APP_TYPE", "")
    settings = load_settings(None)
    assert settings.slack_on and not settings.teams_on
    assert settings.slack_api_url == "http://127.0.0.1:9000/api"


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("INSTEP_PORT=1\nTEAMS_TENANT_ID=from-file\nUNRELATED=1\n")
    monkeypatch.setenv("INSTEP_PORT", "2")
    settings = load_settings(file)
    assert (settings.instep_port, settings.teams_tenant_id) == (2, "from-file")


def test_lists_are_separated_by_commas_and_words_know_no_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSTEP_MODE", "Development")
    monkeypatch.setenv("TEAMS_APP_TYPE", "multitenant")
    monkeypatch.setenv("INSTEP_ADMINS", "ada@marlowe.example, U1 ,")
    monkeypatch.setenv("INSTEP_TEAMS_CONVERSATION_WINDOWS", "7/1, 60/30")
    settings = load_settings(None)
    assert settings.instep_mode is Mode.DEVELOPMENT
    assert settings.teams_app_type is TeamsAppType.MULTI_TENANT
    assert settings.instep_admins == ("ada@marlowe.example", "U1")
    assert settings.teams_conversation_windows == ((7, 1), (60, 30))


def test_commands_can_go_by_other_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSTEP_COMMAND_NAMES", "update=team-update, shoutout=thanks")
    assert load_settings(None).command_names == {"update": "team-update", "shoutout": "thanks"}


@pytest.mark.parametrize(
    "names", ["update", "update=/up", "update=Up", "update=", "update=a=b", "update=x,sync=x", "update=x,update=y"]
)
def test_names_that_no_platform_takes_are_refused(names: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSTEP_COMMAND_NAMES", names)
    with pytest.raises(SettingsError, match="INSTEP_COMMAND_NAMES"):
        load_settings(None)


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({}, ("No platform is on",)),
        ({"slack_bot_token": "xoxb-1"}, ("SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN")),
        ({"slack_signing_secret": "s"}, ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID")),
        ({"slack_signing_secret": "s", "slack_client_id": "c"}, ("SLACK_CLIENT_SECRET",)),
        ({"teams_tenant_id": "t"}, ("TEAMS_APP_ID and TEAMS_APP_PASSWORD",)),
        ({"teams_app_id": "a", "teams_tenant_id": "t"}, ("TEAMS_APP_PASSWORD", ": make a client secret in Azure")),
        ({"teams_app_password": "p", "teams_tenant_id": "t"}, ("TEAMS_APP_ID",)),
        ({"teams_app_id": "a", "teams_app_password": "p"}, ("TEAMS_TENANT_ID",)),
        ({**TEAMS, "teams_login_url": "http://127.0.0.1:1"}, ("TEAMS_LOGIN_URL",)),
        ({**SLACK, "instep_secret_key": None}, ("INSTEP_SECRET_KEY is missing",)),
        ({**SLACK, "instep_secret_key": f"{LONG_KEY},short"}, ("at least 32 bytes", "make one with python3")),
        ({"instep_mode": "development", "instep_host": "0.0.0.0"}, ("INSTEP_HOST to 127.0.0.1",)),
        ({**SLACK, "instep_http_timeout_seconds": 11}, ("LEASE_SECONDS (30)", "TIMEOUT_SECONDS (11)", "to 33,")),
    ],
)
def test_what_keeps_the_bot_from_starting_is_one_sentence(values: dict[str, object], missing: tuple[str, ...]) -> None:
    with pytest.raises(SettingsError) as refused:
        startable(**values).check_start()
    (sentence,) = refused.value.problems
    assert sentence.endswith(".")
    assert all(name in sentence for name in missing), sentence


@pytest.mark.parametrize(
    "values",
    [
        SLACK,
        {"slack_client_id": "c", "slack_client_secret": "s", "slack_signing_secret": "x"},
        {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"},
        TEAMS,
        {**TEAMS, "teams_tenant_id": None, "teams_app_type": "MultiTenant"},
        {"instep_mode": "development", "instep_secret_key": None},
        {"instep_mode": "development", "instep_host": "::1", "teams_login_url": "http://127.0.0.1:1"},
    ],
)
def test_complete_settings_start(values: dict[str, object]) -> None:
    startable(**values).check_start()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INSTEP_PORT", "tcp://10.0.0.1:8080"),
        ("INSTEP_MODE", "staging"),
        ("INSTEP_BASE_URL", "http://instep.example"),
        ("TEAMS_LOGIN_URL", "https://login.example"),
        ("TEAMS_SERVICE_HOSTS", "*.trafficmanager.net"),
        ("INSTEP_TEAMS_CONVERSATION_WINDOWS", "7"),
        ("DATABASE_URL", "mysql://root:canary@db/instep"),
    ],
)
def test_an_unusable_value_is_one_sentence_that_names_the_setting(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load_settings(None)
    (sentence,) = refused.value.problems
    assert name in sentence and sentence.endswith(".") and "canary" not in sentence


def test_a_file_in_another_encoding_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("INSTEP_PORT=8080\n", encoding="utf-16")
    with pytest.raises(SettingsError, match="is not UTF-8: save it"):
        load_settings(tmp_path / ".env")


def test_secrets_are_neither_shown_nor_forgotten() -> None:
    settings = startable(**SLACK, database_url="postgresql://bot:pass%40word@db/instep", instep_secret_key="new,old")
    shown = repr(settings) + str(settings)
    assert not [secret for secret in ("canary", "pass%40word", "new,old") if secret in shown]
    assert {"xoxb-canary", "signing-canary", "pass%40word", "pass@word", "new", "old"} <= settings.secret_values()
    assert settings.secret_keys == ("new", "old")


def test_a_wrong_secret_is_not_shown_in_the_error() -> None:
    with pytest.raises(ValidationError) as refused:
        Settings.model_validate({"slack_bot_token": ["canary"]})
    assert "canary" not in str(refused.value)


def test_the_example_file_lists_every_setting_with_its_sentence_and_default() -> None:
    stanzas = re.findall(r"^# (.+)\n([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    expected = []
    for name, field in Settings.model_fields.items():
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        shown = "" if default in (None, ()) or name.startswith(("slack_", "teams_")) else str(default)
        expected.append((field.description, name.upper(), shown))
    assert stanzas == expected


def test_the_example_file_as_it_stands_turns_no_platform_on() -> None:
    settings = load_settings(ROOT / ".env.example")
    assert not settings.slack_on and not settings.teams_on
