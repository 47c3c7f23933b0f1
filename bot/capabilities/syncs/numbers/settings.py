"""What the organisation decides about figures."""

from dataclasses import replace

from bot.people import settings as organisation
from bot.people.personal_links import NOT_PUBLIC, Links
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


def settings(links: Links | None) -> tuple[SettingSpec, ...]:
    """What can be set; `links` make the addresses of pictures."""
    return (PICTURES if links is not None and links.is_public else replace(PICTURES, missing=NOT_PUBLIC),)


async def draws_trends(session: Session) -> bool:
    """Whether trends are shown as pictures."""
    return bool(await organisation.read(session, PICTURES))
