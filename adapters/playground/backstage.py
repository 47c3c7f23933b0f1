"""What the page needs beside the two platforms: the organisation, the clock, the bot's process, faults, the tour."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from adapters.slack.standin import RemoteSlack
from adapters.teams.standin.remote import RemoteTeams

Json = Mapping[str, Any]


class NotReady(Exception):
    """The organisation is still moving in, or somebody has just asked for a new one.

    The text is one sentence; `steps` are those of moving in, each with `title` and `state` (done, doing, waiting), and
    `failed` says so in a sentence if it did not work.
    """

    def __init__(self, sentence: str, steps: Sequence[Json] = (), failed: str = "") -> None:
        super().__init__(sentence)
        self.steps = steps
        self.failed = failed


class NotPossible(Exception):
    """That cannot be done as things are; the text is one sentence that says why."""


class Backstage(Protocol):
    """Given by whoever assembles the playground. All but `now` and `reset` raise NotReady until it is."""

    def platforms(self) -> tuple[RemoteSlack, RemoteTeams]:
        """The two stand-ins."""
        ...

    async def world(self) -> Json:
        """What changes rarely."""
        ...

    async def now(self) -> Json:
        """The calendar, what is due next, and how the bot is."""
        ...

    async def deliveries(self) -> Json:
        """What the bot itself says of its newest deliveries, and the seconds between sides."""
        ...

    async def move_time(self, to: str) -> Json:
        """Moves the calendar; raises NotPossible for what cannot be gone to."""
        ...

    async def set_break(self, id: str, on: bool, channel: str) -> Json:
        """Breaks something, or mends it; raises NotPossible."""
        ...

    async def tour(self, action: str, step: str) -> Json:
        """Starts, leaves or resets the tour, skips a step or goes back to it; raises NotPossible."""
        ...

    async def reset(self) -> None:
        """Starts over with a new organisation; returns before it is there."""
        ...
