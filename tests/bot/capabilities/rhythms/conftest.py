"""A stage on which one thing recurs every Wednesday at ten in London, looked after by Ines."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any, ClassVar

import pytest
from sqlalchemy import select

from bot.capabilities.rhythms import RHYTHMS
from bot.capability import Capability, JobContext, JobOffer, RhythmOffer, Work
from bot.chat.texts import Texts
from bot.due import deciding
from bot.due.rhythms import Moment, Party, Plan, upcoming
from bot.due.tables import Rhythm, Whose
from bot.people.model import Grant, Person, Role, Side, SideKind
from bot.storage.sessions import Database, Session
from tests import stage as stages
from tests.stage import furnish

LONDON = "Europe/London"


class Stage(stages.Stage):
    """With one rhythm on it."""

    kind: ClassVar[str] = "rhythm"

    def capabilities(self) -> list[Capability]:
        self.parties: Sequence[Party] = (Party(zone=LONDON),)
        self.before = timedelta()
        self.reached: Sequence[SideKind] = (SideKind.INTERNAL,)
        jobs = dict.fromkeys(("test.meet", "test.ask"), JobOffer(self.meet, timedelta(hours=12)))
        offer = RhythmOffer(self.plan, self.title, self.sides)
        return [RHYTHMS, Capability("test", jobs=jobs, rhythms={"test": offer})]

    async def plan(self, session: Session, rhythm: Rhythm) -> Plan:
        await session.flush()  # As whatever a planner asks the database for has it.
        parties = [replace(one, zone=rhythm.zone) if rhythm.whose is Whose.ALL else one for one in self.parties]
        return Plan(tuple(parties), (Moment("test.meet"), *([Moment("test.ask", self.before)] if self.before else [])))

    async def title(self, session: Session, rhythm: Rhythm, t: Texts) -> str:
        return "Weekly test"

    async def sides(self, session: Session, rhythm: Rhythm) -> frozenset[int]:
        return frozenset(await session.scalars(select(Side.id).where(Side.kind.in_(self.reached))))

    async def meet(self, context: JobContext, work: Work) -> None:
        async with context.write() as session:
            await context.done(session)

    async def begin(self, owner: str | None = "Ines", **others: Any) -> None:
        """Begins it, or another one with what differs."""
        known = {"rule": "FREQ=WEEKLY;BYDAY=WE", "starts": date(2026, 11, 23), "at": time(10), "whose": Whose.ALL}
        async with self.database.write() as session:
            person = await session.scalar(select(Person).where(Person.name == owner))
            rhythm = Rhythm(kind="test", owner_id=person and person.id, zone=LONDON, **{**known, **others})
            await deciding.begin(session, rhythm, self.plan, self.calendar.now())

    async def grant(self, who: str, role: Role) -> None:
        """Somebody has a role everywhere."""
        async with self.database.write() as session:
            person_id = (await session.scalars(select(Person.id).where(Person.name == who))).one()
            session.add(Grant(person_id=person_id, role=role, side_id=None))

    async def public_id(self, who: str) -> str:
        async with self.database.read() as session:
            return (await session.scalars(select(Person.public_id).where(Person.name == who))).one()

    async def rhythm(self) -> Rhythm:
        async with self.database.read() as session:
            return (await session.scalars(select(Rhythm))).one()

    async def next(self, count: int = 3) -> list[str]:
        """The next instants, UTC."""
        async with self.database.read() as session:
            rhythm = (await session.scalars(select(Rhythm))).one()
            plan = await self.plan(session, rhythm)
            found = await upcoming(session, rhythm, plan, self.calendar.now(), count=count)
            return [f"{one.instant:%d %b %H:%M}" for one in found if one.instant]


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """Marlowe & Finch on Slack, Harborline in a Slack Connect channel, Lumenara on Teams."""
    stage = Stage(database)
    await furnish(stage)
    yield stage
