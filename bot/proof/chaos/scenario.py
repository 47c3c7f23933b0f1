"""The shape of a scenario: one kind of misfortune, played on an arena and judged by the stand-ins' ledgers.

To add one, write a module with a `SCENARIO` and put that into `SCENARIOS` (`bot/proof/chaos/__init__.py`), and
its name beside the others in `bot/cli/proof.py`:

- `play(arena)` promises deliveries with `arena.publish()`, begins bots with `arena.bot()`, makes things go wrong (a
  `Kill`, a signal, `arena.slack.add_fault(…)`, `arena.teams.add_fault(…)`), and returns once all is settled
  (`await arena.settled(within=…)`), with no bot running. What it does it tells with `arena.happened(…)`.
- It takes every chance from `arena.random`, and is about `arena.size` deliveries.
- It does not judge: afterwards the engine lays every receipt beside what the stand-ins have (`judge.py`). Where the
  misfortune itself did not come about, it raises `Unexpected` (`expect`, `fail` of `bot.proof.steps`), since a round in
  which nothing went wrong shows nothing; so it does where harm came to something else than deliveries, which it then
  looks for itself (`forgeries.py`, about as many requests on each platform as `arena.size` says).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.proof.chaos.arena import Arena


class Engine(StrEnum):
    """The databases that a scenario can be played on."""

    SQLITE = "SQLite"
    POSTGRESQL = "PostgreSQL"


@dataclass(frozen=True)
class Scenario:
    """`name` is what `--only` takes, `title` what the page says; it is never about fewer than `least` deliveries.

    The arena has one channel for `per_channel` of them. With `needs_server` it stops and starts PostgreSQL, and is
    played only on a server of the proof's own.
    """

    name: str
    title: str
    play: Callable[[Arena], Awaitable[None]]
    engines: tuple[Engine, ...] = (Engine.SQLITE, Engine.POSTGRESQL)
    full: int = 10_000
    least: int = 200
    needs_server: bool = False
    per_channel: int = 1
