"""What is kept of shoutouts about people, and for how long."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.naming import left_out
from bot.capabilities.shoutouts.store.tables import (
    SUBJECT,
    Cheer,
    CustomerStory,
    Note,
    Objection,
    Recipient,
    RecognitionChoice,
    Shoutout,
    StoryOfTheWeek,
)
from bot.delivery.rows import insert_for
from bot.delivery.tables import Stale
from bot.people.model import Person

DRAFT_KEPT = timedelta(days=30)
"""How long a draft is kept after it was last saved."""

CONTENT_KEPT = timedelta(days=90)
"""How long the content of a shoutout is kept after it was withdrawn or taken down."""

_ENDED = (ShoutoutState.WITHDRAWN, ShoutoutState.TAKEN_DOWN)


async def export_person(session: AsyncSession, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Shoutouts that a person gave and got, their cheers, notes and reports, and what they have chosen."""
    given = await session.scalars(select(Shoutout).where(Shoutout.giver_id == person_id).order_by(Shoutout.id))
    got = await session.execute(
        select(Shoutout, Recipient)
        .join(Recipient, Recipient.shoutout_id == Shoutout.id)
        .where(Recipient.person_id == person_id, Shoutout.state != ShoutoutState.DRAFT)
        .order_by(Shoutout.id)
    )
    cheers = await session.execute(
        select(Shoutout.public_id, Cheer.at)
        .join(Shoutout, Shoutout.id == Cheer.shoutout_id)
        .where(Cheer.person_id == person_id)
        .order_by(Cheer.id)
    )
    notes = await session.execute(
        select(Shoutout.public_id, Note)
        .join(Shoutout, Shoutout.id == Note.shoutout_id)
        .where(Note.person_id == person_id)
        .order_by(Note.id)
    )
    reports = await session.execute(
        select(Shoutout.public_id, Objection)
        .join(Shoutout, Shoutout.id == Objection.shoutout_id)
        .where(Objection.person_id == person_id)
        .order_by(Objection.id)
    )
    stories = await session.scalars(
        select(CustomerStory).where(CustomerStory.person_id == person_id).order_by(CustomerStory.id)
    )
    choice = await session.get(RecognitionChoice, person_id)
    return {
        "shoutouts_given": [_told(one) for one in given],
        "shoutouts_got": [{**_told(one), "privately": row.privately} for one, row in got],
        "shoutouts_cheered": [{"shoutout": public_id, "at": at.isoformat()} for public_id, at in cheers],
        "shoutout_notes": [
            {"shoutout": public_id, "text": note.text, "at": note.at.isoformat(), "removed_at": _at(note.removed_at)}
            for public_id, note in notes
        ],
        "shoutouts_reported": [
            {"shoutout": public_id, "text": row.text, "at": row.at.isoformat(), "settled_at": _at(row.settled_at)}
            for public_id, row in reports
        ],
        "customer_stories": [
            {"system": one.system, "text": one.text, "customer": one.customer, "came_at": one.came_at.isoformat()}
            for one in stories
        ],
        "recognition": [{"privately": choice.privately, "naming": str(choice.naming)}] if choice else [],
    }


async def erase_person(session: AsyncSession, person_id: int) -> None:
    """Takes a person out, and their names out of the stories that are about them; what they did stays as counts.

    A story about them alone is forgotten, and its copies say that it was withdrawn.
    """
    person = await session.get(Person, person_id)
    words = {word for word in (person.name, person.alias, *person.name.split()) if word} if person else set()
    await _forget(session, (Shoutout.giver_id == person_id) & (Shoutout.state == ShoutoutState.DRAFT))
    others = aliased(Recipient)
    others_too = exists().where(others.shoutout_id == Recipient.shoutout_id, others.id != Recipient.id)
    rows = await session.execute(
        select(Shoutout, others_too)
        .join(Recipient, Recipient.shoutout_id == Shoutout.id)
        .where(Recipient.person_id == person_id)
    )
    found = rows.all()
    named = [(kept, with_others) for kept, with_others in found if kept.corrects_id is None]
    # A correction that is not sent off yet would bring the names back.
    corrections = [kept.id for kept, _ in found if kept.corrects_id is not None]
    await _forget(session, Shoutout.corrects_id.in_([kept.id for kept, _ in named]) | Shoutout.id.in_(corrections))
    for kept, with_others in named:
        if with_others:
            await _without(session, kept, words)
        else:
            await _empty(session, kept)
    for row in await session.scalars(select(CustomerStory).where(CustomerStory.person_id == person_id)):
        row.text = left_out(row.text, words)
        row.agent_id = row.login = row.alias = ""
    await _mark_stale(session, person_id)
    await session.execute(delete(RecognitionChoice).where(RecognitionChoice.person_id == person_id))
    await session.execute(delete(Objection).where(Objection.person_id == person_id))
    for column in (
        Shoutout.giver_id,
        Shoutout.ended_by_id,
        Recipient.person_id,
        Cheer.person_id,
        Note.person_id,
        Objection.settled_by_id,
        CustomerStory.person_id,
        CustomerStory.lead_id,
        CustomerStory.decided_by_id,
        StoryOfTheWeek.chosen_by_id,
    ):
        await session.execute(update(column.class_).where(column == person_id).values({column.key: None}))
    await session.flush()


