"""Sentences that several messages of a check-in say."""

from bot.capabilities.checkins.answering.facts import BY_FORM, FIRST, PromptFacts
from bot.capabilities.checkins.answering.words import choices
from bot.capabilities.checkins.kinds import Ask, Mode
from bot.chat.message import Context, Moment
from bot.chat.texts import Texts


def who_asks(facts: PromptFacts, t: Texts) -> str:
    """Whoever looks after it, as they may be named."""
    return facts.organiser or t("whoever set it up")


def in_one_line(facts: PromptFacts, question: str, t: Texts) -> str:
    """Which check-in asks, and what; once alone where it is called like its question."""
    return question if question == facts.name else t("{name}: {question}", name=facts.name, question=question)


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
                "Confidential: only {readers} see it with your name. Others see figures of at least {n} people "
                "together.",
                readers=_readers(facts, t),
                n=facts.threshold,
            )
        case Mode.NAMED:
            return t(
                "With your name: {readers} see it. Others see figures of at least {n} people together.",
                readers=_readers(facts, t),
                n=facts.threshold,
            )


def not_answered(facts: PromptFacts, t: Texts) -> str:
    """To somebody who is reminded of what they have not answered, and how little it takes."""
    match facts.questions[(facts.next() or FIRST) - 1].ask:
        case Ask.TEXT:
            return t("You have not answered this yet. A few words are enough.")
        case Ask.SEVERAL_OF:
            return t("You have not answered this yet.")
        case _ if len(facts.questions) > 1:
            return t("You have not answered this yet. It begins with one tap.")
        case _:
            return t("You have not answered this yet. One tap is enough.")


def answered_above(facts: PromptFacts, t: Texts) -> str:
    """To somebody who may have answered in another message, and how little it takes."""
    question = facts.questions[0].said(t.locale)
    match facts.questions[0].ask:
        case Ask.TEXT:
            return t("A few words behind the button of the message above are enough: {question}", question=question)
        case Ask.SEVERAL_OF:
            return t("You can answer by the button of the message above: {question}", question=question)
        case _ if len(facts.questions) > 1:
            return t("It begins with one tap on the message above: {question}", question=question)
        case _:
            return t("One tap on the message above is enough: {question}", question=question)


def alert_line(facts: PromptFacts, place: int, t: Texts) -> str:
    """Which answers to a question are told at once; nothing where none are, as in every anonymous check-in."""
    question = facts.questions[place - 1]
    if facts.anonymous or not question.alerts:
        return ""
    answers = t.names([one.written for one in choices(question, t) if one.value in question.alerts])
    return t("Told at once to those who see your name, so that something can be done: {answers}.", answers=answers)


def leads_line(facts: PromptFacts, t: Texts) -> str:
    """What leads see of an answer with a name, and who counts as a lead or manager."""
    if facts.mode is Mode.CONFIDENTIAL:
        return t("Leads see nothing of it as leads. Managers are those who have that role when they look.")
    return t(
        "The lead of your team, if they led it when this was prepared and still do; no other lead. Managers are those "
        "who have that role when they look."
    )


def _readers(facts: PromptFacts, t: Texts) -> str:
    found = [who_asks(facts, t)]
    if facts.led:
        lead = t("{name} as the lead of {team}", name=facts.lead, team=facts.team) if facts.lead else ""
        found.append(lead or t("your team's lead"))
    managers = t("the managers of {side} and of the whole organisation", side=facts.side or t("your company"))
    return t.names([*found, managers])


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
