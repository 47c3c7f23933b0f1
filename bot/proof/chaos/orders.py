"""Orders: which bot shall run, and where it shall die."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

POINTS = ("before_claim", "mid_claim", "after_claim", "mid_post", "after_answer", "mid_receipt", "during_recovery")
"""Where the sender says that it stands (`bot.delivery.desk.Hooks.at`), and so may be killed."""

WRITES = ("before_", "after_")
"""How such points begin of what else writes (`bot.storage.sessions.Database.observed`): of requests (`before_request`),
and of due work by its kind (`after_checkins.ask`)."""


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
        if self.point not in POINTS and not self.point.startswith(WRITES):
            raise ValueError(f"there is no point {self.point!r}")


@dataclass(frozen=True)
class Order:
    """One bot: its settings by name, its sender's options, and where it dies if it shall.

    `calendar`: the file by which its calendar goes (`bot.proof.calendar`), instead of the machine's.
    """

    settings: Mapping[str, str]
    options: Mapping[str, Any] = field(default_factory=dict)
    kill: Kill | None = None
    calendar: str = ""

    def as_line(self) -> str:
        """The order as the other process reads it."""
        return json.dumps(asdict(self))


def order_of(line: str) -> Order:
    """The order in a line."""
    given = json.loads(line)
    kill = Kill(**given["kill"]) if given["kill"] else None
    return Order(given["settings"], given["options"], kill, given["calendar"])
