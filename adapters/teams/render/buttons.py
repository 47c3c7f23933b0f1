"""Buttons as actions of a card, and what they carry back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, assert_never

from adapters.teams.limits import LIMITS
from adapters.teams.render.text import Bounds, clean, safe_url
from bot.chat.form import Field, Form, FormButton, Show
from bot.chat.message import Button, Confirm, LinkButton, Tone

Json = dict[str, Any]
KEY = "instep"
SCHEMA = 1
CLOSING = "close"
SIDE_BY_SIDE = 6  # learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
ROW_CHARACTERS = 56  # of the labels of buttons side by side in a dialog


class Carrier(Enum):
    """Where a card stands: in a conversation, or in a dialog, where only Action.Submit reaches a bot."""

    MESSAGE = "message"
    DIALOG = "dialog"


def carried(kind: str, action: str, object_id: str, token: str = "", **more: Any) -> Json:
    """What a button or form sends back under one key of ours; `kind` is `press`, `form`, `button` or `close`."""
    data: Json = {"v": SCHEMA, "k": kind, "a": action, "o": object_id}
    if token:
        data["t"] = token
    return {KEY: {**data, **more}}


def action(button: Button | LinkButton, carrier: Carrier, bounds: Bounds, token: str = "") -> Json | None:
    """One action; None for a link that Teams would not open.

    A button that must be asked about first opens a dialog that asks, since Teams has no question of its own.
    """
    title = clean(button.label, Bounds(LIMITS.button_characters)) or "…"
    match button:
        case LinkButton():
            url = safe_url(button.url)
            return {"type": "Action.OpenUrl", "title": title, "url": url} if url else None
        case Button():
            # adaptivecards.io/explorer/Action.Execute.html: `tooltip`, since 1.5, which is read aloud as well.
            spoken = {"tooltip": said} if (said := clean(button.spoken, bounds)) else {}
            look: Json = {"title": title, **spoken, **_style(button.tone)}
            data = carried("press", button.action, button.object_id, token if button.token else "")
            if button.confirm is not None:
                data[KEY]["c"] = _asked(button.confirm, bounds)
            if carrier is Carrier.DIALOG:
                return {"type": "Action.Submit", **look, "data": data}
            if button.opens_form or button.confirm is not None:
                return {"type": "Action.Submit", **look, "data": {**data, "msteams": {"type": "task/fetch"}}}
            fallback = {"type": "Action.Submit", **look, "data": data}
            return {"type": "Action.Execute", **look, "verb": button.action, "data": data, "fallback": fallback}
        case _:
            assert_never(button)


def closing(title: str, token: str = "") -> Json:
    """The way out of a dialog in its own words, since Teams has none but a cross; takes along nothing typed.

    `token` is that of what stands in the dialog: to leave it is nobody's in particular either.
    """
    shown = clean(title, Bounds(LIMITS.button_characters)) or "…"
    data = carried(CLOSING, "", "", token)
    return {"type": "Action.Submit", "title": shown, "associatedInputs": "none", "data": data}


def rows(actions: Sequence[Json]) -> list[list[Json]]:
    """Rows of as many actions as Teams shows side by side."""
    return [list(actions[at : at + SIDE_BY_SIDE]) for at in range(0, len(actions), SIDE_BY_SIDE)]


@dataclass(frozen=True)
class Row:
    """Buttons of a form that stand side by side."""

    buttons: tuple[FormButton, ...]


def in_rows(parts: Iterable[Field | FormButton | Show]) -> Iterator[Field | Show | Row]:
    """The parts, with buttons that follow each other together as far as a dialog has room for them side by side."""
    row: list[FormButton] = []
    for part in parts:
        if row and not (isinstance(part, FormButton) and _has_room(row, part)):
            yield Row(tuple(row))
            row = []
        if isinstance(part, FormButton):
            row.append(part)
        else:
            yield part
    if row:
        yield Row(tuple(row))


def _has_room(row: Sequence[FormButton], another: FormButton) -> bool:
    return len(row) < SIDE_BY_SIDE and sum(len(one.label) for one in (*row, another)) <= ROW_CHARACTERS


def row_of(row: Row, form: Form, sent: Mapping[str, str]) -> Json:
    """Buttons inside a form: each sends what is typed so far, with what its dialog carries."""
    actions = []
    for one in row.buttons:
        data = carried("button", form.action, form.object_id, b=one.action, s=form.state, **sent)
        look = {"style": "destructive"} if one.tone is Tone.DANGER else {}
        title = clean(one.label, Bounds(LIMITS.button_characters)) or "…"
        actions.append({"type": "Action.Submit", "title": title, **look, "data": data})
    return {"type": "ActionSet", "actions": actions}


def _style(tone: Tone) -> Json:
    match tone:
        case Tone.PRIMARY | Tone.GOOD:
            return {"style": "positive"}
        case Tone.DANGER | Tone.URGENT:
            return {"style": "destructive"}
        case Tone.PLAIN | Tone.MUTED:
            return {}
        case _:
            assert_never(tone)


def _asked(confirm: Confirm, bounds: Bounds) -> Json:
    words = {"title": confirm.title, "text": confirm.text, "yes": confirm.yes, "no": confirm.no}
    return {name: clean(text, bounds) for name, text in words.items()}
