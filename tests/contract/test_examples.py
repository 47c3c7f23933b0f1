"""Every example of every capability renders on every platform in every wording, by the stand-ins' rules."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from adapters.slack.standin.blocks import BlockRules, mentions
from adapters.teams.limits import LIMITS as TEAMS_LIMITS
from adapters.teams.standin.rules import check_activity, check_card, utf16_bytes
from bot.assemble import all_offers
from bot.proof.gallery import WORDINGS, Drawn, draw_all

SLACK_RULES = BlockRules()


class EveryMember(Mapping[str, str]):
    """A conversation in which everybody is who may be mentioned."""

    def __getitem__(self, key: str) -> str:
        return key

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __contains__(self, key: object) -> bool:
        return True


def judged_by_slack(drawn: Drawn) -> None:
    if drawn.is_form:
        assert SLACK_RULES.of_view(drawn.payload) == []
        return
    assert SLACK_RULES.of_message(drawn.payload["blocks"]) == []
    assert drawn.payload["text"].strip()
    rung = mentions(drawn.payload["text"], drawn.payload["blocks"])
    assert not [each for each in rung if each.startswith("<!")], "an example rings a whole channel"


def judged_by_teams(drawn: Drawn) -> None:
    if drawn.is_form:
        task = drawn.payload["value"]
        assert 1 <= len(task["title"]) <= TEAMS_LIMITS.dialog_title_characters
        check_card(task["card"]["content"], EveryMember())
        assert utf16_bytes(task["card"]["content"]) <= TEAMS_LIMITS.message_bytes
        return
    check_activity(dict(drawn.payload), EveryMember())
    assert drawn.payload["summary"].strip()


JUDGES = MappingProxyType({"slack": judged_by_slack, "teams": judged_by_teams})


@pytest.mark.parametrize("wording", WORDINGS)
def test_every_example_renders_on_every_platform(wording: str) -> None:
    offers = all_offers()
    met = set()
    for drawn in draw_all(offers, [wording]):
        try:
            JUDGES[drawn.platform](drawn)
        except Exception as error:
            error.add_note(f"{drawn.capability}, {drawn.example}, in {wording} on {drawn.platform}")
            raise
        for size in drawn.sizes:
            assert 0 <= size.used <= size.allowed, (drawn.example, size)
        met.add((drawn.capability, drawn.platform))
    assert met == {(capability.name, platform) for capability in offers.capabilities for platform in JUDGES}


def test_every_capability_has_examples() -> None:
    assert not [capability.name for capability in all_offers().capabilities if capability.examples is None]


def test_every_capability_folder_is_offered() -> None:
    from pkgutil import iter_modules

    import bot.capabilities

    folders = {module.name for module in iter_modules(bot.capabilities.__path__) if module.ispkg}
    assert folders == {capability.name for capability in all_offers().capabilities}


@pytest.mark.parametrize("wording", WORDINGS)
def test_the_same_examples_exist_in_every_wording(wording: str) -> None:
    """So that the gallery shows one beside the other."""

    def names(in_wording: str) -> list[tuple[str, str, str]]:
        return [(drawn.capability, drawn.example, drawn.platform) for drawn in draw_all(all_offers(), [in_wording])]

    assert names(wording) == names("en")
