"""The forms of updates: writing one, seeing it before it goes out, and reading one."""

from dataclasses import dataclass, replace

from bot.capabilities.updates import fields
from bot.capabilities.updates.languages.messages import LANGUAGES
from bot.capabilities.updates.messages import ASK, REPORT, Facts, content
from bot.capabilities.updates.reuse.beginning import NOTHING_BEGUN, OWN, Start
from bot.capabilities.updates.reuse.templates import Template, template
from bot.capabilities.updates.rules import Typed
from bot.chat.form import ChoiceField, Field, Form, FormButton, Option, PersonField, Show, SwitchField
from bot.chat.message import Context, plain
from bot.chat.texts import Texts
from bot.people.viewpoint import Viewpoint

SAVE = "updates.save"
MORE = "updates.more"
NOTE = "updates.note"
TEMPLATES = "updates.templates"


@dataclass(frozen=True)
class Choices:
    """What the form offers: audiences, and whether this author may ring people."""

    audiences: tuple[Option, ...]
    may_ring: bool


def write_form(
    typed: Typed,
    choices: Choices,
    t: Texts,
    *,
    draft_id: str,
    zone: str,
    expanded: bool,
    tell_hint: str = "",
    start: Start = NOTHING_BEGUN,
) -> Form:
    """The form in which an update is written; `draft_id` is the draft that submitting it keeps.

    `tell_hint` says what to tell customers where more is known than that they are told something.
    """
    from_template = template(start.template, t) or Template("", "", "", fields=())
    title = fields.title(typed.title, t)
    asked: tuple[Field, ...] = (
        replace(title, placeholder=from_template.title or title.placeholder),
        fields.changed(typed.changed, t),
        _audience(typed, choices, t),
    )
    more = _more_fields(typed, choices, t, zone, tell_hint, from_template.tell_customers)
    if not expanded:
        more = tuple(field for field in more if field.name in from_template.fields)
    offers = [] if start.source and start.template != OWN else [FormButton(t("Start from a template"), TEMPLATES)]
    buttons = () if expanded else (FormButton(t("More"), MORE), *offers)
    return Form(
        action=SAVE,
        title=t("Write an update"),
        parts=(*asked, *more, *buttons),
        submit=t("See it first"),
        object_id=draft_id,
        state=start.state,
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


def _more_fields(typed: Typed, choices: Choices, t: Texts, zone: str, tell_hint: str, to_say: str) -> tuple[Field, ...]:
    rings = SwitchField(
        "urgent",
        t("Urgent"),
        typed.urgent,
        hint=t("Also rings people on shift who have not pressed Got it after some minutes."),
    )
    owner = PersonField(
        "owner",
        t("Owner"),
        (typed.owner,) if typed.owner else (),
        required=False,
        hint=t("Who answers questions. Empty: you."),
    )
    return (
        replace(fields.tell_customers(typed.tell_customers, t, tell_hint), placeholder=to_say),
        fields.effective_from(typed.effective_from, zone, t, stands=False),
        *((rings,) if choices.may_ring else ()),
        owner,
        fields.playbook(typed.playbook, t),
        fields.acknowledge_by(typed.acknowledge_by, zone, t),
        fields.remind_before(typed.remind_before, t),
        fields.until_answered(typed.until_answered, t),
        fields.answerers(typed.answerers, t),
    )


def read_form(facts: Facts, viewpoint: Viewpoint, t: Texts, zone: str, *, noted: str = "") -> Form:
    """An update to read in peace, with *Got it* at its end, or with since when it is `noted`."""
    parts = [*content(facts, viewpoint, t, zone), *([Context(plain(noted))] if noted else [])]
    return Form(
        action=NOTE,
        title=t("Update"),
        parts=(
            *(Show(part) for part in parts),
            FormButton(t("Ask a question"), ASK),
            FormButton(t("Something's wrong"), REPORT),
            *((FormButton(t("Other languages"), LANGUAGES),) if facts.others else ()),
        ),
        submit="" if noted else t("Got it"),
        close=t("Close"),
        object_id=facts.object_id,
        locale=facts.language or t.locale,
    )
