"""What going out at a time offers."""

from bot.capabilities.updates import rules
from bot.capabilities.updates.corrections.spread import Paces
from bot.capabilities.updates.planning import calendar, changing, choosing
from bot.capabilities.updates.planning.arrange import GO_OUT
from bot.capabilities.updates.planning.buttons import CALENDAR, CANCEL, MOVE, REST
from bot.capabilities.updates.planning.forms import KEEP_PLAN, MOVE_PLAN, PLAN
from bot.capabilities.updates.planning.going_out import GoingOut
from bot.capabilities.updates.publish import Publishing
from bot.capability import (
    NEVER_TOO_LATE,
    Capability,
    CommandOffer,
    FormPressOffer,
    JobOffer,
    MenuItem,
    PressOffer,
    SubmitOffer,
)


def offers(publishing: Publishing, paces: Paces) -> Capability:
    """For the capability to join to its own."""
    going_out = GoingOut(paces)
    return Capability(
        "updates",
        commands=(
            CommandOffer(
                "update planned",
                changing.planned,
                usage="update planned",
                help="What is to go out at a time, to move or cancel it",
                reads=True,
                may=rules.may_write,
            ),
            CommandOffer(
                "update calendar",
                calendar.by_words,
                usage="update calendar",
                help="What goes out in the next weeks, by day",
                reads=True,
                may=rules.may_write,
            ),
        ),
        presses={
            CALENDAR: PressOffer(calendar.by_button, reads=True, may=rules.may_write),
            MOVE: PressOffer(changing.open_move, reads=True, may=rules.may_write),
            CANCEL: PressOffer(changing.cancel, may=rules.may_write),
            REST: PressOffer(changing.Rest(going_out).publish, may=rules.may_write),
        },
        submits={
            KEEP_PLAN: SubmitOffer(choosing.Choosing(publishing).keep, may=rules.may_write),
            MOVE_PLAN: SubmitOffer(changing.move, may=rules.may_write),
        },
        form_presses={
            PLAN: FormPressOffer(choosing.open_page, may=rules.may_write),
        },
        menu=(MenuItem("Calendar", CALENDAR, order=50, opens_form=True, may=rules.may_write),),
        jobs={
            GO_OUT: JobOffer(going_out.go_out, NEVER_TOO_LATE),
        },
    )
