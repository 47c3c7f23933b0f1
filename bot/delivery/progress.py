"""Progress: receipts that are shown somewhere are redrawn whenever one of their posts or edits fares on."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.marking import mark_known
from bot.delivery.tables import Delivery, Operation

RECEIPT = "_receipt"
"""Ends the kind of a subject whose copies show the receipt of another one, of the same id. Whoever posts such a copy
marks it stale once, and from then on it is kept up to date."""


async def posts_changed(session: AsyncSession, *which: ColumnElement[bool]) -> None:
    """Have the receipts redrawn that tell of these posts."""
    rows = await session.execute(
        select(Delivery.subject_kind, Delivery.subject_id)
        .where(Delivery.operation == Operation.POST, *which)
        .distinct()
    )
    deliveries_of_changed(session, [(kind, subject_id) for kind, subject_id in rows])


def deliveries_of_changed(session: AsyncSession, subjects: Collection[tuple[str, int]]) -> None:
    """The same, where it is known which subjects (kind and id) the deliveries are of."""
    mark_known(session, [(kind + RECEIPT, subject_id) for kind, subject_id in subjects])
