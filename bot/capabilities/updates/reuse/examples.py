"""Every message and form of reuse with invented data."""

from collections.abc import Iterator

from bot.capabilities.updates.forms import Choices, write_form
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.reuse import messages, shelf_messages
from bot.capabilities.updates.reuse.beginning import NOTHING_BEGUN, Start
from bot.capabilities.updates.reuse.forms import give_form, outage_form, templates_form
from bot.capabilities.updates.reuse.shelf_forms import change_template_form, save_form
from bot.capabilities.updates.reuse.templates import MOST_OWN, templates
from bot.capabilities.updates.rules import LONGEST_TITLE, Typed
from bot.capabilities.updates.store.templates import LONGEST_NAME, OwnTemplate
from bot.capability import Example
from bot.chat.texts import Texts

HOSTILE = "返金 · استرداد <!channel> </at> <@U1>"


def examples(choices: Choices, zone: str, t: Texts) -> Iterator[Example]:
    """All of them, with these audiences to choose from."""
    yield Example("form, templates", templates_form("draft", NOTHING_BEGUN, (), t))
    yield from _own_templates(t)
    for one in templates(t):
        if one.changed:
            form = write_form(
                Typed(changed=one.changed),
                choices,
                t,
                draft_id="draft",
                zone=zone,
                expanded=False,
                start=Start(one.key),
            )
            yield Example(f"form, from the template {one.key}", form)
    empty, typed = Typed(), Typed(title=HOSTILE, tell_customers=HOSTILE)
    everyone = outage_form(empty, "Everyone", t, draft_id="draft", audience_id="everyone", may_ring=True)
    yield Example("form, outage", everyone)
    ours = outage_form(typed, HOSTILE, t, draft_id="draft", audience_id="ours", may_ring=False)
    yield Example("form, outage, filled in, nobody to ring", ours)
    yield Example("form, hand over a draft", give_form(HOSTILE, "draft", t))
    yield Example("draft, handed over", messages.given(HOSTILE, "Ines Okafor", "draft", t))
    yield Example("draft, handed over by somebody unnamed", messages.given(HOSTILE, "", "draft", t))
    yield Example("draft, handed back", messages.given_back(HOSTILE, "Ines Okafor", "draft", t))
    yield Example("draft, gone on", messages.no_longer_yours(HOSTILE, t))
    yield Example("draft, handed over, to its author", messages.was_given("Ines Okafor", t))
    yield Example("draft, handed back, to whoever had it", messages.was_given_back("Ines Okafor", True, t))
    yield Example("draft, handed back, untold", messages.was_given_back("", False, t))
    yield Example("draft, deleted", messages.deleted(HOSTILE, t))
    yield Example("draft, gone meanwhile", messages.kept_apart("draft", t))


DELAY = OwnTemplate("delay", "Delivery delay", "Parcels arrive a day late", 1, 1)
EVERY_SCRIPT = OwnTemplate("script", HOSTILE, HOSTILE, 1, 1)
AS_MANY_AS_FIT = tuple(
    OwnTemplate(f"template{number:014}", f"{number} ".ljust(LONGEST_NAME, "W"), "W" * LONGEST_TITLE, 1, 1)
    for number in range(1, MOST_OWN + 1)
)


def _own_templates(t: Texts) -> Iterator[Example]:
    yield Example("form, templates, some of them own", templates_form("draft", Start("policy"), (DELAY,), t))
    yield Example("form, templates, as many own as fit", templates_form("draft", NOTHING_BEGUN, AS_MANY_AS_FIT, t))
    draft = save_form(HOSTILE, (), t, update_id="draft", draft=True)
    yield Example("form, save as template", draft)
    published = save_form("Refunds", (DELAY, EVERY_SCRIPT), t, update_id="update", draft=False)
    yield Example("form, save as template, or in place of one", published)
    yield Example("form, change a template", change_template_form(EVERY_SCRIPT, t))
    shelf, others = shelf_messages.shelf, {"harborline": "Harborline", "lumenara": "Lumenara"}
    yield Example("own templates, none", shelf("Internal", (), (), {}, t, begins=True))
    own = shelf("Internal", (DELAY, EVERY_SCRIPT), ("delay",), others, t, begins=True)
    yield Example("own templates", own)
    fit = shelf("Harborline", AS_MANY_AS_FIT, [one.public_id for one in AS_MANY_AS_FIT], {}, t, begins=True)
    yield Example("own templates, as many as fit", fit)
    yield Example("own templates, of another side", shelf("Harborline", (DELAY,), ("delay",), others, t, begins=False))
    yield Example("template, gone", shelf_messages.template_gone(t))
    yield Example("template, saved", answer(shelf_messages.saved(HOSTILE, t, replaced=False), t))
    yield Example("template, replaced", answer(shelf_messages.saved("Delay", t, replaced=True), t))
    yield Example("template, renamed", shelf_messages.renamed(HOSTILE, t))
    yield Example("template, deleted", shelf_messages.template_deleted(HOSTILE, t))
