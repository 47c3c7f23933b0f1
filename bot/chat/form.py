"""A form as its meaning: fields that every platform draws as a modal or a dialog."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import takewhile

from bot.chat.message import Actions, Alert, Button, Message, Part, Tone, paragraph

Value = str | tuple[str, ...] | bool | datetime | None
"""What a field holds when submitted: text, one choice (its value), several choices, a switch, an aware instant."""

Values = Mapping[str, Value]

LONGEST_HELD = 3000
"""Characters that a field of a form can hold (Slack's inputs take as many)."""

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)
"""The bounds of an instant in a form: what is before or after is as wrong, and has a day by every clock."""


@dataclass(frozen=True)
class Option:
    """One choice: `value` is an opaque id of at most 75 characters, without a comma."""

    value: str
    label: str
    description: str = ""


@dataclass(frozen=True)
class TextField:
    """Typed text. `minimum` and `maximum` count characters and are checked by the platform where it can and by us."""

    name: str
    label: str
    value: str = ""
    lines: bool = False
    required: bool = True
    minimum: int = 0
    maximum: int = LONGEST_HELD
    placeholder: str = ""
    hint: str = ""
    is_url: bool = False


def room_for(text: str, most: int) -> int:
    """The maximum of a field that comes with a text: one that is too long comes back whole, to be shortened."""
    return max(most, min(len(text), LONGEST_HELD))


@dataclass(frozen=True)
class ChoiceField:
    """A choice among options: one, or several with `several`."""

    name: str
    label: str
    options: tuple[Option, ...]
    value: tuple[str, ...] = ()
    several: bool = False
    required: bool = True
    placeholder: str = ""
    hint: str = ""


@dataclass(frozen=True)
class PersonField:
    """People, searched by name over what the platform shows; values are `platform/home/user_id` of identities."""

    name: str
    label: str
    value: tuple[str, ...] = ()
    several: bool = False
    required: bool = True
    hint: str = ""


@dataclass(frozen=True)
class SearchField:
    """Choices found by typing, where there are more than a list can hold, one or `several`.

    `source` names who answers (`capability.what`, see `Sought`), `within` what of theirs is looked through (an id), if
    not all of it. `value` are those chosen already, `suggested` those
    most likely meant, for clients that cannot search; what is submitted are the options' values, *unauthenticated*:
    whoever reads them checks rights again.
    """

    name: str
    label: str
    source: str
    value: tuple[Option, ...] = ()
    suggested: tuple[Option, ...] = ()
    several: bool = False
    required: bool = True
    placeholder: str = ""
    hint: str = ""
    within: str = ""

    @property
    def asked_of(self) -> str:
        """Source and `within` as one word for platforms, which `Sought.asked` reads."""
        return f"{self.source}/{self.within}" if self.within else self.source


@dataclass(frozen=True)
class MomentField:
    """A date with a time, typed in `zone` (IANA); the value is an aware UTC instant, within the bounds above.

    `whole_day`: its day alone is asked for, and the value is noon of it.
    """

    name: str
    label: str
    zone: str
    value: datetime | None = None
    required: bool = True
    hint: str = ""
    whole_day: bool = False


@dataclass(frozen=True)
class SwitchField:
    """Yes or no."""

    name: str
    label: str
    value: bool = False
    hint: str = ""


Field = TextField | ChoiceField | PersonField | SearchField | MomentField | SwitchField


@dataclass(frozen=True)
class FormButton:
    """A button inside a form: pressing it sends `FormPressed` with what is typed so far."""

    label: str
    action: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Show:
    """A part of a message shown inside a form (a preview, an explanation); never `Actions`."""

    part: Part


@dataclass(frozen=True)
class Form:
    """A form. Submitting sends `FormSubmitted` with the same `action`, `object_id` and `state`.

    `action` is `capability.verb`; `state` is at most 2,000 characters and comes back as it was, *unauthenticated on
    some platforms*: whoever reads it checks rights again. `submit` empty: the form only shows something.
    `token` is that of the anonymous press which opened it (dispatch puts it in); it comes back with what was typed, and
    such a form has no buttons and no searches inside, since these are somebody's.
    Titles and buttons are cut at 24 characters on Slack, so keep them short.
    """

    action: str
    title: str
    parts: tuple[Field | FormButton | Show, ...]
    submit: str = "Save"
    close: str = "Cancel"
    object_id: str = ""
    state: str = ""
    locale: str = "en"
    token: str = ""

    def __post_init__(self) -> None:
        if self.token and any(isinstance(part, FormButton | SearchField) for part in self.parts):
            raise ValueError("a form that nobody in particular sends off has no buttons and no searches inside")


def in_place(form: Form, opens: Button) -> Message:
    """To whoever asked alone, where a form cannot open by itself: its title, the alerts that lead it, and a button."""
    shown = takewhile(lambda one: isinstance(one, Show) and isinstance(one.part, Alert), form.parts)
    alerts = [one.part for one in shown if isinstance(one, Show)]
    return Message(form.title, (paragraph(form.title), *alerts, Actions((opens,))), form.locale)


@dataclass(frozen=True)
class FieldErrors:
    """What is wrong, by field name, each a sentence that says what to do."""

    by_field: Mapping[str, str] = field(default_factory=dict)
