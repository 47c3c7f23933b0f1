"""The ways in: the menu, the help, the card with a menu button, and the home."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capability import HomeItem, MenuItem
from bot.chat.asking_again import ROOM
from bot.chat.inbound import AGAIN
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    Divider,
    Headline,
    ListBlock,
    Message,
    Part,
    Plain,
    Tone,
    paragraph,
    plain,
)
from bot.chat.texts import Texts

SET_UP_FROM = 500
"""Menu items from this order on are about Instep itself and stand apart."""

ALL_SHOWN = 15
"""Things shown where somebody asked for all of them: what one message holds with their buttons."""

MOST_WORDS = 4
"""Words that can have been meant as a command."""

WAITING_SHOWN = 5
"""Things that wait for a person on the home; more would hide what is below them."""


@dataclass(frozen=True)
class HelpLine:
    """One command as this person types it here, with what it does."""

    typed: str
    says: str


@dataclass(frozen=True)
class HelpGroup:
    """The commands of one capability."""

    title: str
    lines: tuple[HelpLine, ...]


@dataclass(frozen=True)
class Unknown:
    """Words that are no command: what was `typed`, the command that was probably meant, and what typing that sends."""

    typed: str = ""
    meant: str = ""
    sends: str = ""


def menu(t: Texts, name: str, items: Sequence[MenuItem], help_command: str, unknown: Unknown = Unknown()) -> Message:
    """Everything that this person may do, as buttons: the daily things first, then what is about Instep itself.

    What is not known of what they typed is said first, in one line.
    """
    summary = t("Hello {name}. What would you like to do?", name=name)
    if unknown.typed:
        summary = f"{_not_known(t, unknown)} {summary}"
    daily = [item for item in items if item.order < SET_UP_FROM]
    about = [item for item in items if item.order >= SET_UP_FROM]
    parts: list[Part] = [paragraph(summary)]
    if unknown.sends and len(unknown.sends) <= ROOM:
        parts.append(Actions((Button(unknown.sends, AGAIN, unknown.sends, opens_form=True),)))
    if daily:
        parts.append(Actions(tuple(_button(t, item, Tone.PRIMARY if not n else Tone.PLAIN) for n, item in _nth(daily))))
    if about:
        if daily:
            parts.append(Divider())
        parts.append(Actions(tuple(_button(t, item, Tone.PLAIN) for item in about)))
    parts.append(Context(plain(t("You can also type what you want: {help} lists all words.", help=help_command))))
    return Message(summary=summary, parts=tuple(parts), locale=t.locale)


def _not_known(t: Texts, unknown: Unknown) -> str:
    """One line; somebody's whole sentences are not said back to them."""
    if unknown.meant:
        return t("I do not know “{typed}”. Did you mean “{meant}”?", typed=unknown.typed, meant=unknown.meant)
    if len(unknown.typed.split()) > MOST_WORDS:
        return t("I did not understand that.")
    return t("I do not know “{typed}”.", typed=unknown.typed)


def help_text(t: Texts, groups: Sequence[HelpGroup], every: str = "") -> Message:
    """The commands of this person on this platform, by capability; `every` is the one that lists those left out."""
    summary = t("These are the words that Instep understands from you here.")
    parts: list[Part] = [paragraph(summary)]
    for group in groups:
        lines = tuple((Plain(line.typed, code=True), Plain(f" – {line.says}")) for line in group.lines)
        parts.append(Body((ListBlock(lines),), label=group.title))
    if every:
        parts.append(Context(plain(t("{help} lists all words.", help=every))))
    parts.append(Actions((_menu_button(t),)))
    return Message(summary=summary, parts=tuple(parts), locale=t.locale)


def menu_card(t: Texts) -> Message:
    """A card for a channel, so that people who have no commands have a way in."""
    summary = t("Instep is here. Press the button for everything you can do.")
    return Message(
        summary=summary,
        parts=(
            paragraph(summary),
            Actions((_menu_button(t, Tone.PRIMARY),)),
            Context(plain(t("What you press is answered to you alone. Pin this message to keep it at hand."))),
        ),
        locale=t.locale,
    )


def menu_card_posted(t: Texts) -> str:
    """Confirms that the card is on its way into the channel."""
    return t("A card with the menu button is on its way into this channel. Pin it to keep it at hand.")


def home(
    t: Texts, items: Sequence[HomeItem], first_steps: Sequence[MenuItem], *, at_most: int = WAITING_SHOWN
) -> Message:
    """A person's home: what waits (at most so many), then everything else in its order, then a way to all the rest.

    `first_steps` are offered where nothing waits, so that an empty home is of use too.
    """
    waiting = sorted((item for item in items if item.waiting), key=lambda item: item.order)
    others = sorted((item for item in items if not item.waiting), key=lambda item: item.order)
    parts: list[Part] = []
    if waiting:
        summary = t.n("{n} thing waits for you.", "{n} things wait for you.", len(waiting))
        parts.append(Headline(summary))
        for item in waiting[:at_most]:
            parts.extend(item.parts)
        if len(waiting) > at_most:
            parts.append(Context(plain(t("and {n} more", n=len(waiting) - at_most))))
            parts.append(Actions((Button(t("Show all"), "setup.waiting", opens_form=True),)))
    else:
        summary = t("Nothing waits for you.")
        parts.append(Headline(summary))
        if first_steps:
            parts.append(paragraph(t("A good moment for one of these:")))
            parts.append(Actions(tuple(_button(t, item, Tone.PLAIN) for item in first_steps)))
    for item in others:
        parts.append(Divider())
        parts.extend(item.parts)
    parts.append(Divider())
    parts.append(Actions((_menu_button(t), Button(t("Who am I?"), "setup.who", opens_form=True))))
    return Message(summary=summary, parts=tuple(parts), locale=t.locale)


def all_waiting(t: Texts, items: Sequence[HomeItem]) -> Message:
    """Everything that waits, as far as one message holds it."""
    waiting = sorted((item for item in items if item.waiting), key=lambda item: item.order)
    summary = (
        t.n("{n} thing waits for you.", "{n} things wait for you.", len(waiting))
        if waiting
        else t("Nothing waits for you.")
    )
    parts: list[Part] = [Headline(summary), *(part for item in waiting[:ALL_SHOWN] for part in item.parts)]
    if len(waiting) > ALL_SHOWN:
        parts.append(Context(plain(t("and {n} more", n=len(waiting) - ALL_SHOWN))))
    return Message(summary=summary, parts=tuple(parts), locale=t.locale)


def _menu_button(t: Texts, tone: Tone = Tone.PLAIN) -> Button:
    return Button(t("Menu"), "setup.menu", tone=tone, opens_form=True)


def _button(t: Texts, item: MenuItem, tone: Tone) -> Button:
    return Button(t(item.label), item.action, item.object_id, tone=tone, opens_form=item.opens_form)


def _nth(items: Sequence[MenuItem]) -> list[tuple[int, MenuItem]]:
    return list(enumerate(items))
