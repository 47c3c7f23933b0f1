"""Block Kit's blocks and views: what Slack accepts of those that the stand-in serves, and never more.

Our own checks stand before those of slack_sdk's models, which let pass a header with mrkdwn, empty texts, option texts
over 75 characters, unknown properties and elements, and more than 50 blocks in a message.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from adapters.slack.limits import LIMITS, Limits
from adapters.slack.standin.elements import (
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    URL,
    any_text,
    elements,
    plain_text,
)
from adapters.slack.standin.rich_text import rich_text
from adapters.slack.standin.schema import (
    Check,
    at_least_one,
    boolean,
    by_type,
    every,
    items,
    one_of,
    shape,
    string,
    wrong,
)

Json = dict[str, Any]
Surface = Literal["message", "modal", "home"]

_MENTION = re.compile(r"<(?:@[A-Z0-9]+|!(?:channel|here|everyone|subteam\^[A-Z0-9]+))(?:\|[^>]*)?>")


class BlockRules:
    """The rules under one table of limits."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._block = _blocks(limits)

    def of_message(self, blocks: Any) -> list[str]:
        """What is wrong with the blocks of a message; empty when Slack would accept them."""
        return self._of_blocks(blocks, "/blocks", self._limits.blocks_message)

    def of_view(self, view: Any) -> list[str]:
        """What is wrong with a modal or a Home view; empty when Slack would accept it."""
        errors: list[str] = []
        limits = self._limits
        common: dict[str, Check] = {
            "private_metadata": string(limits.private_metadata),
            "callback_id": string(limits.callback_id),
            "external_id": string(limits.external_id),
        }
        title = plain_text(limits.view_title)
        button = plain_text(limits.view_button)
        by_type(
            {
                "modal": shape(
                    {"type": one_of("modal"), "title": title, "blocks": _any},
                    {
                        **common,
                        "submit": button,
                        "close": button,
                        "clear_on_close": boolean,
                        "notify_on_close": boolean,
                        "submit_disabled": boolean,
                    },
                ),
                "home": shape({"type": one_of("home"), "blocks": _any}, common),
            },
            "unsupported type",
        )(view, "/view", errors)
        if errors:
            return errors
        errors += self._of_blocks(view["blocks"], "/view/blocks", limits.blocks_view)
        if errors:
            return errors
        has_input = any(block["type"] == "input" for block in view["blocks"])
        if view["type"] == "modal" and has_input and not view.get("submit"):
            wrong(errors, "/view", "submit is required when an input block is within blocks")
        if sum(element.get("focus_on_load") is True for _, element in interactive(view["blocks"])) > 1:
            wrong(errors, "/view/blocks", "only one element may have focus_on_load")
        if not errors:
            errors += _sdk_complaints(View(**view))
        return errors

    def _of_blocks(self, blocks: Any, pointer: str, most: int) -> list[str]:
        errors: list[str] = []
        items(self._block, most)(blocks, pointer, errors)
        if errors:
            return errors
        repeated = [
            name for name, count in Counter(b["block_id"] for b in blocks if b.get("block_id")).items() if count > 1
        ]
        for name in repeated:
            wrong(errors, pointer, f"block_id already exists: {name}")
        for index, block in enumerate(blocks):
            ids = Counter(e["action_id"] for e in _elements_of(block) if e.get("action_id"))
            for name in (name for name, count in ids.items() if count > 1):
                wrong(errors, f"{pointer}/{index}", f"action_id already exists: {name}")
            if not errors:
                errors += _sdk_complaints(Block.parse(block))
        return errors


def text_total(blocks: list[Json]) -> int:
    """How many characters of text these blocks hold together."""
    return sum(len(text) for _, text in texts(blocks))


def texts(value: Any) -> Iterator[tuple[str, str]]:
    """Every text inside, as (type, text): `plain_text`, `mrkdwn`, and the `text` and `link` of rich text."""
    if isinstance(value, dict):
        if value.get("type") in ("plain_text", "mrkdwn", "text", "link") and isinstance(value.get("text"), str):
            yield value["type"], value["text"]
        else:
            for part in value.values():
                yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def mentions(text: str | None, blocks: list[Json] | None) -> list[str]:
    """Everything that would ring people (`<!channel>`, `<@U…>`, …), in the order written."""
    found = _MENTION.findall(text or "")
    for kind, part in texts(blocks or []):
        if kind == "mrkdwn":
            found += _MENTION.findall(part)
    return found + list(_rich_mentions(blocks))


def _rich_mentions(value: Any) -> Iterator[str]:
    match value:
        case {"type": "user", "user_id": user}:
            yield f"<@{user}>"
        case {"type": "usergroup", "usergroup_id": group}:
            yield f"<!subteam^{group}>"
        case {"type": "broadcast", "range": everybody}:
            yield f"<!{everybody}>"
        case dict():
            for part in value.values():
                yield from _rich_mentions(part)
        case list():
            for part in value:
                yield from _rich_mentions(part)


def interactive(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every element with an `action_id` a person can use, as (block, element)."""
    for block in blocks:
        for element in _elements_of(block):
            if element.get("type") not in ("image", "plain_text", "mrkdwn"):
                yield block, element


def size(view: Json) -> int:
    """The bytes of a view as JSON."""
    return len(json.dumps(view, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _blocks(limits: Limits) -> Check:
    known = elements(limits)

    def served(names: tuple[str, ...]) -> Check:
        return by_type({name: known[name] for name in names}, "unsupported type")

    in_context = by_type({"image": known["image"], **_text_kinds(limits.section_text)}, "unsupported type")
    block_id: Mapping[str, Check] = {"block_id": string(limits.block_id, 1)}

    def block(name: str, required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
        return shape({"type": one_of(name), **required}, {**block_id, **(optional or {})})

    return by_type(
        {
            "section": every(
                block(
                    "section",
                    {},
                    {
                        "text": any_text(limits.section_text),
                        "fields": items(any_text(limits.section_field_text), limits.section_fields),
                        "accessory": served(IN_SECTION),
                        "expand": boolean,
                    },
                ),
                at_least_one(("text", "fields")),
            ),
            "rich_text": rich_text(limits),
            "divider": block("divider", {}),
            "header": block("header", {"text": plain_text(limits.header_text)}),
            "context": block("context", {"elements": items(in_context, limits.context_elements)}),
            "actions": block("actions", {"elements": items(served(IN_ACTIONS), limits.actions_elements)}),
            "image": block(
                "image",
                {"image_url": string(limits.url, 1, URL), "alt_text": string(limits.alt_text, 1)},
                {"title": plain_text(limits.image_title)},
            ),
            "input": block(
                "input",
                {"label": plain_text(limits.input_label), "element": served(IN_INPUT)},
                {"hint": plain_text(limits.input_hint), "optional": boolean, "dispatch_action": boolean},
            ),
        },
        "unsupported type",
    )


def _text_kinds(most: int) -> dict[str, Check]:
    check = any_text(most)
    return {"plain_text": check, "mrkdwn": check}


def _elements_of(block: Json) -> list[Json]:
    match block.get("type"):
        case "actions":
            return list(block["elements"])
        case "section":
            return [block["accessory"]] if block.get("accessory") else []
        case "input":
            return [block["element"]]
        case _:
            return []


def _any(value: Any, pointer: str, errors: list[str]) -> None:
    """Checked later."""


def _sdk_complaints(parsed: Block | View | None) -> list[str]:
    if parsed is None:
        return ["[ERROR] unknown to slack_sdk"]
    try:
        parsed.to_dict()
    except SlackObjectFormationError as error:
        return [f"[ERROR] {error}"]
    return []
