"""Steps of a story: each either really happened, or says what was expected and what came instead."""

from dataclasses import dataclass, field
from typing import NoReturn, Protocol

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
