"""What setting up offers."""

from bot.capabilities.syncs.setting_up import endpoints, examples, forms, looking, messages, searching
from bot.capabilities.syncs.setting_up.flow import FLOW
from bot.capabilities.syncs.store.drafts import DRAFTS
from bot.capability import (
    Capability,
    CommandOffer,
    FormPressOffer,
    MenuItem,
    PressOffer,
    SearchOffer,
    SubmitOffer,
)
from bot.chat.texts import Texts
from bot.people import access
from bot.people.access import Actor
from bot.setting_up.searching import find_teams


def offers() -> Capability:
    """For the capability to join to its own."""
    return Capability(
        "syncs",
        commands=(
            CommandOffer(
                "sync",
                looking.by_words,
                usage="sync [name]",
                help="Your syncs: when the next one is, and your part in it",
                slash=True,
                reads=True,
            ),
            CommandOffer(
                "sync new",
                FLOW.by_words,
                usage="sync new [name]",
                help="Set up a weekly sync, a review, a huddle, a handover or an event",
                reads=True,
                may=may_begin,
                named=looking.by_whole_name,
            ),
        ),
        presses={
            messages.NEW: PressOffer(FLOW.new, reads=True, may=may_begin),
            messages.LIST: PressOffer(looking.by_button, reads=True),
            messages.LOOK: PressOffer(looking.look, reads=True),
            messages.CHANGE: PressOffer(FLOW.change, reads=True),
            messages.END: PressOffer(looking.end),
        },
        submits={forms.SAVE: SubmitOffer(FLOW.save), forms.SET_UP: SubmitOffer(FLOW.hold)},
        form_presses={
            messages.CHANGE: FormPressOffer(FLOW.back),
            forms.ANEW: FormPressOffer(FLOW.anew, reads=False),
            forms.USUAL: FormPressOffer(FLOW.usual),
        },
        searches={forms.TEAMS: SearchOffer(find_teams), forms.PEOPLE: SearchOffer(searching.find_people)},
        menu=(
            MenuItem("Syncs", messages.LIST, order=20),
            MenuItem("Set up a sync", messages.NEW, order=21, opens_form=True, may=may_begin),
        ),
        home=looking.home,
        examples=examples.examples,
        endpoints=endpoints.ENDPOINTS,
        retention=DRAFTS.delete_expired,
    )


def may_begin(actor: Actor, t: Texts) -> str | None:
    """Why somebody may set up nothing at all."""
    return access.may_set_up_sync(actor, {})
