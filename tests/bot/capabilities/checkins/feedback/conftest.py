"""A stage on which leads give feedback: Ada leads Care, Hana leads Harbor."""

from collections.abc import AsyncIterator
from typing import Any, ClassVar

import pytest
from sqlalchemy import delete, select

from bot.capabilities import checkins
from bot.capabilities.checkins.store.feedback_tables import Feedback
from bot.capability import Capability
from bot.chat.form import Form
from bot.chat.inbound import Answer, Command, Mentioned, MentionedKind
from bot.chat.message import Button, Message, from_json
from bot.delivery.tables import Content, Copy, Stale
from bot.people.model import ChatIdentity, Grant, Person, Role, Side, Team
from bot.storage.sessions import Database
from tests import stage as stages
from tests.stage import NO_PLACE, furnish

LINE = "You asked the customer first what she had tried."


class Stage(stages.Stage):
    """With feedback on it."""

    kind: ClassVar[str] = "feedback"

    def capabilities(self) -> list[Capability]:
        return [checkins.capability(self.clocks, self.links)]

    async def leads(self, name: str, team: str) -> None:
        async with self.database.write() as session:
            person = (await session.scalars(select(Person).where(Person.name == name))).one()
            (await session.scalars(select(Team).where(Team.name == team))).one().lead_id = person.id

    async def grant(self, name: str, role: Role, side: str = "") -> None:
        async with self.database.write() as session:
            person = (await session.scalars(select(Person).where(Person.name == name))).one()
            side_id = await session.scalar(select(Side.id).where(Side.name == side)) if side else None
            session.add(Grant(person_id=person.id, role=role, side_id=side_id))

    async def public_id(self, name: str) -> str:
        async with self.database.read() as session:
            return (await session.scalars(select(Person.public_id).where(Person.name == name))).one()

    async def says(self, who: str, to: str, text: str = LINE, place: Any = NO_PLACE) -> Answer:
        """`/feedback @to text`."""
        mentioned = Mentioned(f"@{to}", MentionedKind.PERSON, self.people[to])
        return await self.send(Command(self.origin(who, place), "feedback", f"@{to} {text}", mentioned=(mentioned,)))

    async def erase(self, name: str) -> None:
        """What check-ins keep of somebody is taken out; nothing was to be composed anew before."""
        (capability,) = [one for one in self.offers.capabilities if one.name == "checkins"]
        assert capability.erase_person is not None
        async with self.database.write() as session:
            await session.execute(delete(Stale))
            person_id = (await session.scalars(select(Person.id).where(Person.name == name))).one()
            await capability.erase_person(session, person_id)

    async def opened(self, who: str, to: str = "") -> Form:
        answer = await self.press(who, Button("", "checkins.feedback_write", await self.public_id(to) if to else ""))
        assert answer.form is not None, answer
        return answer.form

    async def all(self) -> list[Feedback]:
        async with self.database.read() as session:
            return list(await session.scalars(select(Feedback).order_by(Feedback.id)))

    async def letters(self, kind: str = "feedback") -> dict[tuple[str, str], Message]:
        """What was written to single people, by name and slot."""
        async with self.database.read() as session:
            rows = await session.execute(
                select(Person.name, Copy.slot, Content.message)
                .join(ChatIdentity, ChatIdentity.person_id == Person.id)
                .join(Copy, Copy.target_id == ChatIdentity.id)
                .join(Content, Content.id == Copy.content_id)
                .where(Copy.subject_kind == kind, Copy.target_kind == "person")
            )
            return {(name, slot): from_json(message) for name, slot, message in rows}


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """Marlowe & Finch on Slack, Harborline in Slack Connect, Lumenara on Teams."""
    stage = Stage(database)
    await furnish(stage)
    await stage.leads("Ada", "Care")
    await stage.leads("Hana", "Harbor")
    yield stage
