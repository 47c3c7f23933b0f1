"""What one lane has spent of its limits, what was refused, and when it may send next."""

from bisect import insort
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.delivery.pace.rules import PaceRules, Priority, Window
from bot.ports import Limits

MINUTE = 60.0

GIVEN_UP = 5.0
"""Seconds after which a send that was noted and has not left is taken for one that was put back."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is sent in this scope before `until`. The key is a method, a conversation, or "" for the lane."""

    scope: Limits
    key: str
    until: float


@dataclass(frozen=True, slots=True)
class _Slowdown:
    """The share of the pace that was left at an instant, from which it recovers."""

    share: float
    since: float


class LanePace:
    """The spent limits of a lane. Instants are monotonic seconds and never go back; it has no clock of its own.

    One process at a time sends in a lane and keeps this; `dump` and `load` hand it over. Pauses are handed over by
    whoever stores them, through `pause`.
    """

    def __init__(self, rules: PaceRules) -> None:
        self._rules = rules
        # A bucket as one number: the instant at which it would be full again, had it a single token.
        self._owed: dict[str, float] = {}
        self._owed_by_bulk: dict[str, float] = {}
        # Of each bucket the latest sends, as many as its burst: those still to leave, and those that have left.
        self._awaited: dict[str, deque[float]] = {}
        self._departed: dict[str, deque[float]] = {}
        self._left: dict[str, deque[float]] = {}
        self._left_by_bulk: dict[str, deque[float]] = {}
        self._minutes: dict[str, deque[float]] = {}
        self._channels: dict[str, deque[float]] = {}
        self._slow: dict[tuple[Limits, str], _Slowdown] = {}
        self._pauses: dict[tuple[Limits, str], float] = {}

    # --- questions ---------------------------------------------------------------------------------------------------

    def ready_at(self, method: str, channel: str, priority: Priority, now: float) -> float:
        """The first instant from `now` on at which this may be sent, as far as is known now."""
        return max(self.lane_ready_at(method, priority, now), self.channel_ready_at(method, channel, now))

    def lane_ready_at(self, method: str, priority: Priority, now: float) -> float:
        """The same, as far as the lane and the method are concerned."""
        limits = self._rules.of(method)
        ready = max(now, self._paused(Limits.LANE, ""), self._paused(Limits.METHOD, method))
        portion = self._rules.counts_share if priority is Priority.COUNTS else 1.0
        if limits.bucket:
            bucket = self._rules.buckets[limits.bucket]
            spare = max(1, int(bucket.burst * portion)) - 1
            ready = max(ready, _owed(self._owed, limits.bucket) - spare / bucket.rate)
            if priority is not Priority.ANSWER:
                spare = max(1, int(bucket.bulk_burst * portion)) - 1
                ready = max(ready, _owed(self._owed_by_bulk, limits.bucket) - spare / bucket.bulk_rate)
        if limits.per_minute is not None:
            window = Window(max(1, int(limits.per_minute * portion)), MINUTE)
            ready = max(ready, self._window_ready_at(window, self._minutes.get(method), self._share(method, now)))
        return ready

    def channel_ready_at(self, method: str, channel: str, now: float) -> float:
        """The same, as far as the channel is concerned."""
        ready = max(now, self._paused(Limits.CONVERSATION, channel))
        if self._rules.of(method).in_channel:
            sent = self._channels.get(channel)
            share = self._share_of(Limits.CONVERSATION, channel, now)
            for window in self._rules.channel_windows:
                ready = max(ready, self._window_ready_at(window, sent, share))
        return ready

    def is_paused(self, method: str, channel: str, now: float) -> bool:
        """Whether a pause is in force for this, whatever else would let it go."""
        places = ((Limits.LANE, ""), (Limits.METHOD, method), (Limits.CONVERSATION, channel))
        return any(self._paused(scope, key) > now for scope, key in places)

    def pauses(self, now: float) -> tuple[Pause, ...]:
        """The pauses in force."""
        return tuple(Pause(scope, key, until) for (scope, key), until in self._pauses.items() if until > now)

    # --- what happened -----------------------------------------------------------------------------------------------

    def sent(self, method: str, channel: str, priority: Priority, at: float) -> None:
        """Notes a send, whatever becomes of it: an uncertain or refused one counts as well."""
        limits = self._rules.of(method)
        self._spend(method, priority, at)
        if limits.per_minute is not None:
            _note(self._minutes.setdefault(method, deque()), at, MINUTE + self._rules.margin)
        if limits.in_channel and self._rules.channel_windows:
            _note(self._channels.setdefault(channel, deque()), at, self._longest_window())

    def _spend(self, method: str, priority: Priority, at: float) -> None:
        name = self._rules.of(method).bucket
        if name:
            bucket = self._rules.buckets[name]
            share = self._share(method, at)
            self._awaited.setdefault(name, deque(maxlen=bucket.burst)).append(at)
            _owe(self._owed, name, at, 1 / (bucket.rate * share))
            # Answers count against the whole only, all else against what is not kept for them too.
            if priority is not Priority.ANSWER:
                _owe(self._owed_by_bulk, name, at, 1 / (bucket.bulk_rate * share))

    def departed(self, method: str, channel: str, noted: float, at: float, *, left: bool = True) -> None:
        """Corrects a send that was noted at one instant and has left, or will leave, at a later one.

        The next keeps its distance, and a bucket that was full meanwhile got no fuller.
        """
        limits = self._rules.of(method)
        if limits.bucket:
            burst = self._rules.buckets[limits.bucket].burst
            awaited = self._awaited.setdefault(limits.bucket, deque(maxlen=burst))
            if noted in awaited:
                awaited.remove(noted)
            into = self._departed.setdefault(limits.bucket, deque(maxlen=burst)) if left else awaited
            into.append(at)
            self._owe_from(method, at)
        if limits.per_minute is not None:
            _move(self._minutes.get(method), noted, at)
        if limits.in_channel:
            _move(self._channels.get(channel), noted, at)

    def answered(self, method: str, left: float, now: float) -> None:
        """Corrects a send that left at one instant and was answered at a later one.

        The platform may have counted it as late as that: a bucket that was full until then has room for so much less.
        """
        name = self._rules.of(method).bucket
        if name and self._rules.buckets[name].burst > 1:
            self._owe_from(method, left, now)

    def _owe_from(self, method: str, left: float, counted: float | None = None) -> None:
        """A bucket that was full when this was counted has spent since then what left with it or after it, and what is
        still to leave."""
        name = self._rules.of(method).bucket
        bucket, share = self._rules.buckets[name], self._share(method, left)
        awaited = sum(at > left - GIVEN_UP for at in self._awaited.get(name, ()))
        later = awaited + sum(at >= left for at in self._departed.get(name, ()))
        for owed, rate in ((self._owed, bucket.rate), (self._owed_by_bulk, bucket.bulk_rate)):
            if name in owed:
                owed[name] = max(owed[name], (counted or left) + later / (rate * share))

    def another(self, method: str, priority: Priority, now: float) -> float:
        """Notes a further request of a call that is under way; says how many seconds it still waits for its turn.

        It counts in the lane alone: what the call does in its channel was counted.
        """
        self._spend(method, priority, now)
        return self.leaves_after(method, priority, now)

    def leaves_after(self, method: str, priority: Priority, now: float) -> float:
        """Seconds that a call still waits which is about to leave: what was held up together keeps its distances.

        Only where the platform takes no bursts. A second, and the margin with it, sees no more of them than the rate,
        and no more than the bulk's of what is no answer.
        """
        name = self._rules.of(method).bucket
        if not name or self._rules.buckets[name].burst > 1:
            return 0.0
        bucket = self._rules.buckets[name]
        rate, most = bucket.rate, max(1, int(bucket.rate))
        left = self._left.setdefault(name, deque(maxlen=most))
        at = max(now, left[-1] + 1 / rate) if left else now
        if len(left) == most:
            at = max(at, left[0] + most / rate * (1 + self._rules.margin))
        if priority is not Priority.ANSWER:
            few = max(1, int(bucket.bulk_rate))
            bulk = self._left_by_bulk.setdefault(name, deque(maxlen=few))
            if len(bulk) == few:
                at = max(at, bulk[0] + few / bucket.bulk_rate)
            bulk.append(at)
        left.append(at)
        return at - now

    def refused(self, method: str, channel: str, concerns: Limits, wait: float, now: float) -> Pause:
        """Notes a refusal for pace (429): a pause of `wait` seconds for what it concerns, then half the pace.

        Refusals of sends that were under way together halve it once. Returns the pause for the caller to store.
        """
        key = {Limits.LANE: "", Limits.METHOD: method, Limits.CONVERSATION: channel}[concerns]
        known = self._paused(concerns, key)
        pause = Pause(concerns, key, max(known, now + wait))
        if known <= now:
            share = max(self._rules.slowest, self._share_of(concerns, key, now) / 2)
        else:
            share = self._slow[concerns, key].share if (concerns, key) in self._slow else 0.5
        self._slow[concerns, key] = _Slowdown(share, pause.until)
        self._drain_buckets(concerns, key, now, pause.until)
        self.pause(pause)
        return pause

    def pause(self, pause: Pause) -> None:
        """Puts a pause in force, or a longer one in its place."""
        place = (pause.scope, pause.key)
        self._pauses[place] = max(pause.until, self._pauses.get(place, pause.until))

    def forget(self, now: float) -> None:
        """Drops what no longer limits anything."""
        longest = self._longest_window()
        self._minutes = {
            key: sent for key, sent in self._minutes.items() if sent[-1] > now - MINUTE - self._rules.margin
        }
        self._channels = {key: sent for key, sent in self._channels.items() if sent[-1] > now - longest}
        self._pauses = {place: until for place, until in self._pauses.items() if until > now}
        self._slow = {place: slow for place, slow in self._slow.items() if self._share_of(*place, now) < 1}

    # --- storage -----------------------------------------------------------------------------------------------------

    def dump(self, now: float) -> dict[str, Any]:
        """What `load` needs, as plain JSON. Times are seconds before `now`, since monotonic ones mean nothing later."""
        self.forget(now)
        return {
            "owed": {name: until - now for name, until in self._owed.items()},
            "owed_by_bulk": {name: until - now for name, until in self._owed_by_bulk.items()},
            "minutes": {method: [now - at for at in sent] for method, sent in self._minutes.items()},
            "channels": {channel: [now - at for at in sent] for channel, sent in self._channels.items()},
            "slow": [[scope, key, slow.share, now - slow.since] for (scope, key), slow in self._slow.items()],
        }

    @classmethod
    def load(cls, rules: PaceRules, stored: Mapping[str, Any], now: float, away: float) -> "LanePace":
        """The pace that was dumped `away` seconds ago (by the clock of the store); {} is one that has sent nothing."""
        lane = cls(rules)
        then = now - max(0.0, away)
        lane._owed = {name: then + ahead for name, ahead in stored.get("owed", {}).items()}
        lane._owed_by_bulk = {name: then + ahead for name, ahead in stored.get("owed_by_bulk", {}).items()}
        lane._minutes = {key: deque(then - age for age in ages) for key, ages in stored.get("minutes", {}).items()}
        lane._channels = {key: deque(then - age for age in ages) for key, ages in stored.get("channels", {}).items()}
        lane._slow = {
            (Limits(scope), key): _Slowdown(share, then - age) for scope, key, share, age in stored.get("slow", ())
        }
        return lane

    # --- inside ------------------------------------------------------------------------------------------------------

    def _paused(self, scope: Limits, key: str) -> float:
        return self._pauses.get((scope, key), float("-inf"))

    def _share(self, method: str, now: float) -> float:
        return min(self._share_of(Limits.LANE, "", now), self._share_of(Limits.METHOD, method, now))

    def _share_of(self, scope: Limits, key: str, now: float) -> float:
        slow = self._slow.get((scope, key))
        if slow is None:
            return 1.0
        return min(1.0, slow.share + max(0.0, now - slow.since) / self._rules.recovery)

    def _window_ready_at(self, window: Window, sent: deque[float] | None, share: float) -> float:
        most = max(1, int(window.most * share))
        if sent is None or len(sent) < most:
            return float("-inf")
        return sent[-most] + window.seconds + self._rules.margin

    def _longest_window(self) -> float:
        return max((window.seconds for window in self._rules.channel_windows), default=0.0) + self._rules.margin

    def _drain_buckets(self, concerns: Limits, key: str, now: float, until: float) -> None:
        """Empties the buckets concerned, so that a pause does not end in a burst; other methods go on meanwhile."""
        if concerns is Limits.CONVERSATION:
            return
        for name, bucket in self._rules.buckets.items():
            if concerns is Limits.LANE or self._rules.users_of(name) == {key}:
                empty = until
            elif self._rules.of(key).bucket == name:
                empty = now
            else:
                continue
            self._owed[name] = max(_owed(self._owed, name), empty + (bucket.burst - 1) / bucket.rate)
            bulk = empty + (bucket.bulk_burst - 1) / bucket.bulk_rate
            self._owed_by_bulk[name] = max(_owed(self._owed_by_bulk, name), bulk)


def _owed(owed: dict[str, float], name: str) -> float:
    return owed.get(name, float("-inf"))


def _owe(owed: dict[str, float], name: str, at: float, interval: float) -> None:
    owed[name] = max(_owed(owed, name), at) + interval


def _note(sent: deque[float], at: float, longest: float) -> None:
    while sent and sent[0] <= at - longest:
        sent.popleft()
    sent.append(at)


def _move(sent: deque[float] | None, noted: float, at: float) -> None:
    if sent is not None and noted in sent:
        sent.remove(noted)
        insort(sent, at)
