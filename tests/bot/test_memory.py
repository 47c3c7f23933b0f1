"""What the collector of garbage has to go through while people wait."""

import gc
from collections.abc import Iterator

import pytest

from bot.memory import loading, set_aside_what_stays


@pytest.fixture(autouse=True)
def seen_by_the_collector() -> Iterator[None]:
    gc.unfreeze()
    yield
    gc.unfreeze()


def test_a_full_collection_leaves_out_what_the_process_began_with() -> None:
    before = len(gc.get_objects())
    set_aside_what_stays()
    assert before > 50_000
    assert len(gc.get_objects()) < before / 50


def test_nothing_is_collected_while_code_is_loaded_nor_is_that_gone_through_afterwards() -> None:
    before = len(gc.get_objects())
    with loading():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert len(gc.get_objects()) < before / 50


def test_garbage_is_collected_again_after_code_that_cannot_be_loaded() -> None:
    with pytest.raises(ImportError), loading():
        raise ImportError
    assert gc.isenabled()
