"""Which syncs somebody sees, and what of each they may decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capabilities.syncs.kinds import SyncState
from bot.capabilities.syncs.store import setting_up as store
from bot.capabilities.syncs.store.syncs import sync_called, team_ids_of
from bot.capabilities.syncs.store.tables import Sync
from bot.capability import Acting
from bot.due.tables import Rhythm
from bot.people import access, audience
from bot.people.model import Role


@dataclass(frozen=True)
class Seen:
    """A sync as somebody sees it. `mine`: a team of theirs takes part; `refusal`: why it is not theirs to change."""

    sync: Sync
    rhythm: Rhythm
    team_ids: tuple[int, ...]
    side_ids: frozenset[int]
    mine: bool
    refusal: str | None

    @property
    def about(self) -> Sync:
        return self.sync

    @property
    def may_change(self) -> bool:
        return self.refusal is None


async def visible(acting: Acting) -> Sequence[Seen]:
    """The active syncs that whoever acts takes part in, looks after or manages, or sees all sides of; theirs first."""
    active = await store.active_syncs(acting.session, acting.actor.scope, acting.actor)
    return sorted(await _seen(acting, active), key=lambda one: not one.mine)


async def seen(acting: Acting, sync: Sync) -> Seen | None:
    """A sync, if whoever acts may see it."""
    return next(iter(await _seen(acting, [sync])), None)


async def _seen(acting: Acting, syncs: Sequence[Sync]) -> list[Seen]:
    session, actor, ids = acting.session, acting.actor, [sync.id for sync in syncs]
    rhythms = await store.rhythms_of(session, ids)
    chosen = await team_ids_of(session, ids)
    audiences = {one: await audience.team_ids(session, one) for one in {sync.audience_id for sync in syncs} if one}
    team_ids = {sync.id: {*chosen[sync.id], *audiences.get(sync.audience_id or 0, ())} for sync in syncs}
    sides = await store.sides_of_teams(session, set[int]().union(*team_ids.values()))
    own = {*actor.team_ids, *actor.led_team_ids}
    found = []
    for sync in syncs:
        if (rhythm := rhythms.get(sync.id)) is None:
            continue
        theirs = {team_id: sides[team_id] for team_id in sorted(team_ids[sync.id])}
        side_ids, mine = frozenset(theirs.values()), not own.isdisjoint(theirs)
        within = actor.scope.sides is None or (bool(side_ids) and actor.scope.covers_all(side_ids))
        manages = any(actor.may(Role.MANAGER, side_id) for side_id in side_ids)
        if mine or within or manages or rhythm.owner_id == actor.person_id:
            why = access.may_change_sync(actor, theirs, rhythm.owner_id)
            found.append(Seen(sync, rhythm, tuple(theirs), side_ids, mine, why))
    return found


async def seen_called(acting: Acting, public_id: str, *, lock: bool = False) -> Seen | None:
    """An active sync by its id, if whoever acts may see it; locked where it is about to be changed."""
    sync = await sync_called(acting.session, public_id, lock=lock)
    if sync is None or sync.state is not SyncState.ACTIVE:
        return None
    return await seen(acting, sync)
