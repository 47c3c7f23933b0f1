"""What beginning from something offers."""

from bot.capabilities.updates import rules
from bot.capabilities.updates.forms import TEMPLATES
from bot.capabilities.updates.publish import Publishing
from bot.capabilities.updates.reuse import deleting, handing, saving, shelf, starting
from bot.capabilities.updates.reuse.forms import GIVE_TO, OWN_TEMPLATE, SAVE_OUTAGE, template_action
from bot.capabilities.updates.reuse.messages import DELETE_DRAFT, GIVE_BACK, GIVE_DRAFT, SAVE_TEMPLATE, USE_AGAIN
from bot.capabilities.updates.reuse.shelf_forms import DELETE_TEMPLATE, KEEP_TEMPLATE, RENAME_TEMPLATE
from bot.capabilities.updates.reuse.shelf_messages import BEGIN, CHANGE_TEMPLATE, SHELF
from bot.capabilities.updates.reuse.templates import templates
from bot.capabilities.updates.write import Writing
from bot.capability import Capability, CommandOffer, FormPressOffer, PressOffer, SubmitOffer
from bot.chat.texts import Texts


def offers(publishing: Publishing, drafting: Writing) -> Capability:
    """For the capability to join to its own."""
    return Capability(
        "updates",
        commands=(
            CommandOffer(
                "update templates",
                shelf.by_words,
                usage="update templates",
                help="Your side's own templates, to start from, rename or delete",
                reads=True,
                may=rules.may_write,
            ),
        ),
        presses={
            USE_AGAIN: PressOffer(starting.use_again, reads=True, may=rules.may_write),
            SAVE_TEMPLATE: PressOffer(saving.open_form, reads=True, may=rules.may_write),
            SHELF: PressOffer(shelf.by_button, reads=True, may=rules.may_write),
            BEGIN: PressOffer(starting.from_own, reads=True, may=rules.may_write),
            CHANGE_TEMPLATE: PressOffer(shelf.open_change, reads=True, may=rules.may_write),
            DELETE_DRAFT: PressOffer(deleting.delete),
            GIVE_DRAFT: PressOffer(handing.open_form, reads=True, may=rules.may_write),
            GIVE_BACK: PressOffer(handing.give_back),
        },
        submits={
            TEMPLATES: SubmitOffer(starting.without_template, reads=True, may=rules.may_write),
            KEEP_TEMPLATE: SubmitOffer(saving.Saving(publishing).keep, may=rules.may_write),
            RENAME_TEMPLATE: SubmitOffer(shelf.rename, may=rules.may_write),
            SAVE_OUTAGE: SubmitOffer(starting.Outages(drafting).save, may=rules.may_write),
            GIVE_TO: SubmitOffer(handing.give, may=rules.may_write),
        },
        form_presses={
            TEMPLATES: FormPressOffer(starting.offer, reads=False, may=rules.may_write),
            **{
                template_action(one.key): FormPressOffer(starting.FromTemplate(one.key), may=rules.may_write)
                for one in templates(Texts())
            },
            **{
                one: FormPressOffer(starting.FromOwnTemplate(place), may=rules.may_write)
                for place, one in enumerate(OWN_TEMPLATE)
            },
            SAVE_TEMPLATE: FormPressOffer(saving.open_form, may=rules.may_write),
            DELETE_TEMPLATE: FormPressOffer(shelf.delete, reads=False, may=rules.may_write),
        },
    )
