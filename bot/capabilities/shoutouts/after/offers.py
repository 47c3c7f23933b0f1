"""What can be pressed and sent off once a shoutout was posted."""

from collections.abc import Mapping

from bot.capabilities.shoutouts.after import (
    adding,
    cheering,
    choices,
    correcting,
    letters,
    reporting,
    whole,
    withdrawing,
)
from bot.capabilities.shoutouts.after.forms import (
    ASK_REPORT,
    ASK_TAKE_DOWN,
    ASK_WITHDRAW,
    CHOOSE,
    CHOOSE_NOTE,
    CORRECT,
    END,
    KEEP_NOTE,
    REMOVE_NOTE,
    REPORT,
    WITHDRAW,
)
from bot.capabilities.shoutouts.after.messages import GO_ON, READ_LETTER, UNCHEER
from bot.capabilities.shoutouts.after.report_messages import FINE, REPORTS, TAKE_DOWN
from bot.capabilities.shoutouts.card import ADD, CHEER, MORE
from bot.capabilities.shoutouts.write.forms import SAVE_CORRECTION, SEE_CORRECTION, SEND_CORRECTION
from bot.capability import CommandOffer, FormPressOffer, JobOffer, MenuItem, PressOffer, SubmitOffer

CHOICES = "shoutouts.choices"


def commands() -> tuple[CommandOffer, ...]:
    """Further words after `/shoutout`."""
    return (
        CommandOffer(
            "shoutout settings",
            choices.by_words,
            usage="shoutout settings",
            help="Say how you want to be thanked, and named to other companies",
            reads=True,
        ),
        CommandOffer(
            "shoutout reports",
            reporting.listing,
            usage="shoutout reports",
            help="See shoutouts that were reported, and decide",
            reads=True,
            may=reporting.may_see,
        ),
    )


def menu() -> tuple[MenuItem, ...]:
    """Lines of the menu."""
    return (
        MenuItem("How I am thanked", CHOICES, order=18, opens_form=True),
        MenuItem("Reported shoutouts", REPORTS, order=19, may=reporting.may_see),
    )


def jobs() -> Mapping[str, JobOffer]:
    """What is told when somebody's day begins."""
    return {
        mail.job: JobOffer(mail.run, letters.TOO_LATE)
        for mail in (letters.TO_GIVER, letters.TO_DECIDERS, letters.TO_REPORTER)
    }


def presses() -> Mapping[str, PressOffer]:
    """Buttons on cards and messages."""
    return {
        CHEER: PressOffer(cheering.cheer, together=cheering.cheer_together),
        UNCHEER: PressOffer(cheering.take_back),
        ADD: PressOffer(adding.open_form, reads=True),
        MORE: PressOffer(whole.more, reads=True),
        GO_ON: PressOffer(withdrawing.go_on),
        TAKE_DOWN: PressOffer(withdrawing.ask_why, reads=True),
        FINE: PressOffer(reporting.fine),
        REPORTS: PressOffer(reporting.listing, reads=True, may=reporting.may_see),
        READ_LETTER: PressOffer(reporting.read_letter, reads=True),
        CHOICES: PressOffer(choices.by_button, reads=True),
    }


def submits() -> Mapping[str, SubmitOffer]:
    """Forms."""
    return {
        KEEP_NOTE: SubmitOffer(adding.keep),
        REMOVE_NOTE: SubmitOffer(adding.remove),
        SAVE_CORRECTION: SubmitOffer(correcting.save),
        SEND_CORRECTION: SubmitOffer(correcting.send_off),
        WITHDRAW: SubmitOffer(withdrawing.withdraw),
        END: SubmitOffer(withdrawing.take_down),
        REPORT: SubmitOffer(reporting.report),
        CHOOSE: SubmitOffer(choices.keep),
    }


def form_presses() -> Mapping[str, FormPressOffer]:
    """Buttons in forms."""
    return {
        CHOOSE_NOTE: FormPressOffer(whole.choose_note),
        UNCHEER: FormPressOffer(cheering.take_back_in_more, reads=False),
        CORRECT: FormPressOffer(correcting.begin, reads=False),
        SEE_CORRECTION: FormPressOffer(correcting.see_all),
        ASK_WITHDRAW: FormPressOffer(withdrawing.ask),
        ASK_TAKE_DOWN: FormPressOffer(withdrawing.ask_why),
        ASK_REPORT: FormPressOffer(reporting.ask),
    }
