"""What correcting and withdrawing offers."""

from bot.capabilities.updates import rules
from bot.capabilities.updates.corrections import copies, correct, forms, languages, leftovers
from bot.capabilities.updates.corrections.correct import Correcting
from bot.capabilities.updates.corrections.spread import CORRECT, WITHDRAW, Paces
from bot.capabilities.updates.corrections.withdraw import Withdrawing
from bot.capabilities.updates.languages.forms import (
    CHOOSE_CORRECTED_LANGUAGE,
    DROP_CORRECTED_LANGUAGE,
    SAVE_CORRECTED_LANGUAGE,
)
from bot.capability import Capability, FormPressOffer, JobOffer, PressOffer, SubmitOffer
from bot.clock import Clocks


def offers(clocks: Clocks, paces: Paces, correcting: Correcting) -> Capability:
    """For the capability to join to its own."""
    withdrawing, texts = Withdrawing(paces), languages.Translating(correcting)
    return Capability(
        "updates",
        presses={
            CORRECT: PressOffer(correct.open_form, reads=True, may=rules.may_write),
            WITHDRAW: PressOffer(withdrawing.open_form, reads=True, may=rules.may_write),
        },
        submits={
            forms.SAVE_CORRECTION: SubmitOffer(correcting.save, may=rules.may_write),
            forms.MAKE_CORRECTION: SubmitOffer(correcting.make, may=rules.may_write),
            CHOOSE_CORRECTED_LANGUAGE: SubmitOffer(texts.choose, may=rules.may_write),
            SAVE_CORRECTED_LANGUAGE: SubmitOffer(texts.save, may=rules.may_write),
            forms.WITHDRAW_EVERYWHERE: SubmitOffer(withdrawing.withdraw, may=rules.may_write),
        },
        form_presses={
            forms.CHANGE_CORRECTION: FormPressOffer(correct.change, may=rules.may_write),
            DROP_CORRECTED_LANGUAGE: FormPressOffer(texts.drop, reads=False, may=rules.may_write),
            forms.CORRECTED_LANGUAGES: FormPressOffer(texts.open_page, reads=False, may=rules.may_write),
            forms.MORE_TO_CORRECT: FormPressOffer(correct.show_more, may=rules.may_write),
        },
        composers={
            **dict.fromkeys(leftovers.KINDS, leftovers.Composer(clocks)),
        },
        jobs={
            copies.PROGRESS_JOB: JobOffer(copies.Progress(paces).show, copies.TOO_LATE),
        },
    )
