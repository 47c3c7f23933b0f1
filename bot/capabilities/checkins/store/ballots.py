"""What was answered without a name: rows under hashes of a token that no table holds, without time and person.

Whoever reads all rows, settings and keys cannot make a token again, and so finds nobody's row; and since the rows of an
open run are written anew together, in random order, neither their place nor their age tells who answered when.
"""

import base64
import hashlib
import secrets
from collections.abc import Iterable, Mapping

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.kinds import Path
from bot.capabilities.checkins.questions import Given
from bot.capabilities.checkins.store.tables import Asked, Ballot, Group, Run, Voter
from bot.delivery.rows import UNSYNCED, insert_for, insert_new, slices
from bot.storage.tables import Base

VOTER = "voter"
"""Stands for the place where it is only said that somebody answered."""

TOKEN_BYTES = 22
"""Of a token that is made up for an answer that cannot be changed."""

ANY_ORDER = secrets.SystemRandom()

ENOUGH = 50
"""Answers of one age among which the one that somebody gave from a channel is lost, see `cover`."""


async def hold(session: AsyncSession, group_id: int, *, alone: bool = False) -> None:
    """Keeps a group's rows from being written anew until the end of the transaction; `alone`: by anybody at all.

    To be called before anything of the run is read that the answer depends on.
    """
    await session.execute(select(Group.id).where(Group.id == group_id).with_for_update(read=not alone))


async def given_by(session: AsyncSession, run: Run, token: str, places: Iterable[int]) -> Mapping[int, Given]:
    """What was answered with a token, by place."""
    by_key = {voter_of(run, place, token): place for place in places}
    rows = await session.execute(
        select(Ballot.voter, Ballot.value, Ballot.text).where(Ballot.run_id == run.id, Ballot.voter.in_(by_key))
    )
    found = {by_key[voter]: Given(value, text) for voter, value, text in rows}
    return {place: found[place] for place in sorted(found)}


async def keep(
    session: AsyncSession, run: Run, group: Group, token: str, before: Mapping[int, Given], after: Mapping[int, Given]
) -> None:
    """Has the answers with a token be `after`, where they were `before`; the same twice is once.

    What was passed over is a row that says nothing, and counts nobody as somebody who answered.
    """
    for place in before.keys() - after.keys():
        chosen = (Ballot.run_id == run.id, Ballot.place == place, Ballot.voter == voter_of(run, place, token))
        await session.execute(delete(Ballot).where(*chosen), execution_options=UNSYNCED)
    for place, given in after.items():
        if given == before.get(place):
            continue
        new = {"value": given.value, "text": given.text}
        row = {"run_id": run.id, "place": place, "voter": voter_of(run, place, token), "group_id": group.id, **new}
        await session.execute(
            insert_for(session, Ballot)
            .values(row)
            .on_conflict_do_update(index_elements=[Ballot.run_id, Ballot.place, Ballot.voter], set_=new)
        )
    if any(after.values()):
        voter = {"run_id": run.id, "voter": voter_of(run, VOTER, token), "group_id": group.id}
        await insert_new(session, Voter, [voter])


async def cast(session: AsyncSession, run: Run, group: Group, given: Mapping[int, Given]) -> None:
    """Adds the one answer of somebody who has no token, and writes all of the group anew with it.

    It is kept under a token that is made up here and forgotten, so that it looks like any other.
    """
    await keep(session, run, group, secrets.token_urlsafe(TOKEN_BYTES), {}, given)
    await rewrite(session, run.id, group.id)


async def has_button(session: AsyncSession, group_id: int) -> bool:
    """Whether some people of a group are asked by the button in a channel."""
    by_button = select(Asked.id).where(Asked.group_id == group_id, Asked.path == Path.CHANNEL).limit(1)
    return await session.scalar(by_button) is not None


async def cover(session: AsyncSession, run_id: int, group_id: int) -> None:
    """Writes a group anew as long as few have answered in it; for groups with a button, held alone.

    Whoever answers from a channel has it noted that they took part, and PostgreSQL knows which rows one transaction
    wrote: were they the first, theirs would be the one answer as old as that note.
    """
    answers = select(Ballot.voter).where(Ballot.run_id == run_id, Ballot.group_id == group_id).limit(ENOUGH)
    if len((await session.scalars(answers)).all()) < ENOUGH:
        await rewrite(session, run_id, group_id)


async def rewrite(session: AsyncSession, run_id: int, group_id: int | None = None) -> None:
    """Deletes all answers of a run, or of one group of it, and inserts them again in random order."""
    group = [Group.id == group_id] if group_id is not None else []
    locked = select(Group.id).where(Group.run_id == run_id, *group).order_by(Group.id).with_for_update()
    group_ids = (await session.scalars(locked)).all()
    for kind in (Ballot, Voter):
        table = Base.metadata.tables[kind.__tablename__]
        chosen = (table.c.run_id == run_id, table.c.group_id.in_(group_ids))
        rows = [dict(one) for one in (await session.execute(select(table).where(*chosen))).mappings()]
        ANY_ORDER.shuffle(rows)
        await session.execute(delete(table).where(*chosen))
        for some in slices(rows):
            await session.execute(insert(table), some)


def voter_of(run: Run, place: int | str, token: str) -> str:
    """The hash under which it is kept what was answered with a token at a place."""
    digest = hashlib.sha256(f"{run.public_id}|{place}|{token}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
