"""What an update in several languages offers."""

from bot.capabilities.updates import rules
from bot.capabilities.updates.languages import forms, reading, writing
from bot.capabilities.updates.languages.messages import LANGUAGES, OTHER_LANGUAGES
from bot.capabilities.updates.publish import Publishing
from bot.capability import Capability, FormPressOffer, PressOffer, SubmitOffer


def offers(publishing: Publishing) -> Capability:
    """For the capability to join to its own."""
    translating = writing.Translating(publishing)
    return Capability(
        "updates",
        presses={
            LANGUAGES: PressOffer(reading.other_languages, reads=True),
        },
        submits={
            forms.READ_IN: SubmitOffer(reading.in_chosen, reads=True),
            forms.CHOOSE_LANGUAGE: SubmitOffer(translating.choose, may=rules.may_write),
            forms.SAVE_LANGUAGE: SubmitOffer(translating.save, may=rules.may_write),
        },
        form_presses={
            LANGUAGES: FormPressOffer(reading.from_reading),
            OTHER_LANGUAGES: FormPressOffer(writing.open_page, may=rules.may_write),
            forms.DROP_LANGUAGE: FormPressOffer(translating.drop, reads=False, may=rules.may_write),
        },
    )
