"""What was answered, as one figure."""

import pytest

from bot.capabilities.checkins.kinds import Ask, Template
from bot.capabilities.checkins.questions import Question
from bot.capabilities.checkins.results.counting import Measure, Tally, measure_of, tally

SCALE, TEN = Question(Ask.SCALE_5, "How was it?"), Question(Ask.SCALE_10, "Would you recommend it?")
YES = Question(Ask.YES_NO, "Was it understood?")
SEVERAL = Question(Ask.SEVERAL_OF, "What was missing?", ("Prices", "Policy", "Who to ask"))


@pytest.mark.parametrize(
    ("question", "template", "measure"),
    [
        (SCALE, Template.ENPS, Measure.AVERAGE),
        (TEN, Template.ENPS, Measure.ENPS),
        (TEN, Template.OWN, Measure.AVERAGE),
        (YES, Template.OWN, Measure.YES),
        (SEVERAL, Template.OWN, Measure.NONE),
        (Question(Ask.TEXT, "Why?"), Template.OWN, Measure.NONE),
    ],
)
def test_what_the_one_figure_of_a_question_is(question: Question, template: Template, measure: Measure) -> None:
    assert measure_of(question, template) is measure


def test_an_average_has_one_decimal() -> None:
    assert tally(SCALE, [(5, 1), (4, 2)]).figure(Measure.AVERAGE) == 4.3


def test_enps_is_promoters_less_detractors_of_all() -> None:
    assert tally(TEN, [(10, 3), (9, 1), (8, 2), (7, 1), (6, 1), (0, 2)]).figure(Measure.ENPS) == 10
    assert tally(TEN, [(6, 4)]).figure(Measure.ENPS) == -100


def test_yes_is_a_percentage() -> None:
    assert tally(YES, [(1, 2), (0, 1)]).figure(Measure.YES) == 67


def test_who_ticks_three_choices_is_one_person() -> None:
    assert tally(SEVERAL, [(0b111, 1), (0b010, 4)]) == Tally(5, {0: 1, 1: 5, 2: 1})


def test_of_nobody_there_is_no_figure() -> None:
    assert [tally(SCALE, []).figure(measure) for measure in Measure] == [None] * 4
