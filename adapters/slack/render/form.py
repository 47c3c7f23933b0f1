"""A neutral form as a modal, and a short message as a modal where nothing else is at hand."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from types import MappingProxyType
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from adapters.slack.limits import LIMITS, Limits
from adapters.slack.render.button import button, plain
from adapters.slack.render.message import render_blocks
from adapters.slack.render.text import clean, cut, one_line
from bot.chat import tokens
from bot.chat.form import (
    ChoiceField,
    Field,
    Form,
    FormButton,
    MomentField,
    Option,
    PersonField,
    SearchField,
    Show,
    SwitchField,
    TextField,
)
from bot.chat.message import Button, Message
from bot.chat.storable import storable
from bot.chat.texts import Texts
from bot.ports import Cause, Rejected

Json = dict[str, Any]

VALUE = "value"
DAY = "day:"
"""What the action of a day begins with; behind it is the zone in which it is meant."""
SWITCH = "switch"
SEARCH = "search:"
"""Stands before the source of a field whose options are searched, in its action id."""
ON = "on"
_OFF = "off"
_NAME = "~"
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FormState:
    """What travels in a modal's `private_metadata` besides what the person typed.

    `channel`, `kind` and `thread` say where the form was opened from, and `back` is the address under which the message
    whose button opened it can be drawn anew (for half an hour, five times). `generation` counts how often the form was
    replaced: Slack keeps what is typed under an unchanged block id, and a replaced form's own values must show.
    `about` is of what that button is, on a message that nobody else sees.
    `token` and `locale` are the form's, or those of the press that a modal without fields answers.
    """

    action: str
    object_id: str = ""
    state: str = ""
    channel: str = ""
    kind: str = ""
    thread: str = ""
    generation: int = 0
    back: str = ""
    token: str = ""
    locale: str = ""
    about: str = ""


def render_form(
    form: Form,
    came_from: FormState | None = None,
    home: str = "",
    limits: Limits = LIMITS,
    standing: Mapping[str, str] = MappingProxyType({}),
) -> Json:
    """The modal of a form; `came_from` says where it was opened or which form it replaces.

    `standing` are blocks of that form, by field, in which whatever is typed meanwhile stays. Raises `Rejected` for a
    form that Slack cannot show.
    """
    before = came_from or FormState("")
    generation = before.generation + 1
    state = replace(
        before,
        action=form.action,
        object_id=form.object_id,
        state=form.state,
        generation=generation,
        token=form.token,
        locale=form.locale,
    )
    blocks = list(_blocks(form, generation, standing, home, limits))
    if len(blocks) > limits.blocks_view:
        raise Rejected(Cause.TOO_LARGE, f"{len(blocks)} blocks of {limits.blocks_view}")
    has_fields = any(block["type"] == "input" for block in blocks)
    if has_fields and not form.submit:
        raise Rejected(Cause.INVALID_MESSAGE, "a form with fields needs a submit button")
    return {
        "type": "modal",
        "callback_id": form.action,
        "private_metadata": _written(state, limits),
        "title": plain(form.title, limits.view_title),
        "close": plain(form.close, limits.view_button),
        **({"submit": plain(form.submit, limits.view_button)} if form.submit else {}),
        "blocks": blocks or [{"type": "divider"}],
    }


def render_note(
    message: Message,
    title: str,
    close: str,
    came_from: FormState | None = None,
    home: str = "",
    limits: Limits = LIMITS,
) -> Json:
    """A message as a modal without fields, for answers to people whose only open surface is a modal.

    Its state names no form, by which a press in it is told from a press in a form.
    """
    state = replace(came_from or FormState(""), action="", object_id="", state="", locale=message.locale)
    carried = tokens.written(state.token, message.locale)
    blocks = render_blocks(message.parts, home, carried, limits.blocks_view, limits)
    words = {"type": "section", "text": plain(message.summary, limits.section_text)}
    return {
        "type": "modal",
        "private_metadata": _written(state, limits),
        "title": plain(title, limits.view_title),
        "close": plain(close, limits.view_button),
        "blocks": blocks or [words],
    }


def read_state(private_metadata: str) -> FormState:
    """What `render_form` wrote; an empty state for anything else, since a modal's metadata can be old."""
    try:
        written = storable(json.loads(private_metadata))
        action, object_id, state, channel, kind, thread = (str(written[name]) for name in "aosckt")
        back, token = str(written.get("b", "")), tokens.read(str(written.get("x", "")))
        about = str(written.get("i", ""))
        return FormState(action, object_id, state, channel, kind, thread, int(written["g"]), back, *token, about)
    except (ValueError, TypeError, KeyError, RecursionError):
        return FormState("")


