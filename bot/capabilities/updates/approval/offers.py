"""What a second pair of eyes offers."""

from bot.capabilities.updates import rules
from bot.capabilities.updates.approval import correction_deciding, deciding, jobs
from bot.capabilities.updates.approval.asking import Asking
from bot.capabilities.updates.approval.correction_deciding import DecidingCorrections
from bot.capabilities.updates.approval.deciding import Deciding
from bot.capabilities.updates.approval.forms import (
    APPROVE,
    APPROVE_CORRECTION,
    ASK_APPROVAL,
    SEND_BACK,
    SEND_BACK_CORRECTION,
    SEND_BACK_CORRECTION_WITH,
    SEND_BACK_WITH,
)
from bot.capabilities.updates.approval.letters import APPROVAL_JOB
from bot.capabilities.updates.approval.messages import LOOK, LOOK_AT_CORRECTION, SEE_FIRST
from bot.capabilities.updates.corrections.correct import Correcting
from bot.capabilities.updates.publish import Publishing
from bot.capability import Capability, FormPressOffer, JobOffer, PressOffer, SubmitOffer


def offers(publishing: Publishing, correcting: Correcting) -> Capability:
    """For the capability to join to its own."""
    asking, eyes = Asking(publishing), Deciding(publishing)
    eyes_on_corrections = DecidingCorrections(correcting)
    return Capability(
        "updates",
        presses={
            LOOK: PressOffer(eyes.look, reads=True, may=rules.may_write),
            LOOK_AT_CORRECTION: PressOffer(eyes_on_corrections.look, reads=True, may=rules.may_write),
            SEE_FIRST: PressOffer(asking.see, reads=True, may=rules.may_write),
        },
        submits={
            ASK_APPROVAL: SubmitOffer(asking.ask, may=rules.may_write),
            APPROVE: SubmitOffer(eyes.approve, may=rules.may_write),
            APPROVE_CORRECTION: SubmitOffer(eyes_on_corrections.approve, may=rules.may_write),
            SEND_BACK_CORRECTION_WITH: SubmitOffer(correction_deciding.send_back, may=rules.may_write),
            SEND_BACK_WITH: SubmitOffer(deciding.send_back, may=rules.may_write),
        },
        form_presses={
            SEND_BACK: FormPressOffer(deciding.open_send_back, may=rules.may_write),
            SEND_BACK_CORRECTION: FormPressOffer(correction_deciding.open_send_back, may=rules.may_write),
        },
        jobs={
            APPROVAL_JOB: JobOffer(jobs.remind_author, jobs.TOO_LATE),
        },
    )
