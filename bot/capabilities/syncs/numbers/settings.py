"""What the organisation decides about figures."""

from bot.people import settings
from bot.people.settings import SettingSpec
from bot.storage.sessions import Session

PICTURES = SettingSpec(
    "syncs.trend_pictures",
    bool,
    False,
    "Whether an agenda shows the trend of each figure as a small picture. Slack and Microsoft Teams fetch it from "
    "Instep's own address, so that has to be reached from the internet by https.",
    label="Trends as pictures",
    matter="Meetings",
)

ALL = (PICTURES,)


async def draws_trends(session: Session) -> bool:
    """Whether trends are shown as pictures."""
    return bool(await settings.read(session, PICTURES))
