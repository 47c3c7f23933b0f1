"""The words of questions: to whoever asks, to whoever has to answer, and under the cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.updates import markdown
from bot.capabilities.updates.messages import joined
from bot.capabilities.updates.receipt import QUESTIONS
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    Headline,
    Inline,
    Message,
    Paragraph,
    Part,
    Quote,
    Tone,
    paragraph,
    plain,
    say,
)
from bot.chat.texts import Texts

ANSWER = "updates.answer"
HAND_OVER = "updates.hand_over"

LONGEST_TITLE_SAID = 80
"""Characters of a title, or of a question, within a sentence."""

LONGEST_QUOTED = 300
"""Characters of a reply that are shown to whoever wrote it."""


@dataclass(frozen=True)
class Who:
    """Somebody as a reader may know them: `name` empty where a wall stands between, `side` too where it tells."""

    name: str = ""
    side: str = ""


@dataclass(frozen=True)
class Holding:
    """Who has a question, as its asker may know it; `begins` is set where they are not at work yet."""

    who: Who
    due: datetime
    begins: datetime | None = None


@dataclass(frozen=True)
class Line:
    """One question as it stands in a list. `mine`: whoever looks has to answer it."""

    public_id: str
    title: str
    text: str
    asker: Who
    asked_at: datetime
    due: datetime | None = None
    holder: Who | None = None
    answer: str = ""
    for_all: bool = False
    may_answer: bool = False
    closed: bool = False


def cut(text: str, longest: int) -> str:
    """A text within so many characters, with an ellipsis where something is missing."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _short(title: str) -> str:
    return cut(title, LONGEST_TITLE_SAID)


def _named(who: Who, t: Texts) -> str:
    """Whoever has or answers a question."""
    return who.name or t("the owner")


def _from(who: Who, t: Texts) -> str:
    """Whoever asked, as far as the reader may know."""
    if who.name and who.side:
        return t("From {name}, {side}", name=who.name, side=who.side)
    if who.name:
        return t("From {name}", name=who.name)
    return t("From {side}", side=who.side) if who.side else t("From another team")


def guidance(until_answered: str, t: Texts) -> list[Part]:
    """What to do until there is an answer."""
    return [Body(markdown.read(until_answered), label=t("Until it is answered"))] if until_answered else []


# --- to whoever asks --------------------------------------------------------------------------------------------------


def has_it(holding: Holding | None, t: Texts, zone: str) -> str:
    """Who has a question and by when it is to be answered."""
    if holding is None:
        return t("Nobody who can answer can be messaged just now. The author is told, and you hear when that changes.")
    name, due = holding.who.name, t.moment(holding.due, zone)
    if holding.begins is None:
        if name:
            return t("{name} has it and is to answer by {due} your time.", name=name, due=due)
        return t("The owner has it and is to answer by {due} your time.", due=due)
    begins = t.moment(holding.begins, zone)
    if name:
        return t(
            "{name} gets it at work, {begins}, and is to answer by {due} your time.", name=name, begins=begins, due=due
        )
    return t("The owner gets it at work, {begins}, and is to answer by {due} your time.", begins=begins, due=due)


def asked(holding: Holding | None, until_answered: str, t: Texts, zone: str) -> Message:
    """The answer to whoever has just asked."""
    text = t("Asked. {who}", who=has_it(holding, t, zone))
    return Message(text, (paragraph(text), *guidance(until_answered, t)), t.locale)


def moved(title: str, text: str, holding: Holding | None, t: Texts, zone: str) -> Message:
    """To the asker, when somebody else has their question now."""
    summary = t("Your question about “{title}” is in other hands.", title=_short(title))
    return Message(summary, (paragraph(summary), Quote(text), Context(plain(has_it(holding, t, zone)))), t.locale)


