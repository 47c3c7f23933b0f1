"""Teams' rate limits as the stand-in keeps them: sliding windows per conversation, one second per app and tenant."""

import time
from collections import deque
from collections.abc import Callable, Hashable

from adapters.teams.limits import LIMITS, Limits, Window

Clock = Callable[[], float]


class _Windows:
    def __init__(self, windows: tuple[Window, ...]) -> None:
        self._windows = windows
        self._times: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Seconds until one more would be allowed; 0 if it is now."""
        longest = max(window.seconds for window in self._windows)
        while self._times and self._times[0] <= now - longest:
            self._times.popleft()
        waits = [0.0]
        for window in self._windows:
            recent = [one for one in self._times if one > now - window.seconds]
            if len(recent) >= window.count:
                waits.append(recent[-window.count] + window.seconds - now)
        return max(waits)

    def add(self, now: float) -> None:
        self._times.append(now)


class Pace:
    """Says how long a caller must wait; refused calls are not counted. Off, it lets everything through."""

    def __init__(self, limits: Limits = LIMITS, *, clock: Clock = time.monotonic) -> None:
        self.enabled = True
        self._clock = clock
        self._limits = limits
        self._kept: dict[Hashable, _Windows] = {}

    def check(self, app_id: str, tenant: str, conversation: str, kind: str) -> float:
        """Counts one call of `kind` (`send`, `create` or `read`), or says in how many seconds to come back."""
        if not self.enabled:
            return 0.0
        now = self._clock()
        windows = {"send": self._limits.send, "create": self._limits.create, "read": self._limits.read}[kind]
        tenant_rate = (Window(self._limits.requests_per_second, 1.0),)
        concerned = [
            self._kept.setdefault((app_id, tenant), _Windows(tenant_rate)),
            self._kept.setdefault((app_id, conversation, kind), _Windows(windows)),
        ]
        wait = max(one.wait(now) for one in concerned)
        if wait <= 0:
            for one in concerned:
                one.add(now)
        return wait
