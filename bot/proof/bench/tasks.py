"""What a client of the bench is asked to do, and what it says afterwards."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """What to do: `client` names a library alone, or the way of a pipeline over a database without tables, or `rows`
    (the control of an enqueue). Without `url` nothing is sent; `rate` limits posts a second, if it is above zero.
    """

    client: str
    url: str
    count: int
    in_flight: int
    database_url: str = ""
    rate: float = 0.0


@dataclass(frozen=True)
class Sent:
    """Seconds that it took, seconds of a processor that the process used for it with all its threads, and seconds
    that it took before to write it all down."""

    seconds: float = 0.0
    cpu: float = 0.0
    enqueued: float = 0.0
