"""Results as a CSV file: a line for each choice of each part that is shown, one for each text, and each with a name."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.capabilities.checkins.answering.words import choices, value_words
from bot.capabilities.checkins.results.counting import Measure
from bot.capabilities.checkins.results.facts import QuestionResult, Results
from bot.capabilities.checkins.store.named import Named
from bot.chat.texts import Texts
from bot.people.tabular.sheet import write_sheet

COLUMNS = ("question", "part", "what", "person", "answer", "people", "of", "figure", "last_time")
"""`what`: `took_part`, `choice`, the name of the figure, `named` (what a person chose), or `text`; with a `person`
where their name may be seen. `of`: people reached, or people who answered."""


def sheet_of(found: Results, with_names: Sequence[Named], t: Texts) -> bytes:
    """The file of what somebody may see; `with_names` are the answers whose names they may."""
    return write_sheet(COLUMNS, _rows(found, with_names, t))


def _rows(found: Results, with_names: Sequence[Named], t: Texts) -> Iterator[dict[str, str]]:
    for rate in found.rates:
        yield {
            "part": rate.title or t("All together"),
            "what": "took_part",
            "people": str(rate.answered),
            "of": str(rate.reached),
        }
    for one in found.questions:
        yield from _of_question(one, [each for each in with_names if each.place == one.place], t)


def _of_question(one: QuestionResult, with_names: Sequence[Named], t: Texts) -> Iterator[dict[str, str]]:
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
    for each in with_names:
        theirs = {"question": question, "part": each.side_name, "person": each.name}
        if each.value is not None:
            yield {**theirs, "what": "named", "answer": value_words(one.question, each.value, t)}
        if each.text:
            yield {**theirs, "what": "text", "answer": each.text}
    nameless = Counter(one.words) - Counter(each.text for each in with_names)
    for text in one.words:
        if nameless[text]:
            nameless[text] -= 1
            yield {"question": question, "what": "text", "answer": text}


def _number(value: float, measure: Measure) -> str:
    return f"{value:.1f}" if measure is Measure.AVERAGE else f"{value:.0f}"
