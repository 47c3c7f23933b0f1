"""A stage on which a run has closed and its answers can be followed up; Ines looks after it."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.capabilities.checkins.kinds import Ask, Mode, RunState
from bot.capabilities.checkins.protecting import nodes
from bot.capabilities.checkins.questions import Question
from bot.capabilities.checkins.results.messages import DETAIL
from bot.capabilities.checkins.store import tallies
from bot.capabilities.checkins.store.ballots import voter_of
from bot.capabilities.checkins.store.following_tables import WrittenBack
from bot.capabilities.checkins.store.tables import Answer as AnswerRow
from bot.capabilities.checkins.store.tables import Ballot, Checkin, Group, Run, Voter
from bot.chat.form import Form
from bot.chat.message import Button, Message, from_json
from bot.delivery.tables import Content, Copy
from bot.people.model import ChatIdentity, Grant, Person, Role, Side
from bot.storage.sessions import Database, Session
from tests.bot.capabilities.checkins.answering import conftest as answering
from tests.bot.capabilities.checkins.answering.conftest import CLOSES, OnIt
from tests.stage import furnish

HELP = Question(Ask.TEXT, "What would help?")
SCALE = Question(Ask.SCALE_5, "Did you have the information you needed?")
WORDS = ("The limits changed twice.", "More time.", "Nothing.", "A second screen.", "Fewer queues.", "Quiet.")


class Stage(answering.Stage):
    """With closed runs on it."""

    async def wrote(self, words: tuple[str, ...] = WORDS) -> tuple[OnIt, Mapping[str, str]]:
        """An anonymous run in which these words were written; gives the token of each."""
        on = await self.asks(HELP, mode=Mode.ANONYMOUS)
        tokens = {text: self.token(on) for text in words}
        async with self.database.write() as session:
            for text, token in tokens.items():
                kept = {"run_id": on.run.id, "group_id": on.group.id}
                session.add(Ballot(place=1, voter=voter_of(on.run, 1, token), text=text, **kept))
                session.add(Voter(voter=voter_of(on.run, "voter", token), **kept))
            await _close(session, on)
        return on, tokens

    async def wrote_twice(self) -> tuple[OnIt, str]:
        """An anonymous run of two questions; gives the token of one who wrote something to both."""
        on = await self.asks(HELP, Question(Ask.TEXT, "What else?"), mode=Mode.ANONYMOUS)
        tokens = [self.token(on) for _ in WORDS]
        async with self.database.write() as session:
            for text, token in zip(WORDS, tokens, strict=True):
                kept = {"run_id": on.run.id, "group_id": on.group.id}
                for place in (1, 2):
                    session.add(Ballot(place=place, voter=voter_of(on.run, place, token), text=text, **kept))
                session.add(Voter(voter=voter_of(on.run, "voter", token), **kept))
            await _close(session, on)
        return on, tokens[0]

    async def answered(self, values: Mapping[str, int], mode: Mode = Mode.NAMED, again: OnIt | None = None) -> OnIt:
        """A run in which people answered with their names; `again`: a week after another one."""
        on = await self.asks(SCALE, mode=mode)
        async with self.database.write() as session:
            for name, value in values.items():
                person = (await session.scalars(select(Person).where(Person.name == name))).one()
                kept = {"run_id": on.run.id, "group_id": on.group.id, "at": self.calendar.now()}
                session.add(AnswerRow(place=1, person_id=person.id, value=value, **kept))
            await _close(session, on)
            checkin = await session.get_one(Checkin, on.run.checkin_id)
            (await session.get_one(Group, on.group.id)).side_id = checkin.side_id
            if again is not None:
                run = await session.get_one(Run, on.run.id)
                run.checkin_id, run.original_date = again.run.checkin_id, again.run.original_date + timedelta(weeks=1)
        return on

    async def grants(self, name: str, role: Role, side: str = "") -> None:
        async with self.database.write() as session:
            person = (await session.scalars(select(Person).where(Person.name == name))).one()
            side_id = await session.scalar(select(Side.id).where(Side.name == side)) if side else None
            session.add(Grant(person_id=person.id, role=role, side_id=side_id))

    async def belongs_to(self, on: OnIt, side: str) -> None:
        """All who were asked are of one side."""
        async with self.database.write() as session:
            side_id = (await session.scalars(select(Side.id).where(Side.name == side))).one()
            (await session.get_one(Group, on.group.id)).side_id = side_id
            run = await session.get_one(Run, on.run.id)
            parts = [nodes.Node(name, frozenset({0})) for name in (nodes.WHOLE, nodes.Name(nodes.Level.SIDE, side_id))]
            run.nodes = nodes.kept(parts, [on.group.id])

    async def public_id(self, name: str) -> str:
        async with self.database.read() as session:
            return (await session.scalars(select(Person.public_id).where(Person.name == name))).one()

    async def page(self, who: str, on: OnIt) -> Message:
        """*Follow up* or *Write back*, whether or not they are offered it."""
        answer = await self.press(who, Button("", "checkins.follow", f"{on.run.public_id}.1.0"))
        assert answer.message is not None
        return answer.message

    async def detail(self, who: str, on: OnIt) -> Message:
        answer = await self.press(who, Button("", DETAIL, f"{on.run.public_id}.1"))
        assert answer.message is not None
        return answer.message

    def back_button(self, on: OnIt, token: str, place: int = 1) -> Button:
        return Button("", "checkins.write_back", f"{on.run.public_id}.{place}.{voter_of(on.run, place, token)}")

    async def writes_back(self, on: OnIt, token: str, text: str, who: str = "Ines") -> str:
        form = (await self.press(who, self.back_button(on, token))).form
        assert form is not None
        return self.shown((await self.submit(who, form, text=text)).message)

    async def looks(self, on: OnIt, token: str, who: str = "Hana") -> Form | Message:
        """*Anything for me?*"""
        answer = await self.tap(who, Button("", "checkins.anything", on.key, opens_form=True), token)
        found = answer.form or answer.message
        assert found is not None
        return found

    async def written(self) -> list[WrittenBack]:
        async with self.database.read() as session:
            rows = await session.scalars(select(WrittenBack).order_by(WrittenBack.voter, WrittenBack.number))
            return list(rows)

    async def letters(self, kind: str) -> dict[tuple[str, str], Message]:
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


async def _close(session: Session, on: OnIt) -> None:
    run = await session.get_one(Run, on.run.id)
    group = await session.get_one(Group, on.group.id)
    run.state = RunState.CLOSED
    run.nodes = nodes.kept([nodes.Node(nodes.WHOLE, frozenset({0}))], [group.id])
    await session.flush()
    await tallies.keep(session, run)


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """Marlowe & Finch, Harborline and Lumenara, after the run has closed."""
    found = Stage(database)
    await furnish(found)
    found.calendar.instant = CLOSES + timedelta(hours=1)
    yield found
