"""Who receives: the only place that decides which channels and people an audience comes to."""

from bot.people.audience.readers import NO_TEAM, OnShift, anybody_called, everybody, on_shift_now, readers_called
from bot.people.audience.resolved import LeftOut, Reader, Resolved, ResolvedChannel, ResolvedTeam
from bot.people.audience.resolving import extent_of, further_channels, resolve, resolve_people, resolve_teams, team_ids

__all__ = [
    "NO_TEAM",
    "LeftOut",
    "OnShift",
    "Reader",
    "Resolved",
    "ResolvedChannel",
    "ResolvedTeam",
    "anybody_called",
    "everybody",
    "extent_of",
    "further_channels",
    "on_shift_now",
    "readers_called",
    "resolve",
    "resolve_people",
    "resolve_teams",
    "team_ids",
]
