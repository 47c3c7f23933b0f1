"""The budget of direct messages: so many a person and shift over all capabilities; the rest joins the catch-up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.outbox import CARD, Subject
from bot.delivery.rows import UNSYNCED, insert_for, insert_new, slices
from bot.delivery.tables import BudgetSpent, CatchUpItem
from bot.people import merging
from bot.storage.sessions import others_write

PER_SHIFT = 3
"""Direct messages a person gets in one shift, unless the organisation decides otherwise."""


@dataclass(frozen=True)
class Spared:
    """A direct message that was not sent; the capability that owns the subject says it in the catch-up."""

    subject: Subject
    slot: str
    at: datetime


class Budget:
    """What each person may still be sent, within one write session; `now` is the calendar clock's instant."""

    def __init__(self, session: AsyncSession, now: datetime, per_shift: int = PER_SHIFT) -> None:
        self._session = session
        self._now = now
        self._per_shift = per_shift

    async def allows(
        self, person_id: int, shift_start: datetime, subject: Subject, *, slot: str = CARD, urgent: bool = False
    ) -> bool:
        """Whether a direct message may be sent now; see `allowed`."""
        return bool(await self.allowed({person_id: shift_start}, subject, slot=slot, urgent=urgent))

    async def allowed(
        self, shift_starts: Mapping[int, datetime], subject: Subject, *, slot: str = CARD, urgent: bool = False
    ) -> Collection[int]:
        """Those who may be sent a direct message now; counts it for them, and keeps it for the catch-up of the others.

        `shift_starts` are the instants at which each person's present shift began. Urgent ones are not counted. Ask
        once for each message: asking again counts again.
        """
        if urgent:
            return shift_starts.keys()
        within: set[int] = set()
        if self._per_shift > 0:
            for some in slices(sorted(shift_starts.items())):
                within |= await self._spend(some)
        above = [
            {
                "person_id": person_id,
                "subject_kind": subject.kind,
                "subject_id": subject.id,
                "slot": slot,
                "spared_at": self._now,
            }
            for person_id in sorted(shift_starts.keys() - within)
        ]
        await insert_new(self._session, CatchUpItem, above)
        return within

    async def hold(self, shift_starts: Mapping[int, datetime]) -> None:
        """Has nobody else count messages of these people until this transaction is through; counts nothing.

        For what asks in several goes, first of all: everybody counts people in one order, so that of two who count the
        same ones no one waits for the other.
        """
        if self._per_shift <= 0 or not others_write(self._session):
            return
        for some in slices(sorted(shift_starts.items())):
            rows = insert_for(self._session, BudgetSpent).values(
                [{"person_id": person_id, "shift_start": start, "messages": 0} for person_id, start in some]
            )
            await self._session.execute(
                rows.on_conflict_do_update(
                    index_elements=[BudgetSpent.person_id, BudgetSpent.shift_start],
                    set_={"messages": BudgetSpent.messages},
                )
            )

    async def _spend(self, some: Sequence[tuple[int, datetime]]) -> set[int]:
        first = insert_for(self._session, BudgetSpent).values(
            [{"person_id": person_id, "shift_start": start, "messages": 1} for person_id, start in some]
        )
        spent = await self._session.scalars(
            first.on_conflict_do_update(
                index_elements=[BudgetSpent.person_id, BudgetSpent.shift_start],
                set_={"messages": BudgetSpent.messages + 1},
                where=BudgetSpent.messages < self._per_shift,
            ).returning(BudgetSpent.person_id)
        )
        return set(spent)

    async def spared(self, person_id: int) -> list[Spared]:
        """What a person was spared and has not been shown since, oldest first."""
        return list((await self.spared_to([person_id])).get(person_id, ()))

    async def spared_to(self, person_ids: Collection[int]) -> Mapping[int, Sequence[Spared]]:
        """The same for several people; whoever was spared nothing is absent."""
        items = await self._session.scalars(
            select(CatchUpItem)
            .where(CatchUpItem.person_id.in_(sorted(person_ids)), CatchUpItem.shown_at.is_(None))
            .order_by(CatchUpItem.id)
        )
        found: dict[int, list[Spared]] = {}
        for one in items:
            spared = Spared(Subject(one.subject_kind, one.subject_id), one.slot, one.spared_at)
            found.setdefault(one.person_id, []).append(spared)
        return found

    async def told_since(self, person_id: int, instant: datetime) -> Sequence[Spared]:
        """What a person was spared and has been shown since then, oldest first."""
        items = await self._session.scalars(
            select(CatchUpItem)
            .where(CatchUpItem.person_id == person_id, CatchUpItem.shown_at >= instant)
            .order_by(CatchUpItem.id)
        )
        return [Spared(Subject(one.subject_kind, one.subject_id), one.slot, one.spared_at) for one in items]

    async def shown(self, person_ids: Collection[int]) -> None:
        """Everything that these people were spared has been shown to them."""
        for some in slices(sorted(person_ids)):
            await self._session.execute(
                update(CatchUpItem)
                .where(CatchUpItem.person_id.in_(some), CatchUpItem.shown_at.is_(None))
                .values(shown_at=self._now),
                execution_options=UNSYNCED,
            )


async def merge_person(session: AsyncSession, source: int, target: int) -> None:
    """What one person was sent and spared is the other's: two records were one person."""
    spent = await session.execute(
        select(BudgetSpent.shift_start, BudgetSpent.messages).where(BudgetSpent.person_id == source)
    )
    for start, messages in spent.all():
        await session.execute(
            update(BudgetSpent)
            .where(BudgetSpent.person_id == target, BudgetSpent.shift_start == start)
            .values(messages=BudgetSpent.messages + messages),
            execution_options=UNSYNCED,
        )
    await merging.move_one_each(session, BudgetSpent.person_id, source, target, BudgetSpent.shift_start)
    about = (CatchUpItem.subject_kind, CatchUpItem.subject_id, CatchUpItem.slot)
    await merging.move_one_each(session, CatchUpItem.person_id, source, target, *about)
