"""Who does not want to be asked by a check-in."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.store.tables import Silence
from bot.delivery.rows import UNSYNCED, insert_for


async def silence_of(session: AsyncSession, checkin_id: int, person_id: int, now: datetime) -> Silence | None:
    """Somebody's silence, unless it is over."""
    found = await session.scalar(
        select(Silence)
        .where(Silence.checkin_id == checkin_id, Silence.person_id == person_id)
        .execution_options(populate_existing=True)
    )
    return None if found is None or (found.until is not None and found.until <= now) else found


async def be_silent(session: AsyncSession, checkin_id: int, person_id: int, until: datetime | None) -> None:
    """A check-in does not ask somebody until then; None: not any more."""
    new = {"until": until}
    await session.execute(
        insert_for(session, Silence)
        .values({"checkin_id": checkin_id, "person_id": person_id, **new})
        .on_conflict_do_update(index_elements=[Silence.checkin_id, Silence.person_id], set_=new)
    )


async def ask_again(session: AsyncSession, checkin_id: int, person_id: int) -> None:
    """Takes a silence back."""
    await session.execute(
        delete(Silence).where(Silence.checkin_id == checkin_id, Silence.person_id == person_id),
        execution_options=UNSYNCED,
    )
