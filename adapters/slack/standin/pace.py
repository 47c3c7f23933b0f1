"""Slack's rate limits as the stand-in enforces them."""

from adapters.slack.limits import Limits, Rate
from adapters.slack.standin.clock import StandinClock

# A caller that keeps the pace exactly can still be seen this many seconds early, since calls travel unevenly.
JITTER = 0.1


class Pace:
    """Token buckets per workspace and method, and per channel for posts.

    `enforced` switches all of them off, `lifted` those of single methods.
    """

    def __init__(self, limits: Limits, clock: StandinClock) -> None:
        self.enforced = True
        self.lifted: frozenset[str] = frozenset()
        self._limits = limits
        self._clock = clock
        self._buckets: dict[tuple[str, ...], tuple[float, float]] = {}
        self._blocked: dict[tuple[str, str], float] = {}

    def take(self, team: str, method: str, channel: str | None) -> float | None:
        """Count one call; None when it is granted, else the seconds to wait.

        A refusal blocks that method in that workspace until the wait is over, as Slack does.
        """
        if not self.enforced or method in self.lifted:
            return None
        now = self._clock.monotonic()
        blocked_until = self._blocked.get((team, method), now)
        if blocked_until > now:
            return blocked_until - now
        buckets: list[tuple[tuple[str, ...], Rate]] = [((team, method), self._limits.rate_of(method))]
        if method == "chat.postMessage" and channel is not None:
            buckets.append(((team, method, channel), self._limits.post_channel))
        waits = [self._missing(key, rate, now) / rate.per_second for key, rate in buckets]
        if max(waits) > JITTER:
            self._blocked[team, method] = now + max(waits)
            return max(waits)
        for key, rate in buckets:
            tokens, _ = self._level(key, rate, now)
            self._buckets[key] = (tokens - 1, now)
        return None

    def _level(self, key: tuple[str, ...], rate: Rate, now: float) -> tuple[float, float]:
        tokens, since = self._buckets.get(key, (float(rate.burst), now))
        return min(float(rate.burst), tokens + (now - since) * rate.per_second), now

    def _missing(self, key: tuple[str, ...], rate: Rate, now: float) -> float:
        tokens, _ = self._level(key, rate, now)
        return max(0.0, 1 - tokens)
