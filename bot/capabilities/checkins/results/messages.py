"""The words of results: how many take part while a run is open, what came of it, and one question by itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.capabilities.checkins.answering.words import choices
from bot.capabilities.checkins.kinds import Ask, Mode
from bot.capabilities.checkins.protecting.nodes import Level
from bot.capabilities.checkins.results.counting import Tally
from bot.capabilities.checkins.results.facts import QuestionResult, Rate, Results
from bot.capabilities.checkins.results.figure_messages import low_parts, part_line, sides_of, title_of, trend_parts
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    Fact,
    Facts,
    Headline,
    Inline,
    LinkButton,
    ListBlock,
    Message,
    Paragraph,
    Part,
    Progress,
    Quote,
    paragraph,
    plain,
    say,
)
from bot.chat.texts import Texts

RESULTS, DETAIL, EXPORT = "checkins.results", "checkins.result", "checkins.export"
"""The results of a run: `KEY`; of one of its questions: `KEY.PLACE`; the link to the file of it: `KEY`."""

MOST_PARTS = 40
"""Parts in the message of one question: a long one on a telephone, and within the limits of both platforms."""

MOST_WORDS = 15
"""What people wrote, in the message of one question; the file has all of it."""


def results(found: Results, t: Texts, zone: str) -> Message:
    """A run as it stands: who takes part while it is open, and what came of it once it has closed."""
    # A name may be a question.
    title = t("Results: {name}", name=found.name) if found.closed else t("Still open: {name}", name=found.name)
    parts: list[Part] = [Headline(title), *rate_parts(found.rates, t)]
    parts.append(Context(_when(found, t, zone)))
    if not found.closed:
        return Message(title, tuple(parts), t.locale)
    for one in found.questions:
        parts += _overview(one, found, t)
    if any(one.hidden or one.words_hidden for one in found.questions):
        parts.append(Context(plain(_why_hidden(found, t))))
    if found.rested:
        parts.append(Context(plain(_rested(found, t))))
    parts.append(Actions((Button(t("Export"), EXPORT, found.key, opens_form=True),)))
    return Message(title, tuple(parts), t.locale)


def with_parts(message: Message, parts: Sequence[Part]) -> Message:
    """A message with more below it."""
    return replace(message, parts=(*message.parts, *parts))


def rate_parts(rates: Sequence[Rate], t: Texts) -> list[Part]:
    """People who answered at least one question, of those who were reached: all, and each side beside the others."""
    whole = next((one for one in rates if one.level is Level.WHOLE), None)
    parts: list[Part] = []
    if whole is not None:
        parts.append(Progress(whole.answered, whole.reached, rate_line(whole, t)))
    others = [one for one in rates if one.level is Level.SIDE]
    if whole is None and not others:
        # A lead has those of their own teams alone.
        others = list(rates)
    if others and (len(others) > 1 or whole is None):
        parts.append(Facts(tuple(Fact(one.title, plain(rate_line(one, t))) for one in others)))
    if not parts:
        parts.append(paragraph(t("So few people are asked here that not even their number of answers is shown.")))
    return parts


def rate_line(rate: Rate, t: Texts) -> str:
    """“27 of 34 people answered (79 %)”; the share is left out where nobody was reached."""
    if not rate.reached:
        return t("nobody was reached")
    return t.n(
        "{answered} of {n} person reached has answered ({share})",
        "{answered} of {n} people reached have answered ({share})",
        rate.reached,
        answered=rate.answered,
        share=t.percent(rate.answered / rate.reached),
    )


def detail(found: Results, one: QuestionResult, t: Texts, zone: str) -> Message:
    """One question: each part that is shown with what was chosen there, what changed, and what people wrote."""
    text = one.question.said(t.locale)
    parts: list[Part] = [Headline(text), Context(_when(found, t, zone))]
    if not one.parts and one.question.ask is not Ask.TEXT:
        parts.append(paragraph(_nothing(one, found, t)))
    for result in one.parts[:1]:
        parts += [
            Progress(count, result.tally.people, _choice_line(label, count, result.tally, t))
            for label, count in _counted(one, result.tally, t)
        ]
    shown = one.parts[:MOST_PARTS]
    if shown:
        parts.append(Facts(tuple(Fact(title_of(part, t), plain(part_line(one, part, t))) for part in shown)))
    if left := len(one.parts) - len(shown):
        line = t.n("{n} further part is in the export.", "{n} further parts are in the export.", left)
        parts.append(Context(plain(line)))
    parts += low_parts(one, t)
    parts += trend_parts(one, t)
    parts += _words(one, t)
    if one.hidden:
        parts.append(Context(plain(_why_hidden(found, t))))
    parts.append(Actions((Button(t("All results"), RESULTS, found.key, opens_form=True),)))
    return Message(text, tuple(parts), t.locale)


def _overview(one: QuestionResult, found: Results, t: Texts) -> list[Part]:
    parts: list[Part] = [Headline(one.question.said(t.locale), 2)]
    sides = sides_of(one)
    if one.question.ask is not Ask.TEXT:
        if not sides:
            parts.append(paragraph(_nothing(one, found, t)))
        else:
            chosen = [
                _choice_line(label, count, sides[0].tally, t) for label, count in _counted(one, sides[0].tally, t)
            ]
            parts.append(Body((ListBlock(tuple(plain(line) for line in chosen)),), label=title_of(sides[0], t)))
            parts.append(Facts(tuple(Fact(title_of(part, t), plain(part_line(one, part, t))) for part in sides)))
        parts += low_parts(one, t)
        parts += trend_parts(one, t)
    if one.words_hidden:
        parts.append(Context(plain(_few_words(t))))
    elif one.wrote or one.question.ask is Ask.TEXT:
        line = t.n("{n} person wrote something.", "{n} people wrote something.", one.wrote)
        line = line if one.wrote else t("Nobody wrote anything.")
        parts.append(Context(plain(line)))
    parts.append(Actions((Button(t("Look closer"), DETAIL, f"{found.key}.{one.place}", opens_form=True),)))
    return parts


def _counted(one: QuestionResult, tally: Tally, t: Texts) -> list[tuple[str, int]]:
    return [(choice.written, tally.counts.get(choice.value, 0)) for choice in choices(one.question, t)]


def _choice_line(label: str, count: int, tally: Tally, t: Texts) -> str:
    return t("{choice}: {n} ({share})", choice=label, n=count, share=t.percent(count / max(tally.people, 1)))


def _words(one: QuestionResult, t: Texts) -> list[Part]:
    if one.words_hidden:
        return [Context(plain(_few_words(t)))]
    if not one.words:
        return [paragraph(t("Nobody wrote anything."))] if one.question.ask is Ask.TEXT else []
    parts: list[Part] = [Quote(text) for text in one.words[:MOST_WORDS]]
    if (left := len(one.words) - MOST_WORDS) > 0:
        parts.append(Context(plain(t.n("{n} more is in the export.", "{n} more are in the export.", left))))
    return parts


def _few_words(t: Texts) -> str:
    return t("What people wrote is not shown: too few did.")


def _nothing(one: QuestionResult, found: Results, t: Texts) -> str:
    if not one.hidden:
        return t("Nobody has answered this.")
    return _why_hidden(found, t)


def _why_hidden(found: Results, t: Texts) -> str:
    return t.n(
        "Parts with fewer than {n} answer are not shown, nor parts from which those could be worked out.",
        "Parts with fewer than {n} answers are not shown, nor parts from which those could be worked out.",
        found.threshold,
    )


def _rested(found: Results, t: Texts) -> str:
    return t.n(
        "{n} person was not asked this time, so that whoever joined or left since cannot be worked out.",
        "{n} people were not asked this time, so that whoever joined or left since cannot be worked out.",
        found.rested,
    )


def _when(found: Results, t: Texts, zone: str) -> Inline:
    mode = {
        Mode.ANONYMOUS: t("Anonymous"),
        Mode.CONFIDENTIAL: t("Confidential"),
        Mode.NAMED: t("With names"),
    }[found.mode]
    if found.closed:
        return t.filled("{mode} · closed {moment}", mode=plain(mode)[0], moment=t.span(found.closes_at, zone))
    return t.filled(
        "{mode} · results are shown when it has closed, {moment}",
        mode=plain(mode)[0],
        moment=t.span(found.closes_at, zone),
    )


# --- the list, the file, and what is refused --------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A run in the list."""

    key: str
    name: str
    at: datetime
    closed: bool


