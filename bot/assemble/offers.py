"""All capabilities, built with what each needs, as one set of offers."""

from collections.abc import Mapping

from bot.capabilities import updates
from bot.capabilities.setup import SETUP, compose_home, notify_new_home, stranger_line
from bot.capability import Offers
from bot.clock import Clocks, system_clocks
from bot.delivery.pace import PaceRules
from bot.dispatch import Frame
from bot.settings import Settings

FRAME = Frame(compose_home=compose_home, stranger_line=stranger_line, notify_new_home=notify_new_home)
"""The home, and what is said to people of a company that nobody linked."""


def all_offers(
    settings: Settings | None = None, clocks: Clocks | None = None, rules: Mapping[str, PaceRules] | None = None
) -> Offers:
    """What all capabilities offer; without arguments, enough to list it."""
    return Offers(
        [SETUP, updates.capability(clocks or system_clocks(), rules or {})],
        settings.command_names if settings else None,
    )
