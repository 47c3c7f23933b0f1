"""A meeting of a Wednesday for which people are asked on the Tuesday."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.capabilities.syncs.collecting import raised
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.chat.form import Form
from bot.chat.inbound import Answer
from bot.chat.message import Message
from bot.people.model import Person, Team
from tests.bot.capabilities.syncs.conftest import Stage

BEGINS = datetime(2026, 11, 25, 15, tzinfo=UTC)
COLLECTS = BEGINS - timedelta(days=1)
REMINDS = BEGINS - timedelta(hours=4)
AGENDA = BEGINS - timedelta(minutes=30)


async def leads(stage: Stage, team: str, who: str) -> None:
    """Somebody leads a team."""
    async with stage.database.write() as session:
        lead = select(Person.id).where(Person.name == who).scalar_subquery()
        await session.execute(update(Team).where(Team.name == team).values(lead_id=lead))


async def asked(stage: Stage, *teams: str, **others: Any) -> tuple[Sync, Meeting]:
    """A sync for whose agenda people have been asked."""
    sync = await stage.set_up(*teams, **others)
    await stage.at(COLLECTS)
    return sync, await stage.meeting(sync)


async def prompts(stage: Stage, meeting: Meeting, slot: str = "ask") -> dict[str, Message]:
    return await stage.cards(meeting, slot=slot)


async def open_form(stage: Stage, who: str, meeting: Meeting, label: str = "Add something") -> Form:
    """The form behind the button of somebody's prompt, or of the running order that asks them as well."""
    prompt = {**await prompts(stage, meeting, "runner"), **await prompts(stage, meeting)}[who]
    form = (await stage.press(who, stage.button(prompt, label))).form
    assert form is not None
    return form


async def says(stage: Stage, who: str, meeting: Meeting, **values: str) -> Answer:
    """Somebody answers their prompt."""
    return await stage.submit(who, await open_form(stage, who, meeting), **values)


async def on_agenda(stage: Stage, meeting: Meeting) -> list[str]:
    """What was raised and is on the agenda."""
    async with stage.database.read() as session:
        same = await session.get_one(Meeting, meeting.id)
        return [one.text for one in await raised.raised_for(session, same)]
