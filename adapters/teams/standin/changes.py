"""What changed in the invented Teams, as one growing sequence, for whoever draws it live."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

Kind = Literal["message", "view", "place"]


@dataclass(frozen=True)
class Change:
    """One thing that looks different from now on; what it looks like is read where it stands.

    `user` alone sees another card (a view), or it was their act. `at` is UTC.
    """

    seq: int
    at: datetime
    kind: Kind
    conversation: str = ""
    message: str = ""
    user: str = ""


class Changes:
    """Only ever grows."""

    def __init__(self) -> None:
        self._all: list[Change] = []
        self._waiting: set[asyncio.Future[None]] = set()

    def note(self, kind: Kind, conversation: str = "", message: str = "", user: str = "") -> None:
        """Appends what just changed and wakes those who wait."""
        self._all.append(Change(len(self._all) + 1, datetime.now(UTC), kind, conversation, message, user))
        self.let_go()

    def let_go(self) -> None:
        """Lets everybody who waits look again, though nothing may have changed."""
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def after(self, seq: int, wait: float = 0.0) -> Sequence[Change]:
        """Everything after that number; when there is nothing yet, waits up to `wait` seconds for the first."""
        if wait > 0 and len(self._all) <= seq:
            waiting = asyncio.get_running_loop().create_future()
            self._waiting.add(waiting)
            try:
                with suppress(TimeoutError):
                    await asyncio.wait_for(waiting, wait)
            finally:
                self._waiting.discard(waiting)
        return self._all[max(seq, 0) :]
