"""A stage on which a meeting is on."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.capabilities.syncs import planning
from bot.capabilities.syncs.during import buttons
from bot.capabilities.syncs.kinds import MeetingState, Part
from bot.capabilities.syncs.store.tables import Action, Attendee, Meeting, Sync
from bot.chat.form import Form
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.chat.message import Button, Message, from_json, say
from bot.delivery.outbox import Outbox, Post, Subject, to_channel
from bot.delivery.tables import Content, Copy
from bot.due.opening import open_due
from bot.due.tables import DueState, DueWork
from bot.people.model import ChannelTeam, ChatIdentity, Grant, Person, Role, Team
from bot.storage.sessions import Database
from tests.bot.capabilities.syncs import conftest as syncs
from tests.stage import furnish

STARTS = datetime(2026, 11, 25, 15, tzinfo=UTC)
"""The Wednesday after the stage's Tuesday."""

WEEK = timedelta(days=7)


class Stage(syncs.Stage):
    """With a meeting whose agenda is out."""

    async def begun(
        self, *teams: str, attend: Sequence[str] = ("Ada", "Hana"), facilitator: str = "Ada", **others: Any
    ) -> tuple[Sync, Meeting]:
        """A sync of these teams whose agenda stands in their channels since half an hour before it begins."""
        sync = await self.set_up(*teams, owner=others.pop("owner", "Ines"), at=time(15), **others)
        self.calendar.instant = STARTS
        async with self.database.write() as session:
            meeting = Meeting(
                sync_id=sync.id,
                original_date=STARTS.date(),
                starts_at=STARTS,
                state=MeetingState.OPEN,
                told_of=STARTS - WEEK,
                agenda_at=STARTS - timedelta(minutes=30),
            )
            session.add(meeting)
            await session.flush()
            for name in attend:
                person = (await session.scalars(select(Person).where(Person.name == name))).one()
                team = (await session.scalars(select(Team).where(Team.side_id == person.side_id))).one()
                session.add(
                    Attendee(
                        meeting_id=meeting.id,
                        person_id=person.id,
                        team_id=team.id,
                        side_id=person.side_id,
                        part=Part.LEAD,
                    )
                )
                if name == facilitator:
                    meeting.facilitator_id = person.id
            outbox = Outbox(session, self.clocks)
            posts = []
            for channel_id, side_id in await self._channels(session, teams):
                posts.append(Post(to_channel(channel_id), say("The agenda"), side_id, (side_id,)))
            await outbox.publish(Subject("sync_meeting", meeting.id), posts)
            await open_due(session, self.offers.planners(), self.calendar.instant)
            before = (planning.COLLECT, planning.REMIND, planning.AGENDA)
            await session.execute(update(DueWork).where(DueWork.kind.in_(before)).values(state=DueState.DONE))
        return sync, meeting

    async def _channels(self, session: Any, teams: Sequence[str]) -> list[tuple[int, int]]:
        rows = await session.execute(
            select(ChannelTeam.channel_id, Team.side_id)
            .join(Team, Team.id == ChannelTeam.team_id)
            .where(Team.name.in_(teams) if teams else Team.id > 0)
        )
        return [(channel, side) for channel, side in rows]

    async def pressed(self, who: str, action: str, object_id: str) -> Answer:
        return await self.press(who, Button("", action, object_id))

    async def opened(self, who: str, action: str, object_id: str) -> Form:
        form = (await self.pressed(who, action, object_id)).form
        assert form is not None
        return form

    async def public_id(self, name: str) -> str:
        async with self.database.read() as session:
            return (await session.scalars(select(Person.public_id).where(Person.name == name))).one()

    async def act(
        self, who: str, meeting: Meeting, owner: str, what: str = "Ask finance", until: datetime | None = STARTS + WEEK
    ) -> Answer:
        """Adds an action."""
        form = await self.opened(who, buttons.ADD_ACTION, meeting.public_id)
        return await self.submit(who, form, what=what, doer=(await self.public_id(owner),), until=until)

    async def write(self, who: str, meeting: Meeting, action: str, text: str) -> Answer:
        """Writes a decision or note."""
        return await self.submit(who, await self.opened(who, action, meeting.public_id), text=text)

    async def close(self, who: str, meeting: Meeting, **values: Any) -> Answer:
        form = await self.opened(who, buttons.CLOSE, meeting.public_id)
        return await self.submit(who, form, **values)

    async def actions(self) -> list[Action]:
        async with self.database.read() as session:
            return list(await session.scalars(select(Action).order_by(Action.id)))

    async def letters(self, slot: str, kind: str = "sync_action") -> dict[str, Message]:
        """What was written to single people in a slot, by name."""
        async with self.database.read() as session:
            rows = await session.execute(
                select(Person.name, Content.message)
                .join(ChatIdentity, ChatIdentity.person_id == Person.id)
                .join(Copy, Copy.target_id == ChatIdentity.id)
                .join(Content, Content.id == Copy.content_id)
                .where(Copy.subject_kind == kind, Copy.slot == slot, Copy.target_kind == "person")
            )
            return {name: from_json(message) for name, message in rows}

    async def grant(self, name: str, role: Role) -> None:
        async with self.database.write() as session:
            person = (await session.scalars(select(Person).where(Person.name == name))).one()
            session.add(Grant(person_id=person.id, role=role, side_id=None))

    async def leads(self, name: str, team: str) -> None:
        async with self.database.write() as session:
            person = (await session.scalars(select(Person).where(Person.name == name))).one()
            (await session.scalars(select(Team).where(Team.name == team))).one().lead_id = person.id

    def sent(self, who: str, form: Form, **values: Any) -> FormSubmitted:
        """A form as it comes in, filled in."""
        return FormSubmitted(self.origin(who), form.action, form.object_id, values, form.state)

    def came(self, who: str, action: str, object_id: str) -> Press:
        """A press as it comes in."""
        return Press(self.origin(who), action, object_id)


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """Marlowe & Finch in #care on Slack, Harborline in a Slack Connect channel, Lumenara on Teams."""
    stage = Stage(database)
    await furnish(stage)
    yield stage
