"""Storing messages: what Slack does alike for Web API calls, response URLs and acknowledgements."""

import json
from dataclasses import dataclass, field
from typing import Any

from adapters.slack.standin import shapes
from adapters.slack.standin.blocks import mentions, text_total
from adapters.slack.standin.call import Refusal
from adapters.slack.standin.desk import Desk
from adapters.slack.standin.world import Channel, Ephemeral, Installation, Message

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Content:
    """A checked message body. `flags` are the switches that were set (`unfurl_links`, `link_names`, `parse`, …)."""

    text: str
    blocks: list[Json]
    metadata: Json | None = None
    flags: Json = field(default_factory=dict)


def content(desk: Desk, text: Any, blocks: Any, metadata: Any = None, flags: Json | None = None) -> Content:
    """Check a message body as Slack does."""
    limits = desk.limits
    if text is not None and not isinstance(text, str):
        raise Refusal("invalid_arguments")
    if text and any("\ud800" <= character <= "\udfff" for character in text):
        raise Refusal("invalid_arguments")
    if blocks is not None and not isinstance(blocks, list):
        raise Refusal("invalid_blocks_format")
    if not (text and text.strip()) and not blocks:
        raise Refusal("no_text")
    if blocks:
        complaints = desk.rules.of_message(blocks)
        if complaints:
            raise Refusal("invalid_blocks", errors=complaints, response_metadata={"messages": complaints})
        if text_total(blocks) > limits.blocks_text:
            raise Refusal("msg_blocks_too_long")
    if metadata is not None:
        _check_metadata(metadata, limits.metadata_bytes)
    return Content((text or "")[: limits.text_cut], blocks or [], metadata, flags or {})


def post(
    desk: Desk, bot: Installation, channel: Channel, body: Content, via: str, thread_ts: str | None = None
) -> Message:
    """Store a new message of our app."""
    if thread_ts is not None:
        parent = channel.messages.get(thread_ts)
        if parent is None or parent.deleted:
            raise Refusal("thread_not_found")
    made = Message(
        channel=channel.id,
        ts=desk.world.new_ts(),
        user=bot.bot_user_id,
        team=bot.team_id,
        text=body.text,
        blocks=shapes.with_ids(body.blocks),
        by_app=True,
        bot_id=bot.bot_id,
        metadata=body.metadata,
        thread_ts=thread_ts,
    )
    channel.messages[made.ts] = made
    _record(desk, "post", via, bot, made.channel, made.ts, body, thread_ts=thread_ts)
    return made


def update(desk: Desk, bot: Installation, said: Message, body: Content, via: str) -> None:
    """Store a new version of our app's message; text without blocks removes the old blocks."""
    said.text = body.text
    said.blocks = shapes.with_ids(body.blocks)
    said.metadata = body.metadata or said.metadata
    said.edited = said.edited or not body.blocks
    said.revisions += 1
    _record(desk, "update", via, bot, said.channel, said.ts, body, thread_ts=said.thread_ts)


def delete(desk: Desk, bot: Installation, said: Message, via: str) -> None:
    """Take our app's message away."""
    said.deleted = True
    desk.ledger.record("delete", via, bot.team_id, channel=said.channel, ts=said.ts)


def whisper(
    desk: Desk,
    bot: Installation,
    channel: str,
    user: str,
    body: Content,
    via: str,
    thread_ts: str | None = None,
    replaces: str | None = None,
) -> Ephemeral:
    """Show one person a message; `replaces` is the ts of an ephemeral that gives way to it."""
    inbox = desk.world.inbox.setdefault(user, [])
    made = Ephemeral(
        user=user,
        channel=channel,
        ts=replaces or desk.world.new_ts(),
        text=body.text,
        blocks=shapes.with_ids(body.blocks),
        team=bot.team_id,
        thread_ts=thread_ts,
    )
    if replaces is None:
        inbox.append(made)
    else:
        inbox[:] = [made if each.ts == replaces else each for each in inbox]
    _record(desk, "ephemeral", via, bot, channel, made.ts, body, thread_ts=thread_ts, user=user)
    return made


def own_message(channel: Channel, ts: str, bot: Installation, refusal: str) -> Message:
    """Our own message of that time, or the refusal Slack gives for somebody else's."""
    said = channel.messages.get(ts)
    if said is None or said.deleted:
        raise Refusal("message_not_found")
    if said.bot_id != bot.bot_id:
        raise Refusal(refusal)
    return said


def _record(
    desk: Desk, operation: Any, via: str, bot: Installation, channel: str, ts: str, body: Content, **more: Any
) -> None:
    desk.ledger.record(
        operation,
        via,
        bot.team_id,
        channel=channel,
        ts=ts,
        text=body.text,
        blocks=body.blocks,
        metadata=body.metadata,
        mentions=mentions(body.text, body.blocks),
        flags=body.flags,
        **more,
    )


def _check_metadata(metadata: Any, most: int) -> None:
    if not isinstance(metadata, dict) or set(metadata) - {"event_type", "event_payload"}:
        raise Refusal("invalid_metadata_format")
    event_type, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(event_type, str) or not event_type or not isinstance(payload, dict):
        raise Refusal("invalid_metadata_schema")
    if len(json.dumps(metadata).encode()) > most:
        raise Refusal("metadata_too_large")