def answered(title: str, text: str, answer: str, by: Who, t: Texts) -> Message:
    """The answer itself, to whoever asked."""
    summary = t("Your question about “{title}” is answered.", title=_short(title))
    parts = (paragraph(summary), Quote(text), _answer(answer, t), Context(plain(by_whom(by, t))))
    return Message(summary, parts, t.locale)


def closed(title: str, texts: Sequence[str], more: int, t: Texts) -> Message:
    """To an asker, once for all their questions about an update that was withdrawn."""
    summary = t.n(
        "“{title}” was withdrawn, so your question about it is closed.",
        "“{title}” was withdrawn, so your {n} questions about it are closed.",
        len(texts) + more,
        title=_short(title),
    )
    parts: list[Part] = [paragraph(summary), *(Quote(text) for text in texts)]
    if more:
        parts.append(Context(plain(t.n("and {n} more", "and {n} more", more))))
    return Message(summary, tuple(parts), t.locale)


def offered(title: str, ask: Button, t: Texts) -> Message:
    """To somebody who wrote to Instep under a card in words that are no command."""
    return say(t("Shall I ask this about “{title}”?", title=_short(title)), ask, locale=t.locale)


def which(ask: Sequence[Button], t: Texts) -> Message:
    """To somebody who wrote to Instep in the thread of a round-up; a button for each update that it lists."""
    return say(t("Which update is your question about?"), *ask, locale=t.locale)


def overheard(title: str, text: str, ask: Button, t: Texts) -> Message:
    """To somebody who asked others under a card. The words are theirs: they are shown to nobody else, and not kept."""
    summary = t("Shall I ask this about “{title}”?", title=_short(title))
    why = t(
        "You wrote it to others; I can bring it to whoever answers. Only you see this, once for each update. Unless "
        "you ask, nothing of it is kept."
    )
    parts = (paragraph(summary), Quote(cut(text, LONGEST_QUOTED)), Context(plain(why)), Actions((ask,)))
    return Message(summary, parts, t.locale)


# --- to whoever answers -----------------------------------------------------------------------------------------------


def to_answer(line: Line, t: Texts, zone: str) -> Message:
    """The direct message to whoever has a question."""
    summary = t("A question about “{title}”", title=_short(line.title))
    return Message(summary, (Headline(summary), *open_item(line, t, zone, titled=False)), t.locale)


def open_item(line: Line, t: Texts, zone: str, *, titled: bool = True, page: str = "") -> tuple[Part, ...]:
    """A question that somebody has to answer, with what to do; `page` of the list it stands in, if it does."""
    told: list[Inline] = [plain(_from(line.asker, t))]
    if line.holder is not None and not line.may_answer:
        told.append(plain(t("{name} has it", name=_named(line.holder, t))))
    if line.due is not None:
        told.append(t.filled("answer by {moment}", moment=t.span(line.due, zone)))
    head: tuple[Part, ...] = (Body((Paragraph(plain(_short(line.title), bold=True)),)),) if titled else ()
    parts: tuple[Part, ...] = (*head, Quote(line.text), Context(joined(told)))
    if not line.may_answer:
        return parts
    carried = f"{line.public_id}.{page}" if page else line.public_id
    buttons = (
        Button(t("Answer"), ANSWER, carried, Tone.PRIMARY, opens_form=True),
        Button(t("Hand over"), HAND_OVER, carried, opens_form=True),
    )
    return (*parts, Actions(buttons))


def no_longer_yours(title: str, text: str, what: str, answer: str, t: Texts) -> Message:
    """What the direct message to a holder becomes once the question is not theirs any more."""
    parts: list[Part] = [Headline(t("A question about “{title}”", title=_short(title))), Quote(text)]
    if answer:
        parts.append(_answer(answer, t))
    return Message(what, (*parts, Context(plain(what))), t.locale)


def more_wait(title: str, t: Texts) -> Message:
    """Instead of yet another direct message in the same shift: the asker was told by when they hear."""
    text = t("More questions wait for you, the newest about “{title}”.", title=_short(title))
    return say(text, Button(t("Show the questions"), QUESTIONS, "0", opens_form=True), locale=t.locale)


