"""How often a token may ask. Each process counts for itself, since this protects a process and is no quota."""

from bot.clock import MachineClock

BURST = 30
"""Requests that a token may make at once."""

PER_SECOND = 1.0
"""Requests a second that it may go on with."""


class Allowance:
    """A bucket for each token that was used lately."""

    def __init__(self, clock: MachineClock, burst: int = BURST, per_second: float = PER_SECOND) -> None:
        self._clock = clock
        self._burst = burst
        self._per_second = per_second
        self._buckets: dict[int, tuple[float, float]] = {}

    def wait(self, token_id: int) -> float:
        """Takes one request from a token's bucket; gives 0, or how many seconds to wait for the next."""
        now = self._clock.monotonic()
        self._forget_full(now)
        left = min(self._burst, self._left(token_id, now))
        if left < 1:
            self._buckets[token_id] = (left, now)
            return (1 - left) / self._per_second
        self._buckets[token_id] = (left - 1, now)
        return 0.0

    def _left(self, token_id: int, now: float) -> float:
        left, at = self._buckets.get(token_id, (float(self._burst), now))
        return left + (now - at) * self._per_second

    def _forget_full(self, now: float) -> None:
        for token_id in [one for one in self._buckets if self._left(one, now) >= self._burst]:
            del self._buckets[token_id]
