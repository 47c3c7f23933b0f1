"""Questions as people type them, and back."""

import pytest

from bot.capabilities.checkins.kinds import Ask
from bot.capabilities.checkins.questions import After
from bot.capabilities.checkins.setting_up.notation import Unclear, read_questions, write_questions
from bot.capabilities.checkins.setting_up.templates import OWN, USUAL
from bot.chat.texts import Texts

EVERYTHING = """\
smileys, alert 1-2: This week: did you have what you needed?
es: ¿Tuviste lo que necesitabas?
if 1 is 1-2: text: What was missing?
one of, alert 1: Which shift? | Early, or so | Late
es: ¿Qué turno? | Mañana | Tarde
if 3 is 1, Late: several of: Why? | Bus | Sleep
if 4 is Bus: yes/no, alert no: Does it come?"""


def test_what_is_typed_is_read_and_written_back_alike() -> None:
    first, missing, shift, why, comes = found = read_questions(EVERYTHING, Texts())
    assert first.text == "This week: did you have what you needed?"
    assert first.other_languages == {"es": ("¿Tuviste lo que necesitabas?",)}
    assert (missing.ask, missing.after) == (Ask.TEXT, After(1, (1, 2)))
    assert shift.choices == ("Early, or so", "Late")
    assert shift.choices_in("es") == ("Mañana", "Tarde")
    assert why.after == After(3, (0, 1))
    assert comes.after == After(4, (0,))
    assert [one.alerts for one in found] == [(1, 2), (), (0,), (), (0,)]
    assert [first.is_low(value) for value in (2, 3, None)] == [True, False, False]
    assert read_questions(write_questions(found), Texts()) == found


@pytest.mark.parametrize("name", [name for name in USUAL if name != OWN])
def test_what_is_usual_can_be_asked_in_every_language(name: str) -> None:
    found = read_questions(USUAL[name].questions, Texts())
    assert all(one.other_languages.keys() == {"es", "fil"} for one in found)
    assert read_questions(write_questions(found), Texts()) == found


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "at least one question"),
        ("\n\nHow are you?", 3, "Begin the line with a kind"),
        ("\n".join(["1-5: How?"] * 6), 6, "up to 5 questions"),
        ("smileys:", 1, "after the colon"),
        (f"text: {'x' * 201}", 1, "up to 200 characters"),
        ("1-5: How? | Well | Badly", 1, "Only “one of”"),
        ("one of: Which? | A", 1, "2 to 8 choices"),
        (f"one of: Which?{' | A' * 9}", 1, "2 to 8 choices"),
        ("one of: Which? | A | ", 1, "A choice is empty"),
        ("one of: Which? | A | a", 1, "stands there twice"),
        (f"one of: Which? | A | {'b' * 61}", 1, "up to 60 characters"),
        ("if 1 is 2: text: Why?", 1, "a question above it"),
        ("1-5: How?\nif 2 is 2: text: Why?", 2, "a question above it"),
        ("smileys, alert: How?", 1, "Its answers are: 1, 2, 3, 4, 5"),
        ("smileys, alert 7: How?", 1, "Its answers are: 1, 2, 3, 4, 5"),
        ("smileys, alert 1-5: How?", 1, "Every answer"),
        ("text, alert 1: How?", 1, "Only one answer that is tapped"),
        ("several of, alert A: Which? | A | B", 1, "Only one answer that is tapped"),
        ("1-5: How?\nif 1 is 6: text: Why?", 2, "Its answers are: 1, 2, 3, 4, 5"),
        ("1-5: How?\nif 1 is 4-2: text: Why?", 2, "Its answers are"),
        ("text: How?\nif 1 is fine: text: Why?", 2, "certain words"),
        ("es: ¿Qué tal?", 1, "the question itself first"),
        ("one of: Which? | A | B\nes: ¿Cuál? | A", 2, "as many choices"),
        ("1-5: How?\nes: ¿Qué tal?\nes: ¿Cómo?", 3, "twice"),
    ],
)
def test_a_line_that_cannot_be_a_question_is_named(text: str, line: int, says: str) -> None:
    with pytest.raises(Unclear, match=says) as unclear:
        read_questions(text, Texts())
    assert unclear.value.line == line
