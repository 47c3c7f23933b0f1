"""What figures of a question say in words: as they stand, what changed, how they went, and which answers were low."""

from collections.abc import Sequence

from bot.capabilities.checkins.answering.words import choices
from bot.capabilities.checkins.protecting.nodes import Level
from bot.capabilities.checkins.results.counting import Measure, Tally
from bot.capabilities.checkins.results.facts import PartResult, QuestionResult
from bot.chat.message import Alert, Context, Part, Picture, Tone, plain
from bot.chat.texts import Texts
from bot.drawing import MARKS, MOST_LINES, bars

MOST_SIDES = 8
"""Parts under a question in the overview; its own message has all of them."""


def sides_of(one: QuestionResult) -> Sequence[PartResult]:
    """The whole and the sides; of whoever sees neither, their teams."""
    return ([part for part in one.parts if part.level is not Level.TEAM] or one.parts)[:MOST_SIDES]


def low_parts(one: QuestionResult, t: Texts) -> list[Part]:
    """How many answered what is to be pointed out, in the parts that are shown; nothing where nobody did."""
    if not one.question.alerts:
        return []
    found = []
    for part in sides_of(one):
        if count := sum(part.tally.counts.get(value, 0) for value in one.question.alerts):
            of = t("{n} of {most}", n=count, most=part.tally.people)
            found.append(t("{part}: {figures}", part=title_of(part, t), figures=of))
    if not found:
        return []
    answers = t.names([one_of.written for one_of in choices(one.question, t) if one_of.value in one.question.alerts])
    text = t("Marked as low ({answers}): {parts}", answers=answers, parts=" · ".join(found))
    return [Alert(plain(text), Tone.PLAIN)]


def part_line(one: QuestionResult, part: PartResult, t: Texts) -> str:
    """“4.1, ▲ 0.2 since last time · 12 answers”."""
    answers = t.n("{n} answer", "{n} answers", part.tally.people)
    value = part.tally.figure(one.measure)
    if value is None:
        return answers
    said = figure(value, one.measure, t)
    if change := change_words(one.measure, value, part.before, t):
        said = t("{figure}, {change}", figure=said, change=change)
    return t("{figure} · {answers}", figure=said, answers=answers)


def change_words(measure: Measure, value: float, before: Tally | None, t: Texts) -> str:
    """What changed since last time; nothing where it was not known then."""
    was = before.figure(measure) if before is not None else None
    if was is None:
        return ""
    by = figure(abs(round(value - was, 1)), measure, t)
    if value == was:
        return t("as last time")
    return t("▲ {by} since last time", by=by) if value > was else t("▼ {by} since last time", by=by)


def figure(value: float, measure: Measure, t: Texts) -> str:
    """A figure as it is written."""
    match measure:
        case Measure.AVERAGE:
            return t.number(value, 1)
        case Measure.ENPS:
            return t("eNPS {n}", n=int(value))
        case Measure.YES | Measure.NONE:
            return t.percent(value / 100)


def trend_parts(one: QuestionResult, t: Texts) -> list[Part]:
    """The figures of the last times in words, and as a picture where there is one."""
    lines = _trend_lines(one, t)
    if not lines:
        return []
    times = max(len(part.trend) for part in one.parts)
    text = t("The last {n} times, the oldest first: {figures}", n=times, figures=" · ".join(lines))
    if not one.picture:
        return [Context(plain(text))]
    return [Picture(one.picture, t("The trend of the figures, as the words beside it say"), text)]


def _trend_lines(one: QuestionResult, t: Texts) -> list[str]:
    """Of the first part and of those that are drawn beside it; each with its colour where there are several."""
    drawn = one.drawn()[:MOST_LINES]
    told = [part for part in one.parts[:1] if part.has_trend and part not in drawn] + list(drawn)
    if len(told) == 1:
        return [_trend(told[0], one, t)]
    marks = {id(part): mark for part, mark in zip(drawn, MARKS, strict=False)} if one.picture else {}
    found = []
    for part in told:
        title = f"{marks[id(part)]} {title_of(part, t)}" if id(part) in marks else title_of(part, t)
        found.append(t("{part}: {figures}", part=title, figures=_trend(part, one, t)))
    return found


def _trend(part: PartResult, one: QuestionResult, t: Texts) -> str:
    """“3.6, not shown, 3.8 ▁·█”: from when on it is known."""
    known = part.trend[next(place for place, value in enumerate(part.trend) if value is not None) :]
    told = ", ".join(t("not shown") if value is None else figure(value, one.measure, t) for value in known)
    return f"{told} {bars(known)}"


def title_of(part: PartResult, t: Texts) -> str:
    """What a part is called."""
    return part.title or t("All together")
