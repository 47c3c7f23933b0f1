"""What is kept of figures, as it stands in the tables."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select

from tests.bot.capabilities.syncs.conftest import Stage

T = TypeVar("T")


async def rows(stage: Stage, kind: type[T]) -> Sequence[T]:
    """All rows of a table."""
    async with stage.database.read() as session:
        return (await session.scalars(select(kind))).all()
