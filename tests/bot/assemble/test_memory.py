"""What the collector of garbage has to go through while people wait."""

import gc
from collections.abc import Iterator

import pytest

from bot.assemble.process import set_aside_what_stays


@pytest.fixture
def afterwards_as_before() -> Iterator[None]:
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("afterwards_as_before")
def test_a_full_collection_leaves_out_what_the_process_began_with() -> None:
    before = len(gc.get_objects())
    set_aside_what_stays()
    assert before > 50_000
    assert len(gc.get_objects()) < before / 50
