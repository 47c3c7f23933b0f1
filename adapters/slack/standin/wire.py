"""The last requests between the bot and Slack with their bodies, and how much of Slack's limits a message takes."""

import json
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.slack.limits import Limits
from adapters.slack.standin.blocks import size, text_total

Json = dict[str, Any]

KEPT = 2000
"""Requests that are kept; older ones go."""

SECRETS = frozenset({"token", "response_url", "response_urls", "trigger_id", "client_secret", "code", "access_token"})
"""What lets its holder act, under the names that it has on Slack's wire."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer, of either direction. `at` is UTC, when it was answered.

    `conversation` and `message` say which message it was about; `message` is the id of a view where it was about one.
    """

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

    def keep(self, exchange: Exchange) -> None:
        """Keep one; it is not copied."""
        self._kept.append(exchange)

    def about(self, conversation: str, message: str) -> Sequence[Exchange]:
        """What concerns one message or view, the newest first, without what lets its holder act."""
        return [
            Exchange(one.at, one.method, one.conversation, one.message, without_secrets(one.json), one.answer)
            for one in reversed(self._kept)
            if one.message == message and one.conversation == conversation
        ]


def without_secrets(value: Any) -> Any:
    """The same JSON with each secret replaced by “…”."""
    if isinstance(value, Mapping):
        return {name: "…" if name in SECRETS and part else without_secrets(part) for name, part in value.items()}
    return [without_secrets(part) for part in value] if isinstance(value, list | tuple) else value


def message_measures(text: str, blocks: list[Json], metadata: Json | None, limits: Limits) -> list[Json]:
    """What a message takes of what Slack allows."""
    return [
        _measure("Notification text", len(text), limits.text_update, "characters"),
        _measure("Blocks", len(blocks), limits.blocks_message, "blocks"),
        _measure("Text in blocks", text_total(blocks), limits.blocks_text, "characters"),
        _measure("Metadata", len(json.dumps(metadata).encode()) if metadata else 0, limits.metadata_bytes, "bytes"),
    ]


def view_measures(view: Json, limits: Limits) -> list[Json]:
    """What a modal or a Home takes of it."""
    return [
        _measure("Blocks", len(view["blocks"]), limits.blocks_view, "blocks"),
        _measure("Whole view", size(view), limits.view_bytes, "bytes"),
        _measure("Kept with it", len(view.get("private_metadata") or ""), limits.private_metadata, "characters"),
    ]


def _measure(name: str, used: int, allowed: int, unit: str) -> Json:
    return {"name": name, "used": used, "allowed": allowed, "unit": unit}
