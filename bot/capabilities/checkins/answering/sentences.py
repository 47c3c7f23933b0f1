"""Sentences that several messages of a check-in say."""

from bot.capabilities.checkins.answering.facts import PromptFacts
from bot.capabilities.checkins.kinds import Ask, Mode
from bot.chat.message import Context, Moment
from bot.chat.texts import Texts

BY_FORM = (Ask.TEXT, Ask.SEVERAL_OF)
"""What is answered in a form alone."""


def who_asks(facts: PromptFacts, t: Texts) -> str:
    """Whoever looks after it, as they may be named."""
    return facts.organiser or t("whoever set it up")


def readers_line(facts: PromptFacts, t: Texts) -> str:
    """Who can see the answer, and how many must answer before anything is shown."""
    match facts.mode:
        case Mode.ANONYMOUS:
            return t(
                "Anonymous: shown only when at least {n} people of a group have answered; nobody, not even an admin, "
                "sees who said what.",
                n=facts.threshold,
            )
        case Mode.CONFIDENTIAL:
            return t(
                "Confidential: {who} and the managers of {side} see it with your name. Others see figures of at least "
                "{n} people together.",
                who=who_asks(facts, t),
                side=facts.side or t("your side"),
                n=facts.threshold,
            )
        case Mode.NAMED:
            return t(
                "With your name: {who} and the managers of {side} see it. Others see figures of at least {n} people "
                "together.",
                who=who_asks(facts, t),
                side=facts.side or t("your side"),
                n=facts.threshold,
            )


def closes_line(facts: PromptFacts, t: Texts, zone: str) -> Context:
    """How little it takes, and until when it can be changed."""
    if len(facts.questions) == 1 and facts.questions[0].ask not in BY_FORM:
        return Context(t.filled("One tap, which you can change until {moment}.", moment=closes(facts, t, zone)))
    return Context(t.filled("You can answer, and change it, until {moment}.", moment=closes(facts, t, zone)))


def closing(facts: PromptFacts, t: Texts, zone: str) -> Context:
    """Until when it is open."""
    return Context(t.filled("Open until {moment}.", moment=closes(facts, t, zone)))


def closes(facts: PromptFacts, t: Texts, zone: str) -> Moment:
    """When it closes."""
    return t.span(facts.closes_at, zone)


def masked_note(t: Texts) -> str:
    """What became of customers' data in what was written."""
    return t("What looked like a customer's data is masked.")
