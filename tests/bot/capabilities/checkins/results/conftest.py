"""A stage on which check-ins were answered."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from random import Random

import pytest
from sqlalchemy import ColumnElement, delete, select

from bot.capabilities import checkins
from bot.capabilities.checkins.kinds import Ask, Mode, RunState, Template
from bot.capabilities.checkins.protecting import grouping, nodes
from bot.capabilities.checkins.questions import Question, kept
from bot.capabilities.checkins.results.messages import RESULTS
from bot.capabilities.checkins.store import tallies
from bot.capabilities.checkins.store.named import leads_of
from bot.capabilities.checkins.store.tables import Answer, Asked, Ballot, Checkin, Group, Run, Voter
from bot.capability import Capability
from bot.chat.message import Button
from bot.people.model import Grant, Person, PersonState, Role, Team
from bot.storage.sessions import Database, Session
from tests import stage as stages
from tests.stage import furnish

INFORMED = Question(Ask.SCALE_5, "Did you have the information you needed?")

Given = tuple[int | str | None, ...]
"""What somebody answered: a number or words for each question, None where nothing."""


class Stage(stages.Stage):
    """With check-ins on it."""

    def capabilities(self) -> list[Capability]:
        return [checkins.capability(self.clocks, self.links)]

    async def manage(self, who: str, team: str = "") -> None:
        """Makes somebody a manager, of the side of a team or of the organisation."""
        async with self.database.write() as session:
            person = (await session.scalars(select(Person).where(Person.name == who))).one()
            side_id = (await _team(session, team)).side_id if team else None
            session.add(Grant(person_id=person.id, role=Role.MANAGER, side_id=side_id))

    async def lead(self, who: str, team: str) -> None:
        """Has somebody lead a team from now on; "" nobody."""
        async with self.database.write() as session:
            person_id = await session.scalar(select(Person.id).where(Person.name == who))
            (await _team(session, team)).lead_id = person_id

    async def checkin(self, author: str = "Ines", template: Template = Template.PULSE, **more: str) -> Checkin:
        """One that somebody looks after who may set it up."""
        async with self.database.write() as session:
            person = (await session.scalars(select(Person).where(Person.name == author))).one()
            if await session.scalar(select(Grant.id).where(*_asks(person))) is None:
                session.add(Grant(person_id=person.id, role=Role.LEAD, side_id=None))
            made = Checkin(
                name="Weekly pulse",
                template=template,
                mode=Mode.ANONYMOUS,
                side_id=person.side_id,
                author_id=person.id,
                created_at=self.calendar.now(),
                **more,
            )
            session.add(made)
        return made

    async def takes_back(self, who: str) -> None:
        """Somebody may no longer set anything up."""
        async with self.database.write() as session:
            person = (await session.scalars(select(Person).where(Person.name == who))).one()
            await session.execute(delete(Grant).where(*_asks(person)))

    async def run_of(
        self,
        checkin: Checkin,
        given: Mapping[str, Sequence[Given]],
        questions: Sequence[Question] = (INFORMED,),
        *,
        week: int = 0,
        mode: Mode = Mode.ANONYMOUS,
        state: RunState = RunState.CLOSED,
        people: int = 10,
    ) -> Run:
        """A run in which so many new people of each of these teams were asked; the first answered as given."""
        at = self.calendar.now() + timedelta(weeks=week)
        async with self.database.write() as session:
            askable, answers = [], {}
            for name, theirs in given.items():
                team = await _team(session, name)
                asked = [
                    Person(side_id=team.side_id, name=f"{name} {n}", state=PersonState.ACTIVE, created_at=at)
                    for n in range(people)
                ]
                session.add_all(asked)
                await session.flush()
                askable += [nodes.Person(one.id, team.side_id, team.id) for one in asked]
                answers |= {one.id: answer or () for one, answer in zip_longest(asked, theirs)}
            run = Run(
                checkin_id=checkin.id,
                original_date=date(2026, 11, 1) + timedelta(weeks=week),
                mode=mode,
                state=state,
                threshold=5,
                questions=kept(questions),
                at=at,
                opens_at=at,
                closes_at=at + timedelta(days=3),
            )
            session.add(run)
            await session.flush()
            found = grouping.freeze(askable, mode, 5, [], Random(1))
            assert isinstance(found, grouping.Grouping)
            leads = await leads_of(session, [one.team_id for one in askable]) if mode is Mode.NAMED else {}
            groups = [
                Group(
                    run_id=run.id,
                    side_id=one.side_id,
                    team_id=one.team_id,
                    lead_id=leads.get(one.team_id or 0),
                    asked=len(one.people),
                )
                for one in found.groups
            ]
            session.add_all(groups)
            await session.flush()
            run.nodes = nodes.kept(found.nodes, [one.id for one in groups])
            of = {person: row for row, group in zip(groups, found.groups, strict=True) for person in group.people}
            for one in askable:
                _answer(session, run, one, of[one.id], answers[one.id])
            await session.flush()
            if state is RunState.CLOSED:
                await tallies.keep(session, run)
        return run

    async def results(self, who: str, run: Run) -> str:
        """What somebody reads who looks at a run."""
        return self.shown((await self.press(who, Button("See results", RESULTS, run.public_id))).message)


def _asks(person: Person) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The right to set check-ins up for everybody, and nothing beside it."""
    return Grant.person_id == person.id, Grant.role == Role.LEAD


def _answer(session: Session, run: Run, one: nodes.Person, group: Group, given: Given) -> None:
    named = run.mode is not Mode.ANONYMOUS
    session.add(
        Asked(
            run_id=run.id,
            person_id=one.id,
            group_id=group.id,
            team_id=one.team_id,
            side_id=one.side_id,
            asked_at=run.at,
            answered_at=run.at if given and named else None,
        )
    )
    if given and not named:
        session.add(Voter(run_id=run.id, voter=f"voter-{one.id}", group_id=group.id))
    for place, answer in enumerate(given, 1):
        if answer is None:
            continue
        what = {"text": answer} if isinstance(answer, str) else {"value": answer}
        shared = {"run_id": run.id, "place": place, "group_id": group.id, **what}
        if named:
            session.add(Answer(person_id=one.id, at=run.at, **shared))
        else:
            session.add(Ballot(voter=f"{place}-{one.id}", **shared))


async def _team(session: Session, name: str) -> Team:
    return (await session.scalars(select(Team).where(Team.name == name))).one()


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """Marlowe & Finch, Harborline and Lumenara; Ines looks after the check-ins."""
    found = Stage(database)
    await furnish(found)
    yield found
