"""The outbox: what shall be sent is written down in the transaction that decides it, and goes out after the commit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import Message, asks_for_token
from bot.clock import Clocks
from bot.delivery import again
from bot.delivery.again import of_copies
from bot.delivery.changes import GIVEN_UP, Changes, move
from bot.delivery.contents import Contents
from bot.delivery.evenness import even_instants, hold_until
from bot.delivery.marking import mark, mark_at_once
from bot.delivery.pace.rules import PaceRules, Priority
from bot.delivery.routes import Target, find_routes, positions, to_channel, to_person
from bot.delivery.rows import insert_new, new_delivery, slices
from bot.delivery.tables import Copy, Delivery, Operation, State, TargetKind
from bot.ports import Cause
from bot.storage.columns import new_public_id
from bot.storage.sessions import database_now
from bot.storage.tables import Base

__all__ = ["Outbox", "Post", "Subject", "Target", "to_channel", "to_person"]

CARD = "card"
"""The slot of a subject's own message."""


@dataclass(frozen=True)
class Subject:
    """What a message is about: an update, a shoutout, …, by its inside key."""

    kind: str
    id: int


@dataclass(frozen=True)
class Post:
    """One message for one target, composed for that target's viewpoint. `parent_id` is the copy it replies to."""

    target: Target
    message: Message
    side_id: int | None
    viewpoint: tuple[int, ...] = ()
    locale: str = "en"
    slot: str = CARD
    parent_id: int | None = None


Wake = Callable[[AsyncSession], None]
"""Has whoever sends begin once a session is committed."""


def nobody(session: AsyncSession) -> None:
    """Nobody to wake: the sender runs in another process and looks by itself."""


