"""What others do with a shoutout: cheers, and notes under the story."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.shoutouts.store.tables import Cheer, Note, Recipient, Shoutout
from bot.delivery.rows import insert_for
from bot.people.model import Membership, Person
from bot.storage.columns import PUBLIC_ID_LENGTH, UtcDateTime


async def cheer_together(
    session: AsyncSession, kept: Shoutout, person_ids: Collection[int], now: datetime
) -> frozenset[int]:
    """Counts those of them who had not cheered yet; gives who they are."""
    people = (
        select(literal(kept.id), Person.id, Person.side_id, literal(now, UtcDateTime))
        .where(Person.id.in_(sorted(person_ids)))
        # In one order, so that two processes in which the same people press never wait for each other.
        .order_by(Person.id)
    )
    columns = ("shoutout_id", "person_id", "side_id", "at")
    cheering = insert_for(session, Cheer).from_select(columns, people).on_conflict_do_nothing()
    return frozenset(await session.scalars(cheering.returning(Cheer.person_id)))


async def cheered_at(session: AsyncSession, kept: Shoutout, person_id: int) -> datetime | None:
    """Since when somebody cheers; for themselves."""
    return await session.scalar(select(Cheer.at).where(Cheer.shoutout_id == kept.id, Cheer.person_id == person_id))


async def stop_cheering(session: AsyncSession, kept: Shoutout, person_id: int) -> bool:
    """Takes somebody's cheer back; False if there was none."""
    gone = await session.scalars(
        delete(Cheer).where(Cheer.shoutout_id == kept.id, Cheer.person_id == person_id).returning(Cheer.id)
    )
    return bool(gone.all())


async def thanked_in(session: AsyncSession, kept: Shoutout, person_ids: Collection[int]) -> frozenset[int]:
    """Those of these people whom it thanks, by name or with their whole team."""
    by_name = select(Recipient.person_id).where(
        Recipient.shoutout_id == kept.id, Recipient.person_id.in_(sorted(person_ids))
    )
    by_team = (
        select(Membership.person_id)
        .join(Recipient, Recipient.team_id == Membership.team_id)
        .where(
            Recipient.shoutout_id == kept.id,
            Recipient.whole_team,
            Membership.until.is_(None),
            Membership.person_id.in_(sorted(person_ids)),
        )
    )
    found = [*await session.scalars(by_name), *await session.scalars(by_team)]
    return frozenset(one for one in found if one is not None)


async def add_note(
    session: AsyncSession, kept: Shoutout, public_id: str, person_id: int, side_id: int, text: str, now: datetime
) -> bool:
    """Keeps a note under the id that its form was opened with; False if it is there already, or forged."""
    if len(public_id) != PUBLIC_ID_LENGTH or await note_called(session, public_id) is not None:
        return False
    note = Note(public_id=public_id, shoutout_id=kept.id, person_id=person_id, side_id=side_id, text=text, at=now)
    session.add(note)
    await session.flush()
    return True


async def note_called(session: AsyncSession, public_id: str) -> Note | None:
    """A note by the id that forms carry."""
    return await session.scalar(select(Note).where(Note.public_id == public_id))
