"""What was probably meant by words that are no command."""

import pytest

from bot.chat.nearest import MUCH_ALIKE, nearest

COMMANDS = ["update find", "update round-up", "update last", "help", "link channel", "got it", "catch up"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("fnd refund over 50", ("update find", "refund over 50")),
        ("Find refund", ("update find", "refund")),
        ("hlep", ("help", "")),
        ("link chanel", ("link channel", "")),
        ("round up of May", ("update round-up", "of May")),
        ("hello", None),
        ("it", None),
        ("blah", None),
        ("", None),
    ],
)
def test_a_slip_is_taken_for_the_command_that_it_is_most_like(typed: str, meant: tuple[str, str] | None) -> None:
    assert nearest(typed, COMMANDS) == meant


def test_what_may_have_been_meant_as_it_is_needs_to_be_more_alike() -> None:
    assert nearest("lost parcels", ["last"]) == ("last", "parcels")
    assert nearest("lost parcels", ["last"], MUCH_ALIKE) is None