class Outbox:
    """What shall be sent, within one write session; never commits."""

    def __init__(self, session: AsyncSession, clocks: Clocks, wake: Wake = nobody) -> None:
        self._session = session
        self._clocks = clocks
        self._wake = wake
        self._contents = Contents(session)
        self._changes = Changes(session, self._contents)

    # --- posting -----------------------------------------------------------------------------------------------------

    async def publish(
        self, subject: Subject, posts: Sequence[Post], *, priority: Priority = Priority.PUBLISH, held: bool = False
    ) -> None:
        """Write copies and their posts.

        A copy that exists (same subject, slot and target) stays as it is. With `held` nothing goes out before
        `release`. Raises LookupError for a target without row, and ValueError for a channel that would be shown a
        token, which is one person's.
        """
        if any(post.target.kind is TargetKind.CHANNEL and asks_for_token(post.message) for post in posts):
            raise ValueError("a button that asks for a token is sent to one person alone")
        # Within its subject a copy is told by slot and target.
        about = select(Copy.slot, Copy.target_kind, Copy.target_id).where(*_about(Copy, subject))
        known = {(slot, Target(kind, target)) for slot, kind, target in await self._session.execute(about)}
        fresh = {key: post for post in posts if (key := (post.slot, post.target)) not in known}
        if fresh:
            await self._insert(subject, list(fresh.values()), priority, held)

    async def _insert(self, subject: Subject, posts: Sequence[Post], priority: Priority, held: bool) -> None:
        now = await self._now()
        by_target = await find_routes(self._session, {post.target for post in posts})
        routes = [by_target[post.target] for post in posts]
        contents = await self._contents.of_messages([post.message for post in posts], now)
        public_ids = [new_public_id() for _ in posts]
        await insert_new(
            self._session,
            Copy,
            [
                {
                    "public_id": public_id,
                    "subject_kind": subject.kind,
                    "subject_id": subject.id,
                    "slot": post.slot,
                    "target_kind": post.target.kind,
                    "target_id": post.target.id,
                    "side_id": post.side_id,
                    "viewpoint": list(post.viewpoint),
                    "locale": post.locale,
                    "lane_id": route.lane_id,
                    "parent_id": post.parent_id,
                    "present_revision": 0,
                    "wanted_revision": 1,
                    "withdrawn": False,
                    "content_id": content,
                }
                for public_id, post, route, content in zip(public_ids, posts, routes, contents, strict=True)
            ],
        )
        places = positions([(route.lane_id, post.side_id) for post, route in zip(posts, routes, strict=True)])
        of_copy = select(Copy.id).where(Copy.public_id == bindparam("of_copy")).scalar_subquery()
        await self._session.execute(
            insert(Base.metadata.tables[Delivery.__tablename__]).values(copy_id=of_copy),
            [
                {
                    **new_delivery(subject.kind, subject.id, post.slot, Operation.POST, 1, now),
                    "of_copy": public_id,
                    "content_id": content,
                    "lane_id": route.lane_id,
                    "conversation": route.conversation,
                    "priority": priority,
                    "position": place,
                    "state": State.HELD if held else State.WAITING,
                    "released_at": None if held else now,
                }
                for public_id, post, route, content, place in zip(
                    public_ids, posts, routes, contents, places, strict=True
                )
            ],
        )
        if not held:
            self._wake(self._session)

    async def release(
        self, subject: Subject, *, slot: str = CARD, evenly: Mapping[str, PaceRules] | None = None
    ) -> int:
        """Let everything held of a subject go at one instant; says how much. What was stopped for a cause stays.

        Given the paces of the platforms, `evenly` has the faster lanes keep step with the slowest one.
        """
        self._wake(self._session)
        now = await self._now()
        held = [*self._posts(subject, slot), Delivery.state == State.HELD, Delivery.cause == ""]
        released = {"state": State.WAITING, "released_at": now, "not_before": None}
        if evenly is None:
            return await move(self._session, held, released)
        instants = await even_instants(self._session, held, evenly, now)
        count = await move(self._session, held, released)
        await hold_until(self._session, instants)
        return count

    async def stop(self, copies: Sequence[Copy], cause: Cause) -> int:
        """Keep back posts of these copies that have not begun, for a cause that somebody must mend before `retry`."""
        return await move(
            self._session,
            [
                Delivery.copy_id.in_([copy.id for copy in copies]),
                Delivery.operation == Operation.POST,
                Delivery.state.in_([State.HELD, State.WAITING]),
            ],
            {"state": State.HELD, "released_at": None, "cause": cause},
        )

    async def hold(self, subject: Subject, *, slot: str | None = None, side_id: int | None = None) -> int:
        """Keep back posts that have not begun, until `release`; says how many."""
        return await move(
            self._session,
            [*self._posts(subject, slot, side_id), Delivery.state == State.WAITING],
            {"state": State.HELD, "released_at": None},
        )

    async def cancel(
        self, subject: Subject | None, *, slot: str | None = None, side_id: int | None = None, cause: str = ""
    ) -> int:
        """Give up what has not begun, of one subject or (with None) of one side; says how much.

        What may be there from an earlier attempt stays unconfirmed.
        """
        if subject is None and side_id is None:
            raise ValueError("say whose deliveries are to be cancelled: a subject's, or a side's")
        return await move(
            self._session,
            [*self._chosen(subject, slot, side_id), Delivery.state.in_([State.HELD, State.WAITING])],
            {**GIVEN_UP, "finished_at": await self._now(), "cause": cause},
        )

    async def retry(self, subject: Subject, *, slot: str = CARD, unconfirmed: bool = False) -> int:
        """Send again what failed or was stopped, and if asked what stayed unconfirmed; says how much.

        Posts go with the content their copies shall show now; what may be there already stays marked. Replies whose
        parent never came to be, or is gone, go out by themselves. Lanes that were halted are tried again, with
        everything that waits on them.
        """
        self._wake(self._session)
        posts = self._posts(subject, slot)
        return await again.retry(self._session, posts, await self._now(), unconfirmed=unconfirmed)

    async def resume(self, platform: str, installation_key: str) -> int:
        """Reopen the lane of an installation that works again; what its failure had stopped goes on. Says how much."""
        self._wake(self._session)
        return await again.resume(self._session, platform, installation_key, await self._now())

    async def settle(self, delivery_public_id: str, sent: bool) -> bool:
        """The author's word on an unconfirmed post: it is there, or it shall go again; False if it is settled."""
        self._wake(self._session)
        return await again.settle(self._session, delivery_public_id, await self._now(), sent=sent)

    # --- changing ----------------------------------------------------------------------------------------------------

    async def edit(self, copy: Copy, message: Message, *, priority: Priority = Priority.CORRECT) -> bool:
        """Have a copy show another message; False if it shows that already or was withdrawn. See `edit_all`."""
        return bool(await self.edit_all([(copy, message)], priority=priority))

    async def edit_all(
        self,
        changes: Sequence[tuple[Copy, Message]],
        *,
        priority: Priority = Priority.CORRECT,
        as_seen: bool = False,
    ) -> int:
        """Have copies show other messages; says how many change.

        What has not been posted yet takes the new content with it; else an edit follows the post. Of several edits
        that wait, the newest alone remains, with the highest priority of them. With `as_seen`, copies that somebody
        changed since they were read keep what they were given then. Raises ValueError for a message that asks for a
        token: only the press itself can draw it anew with the token it has.
        """
        seen = {copy.id: copy.wanted_revision for copy, _ in changes} if as_seen else None
        return await self._change({copy.id: message for copy, message in changes}, priority, final=False, seen=seen)

    async def withdraw(self, copy: Copy, message: Message | None = None) -> bool:
        """Take a copy back: show a last message, or (None) delete it. False if it was withdrawn before."""
        return bool(await self.withdraw_all([(copy, message)]))

    async def withdraw_all(self, changes: Sequence[tuple[Copy, Message | None]]) -> int:
        """Take copies back; says how many. Posts that have not begun are cancelled, and later edits are refused."""
        return await self._change({copy.id: message for copy, message in changes}, Priority.PUBLISH, final=True)

    async def retry_edits(self, subject: Subject, *, slot: str = CARD) -> int:
        """Try again the changes that failed, but for copies that are gone or not ours; says how many."""
        self._wake(self._session)
        return await again.retry_edits(self._session, self._chosen(subject, slot), await self._now())

    async def _change(
        self,
        wanted: Mapping[int, Message | None],
        priority: Priority,
        *,
        final: bool,
        seen: Mapping[int, int] | None = None,
    ) -> int:
        if any(message is not None and asks_for_token(message) for message in wanted.values()):
            raise ValueError("a message that asks for a token is drawn anew by its press alone")
        changed = 0
        now = await self._now()
        for ids in slices(sorted(wanted)):
            changed += await self._changes.change({one: wanted[one] for one in ids}, priority, now, final, seen)
        if changed:
            self._wake(self._session)
        return changed

    # --- looking -----------------------------------------------------------------------------------------------------

    async def mark_first(self, subject: Subject) -> None:
        """The same as `mark_stale`, as the first thing: whoever begins with it too waits until this is through."""
        await mark_at_once(self._session, subject.kind, subject.id, await self._now())

    async def mark_stale(self, subject: Subject, *more: Subject) -> None:
        """Say that figures shown on copies of these subjects have changed; they are redrawn soon, with the pace left.

        Nobody is woken for it: two hundred clicks a second would have the sender look as often. Whoever redraws looks
        each second by itself.
        """
        now = await self._now()
        for one in (subject, *more):
            mark(self._session, one.kind, [one.id], now)

    async def copies(self, subject: Subject, *, slot: str | None = None) -> list[Copy]:
        """The copies of a subject as they are now, in the order they were made."""
        chosen = [*_about(Copy, subject), *([Copy.slot == slot] if slot is not None else [])]
        found = await self._session.scalars(
            select(Copy).where(*chosen).order_by(Copy.id).execution_options(populate_existing=True)
        )
        return list(found)

    # --- shared ------------------------------------------------------------------------------------------------------

    async def _now(self) -> datetime:
        return await database_now(self._session, self._clocks.machine)

    def _chosen(
        self, subject: Subject | None, slot: str | None = None, side_id: int | None = None
    ) -> list[ColumnElement[bool]]:
        chosen = _about(Delivery, subject) if subject else []
        if slot is not None:
            chosen.append(Delivery.slot == slot)
        if side_id is not None:
            chosen.append(of_copies(Copy.side_id == side_id))
        return chosen

    def _posts(
        self, subject: Subject, slot: str | None = None, side_id: int | None = None
    ) -> list[ColumnElement[bool]]:
        return [*self._chosen(subject, slot, side_id), Delivery.operation == Operation.POST]


def _about(table: type[Copy] | type[Delivery], subject: Subject) -> list[ColumnElement[bool]]:
    return [table.subject_kind == subject.kind, table.subject_id == subject.id]
