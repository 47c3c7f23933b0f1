"""A stage on which people have been asked."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from sqlalchemy import select, update

from bot.capabilities import checkins
from bot.capabilities.checkins.answering.facts import prompt_facts
from bot.capabilities.checkins.answering.prompt import prompt
from bot.capabilities.checkins.kinds import Ask, Mode, Path, RunState
from bot.capabilities.checkins.questions import Given, Question, kept
from bot.capabilities.checkins.store import answers
from bot.capabilities.checkins.store.asked import asked_of
from bot.capabilities.checkins.store.tables import Asked, Ballot, Checkin, Group, Run, Voter
from bot.capabilities.checkins.subjects import GROUP, PROMPT, group_subject
from bot.capability import Capability
from bot.chat.form import Form, FormButton
from bot.chat.inbound import Answer, FormSubmitted, HomeOpened, Place, Press
from bot.chat.message import Button, Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox, Post, to_person
from bot.delivery.tables import Delivery
from bot.delivery.tokens import Tokens
from bot.people.model import ChatIdentity, Grant, Membership, Person, Role
from bot.storage.sessions import Database
from tests import stage as stages
from tests.stage import NO_PLACE, TUESDAY, furnish

CLOSES = TUESDAY + timedelta(days=3)

SMILEYS = Question(Ask.SMILEYS, "Did you have the information you needed?")


@dataclass(frozen=True)
class OnIt:
    """A run with one group in which everybody is."""

    run: Run
    group: Group

    @property
    def key(self) -> str:
        return self.group.public_id


class Stage(stages.Stage):
    """With check-ins on it."""

    kind: ClassVar[str] = GROUP

    def capabilities(self) -> list[Capability]:
        return [checkins.capability(self.clocks, self.links)]

    @property
    def tokens(self) -> Tokens:
        return Tokens(self.database.keyring)

    async def asks(
        self,
        *questions: Question,
        mode: Mode = Mode.NAMED,
        by_button: Sequence[str] = (),
        without: Sequence[str] = (),
        sends: bool = True,
        **run: Any,
    ) -> OnIt:
        """Everybody (but for some) has been asked, each in their own messages or by the button in a channel."""
        async with self.database.write() as session:
            people = [
                (one, team_id, identity)
                for one, team_id, identity in await session.execute(
                    select(Person, Membership.team_id, ChatIdentity)
                    .join(Membership, Membership.person_id == Person.id)
                    .join(ChatIdentity, ChatIdentity.person_id == Person.id)
                    .order_by(Person.id)
                )
                if one.name not in without
            ]
            author = next(one for one, _, _ in people if one.name == "Ines")
            made = Checkin(
                name="Weekly pulse", mode=mode, side_id=author.side_id, author_id=author.id, created_at=TUESDAY
            )
            session.add(made)
            if await session.scalar(select(Grant.id).where(Grant.role == Role.LEAD)) is None:
                session.add(Grant(person_id=author.id, role=Role.LEAD, side_id=None))
            await session.flush()
            values = {"state": RunState.OPEN, "threshold": 5, "closes_at": CLOSES, **run}
            opened = Run(
                checkin_id=made.id,
                original_date=TUESDAY.date(),
                mode=mode,
                questions=kept(questions or (SMILEYS,)),
                at=TUESDAY,
                opens_at=TUESDAY,
                **values,
            )
            session.add(opened)
            await session.flush()
            group = Group(run_id=opened.id, asked=len(people))
            session.add(group)
            await session.flush()
            outbox = Outbox(session, self.clocks)
            for person, team_id, identity in people:
                path = Path.CHANNEL if person.name in by_button else Path.DIRECT
                row = Asked(
                    run_id=opened.id,
                    person_id=person.id,
                    group_id=group.id,
                    team_id=team_id,
                    side_id=person.side_id,
                    path=path,
                    asked_at=TUESDAY,
                )
                session.add(row)
                if path is Path.DIRECT and sends:
                    facts = await prompt_facts(session, opened, group, person.side_id, self.calendar.now())
                    message = prompt(facts, Texts("en"), person.zone)
                    post = Post(to_person(identity.id), message, person.side_id, (person.side_id,), "en", PROMPT)
                    await outbox.publish(group_subject(group), [post])
        if sends:
            await self.deliver()
        return OnIt(opened, group)

    # --- acting -------------------------------------------------------------------------------------------------------

    async def prompt(self, on: OnIt, who: str) -> Message:
        return (await self.cards(on.group))[who]

    async def tap(self, who: str, button: Button, token: str = "", place: Place = NO_PLACE) -> Answer:
        return await self.send(
            Press(self.origin(who, place), button.action, button.object_id, token=token, wants_form=button.opens_form)
        )

    async def fill(self, who: str, form: Form, token: str = "", **values: Any) -> Answer:
        return await self.send(FormSubmitted(self.origin(who), form.action, form.object_id, values, form.state, token))

    async def home(self, who: str) -> Message:
        answer = await self.send(HomeOpened(self.origin(who)))
        assert answer.home is not None
        return answer.home

    def token(self, on: OnIt) -> str:
        """What stands in the buttons of one more message about the group."""
        return self.tokens.mint(group_subject(on.group))

    # --- looking ------------------------------------------------------------------------------------------------------

    async def given(self, on: OnIt, who: str) -> Mapping[int, Given]:
        """What somebody answered with their name."""
        async with self.database.read() as session:
            return await answers.given_by(session, on.run.id, await self._id(session, who))

    async def row(self, on: OnIt, who: str) -> Asked:
        async with self.database.read() as session:
            found = await asked_of(session, on.run.id, await self._id(session, who))
            assert found is not None
            return found

    async def ballots(self) -> list[tuple[int, int | None, str]]:
        """What was answered without a name: place, value and words."""
        async with self.database.read() as session:
            rows = await session.execute(select(Ballot.place, Ballot.value, Ballot.text))
            return sorted(((place, value, text) for place, value, text in rows), key=str)

    async def voters(self) -> int:
        return await self.count(Voter)

    async def deliveries(self) -> list[Delivery]:
        async with self.database.read() as session:
            return list(await session.scalars(select(Delivery).order_by(Delivery.id)))

    async def ends(self, on: OnIt, state: RunState = RunState.CLOSED) -> None:
        async with self.database.write() as session:
            await session.execute(update(Run).where(Run.id == on.run.id).values(state=state))

    async def works(self, who: str, hours: str) -> None:
        """Somebody has hours of their own."""
        await self.change(Person, who, working_hours=hours)

    async def _id(self, session: Any, who: str) -> int:
        found: int = (await session.scalars(select(Person.id).where(Person.name == who))).one()
        return found


def labels(message: Message | None) -> list[str]:
    """The buttons of a message."""
    assert message is not None
    return [button.label for part in message.parts for button in getattr(part, "buttons", ())]


def inside(form: Form | None) -> list[str]:
    """The buttons inside a form."""
    assert form is not None
    return [part.label for part in form.parts if isinstance(part, FormButton)]


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """Marlowe & Finch in #care on Slack, Harborline in a Slack Connect channel, Lumenara on Teams."""
    stage = Stage(database)
    await furnish(stage)
    yield stage