def field_name(block_id: str) -> str:
    """The field that a block stands for."""
    return block_id.rpartition(_NAME)[0]


def block_id(name: str, generation: int) -> str:
    """The block that stands for a field in this version of the form."""
    return f"{name}{_NAME}{generation}"


def _written(state: FormState, limits: Limits) -> str:
    short = {
        "a": state.action,
        "o": state.object_id,
        "s": state.state,
        "c": state.channel,
        "k": state.kind,
        "t": state.thread,
        "g": state.generation,
        **({"b": state.back} if state.back else {}),
        **({"i": state.about} if state.about else {}),
        **({"x": tokens.written(state.token, state.locale)} if state.token else {}),
    }
    text = json.dumps(short, separators=(",", ":"), ensure_ascii=False)
    if len(text) > limits.private_metadata:
        raise Rejected(Cause.TOO_LARGE, "the form's state")
    return text


def _blocks(form: Form, generation: int, standing: Mapping[str, str], home: str, limits: Limits) -> Iterator[Json]:
    buttons: list[FormButton] = []
    for part in form.parts:
        if isinstance(part, FormButton):
            buttons.append(part)
            continue
        yield from _buttons(buttons, limits)
        buttons = []
        match part:
            case Show():
                yield from render_blocks((part.part,), home, "", limits.blocks_view, limits)
            case ChoiceField() if not part.options:
                yield {"type": "section", "text": plain(f"{part.label}: –", limits.section_text)}
            case TextField() | ChoiceField() | PersonField() | SearchField() | MomentField() | SwitchField():
                yield _input(part, standing.get(part.name) or block_id(part.name, generation), form.locale, limits)
            case _:
                assert_never(part)
    yield from _buttons(buttons, limits)


def _buttons(buttons: Sequence[FormButton], limits: Limits) -> Iterator[Json]:
    waiting = iter(buttons)
    while row := list(islice(waiting, limits.actions_elements)):
        seen: dict[str, int] = {}
        elements = []
        for each in row:
            number = seen[each.action] = seen.get(each.action, -1) + 1
            elements.append(button(Button(each.label, each.action, tone=each.tone), number, limits))
        yield {"type": "actions", "elements": elements}


def _input(part: Field, block: str, locale: str, limits: Limits) -> Json:
    shown: Json = {
        "type": "input",
        "block_id": block,
        "label": plain(part.label, limits.input_label),
        "element": _element(part, locale, limits),
        "optional": not isinstance(part, SwitchField) and not part.required,
    }
    if part.hint:
        shown["hint"] = plain(part.hint, limits.input_hint)
    return shown


def _element(part: Field, locale: str, limits: Limits) -> Json:
    match part:
        case TextField():
            return _text(part, limits)
        case ChoiceField():
            return _choice(part, limits)
        case PersonField():
            return _person(part)
        case SearchField():
            return _search(part, limits)
        case MomentField(whole_day=True):
            day: Json = {"type": "datepicker", "action_id": DAY + part.zone}
            local = part.value.astimezone(ZoneInfo(part.zone)) if part.value else None
            return day | ({"initial_date": f"{local:%Y-%m-%d}"} if local else {})
        case MomentField():
            shown: Json = {"type": "datetimepicker", "action_id": VALUE}
            return shown | ({"initial_date_time": int(part.value.timestamp())} if part.value else {})
        case SwitchField():
            # Slack writes “(optional)” beside an input that may stay empty, as a box that need not be ticked has to.
            t = Texts(locale)
            yes, no = (
                {"text": plain(text, limits.option_text), "value": value}
                for text, value in ((t("Yes"), ON), (t("No"), _OFF))
            )
            return {
                "type": "radio_buttons",
                "action_id": SWITCH,
                "options": [yes, no],
                "initial_option": yes if part.value else no,
            }
        case _:
            assert_never(part)


