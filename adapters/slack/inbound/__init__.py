"""What Slack sends, in neutral terms, and how the answer goes back."""

from adapters.slack.inbound.answering import Answering
from adapters.slack.inbound.overheard import is_talk, question_in_thread
from adapters.slack.inbound.reading import Heard, read, team_candidates, users_named
from adapters.slack.inbound.way import Way, WayKind

__all__ = [
    "Answering",
    "Heard",
    "Way",
    "WayKind",
    "is_talk",
    "question_in_thread",
    "read",
    "team_candidates",
    "users_named",
]
