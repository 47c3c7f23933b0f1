"""Plans as they are kept: when an update goes out, and what of it is still to come."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.capabilities.updates.store.tables import ExpectedReader, Update, UpdateState
from bot.people.access import Actor, may_publish
from bot.people.audiences import all_audiences
from bot.storage.columns import Json, UtcDateTime
from bot.storage.tables import Base


class PlanWay(StrEnum):
    """At one moment, in each team's own morning of a day, or at the start of each team's next shift."""

    MOMENT = "moment"
    MORNINGS = "mornings"
    SHIFTS = "shifts"


class ClockChange(StrEnum):
    """What the clocks make of a local time: it does not exist that day, or comes twice."""

    NONE = "none"
    SKIPPED = "skipped"
    REPEATED = "repeated"


class UpdatePlan(Base):
    """When an update goes out. `at` is the moment, or after which shifts count; `day` is that of the mornings.

    A draft's plan is only what its author has chosen; planning it gives it the `revision` that goes out, and a
    `letter`: the slot of the message to its author. `confirmed`: what looks like personal data may be shared.
    `next_at` is when more of it goes out; `left` counts by side (its id as text, 0 for nobody's) the channels to come.
    Those that were stopped stay there with no `next_at`.
    """

    __tablename__ = "update_plan"
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"), primary_key=True)
    way: Mapped[PlanWay]
    at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    day: Mapped[date | None] = mapped_column(default=None)
    zone: Mapped[str]
    clocks: Mapped[ClockChange] = mapped_column(default=ClockChange.NONE)
    confirmed: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=0)
    letter: Mapped[str] = mapped_column(default="")
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None, index=True)
    left: Mapped[dict[str, int]] = mapped_column(Json, default=dict)


async def plan_of(session: AsyncSession, known: Update) -> UpdatePlan | None:
    """The plan of an update; None for one that goes out, or went out, at once."""
    return await session.get(UpdatePlan, known.id)


async def keep_plan(
    session: AsyncSession,
    known: Update,
    way: PlanWay,
    at: datetime | None,
    day: date | None,
    zone: str,
    clocks: ClockChange,
) -> UpdatePlan:
    """Keeps when an update shall go out, in place of what was chosen before."""
    plan = await plan_of(session, known)
    if plan is None:
        plan = UpdatePlan(update_id=known.id, confirmed=False, revision=0, letter="", left={})
        session.add(plan)
    plan.way, plan.at, plan.day, plan.zone, plan.clocks = way, at, day, zone, clocks
    await session.flush()
    return plan


async def drop_plan(session: AsyncSession, known: Update) -> None:
    """An update goes out when somebody publishes it."""
    await session.execute(delete(UpdatePlan).where(UpdatePlan.update_id == known.id))


async def planned(session: AsyncSession, actor: Actor, *, at_most: int) -> Sequence[tuple[Update, UpdatePlan]]:
    """What is still to go out, soonest first: an actor's own, and what goes to audiences that they may publish to."""
    theirs = [
        one.audience.id
        for one in await all_audiences(session, actor.scope)
        if one.side_ids and may_publish(actor, one.side_ids) is None
    ]
    rows = await session.execute(
        select(Update, UpdatePlan)
        .join(UpdatePlan, UpdatePlan.update_id == Update.id)
        .where(
            UpdatePlan.next_at.is_not(None),
            Update.state.in_((UpdateState.PLANNED, UpdateState.PUBLISHED)),
            or_(Update.author_id == actor.person_id, Update.audience_id.in_(theirs)),
        )
        .order_by(UpdatePlan.next_at, Update.id)
        .limit(at_most)
    )
    return [(known, plan) for known, plan in rows]


async def own_plans(session: AsyncSession, author_id: int, *, at_most: int) -> Sequence[tuple[Update, UpdatePlan]]:
    """An author's updates that have not begun to go out, soonest first."""
    rows = await session.execute(
        select(Update, UpdatePlan)
        .join(UpdatePlan, UpdatePlan.update_id == Update.id)
        .where(Update.author_id == author_id, Update.state == UpdateState.PLANNED)
        .order_by(UpdatePlan.next_at, Update.id)
        .limit(at_most)
    )
    return [(known, plan) for known, plan in rows]


async def asked_later(session: AsyncSession, known: Update) -> Mapping[int, datetime]:
    """Since when *Got it* is asked of those people who were asked later than the first, by person."""
    rows = await session.execute(
        select(ExpectedReader.person_id, ExpectedReader.since).where(
            ExpectedReader.update_id == known.id,
            ExpectedReader.version == known.asked,
            ExpectedReader.person_id.is_not(None),
            ExpectedReader.since.is_not(None),
        )
    )
    return {person_id: since for person_id, since in rows if person_id is not None and since is not None}
