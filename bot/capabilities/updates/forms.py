"""The forms of updates: writing one, seeing it before it goes out, and reading one."""

from dataclasses import dataclass

from bot.capabilities.updates.messages import ASK, Facts, content
from bot.capabilities.updates.rules import (
    LONGEST_ADDRESS,
    LONGEST_GUIDANCE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    REMIND_BEFORE,
    Typed,
)
from bot.chat.form import (
    ChoiceField,
    Field,
    Form,
    FormButton,
    MomentField,
    Option,
    PersonField,
    Show,
    SwitchField,
    TextField,
)
from bot.chat.message import Context, plain
from bot.chat.texts import Texts
from bot.people.viewpoint import Viewpoint

SAVE = "updates.save"
MORE = "updates.more"
NOTE = "updates.note"

EXPANDED = "more"
"""The state of a form that shows all its fields."""


@dataclass(frozen=True)
class Choices:
    """What the form offers: audiences, and whether this author may ring people."""

    audiences: tuple[Option, ...]
    may_ring: bool


def write_form(typed: Typed, choices: Choices, t: Texts, *, draft_id: str, zone: str, expanded: bool) -> Form:
    """The form in which an update is written; `draft_id` is the draft that submitting it keeps."""
    fields: tuple[Field, ...] = (
        TextField(
            "title",
            t("Title"),
            typed.title,
            maximum=LONGEST_TITLE,
            placeholder=t("The change as a sentence"),
        ),
        TextField(
            "changed",
            t("What changed"),
            typed.changed,
            lines=True,
            maximum=LONGEST_TEXT,
            hint=t("Two to six lines. **bold**, *italic*, lists, links and `code` work."),
        ),
        _audience(typed, choices, t),
    )
    parts = (*fields, *_more_fields(typed, choices, t, zone)) if expanded else (*fields, FormButton(t("More"), MORE))
    return Form(
        action=SAVE,
        title=t("Write an update"),
        parts=parts,
        submit=t("See it first"),
        object_id=draft_id,
        state=EXPANDED if expanded else "",
        locale=t.locale,
    )


def _audience(typed: Typed, choices: Choices, t: Texts) -> ChoiceField:
    known = {option.value for option in choices.audiences}
    return ChoiceField(
        "audience",
        t("Audience"),
        choices.audiences,
        value=(typed.audience,) if typed.audience in known else (),
        placeholder=t("Who needs to know"),
    )


def _more_fields(typed: Typed, choices: Choices, t: Texts, zone: str) -> tuple[Field, ...]:
    fields: list[Field] = [
        TextField(
            "tell_customers",
            t("Tell customers"),
            typed.tell_customers,
            lines=True,
            required=False,
            maximum=LONGEST_TEXT,
            hint=t("One to three lines that can be said aloud."),
        ),
        MomentField(
            "effective_from",
            t("Effective from"),
            zone,
            typed.effective_from,
            required=False,
            hint=t("Empty: from the moment it is published. Your time zone: {zone}.", zone=zone),
        ),
    ]
    if choices.may_ring:
        fields.append(
            SwitchField(
                "urgent",
                t("Urgent"),
                typed.urgent,
                hint=t("Also rings people on shift who have not pressed Got it after some minutes."),
            )
        )
    return (
        *fields,
        PersonField(
            "owner",
            t("Owner"),
            (typed.owner,) if typed.owner else (),
            required=False,
            hint=t("Who answers questions. Empty: you."),
        ),
        TextField(
            "playbook",
            t("Playbook link"),
            typed.playbook,
            required=False,
            maximum=LONGEST_ADDRESS,
            placeholder="https://",
            is_url=True,
        ),
        MomentField(
            "acknowledge_by",
            t("Got it wanted by"),
            zone,
            typed.acknowledge_by,
            required=False,
            hint=t("Empty: each person's next shift."),
        ),
        ChoiceField(
            "remind_before",
            t("Remind"),
            tuple(Option(minutes, _before(int(minutes), t)) for minutes in REMIND_BEFORE),
            value=(str(typed.remind_before),) if typed.remind_before is not None else (),
            required=False,
            hint=t("Only people on shift who have not pressed Got it, once. Empty: as the organisation has set it."),
        ),
        TextField(
            "until_answered",
            t("Until answered"),
            typed.until_answered,
            required=False,
            maximum=LONGEST_GUIDANCE,
            placeholder=t("Use the old rule"),
            hint=t("One line, shown at once to whoever asks a question."),
        ),
        PersonField(
            "answerers",
            t("Answer while at work"),
            typed.answerers,
            several=True,
            required=False,
            hint=t("They get questions before the owner does. People of any side."),
        ),
    )


def _before(minutes: int, t: Texts) -> str:
    if not minutes:
        return t("Nobody by itself")
    if minutes < 60:
        return t.n("{n} minute before the deadline", "{n} minutes before the deadline", minutes)
    return t.n("{n} hour before the deadline", "{n} hours before the deadline", minutes // 60)


def read_form(facts: Facts, viewpoint: Viewpoint, t: Texts, zone: str, *, noted: str = "") -> Form:
    """An update to read in peace, with *Got it* at its end, or with since when it is `noted`."""
    parts = [*content(facts, viewpoint, t, zone), *([Context(plain(noted))] if noted else [])]
    return Form(
        action=NOTE,
        title=t("Update"),
        parts=(*(Show(part) for part in parts), FormButton(t("Ask a question"), ASK)),
        submit="" if noted else t("Got it"),
        close=t("Close"),
        object_id=facts.object_id,
        locale=t.locale,
    )
