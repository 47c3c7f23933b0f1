"""Chaos breaks stand-ins of this machine and nothing else."""

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.proof.chaos.server import refuse_server_elsewhere
from bot.proof.harmless import refuse_addresses, refuse_real_platforms
from bot.settings import Settings, SettingsError
from bot.storage.errors import StorageError

HERE = "http://127.0.0.1:4000"
ON_STANDINS = Settings(slack_api_url=HERE, teams_login_url=HERE, teams_openid_metadata_url=HERE)


@pytest.mark.parametrize(
    ("name", "value", "host"),
    [
        ("SLACK_API_URL", "https://slack.com/api", "slack.com"),
        ("TEAMS_OPENID_METADATA_URL", "https://login.botframework.com/v1/keys", "login.botframework.com"),
    ],
)
def test_a_run_against_anything_but_this_machine_is_refused(
    name: str, value: str, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    ended = CliRunner().invoke(app, ["chaos", "--minutes", "1"])
    assert isinstance(ended.exception, SettingsError)
    assert str(ended.exception) == (
        "Chaos kills bots and breaks calls, so it runs against stand-ins on this machine only, "
        f"but {name} names {host}: nothing was started; unset it and try again."
    )


def test_a_bot_under_chaos_reaches_this_machine_alone() -> None:
    refuse_real_platforms(ON_STANDINS)
    with pytest.raises(SettingsError, match="SLACK_API_URL names nothing"):
        refuse_real_platforms(ON_STANDINS.model_copy(update={"slack_api_url": None}))
    with pytest.raises(SettingsError, match=r"names slack\.com"):
        refuse_real_platforms(ON_STANDINS.model_copy(update={"slack_api_url": "https://slack.com/api"}))


def test_stand_ins_elsewhere_are_refused() -> None:
    refuse_addresses([HERE, "http://localhost:4001"])
    with pytest.raises(SettingsError, match=r"192\.0\.2\.7 is another"):
        refuse_addresses([HERE, "http://192.0.2.7:4001"])


def test_an_unknown_scenario_is_named_beside_those_that_there_are() -> None:
    ended = CliRunner().invoke(app, ["chaos", "--only", "plague"])
    assert ended.exit_code == 2
    assert "There is no scenario plague" in ended.output


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://instep@127.0.0.1:5433/x",
        "postgresql://instep@localhost/x",
        "postgresql://instep@[::1]:5432/x",
        "postgresql://instep@/x?host=/var/run/postgresql",
        "postgresql:///x",
    ],
)
def test_a_server_of_this_machine_may_be_used(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGHOST", raising=False)
    refuse_server_elsewhere(url, named="--postgresql")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("postgresql://instep@db.example.com/x", "db.example.com"),
        ("postgresql://instep@/x?host=192.0.2.7:5432", "192.0.2.7:5432"),
        ("postgresql://instep@/x?host=127.0.0.1&host=db.example.com", "db.example.com"),
        ("postgresql:///x", "elsewhere.example.com"),
    ],
)
def test_a_server_elsewhere_is_refused(url: str, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "elsewhere.example.com")
    with pytest.raises(SettingsError) as refused:
        refuse_server_elsewhere(url, named="--postgresql")
    assert f"--postgresql names {host}: nothing was started." in str(refused.value)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("postgresql://instep@127.0.0.1:xx/x", "its port must be a number from 1 to 65535"),
        ("postgresql://instep@127.0.0.1:65536/x", "its port must be a number from 1 to 65535"),
        ("postgresql://instep@127.0.0.1:0/x", "its port must be a number from 1 to 65535"),
        ("nonsense", "it must look like postgresql://user:password@host/name"),
        ("sqlite:///x.db", "--postgresql must look like postgresql://user:password@host/name"),
        ("postgresql://instep@127.0.0.1:1/x", "check --postgresql and that PostgreSQL is running"),
    ],
)
def test_a_server_that_cannot_be_used_is_refused_before_the_first_round(url: str, why: str) -> None:
    ended = CliRunner().invoke(app, ["chaos", "--postgresql", url])
    assert isinstance(ended.exception, StorageError)
    assert why in str(ended.exception)
    assert "DATABASE_URL" not in str(ended.exception)
    assert ended.output == ""
