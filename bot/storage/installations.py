"""Installations of the app, with each secret sealed by itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.ports import Installation
from bot.storage.columns import Key
from bot.storage.sealing import Sealed
from bot.storage.sessions import Database
from bot.storage.tables import Base

PURPOSE = "installation"
"""Under which the secrets of installations are sealed."""


class InstallationRow(Base):
    """The app in one workspace or tenant; `key` as `Place.installation` says it."""

    __tablename__ = "installation"
    __table_args__ = (UniqueConstraint("platform", "key"),)
    id: Mapped[Key]
    platform: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(200))
    app_id: Mapped[str]
    home: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str]
    active: Mapped[bool]
    data: Mapped[dict[str, Any]]


class InstallationSecret(Base):
    """One secret of an installation, by the name that its platform gives it."""

    __tablename__ = "installation_secret"
    installation_id: Mapped[int] = mapped_column(ForeignKey("installation.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Sealed(PURPOSE))


class InstallationStore:
    """Keeps what `bot.ports.Installations` asks for, each call in a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, platform: str, key: str) -> Installation | None:
        """The installation, active or not; raises SealingError if its secrets cannot be opened."""
        async with self._database.read() as session:
            row = await _row(session, platform, key)
            return None if row is None else _installation(row, await _secrets(session, [row.id]))

    async def all(self, platform: str) -> Sequence[Installation]:
        """The platform's installations, active or not, in the order in which they came."""
        async with self._database.read() as session:
            query = select(InstallationRow).where(InstallationRow.platform == platform).order_by(InstallationRow.id)
            rows = (await session.scalars(query)).all()
            secrets = await _secrets(session, [row.id for row in rows])
            return [_installation(row, secrets) for row in rows]

    async def save(self, installation: Installation) -> None:
        """Insert or replace by platform and key; raises SealingError without a key to seal with."""
        async with self._database.write() as session:
            row = await _row(session, installation.platform, installation.key)
            if row is None:
                row = InstallationRow(platform=installation.platform, key=installation.key)
                session.add(row)
            row.app_id = installation.app_id
            row.home = installation.home
            row.name = installation.name
            row.active = installation.active
            row.data = dict(installation.data)
            await session.flush()
            await forget_secrets(session, row)
            session.add_all(
                InstallationSecret(installation_id=row.id, name=name, value=value)
                for name, value in installation.secrets.items()
            )

    async def deactivate(self, platform: str, key: str) -> None:
        """Mark as removed and forget its secrets; nothing happens if it is not known."""
        async with self._database.write() as session:
            row = await _row(session, platform, key)
            if row is not None:
                row.active = False
                await forget_secrets(session, row)


async def installed(session: AsyncSession) -> Sequence[InstallationRow]:
    """Where the app is installed now, platform by platform in the order in which they came; no secret is opened."""
    active = select(InstallationRow).where(InstallationRow.active.is_(True))
    return (await session.scalars(active.order_by(InstallationRow.platform, InstallationRow.id))).all()


async def forget_secrets(session: AsyncSession, row: InstallationRow) -> None:
    """Delete all secrets of an installation."""
    await session.execute(delete(InstallationSecret).where(InstallationSecret.installation_id == row.id))


async def _row(session: AsyncSession, platform: str, key: str) -> InstallationRow | None:
    query = select(InstallationRow).where(InstallationRow.platform == platform, InstallationRow.key == key)
    return await session.scalar(query)


async def _secrets(session: AsyncSession, ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for secret in await session.scalars(select(InstallationSecret).where(InstallationSecret.installation_id.in_(ids))):
        found.setdefault(secret.installation_id, {})[secret.name] = secret.value
    return found


def _installation(row: InstallationRow, secrets: Mapping[int, Mapping[str, str]]) -> Installation:
    return Installation(
        platform=row.platform,
        key=row.key,
        app_id=row.app_id,
        home=row.home,
        name=row.name,
        active=row.active,
        data=row.data,
        secrets=secrets.get(row.id, {}),
    )
