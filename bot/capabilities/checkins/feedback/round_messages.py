"""What a lead reads who is asked to write to some of their people."""

from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.checkins.feedback.messages import WRITE, ago
from bot.chat.message import Actions, Body, Button, Context, Headline, ListBlock, Message, Part, Tone, plain, say
from bot.chat.texts import Texts

NOT_NOW = "checkins.feedback_not_now"
STOP = "checkins.feedback_stop"
AGAIN = "checkins.feedback_again"


@dataclass(frozen=True)
class Line:
    """One of the people: when they last had feedback, since when they are there, and whether the lead wrote by now."""

    public_id: str
    name: str
    last: datetime | None
    since: datetime
    written: bool


@dataclass(frozen=True)
class Round:
    """Whom a lead is asked to write to."""

    public_id: str
    lines: tuple[Line, ...]
    at: datetime
    left_out: bool = False
    quiet: bool = False


def asks(asked: Round, t: Texts) -> Message:
    """The weekly message to a lead."""
    title = t("A word for your people")
    open_lines = [one for one in asked.lines if not one.written]
    parts: list[Part] = [Headline(title)]
    if asked.lines:
        items = []
        for one in asked.lines:
            state = t("written, thank you") if one.written else ago(one.last, one.since, asked.at, t)
            items.append(plain(t("{name}: {when}", name=one.name, when=state)))
        parts.append(Body((ListBlock(tuple(items)),)))
    if asked.quiet:
        parts.append(Context(plain(t("You are not asked every week any more."))))
        parts.append(Actions((Button(t("Ask me again"), AGAIN, asked.public_id),)))
        return Message(title, tuple(parts), t.locale)
    if asked.left_out:
        parts.append(Context(plain(t("Not this week. You are asked again next week."))))
        return Message(title, tuple(parts), t.locale)
    if not open_lines:
        parts.append(Context(plain(t("Done for this week."))))
        return Message(title, tuple(parts), t.locale)
    hint = t("One line is enough: what you saw, what it did for the customer, what to try. Only they see it.")
    parts.append(Context(plain(hint)))
    writes = [
        Button(t("Write to {name}", name=one.name), WRITE, one.public_id, Tone.PLAIN, opens_form=True)
        for one in open_lines
    ]
    parts.append(
        Actions(
            (
                *writes,
                Button(t("Not this week"), NOT_NOW, asked.public_id),
                Button(t("Stop asking me"), STOP, asked.public_id),
            )
        )
    )
    return Message(title, tuple(parts), t.locale)


def over(t: Texts) -> Message:
    """Where nothing of it is left."""
    return say(t("This week is over."), locale=t.locale)


def in_catch_up(count: int, t: Texts) -> str:
    """The line in the catch-up of a lead who was spared the message."""
    return t.n("{n} of your people would be glad of a word.", "{n} of your people would be glad of a word.", count)
