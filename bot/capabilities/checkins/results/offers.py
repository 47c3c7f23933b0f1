"""What results offer."""

from bot.capabilities.checkins.results import examples, looking, messages, telling
from bot.capability import Capability, CommandOffer, DownloadOffer, JobOffer, PressOffer
from bot.people.personal_links import Links


def offers(links: Links | None) -> Capability:
    """For the capability to join to its own; `links` makes links to files, None where Instep has no address."""
    return Capability(
        "checkins",
        commands=(
            CommandOffer(
                "checkin results",
                looking.by_words,
                usage="checkin results [name]",
                help="See who takes part in a check-in, and what came of it",
                reads=True,
            ),
        ),
        presses={
            messages.RESULTS: PressOffer(looking.show, reads=True),
            messages.DETAIL: PressOffer(looking.show_question, reads=True),
            messages.EXPORT: PressOffer(looking.Exporting(links).offer, reads=True),
        },
        jobs={telling.TELL_RESULTS: JobOffer(telling.TO_ORGANISER.run, telling.TOO_LATE)},
        downloads={looking.RESULTS_FILE: DownloadOffer(looking.fetch, admins_see=False)},
        examples=examples.examples,
    )
