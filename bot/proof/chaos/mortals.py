"""`python -m bot.proof.chaos.mortals`: whole bots, one after the other, that kill themselves at a named point if told.

Each line of the input is an order (`Order` as JSON) and makes one process, by forking, which is quicker than starting
Python anew and leaves the sender no time to be spared. The answers are lines as well: `{"pid": …}` when it has begun,
`{"ended": …}` with its exit code, or the number of the signal below zero. Everything else goes to standard error.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.assemble import serve
from bot.clock import SystemClock
from bot.delivery.sender import SenderOptions
from bot.proof.calendar import TICK_SECONDS, MovableCalendar
from bot.proof.chaos.orders import Kill, Order, order_of
from bot.proof.harmless import refuse_real_platforms
from bot.proof.processes import end_with_parent
from bot.settings import Settings


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
            os.kill(os.getpid(), signal.Signals[kill.how])

    return at


def live(order: Order) -> None:
    """Run the bot of an order until it is killed, or told to stop."""
    settings = Settings(**{name.lower(): value for name, value in order.settings.items()})
    refuse_real_platforms(settings)
    own = {"calendar": MovableCalendar(Path(order.calendar), SystemClock()), "tick": TICK_SECONDS}
    more: dict[str, Any] = own if order.calendar else {}
    asyncio.run(serve(settings, options=SenderOptions(**order.options), at=dying(order.kill), **more))


def main() -> None:
    """Make a bot for each order, until the input ends."""
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
    end_with_parent(signal.SIGKILL)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())


def _say(**answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
