"""The message by which somebody is asked, and what it becomes once they have answered."""

from collections.abc import Sequence

from bot.capabilities.checkins.answering import actions
from bot.capabilities.checkins.answering.facts import BY_FORM, Phase, PromptFacts
from bot.capabilities.checkins.answering.sentences import (
    alert_line,
    answered_above,
    closes,
    closes_line,
    closing,
    in_one_line,
    masked_note,
    not_answered,
    readers_line,
    who_asks,
)
from bot.capabilities.checkins.answering.words import choices, is_numbered, scale_line, value_words
from bot.capabilities.checkins.kinds import Ask
from bot.capabilities.checkins.questions import Given
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    ListBlock,
    Message,
    Paragraph,
    Part,
    Tone,
    paragraph,
    plain,
    say,
)
from bot.chat.texts import Texts


def prompt(facts: PromptFacts, t: Texts, zone: str, *, again: bool = False) -> Message:
    """To somebody in a direct message, as it stands: asked, answered, over.

    `again` draws the choices of the only question once more, so that another one can be tapped.
    """
    match facts.phase:
        case Phase.WITHDRAWN:
            return withdrawn(facts, t)
        case Phase.CLOSED:
            return closed(facts, t, zone)
        case Phase.OPEN:
            return _open(facts, t, zone, again=again)


def reminder(facts: PromptFacts, t: Texts, zone: str, *, put_off: bool = False) -> Message:
    """To somebody who may not have answered; `put_off`: they alone, who asked for it.

    Of an anonymous check-in it has no buttons that answer: nobody is to hold two of them, nor to be asked by them
    whether they answered.
    """
    if facts.phase is not Phase.OPEN or facts.told():
        return prompt(facts, t, zone)
    if not facts.anonymous:
        message = prompt(facts, t, zone)
        lead = paragraph(not_answered(facts, t))
        return Message(message.summary, (lead, *message.parts), message.locale)
    summary = t("“{name}” is still open.", name=facts.name)
    neutral = t("If you have answered, thank you. Everybody is reminded, since nobody can see who has.")
    if put_off:
        neutral = t("Nobody can see whether you have answered. If you have, thank you.")
    parts: tuple[Part, ...] = (
        _bold(summary),
        paragraph(answered_above(facts, t)),
        paragraph(neutral),
        closing(facts, t, zone),
        # Whose prompt the budget held back has no message above.
        Actions((Button(t("Show me my message"), actions.BRING, facts.key), _more(facts, t))),
    )
    return Message(summary, parts, t.locale)


def withdrawn(facts: PromptFacts, t: Texts) -> Message:
    """In the place of a prompt that was taken back."""
    text = t("“{name}” was withdrawn. Nobody is shown answers to it, and nothing is needed from you.", name=facts.name)
    return say(text, locale=t.locale)


def closed(facts: PromptFacts, t: Texts, zone: str) -> Message:
    """In the place of a prompt whose time is over, with what was answered."""
    summary = t("“{name}” is closed.", name=facts.name)
    when = t.filled("It closed {moment}. Nothing can be answered or changed any more.", moment=closes(facts, t, zone))
    parts: list[Part] = [_bold(summary), *told_parts(facts, t)]
    if facts.told() or facts.word:
        parts.append(paragraph(t("Thank you. Your answer counts.")))
    parts.append(Body((Paragraph(when),)))
    if looks := _anything(facts, t):
        parts.append(Actions(tuple(looks)))
    return Message(summary, tuple(parts), t.locale)


def _open(facts: PromptFacts, t: Texts, zone: str, *, again: bool) -> Message:
    place = 1 if again else facts.next()
    told = () if again else facts.told()
    if place is None:
        return _thanks(facts, t, zone)
    question = _question(facts, place, t)
    parts = which(facts, question)
    if told:
        parts += [_bold(t("Thank you, that is noted.")), *told_parts(facts, t)]
    elif facts.word or facts.passed():
        parts += told_parts(facts, t)
    parts += [_bold(question), *answer_parts(facts, place, t)]
    if again and (given := facts.given.get(place)):
        parts.append(Context(plain(t("You chose {answer}.", answer=_said(facts, place, given, t)))))
    parts += [closes_line(facts, t, zone), Context(plain(readers_line(facts, t)))]
    if line := alert_line(facts, place, t):
        parts.append(Context(plain(line)))
    if facts.masked:
        parts.append(Context(plain(masked_note(t))))
    parts.append(Actions(tuple(_below(facts, t, again=again))))
    return Message(in_one_line(facts, question, t), tuple(parts), t.locale)


def _thanks(facts: PromptFacts, t: Texts, zone: str) -> Message:
    summary = t("Thank you for your answer.")
    happens = t.filled(
        "It closes {moment}. Then {who} sees the results, and what is done about them can be told to you here.",
        moment=closes(facts, t, zone),
        who=plain(t.apart(who_asks(facts, t)))[0],
    )
    parts = [*which(facts, _question(facts, 1, t)), _bold(summary), *told_parts(facts, t), Body((Paragraph(happens),))]
    parts.append(Context(plain(readers_line(facts, t))))
    if facts.masked:
        parts.append(Context(plain(masked_note(t))))
    parts.append(Actions(tuple(_below(facts, t, again=False))))
    return Message(summary, tuple(parts), t.locale)


