"""What waits in one lane, and which of it goes next: by priority, in order within a channel."""

import heapq
import itertools
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bot.delivery.pace.lane import LanePace
from bot.delivery.pace.rules import Priority

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to send in a lane. `id` is the caller's."""

    id: Hashable
    method: str
    channel: str
    priority: Priority = Priority.PUBLISH


@dataclass(frozen=True, slots=True)
class Slot:
    """When a work may be sent."""

    work: Work
    at: float


@dataclass(slots=True)
class _Queue:
    """A channel's work in order; while one is under way the next waits for it."""

    works: deque[tuple[int, Work]] = field(default_factory=deque)
    priorities: Counter[Priority] = field(default_factory=Counter)
    busy: bool = False
    ticket: int = 0


@dataclass(slots=True)
class _Group:
    """The first works of channels that the lane treats alike: those whose channel is ready, and the others by when."""

    ready: list[tuple[int, int, str]] = field(default_factory=list)
    waiting: list[tuple[float, int, int, str]] = field(default_factory=list)


_Alike = tuple[Priority, str, Priority]


class Backlog:
    """The work of one lane: first in, first out per channel, none across channels; a pause stops only its scope.

    What is urgent pulls what stands before it in its channel, since it cannot overtake. Answers in logarithmic time.
    """

    def __init__(self, pace: LanePace) -> None:
        self._pace = pace
        self._queues: dict[str, _Queue] = {}
        # By urgency (the best priority in the channel), method, and the first work's own priority.
        self._groups: defaultdict[_Alike, _Group] = defaultdict(_Group)
        self._numbers = itertools.count()
        self._before = itertools.count(-1, -1)
        self._tickets = itertools.count(1)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, work: Work, now: float) -> None:
        """Puts work at the end of its channel."""
        queue = self._queues.setdefault(work.channel, _Queue())
        urgency = min(queue.priorities, default=None)
        queue.works.append((next(self._numbers), work))
        queue.priorities[work.priority] += 1
        self._size += 1
        if urgency is None or work.priority < urgency:
            self._file(work.channel, now)

    def take(self, now: float) -> Work | None:
        """What is to be sent now, noted as sent; None if nothing may be. Its channel then waits for `finish`."""
        alike = sorted(key for key, group in self._groups.items() if group.ready or group.waiting)
        for _, keys in itertools.groupby(alike, key=lambda key: key[0]):
            heads = [(head, key) for key in keys if (head := self._head(key, now)) is not None]
            for head, key in sorted(heads):
                _, method, priority = key
                if self._pace.lane_ready_at(method, priority, now) <= now:
                    heapq.heappop(self._groups[key].ready)
                    return self._start(head[2], now)
        return None

    def take_until(self, since: float, until: float, most: int) -> list[Slot]:
        """What is to be sent from `since` to `until`, at most so many, noted as sent at their instants."""
        slots: list[Slot] = []
        at = since
        while len(slots) < most:
            if (work := self.take(at)) is not None:
                slots.append(Slot(work, at))
                continue
            wake = self.wake_at(at)
            if wake is None or wake > until:
                break
            at = wake
        return slots

    def wake_at(self, now: float) -> float | None:
        """When `take` is worth calling again, if nothing changes until then; None if nothing waits."""
        times = []
        for key, group in self._groups.items():
            head = self._head(key, now)
            _, method, priority = key
            if head is not None:
                times.append(self._pace.lane_ready_at(method, priority, now))
            elif group.waiting:
                times.append(max(group.waiting[0][0], self._pace.lane_ready_at(method, priority, now)))
        return min(times, default=None)

    def finish(self, work: Work, now: float) -> None:
        """The work is settled, so the next of its channel may go."""
        self._queues[work.channel].busy = False
        self._file(work.channel, now)

    def put_back(self, work: Work, now: float) -> None:
        """The work was refused and nothing happened: it is first in its channel again."""
        queue = self._queues[work.channel]
        queue.works.appendleft((next(self._before), work))
        queue.priorities[work.priority] += 1
        self._size += 1
        queue.busy = False
        self._file(work.channel, now)

    def _start(self, channel: str, now: float) -> Work:
        queue = self._queues[channel]
        _, work = queue.works.popleft()
        queue.priorities -= Counter((work.priority,))
        queue.busy = True
        self._size -= 1
        self._pace.sent(work.method, channel, work.priority, now)
        return work

    def _file(self, channel: str, now: float) -> None:
        """Places the first work of a channel; what was filed for it before is void by its ticket."""
        queue = self._queues[channel]
        if queue.busy:
            return
        if not queue.works:
            del self._queues[channel]
            return
        queue.ticket = next(self._tickets)
        number, work = queue.works[0]
        key = (min(queue.priorities), work.method, work.priority)
        ready = self._pace.channel_ready_at(work.method, channel, now)
        heapq.heappush(self._groups[key].waiting, (ready, number, queue.ticket, channel))

    def _head(self, key: _Alike, now: float) -> tuple[int, int, str] | None:
        """The first of a group whose channel is ready; channels paused meanwhile go back to waiting."""
        group = self._groups[key]
        while group.waiting and group.waiting[0][0] <= now:
            _, number, ticket, channel = heapq.heappop(group.waiting)
            heapq.heappush(group.ready, (number, ticket, channel))
        while group.ready:
            number, ticket, channel = group.ready[0]
            queue = self._queues.get(channel)
            if queue is None or queue.ticket != ticket:
                heapq.heappop(group.ready)
                continue
            ready = self._pace.channel_ready_at(key[1], channel, now)
            if ready <= now:
                return group.ready[0]
            heapq.heappop(group.ready)
            heapq.heappush(group.waiting, (ready, number, ticket, channel))
        return None


def interleaved(items: Sequence[T], side: Callable[[T], Hashable]) -> list[T]:
    """The items such that each side is spread evenly over the whole: at any point all have had the same share."""
    totals = Counter(side(item) for item in items)
    seen: Counter[Hashable] = Counter()
    places = []
    for number, item in enumerate(items):
        name = side(item)
        places.append(((seen[name] + 0.5) / totals[name], number))
        seen[name] += 1
    return [items[number] for _, number in sorted(places)]
