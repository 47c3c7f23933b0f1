"""What the manifests announce is what the capabilities offer: no dead command, and none that nobody can find."""

from adapters.slack import manifest as slack
from adapters.teams.manifest import COMMANDS as TEAMS_COMMANDS
from adapters.teams.manifest.document import EXTENSIONS
from bot.assemble import all_offers
from bot.dispatch.plans import MENU

UMBRELLA = "instep"
"""Stands for every other command, and alone for the menu."""


def test_slack_announces_every_slash_command_and_no_other() -> None:
    offers = all_offers()
    assert set(slack.COMMANDS) == {offer.words for offer in offers.commands.values() if offer.slash} | {UMBRELLA}


def test_shortcuts_on_messages_are_announced_on_both_platforms() -> None:
    offered = {name for name, shortcut in all_offers().shortcuts.items() if shortcut.on_message}
    assert {id for id, one in slack.SHORTCUTS.items() if one.on_message} == offered
    assert {slack.shortcut_name(id) for id in slack.SHORTCUTS} <= set(all_offers().shortcuts)
    assert {id for id, _, where in EXTENSIONS if "message" in where} == offered


def test_every_word_that_teams_suggests_is_understood() -> None:
    offers = all_offers()
    for word in TEAMS_COMMANDS:
        found = offers.command(word)
        assert found or word == UMBRELLA, word
    assert MENU in offers.commands
