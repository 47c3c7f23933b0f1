"""What the organisation decides about handovers."""

from bot.people import settings
from bot.people.settings import SettingSpec
from bot.storage.sessions import Session

HANDOVER_MINUTES = SettingSpec(
    "syncs.handover_minutes",
    int,
    15,
    "Minutes after a shift handover began until the leads are told that nobody has taken it; after as many more the "
    "managers are.",
    least=1,
    most=240,
    label="Minutes until leads hear of a handover nobody took",
    matter="Meetings",
)

ALL = (HANDOVER_MINUTES,)


async def handover_minutes(session: Session) -> int:
    """Minutes until somebody is told that nobody has taken a handover."""
    return int(await settings.read(session, HANDOVER_MINUTES))
