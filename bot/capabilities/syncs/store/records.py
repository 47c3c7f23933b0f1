"""What syncs keep about people: given to them, taken out, and joined."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.syncs.store.drafts import SyncDraft
from bot.capabilities.syncs.store.marking import mark_naming
from bot.capabilities.syncs.store.tables import (
    Action,
    Attendee,
    Feed,
    Meeting,
    Raised,
    Reply,
    Sync,
    SyncFacilitator,
    Written,
)
from bot.people.merging import Reference, move_all, move_one_each

NAMED = (
    Sync.author_id,
    Meeting.facilitator_id,
    Meeting.taken_by_id,
    Meeting.closed_by_id,
    Raised.person_id,
    Written.person_id,
    Action.owner_id,
    Action.author_id,
    Action.ended_by_id,
    Feed.person_id,
    SyncDraft.author_id,
)
"""Columns that name a person, as many times as there are."""

ONCE: tuple[tuple[Reference, ...], ...] = (
    (SyncFacilitator.person_id, SyncFacilitator.sync_id),
    (Attendee.person_id, Attendee.meeting_id),
    (Reply.person_id, Reply.meeting_id),
)
"""Columns that name a person once for each of the values that follow."""


async def export_person(session: AsyncSession, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """What somebody (by inside id) attended, raised, wrote down and is to do."""
    attended = await session.execute(
        select(Sync.name, Meeting.original_date, Attendee.answered_at, Attendee.has_nothing, Attendee.here_at)
        .join(Meeting, Meeting.sync_id == Sync.id)
        .join(Attendee, Attendee.meeting_id == Meeting.id)
        .where(Attendee.person_id == person_id)
        .order_by(Attendee.id)
    )
    raised = await session.scalars(select(Raised).where(Raised.person_id == person_id).order_by(Raised.id))
    written = await session.scalars(select(Written).where(Written.person_id == person_id).order_by(Written.id))
    actions = await session.scalars(
        select(Action).where(or_(Action.owner_id == person_id, Action.author_id == person_id)).order_by(Action.id)
    )
    replies = await session.scalars(select(Reply).where(Reply.person_id == person_id).order_by(Reply.id))
    drafts = await session.scalars(select(SyncDraft).where(SyncDraft.author_id == person_id).order_by(SyncDraft.id))
    feeds = await session.scalars(select(Feed).where(Feed.person_id == person_id).order_by(Feed.id))
    facilitates = await session.scalars(
        select(Sync.name)
        .join(SyncFacilitator, SyncFacilitator.sync_id == Sync.id)
        .where(SyncFacilitator.person_id == person_id)
        .order_by(Sync.id)
    )
    return {
        "syncs_attended": [
            {
                "sync": name,
                "date": day.isoformat(),
                "answered": answered.isoformat() if answered else "",
                "nothing": nothing,
                "here": here.isoformat() if here else "",
            }
            for name, day, answered, nothing, here in attended
        ],
        "syncs_facilitated_in_turn": [{"sync": name} for name in facilitates],
        "sync_items_raised": [
            {"kind": one.kind.value, "text": one.text, "at": one.at.isoformat()} for one in raised if not one.removed_at
        ],
        "sync_decisions_and_notes": [
            {"kind": one.kind.value, "text": one.text, "at": one.at.isoformat()}
            for one in written
            if not one.removed_at
        ],
        "sync_actions": [
            {"what": one.what, "until": one.due_on.isoformat() if one.due_on else "", "state": one.state.value}
            for one in actions
        ],
        "syncs_begun": [{"name": one.typed.get("name", ""), "at": one.kept_at.isoformat()} for one in drafts],
        "sync_replies": [{"coming": one.coming, "at": one.at.isoformat()} for one in replies],
        "calendar_links": [
            {
                "since": one.created_at.isoformat(),
                "revoked": one.revoked_at.isoformat() if one.revoked_at else "",
            }
            for one in feeds
        ],
    }


async def erase_person(session: AsyncSession, person_id: int) -> None:
    """Takes a person out, with what they raised; decisions, notes and actions stay as the meeting's, without them."""
    # Before anything is taken out: by what is there it is known where they stand.
    await mark_naming(session, person_id)
    raised = update(Raised).where(Raised.person_id == person_id)
    await session.execute(raised.values(text="", removed_at=Raised.at))
    for table in (SyncFacilitator, Feed):
        await session.execute(delete(table).where(table.person_id == person_id))
    await session.execute(delete(SyncDraft).where(SyncDraft.author_id == person_id))
    for column in (*NAMED, Attendee.person_id, Reply.person_id):
        if column.class_ not in (Feed, SyncDraft):
            await session.execute(update(column.class_).where(column == person_id).values({column.key: None}))


async def merge_person(session: AsyncSession, source: int, target: int) -> None:
    """Has what is kept of one person (inside id) be another's."""
    for column in NAMED:
        await move_all(session, column, source, target)
    for column, *same in ONCE:
        await move_one_each(session, column, source, target, *same)
