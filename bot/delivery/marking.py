"""Marks on subjects whose messages are to be composed anew: the last thing that a transaction writes.

Everybody who marks also changes messages, in whatever order their work has it, and so do those who redraw. Were a mark
written at once, one could hold it and wait for a message while another holds that message and waits for the mark.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Executable, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.rows import UNSYNCED, insert_for, slices
from bot.delivery.tables import Stale
from bot.storage.sessions import at_the_end, others_write

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""Redrawing that is due since then comes at once, by whatever clock."""

_Key = tuple[str, int]

_MARKS, _KNOWN = "instep_marks", "instep_known_marks"


async def compose_anew(session: AsyncSession, kind: str, ids: Iterable[int]) -> None:
    """Has the messages about these subjects of a kind (by inside id) composed anew soon, where they can be."""
    mark(session, kind, ids, _LONG_AGO)


def mark(session: AsyncSession, kind: str, ids: Iterable[int], due: datetime) -> None:
    """The same from `due` on."""
    marks: dict[_Key, datetime] = session.info.setdefault(_MARKS, {})
    for one in ids:
        marks[kind, one] = min(due, marks.get((kind, one), due))
    _once(session)


async def mark_at_once(session: AsyncSession, kind: str, one: int, due: datetime) -> None:
    """The same, written now: whoever does it too waits until this transaction is through, and sees what came of it.

    Only for the first thing that a transaction does: whatever it changes after that, nobody is to hold who marks.
    """
    await session.execute(_marking(session), [_row(kind, one, due)])


def mark_known(session: AsyncSession, subjects: Iterable[_Key]) -> None:
    """The same of those among these subjects that have been marked before."""
    session.info.setdefault(_KNOWN, set()).update(subjects)
    _once(session)


def _once(session: AsyncSession) -> None:
    at_the_end(session, _write)


async def _write(session: AsyncSession) -> None:
    marks: Mapping[_Key, datetime] = session.info.pop(_MARKS, {})
    known: set[_Key] = session.info.pop(_KNOWN, set()) - marks.keys()
    which = tuple_(Stale.subject_kind, Stale.subject_id)
    keys = sorted(marks.keys() | known)
    if known and len(keys) > 1 and others_write(session):
        # Those who mark the same do so in one order, the one in which rows are written below.
        order = Stale.subject_kind.collate("C"), Stale.subject_id
        for some in slices(keys):
            await session.execute(select(Stale.marks).where(which.in_(some)).order_by(*order).with_for_update())
    if marks:
        rows = [_row(kind, one, due) for (kind, one), due in sorted(marks.items())]
        await session.execute(_marking(session), rows)
    for some in slices(sorted(known)):
        await session.execute(
            update(Stale).where(which.in_(some)).values(marks=Stale.marks + 1), execution_options=UNSYNCED
        )


def _marking(session: AsyncSession) -> Executable:
    return insert_for(session, Stale).on_conflict_do_update(
        index_elements=[Stale.subject_kind, Stale.subject_id], set_={"marks": Stale.marks + 1}
    )


def _row(kind: str, one: int, due: datetime) -> Mapping[str, Any]:
    return {"subject_kind": kind, "subject_id": one, "marks": 1, "drawn": 0, "next_at": due}
