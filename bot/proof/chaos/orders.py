"""Orders: which bot shall run, and where it shall die."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

POINTS = ("before_claim", "mid_claim", "after_claim", "mid_post", "after_answer", "mid_receipt", "during_recovery")
"""Where the sender says that it stands (`bot.delivery.desk.Hooks.at`), and so may be killed."""


@dataclass(frozen=True)
class Kill:
    """`how` it ends at `point`: at its `passes`-th passage once the platforms have answered `answers` calls.

    With SIGSTOP it does not end, but stands still as a machine that is out of breath, until somebody sends SIGCONT.
    """

    point: str
    answers: int = 0
    passes: int = 1
    how: str = "SIGKILL"

    def __post_init__(self) -> None:
        if self.point not in POINTS:
            raise ValueError(f"there is no point {self.point!r}")


@dataclass(frozen=True)
class Order:
    """One bot: its settings by name, its sender's options, and where it dies if it shall."""

    settings: Mapping[str, str]
    options: Mapping[str, Any] = field(default_factory=dict)
    kill: Kill | None = None

    def as_line(self) -> str:
        """The order as the other process reads it."""
        return json.dumps(asdict(self))


def order_of(line: str) -> Order:
    """The order in a line."""
    given = json.loads(line)
    return Order(given["settings"], given["options"], Kill(**given["kill"]) if given["kill"] else None)
