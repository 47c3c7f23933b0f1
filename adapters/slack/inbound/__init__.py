"""What Slack sends, in neutral terms, and how the answer goes back."""

from adapters.slack.inbound.answering import Answering
from adapters.slack.inbound.reading import Heard, read, team_candidates, users_named
from adapters.slack.inbound.way import Way, WayKind

__all__ = ["Answering", "Heard", "Way", "WayKind", "read", "team_candidates", "users_named"]
