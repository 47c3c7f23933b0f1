"""The forms of a side's own templates: saving one, giving it another name, deleting it."""

from collections.abc import Sequence

from bot.capabilities.updates.knowledge.pages import BACK
from bot.capabilities.updates.store.templates import LONGEST_NAME, OwnTemplate
from bot.chat.form import ChoiceField, Field, Form, FormButton, Option, Show, TextField
from bot.chat.message import Context, Tone, plain
from bot.chat.texts import Texts

KEEP_TEMPLATE = "updates.keep_template"
RENAME_TEMPLATE = "updates.rename_template"
DELETE_TEMPLATE = "updates.delete_template"


def proposed_name(title: str) -> str:
    """What a template made of an update with this title could be called."""
    return " ".join(title.split())[:LONGEST_NAME].rstrip()


def save_form(title: str, changeable: Sequence[OwnTemplate], t: Texts, *, update_id: str, draft: bool) -> Form:
    """What a template is called, and in place of which it is kept; of a `draft` it leads back to the preview."""
    carried = t(
        "It keeps texts in all languages, audience, owner, people who answer, playbook and knowledge check. "
        "It keeps no dates and no plan. Authors of your side can start from it."
    )
    instead = ChoiceField(
        "instead_of",
        t("In place of"),
        tuple(Option(one.public_id, one.name) for one in changeable),
        required=False,
        placeholder=t("None: a new template"),
        hint=t("What that one holds is replaced."),
    )
    kept = t("In place of another one it keeps that one's name, unless you change this.")
    return Form(
        action=KEEP_TEMPLATE,
        title=t("Save as template"),
        parts=(
            Show(Context(plain(title))),
            Show(Context(plain(carried))),
            TextField(
                "name",
                t("Name"),
                proposed_name(title),
                required=not changeable,
                maximum=LONGEST_NAME,
                placeholder=t("Delivery delay"),
                hint=kept if changeable else "",
            ),
            *((instead,) if changeable else ()),
            *((FormButton(t("Back"), BACK),) if draft else ()),
        ),
        submit=t("Save the template"),
        object_id=update_id,
        locale=t.locale,
    )


def change_template_form(template: OwnTemplate, t: Texts) -> Form:
    """Another name for a template, or its end."""
    field: Field = TextField("name", t("Name"), template.name, maximum=LONGEST_NAME)
    for_good = t("Deleting it is for good. What was made from it stays.")
    return Form(
        action=RENAME_TEMPLATE,
        title=t("Change a template"),
        parts=(
            Show(Context(plain(template.title))),
            field,
            Show(Context(plain(for_good))),
            FormButton(t("Delete this template"), DELETE_TEMPLATE, Tone.DANGER),
        ),
        submit=t("Rename it"),
        object_id=template.public_id,
        locale=t.locale,
    )
