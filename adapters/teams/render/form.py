"""A neutral form as a dialog's card, and what was typed into it as neutral values."""

import base64
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, assert_never
from urllib.parse import unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import TypeAdapter, ValidationError

from adapters.teams.limits import LIMITS, Limits
from adapters.teams.render.buttons import KEY, Carrier, Row, carried, closing, in_rows, row_of
from adapters.teams.render.card import SEPARATED, Drawing, draw
from adapters.teams.render.message import CUTS, frame, sizes
from adapters.teams.render.text import Bounds, clean, cut, escape, printable
from bot.chat import languages, tokens
from bot.chat.form import (
    EARLIEST,
    LATEST,
    ChoiceField,
    Field,
    FieldErrors,
    Form,
    FormButton,
    MomentField,
    Option,
    PersonField,
    SearchField,
    Show,
    SwitchField,
    TextField,
    Value,
    Values,
)
from bot.chat.message import Divider
from bot.chat.storable import storable
from bot.chat.texts import Texts
from bot.ports import Cause, Rejected

Json = dict[str, Any]
DATE, TIME = ".date", ".time"
NOON = "12:00"
LARGEST_FORM = 256 * 1024  # bytes of a form that came back, unpacked; ours are a few thousand
PEOPLE = "graph.microsoft.com/users?scope=currentContext"
FILTERED_FROM = 10  # choices from which on the list can be searched
CHOICE_CHARACTERS = 150  # of what a choice is called
MOST_CHOSEN = 100  # of what was found by typing; more than that is nobody's choice
_LABEL = "~"  # between an option's value and its label, where both must come back
_FORM = TypeAdapter(Form)


def render_form(
    form: Form,
    *,
    values: Values | None = None,
    errors: FieldErrors | None = None,
    back: str = "",
    limits: Limits = LIMITS,
) -> Json:
    """The dialog as JSON (title, size, card), with what was typed and what is wrong with it.

    The form itself travels along in its buttons, packed, so that it can be shown again with the errors at the fields,
    and so does `back`, the message whose button opened it; raises Rejected where it cannot be made small enough.
    """
    filled = with_values(form, values) if values is not None else form
    token = tokens.written(form.token, form.locale)
    sent = {"f": pack(form), **({"m": back} if back else {})}
    for characters in CUTS:
        rtl = languages.from_right_to_left(form.locale)
        drawing = Drawing(Bounds(characters, ring=False), Carrier.DIALOG, rtl=rtl)
        body = list(_parts(filled, form, sent, errors, drawing))
        wrong = [text for name, text in (errors.by_field if errors else {}).items() if name not in _names(form)]
        body = [_error(text, drawing) for text in wrong] + body
        card = frame(body or [{"type": "TextBlock", "text": " "}], form.locale, form.title, drawing, limits)
        card["actions"] = [*_submit(form, token, sent), closing(form.close, token)]
        if all(size.used <= size.allowed for size in sizes(card, limits)):
            return dialog(form.title, card, limits)
    raise Rejected(Cause.TOO_LARGE, "a form with every text cut")


def _submit(form: Form, token: str, sent: Mapping[str, str]) -> list[Json]:
    if not form.submit:
        return []
    data = carried("form", form.action, form.object_id, token, s=form.state, **sent)
    return [{"type": "Action.Submit", "title": _title(form.submit), "style": "positive", "data": data}]


def dialog(title: str, card: Json, limits: Limits = LIMITS) -> Json:
    """A task that shows a card: what is answered to open or replace a dialog."""
    return {
        "type": "continue",
        "value": {
            "title": cut(clean(title, Bounds(limits.dialog_title_characters)), limits.dialog_title_characters) or "…",
            "height": "large",
            "width": "medium",
            "card": {"contentType": "application/vnd.microsoft.card.adaptive", "content": card},
        },
    }


# --- fields ---------------------------------------------------------------------------------------------------------


