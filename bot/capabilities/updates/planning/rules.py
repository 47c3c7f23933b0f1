"""When an update goes out: what somebody typed, as a plan, and a plan with an audience, as a timetable."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import assert_never

from bot.capabilities.updates.store.planning import ClockChange, PlanWay
from bot.people.audience import Resolved, ResolvedChannel, ResolvedTeam
from schedules.calendar import Beginning, UntilProblem, morning, next_beginning, read_when, zone_named
from schedules.calendar.wall import Reading, read_clock

FARTHEST = timedelta(days=180)
"""How far ahead an update can be planned: beyond that nobody remembers it, and its date would need a year."""

LATE = timedelta(hours=12)
"""So late an update still goes out after an outage; later than that its author is asked."""

URGENT_LATE = timedelta(minutes=30)
"""The same for one that rings people: hours later it may ring them for nothing."""

WORTH_TELLING = timedelta(minutes=5)
"""A delay that an author hears of."""


@dataclass(frozen=True)
class Intent:
    """What was chosen: at a moment, on the mornings of a day, or at each next shift after an instant.

    `clocks` says what the clocks make of a moment.
    """

    way: PlanWay
    at: datetime | None
    day: date | None
    zone: str
    clocks: ClockChange = ClockChange.NONE


class Mistake(StrEnum):
    """Why what was typed is no time to publish at."""

    EMPTY = "empty"
    NOT_UNDERSTOOD = "not_understood"
    NO_SUCH_DAY = "no_such_day"
    PAST = "past"
    TOO_FAR = "too_far"
    NO_TIME = "no_time"
    ONLY_A_DAY = "only_a_day"


_PROBLEMS = {
    UntilProblem.NOT_UNDERSTOOD: Mistake.NOT_UNDERSTOOD,
    UntilProblem.NO_SUCH_DAY: Mistake.NO_SUCH_DAY,
    UntilProblem.PAST: Mistake.PAST,
    UntilProblem.TOO_FAR: Mistake.TOO_FAR,
}


def read_intent(way: PlanWay, text: str, zone: str, now: datetime) -> Intent | Mistake:
    """What somebody typed for one way, in a zone; raises `InvalidCalendar` for a zone that there is not."""
    words = text.strip()
    if way is PlanWay.SHIFTS and not words:
        return Intent(way, now, None, zone)
    if not words:
        return Mistake.EMPTY
    if way is PlanWay.MORNINGS and words.casefold() == "today":
        return Intent(way, None, now.astimezone(zone_named(zone)).date(), zone)
    found = read_when(words, now, zone)
    if isinstance(found, UntilProblem):
        return _PROBLEMS[found]
    local, reading = found
    if reading.instant - now > FARTHEST:
        return Mistake.TOO_FAR
    match way:
        case PlanWay.MOMENT:
            # A day alone means its first minute, at which nobody wants to be told anything.
            if local.time() == time():
                return Mistake.NO_TIME
            return Intent(way, reading.instant, None, zone, change_of(reading))
        case PlanWay.MORNINGS:
            return Mistake.ONLY_A_DAY if local.time() != time() else Intent(way, None, local.date(), zone)
        case PlanWay.SHIFTS:
            return Intent(way, reading.instant, None, zone)
    assert_never(way)


def change_of(reading: Reading) -> ClockChange:
    if reading.skipped:
        return ClockChange.SKIPPED
    return ClockChange.REPEATED if reading.repeated else ClockChange.NONE


@dataclass(frozen=True)
class Turn:
    """When it is a team's turn: the local time in its zone, and what the clocks make of that.

    `other_day`: the team does not work on the day that was asked for.
    """

    at: datetime
    local: datetime
    zone: str
    clocks: ClockChange = ClockChange.NONE
    by_hours: bool = True
    other_day: bool = False


@dataclass(frozen=True)
class Timetable:
    """When each channel gets it and when each team is asked, by their ids; `turns` are the teams' own times.

    A channel that several teams read gets it at the earliest of their turns, and a team is asked from the first of its
    channels on, since its people see it there.
    """

    channels: Mapping[int, datetime]
    teams: Mapping[int, datetime]
    turns: Mapping[int, Turn]

    @property
    def first(self) -> datetime:
        return min(self.channels.values())

    def due(self, now: datetime) -> frozenset[int]:
        """The channels whose time has come."""
        return frozenset(channel for channel, at in self.channels.items() if at <= now)

    def asked(self, now: datetime) -> frozenset[int]:
        """The teams whose people are asked by now."""
        return frozenset(team for team, at in self.teams.items() if at <= now)

    def following(self, now: datetime, without: Collection[int]) -> datetime | None:
        """When the next of the other channels, or of the teams without any, gets it."""
        later = [at for channel, at in self.channels.items() if channel not in without]
        later += [at for at in self.teams.values() if at > now]
        return min(later, default=None)


def timetable(intent: Intent, resolved: Resolved, otherwise: time) -> Timetable:
    """The times of an audience as it is now; it needs at least one channel.

    `otherwise` is the local time at which a team is told whose hours nobody knows, or who are at work round the clock.
    """
    turns = {team.team_id: _turn(intent, team, otherwise) for team in resolved.teams}
    of_nobody = min((turn.at for turn in turns.values()), default=_without_team(intent, otherwise))
    channels = {channel.channel_id: _earliest(channel, turns, of_nobody) for channel in resolved.channels}
    teams = {
        team_id: min([turn.at, *(channels[one.channel_id] for one in resolved.channels if team_id in one.team_ids)])
        for team_id, turn in turns.items()
    }
    return Timetable(channels, teams, turns)


def _earliest(channel: ResolvedChannel, turns: Mapping[int, Turn], of_nobody: datetime) -> datetime:
    return min((turns[team].at for team in channel.team_ids if team in turns), default=of_nobody)


def _turn(intent: Intent, team: ResolvedTeam, otherwise: time) -> Turn:
    hours = team.hours
    match intent.way:
        case PlanWay.MOMENT:
            assert intent.at is not None
            return Turn(intent.at, intent.at.astimezone(zone_named(team.zone)).replace(tzinfo=None), team.zone)
        case PlanWay.MORNINGS:
            assert intent.day is not None
            found = morning(hours, team.zone, intent.day, otherwise)
            return _as_turn(found, team.zone, other_day=found.local.date() != intent.day)
        case PlanWay.SHIFTS:
            assert intent.at is not None
            return _as_turn(next_beginning(hours, team.zone, intent.at, otherwise), team.zone)
    assert_never(intent.way)


def _as_turn(found: Beginning, zone: str, *, other_day: bool = False) -> Turn:
    return Turn(found.instant, found.local, zone, change_of(found.reading), found.by_hours, other_day)


def _without_team(intent: Intent, otherwise: time) -> datetime:
    """When a channel gets it that no team of the audience reads."""
    if intent.day is None:
        assert intent.at is not None
        return intent.at
    return read_clock(datetime.combine(intent.day, otherwise), zone_named(intent.zone)).instant
