"""What is read where somebody is written back to whom nobody knows: by the organisers, and by whoever looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.capabilities.checkins.following.rules import LONGEST
from bot.chat.form import Field, Form, FormButton, Show, TextField
from bot.chat.message import Alert, Body, Button, Context, Message, Paragraph, Part, Quote, Tone, paragraph, plain, say
from bot.chat.texts import Texts

WRITE_BACK, WROTE_BACK = "checkins.write_back", "checkins.wrote_back"
"""Opens the form: `RUN.PLACE.VOTER`; sends it off: the same and `.FORM`."""

ANSWER_BACK = "checkins.answer_back"
"""Sends off what is said to what was written back: `GROUP.FORM`."""

SHOW_NOTE = "checkins.show_note"
"""Shows the note again: `RUN`."""


@dataclass(frozen=True)
class Turn:
    """A part of a conversation; `by` is who of the organisers wrote it, as they may be named."""

    by_organiser: bool
    text: str
    day: date
    by: str = ""


@dataclass(frozen=True)
class Exchange:
    """What somebody wrote at a place, and what was said to it."""

    place: int
    question: str
    words: str
    turns: tuple[Turn, ...] = ()


def exchange_parts(one: Exchange, t: Texts, *, to_organiser: bool) -> list[Part]:
    """What was written, and said to it."""
    who = t("Whoever wrote this") if to_organiser else t("You")
    parts: list[Part] = [Quote(one.words)]
    for turn in one.turns:
        by = (turn.by or t("Whoever organises it")) if turn.by_organiser else who
        parts.append(Quote(turn.text, t("{name}, {day}", name=by, day=t.short_day(turn.day))))
    return parts


def write_form(object_id: str, one: Exchange, t: Texts) -> Form:
    """*Write back*."""
    warning = t(
        "Nobody knows who this is, and it stays so: write nothing that asks who they are. Whoever answered from a "
        "channel's button cannot look, so this may not be read."
    )
    parts: list[Field | FormButton | Show] = [
        *(Show(part) for part in exchange_parts(one, t, to_organiser=True)),
        TextField("text", t("Write back"), lines=True, minimum=1, maximum=LONGEST),
        Show(Context(plain(warning))),
    ]
    return Form(WROTE_BACK, t("Write back"), tuple(parts), t("Write back"), t("Cancel"), object_id, locale=t.locale)


def written(t: Texts, *, masked: bool) -> Message:
    """To the organiser, at once."""
    lines = [
        t("Written. Only whoever wrote those words can see it."),
        t("Everybody who was asked is told alike that somebody was written back to. You hear of answers once a day."),
    ]
    if masked:
        lines.append(t("What looked like a customer's data is masked."))
    return Message(lines[0], tuple(paragraph(one) for one in lines), t.locale)


def written_before(t: Texts) -> Message:
    """Where a form is sent off twice."""
    return say(t("That is written already, so it was not written twice."), locale=t.locale)


def not_shown(t: Texts) -> Message:
    """Where those words are not to be seen."""
    text = t("These words cannot be written back to: they are not shown to you, or no longer. Open the results again.")
    return say(text, locale=t.locale)


def enough(t: Texts) -> Message:
    """Where a conversation has become long."""
    return say(t("This conversation is as long as it can be, so nothing was added."), locale=t.locale)


def note(name: str, t: Texts) -> Message:
    """To everybody who was asked, alike."""
    text = t("{name}: the organiser wrote back to somebody.", name=name)
    where = t("Only they can see it: open the message of the check-in and press Anything for me?")
    why = t("Everybody who was asked gets this note, since nobody can see who it is.")
    parts = (paragraph(text), paragraph(where), Context(plain(why)))
    return Message(text, parts, t.locale)


def note_over(t: Texts) -> Message:
    """Where it is asked for when it says nothing any more."""
    return say(t("There is nothing new here."), locale=t.locale)


def nothing(t: Texts) -> Message:
    """*Anything for me?*, where there is nothing."""
    return say(
        t("Nobody wrote back to what you wrote here. Nobody sees that you looked."),
        locale=t.locale,
    )


def anything_form(object_id: str, found: Sequence[Exchange], t: Texts) -> Form:
    """*Anything for me?*"""
    parts: list[Field | FormButton | Show] = []
    for one in found:
        parts.append(Show(Body((Paragraph(plain(one.question, bold=True)),))))
        parts += [Show(part) for part in exchange_parts(one, t, to_organiser=False)]
        label = t("Your answer")
        parts.append(TextField(f"p{one.place}", label, lines=True, required=False, maximum=LONGEST))
    warning = t(
        "Your answer is as anonymous as what you wrote: nobody sees who it is from, and only the day is kept. Write "
        "nothing that only you can know."
    )
    parts.append(Show(Context(plain(warning))))
    return Form(ANSWER_BACK, t("Anything for me?"), tuple(parts), t("Answer"), t("Close"), object_id, locale=t.locale)


def answered(t: Texts, *, masked: bool) -> Message:
    """To whoever answered, at once."""
    lines = [t("Thank you. Whoever organises it is told once a day that somebody answered, not who.")]
    if masked:
        lines.append(t("What looked like a customer's data is masked."))
    return Message(lines[0], tuple(paragraph(one) for one in lines), t.locale)


def told_back(name: str, count: int, button: Button, t: Texts) -> Message:
    """To the organisers, once a day; one person can have several conversations, which nobody knows."""
    text = t.n(
        "{name}: {n} conversation has a new answer. It stands at its question, behind Look closer and Write back.",
        "{name}: {n} conversations have new answers. They stand at their questions, behind Look closer and Write back.",
        count,
        name=name,
    )
    return say(text, button, locale=t.locale)


def whole_note(t: Texts) -> Alert:
    """Above words that can be written back to."""
    return Alert(plain(t("Nobody knows who wrote these, and it stays so when you write back.")), Tone.MUTED)
