"""A stage for syncs."""

from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

import pytest
from sqlalchemy import select

from bot.capabilities import syncs
from bot.capabilities.syncs import planning
from bot.capabilities.syncs.kinds import Section, SyncState
from bot.capabilities.syncs.store.syncs import SYNC
from bot.capabilities.syncs.store.tables import Attendee, Meeting, Sync, SyncFacilitator, SyncTeam
from bot.capability import Capability
from bot.due import deciding
from bot.due.tables import Rhythm
from bot.people import settings
from bot.people.model import Person, Side, Team
from bot.storage.sessions import Database
from schedules.calendar import HolidayRule
from tests import stage as stages
from tests.stage import furnish

WEDNESDAYS = "FREQ=WEEKLY;BYDAY=WE"


class Stage(stages.Stage):
    """With syncs on it."""

    kind: ClassVar[str] = "sync_meeting"

    def capabilities(self) -> list[Capability]:
        return [syncs.capability(self.clocks, self.links)]

    async def set_up(
        self,
        *teams: str,
        rule: str = WEDNESDAYS,
        at: time = time(15),
        zone: str = "Europe/London",
        owner: str = "",
        facilitators: tuple[str, ...] = (),
        on_holiday: HolidayRule = HolidayRule.RUN,
        **others: Any,
    ) -> Sync:
        """A sync of these teams (all, where none is named) as if somebody had set it up; returns it."""
        now = self.calendar.now()
        async with self.database.write() as session:
            internal = (await session.scalars(select(Side).where(Side.kind == "internal"))).one()
            kept = Sync(
                name=others.pop("name", "Weekly sync"),
                state=SyncState.ACTIVE,
                side_id=internal.id,
                sections=others.pop("sections", [one.value for one in Section]),
                created_at=now,
                **others,
            )
            session.add(kept)
            await session.flush()
            for team in await session.scalars(select(Team).order_by(Team.id)):
                if not teams or team.name in teams:
                    session.add(SyncTeam(sync_id=kept.id, team_id=team.id))
            for position, name in enumerate(facilitators):
                person = (await session.scalars(select(Person).where(Person.name == name))).one()
                session.add(SyncFacilitator(sync_id=kept.id, person_id=person.id, position=position))
            owned_by = await session.scalar(select(Person.id).where(Person.name == owner)) if owner else None
            rhythm = Rhythm(
                kind=SYNC,
                subject_id=kept.id,
                owner_id=owned_by,
                rule=rule,
                starts=now.date(),
                at=at,
                zone=zone,
                on_holiday=on_holiday,
            )
            await session.flush()
            await deciding.begin(session, rhythm, planning.plan, now)
        return kept

    async def meeting(self, sync: Sync, day: date | None = None) -> Meeting:
        """The meeting of a day, else the latest one."""
        async with self.database.read() as session:
            query = select(Meeting).where(Meeting.sync_id == sync.id).order_by(Meeting.original_date.desc())
            if day is not None:
                query = query.where(Meeting.original_date == day)
            found = (await session.scalars(query.limit(1))).one_or_none()
        assert found is not None, "no meeting was made"
        return found

    async def attendees(self, meeting: Meeting) -> list[str]:
        """Who attends, by name, in the order in which they were chosen."""
        async with self.database.read() as session:
            rows = await session.scalars(
                select(Person.name)
                .join(Attendee, Attendee.person_id == Person.id)
                .where(Attendee.meeting_id == meeting.id)
                .order_by(Attendee.id)
            )
            return list(rows)

    async def ahead(self, **by: float) -> None:
        """Lets the calendar run on so far."""
        await self.until(self.calendar.instant + timedelta(**by))

    async def at(self, instant: datetime) -> None:
        """Lets the calendar run there."""
        await self.until(instant)

    async def decide(self, name: str, value: Any) -> None:
        """The organisation decides something."""
        async with self.database.write() as session:
            await settings.change(session, None, self.offers.settings, name, value, self.calendar.now())


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """Marlowe & Finch in #care on Slack, Harborline in a Slack Connect channel, Lumenara on Teams."""
    stage = Stage(database)
    await furnish(stage)
    yield stage
