"""What the organisation decides about results."""

from dataclasses import replace

from bot.people import settings as organisation
from bot.people.personal_links import NOT_PUBLIC, Links
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


def settings(links: Links | None) -> tuple[SettingSpec, ...]:
    """What can be set; `links` make the addresses of pictures."""
    return (PICTURES if links is not None and links.is_public else replace(PICTURES, missing=NOT_PUBLIC),)


async def draws_trends(session: Session) -> bool:
    """Whether trends are shown as pictures."""
    return bool(await organisation.read(session, PICTURES))