def listed(lines: Sequence[Line], t: Texts, zone: str) -> Message:
    """The runs that somebody may look at, the newest first, each with its button."""
    if not lines:
        return say(
            t(
                "No results for you yet. You see those of check-ins that you set up, or whose people you manage; and "
                "what your team says with names, if you lead it."
            ),
            locale=t.locale,
        )
    title = t("Check-ins: results")
    parts: list[Part] = [Headline(title)]
    for one in lines:
        name, moment = plain(one.name, bold=True)[0], t.span(one.at, zone)
        closed = t.filled("{name}, {moment}", name=name, moment=moment)
        still = t.filled("{name}, {moment}, still open", name=name, moment=moment)
        parts.append(Body((Paragraph(closed if one.closed else still),)))
        label = t("See results") if one.closed else t("See who takes part")
        parts.append(Actions((Button(label, RESULTS, one.key, opens_form=True),)))
    return Message(title, tuple(parts), t.locale)


def refused(t: Texts) -> Message:
    """To whoever may not see them, or where there is no such run."""
    return say(
        t(
            "These results are not yours to see. Their organiser and managers of the sides that were asked see them; "
            "leads see what their own team says with names."
        ),
        locale=t.locale,
    )


def export_offered(name: str, url: str, lives: timedelta, t: Texts) -> Message:
    """The link to the file, for whoever asked alone."""
    text = t.n(
        "This link is yours alone and works for {n} minute. The file holds what you see here, under the same rules.",
        "This link is yours alone and works for {n} minutes. The file holds what you see here, under the same rules.",
        int(lives.total_seconds() // 60),
    )
    return say(text, LinkButton(t("Results of {name}, as CSV", name=name), url), locale=t.locale)


def no_address(t: Texts) -> Message:
    """Where nobody has said under which address Instep can be reached."""
    text = t("Instep has no address that a link could lead to. Ask whoever runs it to set one.")
    return say(text, locale=t.locale)
