"""Transactions that are begun anew where another process was first."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.storage.sessions import WrittenMeanwhile

T = TypeVar("T")

TRIES = 3
"""In all: PostgreSQL takes a second to see that two wait for each other, and whoever pressed waits no longer than that
takes twice."""


async def repeated(transact: Callable[[], Awaitable[T]]) -> T:
    """What a transaction of its own returns; where another wrote the same first, or waited for it as it did, anew."""
    for _ in range(TRIES - 1):
        try:
            return await transact()
        except WrittenMeanwhile:
            # What the other has written can be seen by now.
            continue
    return await transact()
