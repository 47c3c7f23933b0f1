"""When a roster may be read: beside what is sent, which never waits here since its lane paces it already."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable

from adapters.teams.credentials import Registration
from adapters.teams.limits import Limits, Window

MARGIN = 0.05
"""Seconds added to each window, since Teams counts arrivals and we count departures."""


class ReadPace:
    """Holds reads of rosters back, per bot, so that Teams need not refuse them.

    All calls count; only reads wait. While a broadcast takes everything up to what is kept for answers, reads go on at
    `Limits.reads_per_second_at_least`. `clock` gives monotonic seconds.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._calls: dict[Registration, _Calls] = {}
        self._places: OrderedDict[tuple[Registration, str], deque[float]] = OrderedDict()

    def made(self, by: Registration) -> None:
        """Counts a call that does not wait."""
        self._count(by, self._clock())

    async def turn(self, by: Registration, place: str) -> None:
        """Returns when one more read of this conversation or team may go out, and counts it."""
        while True:
            wait = self.take(by, place)
            if not wait:
                return
            await asyncio.sleep(wait)

    def take(self, by: Registration, place: str) -> float:
        """Counts one more read if it may go out now (0.0), else gives the seconds after which to ask again."""
        now = self._clock()
        wait = self._wait(by, place, now)
        if wait > 0:
            return wait
        self._of(by).last_read = now
        self._count(by, now)
        self._count_read(by, place, now)
        return 0.0

    def _wait(self, by: Registration, place: str, now: float) -> float:
        limits, calls = self._limits, self._of(by)
        room = limits.requests_per_second - limits.requests_kept_for_answers
        for_tenant = _until_free(calls.times, Window(room, 1.0), now)
        in_turn = calls.last_read + 1 / limits.reads_per_second_at_least - now
        gap = calls.last_read + 1 / room - now
        here = self._places.get((by, place), deque())
        return max(gap, min(for_tenant, in_turn), *(_until_free(here, window, now) for window in limits.read))

    def _count(self, by: Registration, now: float) -> None:
        calls = self._of(by).times
        calls.append(now)
        _forget(calls, now - 1.0 - MARGIN)

    def _count_read(self, by: Registration, place: str, now: float) -> None:
        kept = max(window.seconds for window in self._limits.read) + MARGIN
        here = self._places.setdefault((by, place), deque())
        here.append(now)
        _forget(here, now - kept)
        self._places.move_to_end((by, place))
        while next(iter(self._places.values()))[-1] < now - kept:
            self._places.popitem(last=False)

    def _of(self, by: Registration) -> "_Calls":
        return self._calls.setdefault(by, _Calls())


class _Calls:
    """The calls of one bot within the last second, and when it last read."""

    def __init__(self) -> None:
        self.times: deque[float] = deque()
        self.last_read = float("-inf")


def _until_free(times: deque[float], window: Window, now: float) -> float:
    """Seconds until the window has room for one more."""
    if len(times) < window.count:
        return 0.0
    return max(0.0, times[-window.count] + window.seconds + MARGIN - now)


def _forget(times: deque[float], before: float) -> None:
    while times and times[0] < before:
        times.popleft()
