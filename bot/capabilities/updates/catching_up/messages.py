"""The words of the catch-up: one message with what changed, and a way to note all of it."""

from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.updates.catching_up.marks import written
from bot.capabilities.updates.messages import Facts, joined, waiting_item
from bot.capability import HeldBack
from bot.chat.message import (
    Actions,
    Alert,
    Body,
    Button,
    Context,
    Headline,
    Message,
    Paragraph,
    Part,
    Plain,
    Tone,
    plain,
    say,
)
from bot.chat.texts import Texts

CATCH_UP = "updates.catch_up"
GOT_ALL = "updates.got_all"
CAUGHT = "updates.caught"
QUESTIONS = "updates.questions"
AT_SHIFT_START = "updates.catch_up_at_start"

MOST = 10
"""Updates in one message: what a button can carry of them, and what can be read before the first customer."""


@dataclass(frozen=True)
class Item:
    """One update in a catch-up; a `noted` one took effect meanwhile, or was noted in this message.

    `ahead`: it takes effect later. `withdrawn`: it no longer holds.
    """

    facts: Facts
    noted: bool = False
    ahead: bool = False
    withdrawn: bool = False

    @property
    def open(self) -> bool:
        """Whether it waits to be noted."""
        return not self.noted and not self.withdrawn


@dataclass(frozen=True)
class Page:
    """Some of what changed: `before` of it stand on pages before this one, `after` on pages after it.

    `since` is the end of the reader's last shift; None means the last 30 days, for whom no earlier shift is known.
    `said` is what was just done in this message.
    `questions` wait for their answer, which they could not be told of. `others`: what else they were not told of.
    """

    items: tuple[Item, ...]
    before: int
    after: int
    since: datetime | None
    said: str = ""
    questions: int = 0
    others: tuple[HeldBack, ...] = ()

    @property
    def changes(self) -> int:
        return self.before + len(self.items) + self.after


def catch_up(page: Page, t: Texts, zone: str) -> Message:
    """What changed, the most urgent first."""
    waiting = t.n("{n} question waits for your answer", "{n} questions wait for your answer", page.questions)
    if not page.changes and not page.others:
        return say(waiting, _questions(t), locale=t.locale)
    if not page.changes:
        return _others_alone(page, waiting, t)
    title = t.n("{n} update to catch up on", "{n} updates to catch up on", page.changes)
    since = plain(t("What changed in the last 30 days"))
    if page.since is not None:
        since = t.filled("Your last shift ended {moment}", moment=t.span(page.since, zone))
    parts: list[Part] = [Headline(title), Context(since)]
    if page.said:
        parts.append(Alert(plain(page.said), Tone.GOOD))
    shown = written(page.since, page.before, page.after, page.questions, [item.facts for item in page.items])
    for place, item in enumerate(page.items):
        parts += _item(item, f"{place}.{shown}", t, zone)
    buttons = []
    if len([item for item in page.items if item.open and not item.facts.check]) > 1:
        buttons.append(Button(t("Got all"), GOT_ALL, shown, Tone.PRIMARY))
    if page.after:
        first, last = page.before + 1, page.before + len(page.items)
        line = t("{first} to {last} of {n}", first=first, last=last, n=page.changes)
        parts.append(Context(plain(line)))
        next_page = Button(t("Show the next"), CATCH_UP, str(last), opens_form=True)
        buttons.append(next_page)
    if buttons:
        parts.append(Actions(tuple(buttons)))
    if page.questions:
        parts += [Body((Paragraph(plain(waiting, bold=True)),)), Actions((_questions(t),))]
    parts += _others(page, t)
    return Message(page.said or title, tuple(parts), t.locale)


def _others(page: Page, t: Texts) -> list[Part]:
    """What else somebody was not told of, each with its button."""
    parts: list[Part] = []
    for one in page.others[:MOST]:
        parts += [Body((Paragraph(plain(one.text)),)), Actions((one.button,))]
    if (left := len(page.others) - MOST) > 0:
        parts.append(Context(plain(t.n("and {n} more", "and {n} more", left))))
    return parts


def _others_alone(page: Page, waiting: str, t: Texts) -> Message:
    """Nothing changed, but there is something else that somebody was not told of."""
    parts = _others(page, t)
    if page.questions:
        parts += [Body((Paragraph(plain(waiting, bold=True)),)), Actions((_questions(t),))]
    return Message(page.others[0].text, tuple(parts), t.locale)


def _questions(t: Texts) -> Button:
    return Button(t("Show the questions"), QUESTIONS, "0", opens_form=True)


def _item(item: Item, mark: str, t: Texts, zone: str) -> tuple[Part, ...]:
    facts = item.facts
    if item.withdrawn:
        title = Body((Paragraph((Plain(facts.title, strike=True),)),))
        return (title, Context(plain(t("Withdrawn. It no longer holds."))))
    if item.noted:
        return _known(item, t, zone)
    got_it = Button(t("Got it"), CAUGHT, mark, Tone.PRIMARY, opens_form=bool(facts.check))
    return waiting_item(facts, t, zone, got_it)


def _known(item: Item, t: Texts, zone: str) -> tuple[Part, ...]:
    """An update that its reader knows already."""
    moment = t.span(item.facts.effective_from, zone)
    when = t.filled("From {moment}" if item.ahead else "In force since {moment}", moment=moment)
    return (
        Body((Paragraph(plain(item.facts.title, bold=True)),)),
        Context(joined([when, plain(t("you have noted it"))])),
    )


def nothing(older: int, waiting: Button, t: Texts) -> Message:
    """Nothing changed; said only to whoever asks."""
    text = t("Nothing changed for you since your last shift.")
    if not older:
        return say(text, locale=t.locale)
    line = t.n("{n} older update still waits for you.", "{n} older updates still wait for you.", older)
    return say(f"{text} {line}", waiting, locale=t.locale)


def got_all(noted: int, asking: int, time: str, t: Texts) -> str:
    """Confirms *Got all*; `asking` ones are left out, since their own *Got it* asks something first."""
    if not noted and not asking:
        return t("You had noted all of these already.")
    done = [t.n("Noted {n} update at {time}.", "Noted {n} updates at {time}.", noted, time=time)] if noted else []
    if asking:
        done.append(
            t.n(
                "{n} update asks questions first: press its own Got it.",
                "{n} updates ask questions first: press their own Got it.",
                asking,
            )
        )
    return " ".join(done)


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
