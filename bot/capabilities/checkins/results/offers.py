"""What results offer."""

from bot.capabilities.checkins.results import examples, messages, settings
from bot.capabilities.checkins.results.looking import RESULTS_FILE, Exporting, Looking, by_words, fetch
from bot.capabilities.checkins.results.pictures import PATH, PATTERN
from bot.capabilities.checkins.results.telling import TELL_RESULTS, TOO_LATE, Telling
from bot.capability import Capability, CommandOffer, DownloadOffer, JobOffer, PressOffer, SecretOffer
from bot.people.personal_links import Links


def offers(links: Links | None, telling: Telling) -> Capability:
    """For the capability to join to its own; `links` makes links to files, None where Instep has no address."""
    looking = Looking(telling.pictures)
    secret = SecretOffer(f"{PATH}/{{secret}}.png", PATTERN, telling.pictures.read)
    return Capability(
        "checkins",
        commands=(
            CommandOffer(
                "checkin results",
                by_words,
                usage="checkin results [name]",
                help="See who takes part in a check-in, and what came of it",
                reads=True,
            ),
        ),
        presses={
            messages.RESULTS: PressOffer(looking.show, reads=True),
            messages.DETAIL: PressOffer(looking.show_question, reads=True),
            messages.EXPORT: PressOffer(Exporting(links).offer, reads=True),
        },
        jobs={TELL_RESULTS: JobOffer(telling.mail.run, TOO_LATE)},
        secrets=(secret,) if links is not None else (),
        settings=settings.settings(links),
        downloads={RESULTS_FILE: DownloadOffer(fetch, admins_see=False)},
        examples=examples.examples,
    )
