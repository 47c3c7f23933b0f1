"""What the organisation decides about results."""

from bot.people import settings
from bot.people.settings import SettingSpec
from bot.storage.sessions import Session

PICTURES = SettingSpec(
    "checkins.trend_pictures",
    bool,
    False,
    "Whether results of a check-in that comes again show the trend as a small picture. Slack and Microsoft Teams fetch "
    "it from Instep's own address, so that has to be reached from the internet by https.",
    label="Trends of results as pictures",
    matter="Check-ins",
)

ALL = (PICTURES,)


async def draws_trends(session: Session) -> bool:
    """Whether trends are shown as pictures."""
    return bool(await settings.read(session, PICTURES))
