"""Two records that are one person: what is kept of shoutouts about the one becomes the other's."""

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.capabilities.shoutouts.naming import strictest
from bot.capabilities.shoutouts.store.tables import (
    DIGEST,
    SUBJECT,
    Cheer,
    CustomerStory,
    Note,
    Objection,
    Recipient,
    RecognitionChoice,
    Shoutout,
    StoryOfTheWeek,
)
from bot.capabilities.shoutouts.weeks import weeks_telling_of
from bot.delivery.marking import compose_anew
from bot.due.tables import DueWork
from bot.people.merging import Reference, move_all, move_one_each

NAMED = (
    Shoutout.giver_id,
    Shoutout.ended_by_id,
    Note.person_id,
    Objection.settled_by_id,
    CustomerStory.person_id,
    CustomerStory.lead_id,
    CustomerStory.matched_by_id,
    CustomerStory.decided_by_id,
    StoryOfTheWeek.chosen_by_id,
)
"""Columns that name a person, as many times as there are."""

ONCE: tuple[tuple[Reference, ...], ...] = (
    (Recipient.person_id, Recipient.shoutout_id),
    (Cheer.person_id, Cheer.shoutout_id),
    (Objection.person_id, Objection.shoutout_id),
    (RecognitionChoice.person_id,),
)
"""Columns that name a person once for each of the values that follow."""


async def merge_person(session: AsyncSession, source: int, target: int) -> None:
    """Moves what is kept of one person (inside id) to another; of two choices the one that tells less holds.

    Who turns out to have thanked themselves among others is thanked in it no more. What thanks nobody else is left as
    it stands: it was given in good faith, and its giver can withdraw it.
    """
    mine, theirs = [await session.get(RecognitionChoice, one) for one in (target, source)]
    if mine is not None and theirs is not None:
        mine.privately = mine.privately or theirs.privately
        mine.naming = strictest(mine.naming, theirs.naming)
    await _name_privately(session, source, target)
    for column in NAMED:
        await move_all(session, column, source, target)
    for column, *same in ONCE:
        await move_one_each(session, column, source, target, *same)
    await _thank_no_longer_themselves(session, target)
    await _move_work(session, source, target)


async def _thank_no_longer_themselves(session: AsyncSession, person_id: int) -> None:
    others = aliased(Recipient)
    among_others = exists().where(
        others.shoutout_id == Recipient.shoutout_id,
        others.id != Recipient.id,
        or_(others.person_id.is_not(None), others.whole_team),
    )
    rows = await session.execute(
        select(Recipient, Shoutout.posted_at)
        .join(Shoutout, Shoutout.id == Recipient.shoutout_id)
        .where(
            Recipient.person_id == person_id,
            Shoutout.giver_id == person_id,
            among_others,
        )
    )
    # Whoever posts a draft in which they thank themselves is asked to take themselves out.
    found = [(row, posted) for row, posted in rows if posted is not None]
    for row, _ in found:
        await session.delete(row)
    await session.flush()
    await compose_anew(session, SUBJECT, {row.shoutout_id for row, _ in found})
    weeks = {week.toordinal() for _, posted in found for week in weeks_telling_of(posted)}
    await compose_anew(session, DIGEST, weeks)


async def _move_work(session: AsyncSession, source: int, target: int) -> None:
    """Has whoever stays be told what the other was still to be told, unless they are told it themselves."""
    both = aliased(DueWork)
    same = [getattr(both, name) == getattr(DueWork, name) for name in ("kind", "owner_id", "original_date", "slot")]
    theirs = [DueWork.kind.startswith("shoutouts."), DueWork.for_whom == str(source)]
    await session.execute(
        delete(DueWork)
        .where(*theirs, exists().where(both.for_whom == str(target), *same))
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(DueWork).where(*theirs).values(for_whom=str(target)).execution_options(synchronize_session=False)
    )


async def _name_privately(session: AsyncSession, source: int, target: int) -> None:
    """Where one shoutout names both, the row that stays is private if either was."""
    private = select(Recipient.shoutout_id).where(Recipient.person_id == source, Recipient.privately)
    rows = await session.scalars(
        select(Recipient).where(Recipient.person_id == target, Recipient.shoutout_id.in_(private))
    )
    for row in rows:
        row.privately = True
    await session.flush()
