"""The judge: what was accepted, in order, and what can be seen in each conversation now."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from adapters.teams.standin.changes import Changes


@dataclass(frozen=True)
class Message:
    """A message as people see it. `app_id` is empty for what a person wrote; `mentions` are object ids that it rings.

    `conversation` is the channel or chat, `thread` the id of the thread's first message in a channel. `reactions` are
    by kind, with the object ids of who left each.
    """

    id: str
    conversation: str
    thread: str
    app_id: str
    author: str
    text: str = ""
    summary: str = ""
    card: Mapping[str, Any] | None = None
    mentions: tuple[str, ...] = ()
    edited: bool = False
    activity: Mapping[str, Any] | None = None
    reactions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """One thing a bot did that was accepted: `post`, `update` or `delete`. `at` is UTC, `tick` monotonic seconds."""

    number: int
    at: datetime
    tick: float
    operation: str
    tenant: str
    message: Message


@dataclass(frozen=True)
class Call:
    """One request to the connector or the login host, whatever became of it. `status` 0: cut or never answered."""

    number: int
    at: datetime
    tick: float
    operation: str
    app_id: str
    conversation: str
    status: int
    code: str = ""


class Ledger:
    """Append-only lists of calls and of accepted effects, and the messages that are visible."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self.entries: list[Entry] = []
        self.calls: list[Call] = []
        self._seen: dict[tuple[str, str], Message] = {}
        self._views: dict[tuple[str, str, str], Mapping[str, Any]] = {}

    def note(self, operation: str, app_id: str, conversation: str, status: int, code: str = "") -> None:
        """Writes down a call."""
        self.calls.append(
            Call(
                len(self.calls) + 1, datetime.now(UTC), time.monotonic(), operation, app_id, conversation, status, code
            )
        )

    def post(self, tenant: str, message: Message) -> None:
        """A bot's message was accepted."""
        self._keep(message)
        self._append("post", tenant, message)

    def write(self, message: Message) -> None:
        """A person wrote something: visible, but nothing that a bot did."""
        self._keep(message, message.author)

    def take_back(self, message: Message) -> None:
        """A person deleted something that they had written."""
        del self._seen[(message.conversation, message.id)]
        self._changes.note("message", message.conversation, message.id, message.author)

    def react(self, message: Message, kind: str, user: str, *, on: bool) -> Message:
        """A person left a reaction on a message, or took it back."""
        others = tuple(one for one in message.reactions.get(kind, ()) if one != user)
        reactions = {**message.reactions, kind: (*others, user) if on else others}
        changed = replace(message, reactions={name: who for name, who in reactions.items() if who})
        self._keep(changed, user)
        return changed

    def update(self, tenant: str, message: Message) -> None:
        """A bot's edit was accepted; what single users had been shown instead is gone."""
        known = self._seen.get((message.conversation, message.id))
        changed = replace(message, edited=True, reactions=known.reactions if known else {})
        self._keep(changed)
        for key in [one for one in self._views if one[:2] == (message.conversation, message.id)]:
            del self._views[key]
        self._append("update", tenant, changed)

    def delete(self, tenant: str, message: Message) -> None:
        """A bot's deletion was accepted."""
        del self._seen[(message.conversation, message.id)]
        self._changes.note("message", message.conversation, message.id)
        self._append("delete", tenant, message)

    def find(self, conversation: str, id: str) -> Message | None:
        """A visible message."""
        return self._seen.get((conversation, id))

    def show(self, message: Message, user: str, card: Mapping[str, Any]) -> None:
        """One user alone now sees another card in place of the message's own."""
        self._views[(message.conversation, message.id, user)] = card
        self._changes.note("view", message.conversation, message.id, user)

    def seen_by(self, message: Message, user: str) -> Message:
        """The message as this user sees it."""
        card = self._views.get((message.conversation, message.id, user))
        return message if card is None else replace(message, card=card)

    def messages(self, conversation: str, *, user: str = "") -> Sequence[Message]:
        """What is visible in a channel, a thread of it (`id;messageid=…`) or a chat, oldest first."""
        root, _, thread = conversation.partition(";messageid=")
        found = [
            one for one in self._seen.values() if one.conversation == root and (not thread or thread == one.thread)
        ]
        return [self.seen_by(one, user) for one in sorted(found, key=lambda one: (len(one.id), one.id))]

    def posts(self, conversation: str = "") -> Sequence[Entry]:
        """Every accepted post of a bot, to one conversation or to all."""
        return [
            one for one in self.entries if one.operation == "post" and conversation in ("", one.message.conversation)
        ]

    def _keep(self, message: Message, actor: str = "") -> None:
        self._seen[(message.conversation, message.id)] = message
        self._changes.note("message", message.conversation, message.id, actor)

    def _append(self, operation: str, tenant: str, message: Message) -> None:
        self.entries.append(
            Entry(len(self.entries) + 1, datetime.now(UTC), time.monotonic(), operation, tenant, message)
        )
