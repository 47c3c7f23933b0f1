"""Reports of shoutouts to the organisation's managers."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.shoutouts.store.tables import Objection, Shoutout
from bot.people.model import Grant, Person, PersonState, Role, Side, SideKind
from bot.storage.locking import locked

MOST_DECIDERS = 5
"""People whom a report is sent to; the others see it in the list."""


async def object_to(
    session: AsyncSession,
    kept: Shoutout,
    person_id: int,
    side_id: int,
    text: str,
    now: datetime,
    *,
    exposes_customer: bool = False,
) -> Objection | None:
    """Keeps somebody's report; None if they have reported it before."""
    if await objection_by(session, kept, person_id) is not None:
        return None
    objection = Objection(
        shoutout_id=kept.id,
        person_id=person_id,
        side_id=side_id,
        text=text,
        exposes_customer=exposes_customer,
        at=now,
    )
    session.add(objection)
    await session.flush()
    return objection


async def objection_by(session: AsyncSession, kept: Shoutout, person_id: int) -> Objection | None:
    """What somebody has reported of it; for themselves."""
    return await session.scalar(
        select(Objection).where(Objection.shoutout_id == kept.id, Objection.person_id == person_id)
    )


async def objection_called(session: AsyncSession, public_id: str, *, lock: bool = False) -> Objection | None:
    """A report by the id that buttons carry; for those who decide."""
    return await session.scalar(locked(select(Objection).where(Objection.public_id == public_id), lock))


async def open_objections(
    session: AsyncSession, *, shoutout_id: int | None = None, at_most: int | None = None
) -> Sequence[Objection]:
    """The reports that nobody has decided yet, urgent ones first, then the oldest; for those who decide."""
    which = [] if shoutout_id is None else [Objection.shoutout_id == shoutout_id]
    query = (
        select(Objection)
        .where(Objection.settled_at.is_(None), *which)
        .order_by(Objection.exposes_customer.desc(), Objection.id)
    )
    return (await session.scalars(query.limit(at_most) if at_most else query)).all()


async def count_open_objections(session: AsyncSession) -> int:
    """How many reports wait; for those who decide."""
    return await session.scalar(select(func.count()).where(Objection.settled_at.is_(None))) or 0


async def open_for(session: AsyncSession, person_id: int) -> tuple[int, int]:
    """How many reports wait for somebody who decides, and how many of them are urgent; those of their own do not."""
    rows = await session.execute(
        select(Objection.exposes_customer, func.count())
        .join(Shoutout, Shoutout.id == Objection.shoutout_id)
        .where(Objection.settled_at.is_(None), Shoutout.giver_id.is_distinct_from(person_id))
        .group_by(Objection.exposes_customer)
    )
    found = {urgent: number for urgent, number in rows}  # noqa: C416 - a row is not known to be a pair
    return sum(found.values()), found.get(True, 0)


async def deciders(session: AsyncSession, but: Collection[int] = ()) -> Sequence[int]:
    """The organisation's managers and admins, `but` these people unless there is nobody else."""
    rows = await session.scalars(
        select(Person.id)
        .join(Side, Side.id == Person.side_id)
        .join(Grant, Grant.person_id == Person.id)
        .where(
            Side.kind == SideKind.INTERNAL,
            Person.state == PersonState.ACTIVE,
            Grant.role.in_((Role.ADMIN, Role.MANAGER)),
            or_(Grant.side_id.is_(None), Grant.side_id == Side.id),
        )
        .distinct()
        .order_by(Person.id)
    )
    all_of_them = rows.all()
    return ([one for one in all_of_them if one not in but] or all_of_them)[:MOST_DECIDERS]
