"""Corrections of what was posted: a draft that changes it once it is sent off."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.shoutouts.kinds import ShoutoutState, Where
from bot.capabilities.shoutouts.store.shoutouts import Thanked, draft_of, name_anew
from bot.capabilities.shoutouts.store.tables import Recipient, Shoutout
from bot.people.model import Person, Team


async def correction_begun(session: AsyncSession, kept: Shoutout) -> Shoutout | None:
    """The correction of a shoutout that its giver has begun."""
    return await session.scalar(
        select(Shoutout).where(Shoutout.corrects_id == kept.id, Shoutout.state == ShoutoutState.DRAFT).limit(1)
    )


async def correction_of(session: AsyncSession, kept: Shoutout, now: datetime) -> Shoutout:
    """The correction that was begun of a shoutout, which is locked; or a new one that says what it says."""
    begun = await correction_begun(session, kept)
    if begun is not None:
        return begun
    draft = await draft_of(session, kept, now)
    draft.corrects_id = kept.id
    await session.flush()
    await name_anew(session, draft, list((await named_before(session, draft.public_id)).values()))
    return draft


async def named_before(session: AsyncSession, public_id: str) -> Mapping[str, Thanked]:
    """Whom it names what a draft (public id) corrects, by their public ids; nobody where it corrects nothing.

    Who is thanked privately stays so, but where that was said of the whole shoutout.
    """
    correction = select(Shoutout.corrects_id).where(Shoutout.public_id == public_id).scalar_subquery()
    rows = await session.execute(
        select(Recipient, Shoutout.goes_to, Person.public_id, Team.public_id)
        .join(Shoutout, Shoutout.id == Recipient.shoutout_id)
        .outerjoin(Person, Person.id == Recipient.person_id)
        .outerjoin(Team, (Team.id == Recipient.team_id) & Recipient.whole_team)
        .where(Recipient.shoutout_id == correction, or_(Recipient.person_id.is_not(None), Recipient.whole_team))
        .order_by(Recipient.id)
    )
    return {
        person or team: Thanked(
            row.side_id, row.person_id, row.team_id, privately=row.privately and goes_to is not Where.PRIVATELY
        )
        for row, goes_to, person, team in rows
    }


async def name_instead(session: AsyncSession, kept: Shoutout, thanked: Sequence[Thanked]) -> None:
    """Has what was posted name these people instead, in this order; counts of whom nobody knows any more stay."""
    await name_anew(session, kept, thanked, or_(Recipient.person_id.is_not(None), Recipient.whole_team))
