"""What messages of check-ins are about, and the slots of those that are found again."""

from bot.capabilities.checkins.store.tables import Group, Run
from bot.delivery.outbox import Subject

RUN = "checkin_run"
"""The kind of subject that what is told of a run is: results, to its organiser and to whoever was asked."""

GROUP = "checkin_group"
"""The same of a group's prompts: a token is signed for it."""

PROMPT, REMINDER, AGAIN, CHANNEL = "card", "remind", "again", "channel"
"""Slots of a group's messages: the prompt, the reminder, what comes after *not now*, and the message in a channel with
the button for some."""

CHANNEL_REMINDER = "channel.2"
"""The slot of the one message that a channel gets again."""

REACH = "reach"
"""The slot of what the organiser is told of a run whom it does not come to."""

LOW = "checkin_low"
"""What low answers with a name are told about, by the inside id of their run."""

RESULTS = "results"
"""The slot of what the organiser is told of a run that has closed."""


def run_subject(run: Run) -> Subject:
    """What the messages about a run are about."""
    return Subject(RUN, run.id)


def group_subject(group: Group) -> Subject:
    """What the prompts of a group are about."""
    return Subject(GROUP, group.id)


FEEDBACK = "feedback"
"""What the messages about one piece of feedback are about, by its inside id."""

ROUND = "feedback_round"
"""The same of whom a lead is asked to write to in a week."""

TALK, NOTE, BACK, DONE = "checkin_talk", "checkin_note", "checkin_back", "checkin_done"
"""A conversation with one person (by its inside id); that somebody was written back to, and that they answered (of a
run); what was done about answers (by its inside id)."""

TRIAL = "checkin_trial"
"""What a test is about: whoever had it sent, by their inside id."""