async def delete_expired(session: AsyncSession, now: datetime) -> int:
    """Deletes drafts `DRAFT_KEPT` after they were saved, and what ended ones said `CONTENT_KEPT` after that."""
    gone = await _forget(session, (Shoutout.state == ShoutoutState.DRAFT) & (Shoutout.saved_at < now - DRAFT_KEPT))
    ended = await session.scalars(
        select(Shoutout).where(
            Shoutout.state.in_(_ENDED),
            Shoutout.ended_at < now - CONTENT_KEPT,
            or_(Shoutout.story != "", Shoutout.quote != "", Shoutout.ended_because != ""),
        )
    )
    for kept in ended.all():
        await _empty(session, kept)
        gone += 1
    return gone


def _told(kept: Shoutout) -> Mapping[str, Any]:
    return {
        "id": kept.public_id,
        "state": str(kept.state),
        "story": kept.story,
        "quote": kept.quote,
        "customer": kept.customer,
        "value": kept.value,
        "ticket": kept.ticket_url,
        "posted_at": _at(kept.posted_at),
    }


def _at(instant: datetime | None) -> str:
    return instant.isoformat() if instant else ""


async def _forget(session: AsyncSession, which: ColumnElement[bool]) -> int:
    """Deletes shoutouts with all that hangs on them; says how many."""
    ids = (await session.scalars(select(Shoutout.id).where(which))).all()
    for table in (Recipient, Cheer, Note, Objection, StoryOfTheWeek):
        await session.execute(delete(table).where(table.shoutout_id.in_(ids)))
    await session.execute(delete(Shoutout).where(Shoutout.id.in_(ids)))
    return len(ids)


async def _empty(session: AsyncSession, kept: Shoutout) -> None:
    """Leaves a row to count."""
    if kept.state is ShoutoutState.POSTED:
        kept.state, kept.ended_at = ShoutoutState.WITHDRAWN, kept.posted_at
    kept.story = kept.quote = kept.customer = kept.ticket_url = kept.ended_because = ""
    await session.execute(delete(Note).where(Note.shoutout_id == kept.id))
    await session.execute(delete(Objection).where(Objection.shoutout_id == kept.id))
    await session.flush()


async def _without(session: AsyncSession, kept: Shoutout, words: set[str]) -> None:
    """Takes somebody's names out of what is said of several."""
    kept.story, kept.quote = left_out(kept.story, words), left_out(kept.quote, words)
    for note in await session.scalars(select(Note).where(Note.shoutout_id == kept.id)):
        note.text = left_out(note.text, words)
    await session.flush()


async def _mark_stale(session: AsyncSession, person_id: int) -> None:
    """Has the copies on which somebody is named composed anew, without them."""
    named = or_(
        Shoutout.giver_id == person_id,
        *(
            Shoutout.id.in_(select(table.shoutout_id).where(table.person_id == person_id))
            for table in (Recipient, Cheer, Note)
        ),
    )
    rows = await session.execute(select(Shoutout.id, Shoutout.posted_at).where(named, Shoutout.posted_at.is_not(None)))
    marking = insert_for(session, Stale).on_conflict_do_update(
        index_elements=[Stale.subject_kind, Stale.subject_id], set_={"marks": Stale.marks + 1}
    )
    if marked := [
        {"subject_kind": SUBJECT, "subject_id": one, "marks": 1, "drawn": 0, "next_at": at} for one, at in rows
    ]:
        await session.execute(marking, marked)
