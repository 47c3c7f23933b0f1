"""Progress: receipts that are shown somewhere are redrawn whenever one of their posts or edits fares on."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.rows import UNSYNCED
from bot.delivery.tables import Delivery, Operation, Stale

RECEIPT = "_receipt"
"""Ends the kind of a subject whose copies show the receipt of another one, of the same id. Whoever posts such a copy
marks it stale once, and from then on it is kept up to date."""


async def posts_changed(session: AsyncSession, *which: ColumnElement[bool]) -> None:
    """Have the receipts redrawn that tell of these posts."""
    receipts = (
        select(Delivery.subject_kind + RECEIPT, Delivery.subject_id)
        .where(Delivery.operation == Operation.POST, *which)
        .distinct()
    )
    await session.execute(
        update(Stale).where(tuple_(Stale.subject_kind, Stale.subject_id).in_(receipts)).values(marks=Stale.marks + 1),
        execution_options=UNSYNCED,
    )


async def deliveries_of_changed(session: AsyncSession, subjects: Collection[tuple[str, int]]) -> None:
    """The same, where it is known which subjects (kind and id) the deliveries are of."""
    if subjects:
        receipts = [(kind + RECEIPT, subject_id) for kind, subject_id in sorted(subjects)]
        await session.execute(
            update(Stale)
            .where(tuple_(Stale.subject_kind, Stale.subject_id).in_(receipts))
            .values(marks=Stale.marks + 1),
            execution_options=UNSYNCED,
        )
