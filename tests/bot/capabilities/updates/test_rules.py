"""What makes a good update, without a database."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.capabilities.updates.rules import Typed, identity_in, mistakes, prefilled, typed
from bot.chat.inbound import Identity
from bot.chat.texts import Texts

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
GOOD = {"title": "Refunds need no supervisor", "changed": "Up to €200.", "audience": ("everyone",)}


@pytest.mark.parametrize(
    ("values", "where", "says"),
    [
        ({"title": " "}, "title", "Say the change in one sentence."),
        ({"title": "x" * 151}, "title", "This is 151 characters long and 150 fit. Shorten it."),
        ({"changed": "\n"}, "changed", "Say what changed, in two to six lines."),
        ({"changed": "x" * 40_000}, "changed", "This is 40,000 characters long and 2,500 fit. Shorten it."),
        ({"audience": ()}, "audience", "Choose who needs to know."),
        ({"tell_customers": "x" * 2_501}, "tell_customers", "This is 2,501 characters long and 2,500 fit. Shorten it."),
        ({"playbook": "javascript:alert(1)"}, "playbook", "Paste the whole address, beginning with https://."),
        ({"playbook": "http://playbook.example"}, "playbook", "Paste the whole address, beginning with https://."),
        ({"playbook": "https://playbook.example:0"}, "playbook", "Paste the whole address, beginning with https://."),
        ({"playbook": "https://playbook.example:x"}, "playbook", "Paste the whole address, beginning with https://."),
        ({"playbook": "https://"}, "playbook", "Paste the whole address, beginning with https://."),
        ({"playbook": "https://[broken"}, "playbook", "Paste the whole address, beginning with https://."),
        (
            {"acknowledge_by": NOW},
            "acknowledge_by",
            "Choose a time that is still to come, or leave it empty for the next shift.",
        ),
    ],
)
def test_a_mistake_is_said_at_its_field_with_what_to_do(values: dict[str, Any], where: str, says: str) -> None:
    assert mistakes(typed({**GOOD, **values}), Texts(), NOW) == {where: says}


def test_what_is_typed_well_has_no_mistakes() -> None:
    assert mistakes(typed({**GOOD, "playbook": "https://playbook.example/返金"}), Texts(), NOW) == {}


def test_a_title_is_one_line_whatever_was_pasted() -> None:
    assert typed({"title": " Refunds\n need \t no supervisor "}).title == "Refunds need no supervisor"


def test_values_of_the_wrong_kind_count_as_empty() -> None:
    assert typed({"title": True, "audience": None, "urgent": "yes", "effective_from": "now"}) == Typed()


def test_a_first_line_that_is_no_title_becomes_what_changed() -> None:
    assert prefilled("x" * 200) == Typed(changed="x" * 200)


@pytest.mark.parametrize("value", ["", "slack", "slack/T1", "slack/T1/", "//"])
def test_a_value_that_names_nobody_is_no_identity(value: str) -> None:
    assert identity_in(value) is None


def test_a_user_id_may_hold_slashes() -> None:
    assert identity_in("teams/tenant/a/b") == Identity("teams", "tenant", "a/b")
