"""An invented organisation: Marlowe & Finch on Slack, Harborline in Slack Connect channels, Lumenara on Teams."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.inbound import Identity
from bot.people import channels, directory
from bot.people.access import Actor
from bot.people.model import (
    Channel,
    ChatIdentity,
    Grant,
    Membership,
    Person,
    PersonState,
    Role,
    Side,
    Team,
)
from bot.ports import ChannelFacts, MemberFacts
from bot.storage.sessions import Database
from tests.organisation import install, three_sides

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
OURS = "A1/-/T1"
"""The installation in Marlowe & Finch's Slack workspace T1."""
THEIRS = "app/lumen"
"""The installation in Lumenara's Teams tenant."""


@dataclass
class Organisation:
    """Sides and teams of the invented organisation, and short ways to add to it."""

    database: Database
    internal: Side
    harborline: Side
    lumenara: Side
    care: Team
    harbor: Team
    lumen: Team
    now: datetime = NOW

    @staticmethod
    def slack(user_id: str, home: str = "T1") -> Identity:
        return Identity("slack", home, user_id)

    @staticmethod
    def told(
        identity: Identity,
        name: str = "Ada Brook",
        email: str = "",
        *,
        guest: bool = False,
        bot: bool = False,
        deactivated: bool = False,
    ) -> MemberFacts:
        return MemberFacts(identity, name, email, "Europe/London", "en", bot, guest, deactivated)

    async def recognise(
        self, identity: Identity, name: str = "Ada Brook", email: str = "", **more: bool
    ) -> Actor | directory.Stranger:
        async with self.write() as session:
            return await directory.recognise(session, identity, self.told(identity, name, email, **more), NOW)

    def write(self) -> AbstractAsyncContextManager[AsyncSession]:
        return self.database.write()

    def read(self) -> AbstractAsyncContextManager[AsyncSession]:
        return self.database.read()

    async def person(
        self,
        session: AsyncSession,
        name: str,
        team: Team | None = None,
        *,
        side: Side | None = None,
        identity: Identity | None = None,
        state: PersonState = PersonState.ACTIVE,
        email: str = "",
        guest: bool = False,
    ) -> Person:
        side_id = team.side_id if team else (side or self.internal).id
        person = Person(side_id=side_id, name=name, email=email, state=state, created_at=NOW)
        session.add(person)
        await session.flush()
        if team:
            session.add(Membership(team_id=team.id, person_id=person.id, confirmed=True, since=NOW))
        if identity:
            session.add(
                ChatIdentity(
                    person_id=person.id,
                    platform=identity.platform,
                    home=identity.home,
                    user_id=identity.user_id,
                    guest=guest,
                    installation_key=OURS,
                )
            )
        await session.flush()
        return person

    async def actor(self, session: AsyncSession, person: Person, *rights: tuple[Role, int | None]) -> Actor:
        session.add_all(Grant(person_id=person.id, role=role, side_id=side_id) for role, side_id in rights)
        await session.flush()
        return await directory.actor_of(session, person.id)

    async def channel(
        self,
        session: AsyncSession,
        name: str,
        *teams: Team,
        platform: str = "slack",
        homes: tuple[str, ...] = (),
    ) -> Channel:
        facts = ChannelFacts(
            installation=OURS if platform == "slack" else THEIRS,
            channel=f"C-{name}",
            name=name,
            bot_is_member=True,
            can_post=True,
            shared=bool(homes),
            homes=homes,
        )
        channel = await channels.keep_facts(session, platform, facts, NOW)
        for team in teams:
            await channels.link(session, None, channel, await session.get_one(Team, team.id), NOW)
        return channel


@pytest.fixture
async def organisation(database: Database) -> AsyncIterator[Organisation]:
    await install(database)
    async with database.write() as session:
        internal, harborline, lumenara = await three_sides(session, NOW)
        session.add_all(
            [
                Team(side_id=internal.id, name="Care", zone="Europe/London", country="GB"),
                Team(side_id=harborline.id, name="Harbor Care", zone="Asia/Manila", locale="en"),
                Team(side_id=lumenara.id, name="Lumen Night", zone="America/Bogota", locale="es"),
            ]
        )
        await session.flush()
        care, harbor, lumen = await session.scalars(select(Team).order_by(Team.id))
    yield Organisation(database, internal, harborline, lumenara, care, harbor, lumen)
