"""What is told at once of a low answer that was given with a name."""

from dataclasses import dataclass

from bot.capabilities.checkins.following.page_messages import FOLLOW_UP
from bot.chat.message import (
    Actions,
    Alert,
    Body,
    Button,
    Context,
    Headline,
    Message,
    Paragraph,
    Part,
    Quote,
    Tone,
    plain,
    say,
)
from bot.chat.texts import Texts

SHOW_LOW = "checkins.show_low"
"""Shows it: `RUN.PERSON`."""


@dataclass(frozen=True)
class LowAnswer:
    """One of them: what was asked, chosen and written."""

    place: int
    question: str
    chosen: str
    words: str


@dataclass(frozen=True)
class LowFacts:
    """What somebody answered low; nothing, where they have changed it since. `side` is empty for the reader's own."""

    key: str
    name: str
    public_id: str
    person: str
    side: str
    answers: tuple[LowAnswer, ...]


def title(found: LowFacts, t: Texts) -> str:
    """Of whom, and where."""
    person = t("{name} ({company})", name=found.person, company=found.side) if found.side else found.person
    return t("A low answer from {person}: {checkin}", checkin=found.name, person=person)


def low(found: LowFacts, t: Texts) -> Message:
    """To whoever may see it, at once; later as it stands."""
    line = title(found, t)
    if not found.answers:
        changed = t("{name} has changed this answer since.", name=found.person)
        return Message(line, (Headline(line), Alert(plain(changed), Tone.MUTED)), t.locale)
    parts: list[Part] = [Headline(line)]
    for one in found.answers:
        parts.append(Body((Paragraph(plain(one.chosen)),), label=one.question))
        if one.words:
            parts.append(Quote(one.words))
    told = t("{name} knows that low answers are told at once, and can change it until the close.", name=found.person)
    parts.append(Context(plain(told)))
    target = f"{found.key}.{found.answers[0].place}.{found.public_id}"
    parts.append(Actions((Button(t("Follow up"), FOLLOW_UP, target, Tone.PRIMARY, opens_form=True),)))
    return Message(line, tuple(parts), t.locale)


def gone(t: Texts) -> Message:
    """In its place where it is no longer to be seen."""
    return say(t("What stood here was taken back, or is no longer yours to see."), locale=t.locale)
