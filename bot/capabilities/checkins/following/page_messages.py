"""What whoever looks after a run picks an answer from, to follow it up."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capabilities.checkins.following.back_messages import WRITE_BACK, Exchange, exchange_parts, whole_note
from bot.capabilities.checkins.results.messages import DETAIL
from bot.chat.message import Actions, Body, Button, Context, Headline, Message, Paragraph, Part, Quote, plain
from bot.chat.texts import Texts

FOLLOW = "checkins.follow"
"""Shows whose answers, or what words, can be followed up: `RUN.PLACE.FROM`."""

FOLLOW_UP = "checkins.follow_up"
"""Opens the form to one person: `RUN.PLACE.PERSON`."""

A_PAGE = 8


@dataclass(frozen=True)
class Line:
    """What somebody answered with their name."""

    public_id: str
    name: str
    chosen: str
    words: str
    talking: bool


@dataclass(frozen=True)
class Words:
    """Words without a name, by the hash that their button carries."""

    voter: str
    exchange: Exchange


def page_button(key: str, place: int, t: Texts, *, anonymous: bool) -> Button:
    """For the results of a question."""
    label = t("Write back") if anonymous else t("Follow up")
    return Button(label, FOLLOW, f"{key}.{place}.0", opens_form=True)


def named_page(key: str, place: int, question: str, lines: Sequence[Line], start: int, t: Texts) -> Message:
    """Who answered what, the lowest first."""
    title = t("Follow up: {question}", question=question)
    parts: list[Part] = [Headline(title)]
    if not lines:
        parts.append(Context(plain(t("Nobody whose name you may see answered this."))))
    for one in lines[start : start + A_PAGE]:
        parts.append(Body((Paragraph(plain(one.chosen or t("Only words"))),), label=one.name))
        if one.words:
            parts.append(Quote(one.words))
        label = t("Write again to {name}", name=one.name) if one.talking else t("Write to {name}", name=one.name)
        parts.append(Actions((Button(label, FOLLOW_UP, f"{key}.{place}.{one.public_id}", opens_form=True),)))
    return Message(title, (*parts, _below(key, place, len(lines), start, t)), t.locale)


def words_page(
    key: str, place: int, question: str, found: Sequence[Words], start: int, total: int, t: Texts
) -> Message:
    """Some of what was written without a name, from `start` on, with what was said to it."""
    title = t("Write back: {question}", question=question)
    parts: list[Part] = [Headline(title), whole_note(t)]
    for one in found:
        parts += exchange_parts(one.exchange, t, to_organiser=True)
        button = Button(t("Write back"), WRITE_BACK, f"{key}.{place}.{one.voter}", opens_form=True)
        parts.append(Actions((button,)))
    return Message(title, (*parts, _below(key, place, total, start, t)), t.locale)


def _below(key: str, place: int, total: int, start: int, t: Texts) -> Actions:
    buttons = []
    if start:
        buttons.append(Button(t("Before these"), FOLLOW, f"{key}.{place}.{max(0, start - A_PAGE)}", opens_form=True))
    if (left := total - start - A_PAGE) > 0:
        label = t.n("{n} more", "{n} more", left)
        buttons.append(Button(label, FOLLOW, f"{key}.{place}.{start + A_PAGE}", opens_form=True))
    return Actions((*buttons, Button(t("Back to the result"), DETAIL, f"{key}.{place}", opens_form=True)))
