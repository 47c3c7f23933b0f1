"""The parts of syncs make one capability."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from bot.capability import Capability, CommandOffer, PressOffer
from bot.joining import ALONE, LISTS, NAMED, joined
from bot.storage.sessions import Session


async def _handler(context: Any, inbound: Any) -> Any: ...


async def _three(session: Session, now: datetime) -> int:
    return 3


def test_what_the_parts_offer_stands_in_their_order() -> None:
    found = joined(
        "syncs",
        (
            Capability("syncs", commands=(CommandOffer("sync b", _handler),), presses={"b.b": PressOffer(_handler)}),
            Capability("syncs", commands=(CommandOffer("sync a", _handler),), presses={"a.a": PressOffer(_handler)}),
        ),
    )
    assert [one.words for one in found.commands] == ["sync b", "sync a"]
    assert list(found.presses) == ["b.b", "a.a"]


@pytest.mark.parametrize("twice", [{"presses": {"a.a": PressOffer(_handler)}}, {"words": _handler}])
def test_what_two_parts_offer_is_refused(twice: dict[str, Any]) -> None:
    part = Capability("syncs", **twice)
    with pytest.raises(ValueError, match="offered twice"):
        joined("syncs", (part, part))


async def test_what_every_part_deletes_is_counted_together() -> None:
    part = Capability("syncs", retention=_three)
    retention = joined("syncs", (part, Capability("syncs"), part)).retention
    assert retention is not None
    assert await retention(cast(Session, None), datetime(2026, 11, 2, tzinfo=UTC)) == 6


def test_nothing_that_a_capability_can_offer_is_left_out() -> None:
    made_here = {"home", "examples", "export_person", "erase_person", "merge_person", "retention", "standing"}
    named = {*LISTS, *NAMED, *ALONE, *made_here, "name", "title"}
    assert {one.name for one in fields(Capability)} == named
