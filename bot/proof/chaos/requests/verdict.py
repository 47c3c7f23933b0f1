"""What an attack on the gates must come to: nothing forged is let in, and nothing at all is answered as our fault."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.proof.chaos.requests.forgery import Forgery
from bot.proof.chaos.requests.wire import Answered, knock

AT_ONCE = 8
"""Requests under way at the same time."""

NOT_IMPLEMENTED = 501
"""What a bot answers to a kind of invoke that it does not know (learn.microsoft.com, "InvokeResponse")."""


def verdict(forgery: Forgery, answered: Answered) -> str | None:
    """What is wrong with an answer; None if nothing is.

    A forged request may also find its connection closed, as when its framing has no end.
    """
    if answered.status >= 500 and not (forgery.authentic and answered.status == NOT_IMPLEMENTED):
        return f"{forgery.how}: answered {answered.status}"
    if not forgery.authentic and answered.status not in (0, *range(400, 500)):
        return f"{forgery.how}: let in with {answered.status}"
    return None


@dataclass
class Attack:
    """All requests of one attack on an address, and what came of them."""

    url: str
    sent: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    async def throw(self, forgeries: Iterable[Forgery]) -> None:
        """Send them all, some at a time; a forgery is only made when its turn comes."""
        waiting = iter(forgeries)

        async def one_by_one() -> None:
            for forgery in waiting:
                await self._send(forgery)

        await asyncio.gather(*(one_by_one() for _ in range(AT_ONCE)))

    async def _send(self, forgery: Forgery) -> None:
        self.sent += 1
        try:
            answered = await knock(self.url, forgery)
        except TimeoutError:
            self.wrong.append(f"{forgery.how}: never answered")
            return
        self.answers[answered.status] += 1
        if problem := verdict(forgery, answered):
            self.wrong.append(problem)
