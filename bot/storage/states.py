"""Short-lived values that work once, such as OAuth's `state`, shared by all processes over one database."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import String, delete
from sqlalchemy.orm import Mapped, mapped_column

from bot.clock import MachineClock
from bot.storage.sessions import Database, database_now
from bot.storage.tables import Base

VALUE_BYTES = 32
"""Of randomness: nobody guesses one before it runs out."""


class OneTimeState(Base):
    """A value that was issued, by its hash, so that whoever reads the database cannot use it."""

    __tablename__ = "one_time_state"
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime] = mapped_column(index=True)


class OneTimeStateStore:
    """Keeps what `bot.ports.OneTimeStates` asks for, each call in a transaction of its own."""

    def __init__(self, database: Database, machine: MachineClock) -> None:
        self._database = database
        self._machine = machine

    async def issue(self, purpose: str, seconds: int) -> str:
        """A fresh value for that purpose, good for so many seconds; sweeps out what has run out."""
        value = secrets.token_urlsafe(VALUE_BYTES)
        async with self._database.write() as session:
            now = await database_now(session, self._machine)
            await session.execute(delete(OneTimeState).where(OneTimeState.until <= now))
            session.add(OneTimeState(hash=_hash(value), purpose=purpose, until=now + timedelta(seconds=seconds)))
        return value

    async def consume(self, purpose: str, value: str) -> bool:
        """Whether the value was issued for that purpose and is still good; it is used up by asking."""
        async with self._database.write() as session:
            now = await database_now(session, self._machine)
            used = await session.scalars(
                delete(OneTimeState)
                .where(OneTimeState.hash == _hash(value), OneTimeState.purpose == purpose)
                .returning(OneTimeState.until)
            )
            until = used.one_or_none()
            return until is not None and until > now


def _hash(value: str) -> str:
    return sha256(value.encode()).hexdigest()
