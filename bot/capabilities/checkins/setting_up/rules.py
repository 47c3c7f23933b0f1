"""The bounds of a check-in's settings, and what the form offers."""

from bot.capabilities.checkins.protecting import LOWEST_THRESHOLD
from bot.capabilities.checkins.setting_up.templates import DAY, HOUR
from bot.people import settings
from bot.people.settings import SettingSpec
from bot.storage.sessions import Session

SHORTEST_OPEN, LONGEST_OPEN = HOUR, 30 * DAY
"""Minutes that a check-in may be open."""

OPEN_CHOICES = (4 * HOUR, DAY, 2 * DAY, 3 * DAY, 5 * DAY, 7 * DAY, 14 * DAY)
"""Minutes that the form offers."""

HIGHEST_THRESHOLD = 50
THRESHOLDS = (3, 4, 5, 6, 8, 10, 15, 20)
"""The thresholds that the form offers, from the organisation's least on."""

LEAST_THRESHOLD = SettingSpec(
    "checkins.least_threshold",
    int,
    LOWEST_THRESHOLD,
    "How many people must have answered a check-in, at the least, before anything of a group is shown. It holds for "
    "check-ins that are set up or changed from now on.",
    least=LOWEST_THRESHOLD,
    most=HIGHEST_THRESHOLD,
    label="Fewest people whose answers are shown together",
    matter="Check-ins",
)

ALL = (LEAST_THRESHOLD,)


async def least_threshold(session: Session) -> int:
    """The lowest threshold that a check-in may have."""
    return int(await settings.read(session, LEAST_THRESHOLD))
