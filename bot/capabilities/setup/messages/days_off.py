"""What is said about the organisation's own days off."""

from collections.abc import Sequence

from bot.capabilities.setup.views import ChoiceView
from bot.chat.form import ChoiceField, Form, Option, TextField
from bot.chat.message import Actions, Body, Button, Context, Headline, ListBlock, Message, Part, plain, say
from bot.chat.texts import Texts
from bot.people.days_off import LONGEST_NAME, Kept
from schedules.calendar import LONGEST_UNTIL, NamedDays

DAYS_OFF = "setup.days_off"
ADD = "setup.add_days_off"
"""Opens the form; also the form's own name."""

REMOVE = "setup.remove_days_off"
"""The same for taking days away."""

UNDO_ADD = "setup.undo_days_off"
BRING_BACK = "setup.bring_back_days_off"

EVERYBODY = "everybody"
"""The choice that stands for the whole organisation."""

LISTED = 20
"""Days off in one answer; the rest is counted."""

MOST_CHOICES = 100
"""What a form can offer to choose from (docs.slack.dev/reference/block-kit/block-elements)."""


def listed(t: Texts, kept: Sequence[Kept], *, may_change: bool, may_remove: bool) -> Message:
    """The days off to come that hold for whoever asks, or that they may see."""
    if kept:
        summary = t.n("{n} entry of days off to come", "{n} entries of days off to come", len(kept))
    else:
        summary = t("No days off of your own are planned.")
    parts: list[Part] = [Headline(summary)]
    if kept:
        parts.append(Body((ListBlock(tuple(plain(_line(t, one)) for one in kept[:LISTED])),)))
    more = t(" {n} more are not shown.", n=len(kept) - LISTED) if len(kept) > LISTED else ""
    parts.append(Context(plain(t("Public holidays come by themselves, by each team's country.") + more)))
    buttons = [Button(t("Add days off"), ADD, opens_form=True)] if may_change else []
    if may_remove:
        buttons.append(Button(t("Take some away"), REMOVE, opens_form=True))
    if buttons:
        parts.append(Actions(tuple(buttons)))
    return Message(summary=summary, parts=tuple(parts), locale=t.locale)


def _line(t: Texts, one: Kept) -> str:
    return t("{days}: {name} ({whose})", days=span(t, one.days), name=one.days.name, whose=_whose(t, one.whose))


def _whose(t: Texts, whose: str) -> str:
    return whose or t("everybody")


def span(t: Texts, days: NamedDays) -> str:
    """From the first day to the last."""
    if days.first == days.last:
        return t.day(days.first)
    return t("{first} to {last}", first=t.day(days.first), last=t.day(days.last))


def add_form(t: Texts, choices: Sequence[ChoiceView], *, everybody: bool) -> Form:
    """Which days, what they are called, and for whom."""
    options = [Option(EVERYBODY, t("Everybody"))] if everybody else []
    options += [Option(one.public_id, one.name, one.detail) for one in choices]
    return Form(
        action=ADD,
        title=t("Add days off"),
        parts=(
            TextField("name", t("What they are called"), maximum=LONGEST_NAME, placeholder=t("Founding day")),
            TextField("first", t("First day"), maximum=LONGEST_UNTIL, placeholder=t("24 Dec, 2026-12-24")),
            TextField("last", t("Last day"), required=False, maximum=LONGEST_UNTIL, hint=t("Empty for a single day.")),
            ChoiceField(
                "whose", t("For whom"), tuple(options[:MOST_CHOICES]), value=(options[0].value,) if options else ()
            ),
        ),
        submit=t("Add them"),
        locale=t.locale,
    )


def remove_form(t: Texts, kept: Sequence[Kept]) -> Form:
    """Which of them are working days again."""
    return Form(
        action=REMOVE,
        title=t("Take days off away"),
        parts=(
            ChoiceField(
                "days",
                t("Days off"),
                tuple(Option(one.public_id, _line(t, one)) for one in kept[:MOST_CHOICES]),
                hint=t("What recurs takes place on these days again. You can undo it."),
            ),
        ),
        submit=t("Take them away"),
        locale=t.locale,
    )


def added(t: Texts, one: Kept) -> Message:
    """Confirms days off, with the way back."""
    text = t(
        "{name} is off for {whose}: {days}. Nobody is reminded then, and what recurs keeps to it.",
        name=one.days.name,
        whose=_whose(t, one.whose),
        days=span(t, one.days),
    )
    return say(text, Button(t("Undo"), UNDO_ADD, one.public_id), locale=t.locale)


def removed(t: Texts, days: NamedDays, public_id: str) -> Message:
    """Confirms that days are working days again, with the way back."""
    text = t("{name}, {days}, is no longer off.", name=days.name, days=span(t, days))
    return say(text, Button(t("Undo"), BRING_BACK, public_id), locale=t.locale)


def back(t: Texts, days: NamedDays) -> str:
    """Undoes a removal."""
    return t("{name}, {days}, is off again.", name=days.name, days=span(t, days))


def no_date(t: Texts) -> str:
    """What was typed names no day."""
    return t("This is not understood as a day. Write for instance “24 Dec” or “2026-12-24”.")


def choose(t: Texts) -> str:
    """None of those offered."""
    return t("Choose one of these.")


def none_to_remove(t: Texts) -> str:
    """There is nothing that whoever asks may take away."""
    return t("There are no days off that you can take away.")
