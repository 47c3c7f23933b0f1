"""Catching up as it is kept: each person's newest shift, and what changed for whom since an instant."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, and_, exists, func, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.capabilities.updates.store.reminders import Asking
from bot.capabilities.updates.store.tables import Acknowledgement, ExpectedReader, Update, UpdateState
from bot.delivery.tables import Content, Copy, TargetKind
from bot.people.access import Actor
from bot.people.model import ChatIdentity, Membership
from bot.storage.columns import UtcDateTime
from bot.storage.tables import Base

MARK = 8
"""Characters of a public id that tell the updates of one message apart."""


class LastShift(Base):
    """The newest shift in which a person was seen to by the catch-up, and since when that one told what changed.

    Whoever is away keeps the shift before. `automatic` off: only when they ask. Without a shift they only said that.
    """

    __tablename__ = "last_shift"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    automatic: Mapped[bool] = mapped_column(default=True)
    since: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    started: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    ended: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


async def last_shift(session: AsyncSession, person_id: int) -> LastShift | None:
    """One person's."""
    return await session.get(LastShift, person_id)


async def last_shifts(session: AsyncSession, person_ids: Collection[int]) -> Mapping[int, LastShift]:
    """Those of several people, by person."""
    found = await session.scalars(select(LastShift).where(LastShift.person_id.in_(sorted(person_ids))))
    return {row.person_id: row for row in found}


async def started(session: AsyncSession) -> Mapping[int, datetime | None]:
    """When everybody's newest shift began, by person; plain columns, since they may be thousands."""
    rows = await session.execute(select(LastShift.person_id, LastShift.started))
    return {person_id: at for person_id, at in rows}  # noqa: C416 - a row is not known to be a pair


@dataclass(frozen=True)
class Since:
    """Somebody for whom it is asked what changed since when."""

    person_id: int
    since: datetime


@dataclass(frozen=True)
class Change:
    """An update that changed something for somebody; `noted` ones took effect meanwhile."""

    update_id: int
    noted: bool


async def changes(session: AsyncSession, people: Sequence[Since], now: datetime) -> Mapping[int, Sequence[Change]]:
    """What took effect or was published for each of these people since, the most urgent first.

    An update is for somebody if they, or their team, were to read it. Those published since (or corrected since, so
    that *Got it* is asked anew) are left out once noted. What is withdrawn is in none.
    """
    if not people:
        return {}
    first = min(one.since for one in people)
    ids = [one.person_id for one in people]
    later = (
        select(ExpectedReader.since)
        .where(
            ExpectedReader.update_id == Update.id,
            ExpectedReader.version == Update.asked,
            ExpectedReader.person_id == Membership.person_id,
        )
        .scalar_subquery()
    )
    asked_at = type_coerce(func.coalesce(later, Asking.since, Update.published_at), UtcDateTime)
    about = exists().where(
        ExpectedReader.update_id == Update.id,
        ExpectedReader.version == Update.asked,
        or_(ExpectedReader.person_id == Membership.person_id, ExpectedReader.team_id == Membership.team_id),
    )
    noted = exists().where(
        Acknowledgement.update_id == Update.id,
        Acknowledgement.version == Update.asked,
        Acknowledgement.person_id == Membership.person_id,
    )
    rows = await session.execute(
        select(Membership.person_id, Update.id, asked_at, Update.effective_from, noted)
        .select_from(Update)
        .join(Membership, and_(Membership.person_id.in_(ids), Membership.until.is_(None)))
        .outerjoin(Asking, and_(Asking.update_id == Update.id, Asking.version == Update.asked))
        .where(
            Update.state == UpdateState.PUBLISHED,
            or_(asked_at > first, and_(Update.effective_from > first, Update.effective_from <= now)),
            about,
        )
        .order_by(Membership.person_id, Update.urgent.desc(), asked_at.desc(), Update.id.desc())
    )
    since = {one.person_id: one.since for one in people}
    found: dict[int, dict[int, Change]] = {}
    for person_id, update_id, asked, effective, is_noted in rows:
        begins = since[person_id]
        in_force = effective is not None and begins < effective <= now and asked <= begins
        if (asked > begins and not is_noted) or in_force:
            found.setdefault(person_id, {})[update_id] = Change(update_id, bool(is_noted))
    return {person_id: tuple(theirs.values()) for person_id, theirs in found.items()}


async def marked(session: AsyncSession, marks: Collection[str]) -> Sequence[Update]:
    """The updates whose public ids begin with these marks; who may note them is for the caller to ask."""
    found = await session.scalars(
        select(Update).where(func.substr(Update.public_id, 1, MARK).in_(sorted(marks))).order_by(Update.id)
    )
    return found.all()


async def sent_to(session: AsyncSession, actor: Actor, kind: str, subject_id: int) -> Sequence[tuple[Copy, str]]:
    """The catch-ups under a subject that were written to an actor, each with the message that it was given last."""
    rows = await session.execute(
        select(Copy, Content.message)
        .join(Content, Content.id == Copy.content_id)
        .join(ChatIdentity, ChatIdentity.id == Copy.target_id)
        .where(
            Copy.subject_kind == kind,
            Copy.subject_id == subject_id,
            Copy.target_kind == TargetKind.PERSON,
            ChatIdentity.person_id == actor.person_id,
        )
    )
    return [(copy, message) for copy, message in rows]
