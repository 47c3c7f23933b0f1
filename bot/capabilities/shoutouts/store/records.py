"""What is kept of shoutouts about people, and for how long."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.shoutouts.kinds import ENDED, ShoutoutState
from bot.capabilities.shoutouts.store.back import with_their_team
from bot.capabilities.shoutouts.store.forgetting import empty, forget
from bot.capabilities.shoutouts.store.tables import (
    Cheer,
    CustomerStory,
    Note,
    Objection,
    Recipient,
    RecognitionChoice,
    Shoutout,
)
from bot.people.model import Team

DRAFT_KEPT = timedelta(days=30)
"""How long a draft is kept after it was last saved."""

CONTENT_KEPT = timedelta(days=90)
"""How long the content of a shoutout is kept after it was withdrawn or taken down."""


async def export_person(session: AsyncSession, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Shoutouts that a person gave and got, with their teams too, their cheers, notes and reports, their choices."""
    given = await session.scalars(select(Shoutout).where(Shoutout.giver_id == person_id).order_by(Shoutout.id))
    got = await session.execute(
        select(Shoutout, Recipient)
        .join(Recipient, Recipient.shoutout_id == Shoutout.id)
        .where(Recipient.person_id == person_id, Shoutout.state != ShoutoutState.DRAFT)
        .order_by(Shoutout.id)
    )
    with_teams = await session.execute(
        select(Shoutout, Team.name)
        .join(Recipient, Recipient.shoutout_id == Shoutout.id)
        .join(Team, Team.id == Recipient.team_id)
        .where(with_their_team(person_id), Shoutout.state != ShoutoutState.DRAFT)
        .order_by(Shoutout.id, Recipient.id)
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
        select(CustomerStory)
        .where(CustomerStory.person_id == person_id, CustomerStory.text != "")
        .order_by(CustomerStory.id)
    )
    choice = await session.get(RecognitionChoice, person_id)
    return {
        "shoutouts_given": [_told(one) for one in given],
        "shoutouts_got": [{**_told(one), "privately": row.privately} for one, row in got],
        "shoutouts_got_with_a_team": [{**_told(one), "team": name} for one, name in with_teams],
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


async def delete_expired(session: AsyncSession, now: datetime) -> int:
    """Deletes drafts `DRAFT_KEPT` after they were saved, and what ended ones said `CONTENT_KEPT` after that."""
    gone = await forget(session, (Shoutout.state == ShoutoutState.DRAFT) & (Shoutout.saved_at < now - DRAFT_KEPT))
    ended = await session.scalars(
        select(Shoutout).where(
            Shoutout.state.in_(ENDED),
            Shoutout.ended_at < now - CONTENT_KEPT,
            or_(Shoutout.story != "", Shoutout.quote != "", Shoutout.ended_because != ""),
        )
    )
    for kept in ended.all():
        await empty(session, kept)
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
