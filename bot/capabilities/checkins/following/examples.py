"""Example messages and forms of what follows answers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.capabilities.checkins.following import (
    alert_messages,
    back_messages,
    done_messages,
    page_messages,
    talk_messages,
    talking,
)
from bot.capabilities.checkins.following.alert_messages import LowAnswer, LowFacts
from bot.capabilities.checkins.following.back_messages import Exchange, Turn
from bot.capabilities.checkins.following.done_messages import DoneFacts
from bot.capabilities.checkins.following.talk_messages import Conversation, Told
from bot.capabilities.checkins.kinds import Ask
from bot.capabilities.checkins.questions import Question
from bot.capabilities.checkins.results.messages import RESULTS
from bot.capabilities.checkins.store.feedback_people import Someone
from bot.capability import Example
from bot.chat.message import Button, say
from bot.chat.texts import Texts
from bot.storage.columns import PUBLIC_ID_LENGTH

_ID = "w" * PUBLIC_ID_LENGTH
_VOTER = "v" * 43
_DAY = date(2026, 11, 30)
_WORDS = "The refund limits changed twice and we heard of it from a customer."


def examples(t: Texts) -> Sequence[Example]:
    """What people read when answers are followed up."""
    nora = Someone(1, "n" * PUBLIC_ID_LENGTH, "Nora Marlowe", 1, "Marlowe & Finch", True, True, False)
    omar = Someone(2, "o" * PUBLIC_ID_LENGTH, "Omar Marsa", 2, "Harborline", False, True, False)
    asked = "This week: did you have the information you needed?"
    begun = Conversation(_ID, "Weekly pulse", asked, t("🙁 Bad"), omar, nora, (Told(False, "What was missing?"),))
    talked = replace(begun, said=(*begun.said, Told(True, "The new limit for gift cards.")))
    gone = replace(talked, answered="", person=None)
    wrote = Exchange(1, asked, _WORDS)
    back = replace(
        wrote,
        turns=(
            Turn(True, "Thank you. Which of the two changes reached you late?", _DAY, "Nora Marlowe"),
            Turn(False, "The second one, on Thursday.", date(2026, 12, 1)),
        ),
    )
    done = DoneFacts(_ID, "Weekly pulse", asked, _DID, datetime(2026, 12, 2, 10, tzinfo=UTC), "Nora Marlowe")
    questions = (Question(Ask.SMILEYS, asked), Question(Ask.TEXT, "What would help?"))
    lines = [
        page_messages.Line(omar.public_id, "Omar Marsa (Harborline)", t("🙁 Bad"), _WORDS, talking=True),
        page_messages.Line(_ID, "Tobias Finch", t("🙂 Good"), "", talking=False),
    ]
    many = [replace(lines[0], name=f"Omar Marsa {n}") for n in range(30)]
    words = [
        page_messages.Words(_VOTER, back),
        page_messages.Words(_VOTER, replace(wrote, words="Nothing, thank you.")),
    ]
    low = LowFacts(
        _ID, "Weekly pulse", omar.public_id, omar.name, "Harborline", (LowAnswer(1, asked, t("🙁 Bad"), _WORDS),)
    )
    button = Button(t("See results"), RESULTS, _ID, opens_form=True)
    return (
        Example("checkin-follow", page_messages.named_page(_ID, 1, asked, lines, 0, t), "with names, the lowest first"),
        Example("checkin-low", alert_messages.low(low, t), "at once, to whoever may see the name"),
        Example("checkin-low-changed", alert_messages.low(replace(low, answers=()), t)),
        Example("checkin-low-gone", alert_messages.gone(t), "taken back, erased, or no longer theirs to see"),
        Example("checkin-follow-many", page_messages.named_page(_ID, 1, asked, many, 8, t)),
        Example("checkin-follow-nobody", page_messages.named_page(_ID, 1, asked, [], 0, t)),
        Example("checkin-write-back", page_messages.words_page(_ID, 1, asked, words, 0, 12, t), "without names"),
        Example("checkin-talk-form", talk_messages.say_form(f"{_ID}.{_ID}", talking.BEGUN, begun, t, to_person=True)),
        Example("checkin-talk", talk_messages.for_person(begun, t), "to whoever answered with their name"),
        Example("checkin-talk-answered", talk_messages.for_organiser(talked, t), "to whoever looks after it"),
        Example("checkin-talk-gone", talk_messages.for_organiser(gone, t), "where the other was erased"),
        Example("checkin-talk-sent", talk_messages.sent(begun, t, to_person=True, masked=True)),
        Example("checkin-talk-not-yours", talk_messages.not_yours(t)),
        Example("checkin-write-back-form", back_messages.write_form(f"{_ID}.1.{_VOTER}.{_ID}", back, t)),
        Example("checkin-written-back", back_messages.written(t, masked=False)),
        Example("checkin-not-shown", back_messages.not_shown(t)),
        Example("checkin-note", back_messages.note("Weekly pulse", t), "to everybody who was asked, alike"),
        Example("checkin-anything", back_messages.anything_form(f"{_ID}.{_ID}", [back], t), "to one whom nobody knows"),
        Example("checkin-anything-none", back_messages.nothing(t)),
        Example("checkin-answered-back", back_messages.answered(t, masked=True)),
        Example("checkin-told-back", back_messages.told_back("Weekly pulse", 2, button, t)),
        Example("checkin-done", done_messages.for_reader(done, t), "you said, we did"),
        Example("checkin-done-corrected", done_messages.for_reader(replace(done, corrected=True, question=""), t)),
        Example("checkin-done-withdrawn", done_messages.for_reader(replace(done, withdrawn=True), t)),
        Example(
            "checkin-done-form",
            done_messages.tell_form(f"{_ID}.{_ID}", done_messages.TOLD_DONE, questions, "", t, correcting=False),
        ),
        Example(
            "checkin-done-correct-form",
            done_messages.tell_form(_ID, done_messages.CORRECTED, questions, _DID, t, correcting=True),
        ),
        Example("checkin-done-begin", say(t("Results"), done_messages.tell_button(_ID, t)), "below the results"),
        *(
            Example(f"checkin-catch-up-{number}", say(text, Button(t("Show"), action, _ID)), "in the catch-up")
            for number, (text, action) in enumerate(
                (
                    (talk_messages.spared_line(begun, t, to_person=True), talking.SHOW),
                    (alert_messages.title(low, t), alert_messages.SHOW_LOW),
                    (done_messages.spared_line(done.name, t), done_messages.SHOW),
                    (back_messages.note("Weekly pulse", t).summary, back_messages.SHOW_NOTE),
                ),
                start=1,
            )
        ),
        Example(
            "checkin-talk-answer-form",
            talk_messages.say_form(f"{_ID}.{_ID}", talk_messages.KEEP_SAID, begun, t, to_person=False),
        ),
        Example("checkin-done-told", done_messages.told(done, t("Corrected everywhere."), t)),
    )


_DID = "Changes of limits are told on Mondays only, a day before they start."
