"""What prompts and reminders say, without a database: how little it takes, and which check-in it is."""

from dataclasses import replace

import pytest

from bot.capabilities.checkins.answering.channel_messages import in_channel, reminds_channel
from bot.capabilities.checkins.answering.examples import MISSING, WEEKLY, ZONE
from bot.capabilities.checkins.answering.facts import PromptFacts
from bot.capabilities.checkins.answering.prompt import prompt, reminder
from bot.capabilities.checkins.kinds import Ask, Mode
from bot.capabilities.checkins.questions import Given, Question
from bot.chat.plain_text import text_of
from bot.chat.texts import Texts

SMILEYS = Question(Ask.SMILEYS, "How was it?")
SEVERAL = Question(Ask.SEVERAL_OF, "What got in the way?", ("Tools", "Shifts"))
TEXT = replace(MISSING, after=None)


def said(facts: PromptFacts, *questions: Question, mode: Mode = Mode.NAMED) -> str:
    return text_of(reminder(replace(facts, questions=questions, mode=mode), Texts(), ZONE))


@pytest.mark.parametrize("mode", list(Mode))
def test_a_reminder_promises_one_tap_only_where_one_tap_answers(mode: Mode) -> None:
    assert "One tap" in said(WEEKLY, SMILEYS, mode=mode)
    assert "egins with one tap" in said(WEEKLY, SMILEYS, TEXT, mode=mode)
    assert "few words" in said(WEEKLY, TEXT, SMILEYS, mode=mode)
    assert "tap" not in said(WEEKLY, SEVERAL, SMILEYS, mode=mode)
    skipped = said(replace(WEEKLY, given={1: Given()}), TEXT, SMILEYS, mode=Mode.NAMED)
    assert "begins with one tap" in skipped and "few words" not in skipped


def test_a_prompt_says_which_check_in_asks_unless_the_question_is_its_name() -> None:
    for given in ({}, {1: Given(4)}):
        asked = replace(WEEKLY, questions=(SMILEYS,), given=given)
        assert "Weekly pulse" in text_of(prompt(asked, Texts(), ZONE))
    for shown in (in_channel(asked, Texts(), ZONE, 3), reminds_channel(asked, Texts(), ZONE)):
        assert "Weekly pulse" in text_of(shown)
    same = prompt(replace(WEEKLY, name="How was it?", questions=(SMILEYS,)), Texts(), ZONE)
    assert text_of(same).count("How was it?") == 1 and same.summary == "How was it?"
