"""The limits of a platform as one frozen table, handed in by whoever knows the platform."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class Priority(IntEnum):
    """Smaller goes first. PUBLISH is also for withdrawing; COUNTS take only what is left over."""

    ANSWER = 0
    PUBLISH = 1
    CORRECT = 2
    REMIND = 3
    COUNTS = 4


@dataclass(frozen=True, slots=True)
class Window:
    """At most `most` sends in any stretch of `seconds`."""

    most: int
    seconds: float

    def __post_init__(self) -> None:
        if self.most < 1 or self.seconds <= 0:
            raise ValueError("a window allows at least one send in a positive time")


@dataclass(frozen=True, slots=True)
class Bucket:
    """A token bucket: in any stretch of s seconds at most `burst` + s × `rate` sends.

    `kept_for_answers` of the rate, per second, is used by nothing but answers.
    """

    rate: float
    burst: int = 1
    kept_for_answers: float = 0.0

    def __post_init__(self) -> None:
        if self.burst < 1 or not 0 <= self.kept_for_answers < self.rate:
            raise ValueError("a bucket holds at least one token and keeps less than its rate for answers")

    @property
    def bulk_rate(self) -> float:
        """What is left per second for all that is not an answer."""
        return self.rate - self.kept_for_answers

    @property
    def bulk_burst(self) -> float:
        """The same as a burst: a second's reserve more, so that answers do not cost the bulk its average."""
        return self.burst + self.kept_for_answers


@dataclass(frozen=True, slots=True)
class MethodPace:
    """What holds for a method: the lane's bucket of that name ("" for none), its own limit per minute, and whether it
    counts in the windows of its channel."""

    bucket: str = ""
    per_minute: int | None = None
    in_channel: bool = False


@dataclass(frozen=True, slots=True)
class PaceRules:
    """All limits of a platform for one lane. Methods that are not named follow `otherwise`.

    `margin` in seconds is added to each window, since the platform counts arrivals and we count departures.
    """

    buckets: Mapping[str, Bucket] = field(default_factory=dict)
    methods: Mapping[str, MethodPace] = field(default_factory=dict)
    otherwise: MethodPace = MethodPace()
    channel_windows: tuple[Window, ...] = ()
    margin: float = 0.0
    slowest: float = 1 / 16
    """The share of the pace that refusals never go below."""
    recovery: float = 120.0
    """Seconds in which a pace would rise from nothing to all of it: a halved one is whole again after half of that."""
    counts_share: float = 0.8
    """The share of a burst or of a minute's sends that counts may use up."""
    counts_floor: float = 5.0
    """Seconds between two redraws of the same copies at the least."""
    counts_per_copy: float = 1.5
    """Seconds between two redraws for each copy: 40 edits a minute, of Slack's 50."""

    def __post_init__(self) -> None:
        for method in (*self.methods.values(), self.otherwise):
            if method.bucket and method.bucket not in self.buckets:
                raise ValueError(f"there is no bucket named {method.bucket!r}")

    def of(self, method: str) -> MethodPace:
        """The limits of one method."""
        return self.methods.get(method, self.otherwise)

    def users_of(self, bucket: str) -> frozenset[str]:
        """The methods that draw on a bucket; "" stands for those that are not named."""
        named = frozenset(name for name, method in self.methods.items() if method.bucket == bucket)
        return named | {""} if self.otherwise.bucket == bucket else named


def redraw_interval(rules: PaceRules, copies: int) -> float:
    """Seconds between two redraws of the counts on a subject that has so many copies in the lane."""
    return max(rules.counts_floor, rules.counts_per_copy * copies)
