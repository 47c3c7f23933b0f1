"""What a capability may offer, and what its handlers are given. Capabilities meet only here.

Adding a capability means one folder under `bot/capabilities/` whose `__init__` builds one `Capability`, and one line in
`bot/assemble/offers.py`. A handler takes a `Context` and what came in, changes rows through the session and the outbox,
and returns the answer to the person who acted; it neither commits nor sends.
"""

from bot.capability.acting import Acting, Context
from bot.capability.anonymous import AnonymousContext, AnonymousPressOffer, AnonymousSubmitOffer
from bot.capability.by_itself import (
    NEVER_TOO_LATE,
    PASSED,
    Event,
    EventContext,
    JobContext,
    JobOffer,
    Occasion,
    OccasionOffer,
    RhythmOffer,
    Work,
)
from bot.capability.offers import Capability, Offers
from bot.capability.programs import (
    Asked,
    Declined,
    Document,
    DownloadOffer,
    Elsewhere,
    EndpointOffer,
    Found,
    SecretOffer,
    Why,
    declined_import,
)
from bot.capability.shown import AgendaAsked, AgendaOffer, Example, HeldBack, HomeItem, MenuItem, TourGuide, TourStep
from bot.capability.ways_in import (
    CommandOffer,
    FormPressOffer,
    Handler,
    OverheardOffer,
    PressOffer,
    Refusal,
    SearchOffer,
    ShortcutOffer,
    SubmitOffer,
)

__all__ = [
    "NEVER_TOO_LATE",
    "PASSED",
    "Acting",
    "AgendaAsked",
    "AgendaOffer",
    "AnonymousContext",
    "AnonymousPressOffer",
    "AnonymousSubmitOffer",
    "Asked",
    "Capability",
    "CommandOffer",
    "Context",
    "Declined",
    "Document",
    "DownloadOffer",
    "Elsewhere",
    "EndpointOffer",
    "Event",
    "EventContext",
    "Example",
    "FormPressOffer",
    "Found",
    "Handler",
    "HeldBack",
    "HomeItem",
    "JobContext",
    "JobOffer",
    "MenuItem",
    "Occasion",
    "OccasionOffer",
    "Offers",
    "OverheardOffer",
    "PressOffer",
    "Refusal",
    "RhythmOffer",
    "SearchOffer",
    "SecretOffer",
    "ShortcutOffer",
    "SubmitOffer",
    "TourGuide",
    "TourStep",
    "Why",
    "Work",
    "declined_import",
]