def answered_by_then(answer: str, by: Who, t: Texts) -> Message:
    """To somebody whose answer came second."""
    text = t("This is answered already, so yours was not sent.")
    return Message(text, (paragraph(text), _answer(answer, t), Context(plain(by_whom(by, t)))), t.locale)


def _answer(answer: str, t: Texts) -> Part:
    return Body(markdown.read(answer), label=t("Answer"))


def by_whom(by: Who, t: Texts) -> str:
    return t("Answered by {name}", name=_named(by, t))


# --- under the cards --------------------------------------------------------------------------------------------------


def for_all(shown: str, answer: str, by: Who, t: Texts) -> Message:
    """A question with its answer, under an update's card; who asked is not said."""
    summary = t("Answered: {question}", question=_short(shown))
    parts = (Body((Paragraph(plain(shown)),), label=t("Question")), _answer(answer, t), Context(plain(by_whom(by, t))))
    return Message(summary, parts, t.locale)


# --- lists ------------------------------------------------------------------------------------------------------------


def similar_item(line: Line, t: Texts) -> tuple[Part, ...]:
    """A question that is like the one about to be asked, with its answer if there is one."""
    if line.answer:
        return (Quote(line.text), _answer(line.answer, t))
    return (Quote(line.text), Context(plain(t("Asked already, not answered yet"))))


def listing(
    lines: Sequence[Line], own: Sequence[Line], totals: tuple[int, int], pages: tuple[int, int], t: Texts, zone: str
) -> Message:
    """The answer to “questions”: what concerns whoever asks, then what they asked themselves.

    `totals` are the open and the answered ones, `pages` the page shown (from 0) and how many there are.
    """
    unanswered, done = totals
    if not lines and not own:
        text = t("No questions yet. Whoever has one presses Ask a question on an update.")
        return say(text, locale=t.locale)
    summary = " · ".join(
        (
            t.n("{n} open question", "{n} open questions", unanswered),
            t.n("{n} answered", "{n} answered", done),
        )
    )
    if not lines:
        summary = t("Your questions")
    parts: list[Part] = [Headline(summary)]
    page, count = pages
    for line in lines:
        parts += _done_item(line, t) if line.answer else open_item(line, t, zone, page=str(page))
    turns = []
    if page > 0:
        turns.append(Button(t("Back"), QUESTIONS, str(page - 1), opens_form=True))
    if page + 1 < count:
        turns.append(Button(t("More questions"), QUESTIONS, str(page + 1), opens_form=True))
    if turns:
        parts += [
            Context(plain(t("Page {page} of {count}", page=page + 1, count=count))),
            Actions(tuple(turns)),
        ]
    if own:
        if lines:
            parts.append(Headline(t("You asked"), size=2))
        for line in own:
            parts += _own_item(line, t, zone)
    return Message(summary, tuple(parts), t.locale)


def _done_item(line: Line, t: Texts) -> tuple[Part, ...]:
    heard = t("answered in all channels") if line.for_all else t("answered to the asker")
    return (
        Body((Paragraph(plain(_short(line.title), bold=True)),)),
        Quote(line.text),
        _answer(line.answer, t),
        Context(plain(f"{_from(line.asker, t)} · {heard}")),
    )


def _own_item(line: Line, t: Texts, zone: str) -> tuple[Part, ...]:
    head = Body((Paragraph(plain(_short(line.title), bold=True)),))
    if line.answer:
        return (head, Quote(line.text), _answer(line.answer, t))
    if line.closed:
        return (head, Quote(line.text), Context(plain(t("Closed: the update was withdrawn"))))
    holding = Holding(line.holder, line.due) if line.holder is not None and line.due else None
    return (head, Quote(line.text), Context(plain(has_it(holding, t, zone))))
