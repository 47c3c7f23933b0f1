"""A story's steps: each really happened, or says what was expected and what came."""

import pytest

from bot.proof.steps import Happened, Scene, Step, Unexpected, expect, tell


class Watcher:
    """Keeps what it was shown."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.steps: list[Step] = []

    def begins(self, name: str) -> None:
        self.begun.append(name)

    def ended(self, step: Step) -> None:
        self.steps.append(step)


async def happens() -> Happened:
    return Happened("as it should")


async def is_wrong() -> Happened:
    expect(False, "8 channels", "7")
    return Happened("never")


async def trips() -> Happened:
    raise ValueError("a bug")


async def test_all_steps_that_happen_make_a_good_record() -> None:
    record = await tell([Scene("One", happens), Scene("Two", happens)], Watcher())
    assert record.ok
    assert [(step.name, step.ok, step.detail) for step in record.steps] == [
        ("One", True, "as it should"),
        ("Two", True, "as it should"),
    ]


@pytest.mark.parametrize(
    ("verb", "detail"),
    [
        (is_wrong, "expected 8 channels; came 7"),
        (trips, "expected it to happen; came ValueError: a bug"),
    ],
)
async def test_a_step_that_fails_ends_the_story(verb: object, detail: str) -> None:
    watcher = Watcher()
    record = await tell([Scene("One", verb), Scene("Two", happens)], watcher)  # type: ignore[arg-type]
    assert not record.ok
    assert record.steps[0].detail == detail
    assert not record.steps[1].ok and not record.steps[1].tried
    assert watcher.begun == ["One"]
    assert watcher.steps == record.steps


async def test_a_record_without_steps_proves_nothing() -> None:
    assert not (await tell([], Watcher())).ok


def test_what_holds_is_passed_over() -> None:
    expect(True, "anything", "nothing")
    with pytest.raises(Unexpected, match="expected this; came that"):
        expect(False, "this", "that")
