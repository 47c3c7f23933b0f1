"""The invented organisation: Marlowe & Finch on Slack, Harborline in Slack Connect channels, Lumenara on Teams."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.people import sides
from bot.people.model import Presence, Side
from bot.ports import Installation
from bot.storage.installations import InstallationStore
from bot.storage.sessions import Database

INSTALLATIONS = {"slack": "A1/-/T1", "teams": "app/lumen"}


async def install(database: Database) -> None:
    """Instep is in Marlowe & Finch's Slack workspace T1, and in Lumenara's Teams tenant."""
    store = InstallationStore(database)
    await store.save(Installation("slack", INSTALLATIONS["slack"], "A1", "T1", "Marlowe & Finch"))
    await store.save(Installation("teams", INSTALLATIONS["teams"], "app", "lumen", "Lumenara"))


async def three_sides(session: AsyncSession, now: datetime) -> tuple[Side, Side, Side]:
    """The internal side, Harborline and Lumenara, each with its home."""
    internal = await sides.make_internal_side(session, now)
    harborline = await sides.add_partner(session, None, "Harborline", now)
    lumenara = await sides.add_partner(session, None, "Lumenara", now)
    for platform, home, side, presence in (
        ("slack", "T1", internal, Presence.OWN_WORKSPACE),
        ("slack", "T2", harborline, Presence.SLACK_CONNECT),
        ("teams", "lumen", lumenara, Presence.OWN_TENANT),
    ):
        await sides.link_home(session, None, platform, home, side, presence, now)
    return internal, harborline, lumenara
