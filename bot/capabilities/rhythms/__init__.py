"""What recurs, whichever capability it belongs to: when it is next and why then, and what people decide of it."""

from datetime import timedelta

from bot.capabilities.rhythms import deciding, examples, forms, listing, messages, missed, telling
from bot.capabilities.rhythms.store import records
from bot.capability import Capability, CommandOffer, FormPressOffer, JobOffer, MenuItem, PressOffer, SubmitOffer
from bot.due.opening import DAYS_OFF_CHANGED, TELL_MISSED

TOLD_WITHIN = timedelta(days=14)
"""After that nobody needs to be told any more."""

RHYTHMS = Capability(
    "rhythms",
    commands=(
        CommandOffer(
            "rhythms",
            listing.by_words,
            usage="rhythms [name]",
            help="What recurs, when it is next and why then",
            reads=True,
        ),
    ),
    presses={
        messages.LIST: PressOffer(listing.by_button, reads=True),
        messages.LOOK: PressOffer(listing.look, reads=True),
        **{action: PressOffer(deciding.ask, reads=True) for action in forms.ASKED},
        messages.RESUME: PressOffer(deciding.resume),
        messages.UNDO: PressOffer(deciding.undo),
    },
    submits={forms.PREVIEW: SubmitOffer(deciding.preview), forms.DECIDE: SubmitOffer(deciding.decide)},
    form_presses={forms.BACK: FormPressOffer(deciding.back)},
    menu=(MenuItem("What recurs", messages.LIST, order=60),),
    jobs={
        TELL_MISSED: JobOffer(missed.tell, TOLD_WITHIN),
        DAYS_OFF_CHANGED: JobOffer(telling.look_at_days_off, TOLD_WITHIN),
        telling.HANDED_OVER: JobOffer(telling.run_handed_over, TOLD_WITHIN),
        telling.STANDS: JobOffer(telling.run_stands, TOLD_WITHIN),
    },
    spared={missed.SUBJECT: telling.spared},
    examples=examples.examples,
    export_person=records.export_person,
    erase_person=records.erase_person,
    merge_person=records.merge_person,
)
