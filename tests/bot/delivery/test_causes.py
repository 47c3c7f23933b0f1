"""Causes in words: every one says what happened and what to do."""

import pytest

from bot.chat.texts import PSEUDO_LONG, Texts
from bot.delivery.causes import explain
from bot.ports import Cause


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_a_sentence_and_a_remedy(cause):
    said = explain(cause, Texts(), channel="#harborline-care")
    for text in (said.what, said.remedy, said.mend, said.request):
        assert text.endswith(".")
        assert "{" not in text
        assert cause.value not in text, "no codes in what people read"


@pytest.mark.parametrize("cause", Cause)
def test_where_there_is_no_receipt_nobody_is_told_to_press_its_buttons(cause):
    said = explain(cause, Texts(), channel="#harborline-care")
    assert not any(words in said.mend for words in ("Try again", "Choose another channel"))
    assert "Choose another channel" not in said.request, "whoever asks others has no such button"


@pytest.mark.parametrize("cause", Cause)
def test_every_sentence_goes_through_the_catalogue(cause):
    said = explain(cause, Texts(PSEUDO_LONG), channel="#harborline-care")
    assert said.what.startswith("⟦")
    assert said.remedy.startswith("⟦")


def test_the_app_is_called_what_it_is_called_here():
    said = explain(Cause.BOT_NOT_IN_CHANNEL, Texts(), channel="#harborline-care", app="Marlowe News")
    assert said.what == "Marlowe News is not in #harborline-care."
    assert "/invite @Marlowe News" in said.remedy


def test_the_platforms_own_word_is_shown_only_where_there_is_no_other():
    assert "weird_thing" in explain(Cause.OTHER, Texts(), channel="#a", detail="weird_thing").what
    assert "weird_thing" not in explain(Cause.CHANNEL_ARCHIVED, Texts(), channel="#a", detail="weird_thing").what
