"""What the organisation decides about updates."""

from bot.people import settings
from bot.people.settings import SettingSpec
from bot.storage.sessions import Session

RING_AFTER = SettingSpec(
    "updates.ring_after",
    int,
    10,
    "Minutes after which an urgent update rings people on shift who have not pressed Got it.",
    least=1,
    most=240,
)

DEFAULT_AUDIENCE = SettingSpec(
    "updates.audience",
    str,
    "",
    "Name of the audience that a new update is addressed to unless its author chooses another one.",
)

ALL = (RING_AFTER, DEFAULT_AUDIENCE)


async def ring_after(session: Session) -> int:
    """Minutes until an urgent update rings people."""
    value = await settings.read(session, RING_AFTER)
    assert isinstance(value, int)
    return value


async def default_audience(session: Session) -> str:
    """The name of the audience that is chosen beforehand; empty for none."""
    return str(await settings.read(session, DEFAULT_AUDIENCE))
