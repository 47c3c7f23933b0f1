"""What a person puts into the fields of a form, and what Slack's own client checks before it sends the form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.slack.standin.blocks import interactive
from adapters.slack.standin.world import CannotAct

Json = dict[str, Any]

REQUIRED = "Please complete this required field."
_ONE = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
_MANY = {
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
}
_INITIAL = {
    "users_select": "initial_user",
    "conversations_select": "initial_conversation",
    "channels_select": "initial_channel",
    "datepicker": "initial_date",
    "timepicker": "initial_time",
    "datetimepicker": "initial_date_time",
    "multi_users_select": "initial_users",
    "multi_conversations_select": "initial_conversations",
    "multi_channels_select": "initial_channels",
}
_TYPED = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
_ONE_OPTION = ("static_select", "external_select", "radio_buttons", "overflow")
_MANY_OPTIONS = ("multi_static_select", "multi_external_select", "checkboxes")
SEARCHED = ("external_select", "multi_external_select")
_LEAST_TYPED = 3
"""Characters after which options are asked for where a menu does not say
(docs.slack.dev/reference/block-kit/block-elements/select-menu-element)."""

Found = Mapping[tuple[str, str], list[Json]]
"""Options that were found by typing, by block id and action id."""


@dataclass(frozen=True, slots=True, order=True)
class At:
    """An element by its place on a surface, for who sees it drawn and need not name it."""

    block_id: str
    action_id: str

    def __str__(self) -> str:
        return f"{self.block_id}/{self.action_id}"


Name = str | At
"""What an element goes by: its place, or one of the names in `answers_to`."""


def untouched(element: Json) -> Json:
    """The value of a field that the person left as it was."""
    kind = element["type"]
    if kind in _TYPED:
        return {"type": kind, "value": element.get("initial_value") or None}
    if kind in _ONE_OPTION:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in _MANY_OPTIONS:
        return {"type": kind, "selected_options": element.get("initial_options") or []}
    if kind in _MANY:
        return {"type": kind, _MANY[kind]: element.get(_INITIAL[kind]) or []}
    return {"type": kind, _ONE[kind]: element.get(_INITIAL[kind])}


def filled(element: Json, given: Any) -> Json:
    """The value of a field after the person entered `given`: a text, an option's text or value, an id, a date, a list.

    `CannotAct` when the field does not offer it.
    """
    kind = element["type"]
    if kind in _TYPED:
        return {"type": kind, "value": None if given in (None, "") else str(given)}
    if kind in _ONE_OPTION:
        return {"type": kind, "selected_option": None if given is None else _option(element, given)}
    if kind in _MANY_OPTIONS:
        return {"type": kind, "selected_options": [_option(element, each) for each in _as_list(given)]}
    if kind in _MANY:
        return {"type": kind, _MANY[kind]: _as_list(given)}
    if kind in _ONE:
        return {"type": kind, _ONE[kind]: given}
    raise CannotAct(f"nothing can be entered into a {kind}")


def given(element: Json, value: Any) -> Any:
    """What a person entered, taken from a field's value as it travels in `state.values`; the reverse of `filled`.

    `CannotAct` when the value is not of that field's shape.
    """
    kind = element["type"]
    if value is None:
        return None
    if not isinstance(value, dict) or value.get("type") != kind:
        raise CannotAct(f"the value of {element['action_id']} is not that of a {kind}")
    if kind in _TYPED:
        return _checked(element, value.get("value"), str)
    if kind in _ONE_OPTION:
        return _value_of(element, value.get("selected_option"))
    if kind in _MANY_OPTIONS:
        return [_value_of(element, each) for each in _checked(element, value.get("selected_options"), list) or []]
    if kind in _MANY:
        return [_checked(element, each, str) for each in _checked(element, value.get(_MANY[kind]), list) or []]
    return _checked(element, value.get(_ONE[kind]), int if kind == "datetimepicker" else str)


def is_field(element: Json) -> bool:
    """Whether an element holds a value."""
    return element["type"] not in ("button", "overflow")


def complaint(block: Json, value: Json) -> str | None:
    """What Slack's client says about an input block, without asking the bot."""
    element = block["element"]
    content = next((part for name, part in value.items() if name not in ("type", "timezone")), None)
    if content in (None, "", []):
        return None if block.get("optional") else REQUIRED
    if element["type"] in _TYPED:
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        if len(content) < least:
            return f"Please use at least {least} characters."
        if len(content) > most:
            return f"Please use at most {most} characters."
    return None


