"""What setting up offers."""

from datetime import timedelta

from bot.capabilities.checkins.setting_up import (
    endpoints,
    examples,
    forms,
    looking,
    messages,
    rules,
    searching,
    trying,
)
from bot.capabilities.checkins.setting_up.flow import FLOW, test
from bot.capabilities.checkins.store import drafts
from bot.capabilities.checkins.subjects import TRIAL
from bot.capability import (
    Capability,
    CommandOffer,
    FormPressOffer,
    JobOffer,
    MenuItem,
    PressOffer,
    SearchOffer,
    SubmitOffer,
)
from bot.chat.texts import Texts
from bot.people import access
from bot.people.access import Actor
from bot.setting_up.searching import find_teams

TOO_LATE = timedelta(days=90)
"""How long after its time a test is still closed: as long as its message is kept."""


def offers() -> Capability:
    """For the capability to join to its own."""
    return Capability(
        "checkins",
        commands=(
            CommandOffer(
                "checkin",
                looking.by_words,
                usage="checkin [name]",
                help="Your check-ins: what they ask, when, and what came of them",
                slash=True,
                reads=True,
            ),
            CommandOffer(
                "checkin new",
                FLOW.by_words,
                usage="checkin new [name]",
                help="Ask your teams a question or five, once or on a rhythm",
                reads=True,
                may=may_begin,
                named=looking.by_whole_name,
            ),
            CommandOffer(
                "checkin edit",
                looking.to_edit,
                usage="checkin edit name",
                help="Change a check-in",
                reads=True,
                may=may_begin,
            ),
        ),
        presses={
            messages.NEW: PressOffer(FLOW.new, reads=True, may=may_begin),
            messages.LIST: PressOffer(looking.by_button, reads=True),
            messages.LOOK: PressOffer(looking.look, reads=True),
            messages.CHANGE: PressOffer(FLOW.change, reads=True),
            messages.SKIP: PressOffer(looking.skip),
            messages.SEND: PressOffer(looking.send),
            messages.WITHDRAW: PressOffer(looking.withdraw),
            messages.END: PressOffer(looking.end),
        },
        submits={forms.SAVE: SubmitOffer(FLOW.save), forms.SET_UP: SubmitOffer(FLOW.hold)},
        form_presses={
            messages.CHANGE: FormPressOffer(FLOW.back),
            forms.ANEW: FormPressOffer(FLOW.anew, reads=False),
            forms.USUAL: FormPressOffer(FLOW.usual),
            forms.TEST: FormPressOffer(test, reads=False),
        },
        searches={
            forms.TEAMS: SearchOffer(find_teams),
            forms.OCCASIONS: SearchOffer(searching.find_occasions),
        },
        menu=(
            MenuItem("Check-ins", messages.LIST, order=24),
            MenuItem("Set up a check-in", messages.NEW, order=25, opens_form=True, may=may_begin),
        ),
        settings=rules.ALL,
        endpoints=endpoints.ENDPOINTS,
        composers={TRIAL: trying.compose},
        jobs={trying.END: JobOffer(trying.end, TOO_LATE)},
        examples=examples.examples,
        export_person=drafts.export_person,
        erase_person=drafts.erase_person,
        merge_person=drafts.merge_person,
        retention=drafts.DRAFTS.delete_expired,
    )


def may_begin(actor: Actor, t: Texts) -> str | None:
    """Why somebody may set up nothing at all."""
    return access.may_set_up_checkin(actor, {})
