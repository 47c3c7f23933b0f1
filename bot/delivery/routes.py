"""Which way a message goes: the lane of its target's installation, and the conversation within it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.pace.backlog import interleaved
from bot.delivery.rows import insert_new, slices
from bot.delivery.tables import Lane, TargetKind
from bot.people.model import Channel, ChatIdentity


@dataclass(frozen=True)
class Target:
    """A channel (`channel.id`) or a person's chat identity (`chat_identity.id`: a direct message)."""

    kind: TargetKind
    id: int


def to_channel(channel_id: int) -> Target:
    """The target that is a channel."""
    return Target(TargetKind.CHANNEL, channel_id)


def to_person(identity_id: int) -> Target:
    """The target that is a direct message to one chat identity."""
    return Target(TargetKind.PERSON, identity_id)


@dataclass(frozen=True)
class Route:
    """A lane, and the name that a conversation has in it."""

    lane_id: int
    conversation: str


def _lane_of(table: type[Channel] | type[ChatIdentity]) -> ColumnElement[bool]:
    return (Lane.platform == table.platform) & (Lane.installation_key == table.installation_key)


_OF_CHANNELS = (
    select(Channel.id, Channel.platform, Channel.installation_key, Channel.external_id, Lane.id.label("lane"))
    .outerjoin(Lane, _lane_of(Channel))
    .where(Channel.id.in_(bindparam("channels", expanding=True)))
)

_OF_PEOPLE = (
    select(
        ChatIdentity.id,
        ChatIdentity.platform,
        ChatIdentity.installation_key,
        ChatIdentity.home,
        ChatIdentity.user_id,
        Lane.id.label("lane"),
    )
    .outerjoin(Lane, _lane_of(ChatIdentity))
    .where(ChatIdentity.id.in_(bindparam("identities", expanding=True)))
)


async def find_routes(session: AsyncSession, targets: Iterable[Target]) -> dict[Target, Route]:
    """The route of each target; lanes are made as they are needed. Raises LookupError for a target without row."""
    places: dict[Target, tuple[str, str, str, int | None]] = {}
    wanted = set(targets)
    for ids in slices([target.id for target in wanted if target.kind is TargetKind.CHANNEL]):
        rows = await session.execute(_OF_CHANNELS, {"channels": ids})
        places |= {to_channel(row.id): (row.platform, row.installation_key, row.external_id, row.lane) for row in rows}
    for ids in slices([target.id for target in wanted if target.kind is TargetKind.PERSON]):
        people = await session.execute(_OF_PEOPLE, {"identities": ids})
        places |= {
            to_person(row.id): (row.platform, row.installation_key, f"@{row.home}/{row.user_id}", row.lane)
            for row in people
        }
    if missing := wanted - places.keys():
        raise LookupError(f"there is nothing to send to at {sorted(f'{one.kind} {one.id}' for one in missing)}")
    without = {(platform, key) for platform, key, _, lane_id in places.values() if lane_id is None}
    made = await _make_lanes(session, without) if without else {}
    return {
        target: Route(made[platform, key] if lane_id is None else lane_id, conversation)
        for target, (platform, key, conversation, lane_id) in places.items()
    }


async def _make_lanes(session: AsyncSession, missing: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    rows = [
        {"platform": platform, "installation_key": key, "owner": "", "epoch": 0, "pace": {}, "halted": ""}
        for platform, key in sorted(missing)
    ]
    await insert_new(session, Lane, rows)
    return await _known_lanes(session)


async def _known_lanes(session: AsyncSession) -> dict[tuple[str, str], int]:
    rows = await session.execute(select(Lane.id, Lane.platform, Lane.installation_key))
    return {(row.platform, row.installation_key): row.id for row in rows}


def positions(groups: Sequence[tuple[int, int | None]]) -> list[int]:
    """A place in one release for each of the posts given as (lane, side): no side of a lane is served first."""
    order = interleaved(range(len(groups)), lambda number: groups[number])
    places = [0] * len(groups)
    for place, number in enumerate(order):
        places[number] = place
    return places
