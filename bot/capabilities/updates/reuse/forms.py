"""The forms of reuse: choosing a template, the two questions of an outage, and handing a draft over."""

from collections.abc import Sequence

from bot.capabilities.updates.forms import TEMPLATES
from bot.capabilities.updates.reuse.beginning import Start, offering
from bot.capabilities.updates.reuse.templates import MOST_OWN, templates
from bot.capabilities.updates.rules import LONGEST_TEXT, LONGEST_TITLE, Typed
from bot.capabilities.updates.store.templates import OwnTemplate
from bot.chat.form import Field, Form, FormButton, PersonField, Show, SwitchField, TextField
from bot.chat.message import Context, plain
from bot.chat.texts import Texts

SAVE_OUTAGE = "updates.save_outage"
GIVE_TO = "updates.give_draft_to"
OWN_TEMPLATE = tuple(f"updates.own_template_{number}" for number in range(1, MOST_OWN + 1))
"""The buttons of a side's own templates, in the order in which they are offered."""


def template_action(key: str) -> str:
    """The action of the button that starts from a template."""
    return f"updates.template_{key}"


def templates_form(draft_id: str, before: Start, own: Sequence[OwnTemplate], t: Texts) -> Form:
    """The templates, each one tap away, the side's `own` first; `before` is what the form was begun from so far."""
    parts: list[FormButton | Show] = []
    for template, action in zip(own, OWN_TEMPLATE, strict=False):
        parts += [FormButton(template.name, action), Show(Context(plain(template.title)))]
    for one in templates(t):
        parts += [FormButton(one.name, template_action(one.key)), Show(Context(plain(one.about)))]
    return Form(
        action=TEMPLATES,
        title=t("Start from a template"),
        parts=tuple(parts),
        submit=t("Without a template"),
        object_id=draft_id,
        state=offering(before, [template.public_id for template in own[:MOST_OWN]]),
        locale=t.locale,
    )


def outage_form(typed: Typed, audience: str, t: Texts, *, draft_id: str, audience_id: str, may_ring: bool) -> Form:
    """The form for an outage: two questions, since it is urgent. `audience` names whom it goes to."""
    goes = t("It goes to {audience}. You see it first, and can change everything there.", audience=audience)
    fields: list[Field | Show] = [
        TextField(
            "broken",
            t("What is broken"),
            typed.title,
            maximum=LONGEST_TITLE,
            placeholder=t("Card payments fail in the app and on the website"),
        ),
        TextField(
            "tell_customers",
            t("What to tell customers"),
            typed.tell_customers,
            lines=True,
            maximum=LONGEST_TEXT,
            placeholder=t("We know of this and are working on it. Your order is safe."),
        ),
    ]
    if may_ring:
        rings = t("Also rings people on shift who have not pressed Got it after some minutes.")
        fields.append(SwitchField("urgent", t("Urgent"), True, hint=rings))
    return Form(
        action=SAVE_OUTAGE,
        title=t("Outage"),
        parts=(*fields, Show(Context(plain(goes)))),
        submit=t("See it first"),
        object_id=draft_id,
        state=audience_id,
        locale=t.locale,
    )


def give_form(title: str, draft_id: str, t: Texts) -> Form:
    """To whom a draft goes."""
    return Form(
        action=GIVE_TO,
        title=t("Hand over a draft"),
        parts=(
            Show(Context(plain(title))),
            PersonField(
                "to",
                t("Who goes on with it"),
                hint=t("Somebody who may publish to its audience. They get a direct message and can hand it back."),
            ),
        ),
        submit=t("Hand it over"),
        object_id=draft_id,
        locale=t.locale,
    )
