"""How far somebody who tries Instep has come with updates."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.updates.store.question_tables import Hearers, Question, QuestionState
from bot.capabilities.updates.store.tables import Acknowledgement, Update, UpdateState
from bot.people.model import Side, SideKind


@dataclass(frozen=True)
class Progress:
    """What has been done with any update that was published since."""

    published: bool
    noted_by_partner: bool
    asked: bool
    answered: bool
    corrected: bool
    withdrawn: bool


async def progress(session: AsyncSession, since: datetime) -> Progress:
    """What has been done since an instant of the calendar; for whoever may see everything, as in a playground."""
    updates = select(Update.id, Update.version, Update.state).where(
        Update.published_at >= since, Update.state.in_([UpdateState.PUBLISHED, UpdateState.WITHDRAWN])
    )
    found = (await session.execute(updates)).all()
    ids = [row.id for row in found]
    noted = (
        select(func.count())
        .select_from(Acknowledgement)
        .join(Side, Side.id == Acknowledgement.side_id)
        .where(Acknowledgement.update_id.in_(ids), Side.kind == SideKind.PARTNER)
    )
    questions = select(Question.state, Question.heard_by).where(Question.update_id.in_(ids))
    asked = (await session.execute(questions)).all()
    return Progress(
        published=bool(found),
        noted_by_partner=bool(await session.scalar(noted)),
        asked=bool(asked),
        answered=any(state is QuestionState.ANSWERED and heard is Hearers.EVERYONE for state, heard in asked),
        corrected=any(row.version > 1 for row in found),
        withdrawn=any(row.state is UpdateState.WITHDRAWN for row in found),
    )
