"""What the agenda offers."""

from functools import partial

from bot.capabilities.syncs import planning
from bot.capabilities.syncs.agenda import arriving, examples, going_out
from bot.capabilities.syncs.agenda.posting import GROW
from bot.capabilities.syncs.composers import ActionComposer, MeetingComposer
from bot.capabilities.syncs.subjects import ACTION, MEETING
from bot.capability import Capability, JobOffer, PressOffer
from bot.clock import Clocks


def offers(clocks: Clocks) -> Capability:
    """For the capability to join to its own."""
    return Capability(
        "syncs",
        presses={arriving.RETRY: PressOffer(arriving.try_again)},
        jobs={
            planning.AGENDA: JobOffer(going_out.post, going_out.TOO_LATE, counts_from=planning.MEET),
            GROW: JobOffer(going_out.grow, going_out.NEVER_TOO_LATE),
            arriving.ARRIVED: JobOffer(arriving.look, arriving.TOO_LATE),
        },
        examples=examples.examples,
        joint_composers={MEETING: partial(MeetingComposer, clocks), ACTION: partial(ActionComposer, clocks)},
    )
