"""The words to whoever facilitates, or was to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.capabilities.syncs.collecting.facts import AskFacts
from bot.capabilities.syncs.collecting.messages import in_order, label_of
from bot.capabilities.syncs.during.buttons import CLOSE
from bot.capabilities.syncs.kinds import Raise, Section
from bot.capabilities.syncs.lines import on_one_line
from bot.chat.form import ChoiceField, Form, Option
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    Inline,
    ListBlock,
    Message,
    Paragraph,
    Part,
    Plain,
    Tone,
    plain,
    say,
)
from bot.chat.texts import Texts

FACILITATE = "syncs.facilitate"
INSTEAD = "syncs.facilitate_instead"
CANNOT = "syncs.cannot_facilitate"
SWAP = "syncs.swap"
KEEP_SWAP = "syncs.keep_swap"
ORDER = "syncs.running_order"

WHO = "person"

MOST_OFFERED = 100
"""People to choose from; Slack's menus hold as many (docs.slack.dev/reference/block-kit/composition-objects)."""

MOST_ITEMS = 10
"""Of what was raised; all of it stands on the agenda."""

LONGEST_SHOWN = 200
"""Characters of an item."""

LONGEST_LABEL = 70
"""Characters of a choice; Slack cuts at 75."""


@dataclass(frozen=True)
class Item:
    """Something that needs to be talked about; without a name where whoever facilitates may not know it."""

    kind: Raise
    text: str
    by: str


@dataclass(frozen=True)
class Order:
    """A running order: sections with minutes (0: a written round, that has none), and what was raised.

    `asks` is what whoever facilitates is asked for the agenda, where they attend; `answers_until` is of a
    round in writing.
    """

    key: str
    sync: str
    starts_at: datetime
    sections: Sequence[tuple[Section, int]]
    items: Sequence[Item] = ()
    asks: AskFacts | None = None
    answers_until: datetime | None = None


@dataclass(frozen=True)
class Offered:
    """Somebody who can take over."""

    value: str
    name: str
    side_name: str


def section_name(section: Section, t: Texts) -> str:
    """What a part of the meeting is called."""
    match section:
        case Section.NUMBERS:
            return t("Numbers")
        case Section.STORY:
            return t("A customer's story")
        case Section.UPDATES:
            return t("Updates since last time")
        case Section.RAISED:
            return t("Questions and what is stuck")
        case Section.ACTIONS:
            return t("Open actions")
        case Section.AWAY:
            return t("Who is away")


def running_order(order: Order, t: Texts, zone: str) -> Message:
    """To whoever facilitates, kept up to date."""
    title = t("You facilitate {name}.", name=order.sync)
    rows: list[Inline] = [
        plain(t("{section}, {n} min", section=section_name(one, t), n=minutes) if minutes else section_name(one, t))
        for one, minutes in order.sections
    ]
    parts: list[Part] = [
        Body((Paragraph((Plain(title, bold=True),)),)),
        _when(order.starts_at, order.answers_until, t, zone),
        Body((ListBlock(tuple(rows), ordered=True),), label=t("Running order")),
    ]
    talked = [one for one in order.items if one.kind is not Raise.WELL]
    if talked:
        lines = [plain(_line(one, t)) for one in talked[:MOST_ITEMS]]
        if more := len(talked) - len(lines):
            lines.append(plain(t.n("and {n} more", "and {n} more", more), italic=True))
        parts.append(Body((ListBlock(tuple(lines)),), label=t("To be talked about")))
    else:
        parts.append(Context(plain(t("Nothing was raised yet. What comes is added here."))))
    buttons = (
        Button(t("Swap"), SWAP, order.key, opens_form=True),
        Button(t("Can't facilitate"), CANNOT, order.key),
        Button(t("Close"), CLOSE, order.key, opens_form=True),
    )
    asks = in_order(order.asks, t) if order.asks is not None else []
    return Message(title, (*parts, Actions(buttons), *asks), t.locale)


