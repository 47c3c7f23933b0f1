"""*You said, we did*: what everybody who was asked reads, and who writes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.checkins.following.rules import LONGEST
from bot.capabilities.checkins.questions import Question
from bot.chat.form import ChoiceField, Field, Form, FormButton, Option, Show, SwitchField, TextField
from bot.chat.message import (
    Actions,
    Alert,
    Body,
    Button,
    Confirm,
    Context,
    Headline,
    Message,
    Paragraph,
    Part,
    Tone,
    paragraph,
    plain,
    say,
)
from bot.chat.texts import Texts

TELL_DONE, TOLD_DONE = "checkins.tell_done", "checkins.told_done"
"""Opens the form: `RUN`; sends it off: `RUN.FORM`."""

CORRECT, CORRECTED = "checkins.correct_done", "checkins.corrected_done"
"""The same of a correction, by what is corrected: `DONE`."""

WITHDRAW = "checkins.withdraw_done"
SHOW = "checkins.show_done"
"""By what was done: `DONE`."""

ALL = "0"
"""In the form: about all questions."""


@dataclass(frozen=True)
class DoneFacts:
    """What was done, for whoever reads it; `question` is empty where it is about all.

    `by` is empty where they may not know who wrote it, `corrected_by` too, and where it was the same person.
    """

    key: str
    name: str
    question: str
    text: str
    at: datetime
    by: str = ""
    corrected_by: str = ""
    corrected: bool = False
    withdrawn: bool = False


def for_reader(found: DoneFacts, t: Texts) -> Message:
    """To everybody who was asked."""
    if found.withdrawn:
        text = t("{name}: what stood here about your answers was taken back.", name=found.name)
        return Message(text, (Alert(plain(text), Tone.MUTED),), t.locale)
    title = t("You said, we did")
    parts: list[Part] = [Headline(title)]
    said = found.question or t("What you told us in “{name}”", name=found.name)
    parts.append(Body((Paragraph(plain(said)),), label=t("You were asked")))
    parts.append(Body((Paragraph(plain(found.text)),), label=t("What was done")))
    day = t.short_day(found.at.date())
    about = t("{name} · {day}", name=found.name, day=day)
    if found.by:
        about = t("{name} · {day}, from {who}", name=found.name, day=day, who=found.by)
    parts.append(Context(plain(about)))
    if found.corrected:
        who = t("Corrected since by {who}.", who=found.corrected_by) if found.corrected_by else t("Corrected since.")
        parts.append(Context(plain(who)))
    return Message(t("You said, we did: {text}", text=found.text), tuple(parts), t.locale)


def tell_form(
    object_id: str, action: str, questions: Sequence[Question], text: str, t: Texts, *, correcting: bool
) -> Form:
    """*Say what you did*, and *Correct*."""
    parts: list[Field | FormButton | Show] = []
    if not correcting:
        options = [Option(ALL, t("All of it"))]
        options += [Option(str(place), one.said(t.locale)) for place, one in enumerate(questions, 1)]
        chosen = "1" if len(questions) == 1 else ALL
        parts.append(ChoiceField("place", t("You said (the question)"), tuple(options), (chosen,)))
    hint = t("One or two sentences: what changed because of their answers.")
    parts.append(TextField("text", t("We did"), text, lines=True, minimum=1, maximum=LONGEST, hint=hint))
    if not correcting:
        parts.append(SwitchField("channels", t("In their teams' channels as well")))
        says = t("Everybody who was asked gets it in their working hours. Customers' data is masked.")
    else:
        says = t("All copies are corrected, and say so.")
    parts.append(Show(Context(plain(says))))
    title, submit = t("You said, we did"), t("Correct it everywhere") if correcting else t("Tell everybody")
    return Form(action, title, tuple(parts), submit, t("Cancel"), object_id, locale=t.locale)


def told(found: DoneFacts, lead: str, t: Texts, *, masked: bool = False) -> Message:
    """To whoever wrote it."""
    parts: list[Part] = [paragraph(lead), *own_parts(found, t)]
    if masked:
        parts.append(Context(plain(t("What looked like a customer's data is masked."))))
    return Message(lead, tuple(parts), t.locale)


def own_parts(found: DoneFacts, t: Texts) -> list[Part]:
    """One of them with its buttons, for those who look after it."""
    withdraw = Confirm(
        t("Take it back?"),
        t("It is taken out of every message and of the next results."),
        t("Take it back"),
        t("Keep it"),
    )
    return [
        paragraph(done_line(found.text, found.at, t)),
        Actions(
            (
                Button(t("Correct"), CORRECT, found.key, opens_form=True),
                Button(t("Take it back"), WITHDRAW, found.key, Tone.DANGER, confirm=withdraw),
            )
        ),
    ]


def done_line(text: str, at: datetime, t: Texts) -> str:
    """“You said, we did: … (12 Nov)”."""
    return t("You said, we did: {text} ({day})", text=text, day=t.short_day(at.date()))


def tell_button(key: str, t: Texts) -> Button:
    """For results."""
    return Button(t("Say what you did"), TELL_DONE, key, opens_form=True)


def not_yours(t: Texts) -> Message:
    """To whoever does not look after the check-in, or where it was taken back."""
    text = t("Only those who look after this check-in can say what was done about it, and it has to be closed.")
    return say(text, locale=t.locale)


def told_before(t: Texts) -> Message:
    """Where a form is sent off twice."""
    return say(t("That is told already, so it was not told twice."), locale=t.locale)


def withdrawn(t: Texts) -> Message:
    """To whoever took it back."""
    return say(t("Taken back. It is being taken out of every message."), locale=t.locale)


def spared_line(name: str, t: Texts) -> str:
    """In the catch-up."""
    return t("{name}: what was done about your answers.", name=name)
