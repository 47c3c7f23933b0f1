"""What the questions that *Got it* asks offers."""

from bot.capabilities.updates import rules
from bot.capabilities.updates.corrections.spread import Paces
from bot.capabilities.updates.knowledge import taking, trial, writing
from bot.capabilities.updates.knowledge.forms import (
    ADD_QUESTION,
    CHECK,
    CHECK_LANGUAGES,
    CHOOSE_CHECK_LANGUAGE,
    DROP_CHECK,
    DROP_QUESTION,
    SAVE_CHECK,
    SAVE_CHECK_LANGUAGE,
    SEE_CHECK,
)
from bot.capabilities.updates.knowledge.messages import REMOVE_CHECK
from bot.capabilities.updates.knowledge.pages import ASK_AGAIN, BACK, CHOOSE
from bot.capabilities.updates.knowledge.removing import Removing
from bot.capabilities.updates.knowledge.translating import CheckTranslating
from bot.capabilities.updates.messages import READ
from bot.capabilities.updates.publish import Publishing
from bot.capability import Capability, FormPressOffer, PressOffer, SubmitOffer


def offers(publishing: Publishing, paces: Paces) -> Capability:
    """For the capability to join to its own."""
    checking, check_texts = writing.CheckWriting(publishing), CheckTranslating(publishing)
    return Capability(
        "updates",
        presses={
            REMOVE_CHECK: PressOffer(Removing(paces).remove, may=rules.may_write),
        },
        submits={
            SAVE_CHECK: SubmitOffer(checking.save, may=rules.may_write),
            CHOOSE_CHECK_LANGUAGE: SubmitOffer(check_texts.choose, reads=True, may=rules.may_write),
            SAVE_CHECK_LANGUAGE: SubmitOffer(check_texts.save, may=rules.may_write),
        },
        form_presses={
            CHECK: FormPressOffer(writing.open_page, may=rules.may_write),
            SEE_CHECK: FormPressOffer(trial.begin, may=rules.may_write),
            CHECK_LANGUAGES: FormPressOffer(check_texts.open_page, may=rules.may_write),
            ADD_QUESTION: FormPressOffer(writing.add, may=rules.may_write),
            **{one: FormPressOffer(checking.drop, reads=False, may=rules.may_write) for one in DROP_QUESTION},
            DROP_CHECK: FormPressOffer(checking.drop_all, reads=False, may=rules.may_write),
            BACK: FormPressOffer(checking.back, may=rules.may_write),
            **{one: FormPressOffer(taking.choose, reads=False) for one in CHOOSE},
            ASK_AGAIN: FormPressOffer(taking.ask_again, reads=False),
            READ: FormPressOffer(taking.read_first),
        },
    )
