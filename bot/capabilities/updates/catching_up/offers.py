"""What catching up offers."""

from bot.capabilities.updates.catching_up import at_start, on_demand
from bot.capabilities.updates.catching_up.messages import AT_SHIFT_START, CATCH_UP, CAUGHT, GOT_ALL
from bot.capability import NEVER_TOO_LATE, Capability, CommandOffer, JobOffer, MenuItem, PressOffer


def offers() -> Capability:
    """For the capability to join to its own."""
    return Capability(
        "updates",
        commands=(
            CommandOffer(
                "catch me up",
                on_demand.catch_me_up,
                usage="catch me up",
                help="What changed since your last shift",
                reads=True,
            ),
            CommandOffer(
                "catch up",
                on_demand.choose,
                usage="catch up [on|off]",
                help="Whether that comes by itself when your shift begins",
            ),
        ),
        presses={
            CATCH_UP: PressOffer(on_demand.catch_me_up, reads=True),
            CAUGHT: PressOffer(on_demand.got_it),
            GOT_ALL: PressOffer(on_demand.got_all),
            AT_SHIFT_START: PressOffer(on_demand.choose),
        },
        menu=(MenuItem("Catch me up", CATCH_UP, order=25, opens_form=True),),
        jobs={
            at_start.BEGIN_SHIFTS: JobOffer(at_start.begin_shifts, NEVER_TOO_LATE),
        },
        standing=at_start.ensure,
    )
