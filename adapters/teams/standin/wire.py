"""The last requests between bots and Teams with their bodies, and how much of Teams' limits a message takes."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from adapters.teams.limits import LIMITS
from adapters.teams.standin import rules
from adapters.teams.standin.ledger import Message

KEPT = 2000
"""Requests that are kept; older ones go."""

SECRETS = frozenset({"token", "authorization", "client_secret", "access_token"})
"""What lets its holder act, under the names that it has on Teams' wire; bearer tokens travel in headers, which are not
kept."""


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, of either direction; `at` is UTC, when it was answered."""

    at: datetime
    method: str
    conversation: str
    message: str
    json: Any
    answer: Any


class Wire:
    """Keeps exchanges, the newest `KEPT` of them."""

    def __init__(self) -> None:
        self._kept: deque[Exchange] = deque(maxlen=KEPT)

    def keep(self, method: str, conversation: str, message: str, json: Any, answer: Any) -> None:
        """Keeps one; it is not copied. Threads count as the channel that they are in."""
        root = conversation.partition(";")[0]
        self._kept.append(Exchange(datetime.now(UTC), method, root, message, json, answer))

    def about(self, conversation: str, message: str) -> Sequence[Exchange]:
        """What concerns one message, the newest first, without what lets its holder act."""
        return [
            replace(one, json=without_secrets(one.json), answer=without_secrets(one.answer))
            for one in reversed(self._kept)
            if (one.conversation, one.message) == (conversation, message)
        ]


def without_secrets(value: Any) -> Any:
    """The same JSON with each secret replaced by “…”."""
    if isinstance(value, Mapping):
        return {
            name: "…" if str(name).lower() in SECRETS and part else without_secrets(part)
            for name, part in value.items()
        }
    return [without_secrets(part) for part in value] if isinstance(value, list | tuple) else value


def measures(message: Message) -> list[Mapping[str, Any]]:
    """What a bot's message takes of what Teams allows."""
    parts = list(rules.walk(dict(message.card))) if message.card else []
    most = max((len(one.get("actions") or []) for one in parts), default=0)
    return [
        _measure("Whole message", rules.utf16_bytes(message.activity), LIMITS.message_bytes, "bytes"),
        _measure("Buttons side by side", most, rules.ACTIONS_SHOWN, "buttons"),
    ]


def _measure(name: str, used: int, allowed: int, unit: str) -> Mapping[str, Any]:
    return {"name": name, "used": used, "allowed": allowed, "unit": unit}
