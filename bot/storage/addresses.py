"""Opaque addresses of conversations, which only their platform reads."""

from typing import Any

from sqlalchemy import String, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from bot.ports import Address
from bot.storage.sessions import Database
from bot.storage.tables import Base


class AddressRow(Base):
    """Where one conversation is, by the name that its platform gives it within an installation."""

    __tablename__ = "address"
    platform: Mapped[str] = mapped_column(String(16), primary_key=True)
    installation_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    address: Mapped[dict[str, Any]]


class AddressStore:
    """Keeps what `bot.ports.Addresses` asks for, each call in a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, platform: str, installation: str, name: str) -> Address | None:
        async with self._database.read() as session:
            row = await session.get(AddressRow, (platform, installation, name))
            return None if row is None else row.address

    async def put(self, platform: str, installation: str, name: str, address: Address) -> None:
        """Insert or replace; takes the write lock only where something changed, since every activity refreshes one."""
        if await self.get(platform, installation, name) == address:
            return
        insert = postgresql.insert if self._database.is_postgresql else sqlite.insert
        row = insert(AddressRow).values(
            platform=platform, installation_key=installation, name=name, address=dict(address)
        )
        async with self._database.write() as session:
            await session.execute(
                row.on_conflict_do_update(
                    index_elements=["platform", "installation_key", "name"], set_={"address": row.excluded.address}
                )
            )

    async def forget(self, platform: str, installation: str, name: str) -> None:
        async with self._database.write() as session:
            await session.execute(
                delete(AddressRow).where(
                    AddressRow.platform == platform,
                    AddressRow.installation_key == installation,
                    AddressRow.name == name,
                )
            )
