"""All capabilities, built with what each needs, as one set of offers."""

from collections.abc import Mapping

from bot.capabilities import checkins, shoutouts, syncs, updates
from bot.capabilities.rhythms import RHYTHMS
from bot.capabilities.setup import SETUP, compose_home, notify_new_home, stranger_line
from bot.capability import Offers
from bot.clock import Clocks, system_clocks
from bot.delivery.pace import PaceRules
from bot.dispatch import Frame
from bot.people.personal_links import Links
from bot.settings import Settings
from bot.storage.sealing import Keyring

FRAME = Frame(compose_home=compose_home, stranger_line=stranger_line, notify_new_home=notify_new_home)
"""The home, and what is said to people of a company that nobody linked."""


def all_offers(
    settings: Settings | None = None, clocks: Clocks | None = None, rules: Mapping[str, PaceRules] | None = None
) -> Offers:
    """What all capabilities offer; without arguments, enough to list it."""
    clocks = clocks or system_clocks()
    links = links_of(settings, clocks) if settings else None
    return Offers(
        [
            SETUP,
            updates.capability(clocks, rules or {}, links),
            shoutouts.capability(clocks, links),
            syncs.capability(clocks, links),
            checkins.capability(clocks, links),
            RHYTHMS,
        ],
        settings.command_names if settings else None,
    )


def links_of(settings: Settings, clocks: Clocks) -> Links | None:
    """What makes and reads links to Instep; None where nobody has said under which address people reach it."""
    if not settings.instep_base_url and not settings.development:
        return None
    return Links(settings.base_url, Keyring(settings.secret_keys), clocks.machine)
