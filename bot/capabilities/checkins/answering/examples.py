"""Every message and form of answering, with invented data, for the gallery and the contract tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.capabilities.checkins.answering import actions, channel_messages, messages
from bot.capabilities.checkins.answering.facts import Phase, PromptFacts, with_given
from bot.capabilities.checkins.answering.forms import answer_form
from bot.capabilities.checkins.answering.home_messages import open_parts, spared_button, spared_line, waiting_parts
from bot.capabilities.checkins.answering.prompt import prompt, reminder
from bot.capabilities.checkins.answering.silence_forms import Silenced, explain_form, more_form
from bot.capabilities.checkins.kinds import Ask, Mode
from bot.capabilities.checkins.questions import LONGEST_ANSWER, LONGEST_CHOICE, LONGEST_QUESTION, After, Given, Question
from bot.capabilities.checkins.store.tables import LONGEST_NAME
from bot.capability import Example
from bot.chat.message import Message, say
from bot.chat.texts import Texts

CLOSES = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
LATER = CLOSES - timedelta(hours=5)
ZONE = "Europe/London"
KEY = "kMXc1Qx9TzWq3Yv7LhB2sg"
HOSTILE = ("مرحبا & <!channel> *thanks* _all_ `x` " * 40)[:LONGEST_ANSWER].strip()
NAME = "Maximiliane-Theodora Featherstonehaugh-Oyelaran of the long names of the whole company"[:LONGEST_NAME]

INFORMED = Question(Ask.SMILEYS, "This week: did you have the information you needed?")
MISSING = Question(Ask.TEXT, "What was missing?", after=After(1, (1, 2)))
TOOLS = Question(
    Ask.SEVERAL_OF, "Which of your tools got in the way?", ("The help desk", "The refund form", "The telephone", "None")
)
REASONS = Question(
    Ask.ONE_OF,
    "What would help you most on Monday?",
    ("A shorter playbook for refunds", "Fewer changes in the middle of a shift", "An answer within the hour"),
)
KINDS = (
    ("scale", Question(Ask.SCALE_5, "How well did you know what changed this week?")),
    ("score", Question(Ask.SCALE_10, "How likely are you to recommend working here to a friend?")),
    ("yes-no", Question(Ask.YES_NO, "Is the new refund rule clear to you?")),
    ("one-of", Question(Ask.ONE_OF, "Which shift suits you?", ("Early", "Late", "Night"))),
    ("one-of-long", REASONS),
    ("several-of", TOOLS),
    ("text", Question(Ask.TEXT, "What did customers ask most today?")),
)

WEEKLY = PromptFacts(KEY, "Weekly pulse", Mode.ANONYMOUS, 5, 12, (INFORMED,), CLOSES, "Ines Calloway", "Harborline")
NAMED = replace(
    WEEKLY,
    mode=Mode.NAMED,
    led=True,
    lead="Omar Marsa",
    team="Harbor",
    questions=tuple(replace(one, alerts=(1, 2)) for one in WEEKLY.questions),
)
CONFIDENTIAL = replace(WEEKLY, mode=Mode.CONFIDENTIAL)
LONG = PromptFacts(
    KEY,
    NAME,
    Mode.NAMED,
    5,
    12,
    (
        Question(Ask.SMILEYS, HOSTILE[:LONGEST_QUESTION]),
        Question(Ask.ONE_OF, HOSTILE[:LONGEST_QUESTION], (HOSTILE[:LONGEST_CHOICE],) * 8),
        Question(Ask.SEVERAL_OF, HOSTILE[:LONGEST_QUESTION], (HOSTILE[:LONGEST_CHOICE],) * 8),
        Question(Ask.TEXT, HOSTILE[:LONGEST_QUESTION]),
        Question(Ask.SCALE_10, HOSTILE[:LONGEST_QUESTION]),
    ),
    CLOSES,
    NAME,
    NAME,
)
FULL = {1: Given(1), 2: Given(7), 3: Given(255), 4: Given(None, HOSTILE), 5: Given(10)}


def examples(t: Texts) -> Sequence[Example]:
    """All of them."""
    return (*_asked(t), *_answered(t), *_forms(t), *_in_channel(t), *_elsewhere(t))


def _asked(t: Texts) -> Sequence[Example]:
    unnamed = replace(NAMED, organiser="", side="")
    kinds = [
        Example(f"checkin-prompt-{name}", prompt(replace(WEEKLY, questions=(question,)), t, ZONE))
        for name, question in KINDS
    ]
    return (
        Example("checkin-prompt", prompt(WEEKLY, t, ZONE), "anonymous, in a direct message"),
        Example("checkin-prompt-confidential", prompt(CONFIDENTIAL, t, ZONE)),
        Example("checkin-prompt-named", prompt(NAMED, t, ZONE)),
        Example("checkin-prompt-set-up-by-nobody", prompt(unnamed, t, ZONE)),
        *kinds,
        Example("checkin-prompt-hostile", prompt(LONG, t, ZONE)),
        Example("checkin-reminder", reminder(WEEKLY, t, ZONE), "anonymous: to all, without buttons that answer"),
        Example("checkin-reminder-named", reminder(NAMED, t, ZONE)),
    )


def _answered(t: Texts) -> Sequence[Example]:
    once, low = {1: Given(4)}, {1: Given(1)}
    followed = replace(WEEKLY, questions=(INFORMED, MISSING, TOOLS))
    words = {1: Given(4, "The address form was fixed on Tuesday. Thank you!")}
    return (
        Example("checkin-answered", prompt(with_given(WEEKLY, once), t, ZONE), "the same message, after one tap"),
        Example("checkin-answered-named", prompt(with_given(NAMED, once), t, ZONE)),
        Example("checkin-answered-change", prompt(with_given(WEEKLY, once), t, ZONE, again=True)),
        Example("checkin-answered-in-words", prompt(with_given(WEEKLY, words), t, ZONE)),
        Example("checkin-answered-masked", prompt(with_given(WEEKLY, words, masked=True), t, ZONE)),
        Example("checkin-only-a-word", prompt(with_given(WEEKLY, {1: Given(None, "Too many.")}), t, ZONE)),
        Example("checkin-asks-further", prompt(with_given(followed, low), t, ZONE), "only after a low answer"),
        Example(
            "checkin-asks-further-named", prompt(with_given(replace(NAMED, questions=followed.questions), low), t, ZONE)
        ),
        Example("checkin-asks-the-last", prompt(with_given(followed, once), t, ZONE)),
        Example("checkin-skipped", prompt(with_given(followed, low | {2: Given(), 3: Given()}), t, ZONE)),
        Example("checkin-answered-hostile", prompt(with_given(LONG, FULL, masked=True), t, ZONE)),
        Example("checkin-closed", prompt(replace(WEEKLY, phase=Phase.CLOSED), t, ZONE)),
        Example("checkin-closed-answered", prompt(with_given(replace(NAMED, phase=Phase.CLOSED), words), t, ZONE)),
        Example("checkin-withdrawn", prompt(replace(WEEKLY, phase=Phase.WITHDRAWN), t, ZONE)),
        Example("checkin-erased", messages.erased(t)),
    )


def _forms(t: Texts) -> Sequence[Example]:
    several = replace(WEEKLY, questions=(INFORMED, MISSING, TOOLS))
    silent = Silenced(CLOSES + timedelta(days=3))
    return (
        Example("checkin-write", answer_form(several, "3", actions.KEEP_VOTE, t)),
        Example("checkin-write-a-word", answer_form(WEEKLY, actions.WORD, actions.KEEP_VOTE, t)),
        Example("checkin-write-all", answer_form(with_given(several, {1: Given(1)}), actions.ALL, actions.KEEP, t)),
        Example("checkin-write-all-hostile", answer_form(with_given(LONG, FULL), actions.ALL, actions.KEEP, t)),
        Example("checkin-more", more_form(WEEKLY, None, t, ZONE)),
        Example("checkin-more-named", more_form(NAMED, None, t, ZONE)),
        Example("checkin-more-snoozed", more_form(WEEKLY, silent, t, ZONE)),
        Example("checkin-more-stopped", more_form(WEEKLY, Silenced(), t, ZONE)),
        Example("checkin-how-anonymous", explain_form(WEEKLY, t)),
        Example("checkin-who-sees-it", explain_form(NAMED, t)),
        Example("checkin-who-sees-it-confidential", explain_form(CONFIDENTIAL, t)),
    )


def _in_channel(t: Texts) -> Sequence[Example]:
    lead = channel_messages.once_only(t)
    given = with_given(NAMED, {1: Given(4, "Short and clear.")}, masked=True)
    return (
        Example("checkin-in-a-channel", channel_messages.in_channel(WEEKLY, t, ZONE, 3), "for whom no message reaches"),
        Example("checkin-in-a-channel-for-one", channel_messages.in_channel(NAMED, t, ZONE, 1)),
        Example("checkin-in-a-channel-reminder", channel_messages.reminds_channel(WEEKLY, t, ZONE)),
        Example("checkin-in-a-channel-hostile", channel_messages.in_channel(LONG, t, ZONE, 200)),
        Example("checkin-form-in-a-channel", answer_form(WEEKLY, actions.ALL, actions.CAST, t, lead=lead)),
        Example("checkin-form-in-a-channel-named", answer_form(NAMED, actions.ALL, actions.KEEP_HERE, t)),
        Example("checkin-noted", channel_messages.noted(given, t, ZONE)),
        Example("checkin-cast", channel_messages.cast(t, masked=True)),
        Example("checkin-cast-before", channel_messages.cast_before(t)),
        Example("checkin-has-own", channel_messages.has_own(WEEKLY, t)),
    )


def _elsewhere(t: Texts) -> Sequence[Example]:
    held_back = say(spared_line(WEEKLY, t, ZONE), spared_button(WEEKLY, t), locale=t.locale)
    return (
        Example("checkin-on-the-home", Message(t("Home"), waiting_parts(NAMED, t, ZONE), t.locale)),
        Example("checkin-on-the-home-anonymous", Message(t("Home"), open_parts(WEEKLY, t, ZONE), t.locale)),
        Example(
            "checkin-on-the-home-by-button", Message(t("Home"), open_parts(WEEKLY, t, ZONE, by_button=True), t.locale)
        ),
        Example("checkin-spared", held_back, "in the catch-up"),
        Example("checkin-brought", messages.brought(t)),
        Example("checkin-there-already", messages.there_already(t)),
        Example("checkin-not-now", messages.later(LATER, LATER - timedelta(hours=2), t, ZONE)),
        Example("checkin-not-now-tomorrow", messages.later(LATER, LATER - timedelta(days=1), t, ZONE)),
        Example("checkin-not-now-too-late", messages.no_later(WEEKLY, t, ZONE)),
        Example("checkin-not-now-again", messages.later_before(WEEKLY, t, ZONE)),
        Example("checkin-not-now-answered", messages.nothing_to_put_off(t)),
        Example("checkin-not-asked", messages.not_asked(t)),
        Example("checkin-not-an-answer", messages.not_an_answer(t)),
        Example("checkin-not-recognised", messages.not_recognised(t)),
        Example("checkin-tried-out", messages.only_tried(t)),
    )
