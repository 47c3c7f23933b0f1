"""What messages of syncs are about, and the slots of those that are found again."""

from bot.capabilities.syncs.store.tables import Action, Meeting
from bot.delivery.outbox import Subject

MEETING = "sync_meeting"
"""The kind of subject that everything about one meeting is, by the meeting's inside id."""

ACTION = "sync_action"
"""The same of an action."""


def meeting_subject(meeting: Meeting) -> Subject:
    """What the messages of a meeting are about."""
    return Subject(MEETING, meeting.id)


def action_subject(action: Action) -> Subject:
    """What the messages of an action are about."""
    return Subject(ACTION, action.id)


def kind_of_slot(slot: str) -> str:
    """Of which kind the message of a slot is: `card` of `card.2`."""
    return slot.partition(".")[0]
