"""What the organisation decides about reports of faults."""

from datetime import timedelta

from bot.people import search, settings
from bot.people.access import EVERYTHING
from bot.people.refusal import Refused
from bot.people.settings import SettingSpec
from bot.storage.sessions import Session


async def _known_person(session: Session, words: str) -> str:
    if words:
        await search.person_meant(session, EVERYTHING, words)
    return words


REPORT_WITHIN = SettingSpec(
    "updates.report_within",
    int,
    60,
    "Minutes, by the clock, within which whoever has a report of a fault is to decide it before it also goes on.",
    least=5,
    most=2880,
    label="Minutes until a report of a fault goes on",
    matter="Reports of faults",
)

REPORT_PATH = SettingSpec(
    "updates.report_path",
    str,
    "lead_then_admins",
    "Who gets a report of a fault that the owner of its update has not decided in time.",
    choices=("lead_then_admins", "lead_then_managers_then_admins", "managers_then_admins", "admins"),
    label="Who gets a report of a fault next",
    matter="Reports of faults",
)

REPORT_OWNER = SettingSpec(
    "updates.report_owner",
    str,
    "",
    "E-mail of whoever decides reports of faults that are about no update; empty for the admins.",
    known=_known_person,
    label="Who decides reports about no update",
    matter="Reports of faults",
)

ALL = (REPORT_WITHIN, REPORT_PATH, REPORT_OWNER)


async def report_within(session: Session) -> timedelta:
    """Time by the clock in which a report of a fault is to be decided."""
    value = await settings.read(session, REPORT_WITHIN)
    assert isinstance(value, int)
    return timedelta(minutes=value)


async def report_path(session: Session) -> str:
    """Who gets a report after the owner, as one of the choices."""
    return str(await settings.read(session, REPORT_PATH))


async def report_owner(session: Session) -> int | None:
    """Who decides reports that are about no update; None for the admins, also where that person has left."""
    words = str(await settings.read(session, REPORT_OWNER))
    if not words:
        return None
    try:
        return await search.person_meant(session, EVERYTHING, words)
    except Refused:
        return None
