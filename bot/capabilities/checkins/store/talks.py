"""Finds and keeps conversations about answers that were given with a name; they are for the two who talk alone."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.kinds import Path
from bot.capabilities.checkins.store.following_tables import Done, Talk, TalkSaid, WrittenBack
from bot.capabilities.checkins.store.tables import Asked, Run
from bot.capabilities.checkins.subjects import DONE, TALK
from bot.delivery.marking import compose_anew
from bot.delivery.rows import UNSYNCED, insert_new, rows_hit
from bot.people.merging import move_all, move_one_each
from bot.storage.columns import PUBLIC_ID_LENGTH, new_public_id
from bot.storage.locking import locked


async def talk_called(session: AsyncSession, public_id: str, *, lock: bool = False) -> Talk | None:
    """A conversation; locked where it is about to be changed."""
    return await session.scalar(locked(select(Talk).where(Talk.public_id == public_id), lock))


async def talk_numbered(session: AsyncSession, talk_id: int, *, lock: bool = False) -> Talk | None:
    """A conversation by its inside id."""
    return await session.scalar(locked(select(Talk).where(Talk.id == talk_id), lock))


async def talk_between(session: AsyncSession, run_id: int, place: int, person_id: int, by_id: int) -> Talk:
    """The conversation of these two about a run, begun where there is none; locked."""
    row = {"public_id": new_public_id(), "run_id": run_id, "place": place, "person_id": person_id, "by_id": by_id}
    await insert_new(session, Talk, [row])
    found = await session.scalars(
        locked(select(Talk).where(Talk.run_id == run_id, Talk.person_id == person_id, Talk.by_id == by_id))
    )
    return found.one()


async def add_said(session: AsyncSession, said: TalkSaid) -> bool:
    """Keeps what one of the two said; False if its form was sent before, or is forged."""
    known = select(TalkSaid.id).where(TalkSaid.public_id == said.public_id)
    if len(said.public_id) != PUBLIC_ID_LENGTH or await session.scalar(known) is not None:
        return False
    session.add(said)
    await session.flush()
    return True


async def said_in(session: AsyncSession, talk_id: int) -> Sequence[TalkSaid]:
    """What was said, in order."""
    rows = await session.scalars(select(TalkSaid).where(TalkSaid.talk_id == talk_id).order_by(TalkSaid.id))
    return rows.all()


async def talked_with(session: AsyncSession, run_id: int, by_id: int) -> Collection[int]:
    """With whom somebody talks about a run already."""
    rows = await session.scalars(select(Talk.person_id).where(Talk.run_id == run_id, Talk.by_id == by_id))
    return set(rows)


async def asked_from(session: AsyncSession, run_id: int, after_id: int, most: int) -> Sequence[Asked]:
    """A page of those who were asked in a run."""
    rows = await session.scalars(
        select(Asked)
        .where(Asked.run_id == run_id, Asked.id > after_id, Asked.person_id.is_not(None))
        .order_by(Asked.id)
        .limit(most)
    )
    return rows.all()


async def teams_asked(session: AsyncSession, run_id: int) -> Sequence[int]:
    """The teams of whoever was asked in a run, by inside id; not those of whom nobody was reached."""
    reached = or_(Asked.asked_at.is_not(None), Asked.path == Path.CHANNEL)
    rows = await session.scalars(
        select(Asked.team_id).where(Asked.run_id == run_id, reached).distinct().order_by(Asked.team_id)
    )
    return rows.all()


async def forget(session: AsyncSession, before: datetime) -> int:
    """Deletes conversations about runs that closed before an instant; says how many went."""
    old = select(Run.id).where(Run.closes_at < before)
    return await rows_hit(
        session,
        delete(TalkSaid).where(TalkSaid.talk_id.in_(select(Talk.id).where(Talk.run_id.in_(old)))),
        delete(Talk).where(Talk.run_id.in_(old)),
    )


async def take_out(session: AsyncSession, person_id: int) -> None:
    """Takes a person out: their conversations go, and what they did or wrote back counts on without them."""
    theirs = select(Talk.id).where(or_(Talk.person_id == person_id, Talk.by_id == person_id))
    done = select(Done.id).where(or_(Done.by_id == person_id, Done.corrected_by_id == person_id))
    await compose_anew(session, TALK, await session.scalars(theirs))
    await compose_anew(session, DONE, await session.scalars(done))
    for statement in (
        delete(TalkSaid).where(TalkSaid.talk_id.in_(theirs)),
        delete(Talk).where(or_(Talk.person_id == person_id, Talk.by_id == person_id)),
        update(WrittenBack).where(WrittenBack.by_id == person_id).values(by_id=None),
        update(Done).where(Done.by_id == person_id).values(by_id=None),
        update(Done).where(Done.corrected_by_id == person_id).values(corrected_by_id=None),
    ):
        await session.execute(statement, execution_options=UNSYNCED)


async def export_person(session: AsyncSession, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """What was said in their conversations, what they wrote back, and what they told of having done."""
    said = await session.execute(
        select(TalkSaid, Talk)
        .join(Talk, Talk.id == TalkSaid.talk_id)
        .where(or_(Talk.person_id == person_id, Talk.by_id == person_id))
        .order_by(TalkSaid.id)
    )
    back = await session.scalars(
        select(WrittenBack).where(WrittenBack.by_id == person_id).order_by(WrittenBack.day, WrittenBack.form)
    )
    done = await session.scalars(select(Done).where(Done.by_id == person_id).order_by(Done.id))
    return {
        "checkins_conversations": [
            {"text": one.text, "at": one.at.isoformat(), "own": one.by_person is (talk.person_id == person_id)}
            for one, talk in said
        ],
        "checkins_written_back": [{"text": one.text, "day": one.day.isoformat()} for one in back],
        "checkins_done": [{"text": one.text, "at": one.at.isoformat()} for one in done],
    }


async def merge_person(session: AsyncSession, source: int, target: int) -> None:
    """Has what is kept of one person (inside id) be another's."""
    await move_one_each(session, Talk.person_id, source, target, Talk.run_id, Talk.by_id)
    await move_one_each(session, Talk.by_id, source, target, Talk.run_id, Talk.person_id)
    await move_all(session, WrittenBack.by_id, source, target)
    await move_all(session, Done.by_id, source, target)
    await move_all(session, Done.corrected_by_id, source, target)


async def is_asked(session: AsyncSession, run_id: int, person_id: int) -> bool:
    """Whether somebody was asked in a run."""
    found = await session.scalar(select(Asked.id).where(Asked.run_id == run_id, Asked.person_id == person_id))
    return found is not None