def values_in(
    blocks: list[Json], typed: dict[str, dict[str, Json]] | None = None, chosen: Json | None = None, value: Any = None
) -> Json:
    """The `state.values` of a surface: what was typed, the `chosen` element's new value, and the rest untouched."""
    state: Json = {}
    for block, element in interactive(blocks):
        if is_field(element):
            kept = (typed or {}).get(block["block_id"], {}).get(element["action_id"])
            now = filled(element, value) if element is chosen else kept or untouched(element)
            state.setdefault(block["block_id"], {})[element["action_id"]] = now
    return state


def with_found(block: Json, element: Json, found: Found) -> Json:
    """An element with the options that the person has before them: those searched for, and those chosen before."""
    if element["type"] not in SEARCHED:
        return element
    chosen = element.get("initial_options") or [one for one in [element.get("initial_option")] if one]
    return {**element, "options": [*found.get((block["block_id"], element["action_id"]), []), *chosen]}


def least_typed(element: Json) -> int:
    """The characters after which Slack's client asks for options."""
    return int(element.get("min_query_length", _LEAST_TYPED))


def fill(
    blocks: list[Json],
    typed: dict[str, dict[str, Json]],
    values: Mapping[str, Any] | Mapping[At, Any],
    found: Found | None = None,
) -> dict[str, str]:
    """Type `values` into the fields by name, and say by block what Slack's client complains about.

    `CannotAct` for a name that no field goes by, and for an option that was not `found`.
    """
    fields = [(block, element) for block, element in interactive(blocks) if is_field(element)]
    unused = set(map(str, values))
    for block, element in fields:
        for name, value in values.items():
            if answers_to(name, block, element):
                unused.discard(str(name))
                offered = with_found(block, element, found or {})
                typed.setdefault(block["block_id"], {})[element["action_id"]] = filled(offered, value)
    if unused:
        raise CannotAct(f"this modal has no field {', '.join(sorted(unused))}")
    state = values_in(blocks, typed)
    return {
        block["block_id"]: said
        for block, element in fields
        if block["type"] == "input" and (said := complaint(block, state[block["block_id"]][element["action_id"]]))
    }


def answers_to(name: Name, block: Json, element: Json) -> bool:
    """Whether a field goes by this name: its place, label, placeholder, action id or block id."""
    if isinstance(name, At):
        return (name.block_id, name.action_id) == (block.get("block_id"), element.get("action_id"))
    label = block.get("label", {}).get("text")
    placeholder = (element.get("placeholder") or {}).get("text")
    return name in (label, placeholder, element.get("action_id"), block.get("block_id"))


def _option(element: Json, given: Any) -> Json:
    offered = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        offered += group["options"]
    for option in offered:
        if given in (option["value"], option["text"]["text"]):
            return {"text": option["text"], "value": option["value"]}
    raise CannotAct(f"{element['action_id']} does not offer {given!r}")


def _value_of(element: Json, option: Any) -> Any:
    if option is None:
        return None
    return _checked(element, _checked(element, option, dict).get("value"), str)


def _checked(element: Json, value: Any, kind: type) -> Any:
    if value is None or (isinstance(value, kind) and not isinstance(value, bool)):
        return value
    raise CannotAct(f"the value of {element['action_id']} is not that of a {element['type']}")


def _as_list(given: Any) -> list[Any]:
    if given is None:
        return []
    return list(given) if isinstance(given, list | tuple) else [given]
