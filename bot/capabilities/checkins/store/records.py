"""What check-ins keep about people: given to them, taken out, and joined. What is anonymous names nobody."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.questions import read
from bot.capabilities.checkins.store.tables import Answer, Asked, Checkin, Group, Run, Silence
from bot.capabilities.checkins.subjects import GROUP, LOW
from bot.delivery.marking import compose_anew
from bot.people.merging import move_all, move_one_each


async def export_person(session: AsyncSession, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """What check-ins know of a person: what they set up, were asked, answered with their name, and stopped."""
    own = await session.scalars(select(Checkin).where(Checkin.author_id == person_id).order_by(Checkin.id))
    asked = await session.execute(
        select(Checkin.name, Run, Asked)
        .join(Run, Run.id == Asked.run_id)
        .join(Checkin, Checkin.id == Run.checkin_id)
        .where(Asked.person_id == person_id)
        .order_by(Asked.id)
    )
    answers = await session.execute(
        select(Checkin.name, Run, Answer)
        .join(Run, Run.id == Answer.run_id)
        .join(Checkin, Checkin.id == Run.checkin_id)
        .where(Answer.person_id == person_id)
        .order_by(Answer.run_id, Answer.place)
    )
    stopped = await session.execute(
        select(Checkin.name, Silence)
        .join(Checkin, Checkin.id == Silence.checkin_id)
        .where(Silence.person_id == person_id)
        .order_by(Checkin.id)
    )
    return {
        "checkins": [{"name": one.name, "since": one.created_at.isoformat()} for one in own],
        "checkins_asked": [
            {
                "checkin": name,
                "day": run.original_date.isoformat(),
                "mode": str(run.mode),
                "path": str(row.path),
                "asked_at": row.asked_at.isoformat() if row.asked_at else "",
                "answered_at": row.answered_at.isoformat() if row.answered_at else "",
                "took_part": row.took_part,
            }
            for name, run, row in asked
        ],
        "checkins_answers": [
            {
                "checkin": name,
                "day": run.original_date.isoformat(),
                "question": read(run.questions)[row.place - 1].text,
                "value": row.value,
                "text": row.text,
                "at": row.at.isoformat(),
            }
            for name, run, row in answers
        ],
        "checkins_stopped": [
            {"checkin": name, "until": row.until.isoformat() if row.until else ""} for name, row in stopped
        ],
    }


async def erase_person(session: AsyncSession, person_id: int) -> None:
    """Takes a person out: their words go, and what they chose counts on without them."""
    await session.execute(delete(Silence).where(Silence.person_id == person_id))
    await _mark_naming(session, person_id)
    await session.execute(update(Checkin).where(Checkin.author_id == person_id).values(author_id=None))
    await session.execute(update(Group).where(Group.lead_id == person_id).values(lead_id=None))
    await session.execute(update(Answer).where(Answer.person_id == person_id).values(person_id=None, text=""))
    await session.execute(
        update(Asked).where(Asked.person_id == person_id).values(person_id=None, remind_at=None, put_off=False)
    )


async def _mark_naming(session: AsyncSession, person_id: int) -> None:
    """Has messages composed anew that name somebody: as organiser or lead in prompts, or as having answered low."""
    groups = await session.scalars(
        select(Group.id)
        .join(Run, Run.id == Group.run_id)
        .join(Checkin, Checkin.id == Run.checkin_id)
        .where(or_(Checkin.author_id == person_id, Group.lead_id == person_id))
    )
    await compose_anew(session, GROUP, groups)
    with_names = select(Run.id).join(Asked, Asked.run_id == Run.id)
    told = await session.scalars(with_names.where(Asked.person_id == person_id, Run.mode != Mode.ANONYMOUS).distinct())
    await compose_anew(session, LOW, told)


async def merge_person(session: AsyncSession, source: int, target: int) -> None:
    """What is kept of one person is the other's: two records were one person, and were asked once."""
    await move_all(session, Checkin.author_id, source, target)
    await move_all(session, Group.lead_id, source, target)
    await move_one_each(session, Silence.person_id, source, target, Silence.checkin_id)
    await move_one_each(session, Answer.person_id, source, target, Answer.run_id, Answer.place)
    await _carry_over(session, source, target)
    await move_one_each(session, Asked.person_id, source, target, Asked.run_id)


async def _carry_over(session: AsyncSession, source: int, target: int) -> None:
    """Where both were asked in a run, what one of them did counts for whoever stays."""
    theirs = aliased(Asked)
    both = await session.execute(
        select(Asked, theirs)
        .join(theirs, theirs.run_id == Asked.run_id)
        .where(Asked.person_id == target, theirs.person_id == source)
    )
    for row, other in both:
        row.asked_at = min((at for at in (row.asked_at, other.asked_at) if at), default=None)
        row.answered_at = min((at for at in (row.answered_at, other.answered_at) if at), default=None)
        row.took_part = row.took_part or other.took_part
    await session.flush()
