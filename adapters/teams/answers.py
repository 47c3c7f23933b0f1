"""An answer of the domain as what Teams expects back from a press, from a dialog, or in a conversation."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

from adapters.teams.inbound import Typed
from adapters.teams.limits import LIMITS, Limits
from adapters.teams.parts import part, words
from adapters.teams.render import (
    CARD,
    KEY,
    Bounds,
    Carrier,
    choices,
    closing,
    dialog,
    render_activity,
    render_card,
    render_form,
)
from bot.chat.form import Form, Option
from bot.chat.inbound import Answer
from bot.chat.message import Alert, Body, Headline, Message, Paragraph, Tone, plain
from bot.chat.texts import Texts

Json = dict[str, Any]
FOUND = "application/vnd.microsoft.search.searchResponse"
TOAST = "application/vnd.microsoft.activity.message"
NAME = "Instep"
DIALOG_CHARACTERS = 8_000  # of one text in a dialog: what somebody reads there, and well within the size of a message


def action_body(answer: Answer, limits: Limits = LIMITS, token: str = "") -> Json:
    """The body for an Action.Execute: the card as its presser alone sees it from now on, or a line for them.

    With both, the line stands on the card. `token` is that of the press.
    """
    if (message := _with_line(answer)) is not None:
        card = render_activity(message, limits=limits, token=token, ring=False)["attachments"][0]["content"]
        return {"statusCode": 200, "type": CARD, "value": card}
    shown = answer.message or answer.home
    words = shown.summary if shown else answer.form.title if answer.form else ""
    return toast(words)


def _with_line(answer: Answer) -> Message | None:
    """What was pressed as it looks from now on, with what is said to its presser above it."""
    if answer.redraw is None or answer.message is None:
        return answer.redraw
    line = Alert(plain(answer.message.summary), Tone.GOOD)
    return Message(answer.redraw.summary, (line, *answer.redraw.parts), answer.redraw.locale)


def toast(words: str) -> Json:
    """One line for whoever pressed."""
    return {"statusCode": 200, "type": TOAST, "value": words}


def task_body(
    answer: Answer, typed: Typed | None = None, back: str = "", limits: Limits = LIMITS, token: str = ""
) -> Json | None:
    """The body for a dialog that opens or was sent: another dialog, a line that closes it, or None to close it.

    A message in a dialog that is drawn anew takes its place. `back`: the message whose button opened the dialog;
    `token`: that of the press or form.
    """
    if answer.errors is not None:
        if typed is not None and typed.form is not None:
            shown = render_form(typed.form, values=typed.values, errors=answer.errors, back=back, limits=limits)
            return {"task": shown}
        return line_body(" ".join(answer.errors.by_field.values()))
    if answer.form is not None:
        return {"task": render_form(answer.form, back=back, limits=limits)}
    message = _with_line(answer) or answer.message or answer.home
    if message is None:
        return None
    if is_one_line(message):
        return line_body(message.summary)
    title, below = _titled(message, limits)
    bounds = Bounds(DIALOG_CHARACTERS, ring=False)
    card = render_card(below, bounds, limits=limits, carrier=Carrier.DIALOG, token=token)
    return {"task": dialog(title, card, limits)}


def search_body(options: Sequence[Option]) -> Json:
    """What was found for what was typed."""
    return {"statusCode": 200, "type": FOUND, "value": {"results": choices(options)}}


def line_body(words: str) -> Json:
    """A dialog that says one line."""
    return {"task": {"type": "message", "value": words}}


def confirm_body(asked: Any, data: Any, limits: Limits = LIMITS) -> Json:
    """A dialog that asks before a dangerous button acts; `asked` is what the button carried for that."""

    def said(name: str) -> str:
        return str(asked.get(name) or "")

    question = Message(said("title"), (Body((Paragraph(plain(said("text"))),)),))
    card = render_card(question, Bounds(DIALOG_CHARACTERS, ring=False), limits=limits, carrier=Carrier.DIALOG)
    yes = {"type": "Action.Submit", "title": said("yes") or "…", "style": "destructive", "data": data}
    card["actions"] = [yes, closing(said("no"), words(part(data, KEY, "t")))]
    return {"task": dialog(said("title"), card, limits)}


def unasked_form(form: Form) -> Message:
    """What is said where a form cannot be opened, as only a button can."""
    return Message(form.title, (Headline(form.title, 2),), form.locale)


def not_saved(locale: str) -> str:
    """What is said when nothing could be saved."""
    return Texts(locale or "en")("Not saved. Try again in a minute.")


def done(locale: str) -> str:
    """What is said where a dialog must say something and there is nothing else."""
    return Texts(locale or "en")("Done.")


def is_one_line(message: Message) -> bool:
    """Whether its summary says all of it."""
    match message.parts:
        case () | (Headline(),):
            return True
        case (Body(blocks=(Paragraph(),), label=""),):
            return True
    return False


def _titled(message: Message, limits: Limits) -> tuple[str, Message]:
    """The title of a message's dialog, and what stands below it, so that nothing is said twice.

    The headline at its top is the title, and leaves the card unless it is too long for one; a message without one that
    begins with its own summary has our name for a title.
    """
    alerts = tuple(takewhile(lambda part: isinstance(part, Alert), message.parts))
    match message.parts[len(alerts) :]:
        case (Headline(text), *rest):
            fits = len(text) <= limits.dialog_title_characters
            return text, replace(message, parts=(*alerts, *rest)) if fits else message
        case (Body(blocks=(Paragraph(spans), *_), label=""), *_) if spans == plain(message.summary):
            return NAME, message
    return message.summary, message
