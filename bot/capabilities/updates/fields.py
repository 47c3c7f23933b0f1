"""The fields of an update, as they stand in every form that asks for them."""

from collections.abc import Sequence
from datetime import datetime

from bot.capabilities.updates.rules import (
    LONGEST_ADDRESS,
    LONGEST_GUIDANCE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    REMIND_BEFORE,
)
from bot.chat.form import ChoiceField, MomentField, Option, PersonField, TextField
from bot.chat.texts import Texts


def title(value: str, t: Texts) -> TextField:
    return TextField("title", t("Title"), value, maximum=LONGEST_TITLE, placeholder=t("The change as a sentence"))


def changed(value: str, t: Texts) -> TextField:
    return TextField(
        "changed",
        t("What changed"),
        value,
        lines=True,
        maximum=LONGEST_TEXT,
        hint=t("Two to six lines. **bold**, *italic*, lists, links and `code` work."),
    )


def tell_customers(value: str, t: Texts, hint: str = "") -> TextField:
    return TextField(
        "tell_customers",
        t("Tell customers"),
        value,
        lines=True,
        required=False,
        maximum=LONGEST_TEXT,
        hint=hint or t("One to three lines that can be said aloud."),
    )


def effective_from(value: datetime | None, zone: str, t: Texts, *, stands: bool) -> MomentField:
    """Since when it holds; once it `stands`, that is a moment which has to be said."""
    hint = t("Empty: from the moment it is published. Your time zone: {zone}.", zone=zone)
    if stands:
        hint = t("Your time zone: {zone}.", zone=zone)
    return MomentField("effective_from", t("Effective from"), zone, value, required=stands, hint=hint)


def playbook(value: str, t: Texts) -> TextField:
    return TextField(
        "playbook",
        t("Playbook link"),
        value,
        required=False,
        maximum=LONGEST_ADDRESS,
        placeholder="https://",
        is_url=True,
    )


def acknowledge_by(value: datetime | None, zone: str, t: Texts) -> MomentField:
    return MomentField(
        "acknowledge_by",
        t("Got it wanted by"),
        zone,
        value,
        required=False,
        hint=t("Empty: each person's next shift."),
    )


def remind_before(minutes: int | None, t: Texts) -> ChoiceField:
    return ChoiceField(
        "remind_before",
        t("Remind"),
        tuple(Option(choice, before(int(choice), t)) for choice in REMIND_BEFORE),
        value=(str(minutes),) if minutes is not None else (),
        required=False,
        hint=t("Only people on shift who have not pressed Got it, once. Empty: as the organisation has set it."),
    )


def before(minutes: int, t: Texts) -> str:
    """How early people are reminded, in words."""
    if not minutes:
        return t("Nobody by itself")
    if minutes < 60:
        return t.n("{n} minute before the deadline", "{n} minutes before the deadline", minutes)
    return t.n("{n} hour before the deadline", "{n} hours before the deadline", minutes // 60)


def until_answered(value: str, t: Texts) -> TextField:
    return TextField(
        "until_answered",
        t("Until answered"),
        value,
        required=False,
        maximum=LONGEST_GUIDANCE,
        placeholder=t("Use the old rule"),
        hint=t("One line, shown at once to whoever asks a question."),
    )


def answerers(identities: Sequence[str], t: Texts) -> PersonField:
    return PersonField(
        "answerers",
        t("Answer while at work"),
        tuple(identities),
        several=True,
        required=False,
        hint=t("They get questions before the owner does. People of any side."),
    )
