"""What sending several updates at once offers."""

from bot.capabilities.updates import rules
from bot.capabilities.updates.corrections.spread import Paces
from bot.capabilities.updates.roundups import bundling, changing
from bot.capabilities.updates.roundups.arrange import GO_OUT_TOGETHER
from bot.capabilities.updates.roundups.forms import (
    CHANGE_ROUND_UP,
    KEEP_ROUND_UP_PLAN,
    MOVE_ROUND_UP_PLAN,
    PLAN_ROUND_UP,
    SEE_ROUND_UP,
    SEND_ROUND_UP,
)
from bot.capabilities.updates.roundups.going_out import GoingOut
from bot.capabilities.updates.roundups.messages import ROUND_UP
from bot.capabilities.updates.roundups.planned import CANCEL_ROUND_UP, MOVE_ROUND_UP
from bot.capability import NEVER_TOO_LATE, Capability, CommandOffer, FormPressOffer, JobOffer, PressOffer, SubmitOffer


def offers(paces: Paces) -> Capability:
    """For the capability to join to its own."""
    bundles = bundling.Bundling(paces)
    return Capability(
        "updates",
        commands=(
            CommandOffer(
                "update round-up",
                bundling.by_words,
                usage="update round-up",
                help="Send several of your drafts at once or at a time, in each channel as one message with a thread",
                reads=True,
                may=rules.may_write,
            ),
        ),
        presses={
            ROUND_UP: PressOffer(bundling.by_button, reads=True, may=rules.may_write),
            MOVE_ROUND_UP: PressOffer(changing.open_move, reads=True, may=rules.may_write),
            CANCEL_ROUND_UP: PressOffer(changing.cancel, may=rules.may_write),
        },
        submits={
            SEE_ROUND_UP: SubmitOffer(bundles.see, reads=True, may=rules.may_write),
            SEND_ROUND_UP: SubmitOffer(bundles.send, may=rules.may_write),
            KEEP_ROUND_UP_PLAN: SubmitOffer(bundles.keep_time, reads=True, may=rules.may_write),
            MOVE_ROUND_UP_PLAN: SubmitOffer(changing.move, may=rules.may_write),
        },
        form_presses={
            CHANGE_ROUND_UP: FormPressOffer(bundling.change, may=rules.may_write),
            PLAN_ROUND_UP: FormPressOffer(bundles.open_time, may=rules.may_write),
        },
        jobs={
            GO_OUT_TOGETHER: JobOffer(GoingOut(paces).go_out, NEVER_TOO_LATE),
        },
    )
