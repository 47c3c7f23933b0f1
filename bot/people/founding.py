"""The first admin, and with them the organisation's own side."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.inbound import Identity
from bot.people import audit, sides
from bot.people.access import FirstAdmins, Scope
from bot.people.model import HAVE_LEFT, ChatIdentity, Grant, Person, PersonState, Presence, Role, Side, SideKind
from bot.ports import MemberFacts
from bot.storage.installations import InstallationRow


async def founds(
    session: AsyncSession, identity: Identity, facts: MemberFacts | None, first_admins: FirstAdmins
) -> bool:
    """Whether this is a first admin whose home is to become the internal side's: only while it has none there.

    An e-mail alone counts only from where the app is installed: anybody can write any e-mail into a workspace of their
    own, but nobody chooses their user id.
    """
    if await has_internal_home(session, identity.platform):
        return False
    if first_admins.names(identity, ""):
        return True
    email = facts.email if facts else ""
    if not email or not first_admins.names(identity, email) or await has_internal_home(session, None):
        return False
    installed = select(InstallationRow.id).where(
        InstallationRow.platform == identity.platform,
        InstallationRow.home == identity.home,
        InstallationRow.active.is_(True),
    )
    return await session.scalar(installed.limit(1)) is not None


async def link_founder(session: AsyncSession, identity: Identity, now: datetime) -> Side:
    """Make the founder's home the internal side's, and that side if it is not there."""
    side = await sides.make_internal_side(session, now)
    presence = Presence.OWN_WORKSPACE if identity.platform == "slack" else Presence.OWN_TENANT
    await sides.link_home(session, None, identity.platform, identity.home, side, presence, now)
    return side


async def make_first_admin(
    session: AsyncSession, row: ChatIdentity, facts: MemberFacts | None, now: datetime, first_admins: FirstAdmins
) -> None:
    """Give the right to administer to whom the settings name, if they are of the internal side and no guest."""
    if row.guest or not first_admins.named:
        return
    person = await session.get_one(Person, row.person_id)
    identity = Identity(row.platform, row.home, row.user_id)
    if not first_admins.names(identity, person.email or (facts.email if facts else "")):
        return
    side = await session.get_one(Side, person.side_id)
    if side.kind is not SideKind.INTERNAL or person.state in HAVE_LEFT:
        return
    present = select(Grant.id).where(Grant.person_id == person.id, Grant.role == Role.ADMIN, Grant.side_id.is_(None))
    if await session.scalar(present) is None:
        session.add(Grant(person_id=person.id, role=Role.ADMIN, side_id=None))
        person.state = PersonState.ACTIVE
        await session.flush()
        await audit.record(session, None, "first_admin", "person", person.public_id, at=now)


async def is_vacant(session: AsyncSession) -> bool:
    """Whether there is neither an admin nor a home of the internal side yet."""
    admins = select(Grant.id).where(Grant.role == Role.ADMIN, Grant.side_id.is_(None)).limit(1)
    return await session.scalar(admins) is None and not await has_internal_home(session, None)


async def has_internal_home(session: AsyncSession, platform: str | None) -> bool:
    """Whether the internal side has a home on that platform, or on any."""
    side = await sides.internal_side(session)
    return side is not None and any(
        platform in (None, home.platform) for home in await sides.homes(session, Scope(frozenset({side.id})))
    )
