"""Changes: copies that shall show another message, or none any more, before or after they were posted."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, delete, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import Message, to_json
from bot.delivery.contents import Contents
from bot.delivery.pace.rules import Priority
from bot.delivery.routes import positions
from bot.delivery.rows import UNSYNCED, insert_new, new_delivery
from bot.delivery.tables import Content, Copy, Delivery, Operation, State

NEWEST_CONTENT: Mapping[str, Any] = {
    "content_id": select(Copy.content_id).where(Copy.id == Delivery.copy_id).scalar_subquery(),
    "revision": select(Copy.wanted_revision).where(Copy.id == Delivery.copy_id).scalar_subquery(),
}
"""A post goes with what its copy shall show by then."""

GIVEN_UP: Mapping[str, Any] = {
    "state": case(
        (Delivery.unconfirmed, literal(State.UNKNOWN, Delivery.state.type)),
        else_=literal(State.CANCELLED, Delivery.state.type),
    )
}
"""What has not begun is cancelled; what may be there from an earlier attempt stays in doubt."""


async def move(session: AsyncSession, chosen: Sequence[ColumnElement[bool]], values: Mapping[str, Any]) -> int:
    """Bring deliveries into another state; says how many."""
    moved = await session.execute(update(Delivery).where(*chosen).values(**values), execution_options=UNSYNCED)
    count: int = moved.rowcount  # type: ignore[attr-defined]
    return count


class Changes:
    """Changes copies within one write session."""

    def __init__(self, session: AsyncSession, contents: Contents) -> None:
        self._session = session
        self._contents = contents

    async def change(
        self,
        wanted: Mapping[int, Message | None],
        priority: Priority,
        now: datetime,
        final: bool,
        seen: Mapping[int, int] | None = None,
    ) -> int:
        """Have copies (by id) show other messages, or nothing; `final` withdraws them. Says how many change.

        Given the revisions that were `seen`, a copy whose wanted revision has moved since is left as it is.
        """
        # The copies are locked before their content is read: one that was just changed must be seen as it is then.
        locked = await self._session.execute(
            select(Copy.id, Copy.wanted_revision, Copy.content_id, Copy.side_id)
            .where(Copy.id.in_(wanted), ~Copy.withdrawn)
            .order_by(Copy.id)
            .with_for_update()
        )
        copies = [row for row in locked if seen is None or row.wanted_revision == seen[row.id]]
        texts = {one: None if message is None else to_json(message) for one, message in wanted.items()}
        if not final:
            shown = await self._texts({row.content_id for row in copies})
            copies = [row for row in copies if shown[row.content_id] != texts[row.id]]
        if not copies:
            return 0
        new = await self._contents.of_texts([text for row in copies if (text := texts[row.id]) is not None], now)
        contents = {row.id: new.get(texts[row.id] or "", row.content_id) for row in copies}
        revisions = {row.id: row.wanted_revision + 1 for row in copies}
        await self._session.execute(
            update(Copy),
            [
                {"id": one, "wanted_revision": revisions[one], "content_id": contents[one], "withdrawn": final}
                for one in revisions
            ],
            execution_options=UNSYNCED,
        )
        replaced = await self._drop_older_edits(list(revisions), priority)
        posts = await self._unsent(revisions, contents, now, final)
        sides = {row.id: row.side_id for row in copies}
        follow = [post for post in posts if post.state in (State.SENDING, State.UNKNOWN, State.SENT)]
        places = positions([(post.lane_id, sides[post.copy_id]) for post in follow])
        await insert_new(
            self._session,
            Delivery,
            [
                {
                    **new_delivery(
                        post.subject_kind,
                        post.subject_id,
                        post.slot,
                        Operation.DELETE if texts[post.copy_id] is None else Operation.EDIT,
                        revisions[post.copy_id],
                        now,
                    ),
                    "copy_id": post.copy_id,
                    "content_id": contents[post.copy_id],
                    "lane_id": post.lane_id,
                    "conversation": post.conversation,
                    "priority": min(priority, replaced.get(post.copy_id, priority)),
                    "position": place,
                    "state": State.WAITING,
                    "released_at": now,
                }
                for post, place in zip(follow, places, strict=True)
            ],
        )
        return len(copies)

    async def _drop_older_edits(self, copy_ids: list[int], priority: Priority) -> dict[int, int]:
        """Remove edits that wait, and receipts of older counts; says the priority of what waited, by copy."""
        superseded: ColumnElement[bool] = Delivery.state.in_([State.WAITING, State.HELD])
        if priority is Priority.COUNTS:
            superseded |= (Delivery.priority == Priority.COUNTS) & Delivery.finished_at.is_not(None)
        dropped = await self._session.execute(
            delete(Delivery)
            .where(Delivery.copy_id.in_(copy_ids), Delivery.operation == Operation.EDIT, superseded)
            .returning(Delivery.copy_id, Delivery.priority, Delivery.finished_at),
            execution_options=UNSYNCED,
        )
        waited: dict[int, int] = {}
        for row in dropped:
            if row.finished_at is None:
                waited[row.copy_id] = min(row.priority, waited.get(row.copy_id, row.priority))
        return waited

    async def _unsent(
        self, revisions: Mapping[int, int], contents: Mapping[int, int], now: datetime, final: bool
    ) -> Sequence[Any]:
        """Give posts that have not begun their new content (or cancel them), and return all posts of the copies."""
        not_begun = [Delivery.operation == Operation.POST, Delivery.copy_id.in_(revisions)]
        if final:
            await move(
                self._session,
                [*not_begun, Delivery.state.in_([State.HELD, State.WAITING])],
                {**GIVEN_UP, "finished_at": now},
            )
        else:
            await move(
                self._session,
                [*not_begun, Delivery.state.in_([State.HELD, State.WAITING, State.FAILED])],
                NEWEST_CONTENT,
            )
        posts = await self._session.execute(
            select(
                Delivery.copy_id,
                Delivery.subject_kind,
                Delivery.subject_id,
                Delivery.slot,
                Delivery.lane_id,
                Delivery.conversation,
                Delivery.state,
            ).where(Delivery.operation == Operation.POST, Delivery.copy_id.in_(revisions))
        )
        return posts.all()

    async def _texts(self, content_ids: Collection[int]) -> dict[int, str]:
        rows = await self._session.execute(select(Content.id, Content.message).where(Content.id.in_(content_ids)))
        return {row.id: row.message for row in rows}
