"""Check-ins: short questions in people's own time, with anonymity that holds, and answers that lead to something."""

from dataclasses import replace

from bot.capabilities.checkins import tour
from bot.capabilities.checkins.answering import offers as answering
from bot.capabilities.checkins.feedback import offers as feedback
from bot.capabilities.checkins.following import offers as following
from bot.capabilities.checkins.results import offers as results
from bot.capabilities.checkins.results.pictures import Pictures
from bot.capabilities.checkins.results.telling import Telling
from bot.capabilities.checkins.running import offers as running
from bot.capabilities.checkins.running.closing import Closing
from bot.capabilities.checkins.setting_up import offers as setting_up
from bot.capability import Capability
from bot.clock import Clocks
from bot.joining import joined
from bot.people.personal_links import Links


def capability(clocks: Clocks, links: Links | None = None) -> Capability:
    """Check-ins; `links` makes links to files, None where Instep has no address."""
    telling = Telling(Pictures(links))
    parts = (
        setting_up.offers(),
        running.offers(clocks, Closing(telling)),
        answering.offers(clocks),
        results.offers(links, telling),
        following.offers(),
        feedback.offers(),
        Capability("checkins", tour=tour.tour),
    )
    return replace(joined("checkins", parts), title="Check-ins")
