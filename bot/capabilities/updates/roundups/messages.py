"""The words of round-ups: the message above the cards, and the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.updates.messages import answer
from bot.chat.message import Body, Button, Context, Headline, Inline, ListBlock, Message, Plain, plain, say
from bot.chat.texts import Texts

ROUND_UP = "updates.round_up"
"""The button that opens the choice of drafts."""


@dataclass(frozen=True)
class Line:
    """One update of a round-up, as it stands now."""

    title: str
    effective_from: datetime
    updated: bool = False
    withdrawn: bool = False


def round_up_card(lines: Sequence[Line], t: Texts, zone: str) -> Message:
    """What stands above the cards in a channel: those that this channel gets, and no others."""
    title = t.n("{n} update", "{n} updates", len(lines))
    below = t("Each is below in this thread, with its own Got it.")
    items = tuple(_item(line, t, zone) for line in lines)
    return Message(_summary(lines, t), (Headline(title), Body((ListBlock(items),)), Context(plain(below))), t.locale)


def _summary(lines: Sequence[Line], t: Texts) -> str:
    """The notification line."""
    return t.n(
        "Updates: {title}, and {n} more",
        "Updates: {title}, and {n} more",
        len(lines) - 1,
        title=next((line.title for line in lines if not line.withdrawn), lines[0].title),
    )


def _item(line: Line, t: Texts, zone: str) -> Inline:
    if line.withdrawn:
        gone = Plain(t("withdrawn"))
        return (Plain(line.title, strike=True), Plain(" · "), gone) if line.title else (gone,)
    since = t.filled("From {moment}", moment=t.span(line.effective_from, zone))
    updated = (Plain(" · "), Plain(t("updated"))) if line.updated else ()
    return (Plain(line.title, bold=True), Plain(" · "), *since, *updated)


def round_up_button(t: Texts) -> Button:
    return Button(t("Send several at once"), ROUND_UP, opens_form=True)


def nothing_to_bundle(write: Button, t: Texts) -> Message:
    """Where there are no two drafts that could go out together."""
    text = t(
        "A round-up takes two drafts or more, and there are not as many. Write your updates, keep each as a draft, and "
        "send them together."
    )
    return say(text, write, locale=t.locale)


def sent(updates: int, channels: int, t: Texts) -> Message:
    where = t.n("{n} channel", "{n} channels", channels)
    text = t.n(
        "{n} update is going out to {where}. Its receipt is in our direct messages.",
        "{n} updates are going out to {where}. The receipt of each is in our direct messages.",
        updates,
        where=where,
    )
    return answer(text, t)


def not_sent(why: str, t: Texts) -> Message:
    return answer(t("{why} Nothing was sent.", why=why), t)
