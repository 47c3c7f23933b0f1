"""What somebody has typed of a check-in and not set up yet."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.capabilities.checkins.subjects import TRIAL
from bot.delivery.marking import compose_anew
from bot.people.merging import move_all
from bot.storage.drafts import Draft, Drafts
from bot.storage.tables import Base


class CheckinDraft(Draft, Base):
    """A check-in as somebody typed it, or the changes to one."""

    __tablename__ = "checkin_draft"
    about_id: Mapped[int | None] = mapped_column(ForeignKey("checkin.id", ondelete="CASCADE"), default=None)


DRAFTS = Drafts(CheckinDraft)


async def export_person(session: AsyncSession, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """What somebody has begun and not set up."""
    begun = await session.scalars(
        select(CheckinDraft).where(CheckinDraft.author_id == person_id).order_by(CheckinDraft.id)
    )
    return {"checkins_begun": [{"name": one.typed.get("name", ""), "at": one.kept_at.isoformat()} for one in begun]}


async def erase_person(session: AsyncSession, person_id: int) -> None:
    """Forgets what somebody has begun, also where they tried it out."""
    await compose_anew(session, TRIAL, [person_id])
    await session.execute(delete(CheckinDraft).where(CheckinDraft.author_id == person_id))


async def merge_person(session: AsyncSession, source: int, target: int) -> None:
    """What one had begun is the other's."""
    await move_all(session, CheckinDraft.author_id, source, target)
