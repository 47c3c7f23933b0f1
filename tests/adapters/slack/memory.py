"""What a platform is given, kept in memory."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.chat.inbound import NOTHING, Answer, Inbound
from bot.ports import Address, Installation, StorageUnavailable


class MemoryInstallations:
    """`Installations` without a database."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Installation] = {}

    async def get(self, platform: str, key: str) -> Installation | None:
        return self.kept.get((platform, key))

    async def all(self, platform: str) -> Sequence[Installation]:
        return [each for (name, _), each in self.kept.items() if name == platform]

    async def save(self, installation: Installation) -> None:
        self.kept[installation.platform, installation.key] = installation

    async def deactivate(self, platform: str, key: str) -> None:
        kept = self.kept[platform, key]
        self.kept[platform, key] = replace(kept, active=False, secrets={})


class MemoryAddresses:
    """`Addresses` without a database."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, str], Address] = {}

    async def get(self, platform: str, installation: str, name: str) -> Address | None:
        return self.kept.get((platform, installation, name))

    async def put(self, platform: str, installation: str, name: str, address: Address) -> None:
        self.kept[platform, installation, name] = address

    async def forget(self, platform: str, installation: str, name: str) -> None:
        self.kept.pop((platform, installation, name), None)


class MemoryStates:
    """`OneTimeStates` without a database."""

    def __init__(self) -> None:
        self._issued: set[tuple[str, str]] = set()
        self._numbers = itertools.count(1)

    async def issue(self, purpose: str, seconds: int) -> str:
        value = f"state-{next(self._numbers)}"
        self._issued.add((purpose, value))
        return value

    async def consume(self, purpose: str, value: str) -> bool:
        known = (purpose, value) in self._issued
        self._issued.discard((purpose, value))
        return known


@dataclass
class Heard:
    """A `Receive` that keeps what it was told and answers what was prepared, in order."""

    inbound: list[Inbound] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    storage_away: bool = False

    async def __call__(self, inbound: Inbound) -> Answer:
        if self.storage_away:
            raise StorageUnavailable
        self.inbound.append(inbound)
        return self.answers.pop(0) if self.answers else NOTHING

    def last(self) -> Any:
        return self.inbound[-1]


def secrets_in(kept: Mapping[tuple[str, str], Installation]) -> list[Mapping[str, str]]:
    """The secrets of all kept installations."""
    return [each.secrets for each in kept.values()]