def which(facts: PromptFacts, question: str) -> list[Part]:
    """Which check-in it is, where its question does not say so: somebody may be asked by several."""
    return [Context(plain(facts.name))] if facts.name != question else []


def told_parts(facts: PromptFacts, t: Texts) -> list[Part]:
    """What was answered, under what was asked in small letters, so that the next question stands out.

    What was passed over stands there as long as that can be changed.
    """
    answers = {place: _said(facts, place, given, t) for place, given in facts.told()}
    if facts.phase is Phase.OPEN:
        answers |= dict.fromkeys(facts.passed(), t("Skipped"))
    said = [(_question(facts, place, t), answers[place]) for place in sorted(answers)]
    if facts.word:
        said.append((t("Your word on it"), facts.word))
    return [part for asked, answer in said for part in (Context(plain(asked)), paragraph(answer))]


def answer_parts(facts: PromptFacts, place: int, t: Texts) -> list[Part]:
    """The buttons that answer a question; above them its choices, where they are too long for buttons."""
    question = facts.questions[place - 1]
    if question.ask in BY_FORM:
        label = t("Write it") if question.ask is Ask.TEXT else t("Choose")
        write = _form_button(facts, label, str(place), Tone.PRIMARY)
        return [Actions((write, _skip(facts, place, t)) if facts.can_pass(place) else (write,))]
    chosen = facts.given.get(place, Given()).value
    offered = choices(question, t)
    action = actions.VOTE if facts.with_token else actions.ANSWER
    buttons = tuple(
        Button(
            one.label,
            action,
            actions.tap(facts.key, place, one.value),
            Tone.PRIMARY if one.value == chosen else Tone.PLAIN,
            token=facts.with_token,
            spoken=one.spoken,
        )
        for one in offered
    )
    parts: list[Part] = []
    if is_numbered(question, t):
        parts.append(Body((ListBlock(tuple(plain(one.written) for one in offered), ordered=True),)))
    parts.append(Actions(buttons))
    if line := scale_line(question, t):
        parts.append(Context(plain(line)))
    return parts


def _below(facts: PromptFacts, t: Texts, *, again: bool) -> Sequence[Button]:
    """What can be done beside answering."""
    found = []
    if facts.told() and not again:
        found.append(_change(facts, t))
    if facts.takes_word:
        label = t("Change your word") if facts.word else t("Add a word")
        found.append(_form_button(facts, label, actions.WORD))
    if not any(facts.given.values()):
        found.append(Button(t("Not now"), actions.NOT_NOW, facts.key))
    return [*found, *_anything(facts, t), _more(facts, t)]


def _anything(facts: PromptFacts, t: Texts) -> Sequence[Button]:
    """Where words were given without a name: looks whether anybody wrote back to them, which nobody else can."""
    if not facts.with_token or not any(one.text for one in facts.given.values()):
        return ()
    spoken = t("Look whether somebody wrote back to your words")
    return (Button(t("Anything for me?"), actions.ANYTHING, facts.key, opens_form=True, token=True, spoken=spoken),)


def _change(facts: PromptFacts, t: Texts) -> Button:
    asks = facts.asks()
    if len(asks) == 1 and facts.questions[asks[0] - 1].ask not in BY_FORM:
        action = actions.CHANGE_VOTE if facts.with_token else actions.CHANGE
        return Button(t("Change"), action, facts.key, token=facts.with_token)
    return _form_button(facts, t("Change"), actions.ALL)


def _form_button(facts: PromptFacts, label: str, what: str, tone: Tone = Tone.PLAIN) -> Button:
    action = actions.WRITE_VOTE if facts.with_token else actions.WRITE
    return Button(label, action, f"{facts.key}.{what}", tone, opens_form=True, token=facts.with_token)


def _skip(facts: PromptFacts, place: int, t: Texts) -> Button:
    action = actions.SKIP_VOTE if facts.with_token else actions.SKIP
    spoken = t("Skip this question")
    return Button(t("Skip"), action, f"{facts.key}.{place}", token=facts.with_token, spoken=spoken)


def _more(facts: PromptFacts, t: Texts) -> Button:
    spoken = t("More: not this week, stop, who sees it")
    return Button("⋯", actions.MORE, facts.key, opens_form=True, spoken=spoken)


def _said(facts: PromptFacts, place: int, given: Given, t: Texts) -> str:
    question = facts.questions[place - 1]
    return given.text if given.value is None else value_words(question, given.value, t)


def _question(facts: PromptFacts, place: int, t: Texts) -> str:
    return facts.questions[place - 1].said(t.locale)


def _bold(text: str) -> Body:
    return Body((Paragraph(plain(text, bold=True)),))
