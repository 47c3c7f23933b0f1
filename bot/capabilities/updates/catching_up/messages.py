"""The words of the catch-up: one message with what changed, and a way to note all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.updates.messages import Facts, filled, joined, waiting_item
from bot.capabilities.updates.store.catching_up import MARK
from bot.chat.message import Actions, Body, Button, Context, Headline, Message, Paragraph, Part, Tone, plain, say
from bot.chat.texts import Texts

CATCH_UP = "updates.catch_up"
GOT_ALL = "updates.got_all"
AT_SHIFT_START = "updates.catch_up_at_start"

MOST = 10
"""Updates in one message: what a button can carry of them, and what can be read before the first customer."""


@dataclass(frozen=True)
class Item:
    """One update in a catch-up; a `noted` one took effect meanwhile."""

    facts: Facts
    noted: bool = False


@dataclass(frozen=True)
class Page:
    """Some of what changed: `before` of it stand on pages before this one, `after` on pages after it.

    `since` is the end of the reader's last shift; None means the last 30 days, for whom no earlier shift is known.
    """

    items: tuple[Item, ...]
    before: int
    after: int
    since: datetime | None

    @property
    def changes(self) -> int:
        return self.before + len(self.items) + self.after


def catch_up(page: Page, t: Texts, zone: str) -> Message:
    """What changed, the most urgent first."""
    title = t.n("{n} update to catch up on", "{n} updates to catch up on", page.changes)
    since = plain(t("What changed in the last 30 days"))
    if page.since is not None:
        since = filled(t, "Your last shift ended {moment}", moment=t.span(page.since, zone))
    parts: list[Part] = [Headline(title), Context(since)]
    for item in page.items:
        parts += _in_force(item.facts, t, zone) if item.noted else waiting_item(item.facts, t, zone)
    buttons = []
    open_ones = [item.facts for item in page.items if not item.noted]
    if len(open_ones) > 1:
        buttons.append(Button(t("Got all"), GOT_ALL, marks_of(open_ones), Tone.PRIMARY))
    if page.after:
        first, last = page.before + 1, page.before + len(page.items)
        line = t("{first} to {last} of {n}", first=first, last=last, n=page.changes)
        parts.append(Context(plain(line)))
        next_page = Button(t("Show the next"), CATCH_UP, str(last), opens_form=True)
        buttons.append(next_page)
    if buttons:
        parts.append(Actions(tuple(buttons)))
    return Message(title, tuple(parts), t.locale)


def _in_force(facts: Facts, t: Texts, zone: str) -> tuple[Part, ...]:
    """An update that its reader knows already, and that holds by now."""
    when = filled(t, "In force since {moment}", moment=t.span(facts.effective_from, zone))
    return (
        Body((Paragraph(plain(facts.title, bold=True)),)),
        Context(joined([when, plain(t("you have noted it"))])),
    )


def marks_of(facts: Sequence[Facts]) -> str:
    """What the button *Got all* carries: which updates it stands for, in the version that was shown."""
    return ".".join(f"{one.public_id[:MARK]}{one.version}" for one in facts)


def read_marks(object_id: str) -> dict[str, int]:
    """The versions by mark that such a button carries; what is none is left out."""
    pieces = [(piece[:MARK], piece[MARK:]) for piece in object_id.split(".")]
    return {mark: int(version) for mark, version in pieces if version.isdecimal() and len(version) < MARK}


def nothing(older: int, waiting: Button, t: Texts) -> Message:
    """Nothing changed; said only to whoever asks."""
    text = t("Nothing changed for you since your last shift.")
    if not older:
        return say(text, locale=t.locale)
    line = t.n("{n} older update still waits for you.", "{n} older updates still wait for you.", older)
    return say(f"{text} {line}", waiting, locale=t.locale)


def got_all(noted: int, time: str, t: Texts) -> Message:
    """Confirms *Got all*."""
    if not noted:
        return say(t("You had noted all of these already."), locale=t.locale)
    return say(t.n("Noted {n} update at {time}", "Noted {n} updates at {time}", noted, time=time), locale=t.locale)


def at_shift_start(t: Texts, *, on: bool) -> Message:
    """Whether a catch-up comes by itself, and the button to change that."""
    text = t("At the start of your shift you get what changed, if anything did.")
    button = Button(t("Only when I ask"), AT_SHIFT_START, "off")
    if not on:
        text = t("You get what changed only when you ask for it with “catch me up”.")
        button = Button(t("At every shift start"), AT_SHIFT_START, "on")
    return say(text, button, locale=t.locale)


def on_or_off(typed: str, t: Texts) -> Message:
    """“catch up” with a word that is neither."""
    text = t("“{typed}” is neither on nor off. Write “catch up on”, “catch up off”, or “catch me up”.", typed=typed)
    return say(text, locale=t.locale)
