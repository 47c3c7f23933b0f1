"""Which channels are linked to which teams: read at once, changed in memory, and written at once."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people import access, audit, channels
from bot.people.access import EVERYTHING, Actor, Scope
from bot.people.model import AuditEntry, Channel, ChannelTeam, Team
from bot.people.tabular.bulk import flush_alike, insert_rows


@dataclass
class Links:
    """The links as they are stored, by the keys of channels and teams, and what is to be changed of them."""

    session: AsyncSession
    actor: Actor | None
    now: datetime
    present: dict[int, set[int]]
    _added: dict[tuple[Channel, Team], None] = field(default_factory=dict)
    _removed: list[tuple[Channel, Team]] = field(default_factory=list)
    _trail: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    async def load(cls, session: AsyncSession, actor: Actor | None, now: datetime) -> Self:
        scope = actor.scope if actor else EVERYTHING
        return cls(session, actor, now, await teams_linked(session, scope))

    def add(self, channel: Channel, team: Team) -> None:
        """Link a channel to a team as `channels.link` does; raises Refused."""
        access.require(self.actor, access.may_link_channel, team.id, team.side_id)
        link = (channel, team)
        if team.id not in self.present.get(channel.id, ()) and link not in self._added:
            self._added[link] = None
        channels.note_link(channel, team)
        self._record("link_channel", channel, team)

    def remove(self, channel: Channel, team: Team) -> None:
        """Undo a stored link as `channels.unlink` does; raises Refused."""
        access.require(self.actor, access.may_link_channel, team.id, team.side_id)
        self._removed.append((channel, team))
        channels.note_unlink(channel, team)
        self._record("unlink_channel", channel, team)

    async def write(self) -> None:
        """Store all that was changed, the stored channels and teams too; new ones must have their keys."""
        if self._removed:
            connection = await self.session.connection()
            await connection.execute(
                delete(ChannelTeam).where(
                    ChannelTeam.channel_id == bindparam("channel"), ChannelTeam.team_id == bindparam("team")
                ),
                [{"channel": channel.id, "team": team.id} for channel, team in self._removed],
            )
        added = [{"channel_id": channel.id, "team_id": team.id} for channel, team in self._added]
        await insert_rows(self.session, ChannelTeam, added)
        await insert_rows(self.session, AuditEntry, self._trail)
        await flush_alike(self.session)

    def _record(self, action: str, channel: Channel, team: Team) -> None:
        self._trail.append(
            audit.entry(self.actor, action, "channel", channel.public_id, at=self.now, team=team.public_id)
        )


async def teams_linked(session: AsyncSession, scope: Scope) -> dict[int, set[int]]:
    """The teams within scope of each channel, by their keys."""
    links = select(ChannelTeam.channel_id, ChannelTeam.team_id).join(Team, Team.id == ChannelTeam.team_id)
    found: dict[int, set[int]] = {}
    for channel_id, team_id in await session.execute(links.where(scope.where(Team.side_id))):
        found.setdefault(channel_id, set()).add(team_id)
    return found
