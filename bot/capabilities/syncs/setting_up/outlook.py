"""What comes of a sync: its next dates by the clock of every team, who is asked, and what there is to know before."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.capabilities.syncs import planning
from bot.capabilities.syncs.kinds import EVENTS, Held, Section
from bot.capabilities.syncs.second_time import is_at_work, second_time, suits_second
from bot.capabilities.syncs.setting_up.other_times import OtherTimes, other_times
from bot.capabilities.syncs.setting_up.seen import Seen
from bot.capabilities.syncs.store import setting_up as store
from bot.capabilities.syncs.store.setting_up import PersonChosen
from bot.capabilities.syncs.store.syncs import facilitators_of
from bot.capabilities.syncs.store.tables import Sync
from bot.capabilities.syncs.under_way import on_until
from bot.capability import Acting
from bot.due.crowding import Crowded
from bot.due.rhythms import ByHand, Upcoming, is_paused, upcoming
from bot.people.access import EVERYTHING
from bot.people.audience import Resolved, ResolvedTeam
from bot.people.calendars import TeamCalendar, team_calendars
from schedules.calendar import DaysOff, HolidayMoved, HolidaySkipped, Reason, read_times

SHOWN = 5
"""Dates ahead that are shown."""

FAR_LONGER = 1.5
"""Times from one date to the next: who is asked earlier than that is asked for several at once."""


@dataclass(frozen=True)
class Local:
    """A date by the clock of a team; `off` is what its day off is called, `outside` that it is not at work then.

    `second`: of an event, `at` is the second time, which fits its hours better.
    """

    team: ResolvedTeam
    zone: str
    at: datetime
    off: str = ""
    outside: bool = False
    second: bool = False


@dataclass(frozen=True)
class Date:
    """One date of a sync: `coming` as its rhythm has it, and for each team by its own clock, where it takes place."""

    coming: Upcoming
    locals: tuple[Local, ...]


@dataclass(frozen=True)
class Outlook:
    """What comes of a sync, as far as one reader may know it.

    `teams` are those that the reader may see, `others` says that more take part, `paused_sides` are left out
    for now. `channels` are how many of these teams' get the agenda, `leads` and `agents` how many are asked for it.
    `facilitators` in their order, of an event those who host it; `decided` facilitates the next one. `begins_now`: the
    next one is so near that people hear of it at once. `recorded` is the meeting, by its id, to which whoever directs
    an event can add a recording. `crowded` is known where its rule was just changed, `other` where it is outside the
    hours of teams and the reader sees all of them. `now` is when it was looked at, `until` when the meeting ends that
    is on then, by the clock of the reader's `zone`.
    """

    seen: Seen
    resolved: Resolved
    dates: tuple[Date, ...]
    teams: tuple[ResolvedTeam, ...]
    others: bool
    paused_sides: tuple[str, ...]
    channels: int
    leads: int
    agents: int
    facilitators: tuple[PersonChosen, ...]
    decided: PersonChosen | None = None
    begins_now: bool = False
    recorded: str = ""
    crowded: Crowded | None = None
    other: OtherTimes | None = None
    now: datetime | None = None
    until: datetime | None = None
    zone: str = "UTC"

    @property
    def paused(self) -> bool:
        """Whether a pause of it still lasts."""
        return self.now is not None and is_paused(self.seen.rhythm, self.now)

    @property
    def unreached(self) -> tuple[ResolvedTeam, ...]:
        """The teams without any channel that can be written to."""
        reached = {
            team_id for channel in self.resolved.channels if channel.obstacle is None for team_id in channel.team_ids
        }
        return tuple(team for team in self.teams if team.team_id not in reached)

    @property
    def empty(self) -> tuple[ResolvedTeam, ...]:
        """The teams in which nobody is."""
        filled = {reader.team_id for reader in self.resolved.readers}
        return tuple(team for team in self.teams if team.team_id not in filled and team.lead_id is None)

    @property
    def first(self) -> datetime | None:
        """When the next one is."""
        return next((one.coming.instant for one in self.dates if one.coming.instant), None)

    @property
    def period(self) -> timedelta | None:
        """From one date to the next, as it mostly is; None where there is one date."""
        days = [one.coming.original_date for one in self.dates]
        between = sorted(later - earlier for earlier, later in pairwise(days))
        return between[(len(between) - 1) // 2] if between else None

    @property
    def asks_too_early(self) -> bool:
        """Whether people are asked for one while several before it are still to come."""
        sync = self.seen.sync
        if self.period is None or sync.template in EVENTS or Section.RAISED not in sync.sections:
            return False
        return timedelta(minutes=sync.collect_before) > FAR_LONGER * self.period

    def away(self) -> tuple[PersonChosen, ...]:
        """The facilitators who are away when the next one begins."""
        first = self.first
        return tuple(
            one for one in self.facilitators if first is not None and one.away_until and one.away_until > first
        )


async def outlook_of(acting: Acting, seen: Seen, *, count: int = SHOWN) -> Outlook:
    """What comes of a sync, for whoever acts."""
    session, actor, sync = acting.session, acting.actor, seen.sync
    plan = await planning.plan(session, seen.rhythm)
    coming = await upcoming(session, seen.rhythm, plan, acting.now, count=count)
    resolved = await planning.resolved_for(session, sync, acting.now)
    viewpoint = resolved.viewpoint_of(actor.side_id)
    sees_all = actor.scope == EVERYTHING
    teams = tuple(one for one in resolved.teams if sees_all or viewpoint.sees_side(one.side_id))
    calendars = await team_calendars(session, [one.team_id for one in teams])
    hidden = "" if sees_all else acting.t("a day off")
    dates = _Dates(teams, calendars, sync, seen.rhythm.zone, hidden)
    named = await facilitators_of(session, sync.id)
    decided = await store.next_facilitator_of(session, sync, acting.now)
    people = await store.people_of(session, EVERYTHING, [*named, *([decided] if decided is not None else [])])
    known = {key: one for key, one in people.items() if sees_all or viewpoint.sees_names_of(one.side_id)}
    ids = {team.team_id for team in teams}
    present = {one.person_id: one.team_id for one in resolved.readers if not one.provisional and one.team_id in ids}
    leads = {team.lead_id for team in teams if team.lead_id is not None}
    sees = {one.side_id: sees_all or viewpoint.sees_side(one.side_id) for one in resolved.left_out}
    reached = [
        one for one in resolved.channels if one.obstacle is None and (sees_all or not ids.isdisjoint(one.team_ids))
    ]
    event = sync.template in EVENTS
    records = event and (seen.may_change or (actor.person_id in named and not actor.provisional))
    shown = tuple(dates.of(one) for one in coming)
    return Outlook(
        seen,
        resolved,
        shown,
        teams,
        len(teams) < len(resolved.teams),
        tuple(sorted({one.side_name for one in resolved.left_out if sees[one.side_id]})),
        len(reached),
        0 if event else len(leads),
        0 if event else _agents([team for one, team in present.items() if one not in leads], sync.agents_per_team),
        tuple(known[one] for one in named if one in known),
        known.get(decided) if decided is not None else None,
        _begins_now(sync, coming, acting.now),
        await store.last_begun(session, sync, acting.now) if records else "",
        other=_other_times(seen, shown, dates, acting.now) if len(teams) == len(resolved.teams) else None,
        now=acting.now,
        until=await on_until(session, sync, acting.now),
        zone=acting.zone,
    )


def _other_times(seen: Seen, shown: Sequence[Date], dates: "_Dates", now: datetime) -> OtherTimes | None:
    """Times that would suit more teams, for whoever may change it; None where it suits all."""
    if not seen.may_change or not any(local.outside for one in shown for local in one.locals):
        return None
    rhythm = seen.rhythm
    again = seen.sync.again_at
    present = [rhythm.at, *(read_times(rhythm.turns) if rhythm.turns else ()), *([again] if again else [])]
    taking_place = [one.coming.instant for one in shown if one.coming.instant is not None]
    return other_times(taking_place, rhythm.zone, present, now, dates.outside)


def _begins_now(sync: Sync, coming: Sequence[Upcoming], now: datetime) -> bool:
    """Whether the first work of the next one is due by now."""
    asks = sync.template not in EVENTS and Section.RAISED in sync.sections
    lead = timedelta(minutes=max(sync.collect_before, sync.agenda_before) if asks else sync.agenda_before)
    first = next((one.instant for one in coming if one.instant), None)
    return first is not None and first - lead <= now


async def next_of(acting: Acting, seen: Seen) -> datetime | None:
    """When the next one is."""
    plan = await planning.plan(acting.session, seen.rhythm)
    coming = await upcoming(acting.session, seen.rhythm, plan, acting.now, count=1)
    return next((one.instant for one in coming if one.instant), None)


def _agents(teams: Sequence[int], per_team: int) -> int:
    """How many attend at once of agents who are in these teams."""
    return sum(min(per_team, count) for count in Counter(teams).values())


@dataclass(frozen=True)
class _Dates:
    """How each date is for the teams; `hidden` is what a holiday is called that may be another partner's."""

    teams: Sequence[ResolvedTeam]
    calendars: Mapping[int, TeamCalendar]
    sync: Sync
    zone: str
    hidden: str

    def of(self, one: Upcoming) -> Date:
        # Whose days off decide about it is left out: who is missing is said by each team's own clock.
        bare = replace(one, party=replace(one.party, days_off=DaysOff()))
        if self.hidden:
            bare = replace(bare, reasons=tuple(self._unnamed(each) for each in bare.reasons))
        if one.instant is None:
            return Date(bare, ())
        return Date(bare, tuple(self._local(one.instant, team) for team in self.teams))

    def outside(self, at: datetime) -> Iterator[int]:
        """The teams, by inside id, that have an instant outside their hours."""
        return (team.team_id for team in self.teams if self._local(at, team).outside)

    def _unnamed(self, reason: Reason | ByHand) -> Reason | ByHand:
        return replace(reason, holiday=self.hidden) if isinstance(reason, HolidayMoved | HolidaySkipped) else reason

    def _local(self, at: datetime, team: ResolvedTeam) -> Local:
        calendar, hours, minutes = self.calendars[team.team_id], team.hours, self.sync.minutes
        second = second_time(at, self.sync.again_at, self.zone)
        if second is not None and suits_second(hours, at, second, minutes):
            at = second
        off = calendar.days_off.name_of(at.astimezone(ZoneInfo(calendar.zone)).date()) or ""
        works = self.sync.held is Held.WRITTEN or is_at_work(hours, at, minutes)
        return Local(team, calendar.zone, at, off, outside=not (off or works), second=at == second)
