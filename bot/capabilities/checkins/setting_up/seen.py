"""Which check-ins somebody sees, and what of each they may decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.capabilities.checkins.kinds import CheckinState
from bot.capabilities.checkins.store import setting_up as store
from bot.capabilities.checkins.store.checkins import checkin_called, team_ids_of
from bot.capabilities.checkins.store.tables import Checkin, Run
from bot.capability import Acting, Occasion
from bot.due.tables import Rhythm
from bot.people import access, audience
from bot.people.calendars import team_calendars
from bot.people.model import Role


@dataclass(frozen=True)
class Seen:
    """A check-in as somebody sees it; without a rhythm it is asked when somebody has it asked.

    `teams` that are asked (side by team, by inside id), `occasion` whose people are asked instead. `latest` is the run
    whose results are the newest. `mine`: whoever looks has set it up; `refusal`: why it is not theirs to change.
    """

    checkin: Checkin
    rhythm: Rhythm | None
    teams: Mapping[int, int]
    side_ids: frozenset[int]
    occasion: Occasion | None
    latest: Run | None
    mine: bool
    refusal: str | None

    @property
    def about(self) -> Checkin:
        return self.checkin

    @property
    def may_change(self) -> bool:
        return self.refusal is None


async def visible(acting: Acting) -> Sequence[Seen]:
    """The active check-ins that whoever acts has set up, manages, or could change; their own first."""
    active = await store.active_checkins(acting.session, acting.actor.scope, acting.actor)
    return sorted(await _seen(acting, active), key=lambda one: not one.mine)


async def seen(acting: Acting, checkin: Checkin) -> Seen | None:
    """A check-in, if whoever acts may see it."""
    return next(iter(await _seen(acting, [checkin])), None)


async def seen_called(acting: Acting, public_id: str, *, lock: bool = False) -> Seen | None:
    """An active check-in by its id, if whoever acts may see it; locked where it is about to be changed."""
    checkin = await checkin_called(acting.session, public_id, lock=lock)
    if checkin is None or checkin.state is not CheckinState.ACTIVE:
        return None
    return await seen(acting, checkin)


async def _seen(acting: Acting, checkins: Sequence[Checkin]) -> list[Seen]:
    session, actor, ids = acting.session, acting.actor, [one.id for one in checkins]
    rhythms = await store.rhythms_of(session, ids)
    latest = await store.latest_runs(session, ids)
    chosen = await team_ids_of(session, ids)
    audiences = {one: await audience.team_ids(session, one) for one in {each.audience_id for each in checkins} if one}
    team_ids = {one.id: {*chosen[one.id], *audiences.get(one.audience_id or 0, ())} for one in checkins}
    calendars = await team_calendars(session, sorted(set[int]().union(*team_ids.values())))
    found = []
    for one in checkins:
        theirs = {team_id: calendars[team_id].side_id for team_id in sorted(team_ids[one.id]) if team_id in calendars}
        occasion = await _occasion_of(acting, one)
        more = occasion.side_ids if occasion is not None else frozenset[int]()
        side_ids = frozenset({*theirs.values(), *more})
        mine = one.author_id == actor.person_id and not actor.provisional
        why = access.may_change_checkin(actor, theirs, more, one.author_id)
        if mine or why is None or any(actor.may(Role.MANAGER, side_id) for side_id in side_ids):
            found.append(Seen(one, rhythms.get(one.id), theirs, side_ids, occasion, latest.get(one.id), mine, why))
    return found


async def _occasion_of(acting: Acting, checkin: Checkin) -> Occasion | None:
    offer = acting.offers.occasions.get(checkin.occasion)
    if offer is None or checkin.occasion_id is None:
        return None
    return await offer.known(acting.session, checkin.occasion_id)
