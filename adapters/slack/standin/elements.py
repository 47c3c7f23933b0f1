"""Block Kit's composition objects and elements: what Slack accepts of those that the stand-in serves.

Source: docs.slack.dev/reference/block-kit/composition-objects and /block-elements. An element that is missing here is
refused by name, even though Slack may know it.
"""

from collections.abc import Mapping
from typing import Any

from adapters.slack.limits import Limits
from adapters.slack.standin.schema import (
    Check,
    boolean,
    by_type,
    every,
    exactly_one,
    integer,
    items,
    one_of,
    shape,
    string,
    wrong,
)

ID = string(64, 1, r"[A-Z0-9]+")
URL = r"https?://\S+"
SELECTS = ("static_select", "users_select", "conversations_select", "channels_select")
MULTI_SELECTS = (*(f"multi_{name}" for name in SELECTS), "multi_external_select")
CHOICES = ("checkboxes", "radio_buttons", "datepicker", "timepicker")
TYPED = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
IN_SECTION = ("button", "image", "overflow", "external_select", *SELECTS, *MULTI_SELECTS, *CHOICES)
IN_ACTIONS = ("button", "overflow", "datetimepicker", "external_select", *SELECTS, *CHOICES)
IN_INPUT = (*TYPED, "external_select", *SELECTS, *MULTI_SELECTS, *CHOICES, "datetimepicker")


def plain_text(most: int) -> Check:
    """A `plain_text` object of 1 to `most` characters."""
    return every(
        _of_type("plain_text"), shape({"type": one_of("plain_text"), "text": string(most, 1)}, {"emoji": boolean})
    )


def any_text(most: int) -> Check:
    """A `plain_text` or `mrkdwn` object of 1 to `most` characters."""
    return by_type(
        {
            "plain_text": plain_text(most),
            "mrkdwn": shape({"type": one_of("mrkdwn"), "text": string(most, 1)}, {"verbatim": boolean}),
        },
        "unsupported type",
    )


def elements(limits: Limits) -> Mapping[str, Check]:
    """The check of every element that the stand-in serves, by its type."""
    confirm = shape(
        {
            "title": plain_text(limits.confirm_title),
            "text": plain_text(limits.confirm_text),
            "confirm": plain_text(limits.confirm_button),
            "deny": plain_text(limits.confirm_button),
        },
        {"style": one_of("primary", "danger")},
    )
    acts: dict[str, Check] = {"action_id": string(limits.action_id, 1), "confirm": confirm}
    field: dict[str, Check] = {
        **acts,
        "placeholder": plain_text(limits.placeholder),
        "focus_on_load": boolean,
    }
    many: dict[str, Check] = {**field, "max_selected_items": integer(1, 1000)}
    option = _option(limits, plain_text(limits.option_text))
    visible = _option(limits, any_text(limits.option_text))
    group = shape({"label": plain_text(limits.option_group_label), "options": items(option, limits.options)})
    static: dict[str, Check] = {
        "options": items(option, limits.options),
        "option_groups": items(group, limits.option_groups),
    }
    # docs.slack.dev/reference/block-kit/block-elements/select-menu-element: three characters where it says nothing.
    searched: dict[str, Check] = {"min_query_length": integer(0, limits.input_text)}
    conversations: dict[str, Check] = {
        "default_to_current_conversation": boolean,
        "filter": shape(
            {},
            {
                "include": items(one_of("im", "mpim", "private", "public"), 4),
                "exclude_external_shared_channels": boolean,
                "exclude_bot_users": boolean,
            },
        ),
    }
    typed: dict[str, Check] = {
        "action_id": acts["action_id"],
        "placeholder": field["placeholder"],
        "focus_on_load": boolean,
        "dispatch_action_config": shape(
            {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)}
        ),
    }
    date = string(10, 10, r"\d{4}-\d{2}-\d{2}")
    time = string(5, 5, r"([01]\d|2[0-3]):[0-5]\d")
    number = string(30, 1, r"-?\d+(\.\d+)?")

    def element(name: str, required: Mapping[str, Check], optional: Mapping[str, Check], *more: Check) -> Check:
        return every(shape({"type": one_of(name), **required}, optional), *more)

    one_source = exactly_one(("options", "option_groups"))
    return {
        "button": element(
            "button",
            {"text": plain_text(limits.button_text)},
            {
                **acts,
                "url": string(limits.url, 1, URL),
                "value": string(limits.button_value, 1),
                "style": one_of("primary", "danger"),
                "accessibility_label": string(limits.button_text, 1),
            },
        ),
        "image": element(
            "image", {"image_url": string(limits.url, 1, URL), "alt_text": string(limits.alt_text, 1)}, {}
        ),
        "overflow": element(
            "overflow",
            {"options": items(_option(limits, plain_text(limits.option_text), url=True), limits.options_overflow)},
            acts,
        ),
        "static_select": element(
            "static_select", {}, {**field, **static, "initial_option": option}, one_source, _initial_is_offered
        ),
        "multi_static_select": element(
            "multi_static_select",
            {},
            {**many, **static, "initial_options": items(option, limits.options)},
            one_source,
            _initial_is_offered,
        ),
        "external_select": element("external_select", {}, {**field, **searched, "initial_option": option}),
        "multi_external_select": element(
            "multi_external_select", {}, {**many, **searched, "initial_options": items(option, limits.options)}
        ),
        "users_select": element("users_select", {}, {**field, "initial_user": ID}),
        "multi_users_select": element("multi_users_select", {}, {**many, "initial_users": items(ID, 1000)}),
        "conversations_select": element(
            "conversations_select",
            {},
            {**field, **conversations, "initial_conversation": ID, "response_url_enabled": boolean},
        ),
        "multi_conversations_select": element(
            "multi_conversations_select", {}, {**many, **conversations, "initial_conversations": items(ID, 1000)}
        ),
        "channels_select": element(
            "channels_select", {}, {**field, "initial_channel": ID, "response_url_enabled": boolean}
        ),
        "multi_channels_select": element("multi_channels_select", {}, {**many, "initial_channels": items(ID, 1000)}),
        "checkboxes": element(
            "checkboxes",
            {"options": items(visible, limits.options_visible)},
            {**acts, "focus_on_load": boolean, "initial_options": items(visible, limits.options_visible)},
            _initial_is_offered,
        ),
        "radio_buttons": element(
            "radio_buttons",
            {"options": items(visible, limits.options_visible)},
            {**acts, "focus_on_load": boolean, "initial_option": visible},
            _initial_is_offered,
        ),
        "datepicker": element("datepicker", {}, {**field, "initial_date": date}),
        "timepicker": element("timepicker", {}, {**field, "initial_time": time, "timezone": string(64, 1)}),
        "datetimepicker": element(
            "datetimepicker",
            {},
            {**acts, "focus_on_load": boolean, "initial_date_time": integer(1_000_000_000, 9_999_999_999)},
        ),
        "plain_text_input": element(
            "plain_text_input",
            {},
            {
                **typed,
                "initial_value": string(limits.input_text),
                "multiline": boolean,
                "min_length": integer(0, limits.input_text),
                "max_length": integer(1, limits.input_text),
            },
            _initial_value_fits,
        ),
        "email_text_input": element("email_text_input", {}, {**typed, "initial_value": string(limits.input_text)}),
        "url_text_input": element("url_text_input", {}, {**typed, "initial_value": string(limits.url, 1, URL)}),
        "number_input": element(
            "number_input",
            {"is_decimal_allowed": boolean},
            {**typed, "initial_value": number, "min_value": number, "max_value": number},
        ),
    }


