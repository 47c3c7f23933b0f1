"""The words of a check-in on the home and in the catch-up of somebody who is asked."""

from bot.capabilities.checkins.answering import actions
from bot.capabilities.checkins.answering.facts import PromptFacts
from bot.capabilities.checkins.answering.sentences import closing, in_one_line
from bot.chat.message import Actions, Button, Part, Tone, paragraph
from bot.chat.texts import Texts


def waiting_parts(facts: PromptFacts, t: Texts, zone: str) -> tuple[Part, ...]:
    """Of somebody who has not answered."""
    answer = Button(t("Answer"), actions.OPEN_HERE, facts.key, Tone.PRIMARY, opens_form=True)
    return (paragraph(_line(facts, t)), closing(facts, t, zone), Actions((answer,)))


def open_parts(facts: PromptFacts, t: Texts, zone: str, *, by_button: bool = False) -> tuple[Part, ...]:
    """Of somebody of whom nobody knows whether they have; `by_button` has them answer here, once."""
    answer = Button(t("Answer"), actions.OPEN_HERE, facts.key, opens_form=True)
    own = Button(t("Show me my message"), actions.BRING, facts.key)
    neutral = t("Nobody can see whether you have answered. If you have, thank you.")
    parts = (paragraph(_line(facts, t)), paragraph(neutral), closing(facts, t, zone))
    return (*parts[:1], *parts[2:], Actions((answer,))) if by_button else (*parts, Actions((own,)))


def spared_line(facts: PromptFacts, t: Texts, zone: str) -> str:
    """In the catch-up of somebody whom the budget spared the prompt or its reminder."""
    return t(
        "{name}: {question} Open until {time}.",
        name=facts.name,
        question=facts.questions[0].said(t.locale),
        time=t.moment(facts.closes_at, zone),
    )


def spared_button(facts: PromptFacts, t: Texts) -> Button:
    """What has it sent after all."""
    return Button(t("Answer"), actions.BRING, facts.key)


def _line(facts: PromptFacts, t: Texts) -> str:
    return in_one_line(facts, facts.questions[0].said(t.locale), t)
