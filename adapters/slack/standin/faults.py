"""What goes wrong on demand: scripted faults, matched against calls in the order they were asked for."""

from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal, get_args

Kind = Literal["rate_limited", "error", "status", "slow", "hang", "drop", "archive", "revoke"]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(slots=True)
class Fault:
    """One scripted fault.

    `kind`: `rate_limited` (429; `retry_after` is sent as it is, None leaves the header out), `error` (Slack's
    `{"ok": false, "error": error}`), `status` (an HTTP answer without Slack's JSON), `slow` (answers after `seconds`),
    `hang` (never answers), `drop` (closes the connection), `archive` (the channel is archived just before the call),
    `revoke` (the token is revoked just before the call). With `stored` the call takes effect first, and only its
    answer suffers; that is meant for `error`, `status`, `slow`, `hang` and `drop`.
    `skip` lets that many matching calls through, then `times` calls suffer (None: all of them). With `chance` below 1
    each matching call suffers by lot only; `Faults.seed` repeats the same lots.
    """

    kind: Kind
    method: str = "chat.postMessage"
    channel: str | None = None
    team: str | None = None
    times: int | None = 1
    skip: int = 0
    stored: bool = False
    retry_after: str | None = "1"
    error: str = "internal_error"
    status: int = 503
    seconds: float = 1.0
    chance: float = 1.0
    hits: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"there is no fault {self.kind!r}; there are {', '.join(KINDS)}")


class Faults:
    """The script. `method` "*" matches every method; a response_url is the method `response_url`."""

    def __init__(self) -> None:
        self.script: list[Fault] = []
        self._lots = Random(0)

    def seed(self, seed: int) -> None:
        """Draw the lots of faults with a `chance` from here on as this seed has it."""
        self._lots = Random(seed)

    def add(self, kind: Kind, **how: Any) -> Fault:
        """Ask for a fault; see `Fault` for its fields."""
        fault = Fault(kind, **how)
        self.script.append(fault)
        return fault

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self.script.clear()

    def match(self, method: str, team: str | None, channel: str | None) -> Fault | None:
        """The fault that this call suffers, counted."""
        for fault in self.script:
            if fault.method not in ("*", method):
                continue
            if fault.channel not in (None, channel) or fault.team not in (None, team):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                return None
            if fault.chance < 1 and self._lots.random() >= fault.chance:
                continue
            if fault.times is None or fault.hits < fault.times:
                fault.hits += 1
                return fault
        return None
