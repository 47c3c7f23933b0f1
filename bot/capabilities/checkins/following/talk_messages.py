"""What the two people read who talk about an answer that was given with a name."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capabilities.checkins.feedback.messages import called, own_name
from bot.capabilities.checkins.following.rules import LONGEST
from bot.capabilities.checkins.store.feedback_people import Someone
from bot.chat.form import Field, Form, FormButton, Show, TextField
from bot.chat.message import Actions, Body, Button, Context, Headline, Message, Paragraph, Part, Quote, plain, say
from bot.chat.texts import Texts

SAY = "checkins.talk"
"""Opens the form for what one of the two says: `TALK`."""

KEEP_SAID = "checkins.talked"
"""Sends it off: `TALK.FORM`."""

LAST_SAID = 6
"""Of a conversation, in a message; what was before stands in the messages before."""


@dataclass(frozen=True)
class Told:
    """What one of the two said."""

    by_person: bool
    text: str


@dataclass(frozen=True)
class Conversation:
    """What two people talk about: `answered` is what `person` answered to `question`."""

    key: str
    name: str
    question: str
    answered: str
    person: Someone | None
    by: Someone | None
    said: tuple[Told, ...] = ()


def for_person(found: Conversation, t: Texts) -> Message:
    """To whoever answered."""
    by = called(found.by, found.person, t)
    return _message(found, t("{name} wrote about your answer", name=by), own_name(found.by, t), t, to_person=True)


def for_organiser(found: Conversation, t: Texts) -> Message:
    """To whoever looks after it."""
    person = called(found.person, found.by, t)
    title = t("{name}: about an answer to {checkin}", name=person, checkin=found.name)
    return _message(found, title, own_name(found.person, t), t, to_person=False)


def _message(found: Conversation, title: str, other: str, t: Texts, *, to_person: bool) -> Message:
    parts: list[Part] = [Headline(title), *answer_parts(found, t)]
    for one in found.said[-LAST_SAID:]:
        parts.append(Quote(one.text, t("You") if one.by_person is to_person else other))
    parts.append(Context(plain(t("Only you and {name} see this conversation.", name=other))))
    there = found.by if to_person else found.person
    if there is not None and there.here:
        parts.append(Actions((Button(t("Answer"), SAY, found.key, opens_form=True),)))
    return Message(title, tuple(parts), t.locale)


def answer_parts(found: Conversation, t: Texts) -> Sequence[Part]:
    """What was asked, and answered."""
    said = found.answered or t("What was answered is no longer kept.")
    return [Body((Paragraph(plain(said)),), label=found.question)]


def say_form(object_id: str, action: str, found: Conversation, t: Texts, *, to_person: bool) -> Form:
    """Asks for what one of the two says."""
    name = own_name(found.person if to_person else found.by, t)
    parts: tuple[Field | FormButton | Show, ...] = (
        *(Show(part) for part in answer_parts(found, t)),
        *(Show(Quote(one.text, t("You") if one.by_person is not to_person else name)) for one in found.said[-1:]),
        TextField("text", t("Your words to {name}", name=name), lines=True, minimum=1, maximum=LONGEST),
        Show(Context(plain(t("Only {name} reads it, in a direct message at work.", name=name)))),
    )
    return Form(action, t("Follow up"), parts, t("Send"), t("Cancel"), object_id=object_id, locale=t.locale)


def sent(found: Conversation, t: Texts, *, to_person: bool, masked: bool = False) -> Message:
    """To whoever wrote, at once."""
    name = own_name(found.person if to_person else found.by, t)
    lines = [t("{name} gets it at work. Only the two of you see it.", name=name)]
    if masked:
        lines.append(t("What looked like a customer's data is masked."))
    return Message(lines[0], tuple(Body((Paragraph(plain(one)),)) for one in lines), t.locale)


def sent_before(t: Texts) -> Message:
    """Where a form is sent off twice."""
    return say(t("That is sent already, so it was not sent twice."), locale=t.locale)


def not_yours(t: Texts) -> Message:
    """To somebody else, or where there is no such conversation any more."""
    text = t("There is nothing here for you any more. A conversation is for the two people who have it.")
    return say(text, locale=t.locale)


def spared_line(found: Conversation, t: Texts, *, to_person: bool) -> str:
    """In the catch-up."""
    if to_person:
        return t("{name} wrote about your answer to a check-in.", name=own_name(found.by, t))
    return t("{name} answered what you wrote about a check-in.", name=own_name(found.person, t))