def _parts(
    filled: Form,
    form: Form,
    sent: Mapping[str, str],
    errors: FieldErrors | None,
    drawing: Drawing,
) -> Iterator[Json]:
    """The elements of all parts; a divider becomes the line above what follows it, as in a message."""
    above: Json = {}
    begun = False
    for part in in_rows(filled.parts):
        if isinstance(part, Show) and isinstance(part.part, Divider):
            above = SEPARATED if begun else {}
            continue
        for element in _part(part, form, sent, errors, drawing):
            yield {**element, **above}
            above, begun = {}, True


def _part(
    part: Field | Show | Row,
    form: Form,
    sent: Mapping[str, str],
    errors: FieldErrors | None,
    drawing: Drawing,
) -> list[Json]:
    match part:
        case Show():
            return draw((part.part,), drawing)
        case Row():
            return [row_of(part, form, sent)]
        case TextField() | ChoiceField() | PersonField() | SearchField() | MomentField() | SwitchField():
            lines = _input(part, form, drawing)
            if part.hint:
                lines.append(_small(escape(part.hint, drawing.bounds)))
            if errors and part.name in errors.by_field:
                lines.append(_error(errors.by_field[part.name], drawing))
            return lines
        case _:
            assert_never(part)


def _input(part: Field, form: Form, drawing: Drawing) -> list[Json]:
    label = clean(part.label, drawing.bounds)
    required = not isinstance(part, SwitchField) and part.required
    called = label
    if not required and not isinstance(part, SwitchField):
        # Teams marks what has to be filled in, and only where it checks that itself.
        label = Texts(form.locale)("{label} (optional)", label=label)
    # A button inside the form must work before everything is filled in, and Teams would not send it; then the
    # program alone checks.
    # Clients take what was found by typing for nothing where a field is required (github.com/microsoft/AdaptiveCards,
    # issue 8861), so there too.
    checked = required and not _has_buttons(form) and not isinstance(part, SearchField)
    asks = {"isRequired": True, "errorMessage": missing(form)} if checked else {}
    shared: Json = {"id": part.name, "label": label, **asks}
    match part:
        case TextField():
            drawn: Json = {"type": "Input.Text", **shared, "maxLength": part.maximum}
            drawn |= {"isMultiline": True} if part.lines else {}
            drawn |= {"placeholder": clean(part.placeholder, drawing.bounds)} if part.placeholder else {}
            drawn |= {"style": "Url"} if part.is_url else {}
            return [drawn | ({"value": printable(part.value)} if part.value else {})]
        case ChoiceField():
            offered = [{"title": _choice(one.label, one.description), "value": one.value} for one in part.options]
            style = "filtered" if len(offered) > FILTERED_FROM and not part.several else "compact"
            drawn = {"type": "Input.ChoiceSet", **shared, "choices": offered, "style": style, "wrap": True}
            drawn |= {"isMultiSelect": True} if part.several else {}
            drawn |= {"placeholder": clean(part.placeholder, drawing.bounds)} if part.placeholder else {}
            return [drawn | ({"value": ",".join(part.value)} if part.value else {})]
        case PersonField():
            chosen = [one.rsplit("/", 1)[-1] for one in part.value]
            # learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/people-picker
            source = {"type": "Data.Query", "dataset": PEOPLE}
            drawn = {"type": "Input.ChoiceSet", **shared, "choices": [], "choices.data": source}
            drawn |= {"isMultiSelect": True} if part.several else {}
            return [drawn | ({"value": ",".join(chosen)} if chosen else {})]
        case SearchField():
            return [_search(part, shared, drawing)]
        case MomentField():
            local = part.value.astimezone(ZoneInfo(part.zone)) if part.value else None
            zone = part.zone.rsplit("/", 1)[-1].replace("_", " ")
            date: Json = {"type": "Input.Date", **shared, "id": part.name + DATE}
            time: Json = {"type": "Input.Time", **shared, "id": part.name + TIME, "label": f"{called} ({zone})"}
            if local:
                date, time = date | {"value": f"{local:%Y-%m-%d}"}, time | {"value": f"{local:%H:%M}"}
            return [date] if part.whole_day else [date, time]
        case SwitchField():
            value = "true" if part.value else "false"
            return [{"type": "Input.Toggle", "id": part.name, "title": label, "value": value, "wrap": True}]
        case _:
            assert_never(part)


