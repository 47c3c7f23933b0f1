"""What was answered with a name: one answer of a person to a question of a run."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.questions import Given
from bot.capabilities.checkins.store.tables import Answer, Group
from bot.capabilities.checkins.subjects import GROUP
from bot.delivery.rows import UNSYNCED, insert_for
from bot.delivery.tables import Copy, TargetKind
from bot.people.model import ChatIdentity


async def given_by(session: AsyncSession, run_id: int, person_id: int) -> Mapping[int, Given]:
    """What somebody answered in a run, by place."""
    rows = await session.execute(
        select(Answer.place, Answer.value, Answer.text)
        .where(Answer.run_id == run_id, Answer.person_id == person_id)
        .order_by(Answer.place)
    )
    return {place: Given(value, text) for place, value, text in rows}


async def keep(
    session: AsyncSession,
    group: Group,
    person_id: int,
    before: Mapping[int, Given],
    after: Mapping[int, Given],
    now: datetime,
) -> None:
    """Has somebody's answers be `after`, where they were `before`; the same twice is once."""
    key = (Answer.run_id == group.run_id, Answer.person_id == person_id)
    if gone := sorted(before.keys() - after.keys()):
        await session.execute(delete(Answer).where(*key, Answer.place.in_(gone)), execution_options=UNSYNCED)
    for place, given in sorted(after.items()):
        if given == before.get(place):
            continue
        new = {"value": given.value, "text": given.text, "at": now, "group_id": group.id}
        row = {"run_id": group.run_id, "place": place, "person_id": person_id, **new}
        await session.execute(
            insert_for(session, Answer)
            .values(row)
            .on_conflict_do_update(index_elements=[Answer.run_id, Answer.place, Answer.person_id], set_=new)
        )


async def copies_of(session: AsyncSession, group_id: int, person_id: int) -> list[Copy]:
    """The messages that somebody has about a group, as they are now."""
    found = await session.scalars(
        select(Copy)
        .where(
            Copy.subject_kind == GROUP,
            Copy.subject_id == group_id,
            Copy.target_kind == TargetKind.PERSON,
            Copy.target_id.in_(select(ChatIdentity.id).where(ChatIdentity.person_id == person_id)),
        )
        .order_by(Copy.id)
        .execution_options(populate_existing=True)
    )
    return list(found)
