"""The manifest is one that Slack accepts, and says why it asks for what it asks."""

import json

import pytest
import yaml

from adapters.slack.limits import LIMITS
from adapters.slack.manifest import (
    BOT_EVENTS,
    COMMANDS,
    PERMISSIONS,
    READING,
    READING_EVENTS,
    as_json,
    as_yaml,
    build_manifest,
    permissions,
)

BASE = "https://instep.marlowe.example"


def test_over_http_every_address_is_the_bots() -> None:
    manifest = build_manifest(BASE + "/")
    events = f"{BASE}/slack/events"
    assert manifest["settings"]["event_subscriptions"]["request_url"] == events
    addresses = {"request_url": events, "message_menu_options_url": events}
    assert manifest["settings"]["interactivity"] == {"is_enabled": True, **addresses}
    assert {command["url"] for command in manifest["features"]["slash_commands"]} == {events}
    assert manifest["oauth_config"]["redirect_urls"] == [f"{BASE}/slack/oauth_redirect"]


def test_in_socket_mode_no_address_is_written() -> None:
    text = as_json(build_manifest("", socket_mode=True))
    assert "http" not in text
    assert json.loads(text)["settings"]["socket_mode_enabled"]


def test_reading_history_is_optional() -> None:
    scopes = build_manifest(BASE)["oauth_config"]["scopes"]
    assert scopes["bot_optional"] == ["channels:history", "groups:history"]
    assert not set(scopes["bot"]) & set(scopes["bot_optional"])


def test_reading_replies_is_asked_for_only_where_the_operator_chose_it() -> None:
    asked, chosen = build_manifest(BASE), build_manifest(BASE, reading=True)
    assert not set(READING_EVENTS) & set(asked["settings"]["event_subscriptions"]["bot_events"])
    assert set(READING_EVENTS) <= set(chosen["settings"]["event_subscriptions"]["bot_events"])
    scopes = chosen["oauth_config"]["scopes"]
    assert {"channels:history", "groups:history"} <= set(scopes["bot"])
    assert "bot_optional" not in scopes, "Slack takes no event whose scope may be missing"
    told = {each.scope: each for each in permissions(reading=True)}
    assert set(told) == {each.scope for each in PERMISSIONS} >= set(READING)
    assert "keeps and logs nothing" in told["channels:history"].why
    assert "no others" not in told["app_mentions:read"].why
    assert all(each.why.endswith(".") for each in told.values())


def test_commands_take_escaped_mentions_and_can_have_other_names() -> None:
    commands = build_manifest(BASE, names={"update": "mf-update"})["features"]["slash_commands"]
    assert [command["command"] for command in commands] == [
        "/checkin",
        "/feedback",
        "/instep",
        "/shoutout",
        "/sync",
        "/mf-update",
    ]
    assert all(command["should_escape"] for command in commands)


@pytest.mark.parametrize(
    "names", [{"update": "Upd ate"}, {"update": ""}, {"update": "x" * 40}, {"update": "instep"}, {"x": "y"}]
)
def test_names_that_slack_refuses_are_refused_here(names: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        build_manifest(BASE, names=names)


@pytest.mark.parametrize("base", ["", "http://instep.example", "instep.example"])
def test_an_address_without_https_is_refused(base: str) -> None:
    with pytest.raises(ValueError, match="https"):
        build_manifest(base)


def test_lengths_are_within_slacks_schema() -> None:
    manifest = build_manifest(BASE)
    assert len(manifest["display_information"]["description"]) <= LIMITS.manifest_description
    assert all(len(command.usage_hint) <= LIMITS.manifest_usage_hint for command in COMMANDS.values())
    shortcuts = manifest["features"]["shortcuts"]
    assert {each["type"] for each in shortcuts} == {"message", "global"}
    assert len({each["callback_id"] for each in shortcuts}) == len(shortcuts) <= 10
    for each in shortcuts:
        assert len(each["name"]) <= LIMITS.manifest_shortcut_name
        assert len(each["description"]) <= LIMITS.manifest_shortcut_description
    assert len(BOT_EVENTS) <= 100


def test_every_permission_has_one_reason() -> None:
    assert len({each.scope for each in PERMISSIONS}) == len(PERMISSIONS)
    assert all(each.why.endswith(".") for each in PERMISSIONS)


def test_both_files_hold_the_same() -> None:
    manifest = build_manifest(BASE)
    assert yaml.safe_load(as_yaml(manifest)) == json.loads(as_json(manifest)) == manifest
