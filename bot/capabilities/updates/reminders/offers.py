"""What reminding offers."""

from bot.capabilities.updates.reminders import by_hand, looking, rounds
from bot.capabilities.updates.reminders.messages import REMIND
from bot.capability import NEVER_TOO_LATE, Capability, JobOffer, PressOffer
from bot.clock import Clocks


def offers(clocks: Clocks) -> Capability:
    """For the capability to join to its own."""
    return Capability(
        "updates",
        presses={
            REMIND: PressOffer(by_hand.remind),
        },
        composers={
            rounds.REMINDER: rounds.Composer(clocks),
        },
        jobs={
            looking.LOOK: JobOffer(looking.look, NEVER_TOO_LATE),
        },
    )
