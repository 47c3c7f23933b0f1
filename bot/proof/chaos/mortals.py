"""`python -m bot.proof.chaos.mortals`: whole bots, one after the other, that kill themselves at a named point if told.

Each line of the input is an order (`Order` as JSON) and makes one process, by forking, which is quicker than starting
Python anew and leaves the sender no time to be spared. The answers are lines as well: `{"pid": …}` when it has begun,
`{"ended": …}` with its exit code, or the number of the signal below zero. Everything else goes to standard error.
"""

import asyncio
import ctypes
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.assemble import serve
from bot.delivery.sender import SenderOptions
from bot.proof.chaos.harmless import refuse_real_platforms
from bot.settings import Settings

POINTS = ("before_claim", "after_claim", "mid_post", "after_answer", "mid_receipt", "during_recovery")
"""Where the sender says that it stands (`bot.delivery.desk.Hooks.at`), and so may be killed."""

_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Kill:
    """SIGKILL at `point`: at its `passes`-th passage once the platforms have answered `answers` calls."""

    point: str
    answers: int = 0
    passes: int = 1

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


def dying(kill: Kill | None) -> Callable[[str], Awaitable[None]]:
    """Counts passages, and ends this process as a power cut would when it is time."""
    answers = passes = 0

    async def at(point: str) -> None:
        nonlocal answers, passes
        answers += point == "after_answer"
        if kill is None or point != kill.point or answers < kill.answers:
            return
        passes += 1
        if passes == kill.passes:
            os.kill(os.getpid(), signal.SIGKILL)

    return at


def live(order: Order) -> None:
    """Run the bot of an order until it is killed, or told to stop."""
    settings = Settings(**{name.lower(): value for name, value in order.settings.items()})
    refuse_real_platforms(settings)
    asyncio.run(serve(settings, options=SenderOptions(**order.options), at=dying(order.kill)))


def main() -> None:
    """Make a bot for each order, until the input ends."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    _say(ready=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _be_a_child()
            live(order_of(line))
            sys.stdout.flush()
            os._exit(0)
        _say(pid=child)
        _, status = os.waitpid(child, 0)
        _say(ended=os.waitstatus_to_exitcode(status))


def _be_a_child() -> None:
    """Do not outlive the process that takes the orders, and do not speak in its place."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())


def _say(**answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