def _search(part: SearchField, shared: Json, drawing: Drawing) -> Json:
    """The list that is searched by typing; a client that cannot do that offers what is chosen and suggested.

    learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/dynamic-search
    """
    offered = {one.value: one for one in (*part.value, *part.suggested)}
    drawn: Json = {"type": "Input.ChoiceSet", **shared, "style": "filtered", "choices": choices(offered.values())}
    drawn["choices.data"] = {"type": "Data.Query", "dataset": part.asked_of}
    drawn |= {"isMultiSelect": True} if part.several else {}
    drawn |= {"placeholder": clean(part.placeholder, drawing.bounds)} if part.placeholder else {}
    return drawn | ({"value": ",".join(_labelled(one) for one in part.value)} if part.value else {})


def choices(options: Iterable[Option]) -> list[Json]:
    """What can be chosen, as a list of choices or as the results of a search."""
    return [{"title": _choice(one.label, one.description), "value": _labelled(one)} for one in options]


def _labelled(option: Option) -> str:
    """An option's value with its label: Teams sends values alone, and the form may have to be shown again."""
    label = _choice(option.label, option.description).replace("%", "%25").replace(",", "%2C")
    return f"{option.value}{_LABEL}{label}"


def _unlabelled(value: str) -> Option:
    value, _, label = value.strip().partition(_LABEL)
    return Option(value, clean(unquote(label), Bounds(CHOICE_CHARACTERS)) or value)


def _chosen(field: SearchField, data: Mapping[str, Any]) -> tuple[Option, ...]:
    """What was chosen of what was found; whoever sends it can have changed it."""
    raw = data.get(field.name)
    options = [_unlabelled(one) for one in raw.split(",")[:MOST_CHOSEN]] if isinstance(raw, str) else []
    once = tuple({one.value: one for one in options if one.value}.values())
    return once if field.several else once[:1]


def with_chosen(form: Form, data: Mapping[str, Any]) -> Form:
    """The form with what was found and chosen in it, under the labels that the person saw."""
    return replace(
        form,
        parts=tuple(
            replace(part, value=_chosen(part, data)) if isinstance(part, SearchField) else part for part in form.parts
        ),
    )


def missing(form: Form) -> str:
    """What is said at a field that must be filled in."""
    return Texts(form.locale)("Please fill this in.")


def _choice(label: str, description: str) -> str:
    return clean(f"{label} – {description}" if description else label, Bounds(CHOICE_CHARACTERS)) or "…"


def _title(text: str) -> str:
    return clean(text, Bounds(LIMITS.button_characters)) or "…"


def _small(text: str) -> Json:
    return {"type": "TextBlock", "text": text, "wrap": True, "size": "Small", "isSubtle": True, "spacing": "None"}


def _error(text: str, drawing: Drawing) -> Json:
    return {"type": "TextBlock", "text": f"⚠ {escape(text, drawing.bounds)}", "wrap": True, "color": "Attention"}


def _has_buttons(form: Form) -> bool:
    return any(isinstance(part, FormButton) for part in form.parts)


def _names(form: Form) -> set[str]:
    return {part.name for part in fields(form)}


def fields(form: Form) -> list[Field]:
    """The fields of a form in their order."""
    kinds = (TextField, ChoiceField, PersonField, SearchField, MomentField, SwitchField)
    return [part for part in form.parts if isinstance(part, kinds)]


# --- there and back -------------------------------------------------------------------------------------------------


def pack(form: Form) -> str:
    """The form as short text."""
    return base64.b85encode(zlib.compress(_FORM.dump_json(form), 9)).decode()


def unpack(text: object) -> Form | None:
    """The form that came back, or None if it is none: whoever sends it can have changed it."""
    if not isinstance(text, str):
        return None
    try:
        reader = zlib.decompressobj()
        read = reader.decompress(base64.b85decode(text), LARGEST_FORM)
        if not reader.eof:
            return None
        form = _FORM.validate_json(json.dumps(storable(json.loads(read))))
        for part in fields(form):
            if isinstance(part, MomentField):
                ZoneInfo(part.zone)
    except (ValueError, OSError, RecursionError, zlib.error, ValidationError, ZoneInfoNotFoundError):
        return None
    return form