def _text(part: TextField, limits: Limits) -> Json:
    most = max(1, min(part.maximum, limits.input_text))
    shown: Json = {"type": "url_text_input" if part.is_url else "plain_text_input", "action_id": VALUE}
    if part.placeholder:
        shown["placeholder"] = plain(part.placeholder, limits.placeholder)
    value = clean(part.value)
    if part.is_url:
        return shown | ({"initial_value": value} if _ADDRESS.fullmatch(value) and len(value) <= limits.url else {})
    shown["multiline"] = part.lines
    shown["max_length"] = most
    if part.minimum:
        shown["min_length"] = min(part.minimum, most)
    return shown | ({"initial_value": cut(value, most)} if value else {})


def _choice(part: ChoiceField, limits: Limits) -> Json:
    options = [_option(each, limits) for each in part.options]
    chosen = [option for option, each in zip(options, part.options, strict=True) if each.value in part.value]
    if part.several and len(options) <= limits.options_visible:
        shown: Json = {"type": "checkboxes", "action_id": VALUE, "options": options}
        return shown | ({"initial_options": chosen} if chosen else {})
    shown = {"type": "multi_static_select" if part.several else "static_select", "action_id": VALUE}
    if len(options) <= limits.options:
        shown["options"] = options
    else:
        shown["option_groups"] = list(_groups(options, limits))
    if part.placeholder:
        shown["placeholder"] = plain(part.placeholder, limits.placeholder)
    if part.several:
        return shown | ({"initial_options": chosen[: limits.options]} if chosen else {})
    return shown | ({"initial_option": chosen[0]} if chosen else {})


def _groups(options: list[Json], limits: Limits) -> Iterator[Json]:
    """Slack takes a hundred options; more of them go into groups named after their first and last."""
    if len(options) > limits.options * limits.option_groups:
        raise Rejected(Cause.TOO_LARGE, f"{len(options)} options")
    for start in range(0, len(options), limits.options):
        group = options[start : start + limits.options]
        half = limits.option_group_label // 2 - 2
        first, last = (one_line(each["text"]["text"], half) for each in (group[0], group[-1]))
        yield {"label": plain(f"{first} – {last}", limits.option_group_label), "options": group}


def _option(option: Option, limits: Limits) -> Json:
    if not 1 <= len(option.value) <= limits.option_value:
        raise Rejected(Cause.INVALID_MESSAGE, "an option's value has 1 to 150 characters")
    shown: Json = {"text": plain(option.label, limits.option_text), "value": option.value}
    if option.description:
        shown["description"] = plain(option.description, limits.option_description)
    return shown


def _search(part: SearchField, limits: Limits) -> Json:
    # docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element: without `min_query_length` nothing is
    # asked for before the third character; with 0 the likeliest are there as soon as the list is opened.
    kind = "multi_external_select" if part.several else "external_select"
    shown: Json = {"type": kind, "action_id": f"{SEARCH}{part.asked_of}", "min_query_length": 0}
    if part.placeholder:
        shown["placeholder"] = plain(part.placeholder, limits.placeholder)
    chosen = [_option(each, limits) for each in part.value]
    if part.several:
        return shown | ({"initial_options": chosen[: limits.options]} if chosen else {})
    return shown | ({"initial_option": chosen[0]} if chosen else {})


def render_options(options: Sequence[Option], limits: Limits = LIMITS) -> Json:
    """What was found, as Slack wants it while somebody types: no more than a list holds."""
    return {"options": [_option(each, limits) for each in options[: limits.options]]}


def sought_source(action_id: str) -> str:
    """Whom a field's options are searched from; empty for any other field."""
    return action_id.removeprefix(SEARCH) if action_id.startswith(SEARCH) else ""


def _person(part: PersonField) -> Json:
    chosen = [value.rpartition("/")[2] for value in part.value if value.startswith("slack/")]
    if part.several:
        shown: Json = {"type": "multi_users_select", "action_id": VALUE}
        return shown | ({"initial_users": chosen} if chosen else {})
    shown = {"type": "users_select", "action_id": VALUE}
    return shown | ({"initial_user": chosen[0]} if chosen else {})
