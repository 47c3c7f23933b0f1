"""The words by which a lead chooses what of their team comes on an agenda."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capabilities.syncs.collecting.raised import MOST
from bot.capabilities.syncs.lines import on_one_line
from bot.chat.form import ChoiceField, Form, Option
from bot.chat.message import Actions, Body, Button, Context, ListBlock, Message, Paragraph, Part, Tone, plain, say
from bot.chat.texts import Texts

CHOOSE = "syncs.choose"
KEEP_CHOICE = "syncs.keep_choice"
ITEMS = "items"

LONGEST_SHOWN = 120
"""Characters of an item in the list."""

LONGEST_LABEL = 70
"""Characters of a choice; Slack cuts at 75."""

MOST_LISTED = 15
"""Items of a team that the message shows; all stand in the form."""

MOST_CHOICES = 100
"""Choices that a form holds; Slack's menus hold as many (docs.slack.dev/reference/block-kit/composition-objects)."""


@dataclass(frozen=True)
class Team:
    """A team with what it raised, each with whether it is on the agenda. `key` is what its button carries."""

    key: str
    name: str
    items: Sequence[tuple[str, bool]]
    decided: bool = False


@dataclass(frozen=True)
class Item:
    """One item to choose."""

    public_id: str
    text: str
    by: str
    on_it: bool


def choose(sync: str, teams: Sequence[Team], t: Texts, *, late: bool = False) -> Message:
    """To a lead, with one button for each of their teams that raised more than there is room for.

    `late`: some of it came after they chose.
    """
    title = t("Your people raised more for {name} than its agenda has room for.", name=sync)
    if late:
        title = t("Your people raised more for {name} since you chose.", name=sync)
    parts: list[Part] = [Body((Paragraph(plain(title, bold=True)),))]
    for one in teams:
        lines = [
            plain(t("{mark} {text}", mark="☑" if on else "☐", text=_short(text, LONGEST_SHOWN)))
            for text, on in one.items
        ]
        shown = lines[:MOST_LISTED]
        if more := len(lines) - len(shown):
            shown.append(plain(t.n("and {n} more", "and {n} more", more), italic=True))
        parts.append(Body((ListBlock(tuple(shown)),), label=t("{team}: {n} raised", team=one.name, n=len(one.items))))
        label = t("Choose again") if one.decided else t("Choose up to {n}", n=MOST)
        parts.append(Actions((Button(label, CHOOSE, one.key, Tone.PRIMARY, opens_form=True),)))
    note = t("The ticked ones are on the agenda. Until you choose, these are the first {n}.", n=MOST)
    if all(one.decided for one in teams):
        note = t("The ticked ones are on the agenda.")
    parts.append(Context(plain(note)))
    return Message(title, tuple(parts), t.locale)


def form(key: str, items: Sequence[Item], t: Texts) -> Form:
    """Everything that a team raised, with what is on the agenda ticked."""
    field = ChoiceField(
        ITEMS,
        t("On the agenda, up to {n}", n=MOST),
        tuple(
            Option(one.public_id, _short(one.text, LONGEST_LABEL), _short(one.by, LONGEST_LABEL))
            for one in items[:MOST_CHOICES]
        ),
        value=tuple(one.public_id for one in items[:MOST_CHOICES] if one.on_it),
        several=True,
    )
    return Form(
        KEEP_CHOICE, t("Choose for the agenda"), (field,), t("Put on the agenda"), object_id=key, locale=t.locale
    )


def nothing_to_choose(t: Texts) -> Message:
    """Where there is room for everything again, or the meeting is over."""
    return say(t("There is nothing to choose for this agenda any more."), locale=t.locale)


def _short(text: str, longest: int) -> str:
    line = on_one_line(text)
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