def read_values(form: Form | None, data: Mapping[str, Any], home: str) -> Values:
    """What was typed, by field. Without the form every input is a text. `home` is the tenant of people picked."""
    if form is None:
        return {name: value for name, value in data.items() if name not in (KEY, "msteams") and isinstance(value, str)}
    return {field.name: _value(field, data, home) for field in fields(form)}


def _value(field: Field, data: Mapping[str, Any], home: str) -> Value:
    raw = data.get(field.name)
    text = raw if isinstance(raw, str) else ""
    match field:
        case TextField():
            return text
        case ChoiceField():
            offered = {one.value for one in field.options}
            chosen = tuple(one for one in text.split(",") if one in offered)
            return chosen if field.several else (chosen[0] if chosen else None)
        case PersonField():
            people = tuple(f"teams/{home}/{one.strip()}" for one in text.split(",") if one.strip())
            return people if field.several else (people[0] if people else None)
        case SearchField():
            values = tuple(one.value for one in _chosen(field, data))
            return values if field.several else (values[0] if values else None)
        case MomentField():
            at = NOON if field.whole_day or _is_half(field, data) else data.get(field.name + TIME)
            return _moment(data.get(field.name + DATE), at, field.zone)
        case SwitchField():
            return text == "true"
        case _:
            assert_never(field)


def _moment(date: object, time: object, zone: str) -> datetime | None:
    try:
        local = datetime.fromisoformat(f"{date}T{time}")
    except ValueError:
        return None
    if local.tzinfo is not None:
        return None
    near = max(EARLIEST, min(local.replace(tzinfo=UTC), LATEST)).replace(tzinfo=ZoneInfo(zone))
    return max(EARLIEST, min(near.astimezone(UTC), LATEST))


def _is_half(field: MomentField, data: Mapping[str, Any]) -> bool:
    """Whether a day was chosen and no time: it is shown again with noon, and asked for."""
    return not field.whole_day and bool(data.get(field.name + DATE)) and not data.get(field.name + TIME)


def left_empty(form: Form, values: Values, data: Mapping[str, Any]) -> FieldErrors | None:
    """The required fields that are empty, where Teams could not check that itself, and days without a time."""
    empty = [
        field.name
        for field in fields(form)
        if not isinstance(field, SwitchField) and field.required and values.get(field.name) in (None, "", ())
    ]
    t = Texts(form.locale)
    halves = [one.name for one in fields(form) if isinstance(one, MomentField) and _is_half(one, data)]
    says = {**dict.fromkeys(halves, t("Choose the time as well.")), **dict.fromkeys(empty, missing(form))}
    return FieldErrors(says) if says else None


def _bounded(text: str, maximum: int) -> str:
    """No more than the field takes: clients see to that, so whoever sends more has left it out."""
    return text if len(text) <= maximum else f"{text[: maximum - 1]}…"


def with_values(form: Form, values: Values) -> Form:
    """The same form with what was typed in its fields."""

    def kept(part: Field | FormButton | Show) -> Field | FormButton | Show:
        if isinstance(part, FormButton | Show) or part.name not in values:
            return part
        value = values[part.name]
        match part:
            case TextField():
                return replace(part, value=_bounded(value, part.maximum) if isinstance(value, str) else "")
            case ChoiceField() | PersonField():
                several = value if isinstance(value, tuple) else (value,) if isinstance(value, str) and value else ()
                return replace(part, value=several)
            case SearchField():
                wanted = value if isinstance(value, tuple) else (value,)
                return replace(part, value=tuple(one for one in part.value if one.value in wanted))
            case MomentField():
                return replace(part, value=value if isinstance(value, datetime) else None)
            case SwitchField():
                return replace(part, value=value is True)
            case _:
                assert_never(part)

    return replace(form, parts=tuple(kept(part) for part in form.parts))
