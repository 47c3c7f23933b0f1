"""Every message and form of reuse with invented data."""

from collections.abc import Iterator

from bot.capabilities.updates.forms import Choices, write_form
from bot.capabilities.updates.reuse import messages
from bot.capabilities.updates.reuse.beginning import Start
from bot.capabilities.updates.reuse.forms import give_form, outage_form, templates_form
from bot.capabilities.updates.reuse.templates import templates
from bot.capabilities.updates.rules import Typed
from bot.capability import Example
from bot.chat.texts import Texts

HOSTILE = "返金 · استرداد <!channel> </at> <@U1>"


def examples(choices: Choices, zone: str, t: Texts) -> Iterator[Example]:
    """All of them, with these audiences to choose from."""
    yield Example("form, templates", templates_form("draft", "", t))
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
