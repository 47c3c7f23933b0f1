"""Faults on demand: what shall go wrong, where, and how often."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from random import Random


class Operation(StrEnum):
    """What can be made to fail."""

    CREATE = "create"
    SEND = "send"
    UPDATE = "update"
    DELETE = "delete"
    MEMBERS = "members"
    TEAM = "team"
    TOKEN = "token"
    OPENID = "openid"
    ANY = "*"


POSTS = (Operation.CREATE, Operation.SEND)


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong `count` times (None: always).

    `operation` is an `Operation`, or `post` for both ways of posting. `conversation` is a channel or chat id (threads
    count), or a user's object id when a personal chat is opened; empty: everywhere. `status` 0 leaves the answer as it
    is. `stored`: the call takes effect before it goes wrong. `drop`: the connection is cut instead of answered.
    `delay`: seconds to wait first; `hang`: no answer until the stand-in closes. With `chance` below 1 it happens by
    lot only; `Faults.seed` repeats the same lots.
    """

    operation: str = "*"
    conversation: str = ""
    count: int | None = 1
    status: int = 0
    code: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    stored: bool = False
    drop: bool = False
    delay: float = 0.0
    hang: bool = False
    chance: float = 1.0

    def concerns(self, operation: Operation, conversation: str) -> bool:
        """Whether it applies to a call."""
        if self.operation == "post":
            operations: tuple[str, ...] = POSTS
        else:
            operations = tuple(Operation) if self.operation == "*" else (self.operation,)
        root = conversation.partition(";")[0]
        return operation in operations and self.conversation in ("", conversation, root)


def too_many(
    operation: str = "post", *, retry_after: str | None = None, conversation: str = "", count: int = 1
) -> Fault:
    """429, with the header just as given; None leaves it out."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Fault(operation, conversation, count, status=429, code="TooManyRequests", headers=headers)


def refused(status: int, code: str = "", *, operation: str = "post", conversation: str = "", count: int = 1) -> Fault:
    """Any refusal that changes nothing, such as 412 or 403 with a code."""
    return Fault(operation, conversation, count, status=status, code=code or "ServiceError")


def server_error(
    status: int = 502, *, stored: bool = False, operation: str = "post", conversation: str = "", count: int = 1
) -> Fault:
    """A 5xx before or after the call took effect."""
    return Fault(operation, conversation, count, status=status, code="ServiceError", stored=stored)


def dropped(*, stored: bool = False, operation: str = "post", conversation: str = "", count: int = 1) -> Fault:
    """The connection is cut before or after the call took effect."""
    return Fault(operation, conversation, count, stored=stored, drop=True)


def slow(seconds: float, *, operation: str = "*", conversation: str = "", count: int = 1) -> Fault:
    """The answer is right but late."""
    return Fault(operation, conversation, count, delay=seconds)


def hung(*, stored: bool = False, operation: str = "post", conversation: str = "", count: int = 1) -> Fault:
    """No answer comes at all."""
    return Fault(operation, conversation, count, stored=stored, hang=True)


class Faults:
    """The faults still to come, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lots = Random(0)

    def seed(self, seed: int) -> None:
        """Draws the lots of faults with a `chance` from here on as this seed has it."""
        self._lots = Random(seed)

    def add(self, fault: Fault) -> None:
        """Asks for a fault."""
        if fault.operation not in ("post", *Operation):
            raise ValueError(f"no operation {fault.operation!r}")
        self._waiting.append(fault)

    def clear(self) -> None:
        """Forgets all that have not happened."""
        self._waiting.clear()

    def waiting(self) -> list[Fault]:
        """What has not happened yet."""
        return list(self._waiting)

    def take(self, operation: Operation, conversation: str) -> Fault | None:
        """The fault for this call, counted as happened."""
        for index, fault in enumerate(self._waiting):
            if not fault.concerns(operation, conversation):
                continue
            if fault.chance < 1 and self._lots.random() >= fault.chance:
                continue
            if fault.count == 1:
                del self._waiting[index]
            elif fault.count is not None:
                self._waiting[index] = replace(fault, count=fault.count - 1)
            return fault
        return None
