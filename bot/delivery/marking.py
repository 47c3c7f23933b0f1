"""Has messages composed anew where what they say is no longer to be said."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.rows import insert_for
from bot.delivery.tables import Stale

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""Redrawing that is due since then comes at once, by whatever clock."""


async def compose_anew(session: AsyncSession, kind: str, ids: Iterable[int]) -> None:
    """Has the messages about these subjects of a kind (by inside id) composed anew soon, where they can be."""
    marking = insert_for(session, Stale).on_conflict_do_update(
        index_elements=[Stale.subject_kind, Stale.subject_id], set_={"marks": Stale.marks + 1}
    )
    if rows := [
        {"subject_kind": kind, "subject_id": one, "marks": 1, "drawn": 0, "next_at": _LONG_AGO} for one in sorted(ids)
    ]:
        await session.execute(marking, rows)
