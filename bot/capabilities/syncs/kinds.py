"""The words that rows of syncs hold."""

from enum import StrEnum

ATTENDED = "syncs.attended"
"""The kind of occasion that a sync is for whoever was at its last meeting."""


class Template(StrEnum):
    """What kind of meeting a sync is: it decides its usual sections, times and buttons, and nothing after that."""

    WEEKLY = "weekly"
    REVIEW = "review"
    CALIBRATION = "calibration"
    CULTURE = "culture"
    HUDDLE = "huddle"
    HANDOVER = "handover"
    DEMO = "demo"
    TRAINING = "training"
    CELEBRATION = "celebration"


EVENTS = frozenset({Template.DEMO, Template.TRAINING, Template.CELEBRATION})
"""What people come to or not: everybody is invited, nobody is asked for an agenda."""


class Held(StrEnum):
    """`live` people meet, `written` they answer in their own time and read."""

    LIVE = "live"
    WRITTEN = "written"


class SyncState(StrEnum):
    """Whether it still takes place; what is not set up yet is a `SyncDraft`."""

    ACTIVE = "active"
    ENDED = "ended"


class Section(StrEnum):
    """A part of the agenda; people see them in the order that the sync has."""

    NUMBERS = "numbers"
    STORY = "story"
    UPDATES = "updates"
    RAISED = "raised"
    ACTIONS = "actions"
    AWAY = "away"


FOR_AGENDAS = frozenset({Section.RAISED, Section.ACTIONS})
"""What an invitation to an event never has."""


class MeetingState(StrEnum):
    """`collecting` until the agenda is out, `open` until somebody closes it; `left_out` was skipped after it began."""

    COLLECTING = "collecting"
    OPEN = "open"
    CLOSED = "closed"
    LEFT_OUT = "left_out"


class Part(StrEnum):
    """Why somebody is an attendee of a meeting: as the lead of their team, or as an agent whose turn it is."""

    LEAD = "lead"
    AGENT = "agent"


class Raise(StrEnum):
    """What somebody raised."""

    WELL = "well"
    STUCK = "stuck"
    QUESTION = "question"


class Outcome(StrEnum):
    """What was written down in a meeting."""

    DECISION = "decision"
    NOTE = "note"


class ActionState(StrEnum):
    """`dropped` with a reason."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Better(StrEnum):
    """Whether a higher or a lower figure is the better one."""

    HIGHER = "higher"
    LOWER = "lower"
