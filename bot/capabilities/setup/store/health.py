"""How Instep is, from what is already stored: ways out, obstacles of linked channels, companies that wait."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.setup.store.organisation import stranger_homes
from bot.capabilities.setup.views import Health, LaneView, Obstacle
from bot.chat.texts import Texts
from bot.delivery.causes import explain
from bot.delivery.tables import Delivery, Lane, State
from bot.due.tables import DueState, DueWork
from bot.people import channels
from bot.people.model import Channel, ChannelTeam
from bot.ports import Cause
from bot.storage.installations import InstallationRow

WAITS = (State.WAITING, State.SENDING, State.UNKNOWN)
"""States of a delivery in which the sender still has work to do."""


async def health(session: AsyncSession, t: Texts, late_before: datetime) -> Health:
    """What is known; work that was due before `late_before` counts as late. For admins: it names all."""
    linked = (
        await session.scalars(
            select(Channel).where(Channel.id.in_(select(ChannelTeam.channel_id))).order_by(Channel.name)
        )
    ).all()
    readers = await channels.readers_of(session, [channel.id for channel in linked])
    obstacles = []
    for channel in linked:
        obstacle = channels.obstacle_of(channel, readers[channel.id])
        if obstacle:
            said = explain(obstacle.cause, t, channel=channel.written)
            obstacles.append(Obstacle(channel.name, said.what, said.mend))
    late = await session.scalar(
        select(func.count()).select_from(DueWork).where(DueWork.state == DueState.WAITING, DueWork.due_at < late_before)
    )
    return Health(
        lanes=tuple(await _lanes(session, t)),
        channels=len(linked),
        obstacles=tuple(obstacles),
        unlinked_homes=tuple(await stranger_homes(session)),
        overdue=late or 0,
        checked_at=min((channel.checked_at for channel in linked if channel.checked_at), default=None),
    )


async def _lanes(session: AsyncSession, t: Texts) -> Sequence[LaneView]:
    waiting = await session.execute(
        select(Delivery.lane_id, func.count().label("open")).where(Delivery.state.in_(WAITS)).group_by(Delivery.lane_id)
    )
    counts = {row.lane_id: row.open for row in waiting}
    rows = await session.execute(
        select(Lane, InstallationRow.name)
        .outerjoin(
            InstallationRow,
            (InstallationRow.platform == Lane.platform) & (InstallationRow.key == Lane.installation_key),
        )
        .order_by(Lane.platform, Lane.installation_key)
    )
    return [
        LaneView(
            lane.platform,
            name or lane.installation_key,
            counts.get(lane.id, 0),
            explain(Cause(lane.halted), t, channel=name or lane.installation_key).what if lane.halted else "",
        )
        for lane, name in rows
    ]
