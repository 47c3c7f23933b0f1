"""Requests of programs that must not act twice: the answer to each key is kept in the transaction of its effect."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ForeignKey, String, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.people.tokens import ApiToken
from bot.storage.tables import Base

KEPT = timedelta(days=7)
"""How long a repeated request finds its answer; a pipeline that was stopped over a weekend goes on where it was."""

LONGEST_KEY = 200


class ApiRequest(Base):
    """What a token has asked for under a key. `asked` is a hash of it; `answer` is JSON, empty while it is made."""

    __tablename__ = "api_request"
    token_id: Mapped[int] = mapped_column(ForeignKey(ApiToken.id), primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), primary_key=True)
    asked: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Answered:
    """A request that was answered before; `same`: it asked for the same."""

    answer: str
    same: bool


def fingerprint(pieces: Sequence[str]) -> str:
    """What tells one request from another, without keeping what it says."""
    return sha256("\0".join(pieces).encode("utf-8", "replace")).hexdigest()


async def begin(session: AsyncSession, token_id: int, key: str, asked: str, now: datetime) -> Answered | None:
    """Take a key for what is asked now; None if it was free, else what was answered to it.

    Raises `WrittenMeanwhile` where another transaction has taken it since: the caller begins anew and finds the answer.
    """
    known = await session.get(ApiRequest, (token_id, key))
    if known is not None:
        return Answered(known.answer, known.asked == asked)
    session.add(ApiRequest(token_id=token_id, key=key, asked=asked, at=now))
    await session.flush()
    return None


async def finish(session: AsyncSession, token_id: int, key: str, answer: str) -> None:
    """Keep the answer to a key that was taken in this transaction."""
    (await session.get_one(ApiRequest, (token_id, key))).answer = answer
    await session.flush()


async def forget_before(session: AsyncSession, instant: datetime) -> int:
    """Delete what is older than `instant`; tells how many."""
    gone = await session.execute(delete(ApiRequest).where(ApiRequest.at < instant).returning(ApiRequest.key))
    return len(gone.all())
