"""What a process of the proof is given of the environment of whoever starts it."""

import pytest

from bot.proof.processes import own_environment


@pytest.mark.parametrize("name", ["SLACK_API_URL", "slack_bot_token", "Teams_Tenant_Id", "database_url", "INSTEP_MODE"])
def test_no_setting_of_a_real_bot_is_passed_on_however_it_is_written(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "real")
    assert name not in own_environment()


@pytest.mark.parametrize("name", ["HTTP_PROXY", "https_proxy", "ALL_PROXY", "no_proxy"])
def test_what_is_said_on_this_machine_goes_through_no_proxy(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "http://proxy.invalid:3128")
    assert name not in own_environment()


def test_the_rest_of_the_environment_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "pt_PT.UTF-8")
    assert own_environment()["LANG"] == "pt_PT.UTF-8"
