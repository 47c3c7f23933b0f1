"""Syncs: meetings and written rounds of teams of several sides, on a rhythm, with what they need before and after."""

from dataclasses import replace

from bot.capabilities.syncs import occasions, planning, tour
from bot.capabilities.syncs.agenda import offers as agenda
from bot.capabilities.syncs.agenda.deciding import decided
from bot.capabilities.syncs.calendar import offers as calendar
from bot.capabilities.syncs.collecting import offers as collecting
from bot.capabilities.syncs.during import offers as during
from bot.capabilities.syncs.kinds import ATTENDED
from bot.capabilities.syncs.numbers import offers as numbers
from bot.capabilities.syncs.setting_up import offers as setting_up
from bot.capabilities.syncs.store import records
from bot.capabilities.syncs.store.syncs import SYNC
from bot.capability import Capability
from bot.clock import Clocks
from bot.joining import joined
from bot.people.personal_links import Links


def capability(clocks: Clocks, links: Links | None = None) -> Capability:
    """Syncs; `links` makes links to files, None where Instep has no address."""
    return joined(
        "syncs",
        (
            _kept(),
            setting_up.offers(),
            agenda.offers(clocks),
            collecting.offers(),
            numbers.offers(links),
            during.offers(),
            calendar.offers(links),
        ),
    )


def _kept() -> Capability:
    return Capability(
        name="syncs",
        rhythms={SYNC: replace(planning.RHYTHM, decided=decided)},
        occasions={ATTENDED: occasions.OCCASION},
        tour=tour.tour,
        export_person=records.export_person,
        erase_person=records.erase_person,
        merge_person=records.merge_person,
    )
