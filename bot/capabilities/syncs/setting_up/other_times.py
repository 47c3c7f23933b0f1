"""Other times of the same day for a sync that some teams would have outside their hours."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from schedules.calendar import instant_of, zone_named

STEP = 30
"""Minutes between the times that are looked at: people meet at a full or a half hour."""


@dataclass(frozen=True)
class OtherTimes:
    """Times, by the clock of the sync's zone, that suit more teams; none where there are none.

    `outside` are the teams, by inside id, that have it outside their hours even so.
    """

    times: tuple[time, ...] = ()
    outside: frozenset[int] = frozenset()


def other_times(
    dates: Sequence[datetime],
    zone: str,
    present: Collection[time],
    now: datetime,
    outside: Callable[[datetime], Iterable[int]],
) -> OtherTimes:
    """The nearest earlier and later time that suits everybody on all these dates, else the one that suits most teams.

    `present` are the times that it has, the first of them first; `outside` gives the teams that an instant does not
    suit, one after the other.
    """
    place = zone_named(zone)
    days = sorted({one.astimezone(place).date() for one in dates})
    usual = {team_id for one in dates for team_id in outside(one)}
    fits: dict[bool, time] = {}
    best, least = OtherTimes(), len(usual)
    for at in _by_distance(next(iter(present))):
        instants = [instant_of(datetime.combine(day, at), place) for day in days]
        if at in present or instants[-1] <= now:
            continue
        found = _outside(instants, outside, least)
        if not found:
            fits.setdefault(at > next(iter(present)), at)
            least = 1
        elif len(found) < least:
            best, least = OtherTimes((at,), frozenset(found)), len(found)
    return OtherTimes(tuple(sorted(fits.values()))) if fits else best


def _outside(instants: Iterable[datetime], outside: Callable[[datetime], Iterable[int]], most: int) -> set[int]:
    """The teams that one of these does not suit; no further than to so many."""
    found: set[int] = set()
    for instant in instants:
        for team_id in outside(instant):
            found.add(team_id)
            if len(found) >= most:
                return found
    return found


def _by_distance(present: time) -> list[time]:
    """The times of a day, those next to the present one first."""
    times = [time(*divmod(minute, 60)) for minute in range(0, 24 * 60, STEP)]
    return sorted(times, key=lambda one: abs(_minutes(one) - _minutes(present)))


def _minutes(one: time) -> int:
    return one.hour * 60 + one.minute
