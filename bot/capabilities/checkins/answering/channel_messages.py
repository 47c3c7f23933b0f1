"""The message in a team's channel for those who cannot be messaged, and what its button says to each."""

from dataclasses import replace

from bot.capabilities.checkins.answering import actions
from bot.capabilities.checkins.answering.facts import FIRST, Phase, PromptFacts
from bot.capabilities.checkins.answering.prompt import closed, told_parts, which, withdrawn
from bot.capabilities.checkins.answering.sentences import alert_line, closing, in_one_line, masked_note, readers_line
from bot.capabilities.checkins.kinds import Mode
from bot.chat.message import Actions, Body, Button, Context, Message, Paragraph, Part, Tone, paragraph, plain, say
from bot.chat.texts import Texts


def in_channel(facts: PromptFacts, t: Texts, zone: str, people: int) -> Message:
    """To the people of a channel, `people` of whom Instep cannot write to; it names none of them, and no side.

    Whoever reads the channel may be of several companies.
    """
    whom = t.n(
        "This is for one person here whom I cannot write to directly. Only you see the form that the button opens.",
        "This is for {n} people here whom I cannot write to directly. Only you see the form that the button opens.",
        people,
    )
    return _to_all_there(facts, t, zone, whom)


def reminds_channel(facts: PromptFacts, t: Texts, zone: str) -> Message:
    """The same once more; it says nothing of how many have not answered, nor of whether one of them has."""
    whom = t(
        "It is still open for those here whom I cannot write to directly. If you have answered, thank you. Only you "
        "see the form that the button opens."
    )
    return _to_all_there(facts, t, zone, whom)


def _to_all_there(facts: PromptFacts, t: Texts, zone: str, whom: str) -> Message:
    match facts.phase:
        case Phase.WITHDRAWN:
            return withdrawn(facts, t)
        case Phase.CLOSED:
            return closed(facts, t, zone)
        case Phase.OPEN:
            question = facts.questions[0].said(t.locale)
    parts = [*which(facts, question), Body((Paragraph(plain(question, bold=True)),)), paragraph(whom)]
    if facts.anonymous:
        parts.append(paragraph(once_only(t)))
    # Whose lead it is depends on who reads it.
    nobodys = replace(facts, organiser="", side="", lead="", led=facts.mode is Mode.NAMED)
    parts += [closing(facts, t, zone), Context(plain(readers_line(nobodys, t)))]
    if line := alert_line(nobodys, FIRST, t):
        parts.append(Context(plain(line)))
    parts.append(Actions((Button(t("Answer"), actions.OPEN_HERE, facts.key, Tone.PRIMARY, opens_form=True),)))
    return Message(in_one_line(facts, question, t), tuple(parts), t.locale)


def once_only(t: Texts) -> str:
    """What an anonymous answer from a channel cannot do."""
    return t("From here it is one answer, which cannot be changed afterwards, since nothing tells which one is yours.")


def noted(facts: PromptFacts, t: Texts, zone: str) -> Message:
    """To whoever answered in a form that no message of their own opened."""
    summary = t("Thank you for your answer.")
    parts: list[Part] = [Body((Paragraph(plain(summary, bold=True)),)), *told_parts(facts, t), closing(facts, t, zone)]
    if facts.masked:
        parts.append(Context(plain(masked_note(t))))
    parts.append(Actions((Button(t("Change"), actions.OPEN_HERE, facts.key, opens_form=True),)))
    return Message(summary, tuple(parts), t.locale)


def cast(t: Texts, *, masked: bool) -> Message:
    """To whoever gave the one anonymous answer; nothing says any more what it was."""
    lines = [
        t("Thank you. Your answer is in, and nothing tells any more that it is yours."),
        *([masked_note(t)] if masked else []),
    ]
    return Message(lines[0], tuple(paragraph(one) for one in lines), t.locale)


def cast_before(t: Texts) -> Message:
    """To whoever gave it already."""
    text = t("You have answered this already. From a channel it is one answer, so nothing was changed.")
    return say(text, locale=t.locale)


def has_own(facts: PromptFacts, t: Texts) -> Message:
    """To whoever has a message of their own."""
    own = Button(t("Show me my message"), actions.BRING, facts.key)
    text = t("You have a message of your own for this in your chat with me. Answer there: you can change it later.")
    return say(text, own, locale=t.locale)