def _when(starts_at: datetime, answers_until: datetime | None, t: Texts, zone: str) -> Part:
    if answers_until is not None:
        return Context((Plain(t("Answers until ")), t.span(answers_until, zone)))
    return Context((Plain(t("It begins ")), t.span(starts_at, zone)))


def _line(one: Item, t: Texts) -> str:
    line = on_one_line(one.text)
    text = line if len(line) <= LONGEST_SHOWN else f"{line[: LONGEST_SHOWN - 1].rstrip()}…"
    if one.by:
        return t("{what}: {text} ({name})", what=label_of(one.kind, t), text=text, name=one.by)
    return t("{what}: {text}", what=label_of(one.kind, t), text=text)


def somebody_else(sync: str, name: str, key: str, t: Texts, asks: AskFacts | None = None) -> Message:
    """To whoever facilitated before; who attends still says here what they want on the agenda."""
    text = t("{name} facilitates {sync} now.", name=name, sync=sync) if name else None
    text = text or t("Somebody of another team facilitates {sync} now.", sync=sync)
    told = say(text, Button(t("I'll facilitate after all"), INSTEAD, key), locale=t.locale)
    return replace(told, parts=(*told.parts, *in_order(asks, t))) if asks is not None else told


def nobody(
    sync: str, starts_at: datetime, key: str, t: Texts, zone: str, answers_until: datetime | None = None
) -> Message:
    """To whoever looks after the sync, and to whoever could not, where nobody is left."""
    says = "Nobody facilitates {sync}: everybody whose turn it could be is away, or has said that they cannot."
    text = t(says, sync=sync)
    parts: tuple[Part, ...] = (
        Body((Paragraph(plain(text, bold=True)),)),
        _when(starts_at, answers_until, t, zone),
        Actions(
            (
                Button(t("I'll facilitate"), FACILITATE, key, Tone.PRIMARY),
                Button(t("Choose somebody"), SWAP, key, opens_form=True),
            )
        ),
    )
    return Message(text, parts, t.locale)


def left_out(sync: str, t: Texts) -> Message:
    """Where the meeting does not take place."""
    return say(t("{name} is left out this time, so nobody needs to facilitate.", name=sync), locale=t.locale)


def closed(sync: str, t: Texts) -> Message:
    """In the place of a running order once its meeting is closed."""
    return say(t("{name} is over, and needs nobody to facilitate any more.", name=sync), locale=t.locale)


def over(t: Texts) -> Message:
    """Where there is nothing to facilitate any more."""
    return say(t("This sync is over."), locale=t.locale)


def facilitates_already(name: str, key: str, t: Texts) -> Message:
    """To a volunteer where somebody facilitates."""
    text = t("{name} facilitates this sync.", name=name) if name else t("Somebody of another team facilitates it.")
    return say(text, Button(t("Facilitate instead"), INSTEAD, key), locale=t.locale)


def not_taking_part(t: Texts) -> Message:
    """To a volunteer of whom no team takes part."""
    return say(t("Only those whose team takes part in this sync can facilitate it."), locale=t.locale)


def not_yours(t: Texts) -> Message:
    """To somebody who may not say who facilitates."""
    return say(t("Only whoever facilitates, or looks after this sync, can hand it over. Ask them."), locale=t.locale)


def nobody_to_take_over(t: Texts) -> Message:
    """Where nobody else is there that day."""
    return say(t("Nobody else who takes part is there that day, so it stays as it is."), locale=t.locale)


def swap_form(key: str, people: Sequence[Offered], t: Texts) -> Form:
    """Asks who takes over."""
    field = ChoiceField(
        WHO,
        t("Who facilitates instead?"),
        tuple(Option(one.value, one.name[:LONGEST_LABEL], one.side_name[:LONGEST_LABEL]) for one in people),
        hint=t("They are told at once, or when their day begins."),
    )
    return Form(KEEP_SWAP, t("Swap"), (field,), t("Hand it over"), object_id=key, locale=t.locale)


def spared_line(sync: str, starts_at: datetime, zone: str, t: Texts) -> str:
    """In the catch-up of whoever facilitates and was spared the message."""
    return t("You facilitate {name}, {time}.", name=sync, time=t.moment(starts_at, zone))
