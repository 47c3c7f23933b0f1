"""Results as a CSV file: a line for each choice of each part that is shown, and one for each text."""

from collections.abc import Iterator

from bot.capabilities.checkins.answering.words import choices
from bot.capabilities.checkins.results.counting import Measure
from bot.capabilities.checkins.results.facts import QuestionResult, Results
from bot.chat.texts import Texts
from bot.people.tabular.sheet import write_sheet

COLUMNS = ("question", "part", "what", "answer", "people", "of", "figure", "last_time")
"""`what`: `took_part`, `choice`, the name of the figure, or `text`. `of`: people reached, or people who answered."""


def sheet_of(found: Results, t: Texts) -> bytes:
    """The file of what somebody may see."""
    return write_sheet(COLUMNS, _rows(found, t))


def _rows(found: Results, t: Texts) -> Iterator[dict[str, str]]:
    for rate in found.rates:
        yield {
            "part": rate.title or t("All together"),
            "what": "took_part",
            "people": str(rate.answered),
            "of": str(rate.reached),
        }
    for one in found.questions:
        yield from _of_question(one, t)


def _of_question(one: QuestionResult, t: Texts) -> Iterator[dict[str, str]]:
    question = one.question.said(t.locale)
    for part in one.parts:
        shared = {"question": question, "part": part.title or t("All together"), "of": str(part.tally.people)}
        for choice in choices(one.question, t):
            count = part.tally.counts.get(choice.value, 0)
            yield {**shared, "what": "choice", "answer": choice.written, "people": str(count)}
        value = part.tally.figure(one.measure)
        if value is not None:
            was = part.before.figure(one.measure) if part.before else None
            yield {
                **shared,
                "what": one.measure.value,
                "figure": _number(value, one.measure),
                "last_time": "" if was is None else _number(was, one.measure),
            }
    for text in one.words:
        yield {"question": question, "what": "text", "answer": text}


def _number(value: float, measure: Measure) -> str:
    return f"{value:.1f}" if measure is Measure.AVERAGE else f"{value:.0f}"
