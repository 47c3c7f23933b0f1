"""Steps of a story: each either really happened, or says what was expected and what came instead."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import NoReturn, Protocol

from bot.proof.processes import Ended
from bot.proof.reading import Line


class Unexpected(Exception):
    """Something else came than what was expected."""

    def __init__(self, expected: str, came: str) -> None:
        super().__init__(f"expected {expected}; came {came}")


def expect(holds: bool, expected: str, came: str) -> None:
    """Go on if it holds; else raise Unexpected with both in words."""
    if not holds:
        fail(expected, came)


def fail(expected: str, came: str) -> NoReturn:
    """Raise Unexpected."""
    raise Unexpected(expected, came)


@dataclass(frozen=True)
class Panel:
    """Something that somebody sees, for the screen: where, and its lines."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Step:
    """One step and how it ended; `seconds` is how long it took, `panels` what was seen.

    One that was not `tried`, since an earlier one failed, is not ok either.
    """

    name: str
    ok: bool
    detail: str
    seconds: float = 0.0
    panels: tuple[Panel, ...] = ()
    tried: bool = True


@dataclass(frozen=True)
class Happened:
    """What a step tells when it is done."""

    detail: str
    panels: tuple[Panel, ...] = ()


class Audience(Protocol):
    """Whoever watches a story: a terminal, or lines in a log."""

    def begins(self, name: str) -> None: ...

    def ended(self, step: Step) -> None: ...


@dataclass
class Record:
    """All steps so far."""

    steps: list[Step] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether every step really happened."""
        return bool(self.steps) and all(step.ok for step in self.steps)


Verb = Callable[[], Awaitable[Happened]]


@dataclass(frozen=True)
class Scene:
    """A step before it is played."""

    name: str
    verb: Verb


async def tell(scenes: Sequence[Scene], audience: Audience) -> Record:
    """Play scenes in their order; the first that fails ends it, and those after it are recorded as not tried."""
    record = Record()
    for scene in scenes:
        if record.steps and not record.ok:
            step = Step(scene.name, False, "not tried", tried=False)
        else:
            audience.begins(scene.name)
            step = await _play(scene)
        record.steps.append(step)
        audience.ended(step)
    return record


async def _play(scene: Scene) -> Step:
    began = time.monotonic()
    try:
        happened = await scene.verb()
    except Unexpected as unexpected:
        return Step(scene.name, False, str(unexpected), time.monotonic() - began)
    except Exception as error:
        # Whatever a step trips over is its failure, to be told with the others, and not the end of the telling.
        came = str(error) if isinstance(error, Ended) else f"{type(error).__name__}: {error}"
        return Step(scene.name, False, f"expected it to happen; came {came}", time.monotonic() - began)
    return Step(scene.name, True, happened.detail, time.monotonic() - began, happened.panels)
