"""The words by which people are asked for an agenda, and what they read once they have said something."""

from collections.abc import Mapping
from datetime import datetime

from bot.capabilities.syncs.collecting.facts import AskFacts, Phase, Readers, Seen
from bot.capabilities.syncs.kinds import Raise, Template
from bot.capabilities.syncs.lines import on_one_line
from bot.chat.message import (
    Actions,
    Body,
    Button,
    Context,
    Fact,
    Facts,
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

ADD = "syncs.say"
NOTHING = "syncs.nothing"
RAISE = "syncs.raise"

ADD_IN_ORDER = "syncs.say_in_order"
NOTHING_IN_ORDER = "syncs.nothing_in_order"
"""The same two in a running order, which is drawn anew."""

OFTEN = frozenset({Template.WEEKLY})
"""What recurs each week, as its buttons say."""


def label_of(kind: Raise, t: Texts) -> str:
    """What is asked."""
    match kind:
        case Raise.WELL:
            return t("What went well")
        case Raise.STUCK:
            return t("What is stuck")
        case Raise.QUESTION:
            return t("A question for the others")


def readers_line(readers: Readers, t: Texts) -> str:
    """Who will read it."""
    match readers.seen:
        case Seen.ALL:
            return t("Everybody who takes part reads it, with your name.")
        case Seen.OWN:
            return t(
                "Your own side and {internal} read it, with your name. Nobody else does.", internal=readers.internal
            )
        case Seen.QUESTIONS:
            return t(
                "Your own side and {internal} read it, with your name. The others who take part read your question, "
                "without your name.",
                internal=readers.internal,
            )


def ask(facts: AskFacts, t: Texts, zone: str, *, reminds: bool = False) -> Message:
    """To an attendee; once they have answered, thanks and what they said."""
    if facts.phase is Phase.LEFT_OUT:
        return _left_out(facts, t, zone)
    if facts.phase is Phase.NOT_NEEDED:
        return say(t("Nothing more is needed from you for {name}.", name=facts.sync), locale=t.locale)
    if facts.answered or facts.said:
        return _thanks(facts, t, zone)
    if facts.phase is Phase.OVER:
        return say(t("{name} is over, so nothing is asked any more.", name=facts.sync), locale=t.locale)
    title = t("What shall be on the agenda of {name}?", name=facts.sync)
    parts: list[Part] = [Body((Paragraph(plain(title, bold=True)),))]
    if facts.phase is Phase.OUT:
        parts.append(paragraph(t("The agenda is out. What you say now is added to it.")))
    elif reminds:
        title = t("Nothing from you is on the agenda of {name} yet.", name=facts.sync)
        parts = [
            Body((Paragraph(plain(title, bold=True)),)),
            paragraph(t("One tap is enough if there is nothing. This is the only reminder.")),
        ]
    else:
        parts.append(paragraph(t("What went well, what is stuck, a question for the others: a line is enough.")))
    buttons = [Button(t("Add something"), ADD, facts.key, Tone.PRIMARY, opens_form=True)]
    if facts.phase is Phase.ASKED:
        buttons.append(Button(nothing_label(facts.template, t), NOTHING, facts.key))
    parts += [_times(facts, t, zone), Context(plain(readers_line(facts.readers, t))), Actions(tuple(buttons))]
    return Message(title, tuple(parts), t.locale)


def in_order(facts: AskFacts, t: Texts) -> list[Part]:
    """The same within the running order of an attendee who facilitates: they get no message of their own about it."""
    if facts.phase in (Phase.ASKED, Phase.OUT) and not (facts.answered or facts.said):
        buttons = [Button(t("Add something"), ADD_IN_ORDER, facts.key, opens_form=True)]
        if facts.phase is Phase.ASKED:
            buttons.append(Button(nothing_label(facts.template, t), NOTHING_IN_ORDER, facts.key))
        text = plain(t("What went well, what is stuck, a question for the others: a line is enough."))
        return [
            Body((Paragraph(text),), label=t("And what do you want on its agenda?")),
            Context(plain(readers_line(facts.readers, t))),
            Actions(tuple(buttons)),
        ]
    if facts.phase not in (Phase.ASKED, Phase.OUT):
        return []
    if not facts.said:
        again = Button(t("Add something after all"), ADD_IN_ORDER, facts.key, opens_form=True)
        return [Context(plain(t("Nothing from you is on its agenda this time."))), Actions((again,))]
    lines = tuple(
        plain(t("{what}: {text}", what=label_of(kind, t), text=on_one_line(text))) for kind, text in facts.said.items()
    )
    change = Button(t("Change"), ADD_IN_ORDER, facts.key, opens_form=True)
    return [Body((ListBlock(lines),), label=t("From you")), Actions((change,))]


def nothing_label(template: Template, t: Texts) -> str:
    """What the one tap says."""
    return t("Nothing this week") if template in OFTEN else t("Nothing this time")


def _thanks(facts: AskFacts, t: Texts, zone: str) -> Message:
    if facts.said:
        # Not that it stands on the agenda: a lead may have chosen others.
        title = t("Thank you. This is from you for {name}:", name=facts.sync)
    else:
        title = t("Thank you. Nothing from you for {name} this time.", name=facts.sync)
    parts: list[Part] = [Body((Paragraph(plain(title, bold=True)),)), *said_parts(facts.said, t)]
    if facts.phase is Phase.OVER:
        return Message(title, tuple(parts), t.locale)
    label = t("Change") if facts.said else t("Add something after all")
    parts.append(_times(facts, t, zone))
    if facts.said:
        parts += [*_waits(facts, t), Context(plain(readers_line(facts.readers, t)))]
    if facts.masked:
        parts.append(Context(plain(masked_note(t))))
    parts.append(Actions((Button(label, ADD, facts.key, opens_form=True),)))
    return Message(title, tuple(parts), t.locale)


def _waits(facts: AskFacts, t: Texts) -> list[Part]:
    """That not all of it is on the agenda."""
    if not facts.waits:
        return []
    text = t("Your team raised more than this agenda has room for, so not all of it is on it. Your lead chooses.")
    return [paragraph(text)]


def _left_out(facts: AskFacts, t: Texts, zone: str) -> Message:
    title = t("{name} is left out this time.", name=facts.sync)
    parts: list[Part] = [Body((Paragraph(plain(title, bold=True)),))]
    if facts.said:
        parts += [paragraph(t("What you said comes on the next agenda:")), *said_parts(facts.said, t)]
    return Message(title, tuple(parts), t.locale)


def said_parts(said: Mapping[Raise, str], t: Texts) -> list[Part]:
    """What somebody said, under what they were asked."""
    return [Body((Paragraph(plain(text)),), label=label_of(kind, t)) for kind, text in said.items()]


def masked_note(t: Texts) -> str:
    """What became of customers' data in it."""
    return t("What looked like a customer's data is masked.")


def _times(facts: AskFacts, t: Texts, zone: str) -> Facts:
    rows = [Fact(t("It begins"), (t.span(facts.starts_at, zone),))]
    if facts.answers_until is not None:
        rows = [Fact(t("Answers until"), (t.span(facts.answers_until, zone),))]
    if facts.phase is Phase.ASKED:
        rows.append(Fact(t("The agenda is sent"), (t.span(facts.agenda_at, zone),)))
    return Facts(tuple(rows))


def noted(facts: AskFacts, t: Texts, zone: str) -> Message:
    """To whoever raised something on their own; its first line alone may stand in a channel."""
    if not facts.said:
        return say(t("Taken back. Nothing from you is on the agenda now."), locale=t.locale)
    title = t("Noted for the agenda of {name}.", name=facts.sync)
    parts: list[Part] = [Body((Paragraph(plain(title, bold=True)),)), *said_parts(facts.said, t)]
    parts += [_times(facts, t, zone), *_waits(facts, t), Context(plain(readers_line(facts.readers, t)))]
    if facts.masked:
        parts.append(Context(plain(masked_note(t))))
    parts.append(Actions((Button(t("Change"), RAISE, facts.key, opens_form=True),)))
    return Message(title, tuple(parts), t.locale)


def waiting_parts(facts: AskFacts, t: Texts, zone: str) -> tuple[Part, ...]:
    """On the home of an attendee who has not answered."""
    text = t("{name} waits for what you would like to talk about.", name=facts.sync)
    return (
        paragraph(text),
        Context((t.span(facts.starts_at, zone),)),
        Actions(
            (
                Button(t("Add something"), ADD, facts.key, Tone.PRIMARY, opens_form=True),
                Button(nothing_label(facts.template, t), NOTHING, facts.key),
            )
        ),
    )


def spared_line(sync: str, agenda_at: datetime, zone: str, t: Texts) -> str:
    """In the catch-up of an attendee whom the budget spared the prompt."""
    return t("{name}: say until {time} what shall be on its agenda.", name=sync, time=t.moment(agenda_at, zone))


def erased(t: Texts) -> Message:
    """In the place of the messages of somebody who was erased."""
    return say(t("What stood here was erased."), locale=t.locale)


# --- what is not done -------------------------------------------------------------------------------------------------


def not_taking_part(t: Texts) -> Message:
    """To somebody none of whose teams takes part."""
    text = t("Only those whose team takes part in this sync can add to its agenda. Nothing was noted.")
    return say(text, locale=t.locale)


def none_to_come(name: str, t: Texts) -> Message:
    """Where no occurrence is to come, or the sync has ended."""
    return say(t("No further {name} is planned, so nothing was noted.", name=name), locale=t.locale)


def no_sync(t: Texts) -> Message:
    """To somebody who takes part in no sync that collects."""
    text = t("None of your teams takes part in a sync with an agenda yet. Ask a manager to set one up.")
    return say(text, locale=t.locale)


def not_asked(t: Texts) -> Message:
    """To somebody who is no attendee."""
    return say(t("You are not asked for this agenda, so nothing was changed."), locale=t.locale)


def said_before(facts: AskFacts, t: Texts) -> Message:
    """Where the same was said already."""
    return say(t("You have raised that for {name} already.", name=facts.sync), locale=t.locale)
