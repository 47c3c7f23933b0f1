"""What comes of a check-in: when people are asked by their own clocks, who is reached and how, and who is not."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import SystemRandom
from zoneinfo import ZoneInfo

from bot.capabilities.checkins import planning
from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.protecting import grouping
from bot.capabilities.checkins.protecting.grouping import Grouping, NotHeld
from bot.capabilities.checkins.protecting.nodes import Person
from bot.capabilities.checkins.questions import Question, read
from bot.capabilities.checkins.running.messages import LeftOut
from bot.capabilities.checkins.running.reaching import Hindrance, Reach, reach_of
from bot.capabilities.checkins.running.timing import ask_at
from bot.capabilities.checkins.setting_up.seen import Seen
from bot.capabilities.checkins.store import history
from bot.capability import Acting
from bot.due.crowding import Crowded
from bot.due.rhythms import Upcoming, upcoming
from bot.people.access import EVERYTHING
from bot.people.audience import Reader, ResolvedTeam

SHOWN = 3
"""Dates ahead that are shown."""

_Pattern = tuple[object, ...]


@dataclass(frozen=True)
class TeamTimes:
    """When people of a team are asked the first time, each with the zone of their clock, the most frequent first."""

    team: str
    times: tuple[tuple[datetime, str], ...]


@dataclass(frozen=True)
class ByChannel:
    """So many people who are asked by the button in a channel."""

    channel: str
    people: int


@dataclass(frozen=True)
class Outlook:
    """What comes of a check-in the next time, as far as one reader may know it.

    `teams` are those that the reader may see, `others` says that more are asked, `paused` are sides that are left out
    for now. `people` can be asked: `direct` in a message of their own, the others by a button. `rested` of them are
    not asked so that nobody can be worked out; `not_held` says why nobody is asked at all, with how many could be asked
    (None: not for this reader to know). `silenced` have stopped it. `crowded` is known where its rule was just changed.
    """

    seen: Seen
    dates: tuple[Upcoming, ...]
    closes_after: timedelta
    teams: tuple[ResolvedTeam, ...]
    others: bool
    paused: tuple[str, ...]
    people: int
    direct: int
    by_button: tuple[ByChannel, ...]
    times: tuple[TeamTimes, ...]
    left_out: tuple[LeftOut, ...]
    silenced: int
    rested: int
    not_held: NotHeld | None
    crowded: Crowded | None = None

    @property
    def first(self) -> datetime | None:
        """When the next one is, by the clock of whoever set it up."""
        return next((one.instant for one in self.dates if one.instant), None)

    @property
    def questions(self) -> tuple[Question, ...]:
        return read(self.seen.checkin.questions)


async def outlook_of(acting: Acting, seen: Seen, *, count: int = SHOWN) -> Outlook:
    """What comes of a check-in, for whoever acts."""
    session, checkin, now = acting.session, seen.checkin, acting.now
    dates = await dates_of(acting, seen, count=count)
    first = next((one.instant for one in dates if one.instant), None)
    day = next((one.original_date for one in dates if one.instant), None)
    reach = await reach_of(session, checkin, now, acting.offers.occasions, day)
    local = first.astimezone(ZoneInfo(seen.rhythm.zone)).replace(tzinfo=None) if first and seen.rhythm else None
    closes = (first or now) + timedelta(minutes=checkin.open_minutes)
    asked, off = _asked(reach, local, now, closes)
    shows = _Shows(acting, reach)
    found = await _grouping(acting, seen, [one for one, _ in asked])
    channels = Counter(one.channel.written for one in reach.by_button if shows.sees(one.reader))
    direct = {one.person_id for one in reach.direct}
    visible = [(one, at) for one, at in asked if shows.sees(one)]
    return Outlook(
        seen=seen,
        dates=tuple(dates),
        closes_after=timedelta(minutes=checkin.open_minutes),
        teams=shows.teams,
        others=len(shows.teams) < len(reach.resolved.teams),
        paused=shows.paused(),
        people=len(visible),
        direct=sum(one.person_id in direct for one, _ in visible),
        by_button=tuple(ByChannel(name, people) for name, people in sorted(channels.items())),
        times=_times(visible, shows.team_names),
        left_out=shows.left_out(off),
        silenced=sum(shows.sees(one) for one in reach.silenced),
        rested=sum(one.person_id in found.rested for one, _ in visible) if isinstance(found, Grouping) else 0,
        not_held=shows.not_held(found) if isinstance(found, NotHeld) else None,
    )


async def dates_of(acting: Acting, seen: Seen, *, count: int) -> list[Upcoming]:
    """The next dates of a check-in; none where it is asked by hand."""
    if seen.rhythm is None:
        return []
    plan = await planning.plan(acting.session, seen.rhythm)
    return await upcoming(acting.session, seen.rhythm, plan, acting.now, count=count)


async def next_of(acting: Acting, seen: Seen) -> datetime | None:
    """When the next one is."""
    return next((one.instant for one in await dates_of(acting, seen, count=1) if one.instant), None)


def _asked(
    reach: Reach, local: datetime | None, now: datetime, closes: datetime
) -> tuple[list[tuple[Reader, datetime]], list[Reader]]:
    """Who is asked, and when; and who is not at work while it is open. Who work alike are worked out once."""
    known: dict[_Pattern, datetime | None] = {}
    asked: list[tuple[Reader, datetime]] = []
    off: list[Reader] = []
    for reader in (*reach.direct, *(one.reader for one in reach.by_button)):
        pattern = (*reader.pattern, reader.away, reader.away_until)
        if pattern not in known:
            known[pattern] = ask_at(reader, local, now, closes)
        at = known[pattern]
        if at is None:
            off.append(reader)
        else:
            asked.append((reader, at))
    return asked, off


def _times(asked: Iterable[tuple[Reader, datetime]], teams: Mapping[int, str]) -> tuple[TeamTimes, ...]:
    of_team: dict[int, Counter[tuple[datetime, str]]] = {}
    for reader, at in asked:
        moment = at.replace(second=0, microsecond=0), reader.zone or "UTC"
        of_team.setdefault(reader.team_id, Counter())[moment] += 1
    return tuple(
        TeamTimes(teams[team_id], tuple(one for one, _ in counted.most_common()))
        for team_id, counted in sorted(of_team.items())
        if team_id in teams
    )


async def _grouping(acting: Acting, seen: Seen, asked: Sequence[Reader]) -> Grouping | NotHeld | None:
    """In which groups they would be; None for a check-in in which nobody is to be protected by that."""
    checkin = seen.checkin
    if checkin.mode is not Mode.ANONYMOUS:
        return None
    people = [Person(one.person_id, one.side_id, one.team_id) for one in asked]
    earlier = await history.earlier_runs(acting.session, read(checkin.questions))
    # Who rests is drawn when it is asked; here only how many do.
    return grouping.freeze(people, checkin.mode, checkin.threshold, earlier, SystemRandom())


class _Shows:
    """What of it whoever acts may see."""

    def __init__(self, acting: Acting, reach: Reach) -> None:
        self._scope = acting.actor.scope
        self._led = () if acting.actor.provisional else acting.actor.led_team_ids
        self._reach = reach
        viewpoint = reach.resolved.viewpoint_of(acting.actor.side_id)
        self._all = self._scope == EVERYTHING
        self.teams = tuple(one for one in reach.resolved.teams if self._all or viewpoint.sees_side(one.side_id))
        self.team_names = {one.team_id: one.name for one in self.teams}
        self._sees_side = viewpoint.sees_side

    def sees(self, reader: Reader) -> bool:
        return self._scope.covers(reader.side_id)

    def paused(self) -> tuple[str, ...]:
        left_out = self._reach.resolved.left_out
        return tuple(sorted({one.side_name for one in left_out if self._all or self._sees_side(one.side_id)}))

    def not_held(self, refused: NotHeld) -> NotHeld:
        """Why it is not held; of people behind the wall it does not say how many there are."""
        return refused if self._scope.covers_all(self._reach.resolved.side_ids) else replace(refused, people=None)

    def left_out(self, off: Sequence[Reader]) -> tuple[LeftOut, ...]:
        reach = self._reach
        found = Counter((one.reader.team_id, one.why) for one in reach.unreached if self.sees(one.reader))
        found.update((one.team_id, Hindrance.UNCONFIRMED) for one in reach.unconfirmed if self.sees(one))
        found.update((one.team_id, Hindrance.OFF) for one in off if self.sees(one))
        return tuple(
            LeftOut(self.team_names.get(team_id, ""), why, people, own=team_id in self._led)
            for (team_id, why), people in sorted(found.items())
        )
