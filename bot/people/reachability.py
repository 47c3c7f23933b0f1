"""What was seen to work for each person, and the order in which to try."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.inbound import Identity
from bot.people.model import ChatIdentity, Membership

AT_ONCE = 10_000
"""People asked for in one statement: both databases take some 32,000 values in one."""


class Way(StrEnum):
    """A way in which a person acts or is reached."""

    BUTTON = "button"
    FORM = "form"
    DIRECT = "direct"
    EPHEMERAL = "ephemeral"


@dataclass(frozen=True)
class Reach:
    """One chat identity of a person: `identity_id` is its row, `installation` the one they were last seen through.

    `worked` are the ways that were seen to work with them.
    """

    identity_id: int
    identity: Identity
    installation: str
    worked: frozenset[Way]
    last_seen: str = ""

    @property
    def takes_direct(self) -> bool:
        """Whether a direct message can be tried: it has a way out."""
        return bool(self.installation)


_COLUMNS = (
    ChatIdentity.person_id,
    ChatIdentity.id,
    ChatIdentity.platform,
    ChatIdentity.home,
    ChatIdentity.user_id,
    ChatIdentity.installation_key,
    ChatIdentity.seen,
)
"""Plain columns, since they may be thousands."""


def keep_worked(row: ChatIdentity, way: Way, now: datetime) -> None:
    """Keep that this way works for them; changes the row at most once a day for each way."""
    fact = {"worked": True, "on": now.date().isoformat()}
    if row.seen.get(way) != fact:
        row.seen = {**row.seen, str(way): fact}


_OF_PEOPLE = (
    select(*_COLUMNS)
    .where(ChatIdentity.person_id.in_(bindparam("people", expanding=True)), ChatIdentity.deactivated.is_(False))
    .order_by(ChatIdentity.id)
)
_IN_A_TEAM = _OF_PEOPLE.where(
    exists().where(Membership.person_id == ChatIdentity.person_id, Membership.until.is_(None))
)


async def reaches(
    session: AsyncSession, person_ids: Collection[int], *, in_a_team: bool = False
) -> Mapping[int, tuple[Reach, ...]]:
    """The chat identities of each person, best first for a direct message; for work that access has allowed.

    With `in_a_team` those of whoever is in none are left out.
    """
    wanted = sorted(set(person_ids))
    found: dict[int, list[Reach]] = {}
    for start in range(0, len(wanted), AT_ONCE):
        few = {"people": wanted[start : start + AT_ONCE]}
        for person_id, *rest in await session.execute(_IN_A_TEAM if in_a_team else _OF_PEOPLE, few):
            found.setdefault(person_id, []).append(_reach(*rest))
    return {person_id: in_order(theirs) for person_id, theirs in found.items()}


def in_order(identities: Sequence[Reach]) -> tuple[Reach, ...]:
    """Best first: where a direct message worked, then where none did, last where there is none; the newest first."""
    newest_first = sorted(identities, key=lambda reach: (reach.last_seen, -reach.identity_id), reverse=True)
    return tuple(sorted(newest_first, key=_trial))


def _trial(reach: Reach) -> int:
    if not reach.takes_direct:
        return 2
    return 0 if Way.DIRECT in reach.worked else 1


def _reach(
    identity_id: int, platform: str, home: str, user_id: str, installation: str, seen: Mapping[str, Mapping[str, Any]]
) -> Reach:
    return Reach(
        identity_id=identity_id,
        identity=Identity(platform, home, user_id),
        installation=installation,
        worked=frozenset(Way(way) for way, fact in seen.items() if fact["worked"]),
        last_seen=max((fact["on"] for fact in seen.values()), default=""),
    )
