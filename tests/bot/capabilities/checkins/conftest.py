"""A stage for check-ins."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

import pytest
from sqlalchemy import select

from bot.capabilities import checkins
from bot.capabilities.checkins import planning
from bot.capabilities.checkins.kinds import Ask, Mode
from bot.capabilities.checkins.questions import Question, kept
from bot.capabilities.checkins.store.checkins import CHECKIN
from bot.capabilities.checkins.store.tables import Asked, Checkin, CheckinTeam, Group, Run
from bot.capabilities.checkins.subjects import GROUP, PROMPT
from bot.capability import Capability
from bot.chat.inbound import Identity
from bot.chat.message import Message
from bot.due import deciding
from bot.due.tables import Rhythm
from bot.people.model import ChatIdentity, Grant, Membership, Person, PersonState, Role, Side, Team
from bot.storage.sessions import Database
from tests import stage as stages
from tests.stage import INSTALLATIONS, TUESDAY, furnish

WEDNESDAYS = "FREQ=WEEKLY;BYDAY=WE"

ONE_SCALE = (Question(Ask.SCALE_5, "Did you have the information you needed?"),)


class Stage(stages.Stage):
    """With check-ins on it."""

    kind: ClassVar[str] = GROUP

    def capabilities(self) -> list[Capability]:
        return [checkins.capability(self.clocks, self.links)]

    async def set_up(
        self,
        *teams: str,
        mode: Mode = Mode.NAMED,
        questions: Sequence[Question] = ONE_SCALE,
        rule: str = WEDNESDAYS,
        at: time = time(15),
        zone: str = "Europe/London",
        owner: str = "Ada",
        **others: Any,
    ) -> Checkin:
        """A check-in of these teams (all, where none is named) as if somebody had set it up; returns it."""
        now = self.calendar.now()
        async with self.database.write() as session:
            internal = (await session.scalars(select(Side).where(Side.kind == "internal"))).one()
            author = await session.scalar(select(Person.id).where(Person.name == owner)) if owner else None
            made = Checkin(
                name=others.pop("name", "Weekly pulse"),
                mode=mode,
                side_id=internal.id,
                author_id=author,
                questions=kept(questions),
                created_at=now,
                **others,
            )
            session.add(made)
            known = select(Grant.id).where(Grant.person_id == author, Grant.role == Role.LEAD)
            if author is not None and await session.scalar(known) is None:
                session.add(Grant(person_id=author, role=Role.LEAD, side_id=None))
            await session.flush()
            for team in await session.scalars(select(Team).order_by(Team.id)):
                if not teams or team.name in teams:
                    session.add(CheckinTeam(checkin_id=made.id, team_id=team.id))
            rhythm = Rhythm(
                kind=CHECKIN,
                subject_id=made.id,
                owner_id=author,
                rule=rule,
                starts=now.date(),
                at=at,
                zone=zone,
            )
            await session.flush()
            await deciding.begin(session, rhythm, planning.plan, now)
        return made

    async def join(self, team: str, *names: str, home: str = "", reachable: bool = True) -> None:
        """People who are in a team from now on, each with a chat account of their own."""
        async with self.database.write() as session:
            found = (await session.scalars(select(Team).where(Team.name == team))).one()
            like = (
                await session.scalars(
                    select(ChatIdentity)
                    .join(Membership, Membership.person_id == ChatIdentity.person_id)
                    .where(Membership.team_id == found.id)
                    .limit(1)
                )
            ).one()
            for name in names:
                person = Person(
                    side_id=found.side_id, name=name, zone=found.zone, state=PersonState.ACTIVE, created_at=TUESDAY
                )
                session.add(person)
                await session.flush()
                self.people[name] = Identity(like.platform, like.home, f"U-{name}")
                session.add_all(
                    [
                        Membership(team_id=found.id, person_id=person.id, confirmed=True, since=TUESDAY),
                        ChatIdentity(
                            person_id=person.id,
                            platform=like.platform,
                            home=like.home,
                            user_id=f"U-{name}",
                            installation_key=INSTALLATIONS[like.platform] if reachable else "",
                        ),
                    ]
                )

    async def out_of_reach(self, *names: str, unknown: bool = False) -> None:
        """No direct message reaches these people; or nobody knows a chat account of theirs."""
        async with self.database.write() as session:
            for one in await session.scalars(
                select(ChatIdentity).where(ChatIdentity.user_id.in_([f"U-{name}" for name in names]))
            ):
                one.installation_key = ""
                one.deactivated = unknown

    async def run(self, checkin: Checkin, day: date | None = None) -> Run:
        """The run of a day, else the latest one."""
        async with self.database.read() as session:
            query = select(Run).where(Run.checkin_id == checkin.id).order_by(Run.original_date.desc())
            if day is not None:
                query = query.where(Run.original_date == day)
            found = (await session.scalars(query.limit(1))).one_or_none()
        assert found is not None, "no run was made"
        return found

    async def runs(self, checkin: Checkin) -> list[Run]:
        """All of its runs, in order."""
        async with self.database.read() as session:
            found = await session.scalars(select(Run).where(Run.checkin_id == checkin.id).order_by(Run.original_date))
            return list(found)

    async def asked(self, run: Run) -> dict[str, Asked]:
        """Who is asked in a run, by name."""
        async with self.database.read() as session:
            rows = await session.execute(
                select(Person.name, Asked)
                .join(Person, Person.id == Asked.person_id)
                .where(Asked.run_id == run.id)
                .order_by(Asked.ask_at, Asked.id)
            )
            return {name: row for name, row in rows}  # noqa: C416 - a row is not known to be a pair

    async def sent(self, run: Run, slot: str = PROMPT) -> dict[str, Message]:
        """What was written to the outbox about the groups of a run, by person or channel."""
        found: dict[str, Message] = {}
        for group in await self.groups(run):
            found |= await self.cards(group, slot=slot)
        return found

    async def groups(self, run: Run) -> list[Group]:
        async with self.database.read() as session:
            return list(await session.scalars(select(Group).where(Group.run_id == run.id).order_by(Group.id)))

    async def rhythm(self, checkin: Checkin) -> Rhythm:
        async with self.database.read() as session:
            return (await session.scalars(select(Rhythm).where(Rhythm.subject_id == checkin.id))).one()

    async def ahead(self, **by: float) -> None:
        """Lets the calendar run on so far."""
        await self.until(self.calendar.instant + timedelta(**by))

    async def at(self, instant: datetime) -> None:
        """Lets the calendar run there."""
        await self.until(instant)


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """Marlowe & Finch in #care on Slack, Harborline in a Slack Connect channel, Lumenara on Teams."""
    stage = Stage(database)
    await furnish(stage)
    yield stage
