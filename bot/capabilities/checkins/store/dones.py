"""Finds and keeps what was done about answers."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.questions import Question, read
from bot.capabilities.checkins.store.following_tables import Done
from bot.capabilities.checkins.store.tables import Run
from bot.storage.columns import PUBLIC_ID_LENGTH
from bot.storage.locking import locked

LOOKED_BACK = 8
"""Runs in which it is looked for what was done about a question."""


async def done_called(session: AsyncSession, public_id: str, *, lock: bool = False) -> Done | None:
    """One of them; locked where it is about to be changed."""
    return await session.scalar(locked(select(Done).where(Done.public_id == public_id), lock))


async def done_numbered(session: AsyncSession, done_id: int, *, lock: bool = False) -> Done | None:
    """One of them by its inside id."""
    return await session.scalar(locked(select(Done).where(Done.id == done_id), lock))


async def add(session: AsyncSession, done: Done) -> bool:
    """Keeps it under the id of its form; False if that was sent before, or is forged."""
    if len(done.public_id) != PUBLIC_ID_LENGTH or await done_called(session, done.public_id) is not None:
        return False
    session.add(done)
    await session.flush()
    return True


async def done_about(session: AsyncSession, run_id: int) -> Sequence[Done]:
    """What was told of a run and stands, in order."""
    rows = await session.scalars(
        select(Done).where(Done.run_id == run_id, Done.withdrawn_at.is_(None)).order_by(Done.id)
    )
    return rows.all()


async def done_since(session: AsyncSession, run: Run) -> Mapping[int, Sequence[tuple[Done, Run]]]:
    """What was done about the questions of a run when they were asked before, by place, the newest first."""
    earlier = (
        await session.scalars(
            select(Run)
            .where(Run.checkin_id == run.checkin_id, Run.original_date < run.original_date)
            .order_by(Run.original_date.desc())
            .limit(LOOKED_BACK)
        )
    ).all()
    found: dict[int, list[tuple[Done, Run]]] = {}
    asked = [one.fingerprint() for one in read(run.questions)]
    for one in earlier:
        before = read(one.questions)
        for done in reversed(await done_about(session, one.id)):
            print_ = before[done.place - 1].fingerprint() if 0 < done.place <= len(before) else None
            place = asked.index(print_) + 1 if print_ in asked else 0
            found.setdefault(place, []).append((done, one))
    return found


def question_of(run: Run, done: Done) -> Question | None:
    """The question that it answers to; None where it is about all."""
    questions = read(run.questions)
    return questions[done.place - 1] if 0 < done.place <= len(questions) else None
