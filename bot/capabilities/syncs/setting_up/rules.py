"""What a sync is as a rule: the usual settings of each kind of meeting, and the bounds of every setting."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.capabilities.syncs.kinds import Section, Template

SHORTEST, LONGEST = 5, 480
"""Minutes that a meeting may last: from a huddle to a day of training."""

LONGEST_LINK = 500
MOST_FACILITATORS = 50
MOST_AGENTS = 3
"""Agents of a team who attend at once; with more it is no longer a turn."""

EARLIEST = 14 * 24 * 60
"""Minutes before a meeting from which on anything may happen."""

COLLECT_CHOICES = (2 * 60, 4 * 60, 24 * 60, 2 * 24 * 60, 3 * 24 * 60, 7 * 24 * 60)
REMIND_CHOICES = (45, 60, 2 * 60, 4 * 60, 24 * 60, 2 * 24 * 60)
AGENDA_CHOICES = (5, 10, 30, 60, 4 * 60, 24 * 60, 2 * 24 * 60, 3 * 24 * 60)
"""Minutes before the meeting that the form offers."""


@dataclass(frozen=True)
class Usual:
    """How a kind of meeting usually is: rule and times as they are typed, minutes long, minutes before it."""

    rule: str
    at: str
    minutes: int
    sections: tuple[Section, ...]
    collect_before: int = 24 * 60
    remind_before: int = 4 * 60
    agenda_before: int = 30
    agents: int = 1


_NUMBERS, _STORY, _UPDATES = Section.NUMBERS, Section.STORY, Section.UPDATES
_RAISED, _ACTIONS, _AWAY = Section.RAISED, Section.ACTIONS, Section.AWAY

USUAL: Mapping[Template, Usual] = MappingProxyType(
    {
        Template.WEEKLY: Usual("every Tuesday", "15:00", 45, tuple(Section)),
        Template.REVIEW: Usual(
            "first Tuesday of the month",
            "14:00",
            60,
            (_NUMBERS, _UPDATES, _RAISED, _ACTIONS, _AWAY),
            collect_before=3 * 24 * 60,
            remind_before=24 * 60,
            agenda_before=4 * 60,
        ),
        Template.CALIBRATION: Usual(
            "every 2 weeks on Thursday", "15:00", 60, (_NUMBERS, _RAISED, _ACTIONS, _AWAY), agents=2
        ),
        Template.CULTURE: Usual(
            "first Thursday of the month",
            "15:00",
            60,
            (_STORY, _RAISED, _ACTIONS, _AWAY),
            collect_before=2 * 24 * 60,
            remind_before=24 * 60,
            agenda_before=60,
        ),
        Template.HUDDLE: Usual(
            "every working day",
            "10:00",
            10,
            (_UPDATES, _RAISED, _AWAY),
            collect_before=2 * 60,
            remind_before=45,
            agenda_before=5,
        ),
        Template.HANDOVER: Usual(
            "every day",
            "18:00",
            15,
            (_UPDATES, _RAISED, _ACTIONS, _AWAY),
            collect_before=2 * 60,
            remind_before=45,
            agenda_before=10,
        ),
        Template.DEMO: Usual("first Wednesday of the month", "15:00", 30, (_UPDATES,), agenda_before=2 * 24 * 60),
        Template.TRAINING: Usual("first Wednesday of the month", "15:00", 60, (_UPDATES,), agenda_before=3 * 24 * 60),
        Template.CELEBRATION: Usual("last Friday of the month", "16:00", 30, (_STORY,), agenda_before=2 * 24 * 60),
    }
)
"""What choosing a kind fills the form with."""