def suggestions(limits: Limits) -> Check:
    """What may be answered to somebody who types into a menu: options, or groups of them; none is an answer too."""
    option = _option(limits, plain_text(limits.option_text))
    group = shape({"label": plain_text(limits.option_group_label), "options": items(option, limits.options, 0)})
    return every(
        exactly_one(("options", "option_groups")),
        shape({}, {"options": items(option, limits.options, 0), "option_groups": items(group, limits.option_groups)}),
    )


def _of_type(name: str) -> Check:
    def check(value: Any, pointer: str, errors: list[str]) -> None:
        if isinstance(value, dict) and value.get("type") not in (None, name):
            wrong(errors, pointer, f"must be a {name} object, not {value.get('type')}")

    return check


def _option(limits: Limits, text: Check, *, url: bool = False) -> Check:
    optional: dict[str, Check] = {"description": plain_text(limits.option_description)}
    if url:
        optional["url"] = string(limits.url, 1, URL)
    return shape({"text": text, "value": string(limits.option_value, 1)}, optional)


def _initial_is_offered(value: Any, pointer: str, errors: list[str]) -> None:
    if not isinstance(value, dict):
        return
    offered = list(_list(value.get("options")))
    for group in _list(value.get("option_groups")):
        offered += _list(group.get("options")) if isinstance(group, dict) else []
    chosen = [value["initial_option"]] if value.get("initial_option") else _list(value.get("initial_options"))
    if any(option not in offered for option in chosen):
        wrong(errors, pointer, "initial option must be one of the options")


def _initial_value_fits(value: Any, pointer: str, errors: list[str]) -> None:
    if not isinstance(value, dict):
        return
    least, most, initial = value.get("min_length"), value.get("max_length"), value.get("initial_value")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        wrong(errors, pointer, "min_length must not exceed max_length")
    if isinstance(initial, str) and initial and isinstance(most, int) and len(initial) > most:
        wrong(errors, pointer, "initial_value is longer than max_length")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
