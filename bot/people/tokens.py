"""Tokens for programs: each acts as one person for one purpose, and only its hash is kept."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import ForeignKey, Index, String, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.people import access, audit
from bot.people.access import Actor, Scope
from bot.people.model import HAVE_LEFT, Person, Side, SideState
from bot.people.refusal import Refused
from bot.storage.columns import Key, PublicId
from bot.storage.tables import Base

PREFIX = "instep_"
"""How each token begins, so that people, logs and scanners for secrets recognise one."""

VALUE_BYTES = 32
"""Of randomness: a plain hash is enough for what nobody can guess."""

USE_NOTED_EVERY = timedelta(minutes=1)
"""How exactly the last use is kept."""

LONGEST_NAME = 80


class Purpose(StrEnum):
    """What a token is good for; one each.

    `updates` publishes and asks what became of it, `receipts` only asks, `stories` brings in what customers said,
    `shifts` who works when, `metrics` figures for the agendas of syncs, `syncs` sets syncs up, `checkins` check-ins.
    """

    UPDATES = "updates"
    RECEIPTS = "receipts"
    STORIES = "stories"
    SHIFTS = "shifts"
    METRICS = "metrics"
    SYNCS = "syncs"
    CHECKINS = "checkins"


class ApiToken(Base):
    """A token, by its hash, so that whoever reads the database cannot use it."""

    __tablename__ = "api_token"
    __table_args__ = (
        Index(
            "ux_api_token_name",
            "name",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[Purpose]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    last_used_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


@dataclass(frozen=True)
class Holder:
    """Whom a token acts as, and for what; `gone`: they or their side no longer take part."""

    token_id: int
    purpose: Purpose
    person_id: int
    gone: bool


@dataclass(frozen=True)
class Listed:
    """A token as it is shown to whoever looks after them."""

    name: str
    purpose: Purpose
    person: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


async def create(
    session: AsyncSession,
    actor: Actor | None,
    name: str,
    purpose: Purpose,
    person_id: int,
    now: datetime,
    expires_at: datetime | None = None,
) -> str:
    """Make a token and give it, the only time that it is seen; raises Refused for a name that is in use."""
    access.require(actor, access.may_change_settings)
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused(f"A token needs a name of at most {LONGEST_NAME} characters that says what uses it.")
    if await _named(session, name) is not None:
        raise Refused(f"There is already a token called “{name}”. Revoke it first, or choose another name.")
    value = PREFIX + secrets.token_urlsafe(VALUE_BYTES)
    token = ApiToken(
        name=name, hash=_hash(value), purpose=purpose, person_id=person_id, created_at=now, expires_at=expires_at
    )
    session.add(token)
    await session.flush()
    await audit.record(session, actor, "create_token", "token", token.public_id, at=now, purpose=purpose)
    return value


async def revoke(session: AsyncSession, actor: Actor | None, name: str, now: datetime) -> str:
    """Have a token work no longer, from the next request on; gives its name as it is kept, or raises Refused."""
    access.require(actor, access.may_change_settings)
    token = await _named(session, " ".join(name.split()))
    if token is None:
        raise Refused(f"There is no token called “{name}” that works. See all with: instep tokens list.")
    token.revoked_at = now
    await audit.record(session, actor, "revoke_token", "token", token.public_id, at=now)
    return token.name


async def all_tokens(session: AsyncSession, scope: Scope) -> Sequence[Listed]:
    """The tokens that act as people within scope, those that work first, each by its name."""
    rows = await session.execute(
        select(ApiToken, Person.name)
        .join(Person, Person.id == ApiToken.person_id)
        .where(scope.where(Person.side_id))
        .order_by(ApiToken.revoked_at.is_not(None), ApiToken.name, ApiToken.id)
    )
    return [
        Listed(one.name, one.purpose, person, one.created_at, one.expires_at, one.last_used_at, one.revoked_at)
        for one, person in rows
    ]


async def holder(session: AsyncSession, value: str, now: datetime) -> Holder | None:
    """Whom this token acts as; None for one that is wrong, was revoked, or has run out at `now`."""
    row = (
        await session.execute(
            select(ApiToken.id, ApiToken.purpose, Person.id, Person.state, Side.state)
            .join(Person, Person.id == ApiToken.person_id)
            .join(Side, Side.id == Person.side_id)
            .where(
                ApiToken.hash == _hash(value),
                ApiToken.revoked_at.is_(None),
                or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now),
            )
        )
    ).one_or_none()
    if row is None:
        return None
    token_id, purpose, person_id, person_state, side_state = row
    left = person_state in HAVE_LEFT
    return Holder(token_id, purpose, person_id, left or side_state in (SideState.LEAVING, SideState.GONE))


async def use_is_noted(session: AsyncSession, token_id: int, now: datetime) -> bool:
    """Whether a use at `now` need not be written down, since one of almost the same time was."""
    last = await session.scalar(select(ApiToken.last_used_at).where(ApiToken.id == token_id))
    return last is not None and now - last < USE_NOTED_EVERY


async def note_use(session: AsyncSession, token_id: int, now: datetime) -> None:
    """Keep when a token was used last."""
    await session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now))


async def _named(session: AsyncSession, name: str) -> ApiToken | None:
    return await session.scalar(select(ApiToken).where(ApiToken.name == name, ApiToken.revoked_at.is_(None)))


def _hash(value: str) -> str:
    return sha256(value.encode("utf-8", "replace")).hexdigest()
