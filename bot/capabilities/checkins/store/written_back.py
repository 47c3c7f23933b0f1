"""What was written back to words without a name, and what was said to that.

Whoever reads all tables finds a conversation by a hash of a token that no table has, and the day of each part of it.
Whenever a part is added, all parts of its group are deleted and inserted again in random order, so that neither the
order nor the age of rows (as the database keeps it in columns of its own) tells which one is new, or in what order
people looked.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.store.ballots import ANY_ORDER, hold, voter_of
from bot.capabilities.checkins.store.following_tables import NoteSent, WrittenBack
from bot.capabilities.checkins.store.tables import Ballot, Run
from bot.delivery.rows import UNSYNCED, rows_hit, slices
from bot.storage.columns import PUBLIC_ID_LENGTH
from bot.storage.locking import locked
from bot.storage.tables import Base


async def words_of(session: AsyncSession, run: Run, place: int, group_ids: Collection[int]) -> Sequence[Ballot]:
    """What people of these groups wrote at a place, in the order of hashes, which says nothing and stays."""
    rows = await session.scalars(
        select(Ballot)
        .where(
            Ballot.run_id == run.id,
            Ballot.place == place,
            Ballot.group_id.in_(sorted(group_ids)),
            Ballot.text != "",
        )
        .order_by(Ballot.voter)
    )
    return rows.all()


async def said_to(
    session: AsyncSession, run: Run, place: int, voters: Collection[str]
) -> Mapping[str, Sequence[WrittenBack]]:
    """The conversations about words at a place, by voter."""
    rows = await session.scalars(
        select(WrittenBack)
        .where(WrittenBack.run_id == run.id, WrittenBack.place == place, WrittenBack.voter.in_(sorted(voters)))
        .order_by(WrittenBack.voter, WrittenBack.number)
    )
    found: dict[str, list[WrittenBack]] = {}
    for row in rows:
        found.setdefault(row.voter, []).append(row)
    return found


async def with_token(
    session: AsyncSession, run: Run, token: str, places: Collection[int]
) -> Mapping[int, Sequence[WrittenBack]]:
    """The conversations about what was written with a token, by place."""
    found: dict[int, Sequence[WrittenBack]] = {}
    for place in sorted(places):
        voter = voter_of(run, place, token)
        if said := (await said_to(session, run, place, [voter])).get(voter):
            found[place] = said
    return found


async def add(session: AsyncSession, row: Mapping[str, Any]) -> bool:
    """Adds a part to a conversation, at its end; False if this form was sent before, or is forged."""
    if len(row["form"]) != PUBLIC_ID_LENGTH:
        return False
    await hold(session, row["group_id"], alone=True)
    key = (WrittenBack.run_id == row["run_id"], WrittenBack.place == row["place"], WrittenBack.voter == row["voter"])
    if await session.scalar(select(WrittenBack.number).where(*key, WrittenBack.form == row["form"])) is not None:
        return False
    number = (await session.scalar(select(func.max(WrittenBack.number)).where(*key)) or 0) + 1
    await session.execute(insert(Base.metadata.tables[WrittenBack.__tablename__]), [{**row, "number": number}])
    await _rewrite(session, row["run_id"], row["group_id"])
    return True


async def _rewrite(session: AsyncSession, run_id: int, group_id: int) -> None:
    table = Base.metadata.tables[WrittenBack.__tablename__]
    chosen = (table.c.run_id == run_id, table.c.group_id == group_id)
    rows = [dict(one) for one in (await session.execute(select(table).where(*chosen))).mappings()]
    ANY_ORDER.shuffle(rows)
    await session.execute(delete(table).where(*chosen))
    for some in slices(rows):
        await session.execute(insert(table), some)


async def take_unread(session: AsyncSession, run_id: int) -> int:
    """Marks what whoever wrote the words said as read; says in how many conversations something was."""
    unread = (WrittenBack.run_id == run_id, WrittenBack.by_organiser.is_(False), WrittenBack.read.is_(False))
    conversations = set((await session.execute(select(WrittenBack.place, WrittenBack.voter).where(*unread))).all())
    await session.execute(update(WrittenBack).where(*unread).values(read=True), execution_options=UNSYNCED)
    return len(conversations)


async def organisers_of(session: AsyncSession, run_id: int) -> Sequence[int]:
    """Who wrote back in a run."""
    rows = await session.scalars(
        select(WrittenBack.by_id).where(WrittenBack.run_id == run_id, WrittenBack.by_id.is_not(None)).distinct()
    )
    return sorted(one for one in rows if one is not None)


async def note_of(session: AsyncSession, run_id: int) -> NoteSent | None:
    """When people of a run were last told; locked."""
    return await session.scalar(locked(select(NoteSent).where(NoteSent.run_id == run_id)))


async def forget(session: AsyncSession, before: datetime) -> int:
    """Deletes conversations of runs that closed before an instant; says how many rows went."""
    old = select(Run.id).where(Run.closes_at < before)
    return await rows_hit(session, delete(WrittenBack).where(WrittenBack.run_id.in_(old)))
